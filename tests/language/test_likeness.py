"""Two spellings of a name are told from a damaged one."""

from __future__ import annotations

import pytest

from pipeline.language.likeness import alike, distance, folded, same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("moscou", "moskau"),
        ("lisboa", "lisbonne"),
        ("education", "educacao"),
        ("conference", "konferenz"),
        ("praga", "prague"),
    ],
)
def test_words_of_one_origin_are_alike(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("hainan", "beijing"), ("kowalczyk", "halvorsen"), ("orsini", "venedig"), ("ulsan", "yara")]
)
def test_different_names_are_not_alike(one: str, other: str) -> None:
    assert not alike(one, other)


def test_a_name_bears_a_genitive_and_slavic_endings_only_where_they_are_spoken() -> None:
    assert same("weber", "webers")
    assert same("marchetti", "marchettiego", inflected=True)
    assert not same("marchetti", "marchettiego")
    assert not same("yuhui", "yuhi", inflected=True)


def test_accents_and_special_letters_fold() -> None:
    assert folded("Łódź") == "lodz"
    assert folded("Straße") == "strasse"
    assert folded("Herøya") == "heroya"


def test_distance_stops_counting() -> None:
    assert distance("yuhui", "yuhi", 2) == 1
    assert distance("abc", "xyzuvw", 2) == 3
