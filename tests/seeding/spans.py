"""What every seed needs: the damaged sentence, and the spans that other seeds leave alone."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.model import Sentence
from tests.pairs import CorrectPair

Seed = Callable[[CorrectPair, random.Random], Sentence | None]

ADDRESS = re.compile(
    r"https?://[^\s<>（）「」。，、]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![a-zA-Z\d])[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{3,7}(?:/[\w./?=&-]*)?(?![a-zA-Z\d])",
    re.ASCII,
)
PHONE = re.compile(r"\+\d[\d ()./-]{6,20}\d")
UNSPACED = {"zh-Hans", "zh-Hant", "ja"}


def base(tag: str) -> str:
    """The language of a tag, without script and region."""
    return tag.split("-")[0]


def unspaced(language: str) -> bool:
    """Whether a language is written without spaces between words."""
    return language in UNSPACED


def spoilt(pair: CorrectPair, target: str) -> Sentence | None:
    """The pair with another target and without markup; None where nothing changed or nothing is left."""
    target = re.sub(r" {2,}", " ", target).strip()
    return replace(pair.plain, target=target) if target and target != pair.sentence.target else None


def cut(text: str, start: int, end: int, instead: str = "") -> str:
    """`text` with one span replaced, and no gap before a mark left behind."""
    before, after = text[:start], text[end:]
    if not instead and re.match(r"[,.;:](?: |$)", after):
        before = before.rstrip(" ")
    return before + instead + after


def set_aside(text: str) -> list[tuple[int, int]]:
    """Where addresses and phone numbers stand: other seeds leave those alone."""
    return [match.span() for pattern in (ADDRESS, PHONE) for match in pattern.finditer(text)]


@cache
def words() -> dict[str, Any]:
    """Words of million and billion, and cues of negation, per language."""
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
