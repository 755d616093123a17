"""Names by which a sentence is found again: its source words, and which of several alike."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.model import Segment


def keys(segments: Iterable[Segment]) -> list[str]:
    """A key for each sentence of a text, in order: 16 hexadecimal digits, a hyphen, and how many like it came before.

    The same source sentence has the same key in every version and every language, whatever its white space. Headline,
    subhead and dateline are apart from the body. What a person added to the source is known by their own words.
    """
    seen: Counter[str] = Counter()
    found = []
    for one in segments:
        place = str(one.block) if one.block < 0 else ""
        words = (place, one.source) if one.source.strip() else ("+", one.target)
        name = _digest(words)
        found.append(f"{name}-{seen[name]}")
        seen[name] += 1
    return found


def _digest(words: Sequence[str]) -> str:
    folded = "\0".join(" ".join(word.split()) for word in words)
    return hashlib.blake2b(folded.encode("utf-8", "replace"), digest_size=8).hexdigest()
