"""People's words for single sentences, saved while they work; who looks at a text; facts to look at.

A save is one short transaction and is refused where somebody else's came first, so nobody's words are written over
unseen. What a version takes up leaves the table; how far its revisions came is kept, so that a page opened earlier is
still told from one that saw those words.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pipeline.model import Issue, Mark, Segment, Severity, Work
from pipeline.sheets.keys import keys
from pipeline.store import audit, codec
from pipeline.store.articles import LIVE
from pipeline.store.connection import Store, text
from pipeline.store.segments import digest, judged

PRESENT = timedelta(seconds=45)  # after which somebody who was not heard of is no longer here
MOST_PRESENT = 20


def of(store: Store, uri: str) -> list[Work]:
    """The saved work on a text, in the order of the text it was saved in; issues set aside are named as such."""
    rows = store.rows("SELECT * FROM work WHERE uri = ? ORDER BY block, key", (uri,))
    found = [Segment(row["block"], row["source"], row["target"], issues=_issues(row["issues"])) for row in rows]
    return [_work(row, one.issues) for row, one in zip(rows, judged(store, uri, found), strict=True)]


def revisions(store: Store, uri: str) -> dict[str, int]:
    """By key, the last revision of sentences whose work was taken up by a version or dropped."""
    return {
        row["key"]: row["revision"] for row in store.rows("SELECT key, revision FROM work_before WHERE uri = ?", (uri,))
    }


def current(store: Store, uri: str) -> dict[str, int]:
    """By key, the revision that a sentence with work stands at; for asking often."""
    found = revisions(store, uri)
    for row in store.rows("SELECT key, revision FROM work WHERE uri = ?", (uri,)):
        found[row["key"]] = max(row["revision"], found.get(row["key"], 0))
    return found


def save(store: Store, work: Work, block: int, *, seen: int | None, now: datetime) -> tuple[bool, Work | None, int]:
    """Store a person's words for one sentence, inside `write()`, if nobody saved it since revision `seen`.

    `work.revision` does not count. Returns whether they were stored, the work that stands now (None where somebody
    else's went into the text itself), and the revision the sentence is at. The same words once more are stored already;
    `seen` None asks for no comparison.
    """
    row = store.row("SELECT * FROM work WHERE uri = ? AND key = ?", (work.uri, work.key))
    past = store.row("SELECT revision FROM work_before WHERE uri = ? AND key = ?", (work.uri, work.key))
    overtaken = past is not None and (row is None or past["revision"] > row["revision"])
    at = max(row["revision"] if row else 0, past["revision"] if past else 0)
    standing = _work(row, _issues(row["issues"])) if row is not None and not overtaken else None
    if seen is not None and seen != at:
        same = standing is not None and standing.target == work.target
        return same, standing, at
    store.insert(
        "work",
        {
            "uri": work.uri,
            "key": work.key,
            "block": block,
            "source": work.source,
            "target": work.target,
            "html": work.html,
            "revision": at + 1,
            "issues": _told(work.issues),
            "person": work.person,
            "at": text(now),
        },
        replace=True,
    )
    if row is not None and row["person"] != work.person and row["target"] != work.target:
        audit.record(store, "save", work.uri, by=work.person, now=now, was=row["target"], became=work.target)
    return True, _work_of(store, work.uri, work.key), at + 1


def drop(store: Store, uri: str, key: str, *, seen: int | None, by: str, now: datetime) -> tuple[bool, Work | None]:
    """Let a sentence stand as it does without anybody's saved work, inside `write()`; what was saved goes on record.

    Returns whether that was done, and the work that was there. Refused where somebody saved it since revision `seen`.
    """
    found = _work_of(store, uri, key)
    if found is None:
        return True, None
    if seen is not None and seen != max(found.revision, revisions(store, uri).get(key, 0)):
        return False, found
    store.run("DELETE FROM work WHERE uri = ? AND key = ?", (uri, key))
    _reached(store, uri, key, found.revision + 1)
    audit.record(store, "drop", uri, by=by, now=now, was=found.target)
    return True, found


def taken_up(store: Store, uri: str, version: int, used: Mapping[str, int], *, by: str) -> None:
    """Take out the work that a new version holds, inside `write()`; what was saved since stays.

    Who else wrote sentences of that version goes on record.
    """
    others: dict[str, tuple[int, str]] = {}
    for key, revision in used.items():
        row = store.row(
            "DELETE FROM work WHERE uri = ? AND key = ? AND revision <= ? RETURNING person, at", (uri, key, revision)
        )
        _reached(store, uri, key, revision)
        if row is not None and row["person"] != by:
            count, at = others.get(row["person"], (0, ""))
            others[row["person"]] = count + 1, max(at, row["at"])
    for person, (count, at) in others.items():
        told = f"{count} sentences of version {version}"
        audit.record(store, "wrote", uri, by=person, now=codec.always(at), version=version, became=told)


def overtaken(store: Store, uri: str, before: Sequence[Segment], after: Sequence[Segment]) -> None:
    """A person wrote the whole text anew, inside `write()`: who has it open sees that its sentences moved on."""
    former = dict(zip(keys(before), before, strict=True))
    known = current(store, uri)
    for key, one in zip(keys(after), after, strict=True):
        if key in former and former[key].target != one.target:
            _reached(store, uri, key, known.get(key, 0) + 1)


def left_out(store: Store, uri: str, said: Sequence[Segment], heads: Mapping[int, str]) -> dict[str, int]:
    """By name, for how many sentences people saved other words than a version has; a confirmed sentence is in it.

    `said` are the sentences of the version, `heads` its headline, subhead and dateline by block. Words for sentences
    that it does not have count as well: whoever wrote them thinks that they will go out.
    """
    by_key = {key: _folded(one.target) for key, one in zip(keys(said), said, strict=True)}
    alike = {(_folded(one.source), _folded(one.target)) for one in said}
    found: dict[str, int] = {}
    for row in store.rows("SELECT key, block, source, target, person FROM work WHERE uri = ? ORDER BY at", (uri,)):
        words = _folded(row["target"])
        if row["key"] in by_key:
            held = by_key[row["key"]] == words
        elif row["block"] in heads:
            held = _folded(heads[row["block"]]) == words
        else:
            held = (_folded(row["source"]), words) in alike
        if not held:
            found[row["person"]] = found.get(row["person"], 0) + 1
    return found


def _folded(words: str) -> str:
    return " ".join(words.split())


def _reached(store: Store, uri: str, key: str, revision: int) -> None:
    store.run(
        "INSERT INTO work_before (uri, key, revision) VALUES (?, ?, ?) ON CONFLICT (uri, key) "
        "DO UPDATE SET revision = max(revision, excluded.revision)",
        (uri, key, revision),
    )


def _work_of(store: Store, uri: str, key: str) -> Work | None:
    row = store.row("SELECT * FROM work WHERE uri = ? AND key = ?", (uri, key))
    return _work(row, _issues(row["issues"])) if row is not None else None


def _work(row: sqlite3.Row, issues: tuple[Issue, ...]) -> Work:
    return Work(
        row["uri"],
        row["key"],
        row["source"],
        row["target"],
        row["html"],
        row["revision"],
        row["person"],
        codec.always(row["at"]),
        issues,
    )


def _told(issues: Sequence[Issue]) -> str:
    rows = [[i.check, i.severity.value, i.message, i.values, i.source_at, i.target_at] for i in issues]
    return json.dumps(rows, ensure_ascii=False)


def _issues(stored: str) -> tuple[Issue, ...]:
    return tuple(
        Issue(check, Severity(severity), message, tuple(values), _place(source), _place(target))
        for check, severity, message, values, source, target in json.loads(stored)
    )


def _place(told: list[int] | None) -> tuple[int, int] | None:
    return (told[0], told[1]) if told else None


def dismiss(store: Store, uri: str, segment: Segment, check: str, *, by: str, why: str, now: datetime) -> int:
    """Set aside what a check found in a sentence, inside `write()`, until its words change; returns how many issues."""
    count = 0
    for issue in segment.issues:
        if issue.check == check:
            row: dict[str, Any] = {"uri": uri, "words": digest(segment.source, segment.target), "check_name": check}
            row |= {"message": issue.text, "person": by, "why": why, "at": text(now)}
            store.insert("dismissal", row, replace=True)
            count += 1
    return count


# --- earlier words ---------------------------------------------------------------------------------------------------
def earlier(store: Store, uri: str, source: str, limit: int = 40) -> list[tuple[str, str, str]]:
    """What earlier versions of a text said for a sentence, the newest first: (words, origin, person), each once.

    Origin is machine, edited or approved. Only the last `limit` versions are looked at.
    """
    rows = store.rows(
        "SELECT segment.source, segment.target, segment.origin AS written, version.origin, editor FROM version "
        "JOIN segment USING (uri, version) WHERE uri = :uri AND version.ours "
        "AND version > (SELECT max(version) FROM version WHERE uri = :uri) - :limit "
        "AND instr(segment.source, :begin) > 0 ORDER BY version DESC",
        {"uri": uri, "limit": limit, "begin": source.split()[0] if source.split() else source},
    )
    found: dict[str, tuple[str, str, str]] = {}
    for row in rows:
        if row["source"].split() == source.split() and row["target"].strip():
            told = "machine" if row["written"] in ("engine", "copied") else row["origin"]
            found.setdefault(row["target"], (row["target"], told, row["editor"]))
    return list(found.values())


def once_said(store: Store, uri: str, key: str, limit: int = 10) -> Segment | None:
    """The sentence that had this key in one of the last versions of a text, where it is no longer there."""
    for row in store.rows(
        "SELECT version FROM version WHERE uri = ? AND ours ORDER BY version DESC LIMIT ?", (uri, limit)
    ):
        rows = store.rows(
            "SELECT block, source, target FROM segment WHERE uri = ? AND version = ? ORDER BY position",
            (uri, row["version"]),
        )
        found = [Segment(one["block"], one["source"], one["target"]) for one in rows]
        for name, segment in zip(keys(found), found, strict=True):
            if name == key:
                return segment
    return None


def sources_once(store: Store, uri: str, limit: int = 5) -> list[int]:
    """The numbers of the last official versions of an article, the newest first."""
    rows = store.rows(
        "SELECT version FROM version WHERE uri = ? AND NOT ours ORDER BY version DESC LIMIT ?", (uri, limit)
    )
    return [row["version"] for row in rows]


# --- who is here -----------------------------------------------------------------------------------------------------
def here(store: Store, uri: str, *, by: str, now: datetime) -> None:
    """Somebody looks at a text now, inside `write()`; who was not heard of for 45 seconds is forgotten."""
    store.run("DELETE FROM presence WHERE at < ?", (text(now - PRESENT),))
    store.insert("presence", {"uri": uri, "person": by, "at": text(now)}, replace=True)


def others(store: Store, uri: str, *, than: str, now: datetime) -> list[str]:
    """Who else looks at a text, by name."""
    rows = store.rows(
        "SELECT person FROM presence WHERE uri = ? AND person <> ? AND at >= ? ORDER BY person LIMIT ?",
        (uri, than, text(now - PRESENT), MOST_PRESENT),
    )
    return [row["person"] for row in rows]


# --- facts -----------------------------------------------------------------------------------------------------------
def marks(store: Store, uri: str) -> list[Mark]:
    """Facts that were changed for sentences of this text in other languages, and that nobody looked at here."""
    rows = store.rows("SELECT * FROM fact_mark WHERE uri = ? ORDER BY at, key, language", (uri,))
    return [
        Mark(
            row["key"],
            row["language"],
            row["before"],
            row["after"],
            row["person"],
            codec.always(row["at"]),
            row["source"],
        )
        for row in rows
    ]


def mark(store: Store, mark: Mark, uri: str, source: str) -> int:
    """Mark a sentence in the live texts that were made from the same source, inside `write()`; returns how many.

    `uri` is the text in which a person changed the fact, `source` the URI of what all were made from.
    """
    return store.run(
        "INSERT OR REPLACE INTO fact_mark (uri, key, language, source, before, after, person, at) "
        f"SELECT uri, ?, ?, ?, ?, ?, ?, ? FROM version WHERE from_uri = ? AND uri <> ? AND {LIVE}",
        (mark.key, mark.language, mark.source, mark.before, mark.after, mark.person, text(mark.at), source, uri),
    )


def unmark(store: Store, key: str, language: str, uri: str, source: str) -> None:
    """Take back the marks of a change that was undone before any version held it, inside `write()`."""
    store.run(
        "DELETE FROM fact_mark WHERE key = ? AND language = ? AND uri IN "
        f"(SELECT uri FROM version WHERE from_uri = ? AND uri <> ? AND {LIVE})",
        (key, language, source, uri),
    )


def looked(store: Store, uri: str, seen: Sequence[Mark]) -> None:
    """A person saved or confirmed a marked sentence, inside `write()`: the marks they saw go."""
    for one in seen:
        store.run(
            "DELETE FROM fact_mark WHERE uri = ? AND key = ? AND language = ? AND at <= ?",
            (uri, one.key, one.language, text(one.at)),
        )
