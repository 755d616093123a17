"""Word links: tokens find their characters, attention becomes links, links compose; never outside the texts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.engines import argos
from pipeline.model import Link
from pipeline.segments import compose, links

DATA = Path(__file__).parents[1] / "data" / "markup"


@pytest.fixture(scope="module")
def engine(models: Path) -> Iterator[argos.Engine]:
    engine = argos.Engine(models)
    yield engine
    engine.close()


def said(source: str, target: str, found: tuple[Link, ...]) -> set[tuple[str, str]]:
    return {(source[k.source_start : k.source_end], target[k.target_start : k.target_end]) for k in found}


@pytest.mark.parametrize(
    ("tokens", "text", "pieces"),
    [
        (["▁The", "▁Hai", "nan", "▁port", "."], "The Hainan port.", ["The", "Hai", "nan", "port", "."]),
        (["▁He", "▁said", "..."], "He  said…", ["He", "said", "…"]),  # normalised, spaces folded
        (["▁", "1", "0", "3"], "１０３", ["", "１", "０", "３"]),
        (["▁caf", "é", "s"], "cafe\u0301s", ["caf", "e\u0301", "s"]),  # composed by the tokenizer
        (["▁a", "▁b"], "a_b", ["a", "b"]),  # Argos writes _ as a space
        (["▁", "<0xE4>", "<0xBD>", "<0xA0>", "好"], "你好", ["", "你", "你", "你", "好"]),
        (["the", "com@@", "pany", "&apos;s", "well", "@-@", "being"], "the company's well-being", None),
        (["▁x", "<unk>", "▁y"], "x ⁇ y", ["x", "⁇", "y"]),
        (["“", "▁ok", "”"], '"ok"', ['"', "ok", '"']),  # quotes changed on the way
        (["▁Straße"], "Straße", ["Straße"]),
        ([], "words", []),
        (["▁words"], "", [""]),
    ],
    ids=lambda value: None,
)
def test_tokens_are_located(tokens: list[str], text: str, pieces: list[str] | None) -> None:
    found = [text[a:b] for a, b in links.located(tokens, text)]
    assert found == (["the", "com", "pany", "'s", "well", "-", "being"] if pieces is None else pieces)


texts = st.text(st.sampled_from("abé ß你好。ก่าمﷺ…½_▁@&;'<0x>\u0301\u200b\u00a0😀ÀİA1,."), max_size=40)


@given(tokens=st.lists(texts, max_size=12), text=texts)
def test_no_token_is_located_outside_its_text(tokens: list[str], text: str) -> None:
    spans = links.located(tokens, text)
    assert len(spans) == len(tokens)
    assert all(0 <= start <= end <= len(text) for start, end in spans)


@given(text=texts, data=st.data())
def test_tokens_cut_from_a_text_are_located_where_they_were(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)) | {0, len(text)})
    pieces = [text[a:b] for a, b in itertools.pairwise(cuts) if "@" not in text and "&" not in text]
    for (start, end), piece, at in zip(links.located(pieces, text), pieces, cuts, strict=False):
        if "<" not in text and start < end:
            assert at <= start < end <= at + len(piece)


@given(source=texts, target=texts, left=st.lists(texts, max_size=8), right=st.lists(texts, max_size=8), data=st.data())
def test_any_attention_gives_links_inside_the_texts(
    source: str, target: str, left: list[str], right: list[str], data: st.DataObject
) -> None:
    matrix = [[data.draw(st.floats(0, 1)) for _ in left] for _ in right] if left else []
    found = links.attended(matrix, source, links.located(left, source), target, links.located(right, target))
    for link in found:
        assert 0 <= link.source_start < link.source_end <= len(source)
        assert 0 <= link.target_start < link.target_end <= len(target)
        assert links.is_word(source[link.source_start : link.source_end]) == links.is_word(
            target[link.target_start : link.target_end]
        )


def test_words_keep_figures_whole_and_cut_scripts_without_spaces_at_tokens() -> None:
    text = "Um 9:30 Uhr, 1.234,50 €: “l’eau”"
    assert [text[a:b] for a, b in links.words(text)] == [
        "Um", "9:30", "Uhr", ",", "1.234,50", "€", ":", "“", "l", "’", "eau", "”",
    ]  # fmt: skip
    assert links.words("海南自由贸易港", [0, 2, 4]) == [(0, 2), (2, 4), (4, 7)]
    assert [("हिन्दी में")[a:b] for a, b in links.words("हिन्दी में")] == ["हिन्दी", "में"]


def test_two_hops_compose_by_what_lies_between() -> None:
    first = (Link(0, 3, 0, 4), Link(4, 8, 5, 9), Link(9, 10, 9, 10))
    second = (Link(0, 4, 6, 9), Link(5, 7, 0, 2), Link(7, 9, 3, 5))
    assert compose(first, second) == (Link(0, 3, 6, 9), Link(4, 8, 0, 2), Link(4, 8, 3, 5))
    assert compose(first, ()) == compose((), second) == ()


def test_links_of_a_real_sentence(engine: argos.Engine) -> None:
    source = "Sales rose 12 percent to 3,400.50 million euros on Monday, said Maria Souza."
    [[best]] = engine.translate([source], "en", "pt", align=True)
    found = said(source, best.text, best.links)
    assert {("12", "12"), ("percent", "cento"), ("3,400.50", "3.400,50"), ("Monday", "segunda")} <= found
    assert {("Monday", "feira"), ("said", "disse"), ("Maria", "Maria"), ("Souza", "Souza"), (".", ".")} <= found
    assert engine.translate([source], "en", "pt")[0][0].links == ()


@pytest.mark.parametrize(("source", "target"), [("en", "pt"), ("pt", "en")])
def test_names_and_figures_are_linked_to_themselves(engine: argos.Engine, source: str, target: str) -> None:
    lines = (DATA / f"{source}-{target}.txt").read_text("utf-8").splitlines()
    sentences = [line.split(" | ")[0].replace("[", "").replace("]", "") for line in lines if line[0] != "#"]
    right = wrong = 0
    for sentence, [best] in zip(sentences, engine.translate(sentences, source, target, align=True), strict=True):
        tied = said(sentence, best.text, best.links)
        here = [sentence[a:b] for a, b in links.words(sentence) if a]
        there = [best.text[a:b] for a, b in links.words(best.text)]
        for word in {w for w in here if w[0].isupper() or w[0].isdigit()}:
            if here.count(word) == there.count(word) == 1:
                right += (word, word) in tied
                wrong += (word, word) not in tied
    assert right >= 20
    assert wrong == 0


def test_every_hypothesis_has_its_own_links(engine: argos.Engine) -> None:
    source = "The new container terminal in Haikou opened on Monday."
    [found] = engine.translate([source], "en", "pt", n=6, align=True)
    assert len({h.text for h in found}) == len(found) > 3
    for hypothesis in found:
        assert ("Haikou", "Haikou") in said(source, hypothesis.text, hypothesis.links)


def test_links_of_a_text_cut_into_pieces_count_from_its_beginning(engine: argos.Engine) -> None:
    numbers = list(range(100, 500, 5))
    source = " ".join(f"On Monday the port received {number} visitors." for number in numbers)
    [[best]] = engine.translate([source], "en", "pt", align=True)
    tied = said(source, best.text, best.links)
    assert sum((str(number), str(number)) in tied for number in numbers) >= 0.9 * len(numbers)


@settings(max_examples=25, deadline=None)
@given(text=st.text(max_size=30) | texts)
def test_links_lie_inside_both_texts_whatever_was_translated(engine: argos.Engine, text: str) -> None:
    [found] = engine.translate([text], "en", "pt", n=2, align=True)
    for hypothesis in found:
        for link in hypothesis.links:
            assert 0 <= link.source_start < link.source_end <= len(text)
            assert 0 <= link.target_start < link.target_end <= len(hypothesis.text)
