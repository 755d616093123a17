"""Which figures of a text are the days of its dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.figures.lexicon import Lexicon
from pipeline.figures.quantity import Day, Kind, Quantity

_BEFORE = re.compile(
    r"[\s.,º°ª\u00a0-]{0,3}(?:de|of|d['’]|del|di|da|ngày|of the|ב|ל|-?(?:го|е|е|а|я))?[\s\u00a0-]{0,2}ב?"
)
_BEHIND = re.compile(r"[\s.,\u00a0-]{1,3}(?:the\s|el\s)?")
_RANGE = re.compile(
    r"[\s.,º°ª\u00a0]{0,3}(?:[-–—~～〜至到、&/]|[^\W\d_]{1,4}(?:\s[^\W\d_]{1,3})?)?[\s.\u00a0]{0,2}(?:the\s)?ו?-?"
)
# What makes "May" and "March" months: in May, last March, mid-May.
_IN_MAY = re.compile(r"\b(?:in|of|since|until|till|last|next|this|every|mid|late|early|during)[\s-]$", re.IGNORECASE)
_MONTHS = re.compile(r"\s?[-–—~～〜至到、]\s?")
_DAYS = (Kind.NUMBER, Kind.ORDINAL)


def dated(found: Sequence[Quantity], text: str, lexicon: Lexicon) -> list[Quantity]:
    """The same figures, with those beside a month as its days and doubtful names of months made sure or dropped."""
    result = list(found)
    months = [at for at, q in enumerate(result) if q.kind is Kind.MONTH]
    for at in months:
        month = result[at]
        near = False
        if at and text[month.end - 1] in "月월" and _MONTHS.fullmatch(text, result[at - 1].end, month.start):
            one = result[at - 1]
            if one.kind is Kind.NUMBER and not one.spelled and 1 <= one.value <= month.value:  # 1至6月
                result[at - 1] = replace(one, kind=Kind.MONTH, values=(one.value,))
        if (
            at
            and _touch(result[at - 1], month, text, _BEFORE)
            and (day := _day(result[at - 1], _of(text[result[at - 1].end : month.start])))
        ):
            result[at - 1], near = day, True
            _spread(result, at - 1, -1, text)
        if at + 1 < len(result) and _touch(month, result[at + 1], text, _BEHIND):
            after = result[at + 1]
            if not near and (day := _day(after)):
                result[at + 1], near = day, True
                _spread(result, at + 1, 1, text)
            elif after.kind is Kind.YEAR:
                near = True
        elif at + 1 < len(result) and result[at + 1].kind is Kind.DAY and result[at + 1].start - month.end <= 1:
            near = True
            _spread(result, at + 1, 1, text)
        near = near or (
            lexicon.language == "en" and _IN_MAY.search(text[max(0, month.start - 9) : month.start]) is not None
        )
        if near and not month.sure:
            result[at] = replace(month, sure=True)
    return result


def _touch(one: Quantity, other: Quantity, text: str, gap: re.Pattern[str]) -> bool:
    return 0 <= other.start - one.end <= 10 and gap.fullmatch(text, one.end, other.start) is not None


def _of(gap: str) -> bool:
    """Whether a word stands between day and month, as in "quince de marzo"."""
    return any(c.isalpha() for c in gap)


def _day(quantity: Quantity, worded: bool = False) -> Quantity | None:
    """The figure as a day of the month, if it can be one; in words only an ordinal, or `worded`."""
    if quantity.kind is Kind.DAY:
        return quantity
    if quantity.spelled and quantity.kind is not Kind.ORDINAL and not worded:
        return None
    value = quantity.value
    if quantity.kind not in _DAYS or not 1 <= value <= 31 or value != int(value):
        return None
    return replace(quantity, kind=Kind.DAY, values=(value,), unusual=())


def _spread(result: list[Quantity], at: int, step: int, text: str) -> None:
    """In "6, 7 and 8 December" and "December 6-8" the neighbours are days too."""
    for _ in range(3):
        beside = at + step
        if not 0 <= beside < len(result):
            return
        first, second = (result[beside], result[at]) if step < 0 else (result[at], result[beside])
        if not _touch(first, second, text, _RANGE) or result[beside].spelled or not (day := _day(result[beside])):
            return
        result[beside] = day
        at = beside


def dates(quantities: Sequence[Quantity]) -> tuple[Day, ...]:
    """The dates of a text that have a month and a day; a range gives both its ends.

    Days and months that may be read either way (6/12/2025 in English) are left out.
    """
    months = [(at, q) for at, q in enumerate(quantities) if q.kind is Kind.MONTH]
    found: list[Day] = []
    for at, day in enumerate(quantities):
        if day.kind is not Kind.DAY or len(day.values) > 1:
            continue
        near = [(_apart(day, month), place, month) for place, month in months if abs(place - at) <= _REACH]
        if not near:
            continue
        apart, place, month = min(near, key=_distance)
        if apart > _FARTHEST or len(month.values) > 1:
            continue
        year = next((int(y.value) for y in quantities[place + 1 : place + 4] if y.kind is Kind.YEAR), None)
        start, end = min(month.start, day.start), max(month.end, day.end)
        found.append(Day(start, end, int(month.value), int(day.value), year))
    return tuple(found)


def _apart(one: Quantity, other: Quantity) -> int:
    """How many characters stand between two figures."""
    return max(one.start - other.end, other.start - one.end, 0)


def _distance(near: tuple[int, int, Quantity]) -> int:
    return near[0]


_REACH = 6  # figures between a day and its month
_FARTHEST = 20  # characters between them
