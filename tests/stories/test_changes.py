"""What a new version changed, and whether it matters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.stories.changes import churns, compare

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BASE = ["Fair opens in March", "It draws 4,500 visitors.", "The mayor said that entry is free.", "Last line."]


def changed(position: int, sentence: str) -> list[str]:
    return [*BASE[:position], sentence, *BASE[position + 1 :]]


@pytest.mark.parametrize(
    ("position", "sentence", "fact"),
    [
        (1, "It draws 5,400 visitors.", "figure: 4,500 → 5,400"),
        (2, "The mayor said that entry is not free.", "negation: none → not"),
        (2, "The mayor Anna Weiss said that entry is free.", "name: none → Anna, Weiss"),
        (0, "Fair opens in March 2027", "figure: none → 2027"),
    ],
)
def test_a_changed_fact_is_substantive_and_named(position: int, sentence: str, fact: str) -> None:
    found = compare(BASE, changed(position, sentence))
    assert found.substantive
    assert fact in found.facts
    assert found.diff == ((BASE[position], sentence),)


def test_a_sentence_that_came_or_went_is_substantive() -> None:
    assert compare(BASE, [*BASE, "One more."]).facts == ("sentence added",)
    assert compare(BASE, BASE[:-1]).facts == ("sentence removed",)


def test_another_wording_is_a_change_without_substance() -> None:
    found = compare(BASE, changed(2, "The mayor stated that entry is free."))
    assert (found.substantive, found.noise) == (False, False)
    assert len(found.diff) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Updated 10:42 | 1,204 views", "Updated 11:05 | 1,377 views"),
        ("阅读 120 次", "阅读 340 次"),
        ("浏览量：12", "浏览量：19"),
        ("12 comentarios", "15 comentarios"),
    ],
)
def test_clocks_and_counters_are_noise(old: str, new: str) -> None:
    found = compare([*BASE, old], [*BASE, new])
    assert found.noise
    assert not found.substantive


def test_equal_texts_are_noise() -> None:
    assert compare(BASE, BASE).noise


def test_the_fifth_change_without_substance_in_a_day_is_one_too_many() -> None:
    wording = compare(BASE, changed(2, "The mayor stated that entry is free."))
    fact = compare(BASE, changed(1, "It draws 5,400 visitors."))
    times = [NOW - timedelta(hours=hour) for hour in range(5)]
    assert churns(wording, times, NOW)
    assert not churns(fact, times, NOW)
    assert not churns(wording, times[:3], NOW)
    assert not churns(wording, [time - timedelta(days=2) for time in times], NOW)
