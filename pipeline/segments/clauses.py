"""A long sentence at the borders of its clauses, for engines that lose their way in long ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

LEAST = 24  # characters of a clause worth translating by itself; half as many where a character is a syllable

_BORDER = re.compile(r"[;；؛]\s*|\s[–—]\s|——|[:：](?=\s|[^\d\s/])\s*|[,，،](?=\s|[^\d\s])\s*")
_STRONG = re.compile(r"[;；؛:：–—]")
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\u0e00-\u0eff]")
_STOPS = {".": ",", "。": "，", "।": ",", "۔": "،"}
_TIGHT = {"zh", "ja", "th", "lo", "km", "my"}


def clauses(text: str, language: str) -> tuple[str, ...]:
    """The clauses of a sentence, each with the mark and white space behind it; joined they are the sentence again.

    Cut at semicolons, colons, dashes, else at commas, so that no part is short; one part where there is no good border.
    `language` is the sentence's (BCP 47).
    """
    least = LEAST // 2 if _WIDE.search(text) else LEAST
    if len(text) < 2 * least:
        return (text,)
    strong = _cut(text, [m.end() for m in _BORDER.finditer(text) if _STRONG.search(m[0])], least)
    if len(strong) > 1:
        return strong
    borders = [m.end() for m in _BORDER.finditer(text)]
    if not borders:
        return (text,)
    middle = min(borders, key=lambda end: abs(end - len(text) / 2))
    return _cut(text, [middle], least)


def rejoin(parts: Sequence[str], language: str) -> str:
    """Translated clauses as one sentence: full stops that the engine put behind inner ones become commas."""
    base = language.partition("-")[0]
    tight = base in _TIGHT
    commas = _STOPS | ({".": "،"} if base in {"ar", "fa", "ur", "ps", "ug"} else {})
    text = ""
    for part in (part.strip() for part in parts):
        if not part:
            continue
        if text[-1:] in commas and not text.endswith(("..", "。。")):
            text = text[:-1] + commas[text[-1]]
        text += part if tight or not text else f" {part}"
    return text


def _cut(text: str, ends: Sequence[int], least: int) -> tuple[str, ...]:
    parts, start = [], 0
    for end in ends:
        if end - start >= least and len(text) - end >= least:
            parts.append(text[start:end])
            start = end
    parts.append(text[start:])
    return tuple(parts)
