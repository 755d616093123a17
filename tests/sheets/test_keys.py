from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Segment
from pipeline.sheets import keys


def test_a_sentence_keeps_its_key_whatever_its_words_and_spaces_and_wherever_it_stands() -> None:
    (first,) = keys([Segment(3, "One  more\nday.", "Un jour")])
    assert first == keys([Segment(0, "Other.", "x"), Segment(9, "One more day.", "Noch ein Tag")])[1]
    assert re.fullmatch("[0-9a-f]{16}-0", first)


def test_sentences_alike_are_counted_and_heads_are_apart() -> None:
    found = keys([Segment(block, "Same", "") for block in (-1, -2, 0, 0, 4)])
    assert len(set(found)) == 5
    assert [one[-1] for one in found] == ["0", "0", "0", "1", "2"]
    assert len({one[:16] for one in found}) == 3


def test_what_a_person_added_is_known_by_their_words() -> None:
    one, other = keys([Segment(0, "", "Added."), Segment(0, "", "Added too.")])
    assert one[:16] != other[:16]


@given(st.lists(st.text(max_size=5), max_size=12))
def test_no_two_lines_share_a_key(sources: list[str]) -> None:
    found = keys([Segment(0, source, "t") for source in sources])
    assert len(set(found)) == len(found)
