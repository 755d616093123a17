"""Notices of the wires, the stories they may speak of, and what came of each."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime

from pipeline.errors import ActError, clean
from pipeline.model import Authority, Notice, NoticeKind
from pipeline.store import audit, codec
from pipeline.store.articles import JOINED, LIVE
from pipeline.store.connection import Store, text
from pipeline.stories.notices import Match, Target, Verdict, headline_key, number_key


@dataclass(frozen=True, slots=True)
class Open:
    """A notice that a person should look at: no story fits it, or it was not sure enough to act by itself."""

    source: str
    entry: str
    kind: NoticeKind
    text: str
    story: str
    verdict: str
    why: str
    at: datetime


def targets(store: Store, notice: Notice) -> list[Target]:
    """The stories a notice may speak of: those with its number, and those of about its date."""
    found: set[str] = set()
    if notice.number:
        key = f"number:{number_key(notice.number)}"
        found |= {row["story"] for row in store.rows("SELECT story FROM story_key WHERE key = ?", (key,))}
    if notice.headline:
        key = f"headline:{headline_key(notice.headline)}"
        found |= {row["story"] for row in store.rows("SELECT story FROM story_key WHERE key = ?", (key,))}
    if notice.headline and notice.issued:
        rows = store.rows(
            "SELECT id FROM story WHERE joined_into IS NULL AND published BETWEEN date(?, '-2 days') "
            "AND date(?, '+3 days') LIMIT 2000",
            (notice.issued.isoformat(), notice.issued.isoformat()),
        )
        found |= {row["id"] for row in rows}
    return [target(store, story) for story in sorted(found)]


def target(store: Store, story: str) -> Target:
    """A story as a notice may name it."""
    numbers = store.rows("SELECT key FROM story_key WHERE story = ? AND key LIKE 'number:%'", (story,))
    official = store.rows(
        f"SELECT uri, headline, version.published FROM {JOINED} WHERE article.story = ? AND NOT ours AND {LIVE}",
        (story,),
    )
    places = store.rows(
        "SELECT DISTINCT place.source FROM place JOIN article USING (uri) WHERE article.story = ?", (story,)
    )
    row = store.row("SELECT published FROM story WHERE id = ?", (story,))
    assert row is not None
    return Target(
        story,
        frozenset(number["key"].removeprefix("number:") for number in numbers),
        tuple(article["headline"] for article in official),
        codec.always(row["published"]).date(),
        frozenset(place["source"] for place in places),
    )


def record(
    store: Store,
    source: str,
    entry: str,
    authority: Authority,
    notice: Notice,
    match: Match | None,
    *,
    settled: bool,
    now: datetime,
) -> None:
    """Keep a notice and what came of it, inside `write()`."""
    store.insert(
        "notice",
        {
            "source": source,
            "entry": entry,
            "authority": authority.value,
            "kind": notice.kind.value,
            "text": notice.text,
            "number": notice.number,
            "headline": notice.headline,
            "issued": notice.issued.isoformat() if notice.issued else None,
            "story": match.story if match else None,
            "verdict": match.verdict.value if match else "",
            "why": match.why if match else "no story fits it",
            "at": text(now),
            "settled": int(settled),
        },
        replace=True,
    )


def heeded(store: Store, source: str, entry: str, said: str) -> Match | None:
    """What came of this very notice when it was read before, or None when it is new or found no story."""
    row = store.row(
        "SELECT * FROM notice WHERE source = ? AND entry = ? AND text = ? AND story IS NOT NULL", (source, entry, said)
    )
    return Match(row["story"], bool(row["settled"]), Verdict(row["verdict"]), row["why"]) if row is not None else None


def corrected(store: Store, uri: str, source: str, entry: str) -> bool:
    """Whether an article's text came from a correction, other than this entry: what it corrects may arrive later."""
    row = store.row(
        "SELECT 1 FROM notice JOIN entry ON entry.source = notice.source AND entry.id = notice.entry "
        "WHERE entry.uri = ? AND notice.kind = 'correction' AND NOT (notice.source = ? AND notice.entry = ?)",
        (uri, source, entry),
    )
    return row is not None


def homeless(store: Store) -> list[tuple[str, str, Authority, Notice]]:
    """Kills and holds that came before their story, or of which no story is known: source, entry, authority, notice."""
    rows = store.rows("SELECT * FROM notice WHERE story IS NULL AND kind IN ('kill', 'hold') ORDER BY at")
    return [(row["source"], row["entry"], Authority(row["authority"]), _notice(row)) for row in rows]


def found(store: Store, source: str, entry: str, match: Match, *, settled: bool) -> None:
    """The story of a notice arrived after it, inside `write()`."""
    store.run(
        "UPDATE notice SET story = ?, verdict = ?, why = ?, settled = ? WHERE source = ? AND entry = ?",
        (match.story, match.verdict.value, match.why, int(settled), source, entry),
    )


def waiting(store: Store, *, limit: int = -1, beyond: int = 0) -> list[Open]:
    """The notices a person should look at, the oldest first: at most `limit`, without the first `beyond`."""
    rows = store.rows(
        "SELECT * FROM notice WHERE NOT settled ORDER BY at, source, entry LIMIT ? OFFSET ?", (limit, beyond)
    )
    return [opened_notice(row) for row in rows]


def concerning(store: Store, story: str) -> list[Open]:
    """The notices about a story, or about one joined into it, that a person should look at, the oldest first."""
    rows = store.rows(
        "SELECT * FROM notice WHERE NOT settled AND story IN (SELECT :story UNION ALL SELECT id FROM story "
        "WHERE joined_into = :story) ORDER BY at, source, entry",
        {"story": story},
    )
    return [opened_notice(row) for row in rows]


def settle(store: Store, source: str, entry: str, *, by: str, why: str, now: datetime) -> str:
    """Say that a person looked at a notice and nothing is left to ask; returns its story, "" where it fits none.

    How the story stands is not touched. Raises ActError where no such notice waits.
    """
    with store.write():
        row = store.row("SELECT story, text, settled FROM notice WHERE source = ? AND entry = ?", (source, entry))
        if row is None or row["settled"]:
            raise ActError("no notice “{}” of {} waits; somebody may have settled it", clean(entry), source)
        store.run("UPDATE notice SET settled = 1 WHERE source = ? AND entry = ?", (source, entry))
        subject = row["story"] or f"notice:{source}:{entry}"
        audit.record(store, "settle", subject, by=by, now=now, why=why, was=row["text"][:1000], became="settled")
    return str(row["story"] or "")


def opened_notice(row: sqlite3.Row) -> Open:
    """A row of `notice` as what a person is asked."""
    get = row.__getitem__
    known = (get("story") or "", get("verdict"), get("why"))
    return Open(
        get("source"), get("entry"), NoticeKind(get("kind")), get("text"), *known, codec.always(get("at"))
    )  # fmt: skip


def _notice(row: sqlite3.Row) -> Notice:
    get = row.__getitem__
    issued = date.fromisoformat(get("issued")) if get("issued") else None
    return Notice(NoticeKind(get("kind")), get("text"), get("number"), get("headline"), issued)
