"""The words printed with an article, in every language we translate into."""

from __future__ import annotations

import re
import string
import tomllib
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import labels, language
from pipeline.labels import Label
from pipeline.model import Article, Origin, Rights, State

ARGOS = [
    "ar",
    "az",
    "bg",
    "bn",
    "ca",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "eo",
    "es",
    "et",
    "eu",
    "fa",
    "fi",
    "fil",
    "fr",
    "ga",
    "gl",
    "he",
    "hi",
    "hu",
    "id",
    "it",
    "ja",
    "ko",
    "ky",
    "lt",
    "lv",
    "ms",
    "nb",
    "nl",
    "pl",
    "pt",
    "pt-BR",
    "ro",
    "ru",
    "sk",
    "sl",
    "sq",
    "sv",
    "th",
    "tr",
    "uk",
    "ur",
    "vi",
    "zh-Hans",
    "zh-Hant",
]

PROVENANCE = ("machine", "reviewed", "approved", "written")

SCRIPTS: dict[str, str | tuple[str, ...]] = {
    **dict.fromkeys(("ar", "fa", "ur"), "ARABIC"),
    **dict.fromkeys(("bg", "ky", "ru", "uk"), "CYRILLIC"),
    **dict.fromkeys(("zh-Hans", "zh-Hant"), "CJK UNIFIED"),
    "bn": "BENGALI",
    "el": "GREEK",
    "he": "HEBREW",
    "hi": "DEVANAGARI",
    "ja": ("CJK UNIFIED", "HIRAGANA", "KATAKANA"),
    "ko": "HANGUL",
    "th": "THAI",
}

TABLE = tomllib.loads(Path(labels.__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def fields(pattern: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None]


def test_every_language_of_the_engine_has_its_words() -> None:
    assert sorted(TABLE) == sorted(ARGOS)


@pytest.mark.parametrize("tag", ARGOS)
def test_a_table_is_whole_and_well_formed(tag: str) -> None:
    table = TABLE[tag]
    assert sorted(table) == sorted(TABLE["en"])
    assert {key: fields(words) for key, words in table.items()} == {
        k: fields(words) for k, words in TABLE["en"].items()
    }
    assert all(words and words == words.strip() == unicodedata.normalize("NFC", words) for words in table.values())
    assert len({table[key] for key in PROVENANCE}) == len(PROVENANCE)  # no two of these may read alike
    assert table["withdrawn"] != table["canceled"]
    assert table["older"] != table["newer"]
    assert table["empty"] != table["quiet"]


@pytest.mark.parametrize("tag", ARGOS)
def test_a_table_keeps_the_marks_of_its_language(tag: str) -> None:
    table = TABLE[tag]
    for key, words in table.items():
        introduces = TABLE["en"][key].endswith(":")
        whole = TABLE["en"][key].endswith(".")
        assert (words[-1] in ":：") == introduces, key
        assert (words[-1] in ".。।۔") == (whole and tag != "th"), key  # Thai ends no sentence with a mark
        assert ("\u202f:" in words) == (introduces and tag == "fr"), key
        if tag in ("zh-Hans", "zh-Hant", "ja"):
            assert not set(words) & set(":,.() "), key
        if tag in ("ar", "fa", "ur"):
            assert "," not in words, key
        if tag in ("bn", "hi", "ur"):
            assert "." not in words, key
        assert "'" not in words, key
    for key in PROVENANCE:
        assert ("←" in table[key]) == (language.direction(tag) == "rtl"), key
        assert ("→" in table[key]) == (language.direction(tag) == "ltr"), key


@pytest.mark.parametrize("tag", ARGOS)
def test_a_table_is_written_in_the_script_of_its_language(tag: str) -> None:
    expected = SCRIPTS.get(tag, "LATIN")
    for key, words in TABLE[tag].items():
        letters = re.sub(r"{\w+}", "", words)
        names = {unicodedata.name(one) for one in letters if unicodedata.category(one).startswith("L")}
        assert names, key
        assert all(name.startswith(expected) for name in names), key


def test_no_two_languages_share_a_table() -> None:
    assert len({tuple(table.values()) for table in TABLE.values()}) == len(TABLE)


def test_french_words() -> None:
    assert labels.machine("fr", "en") == Label("Traduction automatique (anglais → français), non relue.", "fr")
    assert labels.reviewed("fr", "en") == Label(
        "Traduction automatique (anglais → français), révisée par une personne.", "fr"
    )
    assert labels.original("fr") == Label("Lien original\u202f:", "fr")
    assert labels.internal("fr") == Label("Réservé à un usage interne.", "fr")


def test_full_width_punctuation_in_chinese() -> None:
    assert labels.machine("zh-Hans", "fr").text == "机器翻译（法语→简体中文），未经审校。"


def test_the_arrow_points_the_way_arabic_is_read() -> None:
    assert labels.machine("ar", "en").text == "ترجمة آلية (الإنجليزية ← العربية)، لم تُراجَع."


@pytest.mark.parametrize(
    ("tag", "read"),
    [
        ("fr-CA", "fr"),
        ("pt-BR", "pt-BR"),
        ("pt-PT", "pt"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh-TW", "zh-Hant"),
        ("zh", "zh-Hans"),
        ("sw", "en"),
        ("und", "en"),
        ("", "en"),
        ("no such tag", "en"),
    ],
)
def test_a_language_without_words_reads_the_nearest(tag: str, read: str) -> None:
    assert labels.original(tag) == Label(TABLE[read]["original"], read)


def test_english_words_name_languages_in_english() -> None:
    assert labels.machine("sw", "fr") == Label("Machine translation (French → Swahili), not reviewed.", "en")


def test_an_unknown_source_is_still_labelled() -> None:
    label = labels.machine("en", "")
    assert label.text.startswith("Machine translation (")
    assert label.text.endswith(" → English), not reviewed.")
    assert "{" not in label.text


def made(tag: str, origin: Origin, route: str, state: State = State.CURRENT) -> Article:
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    return Article(
        "tag:a/1", "tag:a", 1, tag, origin, state, Rights.PUBLIC, "h", (), moment, moment, moment, route=route
    )


HANDS = {
    (Origin.MACHINE, ""): labels.machine,
    (Origin.MACHINE, "argos:fr>es"): labels.machine,
    (Origin.EDITED, ""): labels.written,
    (Origin.EDITED, "argos:fr>es"): labels.reviewed,
    (Origin.APPROVED, ""): labels.written,
    (Origin.APPROVED, "argos:fr>es"): labels.approved,
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("route", ["", "argos:fr>es"])
@pytest.mark.parametrize("origin", Origin)
@pytest.mark.parametrize("tag", ["es", "zh-Hans", "ar", "th", "fr-CA", "sw"])
def test_a_label_says_whose_hand_was_in_a_text_and_no_other(tag: str, origin: Origin, route: str, state: State) -> None:
    article = made(tag, origin, route, state)
    plain, whole, short = labels.provenance(article, "fr"), labels.note(article, "fr"), labels.brief(article)
    if origin is Origin.OFFICIAL:
        assert plain is whole is short is None
        return
    assert plain is not None and whole is not None and short is not None
    assert plain == HANDS[origin, route](tag, "fr")
    behind = labels.outdated(tag)
    assert whole.language == short.language == plain.language == behind.language
    said = state is State.OUTDATED
    assert whole.text.endswith(behind.text) == short.text.endswith(behind.text) == said
    assert whole.text.startswith(plain.text)
    assert (whole.text == plain.text) != said


def test_what_is_behind_its_original_says_so_with_the_spaces_of_its_language() -> None:
    behind = State.OUTDATED
    assert labels.note(made("es", Origin.APPROVED, "x", behind), "fr") == Label(
        "Traducción automática (francés → español), revisada y aprobada por la redacción. "
        "El original ha cambiado desde entonces.",
        "es",
    )
    assert labels.note(made("ja", Origin.EDITED, "", behind), "fr") == Label(
        "翻訳（フランス語→日本語）。その後、原文が変更されました。", "ja"
    )


@pytest.mark.parametrize("tag", ARGOS)
@pytest.mark.parametrize("origin", [Origin.MACHINE, Origin.EDITED, Origin.APPROVED])
@pytest.mark.parametrize("route", ["", "x"])
def test_a_short_label_is_the_long_one_without_its_languages(tag: str, origin: Origin, route: str) -> None:
    long, short = labels.provenance(made(tag, origin, route), "fr"), labels.brief(made(tag, origin, route))
    assert long is not None and short is not None
    assert not set(short.text) & set("{}()（）→←")
    assert short.text == short.text.strip() and "  " not in short.text
    assert len(short.text) < len(long.text)
    head = re.split(r" ?[(（]", long.text)[0]
    assert short.text.startswith(head)
    assert short.text[-1] == long.text[-1] or tag == "th"
    assert labels.brief(made(tag, Origin.MACHINE, "x")) != labels.brief(made(tag, Origin.EDITED, "x"))


def test_short_labels_read_as_sentences() -> None:
    said = {tag: labels.brief(made(tag, Origin.MACHINE, "x")) for tag in ("en", "fr", "zh-Hans", "ar")}
    assert {tag: label.text for tag, label in said.items() if label} == {
        "en": "Machine translation, not reviewed.",
        "fr": "Traduction automatique, non relue.",
        "zh-Hans": "机器翻译，未经审校。",
        "ar": "ترجمة آلية، لم تُراجَع.",
    }
