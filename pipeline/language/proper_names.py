"""Which words of a text in Latin letters are names, and which of them must look the same in another language?

Told by capitals, by the words around, and by the lists in proper_names.toml; countries, cities, months, days and
languages are CLDR's, by way of Babel. No dictionary stands behind this, so a word with a capital that nothing speaks
against counts as a weak name only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pipeline.language.likeness import folded
from pipeline.language.name_words import (
    calendar,
    is_bent_given,
    is_chinese,
    is_common,
    is_listed,
    is_plain,
    is_syllable,
    listed,
    place_key,
    places_alone,
    tables,
)
from pipeline.language.naming import is_name_here
from pipeline.language.vocabulary import frequent, scripts_of

_TOKEN = re.compile("[A-Za-z0-9À-ÖØ-öø-ɏḀ-ỿ]+")  # beside a Chinese character a Latin name ends
_START = re.compile(r"[.!?…:;][”’\"»)]*\s+[\"“„«'‘(–—-]*\s?$|[“„«\"‘(]\s?$|(?:^|\s)[”»]\s?$|^[^\w]*$|[•–—|]\s*$")
_JOINTS = frozenset({" ", "-", "\u2011", "'", "’", "\u00a0", " & ", "-\u200b", " '", " ’"})
_QUOTES = frozenset("\"'“”„«»‘’‹›")
_ORDINAL = re.compile(r"\W?[1-9]\d{1,2}\. ")
_ROMAN = re.compile(r"[IVXLCM]+")
_CAMEL = re.compile(r"[a-z][A-ZÀ-Þ]|[A-Z]{2}[a-z]{2}|[A-Za-z][a-z][0-9]|[0-9][A-Z][a-z]")
_PLAIN_CAMEL = re.compile(r"(?:Mc|Mac|O|De|Di|La|Le|Du)[A-Z][a-z]+")
_LONGEST_NAME = 12  # words
_SHOUTED, _TITLED = 0.6, 0.65  # shares of words in capitals, or with a capital


class Kind(StrEnum):
    """What sort of name a word is, by what its form promises in a translation."""

    NAME = "name"  # weak: a capital, and nothing that speaks against
    PERSON = "person"  # part of a person's name, or Chinese in pinyin: stays letter for letter
    BRAND = "brand"  # capitals or digits inside (LinkedIn): stays letter for letter
    ACRONYM = "acronym"
    PLACE = "place"  # has a name of its own in each language


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name."""

    text: str
    folded: str
    kind: Kind
    start: int
    end: int
    opening: bool  # opens a sentence, so its capital tells nothing


@dataclass(frozen=True, slots=True)
class Found:
    """A text's names, each as its words in order, and the common words that have a capital within a sentence, folded.

    `titled` is a headline with a capital on each word; `shouted` a text in capitals.
    """

    names: tuple[tuple[Word, ...], ...]
    common: tuple[str, ...]
    titled: bool
    shouted: bool


@lru_cache(maxsize=1)
def _translated_acronyms() -> frozenset[str]:
    return frozenset(tables()["acronyms"]["translated"].split())


def latin_words(text: str) -> list[str]:
    """The words in Latin letters, digits among them, that stand in a text of any script."""
    return _TOKEN.findall(text)


def find(text: str, language: str, *, headline: bool = False, known: Callable[[str, str], bool] | None = None) -> Found:
    """The names of a text; `language` is a key of the word lists (fr, pt, zh-Hans).

    Words in Latin letters only. A name of several words is kept together, small particles (de, van) left out. `known`
    tells of a word and language whether it is a common one; a word that only ends as one is then a name by its place.
    """
    tokens = [m for m in _TOKEN.finditer(text) if m[0][0] < "ɐ" and not m[0].isdigit()]
    lettered = [m[0] for m in tokens if len(m[0]) > 1]
    upper = sum(word.isupper() for word in lettered)
    latin = scripts_of(language) == {"Latn"}
    shouted = latin and len(lettered) > 2 and upper > _SHOUTED * len(lettered)
    long = [word for word in lettered if len(word) > 3]
    titled = (
        latin and len(long) > 3 and sum(word[0].isupper() for word in long) > _TITLED * len(long) and language != "de"
    )
    titled = titled and not text.rstrip().endswith((".", "!", "?", "”", "»", '"'))
    titled = titled or (headline and language == "en" and len(long) > 1 and all(word[0].isupper() for word in long))
    names: list[tuple[Word, ...]] = []
    common: list[str] = []
    run: list[re.Match[str]] = []
    for m in tokens:
        word = m[0]
        capital = word[0].isupper() or (len(word) > 2 and any(map(str.isupper, word)))
        if run:
            gap = text[run[-1].end() : m.start()]
            joined = gap in _JOINTS or (gap in (". ", ".") and len(run[-1][0]) == 1)
            if (
                not joined
                or len(run) >= _LONGEST_NAME
                or not (capital or (word in _particles(language) and gap == " "))
            ):
                names.append(_name(run, text, language, shouted, common, known))
                run = []
        if capital or run:
            run.append(m)
    if run:
        names.append(_name(run, text, language, shouted, common, known))
    return Found(tuple(name for name in names if name), tuple(common), titled, shouted)


@lru_cache(maxsize=64)
def _particles(language: str) -> frozenset[str]:
    """Small words inside names; in German they stand between nouns far more often (Ende der Woche)."""
    return frozenset({"von", "van"} if language == "de" else tables()["titles"]["particles"].split())


def _name(
    run: list[re.Match[str]],
    text: str,
    language: str,
    shouted: bool,
    common: list[str],
    known: Callable[[str, str], bool] | None,
) -> tuple[Word, ...]:
    words = []
    told = [folded(m[0]) for m in run]
    if _royal(run, told, text):
        return ()
    # A title in quotation marks is translated, if it is no name of one word.
    before, after = text[max(0, run[0].start() - 1) : run[0].start()], text[run[-1].end() : run[-1].end() + 1]
    title = len(run) > 1 and before in _QUOTES and after in _QUOTES and bool(before and after)
    person = _person(run, told, text, language)
    for number, m in enumerate(run):
        raw, low = m[0], told[number]
        if len(raw) < 2 or not any(map(str.isupper, raw)):
            continue
        counted = _ORDINAL.fullmatch(text, 0, m.start()) is not None  # 27. Cineluz festivali
        opening = number == 0 and not counted and _START.search(text[max(0, m.start() - 6) : m.start()]) is not None
        kind = _kind(raw, low, language, person, shouted)
        if kind is None and known is not None and _only_ends_so(raw, low, language):
            alone = len(run) == 1 and not opening and language not in ("de", "nl")
            if not known(raw, language) and (
                alone or is_name_here(text, m.start(), m.end(), language, opening=opening)
            ):
                kind = Kind.NAME
        if kind is None and raw[0].isupper() and len(raw) > 2 and not opening and not raw.isupper():
            if low not in frequent(language) and low not in calendar(language):
                common.append(low)
        elif kind is not None and not (title and kind is Kind.NAME):
            words.append(Word(raw, low, kind, m.start(), m.end(), opening))
    return tuple(words)


def _only_ends_so(raw: str, low: str, language: str) -> bool:
    """Whether a word is taken for a common one by a short ending alone: Corvale, Olmura, Hapsted."""
    if not raw[0].isupper() or not raw[1:].islower() or len(raw) < 4 or is_listed(low, language):
        return False
    if language == "en" and low.endswith(tuple(listed("demonym_endings", "en"))):
        return False
    return not is_plain(low, language) and not place_key(low, language)


def _royal(run: list[re.Match[str]], told: list[str], text: str) -> bool:
    """Whether this is a monarch, pope or saint, whose names are translated."""
    royal = listed("titles", "royal")
    if told[0] in royal and len(told) > 1 and told[1] in listed("given", "names"):
        return True
    before = _TOKEN.findall(text[max(0, run[0].start() - 16) : run[0].start()])
    return bool(before) and folded(before[-1]) in royal and told[0] in listed("given", "names")


def _kind(raw: str, low: str, language: str, person: bool, shouted: bool) -> Kind | None:
    if len(raw) > 2 and raw[:-1].isupper() and raw[-1] == "s":
        raw = raw[:-1]
    if raw.isupper():
        if shouted or len(raw) > 8 or raw in _translated_acronyms() or _ROMAN.fullmatch(raw) or raw[0].isdigit():
            return None
        if any(map(str.isdigit, raw)) or is_listed(low, language):
            return None  # a code, which the check of addresses and codes sees to; NOT is a word said loudly
        return Kind.ACRONYM
    if _CAMEL.search(raw) and not _PLAIN_CAMEL.fullmatch(raw):
        plural = raw[:-1].isupper() and raw.endswith("s")
        return None if plural else Kind.BRAND
    if not raw[0].isupper() or len(raw) < 3:
        return Kind.PERSON if person and len(raw) == 2 and raw[0].isupper() and is_syllable(low) else None
    if not person and (low in places_alone(language) or (place_key(low, language) and not is_common(low, language))):
        return None if low in listed("common", language) else Kind.PLACE
    if is_chinese(low) and not (low in frequent(language) or is_listed(low, language)):
        return Kind.PERSON
    if is_plain(low, language) if person else is_common(low, language):
        return None
    return Kind.PERSON if person else Kind.NAME


def _person(run: list[re.Match[str]], told: list[str], text: str, language: str) -> bool:
    """Whether a run of words with capitals is a person's name: a title before it, a given name in it, Chinese in it."""
    if len(run) == 1:
        before = _TOKEN.findall(text[max(0, run[0].start() - 24) : run[0].start()])
        return bool(before) and folded(before[-1]) in (
            "mr",
            "mrs",
            "ms",
            "dr",
            "m",
            "mme",
            "sr",
            "sra",
            "herr",
            "frau",
            "dott",
            "senhor",
            "senhora",
        )
    names = [word for word in told if not is_plain(word, language)]
    if len(names) < 2:
        return False
    given = listed("given", "names")
    places = places_alone(language)
    for number, word in enumerate(told[:-1]):
        if (
            (word in given or is_bent_given(word, language))
            and told[number + 1] in names
            and (word not in places or len(told) == 2)
        ):
            return True
    if sum(is_chinese(word) for word in told) and len(told) == 2:
        return all(is_syllable(word) or is_chinese(word) for word in told)
    initial = any(len(m[0]) == 1 and m[0].isupper() and text[m.end() : m.end() + 1] == "." for m in run[:-1])
    return initial and len(run) <= 4
