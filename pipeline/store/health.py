"""How sources fare, for the desk: each from a few rows, however much they ever listed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from pipeline.model import Health, Unread
from pipeline.store.connection import Store, moment
from pipeline.store.notices import Open, opened_notice

DAYS = 30
COUNTED = 1000  # entries that could not be read are counted up to this


def troubled(store: Store) -> set[str]:
    """The sources that fail or are gone."""
    rows = store.rows("SELECT id FROM source WHERE failures > 0 OR gone_since IS NOT NULL")
    return {row["id"] for row in rows}


def of(store: Store, source: str, now: datetime) -> Health:
    """How one source fares; of one never asked, next to nothing."""
    row = store.row("SELECT * FROM source WHERE id = ?", (source,))
    days = [(now - timedelta(days=back)).strftime("%Y-%m-%d") for back in reversed(range(DAYS))]
    came = {
        found["day"]: found["entries"]
        for found in store.rows("SELECT day, entries FROM arrival WHERE source = ? AND day >= ?", (source, days[0]))
    }
    arrived = tuple(came.get(day, 0) for day in days)
    unread = store.row(
        "SELECT count(*) AS entries FROM (SELECT 1 FROM entry WHERE source = ? AND state = 'failed' LIMIT ?)",
        (source, COUNTED),
    )
    entries = unread["entries"] if unread else 0
    if row is None:
        return Health(source, unread=entries, days=arrived)
    return Health(
        source,
        last_success=moment(row["last_success"]),
        next_visit=moment(row["next_visit"]),
        failures=row["failures"],
        error=row["error"] or "",
        error_since=moment(row["error_since"]),
        gone_since=moment(row["gone_since"]),
        gap_since=moment(row["gap_since"]),
        moved_to=row["moved_to"],
        unread=entries,
        days=arrived,
    )


def unread(store: Store, source: str, *, after: int = 0, size: int = 50) -> list[Unread]:
    """A page of a source's entries that could not be read, in the order they were listed, from a position on."""
    rows = store.rows(
        "SELECT id, error, attempts, next_try, position FROM entry "
        "WHERE source = ? AND state = 'failed' AND position > ? ORDER BY position LIMIT ?",
        (source, after, size),
    )
    return [
        Unread(row["id"], row["error"] or "", row["attempts"], moment(row["next_try"]), row["position"]) for row in rows
    ]


def notices(store: Store, size: int = 20) -> Sequence[Open]:
    """The notices of wires that a person should look at, the oldest first."""
    rows = store.rows("SELECT * FROM notice WHERE NOT settled ORDER BY at LIMIT ?", (size,))
    return [opened_notice(row) for row in rows]
