"""Names are told from words with a capital."""

from __future__ import annotations

import pytest

from pipeline.language.name_words import is_chinese, is_common, place_forms
from pipeline.language.proper_names import Kind, find


def found(text: str, language: str) -> dict[str, Kind]:
    return {word.text: word.kind for name in find(text, language).names for word in name}


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "The Ministry of Education in Lisbon met Marta Kowalczyk on Monday.", {"Lisbon", "Marta", "Kowalczyk"}),
        ("fr", "Le ministère de l'Éducation a reçu M. Halvorsen à Pékin.", {"Halvorsen", "Pékin"}),
        ("es", "La Comisión Nacional de Desarrollo se reunió en Haikou.", {"Haikou"}),
        ("zh-Hans", "LumenSoft推出BrightPath应用。", {"LumenSoft", "BrightPath"}),
        ("en", "NOT FOR RELEASE BEFORE MONDAY", set()),
        ("en", "The board met Queen Elizabeth and Pope Francis.", set()),
    ],
)
def test_names(language: str, text: str, names: set[str]) -> None:
    assert set(found(text, language)) == names


def test_kinds() -> None:
    kinds = found("In Beijing, Zhang Yuhui of LumenSoft told UNESCO about Coimbra.", "en")
    assert kinds["Beijing"] is Kind.PLACE
    assert kinds["Yuhui"] is kinds["Zhang"] is Kind.PERSON
    assert kinds["LumenSoft"] is Kind.BRAND
    assert kinds["UNESCO"] is Kind.ACRONYM
    assert kinds["Coimbra"] is Kind.NAME


def test_a_title_case_headline_is_known() -> None:
    assert find("New Terminal Opens at Southern Harbour", "en").titled
    assert not find("The new terminal opens at Southern Harbour.", "en").titled


def test_places_of_one_language_are_found_in_another() -> None:
    forms = place_forms("fr", "en")
    assert "germany" in forms["allemagne"]
    assert "beijing" in forms["pekin"]


def test_pinyin_is_told_from_european_words() -> None:
    assert all(is_chinese(word) for word in ("yuhui", "haikou", "qingdao", "hainan"))
    assert not any(is_chinese(word) for word in ("maria", "canada", "education", "banking", "educacao", "mengen"))


def test_common_words() -> None:
    assert is_common("commission", "en")
    assert is_common("desarrollo", "es")
    assert not is_common("coimbra", "en")
