"""Frequent words by language, for quick signs of which language a few words are in; statistics are asked elsewhere."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from pathlib import Path

from pipeline.language.scripts import script_of
from pipeline.language.tables import lists
from pipeline.language.tags import base, canonical, parts
from pipeline.language.weigh import close

WORD = re.compile(r"[^\W\d_]+")
EAST = frozenset({"Hani", "Jpan", "Kore"})
# Scripts a language is written in beside its own.
_BESIDE = {
    "Jpan": frozenset({"Jpan", "Hani"}),
    "Kore": frozenset({"Kore", "Hani"}),
    "Hans": frozenset({"Hani"}),
    "Hant": frozenset({"Hani"}),
}


@lru_cache(maxsize=512)
def language_of(tag: str) -> str:
    """The key of a tag in the word lists: its language, and its script where that is not the usual one.

    Empty for what is no language tag. Regions do not count: `pt-BR` is `pt`; Chinese keeps its script.
    """
    try:
        return base(canonical(tag))
    except ValueError:
        return ""


@lru_cache(maxsize=512)
def scripts_of(tag: str) -> frozenset[str]:
    """The scripts (as in language.toml) that a language is written in; empty for what is no language tag."""
    try:
        script = parts(canonical(tag))[1]
    except ValueError:
        return frozenset()
    return _BESIDE.get(script, frozenset({script}))


@lru_cache(maxsize=256)
def frequent(language: str) -> frozenset[str]:
    """The frequent words of a language, in small letters; empty where there is no list (words.toml)."""
    listed = (word for word in lists("words", "words.toml").get(language, ()) if not word.startswith("-"))
    return frozenset(listed) | _function_words().get(language, frozenset())


@lru_cache(maxsize=1)
def _function_words() -> dict[str, frozenset[str]]:
    import tomllib

    table = tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))["words"]
    return {language: frozenset(words.split()) for language, words in table.items()}


@lru_cache(maxsize=512)
def telling(language: str, against: str) -> frozenset[str]:
    """Frequent words of one language that are not frequent in another: `the`, not `a`, tells English from French."""
    return frequent(language) - frequent(against)


@lru_cache(maxsize=256)
def kin(language: str) -> tuple[str, ...]:
    """The languages close to one, without itself: engines and people take one for the other."""
    return tuple(tag for tag in close(language) if tag != language)


@lru_cache(maxsize=8192)
def _script(character: str) -> str:
    return script_of(character) if character.isalpha() else ""


def letters_by_script(text: str) -> Counter[str]:
    """How many letters of each script a text has, scripts as in language.toml; other letters stand under ""."""
    found: Counter[str] = Counter()
    if text.isascii():
        found["Latn"] = sum(map(str.isalpha, text))
        return found
    for character, times in Counter(unicodedata.normalize("NFKC", text)).items():
        if character.isalpha():
            found[_script(character)] += times
    return found
