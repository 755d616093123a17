"""Sentences that people approved or brought in, and what the machine made of a sentence before.

The memory of people's words holds, for each sentence and pair of languages, the newest approval that still stands,
and beside it what was imported. Nothing comes in but by `learn` (a version that a person approved) and `bring`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from pipeline.memory.likeness import differs, likeness, likest
from pipeline.memory.tmx import Pairing
from pipeline.model import Match, Segment, SegmentOrigin, SegmentState
from pipeline.store import audit, codec
from pipeline.store.connection import Store, text
from pipeline.store.segments import digest

AT_ONCE = 500  # values in one IN list, rows in one transaction of an import
SHORTLIST = 2_000  # sentences whose likeness is computed, at most
SHORT = 12  # letters below which sentences are looked up by length, not by what they share

_PEOPLE = (SegmentOrigin.ENGINE, SegmentOrigin.MEMORY, SegmentOrigin.HUMAN)


def exact(store: Store, sources: Iterable[str], source_language: str, target_language: str) -> dict[str, Segment]:
    """People's words for these very sentences (white space aside), approved ones before imported ones.

    Each comes as a segment of origin memory in block 0, of state final where it was approved here, reviewed where it
    was imported.
    """
    asked = {digest(source): source for source in sources}
    waiting = iter(asked)
    found: dict[str, Segment] = {}
    while some := list(islice(waiting, AT_ONCE)):
        rows = store.rows(
            "SELECT digest, source, target, html, origin FROM memory WHERE source_language = ? AND target_language = ? "
            f"AND digest IN ({', '.join('?' * len(some))}) ORDER BY origin = 'approved', at",
            (source_language, target_language, *some),
        )
        for row in rows:
            source = asked[row["digest"]]
            if source.split() == row["source"].split():
                state = SegmentState.FINAL if row["origin"] == "approved" else SegmentState.REVIEWED
                found[source] = Segment(0, source, row["target"], SegmentOrigin.MEMORY, state, html=row["html"])
    return found


def machine(store: Store, sources: Iterable[str], route: str, models: str) -> dict[str, Segment]:
    """What the same route with the same models made of these sentences before, unless it was critically wrong.

    Each comes as it was stored (origin engine, with score and rungs), in block 0 and without its issues.
    """
    found: dict[str, Segment] = {}
    for source in dict.fromkeys(sources):
        row = store.row(
            "SELECT segment.source, target, html, score, rungs FROM segment JOIN version USING (uri, version) "
            "WHERE segment.digest = ? AND segment.origin = 'engine' "
            "AND coalesce(nullif(segment.route, ''), version.route) = ? "
            "AND coalesce(nullif(segment.models, ''), version.models) = ? "
            "AND NOT EXISTS (SELECT 1 FROM issue WHERE issue.uri = segment.uri AND issue.version = segment.version "
            "AND issue.position = segment.position AND severity = 'critical') LIMIT 1",
            (digest(source), route, models),
        )
        if row is not None and source.split() == row["source"].split():
            found[source] = Segment(
                0,
                source,
                row["target"],
                score=row["score"],
                route=route,
                models=models,
                html=row["html"],
                rungs=tuple(row["rungs"].split()),
            )
    return found


# --- learning --------------------------------------------------------------------------------------------------------
def learn(store: Store, uri: str, version: int, segments: Sequence[Segment], *, person: str, now: datetime) -> None:
    """Remember the sentences of a version that a person just approved, inside `write()`.

    A sentence that was approved in other words before is replaced. Sentences without words on one side, set pieces
    and what is merely copied are left out.
    """
    languages = _languages(store, uri, version)
    for segment in segments:
        if segment.origin in _PEOPLE and segment.source.strip() and segment.target.strip():
            _remember(store, *languages, segment, "approved", person, uri, text(now))


def revised(store: Store, uri: str, version: int, segments: Sequence[Segment]) -> None:
    """Forget what was approved of this article in other words than those of its new version, inside `write()`.

    A sentence that is no longer there is forgotten where its source has it still: then a person put it together with
    another. Where the source itself changed, its old sentence stays well said.
    """
    now_said: dict[int, set[str]] = {}
    for segment in segments:
        now_said.setdefault(digest(segment.source), set()).add(_plain(segment.target))
    same = _same_source(store, uri, version)
    for row in store.rows("SELECT * FROM memory WHERE uri = ? AND origin = 'approved'", (uri,)):
        said = now_said.get(row["digest"], set() if same else {_plain(row["target"])})
        if _plain(row["target"]) not in said:
            _forget(store, row)


def refused(store: Store, uri: str) -> None:
    """Forget everything that was approved in this article alone: a person rejected it, inside `write()`."""
    for row in store.rows("SELECT * FROM memory WHERE uri = ? AND origin = 'approved'", (uri,)):
        _forget(store, row)


def _plain(words: str) -> str:
    return " ".join(words.split())


def _languages(store: Store, uri: str, version: int) -> tuple[str, str]:
    row = store.row(
        "SELECT from_language, language FROM version JOIN article USING (uri) WHERE uri = ? AND version = ?",
        (uri, version),
    )
    assert row is not None
    return row["from_language"], row["language"]


def _same_source(store: Store, uri: str, version: int) -> bool:
    """Whether a version was made from the same version of its source as the one before it."""
    rows = store.rows(
        "SELECT from_uri, from_version FROM version WHERE uri = ? AND version <= ? AND ours "
        "ORDER BY version DESC LIMIT 2",
        (uri, version),
    )
    return len(rows) == 2 and tuple(rows[0]) == tuple(rows[1])


def _remember(
    store: Store,
    source_language: str,
    target_language: str,
    segment: Segment,
    origin: str,
    person: str,
    uri: str,
    at: str,
) -> None:
    # The stored source keeps its first spacing: the shortlist's index is built over it.
    store.run(
        "INSERT INTO memory (source_language, target_language, digest, source, target, html, origin, person, uri, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (digest, source_language, target_language, origin) "
        "DO UPDATE SET target = excluded.target, html = excluded.html, person = excluded.person, "
        "uri = excluded.uri, at = excluded.at WHERE excluded.at >= memory.at",
        (
            source_language,
            target_language,
            digest(segment.source),
            segment.source,
            segment.target,
            segment.html,
            origin,
            person,
            uri,
            at,
        ),
    )


def _forget(store: Store, row: sqlite3.Row) -> None:
    """Take one sentence out; where another article's approval of it still stands, that takes its place."""
    store.run("DELETE FROM memory WHERE id = ?", (row["id"],))
    other = store.row(
        "SELECT segment.*, version.editor, version.created FROM segment JOIN version USING (uri, version) "
        "JOIN article USING (uri) WHERE segment.digest = ? AND segment.state = 'final' AND uri <> ? "
        "AND version.origin IN ('approved', 'edited') AND version.state IN ('current', 'outdated') "
        "AND from_language = ? AND article.language = ? AND segment.origin IN ('engine', 'memory', 'human') "
        "AND trim(segment.target) <> '' ORDER BY version.created DESC LIMIT 1",
        (row["digest"], row["uri"], row["source_language"], row["target_language"]),
    )
    if other is not None:
        segment = Segment(0, row["source"], other["target"], html=other["html"])
        languages = (row["source_language"], row["target_language"])
        _remember(store, *languages, segment, "approved", other["editor"], other["uri"], other["created"])


# --- exchange --------------------------------------------------------------------------------------------------------
def bring(store: Store, pairings: Iterable[Pairing], *, person: str, now: datetime) -> int:
    """Take imported sentences in, a bounded number per transaction; returns how many came.

    They stand beside what was approved here and never replace it; of the same sentence imported twice the newer one
    counts. What carries no time counts as of now.
    """
    count = 0
    coming = iter(pairings)
    while some := list(islice(coming, AT_ONCE)):
        with store.write():
            for one in some:
                segment = Segment(0, one.source, one.target)
                at = text(one.at or now)
                by = one.person or person
                _remember(store, one.source_language, one.target_language, segment, "imported", by, "", at)
        count += len(some)
    with store.write():
        audit.record(store, "import-memory", "memory", by=person, now=now, became=f"{count} sentences taken in")
    return count


def everything(store: Store, source_language: str = "", target_language: str = "") -> Iterator[Pairing]:
    """The whole memory in the order it came, or one source or target language of it; approved before imported words."""
    last = 0
    while True:
        rows = store.rows(
            "SELECT * FROM memory WHERE id > ? AND (? = '' OR source_language = ?) AND (? = '' OR target_language = ?) "
            "AND (origin = 'approved' OR NOT EXISTS (SELECT 1 FROM memory AS better "
            "WHERE better.digest = memory.digest AND better.source_language = memory.source_language "
            "AND better.target_language = memory.target_language AND better.origin = 'approved')) "
            "ORDER BY id LIMIT 1000",
            (last, source_language, source_language, target_language, target_language),
        )
        for row in rows:
            yield Pairing(
                row["source"],
                row["target"],
                row["source_language"],
                row["target_language"],
                row["person"],
                codec.always(row["at"]),
                row["origin"],
            )
        if not rows:
            return
        last = rows[-1]["id"]


def pairs(store: Store) -> list[tuple[str, str]]:
    """The pairs of languages that are remembered; told from the index, however many sentences that are."""
    found: list[tuple[str, str]] = []
    last = ("", "")
    while True:
        row = store.row(
            "SELECT source_language, target_language FROM memory WHERE (source_language, target_language) > (?, ?) "
            "ORDER BY source_language, target_language LIMIT 1",
            last,
        )
        if row is None:
            return found
        last = (row["source_language"], row["target_language"])
        found.append(last)


# --- likeness --------------------------------------------------------------------------------------------------------
def fuzzy(
    store: Store, asked: str, source_language: str, target_language: str, limit: int = 5, least: float = 0.7
) -> list[Match]:
    """Remembered sentences that are like this one, the likest first; for people to look at, never to insert.

    A shortlist of sentences that share a stretch of letters with it (FTS5 trigrams), of short ones by their length, is
    weighed by `likeness`. At most `limit`, each at least `least` like it.
    """
    asked = " ".join(asked.split())
    if not asked:
        return []
    best: dict[str, tuple[float, bool, sqlite3.Row]] = {}
    rows = _shortlist(store, asked, source_language, target_language, least)
    for number, score in likest((row["source"] for row in rows), asked, least=least):
        row = rows[number]
        rank = (score, row["origin"] == "approved")
        if rank > best.get(_plain(row["source"]), (0.0, False))[:2]:
            best[_plain(row["source"])] = (*rank, row)
    chosen = sorted(best.values(), key=lambda one: (-one[0], not one[1], one[2]["id"]))[: max(limit, 0)]
    return [_match(row, asked, score) for score, _, row in chosen]


def containing(store: Store, asked: str, source_language: str, target_language: str, limit: int = 10) -> list[Match]:
    """Remembered sentences in which these words stand as they are (capitals aside), the shortest first."""
    asked = " ".join(asked.split())[:200]
    if not asked:
        return []
    if len(asked) >= 3:
        where, value = "id IN (SELECT rowid FROM memory_text WHERE memory_text MATCH ?)", _phrase(asked)
    else:
        where, value = "instr(source, ?) > 0", asked
    rows = store.rows(
        f"SELECT * FROM memory WHERE {where} AND source_language = ? AND target_language = ? "
        "ORDER BY size, origin = 'imported', id LIMIT ?",
        (value, source_language, target_language, max(limit, 0)),
    )
    return [_match(row, asked, likeness(row["source"], asked)) for row in rows]


def _match(row: sqlite3.Row, asked: str, score: float) -> Match:
    return Match(
        row["source"],
        row["target"],
        round(score, 3),
        row["origin"],
        row["person"],
        codec.always(row["at"]),
        differs(row["source"], asked),
    )


def _shortlist(store: Store, asked: str, source_language: str, target_language: str, least: float) -> list[sqlite3.Row]:
    """What may be at least that like it, by length and by stretches of letters in common."""
    # Of texts a and b with 2 * common / (a + b) >= least, the shorter is at least least / (2 - least) of the longer.
    share = max(least, 0.1) / (2 - max(least, 0.1))
    sizes = (int(len(asked) * share * 0.95), int(len(asked) / share * 1.05) + 2)
    values = (source_language, target_language, *sizes, SHORTLIST)
    stretches = _stretches(asked)
    if not stretches:
        return store.rows(
            "SELECT * FROM memory WHERE source_language = ? AND target_language = ? AND size BETWEEN ? AND ? LIMIT ?",
            values,
        )
    # CROSS JOIN keeps SQLite from walking the sentences by length and asking the text index about each.
    return store.rows(
        "SELECT memory.* FROM memory_text CROSS JOIN memory ON memory.id = memory_text.rowid WHERE memory_text MATCH ? "
        "AND source_language = ? AND target_language = ? AND size BETWEEN ? AND ? LIMIT ?",
        (" OR ".join(_phrase(stretch) for stretch in stretches), *values),
    )


def _stretches(asked: str) -> list[str]:
    """Pieces of a sentence of which a like one has at least one unchanged; none for a short sentence."""
    wide = sum(c >= "\u2e80" for c in asked) * 3 > len(asked)
    size = len(asked)
    if size < (SHORT // 2 if wide else SHORT):
        return []
    length = (4 if size >= 16 else 3) if wide else 12 if size >= 60 else 9 if size >= 36 else 6
    step = max((length + 1) // 2, (size - length) // 7)
    return [asked[at : at + length] for at in range(0, size - length + 1, max(step, 1))][:8]


def _phrase(words: str) -> str:
    """Words as one FTS5 string."""
    return '"' + words.replace('"', '""').replace("\x00", "") + '"'
