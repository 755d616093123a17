"""Names in other letters that look the same."""

from __future__ import annotations

import pytest

from pipeline.language.lookalikes import mixed, skeleton


@pytest.mark.parametrize(
    ("one", "other"), [("Вера", "Bepa"), ("ΕΚΟ", "eko"), ("ΑΝΝΑ", "Anna"), ("сое", "Coe"), ("Ｅditor", "EDITOR")]
)
def test_what_looks_alike_has_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


def test_what_does_not_look_alike_has_two() -> None:
    assert len({skeleton(one) for one in ("Иван", "Ivan", "第二审校", "محررة", "Éditrice", "Editrice", "Ελένη")}) == 7


def test_scripts_that_are_mixed() -> None:
    assert mixed("Еditor") and mixed("Anna Иванова") and mixed("Αnna")
    assert not any(map(mixed, ("Éditrice 2", "Вера-2", "Ελένη", "张 Anna", "محررة")))
