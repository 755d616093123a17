"""When to ask a source again, and when to believe that it moved. Pure.

A server's own wish is a floor (Cache-Control, Expires, ttl, Retry-After), failures back off, nothing is given up.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

FLOOR_CAP = timedelta(hours=24)  # however long a server asks to be left alone
FIRST_BACKOFF = timedelta(minutes=5)
JITTER = 0.2
PROOFS = 2  # valid feeds at the new address before a permanent redirect is believed


def next_visit(
    now: datetime,
    every: timedelta,
    *,
    wait: timedelta | None,
    retry_after: float | None,
    failures: int,
    seed: str,
) -> datetime:
    """The time of the next visit.

    After success (`failures` 0) the later of `every` and what the server asked (`wait`). After failures in a row the
    pause doubles, from `every` and at least five minutes, up to a day; the first failure waits no longer than usual,
    for most pass by themselves. `seed` spreads sources by up to a fifth, the same for the same source and count.
    Never earlier than Retry-After (`retry_after`, seconds).
    """
    pause = every
    if failures > 1:
        pause = min(max(every, FIRST_BACKOFF) * 2 ** min(failures - 1, 16), FLOOR_CAP)
        share = int.from_bytes(hashlib.sha256(f"{seed} {failures}".encode()).digest()[:4]) / 2**32
        pause *= 1 + JITTER * (2 * share - 1)
    floor = max(wait or timedelta(0), timedelta(seconds=retry_after or 0))
    return now + max(pause, min(floor, FLOOR_CAP))


def moved(before: str, seen: int, moved_to: str) -> tuple[str, int]:
    """The address a source moved to and how often it was good there, after a visit that went well.

    `moved_to` is where only permanent redirects (301, 308) led this time, "" where none did: then, unless the new
    address has proved itself already, the redirect was a passing one and is forgotten.
    """
    if not moved_to:
        return (before, seen) if seen >= PROOFS else ("", 0)
    return moved_to, seen + 1 if moved_to == before else 1
