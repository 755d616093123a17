"""The record of which files were published, what they show, and what they were made from."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.store import codec
from pipeline.store.connection import Store, text


@dataclass(frozen=True, slots=True)
class Written:
    """A published file: `path` below the output folder, `size` in bytes.

    `language` is "" for a file of the whole channel, `owner` the URI of the item it shows, `page` its number among the
    pages of an output; `state` tells whether what it was made from has changed.
    """

    path: str
    sha256: str
    size: int
    channel: str
    language: str
    output: str
    owner: str = ""
    page: int = 0
    state: str = ""
    updated: datetime | None = None


def at(store: Store, path: str) -> Written | None:
    """What is known of the file at a path; None where nothing was published there."""
    row = store.row("SELECT * FROM published_file WHERE path = ?", (path,))
    return _written(row) if row else None


def of_channel(store: Store, channel: str, *, items: bool = False) -> list[Written]:
    """The files of a channel by path: those of feeds and pages, with `items` those of single items too."""
    only = "" if items else "AND owner = ''"
    sql = f"SELECT * FROM published_file WHERE channel = ? {only} ORDER BY path"
    return [_written(row) for row in store.rows(sql, (channel,))]


def of_page(store: Store, channel: str, language: str, output: str, page: int) -> list[str]:
    """The paths under which a page of an output was published."""
    sql = (
        "SELECT path FROM published_file "
        "WHERE channel = ? AND language = ? AND output = ? AND page = ? AND owner = '' ORDER BY path"
    )
    return [row["path"] for row in store.rows(sql, (channel, language, output, page))]


def of_owner(store: Store, channel: str, language: str, owner: str) -> dict[str, str]:
    """The paths of an item's files in a feed, and which output made each."""
    sql = (  # that an owner is none of '' is said for the index, which has only such rows
        "SELECT path, output FROM published_file "
        "WHERE channel = ? AND owner = ? AND owner <> '' AND language = ? ORDER BY path"
    )
    return {row["path"]: row["output"] for row in store.rows(sql, (channel, owner, language))}


def intend(store: Store, files: Sequence[Written]) -> None:
    """Record files that are about to be written for the first time, so that none is ever there without a record."""
    known = {
        row["path"]
        for row in store.rows(
            "SELECT published_file.path FROM json_each(?) AS asked CROSS JOIN published_file "
            "ON published_file.path = asked.value",
            (json.dumps([file.path for file in files]),),
        )
    }
    put(store, [replace(file, sha256="", size=-1, state="") for file in files if file.path not in known])


def put(store: Store, files: Iterable[Written]) -> None:
    """Record files as published."""
    files = list(files)
    if not files:
        return
    with store.write():
        for file in files:
            values = {
                "path": file.path,
                "sha256": file.sha256,
                "size": file.size,
                "channel": file.channel,
                "language": file.language,
                "output": file.output,
                "owner": file.owner,
                "page": file.page,
                "state": file.state,
                "updated": text(file.updated) if file.updated else "",
            }
            # Not INSERT OR REPLACE: its rule for conflicts would hold in the triggers that count files, too.
            store.run(
                f"INSERT INTO published_file ({', '.join(values)}) VALUES ({', '.join(f':{name}' for name in values)}) "
                f"ON CONFLICT (path) DO UPDATE SET {', '.join(f'{name} = :{name}' for name in values)}",
                values,
            )


def show_pictures(store: Store, channel: str, language: str, uri: str, files: Collection[str]) -> list[str]:
    """Note which image files an item of a feed shows now; returns those it showed that nothing in the channel does."""
    key, own = (channel, language, uri), "channel = ? AND language = ? AND uri = ?"
    before = {row["file"] for row in store.rows(f"SELECT file FROM shown_picture WHERE {own}", key)}
    if before == set(files):
        return []
    with store.write():
        for file in before - set(files):
            store.run(f"DELETE FROM shown_picture WHERE {own} AND file = ?", (*key, file))
        for file in set(files) - before:
            store.run("INSERT INTO shown_picture VALUES (?, ?, ?, ?)", (*key, file))
    used = "SELECT 1 FROM shown_picture WHERE channel = ? AND file = ? LIMIT 1"
    return sorted(file for file in before - set(files) if store.row(used, (channel, file)) is None)


def removed(store: Store, path: str) -> None:
    """Record that a file is no longer published."""
    with store.write():
        store.run("DELETE FROM published_file WHERE path = ?", (path,))


def _written(row: sqlite3.Row) -> Written:
    return Written(
        path=row["path"],
        sha256=row["sha256"],
        size=row["size"],
        channel=row["channel"],
        language=row["language"],
        output=row["output"],
        owner=row["owner"],
        page=row["page"],
        state=row["state"],
        updated=codec.always(row["updated"]) if row["updated"] else None,
    )
