"""The record of what people did: who, when, why, and the words or settings before and after. It only ever grows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime

from pipeline.model import Act
from pipeline.store import codec
from pipeline.store.connection import Store, text

# A story's own id, those of stories joined into it, and the URIs of its texts.
CONCERNED = (
    "WITH RECURSIVE family (id) AS (SELECT :story UNION SELECT story.id FROM story JOIN family "
    "ON story.joined_into = family.id) SELECT id FROM family UNION ALL SELECT uri FROM article WHERE story = :story"
)
READ = (
    "SELECT act.*, coalesce(article.story, story.id) AS story, article.language AS language FROM act "
    "LEFT JOIN article ON article.uri = act.uri LEFT JOIN story ON story.id = act.uri"
)
BATCH = 500  # acts read at a time, so that a long record is never held whole


def record(
    store: Store,
    act: str,
    uri: str,
    *,
    by: str,
    now: datetime,
    version: int = 0,
    before: int = 0,
    why: str = "",
    was: str = "",
    became: str = "",
) -> None:
    """Put one act into the record, inside the `write()` that does it.

    `uri` is an article's, a story's, or `person:NAME`, `term:LANGUAGE:WORDS`. `version` is the version the act made or
    looked at, `before` the one that stood until then; where versions do not tell what changed, `was` and `became` do,
    in a few plain words.
    """
    told = {"at": text(now), "person": by, "act": act, "uri": uri, "version": version, "before": before}
    store.insert("act", told | {"why": why, "was": was, "became": became})


def acts(
    store: Store,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    person: str = "",
    story: str = "",
) -> Iterator[Act]:
    """The acts in the order of their times, from `since` on and before `until`, with the words of the versions.

    `person` narrows to one person's, whatever the case of their name; `story` (a full id) to those done to it, to its
    texts, and to stories since joined into it. Read in batches, so nobody waits for a long export.
    """
    conditions = ["at >= :at", "(at > :at OR act.id > :last)"]
    values: dict[str, object] = {"at": text(since) if since else "", "last": 0, "limit": BATCH}
    if until:
        conditions.append("at < :until")
        values["until"] = text(until)
    if person:
        conditions.append("person = :person COLLATE NOCASE")
        values["person"] = person
    if story:
        conditions.append(f"act.uri IN ({CONCERNED})")
        values["story"] = story
    while True:
        rows = store.rows(f"{READ} WHERE {' AND '.join(conditions)} ORDER BY at, act.id LIMIT :limit", values)
        for row in rows:
            yield _act(row, _words(store, row["uri"], row["before"]), _words(store, row["uri"], row["version"]))
        if len(rows) < BATCH:
            return
        values |= {"at": rows[-1]["at"], "last": rows[-1]["id"]}


def of_story(store: Store, story: str, *, limit: int = 50, beyond: int = 0) -> list[Act]:
    """What was done to a story and its texts, the newest first; `beyond` an act's number, the older ones.

    The words of versions are left out: their numbers lead to them.
    """
    older = "AND act.id < :beyond" if beyond else ""
    rows = store.rows(
        f"{READ} WHERE act.uri IN ({CONCERNED}) {older} ORDER BY act.id DESC LIMIT :limit",
        {"story": story, "beyond": beyond, "limit": limit},
    )
    return [_act(row) for row in rows]


def _act(row: sqlite3.Row, was: str = "", became: str = "") -> Act:
    return Act(
        number=row["id"],
        at=codec.always(row["at"]),
        person=row["person"],
        act=row["act"],
        uri=row["uri"],
        version=row["version"],
        why=row["why"],
        before=row["was"] or was,
        after=row["became"] or became,
        story=row["story"] or "",
        language=row["language"] or "",
    )


def _words(store: Store, uri: str, version: int) -> str:
    """What a version says, as plain text: headline, subhead, paragraphs; nothing where there is no such version."""
    row = store.row("SELECT headline, subhead, body FROM version WHERE uri = ? AND version = ?", (uri, version))
    if row is None:
        return ""
    said = (row["headline"], row["subhead"], *(block.text for block in codec.body(row["body"])))
    return "\n\n".join(part for part in said if part)
