"""Likeness of sentences: what counts, what costs, and what is told to differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.memory.likeness import differs, likeness

FIGURES = "The port handled 1,200 ships in 2024, port director Ines Prado said."


@pytest.mark.parametrize(
    ("remembered", "asked", "told"),
    [
        (FIGURES, FIGURES.replace("1,200", "1,350"), (("1,200", "1,350"),)),
        (FIGURES, FIGURES.replace("1,200", "1 200"), ()),
        (FIGURES, FIGURES.replace("Ines Prado", "Joana Prado"), (("Ines", "Joana"),)),
        (
            "Read more at https://a.example/1.",
            "Read more at https://a.example/2.",
            (("https://a.example/1", "https://a.example/2"),),
        ),
        ("会议于5月4日在海口举行。", "会议于5月6日在海口举行。", (("4", "6"),)),
        ("تستقبل المدينة ٣٠٠ ضيف.", "تستقبل المدينة 300 ضيف.", ()),
        ("Форум посетили 40 гостей из Siemens.", "Форум посетили 45 гостей.", (("40", "45"), ("Siemens", ""))),
        ("The doors open at noon.", "The doors close at noon.", ()),
    ],
    ids=["figure", "separator", "name", "address", "chinese", "arabic digits", "russian", "plain words"],
)
def test_figures_names_and_addresses_that_differ_are_told(
    remembered: str, asked: str, told: tuple[tuple[str, str], ...]
) -> None:
    assert differs(remembered, asked) == told


def test_another_figure_costs_more_than_another_common_word() -> None:
    said = "The exhibition hall was opened by three hundred guests in the old harbour on 12 May."
    figure = likeness(said, said.replace("12 May", "19 May"))
    word = likeness(said, said.replace("old", "new"))
    assert 0.7 < figure < word < 1


def test_only_white_space_may_differ_in_a_full_likeness() -> None:
    assert likeness("One  two\nthree.", "One two three.") == 1
    assert likeness("One two three!", "One two three.") < 1
    assert likeness("ONE TWO THREE.", "One two three.") < 1


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    score = likeness(one, other)
    assert 0 <= score <= 1
    assert score == pytest.approx(likeness(other, one))
    assert (score == 1) == (one.split() == other.split())
