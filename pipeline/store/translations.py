"""Translations: which are wanted, which could not be made, and the words the machine gave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.model import Article, Block, Dateline, Origin, Segment, State, TranslatedFrom
from pipeline.store import audit, codec, dating, locked
from pipeline.store.articles import COLUMNS, JOINED, LIVE, article_uri, live, next_version
from pipeline.store.connection import Store, text
from pipeline.store.segments import put
from pipeline.stories import Ahead, fingerprint


@dataclass(frozen=True, slots=True)
class Missing:
    """A direction that stories ask for and no engine goes, with how many wait for it."""

    language: str
    target: str
    stories: int


def look_again(store: Store, settings: str) -> None:
    """Reconsider every story when what decides over translations changed: languages, engines, models, channels."""
    row = store.row("SELECT value FROM meta WHERE key = 'translation'")
    if row is not None and row["value"] == settings:
        return
    with store.write():
        store.run("UPDATE story SET todo = 1 WHERE joined_into IS NULL AND todo = 0")
        store.insert("meta", {"key": "translation", "value": settings}, replace=True)


def ahead(store: Store) -> Iterator[Ahead]:
    """The stories whose translations need looking at, the newest first."""
    rows = store.rows(
        "SELECT id FROM story WHERE todo = 1 AND joined_into IS NULL AND spiked = '' ORDER BY published DESC, id"
    )
    for row in rows:
        articles = live(store, row["id"])
        refused = {
            a.language: a.uri
            for a in articles
            if a.origin in (Origin.EDITED, Origin.APPROVED)
            or (a.origin is Origin.MACHINE and a.state is State.REJECTED)
        }
        yield Ahead(row["id"], tuple(articles), refused)


def settled(store: Store, story: str, missing: Iterable[tuple[str, str]]) -> None:
    """Record that a story has every translation it can have; `missing` are (source, target) that no engine goes."""
    with store.write():
        store.run("DELETE FROM missing WHERE story = ?", (story,))
        for language, target in missing:
            store.insert("missing", {"story": story, "target": target, "language": language})
        store.run("UPDATE story SET todo = 0 WHERE id = ?", (story,))


def without_route(store: Store) -> list[Missing]:
    """The directions without a route, the most wanted first."""
    rows = store.rows(
        "SELECT language, target, count(*) AS stories FROM missing JOIN story ON story.id = missing.story "
        "WHERE joined_into IS NULL AND NOT todo AND spiked = '' "
        "GROUP BY language, target ORDER BY stories DESC, language, target"
    )
    return [Missing(row["language"], row["target"], row["stories"]) for row in rows]


def current(store: Store, uri: str, version: int) -> Article | None:
    """One version of an official article, if it is still the live one."""
    row = store.row(
        f"SELECT {COLUMNS} FROM {JOINED} WHERE uri = ? AND version = ? AND NOT ours AND {LIVE}", (uri, version)
    )
    return codec.article(row) if row is not None else None


def source_of(store: Store, uri: str, version: int) -> Article | None:
    """One version of an official article, whether it is still the live one or not: what a translation was made from."""
    row = store.row(f"SELECT {COLUMNS} FROM {JOINED} WHERE uri = ? AND version = ? AND NOT ours", (uri, version))
    return codec.article(row) if row is not None else None


def newest(store: Store, uri: str) -> Article | None:
    """The live official version of an article."""
    row = store.row(f"SELECT {COLUMNS} FROM {JOINED} WHERE uri = ? AND NOT ours AND {LIVE}", (uri,))
    return codec.article(row) if row is not None else None


def add(
    store: Store,
    came_from: TranslatedFrom,
    target: str,
    *,
    headline: str,
    subhead: str,
    body: tuple[Block, ...],
    dateline: Dateline | None,
    route: str,
    models: str,
    segments: Sequence[Segment],
    now: datetime,
    again_by: str = "",
) -> bool:
    """Store what the machine made, unless the world moved on while it worked.

    Returns False, and stores nothing, when the source has a newer version by now or when a person wrote, approved or
    rejected this language meanwhile; a rejected one gives way only where a person, `again_by`, asked for it anew.
    """
    with store.write():
        source = store.row(
            f"SELECT {COLUMNS} FROM {JOINED} WHERE uri = ? AND version = ? AND NOT ours AND {LIVE}",
            (came_from.uri, came_from.version),
        )
        if source is None:
            return False
        uri = article_uri(store, source["story"], target, now)
        ours = store.row(f"SELECT version, origin, state FROM version WHERE uri = ? AND ours AND {LIVE}", (uri,))
        if ours is not None and ours["origin"] != Origin.MACHINE:
            return False
        if ours is not None and ours["state"] == State.REJECTED and not again_by:
            return False
        words = {
            "headline": headline,
            "subhead": subhead,
            "dateline": codec.dateline_text(dateline),
            "body": codec.body_text(body),
        }
        version, updated = next_version(store, uri), dating.updated(store, uri, words, now)
        store.run(f"UPDATE version SET state = 'superseded' WHERE uri = ? AND ours AND {LIVE}", (uri,))
        store.insert(
            "version",
            words
            | {
                "uri": uri,
                "version": version,
                "origin": Origin.MACHINE.value,
                "state": State.CURRENT.value,
                "source": source["source"],
                "authority": source["authority"],
                "rights": source["rights"],
                "headline_derived": source["headline_derived"],
                "byline": source["byline"],
                "origin_url": source["origin_url"],
                "issuer": source["issuer"],
                "link": source["link"],
                "published": source["published"],
                "created": text(now),
                "updated": updated,
                "route": route,
                "models": models,
                "from_uri": came_from.uri,
                "from_version": came_from.version,
                "from_language": came_from.language,
                "fingerprint": fingerprint(headline, body),
            },
        )
        put(store, uri, version, segments)
        if again_by:
            before = ours["version"] if ours is not None else 0
            audit.record(store, "again", uri, by=again_by, now=now, version=version, before=before)
        languages = (came_from.language, target)
        locked.keep(store, uri, codec.body(source["body"]), body, segments, languages, origin=Origin.MACHINE, now=now)
    return True
