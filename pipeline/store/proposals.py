"""Likely sister versions that a person may join or decline, and the clues they are found by."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from pipeline.errors import ActError
from pipeline.store import audit
from pipeline.store.articles import JOINED, LIVE, became, join_stories, part_article
from pipeline.store.connection import Store, text
from pipeline.stories.clues import NEAR, Proposal

KEPT = NEAR * 3  # clues older than this find nothing any more
COMMON = 30  # stories in which a clue may stand and still tell something


@dataclass(frozen=True, slots=True)
class Open:
    """An article that may belong to another story."""

    uri: str
    story: str
    score: float
    evidence: str
    other: str = ""  # the story it is in now


ASKED = (
    "SELECT proposal.*, article.story AS other FROM proposal CROSS JOIN article ON article.uri = proposal.uri "
    "JOIN story ON story.id = proposal.story JOIN story AS its ON its.id = article.story"
)
STANDS = (
    "article.story <> proposal.story AND story.joined_into IS NULL AND its.joined_into IS NULL "
    "AND story.spiked = '' AND its.spiked = ''"
)


def remember(store: Store, uri: str, clues: Collection[str], published: datetime) -> None:
    """Keep an article's clues while sister versions may come, inside `write()`."""
    store.run("DELETE FROM clue WHERE uri = ?", (uri,))
    store.run("DELETE FROM clue WHERE published < ?", (text(published - KEPT),))
    for clue in clues:
        store.run("INSERT OR IGNORE INTO clue VALUES (?, ?, ?)", (clue, text(published), uri))


def likely(
    store: Store, own: str, language: str, source: str, clues: Collection[str], published: datetime
) -> list[tuple[str, datetime, Collection[str]]]:
    """Other stories of these days that share clues and have no text of this source in this language.

    Each as story, date, clues.
    """
    since, until = text(published - NEAR), text(published + NEAR)
    votes: dict[str, int] = {}
    for clue in clues:
        rows = store.rows(
            "SELECT uri FROM clue WHERE clue = ? AND published BETWEEN ? AND ? LIMIT ?",
            (clue, since, until, COMMON + 1),
        )
        if len(rows) <= COMMON:
            for row in rows:
                votes[row["uri"]] = votes.get(row["uri"], 0) + 1
    found: list[tuple[str, datetime, Collection[str]]] = []
    for uri in sorted(votes, key=lambda uri: (-votes[uri], uri))[:20]:
        article = became(store, uri)
        if article is None or article.story == own or article.published is None:
            continue
        taken = store.row(
            f"SELECT 1 FROM {JOINED} WHERE article.story = ? AND article.language = ? AND version.source = ? "
            f"AND NOT ours AND {LIVE}",
            (article.story, language, source),
        )
        if taken is None and votes[uri] >= 3:
            theirs = [row["clue"] for row in store.rows("SELECT clue FROM clue WHERE uri = ?", (uri,))]
            found.append((article.story, article.published, theirs))
    return found


def propose(store: Store, uri: str, found: Collection[Proposal], now: datetime) -> None:
    """Put likely stories before staff, inside `write()`; what a person declined is not proposed again."""
    for proposal in found:
        store.run(
            "INSERT OR IGNORE INTO proposal (uri, story, score, evidence, at) VALUES (?, ?, ?, ?, ?)",
            (uri, proposal.story, proposal.score, proposal.evidence, text(now)),
        )


def waiting(store: Store, *, limit: int = -1, beyond: int = 0) -> list[Open]:
    """The proposals nobody has answered, the likeliest first: at most `limit`, without the first `beyond`.

    What was spiked or joined meanwhile is no question any more.
    """
    rows = store.rows(
        f"{ASKED} WHERE state = 'open' AND {STANDS} ORDER BY score DESC, proposal.uri LIMIT ? OFFSET ?", (limit, beyond)
    )
    return [_open(row) for row in rows]


def concerning(store: Store, story: str) -> list[Open]:
    """The open proposals that would join this story with another, the likeliest first."""
    rows = store.rows(
        f"{ASKED} WHERE state = 'open' AND {STANDS} AND proposal.story = :story "
        f"UNION {ASKED} WHERE state = 'open' AND {STANDS} "
        "AND proposal.uri IN (SELECT uri FROM article WHERE story = :story) ORDER BY score DESC, proposal.uri",
        {"story": story},
    )
    return [_open(row) for row in rows]


def _open(row: sqlite3.Row) -> Open:
    return Open(row["uri"], row["story"], row["score"], row["evidence"], row["other"])


def decline(store: Store, uri: str, story: str, *, by: str, now: datetime, why: str = "") -> None:
    """Say that a text does not belong to a story; it is not proposed again. Raises ActError where nobody asks."""
    with store.write():
        row = store.row("SELECT state FROM proposal WHERE uri = ? AND story = ?", (uri, story))
        if row is None or row["state"] != "open":
            raise ActError("nobody asks whether {} belongs to {}, or somebody has answered already", uri, story)
        store.run("UPDATE proposal SET state = 'declined' WHERE uri = ? AND story = ?", (uri, story))
        audit.record(store, "decline", uri, by=by, now=now, why=why, was=story, became="")


def join(store: Store, story: str, other: str, *, by: str, now: datetime) -> str:
    """Make two stories one, on a person's word; the elder's id stays. Returns it.

    Raises ActError when both are the same story.
    """
    if story == other:
        raise ActError("{} is one story already", story)
    with store.write():
        rows = store.rows("SELECT id FROM story WHERE id IN (?, ?) ORDER BY created, id", (story, other))
        elder, younger = rows[0]["id"], rows[1]["id"]
        store.run(
            "UPDATE proposal SET state = 'joined' WHERE story IN (?, ?) AND uri IN "
            "(SELECT uri FROM article WHERE story IN (?, ?))",
            (elder, younger, elder, younger),
        )
        join_stories(store, younger, elder, now)
        store.run("UPDATE story SET todo = 1 WHERE id = ?", (elder,))
        audit.record(store, "join", elder, by=by, now=now, why=f"with {younger}", was=younger, became=elder)
    return str(elder)


def part(store: Store, uri: str, *, by: str, now: datetime) -> str:
    """Make an official version a story of its own, on a person's word; returns the new story's id.

    Raises ActError when it is the only official version of its story, or none at all.
    """
    with store.write():
        article = became(store, uri)
        if article is None:
            raise ActError("{} is no official version; only those are parted from a story", uri)
        others = store.row(
            f"SELECT count(*) AS others FROM {JOINED} WHERE article.story = ? AND uri <> ? AND NOT ours AND {LIVE}",
            (article.story, uri),
        )
        if others is None or not others["others"]:
            raise ActError("{} is the only official version of its story; there is nothing to part", uri)
        story = part_article(store, uri, article.story, now)
        store.run("UPDATE proposal SET state = 'declined' WHERE uri = ?", (uri,))
        store.run(
            "INSERT OR REPLACE INTO proposal VALUES (?, ?, 0, 'parted by a person', 'declined', ?)",
            (uri, article.story, text(now)),
        )
        why = f"from {article.story}"
        audit.record(store, "part", uri, by=by, now=now, why=why, was=article.story, became=story)
    return story
