"""Quick signs of a language: scripts and frequent words."""

from __future__ import annotations

from pipeline.language.vocabulary import frequent, kin, language_of, letters_by_script, scripts_of, telling


def test_tags_without_sense_have_no_language() -> None:
    assert language_of("pt-BR") == "pt"
    assert language_of("zh-Hant") == "zh-Hant"
    assert language_of("no tag") == ""
    assert scripts_of("no tag") == frozenset()


def test_scripts_of_languages_with_several() -> None:
    assert scripts_of("ja") == {"Jpan", "Hani"}
    assert scripts_of("sr-Latn") == {"Latn"}


def test_telling_words_are_of_one_language_only() -> None:
    assert "the" in telling("en", "fr")
    assert telling("en", "fr").isdisjoint(frequent("fr"))
    assert "de" not in telling("es", "pt")
    assert "pt" in kin("es")
    assert frequent("xx") == frozenset()


def test_letters_are_counted_by_script() -> None:
    assert letters_by_script("Порт Haikou 海口 1") == {"Cyrl": 4, "Latn": 6, "Hani": 2}
