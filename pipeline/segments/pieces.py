"""A text too long for an engine, cut where it hurts least: after a sentence, else between words, else anywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

SHORTEST = 24  # characters; what ends sooner is more likely an abbreviation than a sentence

_SENTENCE_END = re.compile(r"[.!?][\"'”’»)\]]{0,3}\s+|[。！？；][”’」』）]{0,3}\s*|[؟।۔]\s*|\n+")
_SPACE = re.compile(r"\s+")
_EDGES = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)


def pieces(text: str, limit: int) -> Iterator[str]:
    """The text in pieces of at most `limit` characters, which joined are the text again; nothing for an empty one.

    A text that fits is one piece. Of a longer one each sentence is, for models lose sentences of a long run; where none
    ends in time, a piece ends between words, else at the limit, but not before a mark that combines with its letter.
    """
    start = 0
    whole = len(text) <= limit
    while start < len(text):
        end = min(start + limit, len(text))
        if not whole:
            end = _end(text, start, end, limit)
        yield text[start:end]
        start = end


def _end(text: str, start: int, end: int, limit: int) -> int:
    """Where the piece from `start` on ends, at `end` at the latest."""
    if sentence := _SENTENCE_END.search(text, start + min(SHORTEST, limit // 2), end):
        return sentence.end()
    if end == len(text):
        return end
    if space := max((match.end() for match in _SPACE.finditer(text, start + limit // 2, end)), default=0):
        return space
    last = start + max(limit // 2, 1)
    while end > last and unicodedata.combining(text[end]):
        end -= 1
    return end


def edges(text: str) -> tuple[str, str, str]:
    """White space before, the text itself, white space after; an engine is given the text itself."""
    found = _EDGES.fullmatch(text)
    return (found[1], found[2], found[3]) if found else ("", text, "")
