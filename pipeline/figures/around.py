"""What surrounds a figure and changes its reading: addresses it is part of, a century, a scale said once for two."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from pipeline.figures.quantity import Kind, Quantity

_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+|[!-?A-~]{1,64}@[A-Za-z0-9.-]+", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![A-Za-z0-9_.,/+-])(?:"
    r"\+\d(?:[ \u00a0./()-]{0,2}\d){6,14}"
    r"|(?:1[-. ])?\(\d{3}\)[-. ]?\d{3}[-. ]\d{4}|(?:1[-. ])?\d{3}[-.]\d{3}[-.]\d{4}"
    r"|\(?0\d{1,4}\)?[ \u00a0/-]\d{3,4}(?:[ \u00a0-]?\d{2,4}){1,3}"
    r"|0\d(?:[ \u00a0.]\d{2}){4}"
    r")(?![A-Za-z0-9_/]|[.,]\d)"
)
_CENTURY = re.compile(r"(?<!\d)(\d{2})\s?世[纪紀]\s?(\d)0\s?年代")


def without_addresses(text: str) -> str:
    """The text with blanks for its addresses and telephone numbers."""
    if "://" in text or "www." in text or "@" in text:
        text = _ADDRESS.sub(lambda m: "_" * len(m[0]), text)
    return _PHONE.sub(lambda m: "_" * len(m[0]), text)


def centuries(text: str, found: list[Quantity]) -> str:
    """The decades of a century: 20世纪90年代 are the 1990s."""
    for m in list(_CENTURY.finditer(text)):
        found.append(Quantity(*m.span(), (Decimal((int(m[1]) - 1) * 100 + int(m[2]) * 10),)))
        text = text[: m.start()] + "_" * len(m[0]) + text[m.end() :]
    return text


_LINK = re.compile(r"[\s\u00a0]*(?:[-–—~～〜至到或]|から|,|[^\s\d.,]{1,5}(?:\s[^\s\d.,]{1,2})?)?[\s\u00a0]*[$€£¥₹]?")


def share_scales(found: list[Quantity], text: str) -> None:
    """In "3 to 5 million" the first figure may be in millions too; in "10 to 15 %" it may be a percentage."""
    for at in range(len(found) - 2, -1, -1):
        one, other = found[at], found[at + 1]
        if one.kind not in (Kind.NUMBER, Kind.MONEY, Kind.DAY) or other.start - one.end > 9 or other.start < one.end:
            continue
        if not _LINK.fullmatch(text, one.end, other.start):
            continue
        scale = _scale_of(text[other.start : other.end], other)
        if scale > 1 and one.value < 1000:
            found[at] = replace(one, values=(*one.values, one.value * scale))


def _scale_of(written: str, quantity: Quantity) -> Decimal:
    digits = re.search(r"\d+(?:[.,]\d+)?", written)
    if digits is None or quantity.value < 1000:
        return Decimal(1)
    shown = Decimal(digits[0].replace(",", "."))
    if not shown or quantity.value <= shown:
        return Decimal(1)
    scale = quantity.value / shown
    return scale if scale in _SCALES else Decimal(1)


_SCALES = frozenset(Decimal(10) ** power for power in (3, 4, 5, 6, 7, 8, 9, 10, 11, 12))
