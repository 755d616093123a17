"""Figures written as another language writes them."""

from __future__ import annotations

import re
from functools import cache

_FIGURE = re.compile(
    r"\d{1,3}(?:(?P<group>[,.’'\u00a0\u202f\u2009 ])\d{3}(?:(?P=group)\d{3})*)?(?:(?P<mark>[.,])\d+)?|\d+(?:[.,]\d+)?"
)


@cache
def decimal_mark(language: str) -> str:
    """What stands before the decimals in a language (BCP 47); a full stop where Babel does not know it."""
    from babel import Locale
    from babel.core import UnknownLocaleError
    from babel.numbers import get_decimal_symbol

    try:
        return str(get_decimal_symbol(Locale.parse(language, sep="-")))
    except (UnknownLocaleError, ValueError, TypeError):
        return "."


def localised(figure: str, source: str, target: str) -> str:
    """A figure in digits as `target` groups and marks it: 1,000.5 of English is 1.000,5 in Portuguese.

    Languages are BCP 47 tags. A figure that is not read without doubt, or a language Babel does not know, gives "".
    """
    from babel import Locale
    from babel.core import UnknownLocaleError
    from babel.numbers import get_decimal_symbol, get_group_symbol

    core = figure.strip()
    if core.isascii() and core.isdigit():
        return core  # years and small numbers are written the same everywhere that digits are
    if not _FIGURE.fullmatch(core):
        return ""
    try:
        one, other = Locale.parse(source, sep="-"), Locale.parse(target, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return ""
    whole, mark, fraction = core.partition(get_decimal_symbol(one))
    groups = re.split(r"[\s\u00a0\u202f\u2009,.’']", whole)
    if any(not group.isdigit() for group in groups) or (mark and not fraction.isdigit()):
        return ""
    if len(groups) > 1 and any(len(group) != 3 for group in groups[1:]):
        return ""
    return get_group_symbol(other).join(groups) + (get_decimal_symbol(other) + fraction if mark else "")
