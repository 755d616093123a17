"""What people do to translations, each act one transaction with its record of who and when."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from pipeline.errors import ActError
from pipeline.model import Article, Block, Dateline, Origin, State
from pipeline.store import codec
from pipeline.store.articles import COLUMNS, JOINED, LIVE, next_version
from pipeline.store.connection import Store, text
from pipeline.stories import fingerprint


def ours(store: Store, uri: str) -> Article:
    """The live translation under this URI.

    Raises ActError when there is none: the URI is unknown, or its words are the issuer's own.
    """
    return codec.article(_row(store, uri))


def _row(store: Store, uri: str) -> sqlite3.Row:
    row = store.row(f"SELECT {COLUMNS} FROM {JOINED} WHERE uri = ? AND ours AND {LIVE}", (uri,))
    if row is not None:
        return row
    if store.row(f"SELECT 1 FROM version WHERE uri = ? AND {LIVE}", (uri,)) is not None:
        raise ActError(f"{uri} is the issuer's own text; only our translations are edited, approved or rejected")
    if store.row("SELECT 1 FROM version WHERE uri = ?", (uri,)) is not None:
        raise ActError(f"{uri} is no longer in use; see `pipeline list` for what stands in its place")
    raise ActError(f"no article has the URI {uri}; see `pipeline list` for those there are")


def edit(
    store: Store,
    uri: str,
    *,
    headline: str,
    subhead: str,
    body: tuple[Block, ...],
    dateline: Dateline | None,
    up_to_date: bool,
    by: str,
    now: datetime,
) -> int:
    """Put a person's words in the place of a translation; returns the new version's number.

    The new version counts as made from the same version of the source as the one before it, so an outdated
    translation stays outdated, unless `up_to_date` says that the person compared it with the source as it is now.
    """
    with store.write():
        before = _row(store, uri)
        new: dict[str, Any] = {
            "origin": Origin.EDITED.value,
            "headline": headline,
            "headline_derived": 0,
            "subhead": subhead,
            "dateline": codec.dateline_text(dateline),
            "body": codec.body_text(body),
            "updated": text(now),
            "fingerprint": fingerprint(headline, body),
        }
        return _follow(store, before, new, "edit", up_to_date, by, now)


def approve(store: Store, uri: str, *, up_to_date: bool, by: str, now: datetime) -> int:
    """Release a translation as it stands; returns the new version's number, or the same one if it was approved before.

    Raises ActError when its source changed since, unless `up_to_date` says that the person looked.
    """
    with store.write():
        before = _row(store, uri)
        if before["state"] == State.OUTDATED and not up_to_date:
            raise ActError(
                f"{uri} is outdated: its source changed after it was translated; edit it, or approve it with "
                "--up-to-date if it still says what the source says"
            )
        if before["state"] == State.REJECTED:
            raise ActError(f"{uri} was rejected; edit it first, then approve it")
        if before["origin"] == Origin.APPROVED and before["state"] == State.CURRENT:
            return int(before["version"])
        return _follow(store, before, {"origin": Origin.APPROVED.value}, "approve", up_to_date, by, now)


def reject(store: Store, uri: str, *, by: str, now: datetime) -> int:
    """Refuse a translation: it is neither published nor made again until its source changes."""
    with store.write():
        before = _row(store, uri)
        store.run("UPDATE version SET state = 'rejected' WHERE uri = ? AND version = ?", (uri, before["version"]))
        _record(store, "reject", uri, before["version"], before["version"], by, now)
    return int(before["version"])


def _follow(
    store: Store, before: sqlite3.Row, new: dict[str, Any], act: str, up_to_date: bool, by: str, now: datetime
) -> int:
    """Add the version that follows `before`: the same but for `new`, in a person's name."""
    uri, version = before["uri"], next_version(store, before["uri"])
    row = {key: before[key] for key in before.keys() if key not in ("ours", "story", "language", "first_created")}  # noqa: SIM118
    source = store.row(f"SELECT version, rights FROM version WHERE uri = ? AND NOT ours AND {LIVE}", (row["from_uri"],))
    if source is not None and up_to_date:
        row["from_version"] = source["version"]
    fresh = source is None or source["version"] == row["from_version"]
    row |= new | {"version": version, "created": text(now), "editor": by}
    row["state"] = State.CURRENT.value if fresh else State.OUTDATED.value
    store.run("UPDATE version SET state = 'superseded' WHERE uri = ? AND version = ?", (uri, before["version"]))
    store.insert("version", row)
    _record(store, act, uri, version, before["version"], by, now)
    return version


def _record(store: Store, act: str, uri: str, version: int, before: int, by: str, now: datetime) -> None:
    store.insert("act", {"at": text(now), "person": by, "act": act, "uri": uri, "version": version, "before": before})
