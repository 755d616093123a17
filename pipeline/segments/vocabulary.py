"""The vocabulary by which common words are told from names where capitals do not: capitals.toml and its neighbours."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pipeline import gazetteer
from pipeline.language.tables import lists
from pipeline.segments.sentences import function_words

RICH = 1000  # words; in a language with so many known, an unknown one is a name
_STEM = 4  # letters that two forms of one word share at least


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is known of the words of a language, in small letters.

    `stems` are the beginnings of common words, `capital` words that running text writes with a capital, `places` the
    beginnings of places in languages that inflect them. `nouns` have capitals (German), `turkic` is a language with
    a dotless ı, `century` one with XXIe, `rich` one whose unknown words are probably names.
    """

    function: frozenset[str]
    common: frozenset[str]
    stems: frozenset[str]
    endings: tuple[str, ...]
    capital: frozenset[str]
    nouns: bool
    turkic: bool
    century: bool
    rich: bool
    places: frozenset[str]


@cache
def vocabulary(base: str) -> Vocabulary:
    """What capitals.toml, language/words.toml and the splitter's lists say of a language."""
    base = {"no": "nb", "nn": "nb", "pb": "pt"}.get(base, base)
    places = stems(frozenset(gazetteer.names(base)))
    inflects = base in table("inflected")
    frequent = frozenset(
        word
        for word in lists("words", "words.toml").get(base, ())
        if word[0] != "-" and word not in places and not (inflects and like(word, places))
    )
    function = function_words(base)
    common = table(f"common.{base}") | frequent | table(f"past.{base}")
    return Vocabulary(
        function,
        common | function,
        stems(common),
        tuple(table(f"endings.{base}")),
        table(f"capital.{base}"),
        "*" in table(f"capital.{base}"),
        base in ("tr", "az"),
        base == "fr",
        len(table(f"common.{base}")) > RICH,
        places if inflects else frozenset(),
    )


@cache
def phrases(base: str) -> Mapping[str, str]:
    """Names of several words, by their small letters."""
    function = function_words(base)
    listed = _listed(base)
    return {
        phrase: re.sub(r"[^\W\d_]+", lambda m: m[0] if m[0] in function else m[0][0].upper() + m[0][1:], phrase)
        for phrase in listed
    }


@lru_cache(maxsize=64)
def stems(words: frozenset[str]) -> frozenset[str]:
    """The beginnings that two forms of one word may share."""
    return frozenset(word[: len(word) - cut] for word in words for cut in range(4) if len(word) - cut >= _STEM)


def like(word: str, stems: frozenset[str]) -> bool:
    """Whether a word begins as a known one does, but for its ending."""
    return any(word[: len(word) - cut] in stems for cut in range(3) if len(word) - cut >= _STEM)


def inflected(word: str, known: Vocabulary) -> bool:
    """Whether a short English word is a form of a known one: adds, wins, banned, cities."""
    if not known.rich:
        return False
    for ending in ("ies", "ied", "es", "s", "ed", "er", "est"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 1:
            forms = {stem, f"{stem}e", f"{stem}y", stem[:-1] if stem[-1] == stem[-2] else stem}
            if forms & known.common:
                return True
    return False


@cache
def elided() -> re.Pattern[str]:
    """What stands before an apostrophe and belongs to the next word, at the front of a word."""
    return re.compile(rf"(?:{'|'.join(sorted(table('elided')))})['’](?=\w\w)")


@cache
def table(name: str) -> frozenset[str]:
    """A word list of capitals.toml: "units", or "common.en" for the list of one language; empty where there is none."""
    room, _, language = name.partition(".")
    held = _data().get(room, {}).get(language or "names", "")
    return frozenset(held.split())


def _listed(language: str) -> tuple[str, ...]:
    """The names of several words that capitals.toml has for a base language."""
    return tuple(phrase for phrase in _data()["phrases"].get(language, "").split(",") if phrase)


@cache
def _data() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("capitals.toml").read_text(encoding="utf-8"))
