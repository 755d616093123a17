"""Figures go to the engine without their thousands' marks, and get those of the target language afterwards.

Small models lose or swap digits between marks: 859,378 came out as another number in 15 % (en→pt) and 19 % (pt→en) of
200 sentences with the starter models, 859378 in none and 0.5 %.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.figures.writing import decimal_mark, localised
from pipeline.segments import Masked

_GROUPED = re.compile(
    r"(?<![\w.,'’/-])\d{1,3}(?P<mark>[,.'’\u00a0\u202f\u2009 ])\d{3}(?:(?P=mark)\d{3}){0,3}"
    r"(?P<rest>[.,]\d{1,4})?(?![\w/-]|[.,'’]?\d)"
)


def ungrouped(masked: Masked, source: str, target: str) -> Masked:
    """A masked sentence with figures of more than three digits written in one piece; `unmask` groups them again."""
    figures: list[tuple[str, str]] = []
    decimal = decimal_mark(source)

    def plain(found: re.Match[str]) -> str:
        if found["mark"] == decimal:
            return found[0]
        written = localised(found[0], source, target)
        whole = found[0][: found.start("rest") - found.start()] if found["rest"] else found[0]
        digits = re.sub(r"\D", "", whole)
        year = len(digits) == 4 and not found["rest"] and "1900" <= digits <= "2100"
        if not written or year or digits in masked.text or any(digits in told for told, _ in figures):
            return found[0]
        figures.append((digits + (found["rest"] or ""), written))
        return figures[-1][0]

    text = _GROUPED.sub(plain, masked.text)
    return replace(masked, text=text, figures=tuple(figures)) if figures else masked
