"""Where each delivery of a channel stands: what arrived, what was sent and perhaps arrived, what fails since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.store.connection import Store, moment, text

COUNTED = 100_000  # changes that wait are counted up to this


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """One delivery: `delivered` is the sequence up to which all changes arrived.

    `trying` is the sequence up to which those go that were sent and perhaps arrived, 0 where nothing is in doubt;
    `files` is the channel's count of written files when they last arrived, `target` a digest of where it goes. While
    it fails (`failures` in a row, since `since`), it is tried again at `next_try`; None leaves it to a person.
    """

    channel: str
    name: str
    target: str = ""
    delivered: int = 0
    trying: int = 0
    files: int = 0
    last_success: datetime | None = None
    failures: int = 0
    error: str = ""
    since: datetime | None = None
    next_try: datetime | None = None


def state(store: Store, channel: str, name: str) -> DeliveryState:
    """Where a delivery stands; one never tried, at the beginning."""
    row = store.row("SELECT * FROM delivery WHERE channel = ? AND name = ?", (channel, name))
    if row is None:
        return DeliveryState(channel, name)
    return DeliveryState(
        channel=row["channel"],
        name=row["name"],
        target=row["target"],
        delivered=row["delivered"],
        trying=row["trying"],
        files=row["files"],
        last_success=moment(row["last_success"]),
        failures=row["failures"],
        error=row["error"],
        since=moment(row["since"]),
        next_try=moment(row["next_try"]),
    )


def files(store: Store, channel: str) -> int:
    """The channel's count of files written and removed: it moves whenever one changes."""
    row = store.row("SELECT count FROM channel_files WHERE channel = ?", (channel,))
    return int(row["count"]) if row else 0


def waiting(store: Store, channel: str, after: int) -> int:
    """How many changes of a channel came after one."""
    row = store.row(
        "SELECT count(*) AS changes FROM (SELECT 1 FROM change WHERE channel = ? AND sequence > ? LIMIT ?)",
        (channel, after, COUNTED),
    )
    return int(row["changes"]) if row else 0


def trying(store: Store, channel: str, name: str, *, target: str, until: int) -> None:
    """Record before an attempt what it sends: if it is cut off, nobody knows whether that arrived."""
    with store.write():
        store.run(
            """
            INSERT INTO delivery (channel, name, target, trying) VALUES (:channel, :name, :target, :until)
            ON CONFLICT (channel, name) DO UPDATE SET trying = :until,
                failures = iif(target = :target, failures, 0), since = iif(target = :target, since, NULL),
                error = iif(target = :target, error, ''), next_try = iif(target = :target, next_try, NULL),
                target = :target
            """,
            {"channel": channel, "name": name, "target": target, "until": until},
        )


def arrived(store: Store, channel: str, name: str, *, until: int, files: int, now: datetime) -> None:
    """Record that all changes up to one arrived, and the files as they were at a count of them."""
    with store.write():
        store.run(
            "UPDATE delivery SET delivered = max(delivered, ?), trying = 0, files = ?, last_success = ?, failures = 0, "
            "error = '', since = NULL, next_try = NULL WHERE channel = ? AND name = ?",
            (until, files, text(now), channel, name),
        )


def failed(store: Store, channel: str, name: str, message: str, *, now: datetime, next_try: datetime | None) -> None:
    """Record a failed attempt, and when the next one is due; None leaves it to a person."""
    with store.write():
        store.run(
            "UPDATE delivery SET failures = failures + 1, error = ?, since = coalesce(since, ?), next_try = ? "
            "WHERE channel = ? AND name = ?",
            (message, text(now), text(next_try) if next_try else None, channel, name),
        )
