"""What sources really said: every accepted response, compressed, for as long as `retain:` says."""

from __future__ import annotations

import json
import sqlite3
import zlib
from dataclasses import dataclass
from datetime import datetime

from pipeline.files import sha256
from pipeline.model import Raw
from pipeline.store import codec
from pipeline.store.connection import Store, text


@dataclass(frozen=True, slots=True)
class Kept:
    """One response in the evidence: when it was first and last seen so, and its SHA-256."""

    raw: Raw
    sha256: str
    first_fetched: datetime
    last_fetched: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """That an address answered with certain bytes, and from when to when."""

    sha256: str
    first_fetched: datetime
    last_fetched: datetime


def keep(store: Store, source: str, raw: Raw, now: datetime) -> None:
    """Keep a response, inside `write()`; the same bytes from the same address once, with the time they held."""
    store.run(
        """
        INSERT INTO raw (source, url, sha256, first_fetched, last_fetched, headers, body)
        VALUES (:source, :url, :mark, :now, :now, :headers, :body)
        ON CONFLICT (url, sha256) DO UPDATE SET last_fetched = :now
        """,
        {
            "source": source,
            "url": raw.url,
            "mark": sha256(raw.content),
            "now": text(now),
            "headers": json.dumps(raw.headers, ensure_ascii=False),
            "body": zlib.compress(raw.content, 6),
        },
    )


def latest(store: Store, url: str) -> Kept | None:
    """The newest response from an address, or None when none is kept any more."""
    row = store.row("SELECT * FROM raw WHERE url = ? ORDER BY last_fetched DESC, id DESC LIMIT 1", (url,))
    return _kept(row) if row is not None else None


def response(store: Store, url: str, sha256: str) -> Kept | None:
    """The response from an address with these very bytes, or None when it is not kept."""
    row = store.row("SELECT * FROM raw WHERE url = ? AND sha256 = ?", (url, sha256))
    return _kept(row) if row is not None else None


def seen(store: Store, url: str, *, limit: int = 50) -> list[Seen]:
    """The responses kept from an address, the newest first."""
    rows = store.rows(
        "SELECT sha256, first_fetched, last_fetched FROM raw WHERE url = ? ORDER BY last_fetched DESC, id DESC LIMIT ?",
        (url, limit),
    )
    return [Seen(row["sha256"], codec.always(row["first_fetched"]), codec.always(row["last_fetched"])) for row in rows]


def _kept(row: sqlite3.Row) -> Kept:
    headers = tuple((name, value) for name, value in json.loads(row["headers"]))
    raw = Raw(row["url"], headers, zlib.decompress(row["body"]))
    return Kept(raw, row["sha256"], codec.always(row["first_fetched"]), codec.always(row["last_fetched"]))


def page(store: Store, uri: str) -> Kept | None:
    """The newest response an article's text was read from."""
    row = store.row("SELECT page FROM entry WHERE uri = ? AND page <> '' ORDER BY first_seen DESC", (uri,))
    if row is not None:
        return latest(store, row["page"])
    # What came whole with its listing was read from that: the response of the moment it was first seen.
    row = store.row(
        "SELECT url FROM raw JOIN entry ON entry.source = raw.source WHERE entry.uri = ? "
        "AND raw.first_fetched <= entry.first_seen AND raw.last_fetched >= entry.first_seen LIMIT 1",
        (uri,),
    )
    return latest(store, row["url"]) if row is not None else None


def forget(store: Store, source: str, before: datetime) -> int:
    """Remove what a source said before a time, and was not seen since; returns how many responses went."""
    if store.row("SELECT 1 FROM raw WHERE source = ? AND last_fetched < ?", (source, text(before))) is None:
        return 0
    with store.write():
        return store.run("DELETE FROM raw WHERE source = ? AND last_fetched < ?", (source, text(before)))
