"""What is known of each source: when it was asked, what it listed, what still waits to be read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from pipeline import schedule
from pipeline.model import Entry, Listing, Source, Validators
from pipeline.store import codec, evidence
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
    next_visit: datetime | None = None
    moved_to: str = ""
    candidate: str = ""
    candidate_seen: int = 0
    gone_since: datetime | None = None
    gap_since: datetime | None = None
    notes: tuple[str, ...] = ()

    def due(self, settings: str, now: datetime) -> bool:
        """Whether to ask now: never asked, configured anew, or its time has come; not when it is gone for good."""
        if self.settings != settings:
            return True
        if self.gone_since is not None:
            return False
        return self.next_visit is None or self.next_visit <= now


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry to be read; `uri` is what it became the last time, `page` where its text was read from then."""

    source: str
    entry: Entry
    uri: str
    page: str = ""


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
        next_visit=moment(row["next_visit"]),
        moved_to=row["moved_to"],
        candidate=row["candidate"],
        candidate_seen=row["candidate_seen"],
        gone_since=moment(row["gone_since"]),
        gap_since=moment(row["gap_since"]),
        notes=tuple(json.loads(row["notes"])),
    )


def at_present_address(source: Source, known: SourceState) -> Source:
    """A source with the address it moved to for good, once that has proved itself (RFC 9110, 15.4.2 and 15.4.9)."""
    url = getattr(source.options, "url", "")
    if not url or not known.moved_to:
        return source
    return replace(source, options=source.options.model_copy(update={"url": known.moved_to}))  # type: ignore[attr-defined]


def failed(
    store: Store, source: str, message: str, now: datetime, *, next_visit: datetime | None, settings: str, gone: bool
) -> None:
    """Record a visit that went wrong; validators and entries stay as they were.

    With `gone` (410) it is not asked again before its configuration changes.
    """
    with store.write():
        store.run(
            """
            INSERT INTO source (id, settings, last_attempt, failures, error, error_since, next_visit, gone_since)
            VALUES (:id, :settings, :now, 1, :error, :now, :next, :gone)
            ON CONFLICT (id) DO UPDATE SET last_attempt = :now, failures = failures + 1, error = :error,
                settings = CASE WHEN :gone IS NULL THEN settings ELSE :settings END,
                error_since = coalesce(error_since, :now), new = 0, changed = 0, next_visit = :next,
                gone_since = CASE WHEN :gone IS NULL THEN NULL ELSE coalesce(gone_since, :gone) END
            """,
            {
                "id": source,
                "settings": settings,
                "now": text(now),
                "error": message,
                "next": text(next_visit) if next_visit else None,
                "gone": text(now) if gone else None,
            },
        )


def listed(
    store: Store,
    source: Source,
    listing: Listing,
    settings: str,
    now: datetime,
    *,
    next_visit: datetime,
    gap: bool = False,
) -> tuple[int, int]:
    """Record a visit that went well: new and changed entries wait to be read from now on.

    Entries, validators and the visit itself are one transaction, so a run that is killed asks again and loses nothing.
    Returns how many entries were new and how many had changed.
    """
    with store.write():
        before = state(store, source.id)
        again = before.settings != settings
        new = changed = 0
        last = store.row("SELECT coalesce(max(position), 0) AS last FROM entry WHERE source = ?", (source.id,))
        position = last["last"] if last else 0
        for entry in listing.entries:
            mark = _fingerprint(entry)
            row = store.row("SELECT fingerprint, state FROM entry WHERE source = ? AND id = ?", (source.id, entry.id))
            if row is not None and row["fingerprint"] == mark and not (again and row["state"] == "skipped"):
                continue
            position += 1
            new, changed = (new + 1, changed) if row is None else (new, changed + 1)
            _wait(store, source.id, entry, mark, position, now)
        for raw in listing.raw:
            evidence.keep(store, source.id, raw, now)
        kept = before.validators if listing.not_modified else listing.validators
        address = _address(source, before, listing, again)
        store.insert(
            "source",
            {
                "id": source.id,
                "settings": settings,
                "etag": kept.etag,
                "last_modified": kept.last_modified,
                "last_attempt": text(now),
                "last_success": text(now),
                "new": new,
                "changed": changed,
                "next_visit": text(next_visit),
                "moved_to": address.url if address.url != _configured(source) else "",
                "candidate": address.candidate,
                "candidate_seen": address.seen,
                "notes": json.dumps(before.notes if listing.not_modified else listing.notes, ensure_ascii=False),
                "gap_since": text(now) if gap else text(before.gap_since) if before.gap_since and not new else None,
            },
            replace=True,
        )
    return new, changed


def _configured(source: Source) -> str:
    return str(getattr(source.options, "url", ""))


def _address(source: Source, before: SourceState, listing: Listing, again: bool) -> schedule.Address:
    """Where the source is asked from now on; another configuration forgets where it moved before."""
    held = (
        schedule.Address(_configured(source))
        if again
        else schedule.Address(before.moved_to or _configured(source), before.candidate, before.candidate_seen)
    )
    return schedule.moved(held, listing.moved_to, valid=not listing.not_modified)


def _wait(store: Store, source: str, entry: Entry, mark: str, position: int, now: datetime) -> None:
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


def _fingerprint(entry: Entry) -> str:
    # A file's time is no news by itself: copying a drop folder must not make new versions. Nor are images, whose
    # addresses some feeds sign anew at each visit.
    told = replace(entry, images=(), updated=None if entry.family else entry.updated)
    return hashlib.sha256(codec.entry_text(told).encode("utf-8", "replace")).hexdigest()[:32]


def waiting(store: Store, source: str, now: datetime) -> Iterator[Waiting]:
    """The entries of a source that wait to be read, in the order they were listed; failed ones when their time is."""
    last = 0
    while True:
        row = store.row(
            "SELECT position, listed, uri, page FROM entry WHERE source = ? AND position > ? "
            "AND state IN ('pending', 'failed') AND (state = 'pending' OR next_try <= ?) ORDER BY position LIMIT 1",
            (source, last, text(now)),
        )
        if row is None:
            return
        last = row["position"]
        yield Waiting(source, codec.entry(row["listed"]), row["uri"] or "", row["page"])


def skipped(store: Store, source: str, entry: str) -> None:
    """Record that an entry was read and is not wanted (it mentions none of the `keep` words)."""
    with store.write():
        store.run(
            "UPDATE entry SET state = 'skipped', error = NULL WHERE source = ? AND id = ?",
            (source, entry),
        )


def attempts(store: Store, source: str, entry: str) -> int:
    """How often an entry was read in vain since it last changed."""
    row = store.row("SELECT attempts FROM entry WHERE source = ? AND id = ?", (source, entry))
    return int(row["attempts"]) if row else 0


def unreadable(store: Store, source: str, entry: str, message: str, next_try: datetime | None) -> None:
    """Record that an entry could not be read; tried again at `next_try`, or, with None, when its listing changes."""
    with store.write():
        store.run(
            "UPDATE entry SET state = 'failed', error = ?, attempts = attempts + 1, next_try = ? "
            "WHERE source = ? AND id = ?",
            (message, text(next_try) if next_try else None, source, entry),
        )


def unreadable_entries(store: Store) -> list[tuple[str, str, str]]:
    """The entries that could not be read so far: source, entry id, what went wrong."""
    rows = store.rows("SELECT source, id, error FROM entry WHERE state = 'failed' ORDER BY source, position")
    return [(row["source"], row["id"], row["error"]) for row in rows]


def heeded(store: Store, source: str, entry: str, now: datetime) -> None:
    """Record, inside `write()`, that an entry was a notice and no story of its own."""
    store.run(
        "UPDATE entry SET state = 'read', checked = ?, error = NULL WHERE source = ? AND id = ?",
        (text(now), source, entry),
    )


def all_entries(store: Store, source: str) -> Iterator[Waiting]:
    """Every entry of a source that was listed, in the order it was."""
    for row in store.rows("SELECT listed, uri, page FROM entry WHERE source = ? ORDER BY position", (source,)):
        if row["listed"]:
            yield Waiting(source, codec.entry(row["listed"]), row["uri"] or "", row["page"])


def knows(store: Store, source: str, entry: str) -> bool:
    """Whether a source listed this entry before."""
    return store.row("SELECT 1 FROM entry WHERE source = ? AND id = ?", (source, entry)) is not None


def known_ids(store: Store, source: str) -> frozenset[str]:
    """The ids of a source's newest entries, enough to tell where its listing was left the last time."""
    rows = store.rows("SELECT id FROM entry WHERE source = ? ORDER BY position DESC LIMIT 5000", (source,))
    return frozenset(row["id"] for row in rows)


def arrivals(store: Store, source: str) -> list[datetime]:
    """When a source's last hundred entries were first seen, the earliest first; entries seen together count once."""
    rows = store.rows(
        "SELECT DISTINCT first_seen FROM entry WHERE source = ? ORDER BY first_seen DESC LIMIT 100", (source,)
    )
    return [codec.always(row["first_seen"]) for row in reversed(rows)]


def lengths(store: Store, source: str) -> list[int]:
    """How long a source's last forty bodies were, in characters, the earliest first."""
    rows = store.rows(
        "SELECT length(version.body) AS length FROM version JOIN entry ON entry.uri = version.uri "
        "WHERE entry.source = ? AND NOT ours AND version.state <> 'superseded' ORDER BY entry.position DESC LIMIT 40",
        (source,),
    )
    return [row["length"] for row in reversed(rows)]


def selector_misses(store: Store, source: str) -> int:
    """How many of a source's last ten texts were read although one of its selectors matched nothing."""
    rows = store.rows(
        "SELECT version.evidence FROM version JOIN entry ON entry.uri = version.uri "
        "WHERE entry.source = ? AND NOT ours AND version.state <> 'superseded' ORDER BY entry.position DESC LIMIT 10",
        (source,),
    )
    return sum("matches nothing" in row["evidence"] for row in rows)


def newest(store: Store, source: str) -> datetime | None:
    """When the newest entry a source ever listed was published, as it says."""
    rows = store.rows("SELECT listed FROM entry WHERE source = ? ORDER BY position DESC LIMIT 50", (source,))
    dates = [codec.entry(row["listed"]).published for row in rows if row["listed"]]
    return max((date for date in dates if date), default=None)


def robots(store: Store) -> dict[str, tuple[str, int, datetime]]:
    """What hosts said in robots.txt: text, HTTP status, when it was fetched."""
    rows = store.rows("SELECT * FROM robots")
    return {row["host"]: (row["text"], row["status"], codec.always(row["fetched"])) for row in rows}


def keep_robots(store: Store, found: Mapping[str, tuple[str, int, datetime]]) -> None:
    """Keep what hosts said in robots.txt for the next run."""
    before = robots(store)
    fresh = {host: told for host, told in found.items() if before.get(host) != tuple(told)}
    if fresh:
        with store.write():
            for host, (said, status, fetched) in fresh.items():
                row = {"host": host, "status": status, "text": said, "fetched": text(fetched)}
                store.insert("robots", row, replace=True)
