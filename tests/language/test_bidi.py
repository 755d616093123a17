"""Invisible direction marks: what opens is closed, or goes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.bidi import balanced

LRI, RLI, FSI, PDI, LRE, RLE, PDF = "\u2066", "\u2067", "\u2068", "\u2069", "\u202a", "\u202b", "\u202c"
MARKS = LRI + RLI + FSI + PDI + LRE + RLE + PDF


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ("plain", "plain"),
        (f"a {RLI}b{PDI} c", f"a {RLI}b{PDI} c"),
        (f"a {RLI}b", "a b"),
        (f"a{PDI} b{PDF}", "a b"),
        (f"{LRE}a{PDF}{PDF}", f"{LRE}a{PDF}"),
        (f"{FSI}a{RLE}b{PDI}c{PDF}", f"{FSI}ab{PDI}c"),
        (f"{RLE}a{LRI}b{PDF}c{PDI}d{PDF}", f"{RLE}a{LRI}bc{PDI}d{PDF}"),
        (f"{RLI}a\nb{PDI}", "a\nb"),
    ],
)
def test_what_is_not_paired_within_its_line_goes(given: str, left: str) -> None:
    assert balanced(given) == left


@given(st.text(st.sampled_from(MARKS + "ab\n")))
def test_as_many_close_as_open_and_nothing_else_is_lost(given: str) -> None:
    once = balanced(given)
    assert balanced(once) == once
    assert [c for c in once if c not in MARKS] == [c for c in given if c not in MARKS]
    for line in once.split("\n"):
        assert sum(line.count(c) for c in (LRI, RLI, FSI)) == line.count(PDI)
        assert sum(line.count(c) for c in (LRE, RLE)) == line.count(PDF)
