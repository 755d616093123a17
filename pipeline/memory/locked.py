"""Set pieces of a release ("About X", contacts, legal text, credits): the same words again, word for word.

What counts as the same: the words, the figures and where links lead. Spacing, capitals, kinds of quotes and dashes and
a full stop at the end do not count. A date in a photo credit does: another day is another credit, and a wrong day in
print is worse than a piece translated twice.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence

from pipeline.memory.likeness import folded
from pipeline.model import Block, BlockKind, Segment, Severity

KINDS = frozenset({BlockKind.BOILERPLATE, BlockKind.CONTACT, BlockKind.CAPTION})

_HREF = re.compile(r"""\bhref\s{0,3}=\s{0,3}["']([^"']{1,2000})""")
_UNSPACED = ("zh", "ja", "th", "lo", "km", "my", "yue")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2069\ufeff]")


def fingerprint(block: Block, language: str) -> str:
    """What a set piece is known by, whatever its spacing, quotes and dashes; "" for a block that is none."""
    if block.kind not in KINDS or not any(c.isalpha() for c in block.text):
        return ""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", block.text))
    words = folded(text, len(text))
    base = language.partition("-")[0].lower()
    words = "".join(words.split()) if base in _UNSPACED else _spaced(words)
    links = sorted({found.strip() for found in _HREF.findall(block.html)})
    told = "\n".join([words.rstrip(" .。"), *links])
    return hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _spaced(words: str) -> str:
    """Words with single spaces, none around dashes, quotes and brackets or before a mark, where habits differ."""
    return re.sub(r"\s?([-\"'()\[\]:;!?,|/])\s?", r"\1", " ".join(words.split()))


def pieces(source: Sequence[Block], target: Sequence[Block], segments: Sequence[Segment]) -> Iterator[tuple[int, int]]:
    """Which block of a translation stands for which set piece of its source, as (source, target) numbers.

    Only where one block is the whole of the other, as `segments` have it, and every word of it is beyond doubt: no
    sentence left out or added, none with a critical issue that nobody dismissed.
    """
    said: dict[int, list[Segment]] = {}
    for segment in segments:
        if segment.block >= 0:
            said.setdefault(segment.block, []).append(segment)
    whole: dict[str, list[int]] = {}
    for number, parts in said.items():
        sound = all(part.source.strip() and part.target.strip() and not _critical(part) for part in parts)
        if sound and number < len(target) and _key(target[number].text) == _key("".join(p.target for p in parts)):
            whole.setdefault(_key("".join(part.source for part in parts)), []).append(number)
    for number, block in enumerate(source):
        if block.kind in KINDS and whole.get(_key(block.text)):
            yield number, whole[_key(block.text)].pop(0)


def _critical(segment: Segment) -> bool:
    return any(i.severity is Severity.CRITICAL and not i.dismissed_by for i in segment.issues)


def _key(text: str) -> str:
    return "".join(text.split())
