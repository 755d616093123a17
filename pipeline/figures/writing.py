"""Figures written as another language writes them."""

from __future__ import annotations

import re
from functools import cache

_FIGURE = re.compile(
    r"\d{1,3}(?:(?P<group>[,.’'\u00a0\u202f\u2009 ])\d{3}(?:(?P=group)\d{3})*)?(?:(?P<mark>[.,])\d+)?"
    r"|\d+(?:[.,]\d+)?"
)


def decimal_mark(language: str) -> str:
    """What stands before the decimals in a language (BCP 47); a full stop where Babel does not know it."""
    return (_marks(language) or (".", ","))[0]


def localised(figure: str, source: str, target: str) -> str:
    """A figure in digits as `target` groups and marks it: 1,000.5 of English is 1.000,5 in Portuguese.

    Languages are BCP 47 tags. A figure that is not read without doubt, or a language Babel does not know, gives "".
    """
    core = figure.strip()
    if core.isascii() and core.isdigit():
        return core  # years and small numbers are written the same everywhere that digits are
    one, other = _marks(source), _marks(target)
    if one is None or other is None or not _FIGURE.fullmatch(core):
        return ""
    whole, mark, fraction = core.partition(one[0])
    groups = re.split(r"[\s\u00a0\u202f\u2009,.’']", whole)
    if any(not group.isdigit() for group in groups) or (mark and not fraction.isdigit()):
        return ""
    if len(groups) > 1 and any(len(group) != 3 for group in groups[1:]):
        return ""
    return other[1].join(groups) + (other[0] + fraction if mark else "")


@cache
def _marks(language: str) -> tuple[str, str] | None:
    """What a language puts before decimals and between thousands, None where Babel does not know it."""
    from babel import Locale
    from babel.core import UnknownLocaleError
    from babel.numbers import get_decimal_symbol, get_group_symbol

    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return None
    return str(get_decimal_symbol(locale)), str(get_group_symbol(locale))
