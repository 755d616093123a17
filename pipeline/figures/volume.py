"""How long a translation should be: the usual length of a text in another language."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from math import log
from pathlib import Path

_DENSE = 60
_ADDRESS = re.compile(r"https?://\S{1,2000}|\S{1,100}@\S{1,100}")


@cache
def _share(language: str) -> float:
    table = tomllib.loads(Path(__file__).with_name("lengths.toml").read_text(encoding="utf-8"))["against_english"]
    return float(table.get(language.replace("_", "-").partition("-")[0].lower(), 100))


def english(text: str, language: str) -> float:
    """How many characters the text would have in English, about, whatever its language (BCP 47); addresses aside."""
    text = text.strip()
    if "://" in text or "@" in text:
        text = _ADDRESS.sub(" ", text)
    share = _share(language)
    if share > _DENSE:
        return max(1.0, len(text) * 100 / share)
    wide = len(text) if not text.isascii() and text.isalpha() else sum(c > "\u2e7f" for c in text)
    return max(1.0, wide * 100 / share + len(text) - wide)  # names and figures in Latin script are as long as ever


def surplus(text: str, translation: str, source: str, target: str) -> float:
    """How far a translation is from its usual length: 0 for none, the natural logarithm of the ratio else."""
    return log(english(translation, target) / english(text, source))
