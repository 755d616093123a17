"""Which dates, figures and amounts a person changed in a sentence, against what its source says."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline import figures
from pipeline.figures import Day, Quantity

MOST_TOLD = 120  # characters told of each side


def changed(before: str, after: str, language: str, source: str, source_language: str) -> tuple[str, str] | None:
    """The facts of a sentence before and after a change, as printed; None where none changed.

    None as well where the source says what the sentence says now: then it was an error of the translation, and the
    sentence's other translations are held against the source by themselves.
    """
    if before == after:
        return None
    own = figures.compare(before, after, language, language)
    if not (own.changed or own.lost or own.added or own.swapped or own.money or own.misread):
        return None
    against = figures.compare(source, after, source_language, language)
    strange = {(q.start, q.end) for q in (*(pair[1] for pair in against.changed), *against.added)}
    new = {(q.start, q.end) for q in (*(pair[1] for pair in own.changed), *own.added)}
    overridden = bool(strange & new) or bool(own.swapped and against.swapped) or bool(own.money and against.money)
    if own.lost and not overridden:
        earlier = figures.compare(source, before, source_language, language)
        overridden = len(against.lost) > len(earlier.lost)
    if not overridden:
        return None
    gone = [*(pair[0] for pair in own.changed), *own.lost, *(pair[0] for pair in own.money)]
    came = [*(pair[1] for pair in own.changed), *own.added, *(pair[1] for pair in own.money if pair[1])]
    was = _told(before, language, gone, (pair[0] for pair in own.swapped))
    now = _told(after, language, came, (pair[1] for pair in own.swapped))
    return was, now


def _told(text: str, language: str, found: Iterable[Quantity], days: Iterable[Day]) -> str:
    """Figures as they stand in a text, those of a date with the whole of it."""
    dates = [(day.start, day.end) for day in figures.dates(figures.quantities(text, language))]
    spans = {(day.start, day.end) for day in days}
    for one in found:
        spans.add(next(((a, b) for a, b in dates if a <= one.start and one.end <= b), (one.start, one.end)))
    said = ", ".join(dict.fromkeys(text[a:b].strip() for a, b in sorted(spans)))
    return said if len(said) <= MOST_TOLD else said[: MOST_TOLD - 1] + "…"
