"""The corpus of correct translations holds together, and seeds do to it what they say."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from html.parser import HTMLParser

import pytest
from babel import Locale

from pipeline.model import BlockKind
from tests.pairs import HEADLINE, PARTS, Passage, paired, pairs, passages, sample
from tests.seeding import PROMISED, SEEDS, clean, group, seeded

EVERY = [passage for part in PARTS for passage in passages(part)]
SCRIPTS = {"ru": "CYRILLIC", "uk": "CYRILLIC", "el": "GREEK", "ar": "ARABIC", "fa": "ARABIC", "he": "HEBREW"}
SCRIPTS |= {
    "hi": "DEVANAGARI",
    "ko": "HANGUL",
    "zh-Hans": "CJK",
    "zh-Hant": "CJK",
    "ja": "CJK HIRAGANA KATAKANA KATAKANA-HIRAGANA",
}


class Tags(HTMLParser):
    """Collects the elements of inline markup and what is wrong with their nesting."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.feed(markup)
        self.close()
        self.wrong += self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen[f"{tag} {dict(attrs).get('href', '')}"] += 1

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def test_the_corpus_is_large_and_wide_and_its_parts_share_nothing() -> None:
    every = [pair for part in PARTS for pair in pairs(part)]
    assert len(EVERY) >= 60
    assert len(every) >= 1500
    assert len({pair.direction for pair in every}) >= 60
    assert len({pair.key for pair in every}) == len(every)
    assert len({passage.id for passage in EVERY}) == len(EVERY)
    texts = Counter(text for passage in EVERY for text in passage.text.values())
    assert [text for text, count in texts.items() if count > 1] == []


@pytest.mark.parametrize("passage", EVERY, ids=lambda passage: passage.id)
def test_a_passage_is_complete(passage: Passage) -> None:
    assert passage.kind == HEADLINE or BlockKind(passage.kind)
    assert len(passage.text) >= 6
    assert all(text == text.strip() and "  " not in text for text in passage.text.values())
    for language in passage.text:
        Locale.parse(language.replace("-", "_"))
    for name in passage.names:
        assert name in passage.text["en"]
    for term in passage.terms:
        assert set(term.said) == set(term.wrong) == set(passage.text)
        for language, said in term.said.items():
            assert said.casefold() in passage.text[language].casefold(), f"{language}: {said}"
            assert term.wrong[language].casefold() not in passage.text[language].casefold()


@pytest.mark.parametrize("passage", EVERY, ids=lambda passage: passage.id)
def test_a_passage_is_in_the_scripts_of_its_languages(passage: Passage) -> None:
    for language, text in passage.text.items():
        words = re.sub("|".join(map(re.escape, passage.names)) or "(?!)", "", text)
        words = re.sub(r"https?://\S+|\S+@\S+|\S+\.example\S*|\S+\.org\S*", "", words)
        names = [unicodedata.name(letter, "").split()[0] for letter in words if letter.isalpha()]
        wanted = SCRIPTS.get(language, "LATIN").split()
        at_home = sum(name in wanted or (name == "MICRO") for name in names)
        assert at_home >= 0.55 * len(names), f"{language}: {text}"
        if wanted == ["LATIN"]:
            assert set(names) <= {"LATIN", "MICRO", "MASCULINE", "FEMININE"}, f"{language}: {text}"


@pytest.mark.parametrize("passage", [p for p in EVERY if p.html], ids=lambda passage: passage.id)
def test_markup_is_well_formed_and_alike_in_every_language(passage: Passage) -> None:
    assert set(passage.html) == set(passage.text)
    english = Tags(passage.html["en"])
    for language, markup in passage.html.items():
        found = Tags(markup)
        assert found.wrong == [], language
        assert found.seen == english.seen, language


@pytest.mark.parametrize("passage", EVERY, ids=lambda passage: passage.id)
def test_addresses_and_lone_codes_are_alike_in_every_language(passage: Passage) -> None:
    address = re.compile(r"https?://[\w./?=&-]+\w|[\w.+-]+@[\w.-]+\w|\b\d\d[A-Z]-\d+\b|\+\d[\d ]{8,}\d", re.ASCII)
    wanted = set(address.findall(passage.text["en"]))
    for language, text in passage.text.items():
        assert set(address.findall(text)) == wanted, language


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_seed_changes_only_what_it_should_and_always_alike(seed: str, part: str) -> None:
    applied = 0
    for pair in sample(part, 250, seed):
        damaged = seeded(seed, pair)
        assert damaged == seeded(seed, pair)
        if damaged is None:
            continue
        applied += 1
        whole = clean(seed, pair)
        assert (damaged.target, damaged.target_html) != (whole.target, whole.target_html)
        assert (damaged.source, damaged.source_html) == (whole.source, whole.source_html)
        assert (damaged.source_language, damaged.target_language) == (whole.source_language, whole.target_language)
        if group(seed) == "tag lost":
            assert damaged.target == whole.target
        else:
            assert damaged.target_html == ""
    assert applied >= 3


def test_every_promised_kind_has_a_seed() -> None:
    assert {group(seed) for seed in SEEDS} >= PROMISED


def damage(seed: str, passage: str, source: str, target: str) -> tuple[str, str]:
    """The correct and the damaged target of one pair."""
    found = next(entry for entry in EVERY if entry.id == passage)
    pair = paired(found, source, target)
    seeded_sentence = seeded(seed, pair)
    assert seeded_sentence is not None
    return clean(seed, pair).target, seeded_sentence.target


def test_what_the_damage_looks_like() -> None:
    correct, damaged = damage("number changed/magnitude", "port-headline", "en", "de")
    assert damaged == correct.replace("Millionen", "Milliarden")
    correct, damaged = damage("number changed/magnitude", "port-headline", "en", "zh-Hans")
    assert damaged == correct.replace("亿", "万")
    correct, damaged = damage("name dropped/everywhere", "research-grant", "en", "fi")
    assert "Noor" in correct
    assert "Dalen" not in damaged
    correct, damaged = damage("negation lost/cue", "energy-outage", "en", "nl")
    assert damaged == correct.replace(" niet bekend", " bekend")
    correct, damaged = damage("number changed/year", "health-nurses", "en", "it")
    assert re.sub(r"\d{4}", "", damaged) == re.sub(r"\d{4}", "", correct)
    correct, damaged = damage("sentence dropped/whole", "talent-dates", "ja", "zh-Hans")
    assert damaged in correct
    correct, damaged = damage("date changed/month", "port-customs", "en", "ru")
    assert "декабря" in correct
    assert "декабря" not in damaged
