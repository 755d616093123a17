"""How long a translation should be: the usual length of a text in another language."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from math import log
from pathlib import Path

_ADDRESS = re.compile(r"https?://\S{1,2000}|\S{1,100}@\S{1,100}")


@cache
def _share(language: str) -> float:
    table = tomllib.loads(Path(__file__).with_name("lengths.toml").read_text(encoding="utf-8"))["against_english"]
    return float(table.get(language.replace("_", "-").partition("-")[0].lower(), 100))


def expected(text: str, source: str, target: str) -> float:
    """How many characters a text of one language usually has in another (BCP 47 tags), addresses aside."""
    return max(1.0, _length(text)) * _share(target) / _share(source)


def surplus(text: str, translation: str, source: str, target: str) -> float:
    """How far a translation is from its usual length: 0 for none, the natural logarithm of the ratio else."""
    return log(max(1.0, _length(translation)) / expected(text, source, target))


def _length(text: str) -> float:
    text = text.strip()
    if "://" in text or "@" in text:
        text = _ADDRESS.sub(" ", text)
    return float(len(text))
