"""What a check says about figures, with the places in both texts that it speaks of."""

from __future__ import annotations

from pipeline.figures.quantity import Quantity
from pipeline.model import Issue, Severity


def issue(
    check: str,
    severity: Severity,
    message: str,
    values: tuple[str, ...],
    one: Quantity | None = None,
    other: Quantity | None = None,
) -> Issue:
    """An issue about a figure of the source, `one`, or of the translation, `other`, or both."""
    return Issue(check, severity, message, values, _place(one), _place(other))


def _place(figure: Quantity | None) -> tuple[int, int] | None:
    return (figure.start, figure.end) if figure else None
