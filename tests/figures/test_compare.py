"""Figures held against those of a translation."""

from __future__ import annotations

import pytest

from pipeline.figures import compare


def test_equal_figures_leave_nothing() -> None:
    found = compare("1.03 million on December 6", "12月6日103万", "en", "zh")
    assert not (found.changed or found.lost or found.added or found.misread or found.swapped or found.money)


def test_a_changed_figure_is_told_with_what_stands_in_its_place() -> None:
    source, target = "It has 337 members and 12 halls.", "Il compte 373 membres et 12 salles."
    ((one, other),) = compare(source, target, "en", "fr").changed
    assert (source[one.start : one.end], target[other.start : other.end]) == ("337", "373")


def test_dates_in_the_wrong_company() -> None:
    found = compare("from December 6 to January 18", "vom 18. Dezember bis 6. Januar", "en", "de")
    assert {(d.month, d.day) for pair in found.swapped for d in pair} == {(12, 6), (1, 18), (12, 18), (1, 6)}


@pytest.mark.parametrize(
    ("source", "target", "languages"),
    [
        ("a 3-day fair", "eine dreitägige Messe", ("en", "de")),
        ("the 21st century", "le XXIe siècle", ("en", "fr")),
        ("the 14th plan", "“十四五”规划", ("en", "zh")),
        ("2 countries", "les deux pays", ("en", "fr")),
        ("12 meses", "a dozen months", ("es", "en")),
        ("9 a.m.", "9 Uhr", ("en", "de")),
        ("midnight on December 6", "le 6 décembre à minuit", ("en", "fr")),
        ("in the 1990s", "在20世纪90年代", ("en", "zh")),
        ("December 6", "6 Desemba", ("en", "xx")),
    ],
)
def test_words_that_say_a_figure(source: str, target: str, languages: tuple[str, str]) -> None:
    found = compare(source, target, *languages)
    assert [q for q in (*found.lost, *(q for q in found.added)) if q.kind != "month"] == []
    assert found.changed == ()


def test_codes_are_told_only_when_another_code_stands_there() -> None:
    assert compare("COVID-19 cases", "新冠肺炎病例", "en", "zh").lost == ()
    ((one, other),) = compare("an ISO-9001 plant", "une usine ISO-9002", "en", "fr").changed
    assert (one.value, other.value) == (9001, 9002)
