"""Words translated by themselves, found again in a translation of the whole sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.segments import anchors


@pytest.mark.parametrize(
    ("phrase", "text", "words"),
    [
        ("informe anual", "El director presenta el informe anual del grupo.", "informe anual"),
        ("Nuevo museo", "La ciudad abre nuevos museos en Lyon.", "nuevos museos"),  # another number, another case
        ("die neue Brücke", "Er lobte den Bau der neuen Brucken sehr.", "der neuen Brucken"),
        ("the coffee", "The price of coffee rose again.", "coffee"),  # not `of coffee`
        ("новый порт", "Они говорят о новом порту города.", "новом порту"),
        ("新しい港", "きのう新しい港が開いた。", "新しい港"),
        ("ท่าเรือใหม่", "เมืองเปิดท่าเรือใหม่แล้ว", "ท่าเรือใหม่"),
        ("ميناء جديد", "افتتحت المدينة ميناء جديدا اليوم", "ميناء جديدا"),
        ("steel mill", "La siderurgia decide.", ""),
        ("", "Nada.", ""),
        ("...", "Nada.", ""),
        ("algo", "", ""),
    ],
)
def test_a_phrase_is_found(phrase: str, text: str, words: str) -> None:
    start, end = anchors.found(phrase, text, 0.5)
    assert text[start:end] == words


def test_of_equal_places_the_nearest_is_taken() -> None:
    text = "El puerto viejo y el puerto nuevo y un puerto."
    places = [anchors.found("puerto", text, near)[0] for near in (0.0, 0.5, 1.0)]
    assert places == [3, 21, 39]


@given(st.text(max_size=20), st.text(max_size=60), st.floats(0, 1))
def test_what_is_found_lies_in_the_text(phrase: str, text: str, near: float) -> None:
    start, end = anchors.found(phrase, text, near)
    assert 0 <= start <= end <= len(text)
