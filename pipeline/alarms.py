"""Signs that a source has changed under our feet: silence, bodies cut short, gaps in its listing. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

HABIT = 8  # arrivals from which a habit can be told
PATIENCE = 4  # times its usual longest pause
LEAST = timedelta(days=2)  # silence over a weekend is none


def silent(arrivals: Sequence[datetime], now: datetime) -> str:
    """A warning when nothing came for much longer than is usual for this source; `arrivals` in time order."""
    if len(arrivals) < HABIT:
        return ""
    pauses = sorted(later - earlier for earlier, later in pairwise(arrivals))
    usual = pauses[int(len(pauses) * 0.9)]
    since = now - arrivals[-1]
    if since <= max(LEAST, usual * PATIENCE):
        return ""
    return f"silent for {_span(since)}; its longest usual pause is {_span(usual)}: see whether its address still works"


def short(lengths: Sequence[int]) -> str:
    """A warning when the last bodies are suddenly less than half as long as usual; in characters, in order."""
    recent, before = lengths[-3:], lengths[:-3]
    if len(before) < HABIT or len(recent) < 3:
        return ""
    usual, now = median(before), median(recent)
    if now * 2 >= usual:
        return ""
    said = f"the last bodies have {now:.0f} characters where {usual:.0f} were usual"
    return f"{said}: look at its pages, and mend article.body"


def gap(oldest_listed: datetime | None, newest_known: datetime | None, known_in_listing: int) -> bool:
    """Whether entries may have come and gone between two visits: the listing's oldest is newer than the last seen."""
    if oldest_listed is None or newest_known is None or known_in_listing:
        return False
    return oldest_listed > newest_known


def _span(time: timedelta) -> str:
    hours = time.total_seconds() / 3600
    return (
        f"{hours / 24:.0f} days" if hours >= 48 else f"{hours:.0f} hours" if hours >= 2 else f"{hours * 60:.0f} minutes"
    )
