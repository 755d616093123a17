"""Dates and times that differ from the source

Days, months, years, weekdays and times are held against each other by value: "6-7 December" is 12月6日至7日, 9 p.m. is
21.00 Uhr. A changed or missing day, month, year or time is critical, a missing weekday functional.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.figures import Comparison, Kind, Quantity, compare
from pipeline.figures.telling import issue
from pipeline.model import Issue, Sentence, Severity


def check(sentence: Sentence) -> Iterator[Issue]:
    """Dates and times that the source and the translation do not share."""
    source, target = sentence.source, sentence.target
    if not target.strip():
        return
    found = compare(source, target, sentence.source_language, sentence.target_language)
    for one, other in found.changed:
        if one.kind.of_calendar and other.kind.of_calendar:
            values = (source[one.start : one.end], target[other.start : other.end])
            yield issue("dates", Severity.CRITICAL, "the source says {}, the translation {}", values, one, other)
    for one in found.lost:
        if one.kind.of_calendar and (severity := _severity(one, found, 1)):
            told = (source[one.start : one.end],)
            yield issue("dates", severity, "the source says {}, the translation does not", told, one)
    for other in found.added:
        if other.kind.of_calendar and (severity := _severity(other, found, 0)):
            told = (target[other.start : other.end],)
            yield issue("dates", severity, "the translation says {}, the source does not", told, None, other)
    for day, instead in found.swapped:
        yield Issue(
            "dates",
            Severity.CRITICAL,
            "the source says {}, the translation {}",
            (source[day.start : day.end], target[instead.start : instead.end]),
            (day.start, day.end),
            (instead.start, instead.end),
        )


def _severity(figure: Quantity, found: Comparison, side: int) -> Severity | None:
    """How bad it is that the text on one side (0 the source, 1 the translation) has no such date."""
    if figure.kind is Kind.WEEKDAY:
        return Severity.FUNCTIONAL if found.months_known[side] else None
    if figure.kind is Kind.ZONE:
        return Severity.FUNCTIONAL
    if figure.kind is Kind.MONTH and not found.months_known[side]:
        return Severity.FUNCTIONAL
    if figure.spelled and figure.kind is not Kind.MONTH:
        return Severity.FUNCTIONAL
    return Severity.CRITICAL
