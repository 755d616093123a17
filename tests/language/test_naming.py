"""The place of a word says whether it is a name."""

from __future__ import annotations

import pytest

from pipeline.language.naming import is_bent, is_body, is_foreign, is_name_here


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
        ("fr", "La subvention de la Fondation Nordhagen a servi.", "Nordhagen"),
        ("cs", "Tržby společnosti Delmora vzrostly.", "Delmora"),
        ("de", "Die Fähre Aldebrand legt an.", "Aldebrand"),
        ("de", "Das Geld der Nordhagen-Stiftung fehlt.", "Nordhagen"),
        ("nl", "Mijnbouwconcern Tarkwell groeit.", "Tarkwell"),
        ("sv", "Delmoras intäkter steg.", "Delmoras"),
        ("ro", "Agritecna, cel mai mare târg, a început.", "Agritecna"),
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
        ("pl", "Dotacja z Fundacji Odbudowy Zabytków.", "Odbudowy"),
        ("es", "El Banco Central informó.", "Central"),
        ("de", "Die Kinder-Stiftung hilft.", "Kinder"),
        ("nl", "Mijnbouwconcern Tarkwell groeit.", "Mijnbouwconcern"),
    ],
)
def test_no_name(language: str, text: str, word: str) -> None:
    start = text.index(word)
    assert not is_name_here(text, start, start + len(word), language, opening=start == 0)


def test_words_of_a_language_are_told_by_their_form() -> None:
    assert is_bent("Wiedniu", "pl")
    assert not is_bent("Corvale", "en")
    assert is_foreign("Lorvana", "vi")
    assert not is_foreign("Thanh", "vi")
    assert is_body("Fundacji", "pl")
