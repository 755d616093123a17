"""Long texts in pieces: nothing lost, nothing longer than asked, cut after sentences where there are any."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from pipeline.segments.pieces import edges, pieces

TEXT = st.text(st.sampled_from("ab .!?。、\n\t\u0301é漢字\U0001f600") | st.characters(), max_size=200)


@given(TEXT, st.integers(1, 60))
def test_joined_they_are_the_text(text: str, limit: int) -> None:
    cut = list(pieces(text, limit))
    assert "".join(cut) == text
    assert all(0 < len(piece) <= limit for piece in cut)


@given(TEXT)
def test_edges_are_white_space_and_lose_nothing(text: str) -> None:
    before, core, after = edges(text)
    assert before + core + after == text
    assert core == core.strip() or not (before + after).strip()


def test_they_end_after_sentences_else_between_words_else_anywhere() -> None:
    assert list(pieces("The port is open. Ships may come in.", 24)) == ["The port is open. ", "Ships may come in."]
    assert list(pieces("The port is open. Ships may come in.", 99)) == ["The port is open. Ships may come in."]
    sentences = ["On Monday the port received 100 visitors. ", "On Tuesday it was closed again. ", "It opens in May."]
    assert list(pieces("".join(sentences), 80)) == sentences
    assert list(pieces("one two three four", 10)) == ["one two ", "three four"]
    assert list(pieces("港が開いた。船が来る。", 8)) == ["港が開いた。", "船が来る。"]
    assert list(pieces("x" * 25, 10)) == ["x" * 10, "x" * 10, "x" * 5]
    assert list(pieces("", 10)) == []


def test_a_letter_keeps_its_accent() -> None:
    assert list(pieces("abcde\u0301fgh", 5)) == ["abcd", "e\u0301fgh"]


def test_length_costs_no_more_than_its_share() -> None:
    for text in ("word " * 200_000, " " * 1_000_000, "." * 1_000_000, "\u0301" * 1_000_000):
        began = time.perf_counter()
        assert "".join(pieces(text, 600)) == text
        assert time.perf_counter() - began < 20
