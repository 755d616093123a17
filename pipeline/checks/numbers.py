"""Figures that differ from the source

Numbers are held against each other by value: 1.03 million is 103万, "fifteen" is 15. Dates and times are the business
of the check `dates`, addresses and telephone numbers that of `links`. A changed, missing or invented figure is
critical; up to twelve it is functional where no other figure stands in its place, as idioms differ ("a two-day fair").
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipeline.figures import Comparison, Kind, Quantity, compare
from pipeline.figures.money import familiar
from pipeline.figures.telling import issue
from pipeline.model import Issue, Sentence, Severity

_SMALL = Decimal(12)
_SCALES = frozenset(Decimal(10) ** power for power in (3, 4, 5, 6, 7, 8, 9, 12))


def check(sentence: Sentence) -> Iterator[Issue]:
    """Numbers, amounts and percentages that the source and the translation do not share."""
    source, target = sentence.source, sentence.target
    if not target.strip():
        return
    found = compare(source, target, sentence.source_language, sentence.target_language)
    for one, other in found.changed:
        if one.kind.of_calendar and other.kind.of_calendar:
            continue
        if not all(found.words_known) and _scaled(one, other):
            continue  # the word for millions is not known there
        yield issue(
            "numbers",
            Severity.CRITICAL,
            "the source says {}, the translation {}",
            (_told(source, one), _told(target, other)),
            one,
            other,
        )
    for one in found.lost:
        if not one.kind.of_calendar and (severity := _severity(one, found.words_known[1])):
            yield issue("numbers", severity, "the source says {}, the translation does not", (_told(source, one),), one)
    for other in found.added:
        if not other.kind.of_calendar and (severity := _severity(other, found.words_known[0])):
            yield issue(
                "numbers",
                severity,
                "the translation says {}, the source does not",
                (_told(target, other),),
                None,
                other,
            )
    yield from _forms(sentence, found)


def _forms(sentence: Sentence, found: Comparison) -> Iterator[Issue]:
    """Equal digits that say something else: another decimal mark, another currency, no percent sign."""
    source, target = sentence.source, sentence.target
    for one, other in found.misread:
        values = (_told(source, one), _told(target, other))
        yield issue(
            "numbers", Severity.FUNCTIONAL, "{} is written {}, which may be read as another number", values, one, other
        )
    for one, changed in found.money:
        if changed is None:
            told = (_told(source, one),)
            severity = Severity.FUNCTIONAL if familiar(one.currency) and found.words_known[1] else Severity.COSMETIC
            yield issue("numbers", severity, "the currency of {} is missing in the translation", told, one)
        else:
            values = (_told(source, one), _told(target, changed))
            yield issue("numbers", Severity.CRITICAL, "the amount {} is in another currency: {}", values, one, changed)
    if one_lost := found.percent_lost:
        told = (_told(source, one_lost),)
        severity = Severity.FUNCTIONAL if found.words_known[1] else Severity.COSMETIC
        yield issue("numbers", severity, "{} is no percentage in the translation", told, one_lost)


def _scaled(one: Quantity, other: Quantity) -> bool:
    """Whether two figures differ by a thousand, a million or the like, so that a word may make up for it."""
    low, high = sorted((one.value, other.value))
    return bool(low) and high / low in _SCALES


def _severity(figure: Quantity, words_known: bool) -> Severity | None:
    if figure.spelled:
        return Severity.FUNCTIONAL if words_known else None
    if figure.value > _SMALL or figure.value != int(figure.value):
        return Severity.CRITICAL
    if figure.kind in (Kind.MONEY, Kind.PERCENT):
        return Severity.CRITICAL
    if figure.value == 1:  # 1年前 is "a year ago", or "last year"
        return Severity.COSMETIC
    return Severity.FUNCTIONAL if words_known else Severity.COSMETIC


def _told(text: str, figure: Quantity) -> str:
    return text[figure.start : figure.end][:60]
