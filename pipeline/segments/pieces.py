"""A text too long for an engine, cut where it hurts least: after a sentence, else between words, else anywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_SENTENCE_END = re.compile(r"[.!?;][\"'”’»)\]]{0,3}\s+|[。！？；][”’」』）]{0,3}\s*|[؟।۔]\s*|\n+")
_SPACE = re.compile(r"\s+")
_EDGES = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)


def pieces(text: str, limit: int) -> Iterator[str]:
    """The text in pieces of at most `limit` characters, which joined are the text again; nothing for an empty one.

    A piece ends after a sentence where one ends in its second half, else between words there, else at the limit, but
    not before a mark that combines with the letter it follows.
    """
    start = 0
    while len(text) - start > limit:
        window = text[start + limit // 2 : start + limit]
        cut = max((match.end() for match in _SENTENCE_END.finditer(window)), default=0)
        cut = cut or max((match.end() for match in _SPACE.finditer(window)), default=0)
        end = start + limit // 2 + cut if cut else start + limit
        while not cut and end > start + max(limit // 2, 1) and unicodedata.combining(text[end]):
            end -= 1
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def edges(text: str) -> tuple[str, str, str]:
    """White space before, the text itself, white space after; an engine is given the text itself."""
    found = _EDGES.fullmatch(text)
    return (found[1], found[2], found[3]) if found else ("", text, "")
