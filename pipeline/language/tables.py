"""The tables of language.toml, read once."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any


@lru_cache(maxsize=1)
def tables() -> dict[str, Any]:
    """All of language.toml."""
    return tomllib.loads(Path(__file__).with_name("language.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=16)
def pairs(key: str) -> dict[str, str]:
    """What stands in language.toml as a table of strings, or as one string `a=b c=d`."""
    found = tables()[key]
    return dict(pair.split("=") for pair in found.split()) if isinstance(found, str) else found


@lru_cache(maxsize=16)
def lists(key: str) -> dict[str, tuple[str, ...]]:
    """What stands in language.toml as a table of word lists."""
    return {name: tuple(words.split()) for name, words in tables()[key].items()}


@lru_cache(maxsize=1)
def usual_scripts() -> dict[str, str]:
    """The script that goes without saying, by language."""
    return {language: script for script, languages in lists("scripts").items() for language in languages}
