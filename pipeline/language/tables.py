"""The tables of language.toml and words.toml, read once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any


@lru_cache(maxsize=2)
def tables(file: str = "language.toml") -> dict[str, Any]:
    """All of one table file."""
    import tomllib

    return tomllib.loads(Path(__file__).with_name(file).read_text(encoding="utf-8"))


@lru_cache(maxsize=16)
def pairs(key: str) -> dict[str, str]:
    """What stands in language.toml as a table of strings, or as one string `a=b c=d`."""
    found = tables()[key]
    return dict(pair.split("=") for pair in found.split()) if isinstance(found, str) else found


@lru_cache(maxsize=32)
def lists(key: str, file: str = "language.toml") -> dict[str, tuple[str, ...]]:
    """What stands in a table file as a table of word lists."""
    return {name: tuple(words.split()) for name, words in tables(file)[key].items()}


@lru_cache(maxsize=1)
def usual_scripts() -> dict[str, str]:
    """The script that goes without saying, by language."""
    return {language: script for script, languages in lists("scripts").items() for language in languages}
