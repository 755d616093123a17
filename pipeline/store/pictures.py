"""The images of official versions: which are still to be fetched, which are here, and their bytes.

    reading ──want──> picture_wanted ──waiting──> fetched, looked at ──keep──> picture + picture_content
                                                                    └─leave──> tried again later, or given up

An image belongs to the official version it came with; translations show those of the version they were made from.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.files import sha256
from pipeline.model import Photo, Picture, Wanted
from pipeline.pictures import key
from pipeline.store.connection import Store, text


@dataclass(frozen=True, slots=True)
class Waiting:
    """An image to be fetched for an official version; `tries` counts those in vain."""

    uri: str
    version: int
    position: int
    story: str
    source: str
    address: str
    tries: int


def want(store: Store, uri: str, version: int, source: str, images: Sequence[Wanted], now: datetime) -> None:
    """Note, inside `write()`, which images an official version has; those the story has already are not fetched again.

    Nothing changes where they are the same as before, and what was given up stays so.
    """
    before = store.rows(
        "SELECT address, block, NULL AS error, 0 AS tries, NULL AS next_try, position FROM picture "
        "WHERE uri = ? AND version = ? UNION ALL "
        "SELECT address, block, error, tries, next_try, position FROM picture_wanted WHERE uri = ? AND version = ? "
        "ORDER BY position",
        (uri, version, uri, version),
    )
    told = [(key(row["address"]), row["block"]) for row in before]
    if told == [(key(image.address), image.block) for image in images]:
        return
    here = _of_story(store, uri)
    failed = {key(row["address"]): row for row in before if row["error"]}
    store.run("DELETE FROM picture WHERE uri = ? AND version = ?", (uri, version))
    store.run("DELETE FROM picture_wanted WHERE uri = ? AND version = ?", (uri, version))
    for position, image in enumerate(images):
        name = key(image.address)
        if (mark := here.get(name)) is not None:
            _add(store, uri, version, position, mark, image.address, image.block, image.credit)
            continue
        row = failed.get(name)
        store.insert(
            "picture_wanted",
            {
                "uri": uri,
                "version": version,
                "position": position,
                "address": image.address,
                "block": image.block,
                "credit": image.credit,
                "source": source,
                "tries": row["tries"] if row else 0,
                "next_try": row["next_try"] if row else text(now),
                "error": row["error"] if row else "",
            },
        )


def _of_story(store: Store, uri: str) -> dict[str, str]:
    """The images a story has in any language and version: by what their addresses share, the newest counts."""
    rows = store.rows(
        "SELECT picture.address, picture.sha256 FROM article AS own "
        "JOIN article ON article.story = own.story JOIN picture ON picture.uri = article.uri "
        "WHERE own.uri = ? ORDER BY picture.version",
        (uri,),
    )
    return {key(row["address"]): row["sha256"] for row in rows}


def waiting(store: Store, now: datetime, limit: int, *, after: tuple[str, int, int] = ("", 0, 0)) -> list[Waiting]:
    """Images to fetch now, in the order of versions and places, from `after` on (uri, version, position).

    Those of versions that were replaced or of stories that were killed are not among them.
    """
    rows = store.rows(
        """
        SELECT wanted.*, article.story FROM picture_wanted AS wanted
        JOIN version USING (uri, version) JOIN article USING (uri) JOIN story ON story.id = article.story
        WHERE wanted.next_try <= :now AND version.state <> 'superseded'
            AND story.pub_status <> 'canceled' AND story.joined_into IS NULL AND story.spiked = ''
            AND (wanted.uri, wanted.version, wanted.position) > (:uri, :version, :position)
        ORDER BY wanted.uri, wanted.version, wanted.position LIMIT :limit
        """,
        {"now": text(now), "limit": limit, "uri": after[0], "version": after[1], "position": after[2]},
    )
    return [
        Waiting(row["uri"], row["version"], row["position"], row["story"], row["source"], row["address"], row["tries"])
        for row in rows
    ]


def keep(store: Store, fetched: Waiting, photo: Photo) -> None:
    """Keep an image that was fetched and looked at, inside `write()`, for all versions of its story that wait for it.

    A version that has the same bytes already, under another address, keeps the first.
    """
    mark = sha256(photo.content)
    store.run(
        "INSERT OR IGNORE INTO picture_content (sha256, media_type, width, height, size, content) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (mark, photo.media_type, photo.width, photo.height, len(photo.content), photo.content),
    )
    for row in _waiting_for(store, fetched):
        place = (row["uri"], row["version"], row["position"])
        same = store.row(
            "SELECT address FROM picture WHERE uri = ? AND version = ? AND sha256 = ?",
            (row["uri"], row["version"], mark),
        )
        if same is not None:
            _give_up(store, place, f"it is the same picture as {same['address']}")
            continue
        _add(store, *place, mark, row["address"], row["block"], row["credit"])
        store.run("DELETE FROM picture_wanted WHERE uri = ? AND version = ? AND position = ?", place)


def leave(store: Store, fetched: Waiting, error: str, next_try: datetime | None) -> None:
    """Record, inside `write()`, that an image could not be had; with None for `next_try` it is given up."""
    for row in _waiting_for(store, fetched):
        store.run(
            "UPDATE picture_wanted SET tries = tries + 1, error = ?, next_try = ? "
            "WHERE uri = ? AND version = ? AND position = ?",
            (error, text(next_try) if next_try else None, row["uri"], row["version"], row["position"]),
        )


def _waiting_for(store: Store, fetched: Waiting) -> list[sqlite3.Row]:
    """All places in the story of an image that wait for what its address gives; sister versions show the same."""
    rows = store.rows(
        "SELECT wanted.* FROM picture_wanted AS wanted JOIN article USING (uri) "
        "WHERE article.story = ? AND wanted.next_try IS NOT NULL ORDER BY wanted.uri, wanted.version, wanted.position",
        (fetched.story,),
    )
    name = key(fetched.address)
    return [row for row in rows if key(row["address"]) == name]


def _give_up(store: Store, place: tuple[str, int, int], error: str) -> None:
    store.run(
        "UPDATE picture_wanted SET error = ?, next_try = NULL WHERE uri = ? AND version = ? AND position = ?",
        (error, *place),
    )


def _add(
    store: Store, uri: str, version: int, position: int, mark: str, address: str, block: int | None, credit: str
) -> None:
    store.insert(
        "picture",
        {
            "uri": uri,
            "version": version,
            "position": position,
            "sha256": mark,
            "address": address,
            "block": block,
            "credit": credit,
        },
    )


def of(store: Store, uri: str, version: int) -> tuple[Picture, ...]:
    """The images of an official version, or of the version a translation was made from, in order."""
    rows = store.rows(
        """
        SELECT picture.*, media_type, width, height, size, json_array_length(made_from.body) AS blocks
        FROM version JOIN picture ON picture.uri = coalesce(version.from_uri, version.uri)
            AND picture.version = coalesce(version.from_version, version.version)
        JOIN picture_content USING (sha256)
        JOIN version AS made_from ON made_from.uri = picture.uri AND made_from.version = picture.version
        WHERE version.uri = ? AND version.version = ? ORDER BY picture.position
        """,
        (uri, version),
    )
    return tuple(
        Picture(
            sha256=row["sha256"],
            media_type=row["media_type"],
            width=row["width"],
            height=row["height"],
            size=row["size"],
            address=row["address"],
            block=row["block"],
            blocks=row["blocks"],
            credit=row["credit"],
        )
        for row in rows
    )


def content(store: Store, mark: str) -> bytes:
    """The bytes of an image, by their SHA-256; raises KeyError where it is kept no more."""
    row = store.row("SELECT content FROM picture_content WHERE sha256 = ?", (mark,))
    if row is None:
        raise KeyError(mark)
    return bytes(row["content"])


def left_out(store: Store, uri: str, version: int) -> list[tuple[str, str]]:
    """The images of an official version that could not be had: address and reason."""
    rows = store.rows(
        "SELECT address, error FROM picture_wanted WHERE uri = ? AND version = ? AND error <> '' ORDER BY position",
        (uri, version),
    )
    return [(row["address"], row["error"]) for row in rows]


def follow(store: Store, uri: str, version: int, new_uri: str, new_version: int) -> None:
    """An official text became a version of another article, inside `write()`: its images come along."""
    columns = {
        "picture": "position, sha256, address, block, credit",
        "picture_wanted": "position, address, block, credit, source, tries, next_try, error",
    }
    for table, rest in columns.items():
        store.run(
            f"INSERT OR IGNORE INTO {table} (uri, version, {rest}) "
            f"SELECT ?, ?, {rest} FROM {table} WHERE uri = ? AND version = ?",
            (new_uri, new_version, uri, version),
        )


def sweep(store: Store) -> int:
    """Remove the images of versions that nothing live shows any more; returns how many bytes' contents went.

    A replaced version keeps its images as long as a translation made from it is live.
    """
    gone = """
        (uri, version) IN (
            SELECT version.uri, version.version FROM {0} AS held CROSS JOIN version USING (uri, version)
            WHERE version.state = 'superseded' AND NOT EXISTS (
                SELECT 1 FROM version AS made WHERE made.from_uri = version.uri
                    AND made.from_version = version.version AND made.state <> 'superseded'
            )
        )
    """
    orphans = "NOT EXISTS (SELECT 1 FROM picture WHERE picture.sha256 = picture_content.sha256)"
    with store.write():
        for table in ("picture", "picture_wanted"):
            store.run(f"DELETE FROM {table} WHERE {gone.format(table)}")
        return store.run(f"DELETE FROM picture_content WHERE {orphans}")
