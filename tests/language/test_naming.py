"""The place of a word says whether it is a name."""

from __future__ import annotations

import pytest

from pipeline.language.naming import has_hole, is_bent, is_foreign, is_name_here


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("en", "Torvane will open a plant in May.", "Torvane"),
        ("en", "Torvane’s report shows a loss.", "Torvane"),
        ("en", "Torvane, the largest maker of pumps, grew.", "Torvane"),
        ("fr", "Torvane (NYSE : TRV) a publié ses résultats.", "Torvane"),
        ("de", "Der Preis geht an Regisseurin Ilka Brandner.", "Brandner"),
        ("de", "Der Bericht von Corvale weist einen Verlust aus.", "Corvale"),
        ("tr", "Torvane’nin raporu yayımlandı.", "Torvane"),
        ("sv", "(Foto: Elio Marchetti)", "Elio"),
        ("pl", "Norvant otwiera zakład.", "Norvant"),
    ],
)
def test_a_name(language: str, text: str, word: str) -> None:
    start = text.index(word)
    opening = start == 0 or text[start - 2 : start] == ": "
    assert is_name_here(text, start, start + len(word), language, opening=opening)


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("en", "Demand will grow in May.", "Demand"),
        ("en", "Passengers will wait longer.", "Passengers"),
        ("de", "Besucher können Karten kaufen.", "Besucher"),
        ("de", "Der Anteil von Strom aus Wind steigt.", "Strom"),
        ("de", "Seit Ende Juni fahren Busse.", "Juni"),
        ("sv", "Museet öppnar igen.", "Museet"),
        ("nl", "Inschrijven is gratis.", "Inschrijven"),
        ("pl", "Rada przyjęła plan.", "Rada"),
    ],
)
def test_no_name(language: str, text: str, word: str) -> None:
    start = text.index(word)
    assert not is_name_here(text, start, start + len(word), language, opening=start == 0)


@pytest.mark.parametrize(
    ("source", "target", "language", "hole"),
    [
        ("Orvanta will host a webcast.", "organisera une webdiffusion.", "fr", True),
        ("Orvanta will host a webcast.", "は、ウェブキャストを開催する。", "ja", True),
        ("(Photo: Elio Marchetti)", "(Foto: )", "de", True),
        ("In The Lancet.", "刊登於《》。", "zh-Hant", True),
        ("Orvanta will host a webcast.", "Orvanta organisera une webdiffusion.", "fr", False),
        ("the new terminal", "le nouveau terminal", "fr", False),
        ("Shares rose (Solvant Inc.)", "Les actions ont monté (Solvant Inc.)", "fr", False),
    ],
)
def test_a_hole(source: str, target: str, language: str, hole: bool) -> None:
    assert has_hole(source, target, language) == hole


def test_words_of_a_language_are_told_by_their_form() -> None:
    assert is_bent("Wiedniu", "pl")
    assert not is_bent("Corvale", "en")
    assert is_foreign("Lorvana", "vi")
    assert not is_foreign("Thanh", "vi")
