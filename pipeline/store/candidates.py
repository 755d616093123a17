"""Names and phrases that no glossary knows, queued before their stories are translated; and those nobody wants."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.errors import ActError, clean
from pipeline.store import audit
from pipeline.store.connection import Store, text

if TYPE_CHECKING:
    from pipeline.glossary.candidates import Candidate

KEPT = timedelta(days=90)  # what nobody made a term of in that time is let go
READ = "read"  # the kind of the row with an empty term, which says what text of a story was gone through


@dataclass(frozen=True, slots=True)
class Open:
    """A candidate that waits for a person: in how many stories, how often in all, and a sentence that has it."""

    language: str
    term: str
    kind: str
    stories: int
    seen: int
    example: str


def known(store: Store, language: str) -> frozenset[str]:
    """The words of one language that a person looked at and does not want."""
    return frozenset(row["term"] for row in store.rows("SELECT term FROM known_word WHERE language = ?", (language,)))


def gleaned(store: Store, story: str, language: str, version: str) -> bool:
    """Whether a story was gone through in this language as it stands; `version` is whatever names its text."""
    row = store.row("SELECT example FROM candidate WHERE language = ? AND story = ? AND term = ''", (language, story))
    return row is not None and row["example"] == _mark(version)


def _mark(version: str) -> str:
    return hashlib.sha256(version.encode()).hexdigest()[:16]


def put(store: Store, story: str, language: str, version: str, found: Iterable[Candidate], *, now: datetime) -> None:
    """Queue what one story has, in the place of what an earlier version had, inside `write()`."""
    dismissed = known(store, language)
    store.run("DELETE FROM candidate WHERE story = ? AND language = ?", (story, language))
    at = text(now)
    rows = [(c.term, c.kind, c.example, c.seen) for c in found if c.term and c.term not in dismissed]
    for term, kind, example, seen in [("", READ, _mark(version), 0), *rows]:
        store.insert(
            "candidate",
            {
                "language": language,
                "term": term,
                "kind": kind,
                "story": story,
                "example": example,
                "seen": seen,
                "at": at,
            },
            replace=True,
        )


def forget(store: Store, *, now: datetime) -> None:
    """Let go of candidates that nobody made a term of for three months, inside `write()`."""
    store.run("DELETE FROM candidate WHERE at < ?", (text(now - KEPT),))


def waiting(store: Store, language: str = "", *, limit: int = 1_000, newest: int = 0) -> list[Open]:
    """The open candidates, those of most stories first, then the most frequent; of one language or of all.

    Stories that were killed, spiked or joined into another do not count. `newest` looks only at the stories of so many
    newest texts (0 for all of them), so that the answer takes no longer the more there are.
    """
    recent = (
        "(SELECT DISTINCT article.story AS id FROM (SELECT uri FROM version WHERE state IN ('current', 'outdated') "
        "ORDER BY published DESC LIMIT :newest) JOIN article USING (uri)) AS recent "
        "CROSS JOIN candidate ON candidate.story = recent.id "
    )
    rows = store.rows(
        "SELECT candidate.language, term, min(kind) AS kind, count(*) AS stories, sum(seen) AS seen, "
        "min(example) AS example "
        f"FROM {recent if newest else 'candidate '}JOIN story ON story.id = candidate.story "
        "WHERE term <> '' AND pub_status <> 'canceled' AND joined_into IS NULL AND story.spiked = '' "
        + ("AND candidate.language = :language " if language else "")
        + "AND NOT EXISTS (SELECT 1 FROM known_word AS known "
        "WHERE known.language = candidate.language AND known.term = candidate.term) "
        "GROUP BY candidate.language, term ORDER BY stories DESC, seen DESC, candidate.language, term LIMIT :limit",
        {"language": language, "limit": limit, "newest": newest},
    )
    return [
        Open(row["language"], row["term"], row["kind"], row["stories"], row["seen"], row["example"]) for row in rows
    ]


def dismiss(store: Store, term: str, language: str, *, by: str, now: datetime) -> int:
    """Never propose these words again in this language; returns in how many stories they waited. Inside `write()`.

    Raises ActError where nothing such waits.
    """
    words = " ".join(term.split())
    found = store.run("DELETE FROM candidate WHERE language = ? AND term = ? AND term <> ''", (language, words))
    if not found:
        raise ActError("no candidate is called “{}” in {}; see `pipeline glossary candidates`", clean(words), language)
    store.insert("known_word", {"language": language, "term": words, "person": by, "at": text(now)}, replace=True)
    uri, was, became = f"term:{language}:{words}", "proposed as a term", "never proposed again"
    audit.record(store, "dismiss-term", uri, by=by, now=now, was=was, became=became)
    return found
