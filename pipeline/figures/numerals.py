"""Figures in digits and in Chinese numerals by value, whatever marks group them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache

Readings = tuple[tuple[Decimal, ...], tuple[Decimal, ...]]

_SPACES = " \u00a0\u202f\u2009\u2007\u2008"
# Spaces and apostrophes group by three; points and commas may group or part the decimals.
PATTERN = (
    rf"(?<![\d.,])\d{{1,3}}(?:[{_SPACES}'’]\d{{3}})+(?!\d)(?:[.,٫]\d+)?"
    r"|\d+(?:[.,٫٬⋅]\d+)*"
)
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d|[％．]")
_MARKS = re.compile(r"[.,٫٬⋅]")

CHINESE = "〇零一二三四五六七八九十百千万萬亿億兆两兩"
_CHINESE_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_CHINESE_SMALL = {"十": 10, "百": 100, "千": 1000}
_CHINESE_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}


@cache
def _plain_digits() -> dict[int, str]:
    table = {ord("％"): "%", ord("．"): "."}
    for code in range(0x660, 0x1FBFA):
        if chr(code).isdecimal():
            table[code] = str(unicodedata.decimal(chr(code)))
    return table


def in_ascii_digits(text: str) -> str:
    """The text with the digits of every script as 0 to 9, each character in its place."""
    if text.isascii() or not _FOREIGN_DIGIT.search(text):
        return text
    return text.translate(_plain_digits())


def readings(figure: str, decimal: str) -> Readings:
    """What a figure in digits may be worth: by the language's habit, then by other habits only.

    `decimal` is the mark before decimals ("." or ","), "either" where both are in use. "1.234" is 1,234 where the mark
    is a comma; 1.234 is then the unusual reading.
    """
    figure = figure[:60]
    for space in _SPACES + "'’":
        if space in figure:
            figure = figure.replace(space, "")
    if figure.isdecimal():
        return (Decimal(figure),), ()
    figure = figure.replace("٬", ",") if "." in figure or "٫" in figure else figure.replace("٬", "")
    if "٫" in figure:
        figure, decimal = figure.replace(",", "").replace("٫", "."), "."
    marks = _MARKS.findall(figure)
    parts = _MARKS.split(figure)
    if not marks:
        return (Decimal(figure),), ()
    if len(set(marks)) > 1:  # the last mark parts the decimals: 1,234.5 and 1.234,5
        return (Decimal("".join(parts[:-1]) + "." + parts[-1]),), ()
    if len(marks) > 1:
        return (Decimal("".join(parts)),), ()
    whole, rest = parts
    joined, parted = Decimal(whole + rest), Decimal(f"{whole}.{rest}")
    if len(rest) != 3 or len(whole) > 3 or whole.startswith("0"):
        return (parted,), ()
    if decimal == "either":
        return (joined, parted), ()
    if rest == "000" and marks[0] != decimal:  # nobody writes three decimals that are nought
        return (joined,), ()
    return ((parted,), (joined,)) if marks[0] == decimal else ((joined,), (parted,))


def groups(figure: str) -> bool:
    """Whether several points or commas in a figure can be one number: 1,234,567 and 12,34,567 are, 6.12.25 is not."""
    parts = _MARKS.split(figure)
    if len(parts) <= 2:
        return True
    if len(set(_MARKS.findall(figure))) == 1:
        inner, last = parts[1:-1], parts[-1]
    else:
        inner, last = parts[1:-2], parts[-2]
    return 1 <= len(parts[0]) <= 3 and len(last) == 3 and all(len(part) in (2, 3) for part in inner)


def in_chinese(value: int) -> str:
    """A number below a hundred in Chinese numerals."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(value, 10)
    if not tens:
        return digits[ones]
    return f"{digits[tens] if tens > 1 else ''}十{digits[ones] if ones else ''}"


def chinese(numeral: str) -> Decimal | None:
    """The value of a number in Chinese numerals: 十五, 二〇二五, 一百二十万; None where they make none."""
    numeral = numeral[:40]
    if all(c in _CHINESE_DIGITS for c in numeral):
        return Decimal("".join(str(_CHINESE_DIGITS[c]) for c in numeral))
    total = section = digit = 0
    for before, c in zip(" " + numeral, numeral, strict=False):
        if c in _CHINESE_DIGITS:
            if before in _CHINESE_DIGITS and before not in "零〇":
                return None  # 十四五, the fourteenth five-year plan
            digit = _CHINESE_DIGITS[c]
        elif c in _CHINESE_SMALL:
            section += (digit or 1) * _CHINESE_SMALL[c]
            digit = 0
        else:
            scale = _CHINESE_LARGE[c]
            below = section + digit
            total = (total + below or 1) * scale if scale > total else total + (below or 1) * scale
            section = digit = 0
    return Decimal(total + section + digit)
