"""Which currency an amount is in: symbols, codes of ISO 4217 and words beside a figure."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

_LETTERS = re.compile(r"[^\s\d!-/:-@\[-`{-~،؛。、，•–—«»“”’‘]+")
_WON = 4  # characters of a figure: 500 won is money, "the 12 won medals" is not
_PASSED = {"hong", "kong", "u", "s", "us", "new", "of", "de", "d"}  # may stand between a figure and its currency
_EASTERN = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def currency(text: str, start: int, end: int, endings: int = 0) -> tuple[str, int, int]:
    """The currency of the figure between `start` and `end`, and where the amount begins and ends with it.

    `endings` is how many letters of a case ending a word may have.

    An ISO 4217 code, or the name several currencies share ("$", "krone"); "" where the figure is no amount of money.
    """
    if (
        start
        and text[start - (2 if text[start - 1].isspace() and start > 1 else 1)] in _last()
        and (m := _before().search(text[max(0, start - 7) : start]))
    ):
        return _named(m[1]), start - len(m[0]), end
    if end >= len(text):
        return "", start, end
    at = end + 1 if text[end] in " .-\u00a0\u202f" else end
    first = text[at : at + 1]
    if (first in _first() or not first.isalnum()) and (m := _behind().match(text, end)):
        return _named(m[1]), start, m.end()
    at = end
    if not first.isalpha() and not text[at + 1 : at + 3].strip():
        return "", start, end
    for _ in range(3):
        word = _LETTERS.search(text, at, at + 24)
        if word is None or word.start() - at > 3 or any(c in ",;:()" for c in text[at : word.start()]):
            break
        if (found := _word(word[0], endings)) and not (word[0] == "won" and end - start < _WON):
            return found, start, word.end()
        if word[0].lower() not in _PASSED and len(word[0]) > 3:
            break
        at = word.end()
    return "", start, end


def familiar(name: str) -> bool:
    """Whether the words for a currency are known in every language, so that one without them lacks it."""
    return name in _data()["familiar"]["names"].split()


def same(one: str, other: str) -> bool:
    """Whether two names may mean one currency: "$" and CAD may, USD and CAD may not."""
    if one == other:
        return True
    first, second = _shared().get(one, frozenset((one,))), _shared().get(other, frozenset((other,)))
    return bool(first & second)


@cache
def _shared() -> dict[str, frozenset[str]]:
    return {name: frozenset(codes.split()) for name, codes in _data()["shared"].items()}


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("currencies.toml").read_text(encoding="utf-8"))


@cache
def _names() -> dict[str, str]:
    names = {symbol: name for name, symbols in _data()["symbols"].items() for symbol in symbols.split()}
    return names | {code: code for code in _data()["codes"]["known"].split()} | {"RMB": "CNY"}


def _named(symbol: str) -> str:
    return _names().get(symbol) or _eastern_names().get(re.sub(r"\s", "_", symbol), "")


@cache
def _last() -> frozenset[str]:
    return frozenset(name[-1] for name in _names())


@cache
def _first() -> frozenset[str]:
    return frozenset(name[0] for name in (*_names(), *_eastern_names()))


@cache
def _before() -> re.Pattern[str]:
    forms = sorted(_names(), key=len, reverse=True)
    joined = "|".join(rf"(?<![^\W\d_]){re.escape(form)}" if form[0].isalpha() else re.escape(form) for form in forms)
    return re.compile(rf"({joined})[\s\u00a0]?$")


@cache
def _eastern_names() -> dict[str, str]:
    return {
        word.rstrip("~"): name
        for name, words in _data()["words"].items()
        for word in words.split()
        if _EASTERN.search(word) or "_" in word
    }


@cache
def _behind() -> re.Pattern[str]:
    forms = sorted(_names(), key=len, reverse=True)
    joined = "|".join(re.escape(form) + (r"(?![^\W\d_])" if form[-1].isalpha() else "") for form in forms)
    eastern = "|".join(re.escape(form).replace("_", r"\s") for form in sorted(_eastern_names(), key=len, reverse=True))
    return re.compile(rf"\.?[\s\u00a0\u202f-]{{0,2}}({joined}|{eastern})")


@cache
def _words() -> dict[str, str]:
    found = {}
    for name, words in _data()["words"].items():
        for word in words.split():
            found[unicodedata.normalize("NFC", word.rstrip("~").replace("_", " ")).lower()] = name
    return found


@lru_cache(maxsize=20_000)
def _word(word: str, endings: int) -> str:
    plain = unicodedata.normalize("NFC", word[:40]).lower()
    for cut in range(endings + 1):
        if cut and len(plain) - cut < 4:
            break
        if found := _words().get(plain[: len(plain) - cut]):
            return found
    return ""
