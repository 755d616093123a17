"""Does a text look as if words had been taken out of it?

Engines drop names, and what is left is often no sentence any more: "published by , said", "El informe de refleja".
Told by pairs of small words that never stand side by side (gaps.toml), by empty brackets and by how a text begins.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

_EMPTY = re.compile(
    r"[(（«“„「『《][\s\u00a0:：.,]{0,3}[)）»”」』》]|[:：]\s?[)）]|\.\s[)）]|,\s?[,.;](?![,.])|[^\s«] [,。、]"
    r"|(?:^|\s)-(?=[a-zà-ɏ]{3})"
)
_PARTICLE = {  # words that cannot open a sentence
    "ja": re.compile(r"\s*(?:は(?![いじ])|が|を|の(?!ち)|に(?!ほ)|と(?:[A-ZＡ-Ｚァ-ヺ、]|の)|も(?!し))"),
    "ko": re.compile(r"\s*(?:[은는을를의와과]|에서|에게|에|으로|와의|과의)\s"),
    "zh": re.compile(r"\s*(?:[将將]|和(?!平|谐|諧|解|田|歌)|的|与|與|及)"),
}
_NOTHING = re.compile(r"(?!)")
_SMALL_START = re.compile(r"[^\W\d_]{4,}[.!?][”»\"’]?\s+[a-zà-öø-ÿа-яёіїєґα-ω][\w’'-]+\s")
_SHORT_FOR = frozenset("approx incl inkl resp prof chap mill milj tusen evtl usw bzw ecc etc".split())  # noqa: SIM905
_MARK = r"\s?[,.;:)»”،؛](?!\w)|\s?$"
_BEFORE = r"(?:(?<=[\s(«“„‘])|^)"  # vowel signs of Indic scripts are no letters to a pattern
_BEHIND = r"(?=[\s,.;:!?)»”’،؛।]|$)"
_LONGEST = 8_000  # characters


@cache
def _tables() -> dict[str, Any]:
    import tomllib

    return tomllib.loads(Path(__file__).with_name("gaps.toml").read_text(encoding="utf-8"))


def _either(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@lru_cache(maxsize=64)
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    """What shows a gap in a language."""
    base = language.partition("-")[0]
    found = []
    for before, behind in _tables().get(base, {}).items():
        told = behind.split()
        marks = "".join(word for word in told if len(word) == 1 and not word.isalpha() and word != ".")
        endings = [_MARK] if "." in told else []
        endings += [rf"\s?[{re.escape(marks)}]"] if marks else []
        words = [word for word in told if word[0].isalpha() and word[-1] not in ",;"]
        endings += [rf"\s(?:{_either(words)}){_BEHIND}"] if words else []
        endings += [rf"\s{re.escape(word)}" for word in told if word[0].isalpha() and word[-1] in ",;"]
        one = "|".join(f"[{w[0].upper()}{w[0]}]{re.escape(w[1:])}" for w in before.split())
        found.append(re.compile(rf"{_BEFORE}(?:{one})(?:{'|'.join(endings)})"))
    if mark := _tables()["marks"].get(base):
        found.append(re.compile(mark))
    if posts := _tables()["posts"].get(base):
        verbs = _either(_tables()["spoke"][base].split())
        # Headlines do without articles: only sentences with a full stop.
        found.append(
            re.compile(rf"(?:^|[.!?:]\s)(?:{_either(posts.split())})\.?\s(?:{verbs})(?!\w)(?=.{{0,999}}[.!?])")
        )
    return tuple(found)


def gap(text: str, language: str) -> tuple[int, int] | None:
    """Where words are gone from a text, from the word before the gap to the one behind it; None where none shows."""
    for pattern in _patterns(language):
        if found := pattern.search(text, 0, _LONGEST):
            return found.span()
    return None


def has_hole(source: str, target: str, language: str) -> tuple[int, int] | None:
    """Where a translation looks as if words had been taken out, in characters; None where it does not.

    It begins in the middle of a sentence, brackets are empty, or small words stand together that never do.
    """
    opened, begun = source.strip()[:1], target.strip()[:1]
    if opened.isupper() and (begun.islower() or begun in ",;:.)）、，。；：’'"):
        return (0, 1)
    if opened.isalnum() and (
        _PARTICLE.get(language[:2], _NOTHING).match(target) is not None or begun in ",;:)）、，。"
    ):
        return (0, 1)
    if (empty := _EMPTY.search(target)) and _EMPTY.search(source) is None:
        return empty.span()
    small = _SMALL_START.search(target, 0, _LONGEST)
    if small and small[0].split(".")[0].lower() not in _SHORT_FOR and _SMALL_START.search(source, 0, _LONGEST) is None:
        return small.span()
    return gap(target, language)
