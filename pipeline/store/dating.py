"""When a text counts as changed: the rule that `Article.updated` tells, kept for every new version."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pipeline.store import codec
from pipeline.store.connection import Store, text


def updated(store: Store, uri: str, words: Mapping[str, Any], now: datetime) -> str:
    """The `updated` of a version about to be added: that of the one it follows where it says the same, else now.

    `words` holds its headline, subhead, dateline and body as the store keeps them. It follows our live version, or the
    newest of all where we have none.
    """
    before = store.row(
        "SELECT * FROM version WHERE uri = ? ORDER BY (ours AND state <> 'superseded') DESC, version DESC LIMIT 1",
        (uri,),
    )
    return str(before["updated"]) if before is not None and same(before, words) else text(now)


def approved(store: Store, uri: str, before: sqlite3.Row, *, silent: bool, kept: str) -> str:
    """The `updated` of a version that is approved: of `before`, or of what readers have.

    Readers have the last approved version, else an official one in the same language, else what stood when the act
    began, of which `kept` is the `updated`. Theirs stays where nobody changed a word of an approved version, and where
    whoever approves says that it is a silent fix.
    """
    former = last_approved(store, uri)
    if former is not None and (silent or same(former, before)):
        return str(former["updated"])
    if not silent:
        return str(before["updated"])
    official = store.row("SELECT updated FROM version WHERE uri = ? AND NOT ours AND state <> 'superseded'", (uri,))
    return str(official["updated"]) if official is not None else kept


def last_approved(store: Store, uri: str) -> sqlite3.Row | None:
    """The newest version of a text that was ever approved."""
    return store.row(
        "SELECT * FROM version WHERE uri = ? AND origin = 'approved' ORDER BY version DESC LIMIT 1", (uri,)
    )


def same(one: Mapping[str, Any] | sqlite3.Row, other: Mapping[str, Any] | sqlite3.Row) -> bool:
    """Whether two versions say the same, whatever their links and emphasis."""
    return _words(one) == _words(other)


def _words(row: Mapping[str, Any] | sqlite3.Row) -> tuple[object, ...]:
    said = [(block.kind, block.text) for block in codec.body(row["body"])]
    return row["headline"], row["subhead"], row["dateline"], said
