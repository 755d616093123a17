"""What is known of each source: when it was asked, what it listed, what still waits to be read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from pipeline.model import Entry, Listing, Validators
from pipeline.store import codec
from pipeline.store.connection import Store, moment, text


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source fared: the last visit, the last one that went well, and what went wrong since."""

    last_attempt: datetime | None = None
    last_success: datetime | None = None
    validators: Validators = field(default_factory=Validators)
    failures: int = 0
    error: str = ""
    error_since: datetime | None = None
    new: int = 0
    changed: int = 0
    settings: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that was listed and is yet to be read; `uri` is what it became the last time, if it was read before."""

    source: str
    entry: Entry
    uri: str


def state(store: Store, source: str) -> SourceState:
    """The state of one source; of a source never asked, an empty one."""
    row = store.row("SELECT * FROM source WHERE id = ?", (source,))
    if row is None:
        return SourceState()
    return SourceState(
        last_attempt=moment(row["last_attempt"]),
        last_success=moment(row["last_success"]),
        validators=Validators(row["etag"], row["last_modified"]),
        failures=row["failures"],
        error=row["error"] or "",
        error_since=moment(row["error_since"]),
        new=row["new"],
        changed=row["changed"],
        settings=row["settings"],
    )


def failed(store: Store, source: str, message: str, now: datetime) -> None:
    """Record a visit that went wrong; validators and entries stay as they were."""
    with store.write():
        store.run(
            """
            INSERT INTO source (id, last_attempt, failures, error, error_since) VALUES (:id, :now, 1, :error, :now)
            ON CONFLICT (id) DO UPDATE SET last_attempt = :now, failures = failures + 1, error = :error,
                error_since = coalesce(error_since, :now), new = 0, changed = 0
            """,
            {"id": source, "now": text(now), "error": message},
        )


def listed(store: Store, source: str, listing: Listing, settings: str, now: datetime) -> tuple[int, int]:
    """Record a visit that went well: new and changed entries wait to be read from now on.

    Entries, validators and the visit itself are one transaction, so a run that is killed asks again and loses nothing.
    Returns how many entries were new and how many had changed.
    """
    with store.write():
        before = state(store, source)
        new = changed = 0
        last = store.row("SELECT coalesce(max(position), 0) AS last FROM entry WHERE source = ?", (source,))
        position = last["last"] if last else 0
        for entry in listing.entries:
            mark = _fingerprint(entry)
            row = store.row("SELECT fingerprint, state FROM entry WHERE source = ? AND id = ?", (source, entry.id))
            again = row is not None and row["state"] == "skipped" and before.settings != settings
            if row is not None and row["fingerprint"] == mark and not again:
                continue
            position += 1
            new, changed = (new + 1, changed) if row is None else (new, changed + 1)
            store.run(
                """
                INSERT INTO entry (source, id, state, fingerprint, listed, position, first_seen)
                VALUES (:source, :id, 'pending', :mark, :listed, :position, :now)
                ON CONFLICT (source, id) DO UPDATE SET state = 'pending', fingerprint = :mark, listed = :listed,
                    position = :position, error = NULL, attempts = 0
                """,
                {
                    "source": source,
                    "id": entry.id,
                    "mark": mark,
                    "listed": codec.entry_text(entry),
                    "position": position,
                    "now": text(now),
                },
            )
        kept = before.validators if listing.not_modified else listing.validators
        store.insert(
            "source",
            {
                "id": source,
                "settings": settings,
                "etag": kept.etag,
                "last_modified": kept.last_modified,
                "last_attempt": text(now),
                "last_success": text(now),
                "new": new,
                "changed": changed,
            },
            replace=True,
        )
    return new, changed


def _fingerprint(entry: Entry) -> str:
    # A file's time is no news by itself: copying a drop folder must not make new versions.
    told = replace(entry, updated=None) if entry.family else entry
    return hashlib.sha256(codec.entry_text(told).encode("utf-8", "replace")).hexdigest()[:32]


def waiting(store: Store, source: str, *, failed: bool) -> Iterator[Waiting]:
    """The entries of a source that wait to be read, in the order they were listed; with those that `failed` before."""
    last = 0
    states = "'pending', 'failed'" if failed else "'pending'"
    while True:
        row = store.row(
            f"SELECT position, listed, uri FROM entry WHERE source = ? AND position > ? "
            f"AND state IN ({states}) AND state IN ('pending', 'failed') ORDER BY position LIMIT 1",
            (source, last),
        )
        if row is None:
            return
        last = row["position"]
        yield Waiting(source, codec.entry(row["listed"]), row["uri"] or "")


def skipped(store: Store, source: str, entry: str) -> None:
    """Record that an entry was read and is not wanted (it mentions none of the `keep` words)."""
    with store.write():
        store.run(
            "UPDATE entry SET state = 'skipped', listed = NULL, error = NULL WHERE source = ? AND id = ?",
            (source, entry),
        )


def unreadable(store: Store, source: str, entry: str, message: str) -> None:
    """Record that an entry could not be read; it waits, and is tried again on the next run."""
    with store.write():
        store.run(
            "UPDATE entry SET state = 'failed', error = ?, attempts = attempts + 1 WHERE source = ? AND id = ?",
            (message, source, entry),
        )


def unreadable_entries(store: Store) -> list[tuple[str, str, str]]:
    """The entries that could not be read so far: source, entry id, what went wrong."""
    rows = store.rows("SELECT source, id, error FROM entry WHERE state = 'failed' ORDER BY source, position")
    return [(row["source"], row["id"], row["error"]) for row in rows]
