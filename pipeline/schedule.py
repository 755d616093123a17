"""When is a source asked again, and at which address? When is a delivery? Pure rules; the time is an argument."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LONGEST = timedelta(hours=24)  # no wish of a server and no back-off puts a visit off for longer
SHORTEST_BACK_OFF = timedelta(minutes=5)
JITTER = 0.2
SHORTEST_REST = timedelta(minutes=1)
LONGEST_REST = timedelta(hours=6)
# Cron starts runs by the minute and not to the second; without this, a source asked at 10:00:02 would not be due at
# 10:30:01, and be visited once an hour instead of twice.
EARLY = timedelta(seconds=30)
PROOFS = 2  # valid answers at the new address before a permanent redirect is believed


def next_visit(
    now: datetime,
    every: timedelta,
    *,
    wait: timedelta | None = None,
    retry_after: float | None = None,
    failures: int = 0,
    seed: str = "",
) -> datetime:
    """When a source that was just visited is due again; always some day, for no source is given up for good.

    After a success (`failures` 0), and after a first failure, that is `every` from now, or later where the server asks
    to `wait`. After more failures in a row it is `every`, at least 5 minutes, doubled with each up to 24 hours, and
    moved by up to a fifth either way, so that sources which failed together do not come back together; `seed` (the
    source's id) decides how far, the same each time. Never before `retry_after` (seconds). What a server asks counts
    for 24 hours at most. Whether a 410 ends the visits is not decided here.
    """
    asked = [timedelta(), wait or timedelta(), timedelta(seconds=_bounded(retry_after))]
    floor = min(max(asked), LONGEST)
    if failures <= 1:  # most failures pass by themselves: the first one changes nothing
        return now + max(every - min(EARLY, every / 20), floor)
    back_off = min(max(every, SHORTEST_BACK_OFF), LONGEST)
    # 24 hours are 288 times 5 minutes, so nine doublings reach the end; more would only make huge numbers.
    back_off = min(back_off * (1 << min(failures - 1, 9)), LONGEST)
    moved = min(back_off * (1 + JITTER * _share(f"{seed} {failures}")), LONGEST)
    return now + max(moved, floor)


def next_attempt(now: datetime, failures: int, *, retry_after: float | None = None) -> datetime:
    """When a delivery that failed so many times in a row is tried again: after 1, 2, 4 … minutes, 6 hours at most.

    Never before `retry_after` (seconds), of which 24 hours count. Nothing is added by chance: it has one sender.
    """
    rest = min(SHORTEST_REST * (1 << min(max(failures, 1) - 1, 9)), LONGEST_REST)
    return now + max(rest, timedelta(seconds=_bounded(retry_after)))


def _bounded(seconds: float | None) -> float:
    """Seconds between nothing and the longest wait; what is no number counts as nothing."""
    most = LONGEST.total_seconds()
    return min(seconds, most) if seconds is not None and seconds > 0 else 0.0


def _share(seed: str) -> float:
    """A number from -1 to 1 that looks random and is always the same for a seed."""
    digest = hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") / (2**63) - 1


@dataclass(frozen=True, slots=True)
class Address:
    """Where a source is asked: `url`; and where permanent redirects lead, proven valid `seen` times in a row."""

    url: str
    candidate: str = ""
    seen: int = 0


def moved(address: Address, moved_to: str, *, valid: bool) -> Address:
    """The address after a visit; `moved_to` as the response told it, "" where no permanent redirect was followed.

    A permanent redirect (301, 308) is believed once its target served a valid feed twice in a row: servers send
    them by mistake, to maintenance pages, or to nowhere. Temporary ones (302, 303, 307) never count, and end a row.
    `valid` says that the visit brought a feed that was accepted: a failure changes nothing, nor does a 304, which
    proves nothing (a maintenance page that is older than the feed answers 304 to If-Modified-Since too).
    """
    if not valid:
        return address
    if not moved_to or moved_to == address.url:
        return replace(address, candidate="", seen=0)
    seen = address.seen + 1 if moved_to == address.candidate else 1
    return Address(moved_to) if seen >= PROOFS else replace(address, candidate=moved_to, seen=seen)
