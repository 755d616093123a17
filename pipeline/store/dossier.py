"""One story whole, for reading: every language, the wire's facts, where it was found, and all that ever happened to it.

What it costs grows with the story, never with how many stories there are.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.model import Act, Article, Cell, CellState, Issue, Origin, PubStatus, Severity, State
from pipeline.store import codec
from pipeline.store.articles import COLUMNS, JOINED, LIVE
from pipeline.store.connection import Store, moment
from pipeline.store.publishing import PRECEDENCE
from pipeline.store.segments import digest

MOST = 100  # places, kept responses, joined stories that are told one by one
# The story and those joined into it, however long ago and over however many others.
FAMILY = (
    "WITH RECURSIVE family (id) AS (SELECT :story UNION SELECT story.id FROM story JOIN family "
    "ON story.joined_into = family.id)"
)


@dataclass(frozen=True, slots=True)
class Tongue:
    """A story in one language: the version that goes first, and a lesser one that is live beside it.

    `person` wrote or approved it, `at_work` have saved words in it that are part of no version yet.
    """

    article: Article
    cell: Cell
    beside: Article | None = None
    at_work: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text was found."""

    uri: str
    language: str
    source: str
    link: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """One story: how it stands, its texts (official ones first, then by language), what it lacks and why.

    `missing` are the languages no engine reaches, each with the one it would start from; `todo` says that the next run
    looks at what is missing. `decided` is the act that made the story stand as it does, None where a notice did.
    """

    story: str
    created: datetime
    published: datetime
    pub_status: PubStatus
    standing: str
    spiked: str
    embargoed_until: datetime | None
    embargo: str
    embargo_by: str
    todo: bool
    tongues: tuple[Tongue, ...]
    missing: dict[str, str]
    places: tuple[Place, ...]
    numbers: tuple[str, ...]
    joined: tuple[str, ...]
    decided: Act | None = None

    @property
    def official(self) -> Article | None:
        """The text that names the story: its first official one."""
        return next((one.article for one in self.tongues if one.article.origin is Origin.OFFICIAL), None)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a story: a version came (`version`), a person acted (`act`), or both at once.

    `former` is the version of the same kind that stood before, 0 where there was none; `was` and `became` tell what
    versions do not.
    """

    at: datetime
    uri: str
    language: str
    version: int = 0
    former: int = 0
    origin: Origin | None = None
    act: str = ""
    person: str = ""
    why: str = ""
    was: str = ""
    became: str = ""
    facts: tuple[str, ...] = ()


def of(store: Store, story: str) -> Dossier:
    """A story whole, given its full id."""
    row = store.row("SELECT * FROM story WHERE id = ?", (story,))
    assert row is not None
    missing = store.rows("SELECT target, language FROM missing WHERE story = ?", (story,))
    places = store.rows(
        "SELECT place.uri, article.language, place.source, place.link FROM article JOIN place USING (uri) "
        "WHERE article.story = ? ORDER BY article.language, place.source, place.entry LIMIT ?",
        (story, MOST),
    )
    numbers = store.rows(
        "SELECT substr(key, 8) AS number FROM story_key WHERE story = ? AND key >= 'number:' AND key < 'number;'",
        (story,),
    )
    joined = store.rows(f"{FAMILY} SELECT id FROM family WHERE id <> :story LIMIT {MOST}", {"story": story})
    return Dossier(
        story=story,
        created=codec.always(row["created"]),
        published=codec.always(row["published"]),
        pub_status=PubStatus(row["pub_status"]),
        standing=row["standing"],
        spiked=row["spiked"],
        embargoed_until=moment(row["embargoed_until"]),
        embargo=row["embargo"],
        embargo_by=row["embargo_by"],
        todo=bool(row["todo"]),
        tongues=tuple(tongues(store, story)),
        missing={one["target"]: one["language"] for one in missing},
        places=tuple(Place(one["uri"], one["language"], one["source"], one["link"]) for one in places),
        numbers=tuple(one["number"] for one in numbers),
        joined=tuple(one["id"] for one in joined),
        decided=_decided(store, story, row["pub_status"]),
    )


def tongues(store: Store, story: str) -> list[Tongue]:
    """The languages a story is in, official texts first, then by language."""
    rows = store.rows(
        f"SELECT {COLUMNS} FROM {JOINED} WHERE article.story = ? AND {LIVE} "
        f"ORDER BY article.language, {PRECEDENCE.format('version')}",
        (story,),
    )
    by_language: dict[str, list[Article]] = {}
    persons: dict[tuple[str, int], str] = {}
    for row in rows:
        found = codec.article(row)
        by_language.setdefault(found.language, []).append(found)
        persons[found.uri, found.version] = row["editor"]
    told = []
    for first, *others in by_language.values():
        at_work = store.rows("SELECT DISTINCT person FROM work WHERE uri = ? ORDER BY person LIMIT 5", (first.uri,))
        cell = _cell(store, first, persons[first.uri, first.version])
        told.append(Tongue(first, cell, others[0] if others else None, tuple(one["person"] for one in at_work)))
    return sorted(told, key=lambda one: (one.article.origin is not Origin.OFFICIAL, one.article.language))


def _cell(store: Store, one: Article, person: str) -> Cell:
    rejected = one.state is State.REJECTED
    criticals, functionals = open_issues(store, one.uri, one.version)
    outdated = one.state is State.OUTDATED
    return Cell(
        story=one.story,
        language=one.language,
        state=CellState.REJECTED if rejected else CellState(one.origin.value),
        uri=one.uri,
        version=one.version,
        outdated=outdated,
        waits=not rejected and (outdated or one.origin in (Origin.MACHINE, Origin.EDITED)),
        since=one.version_created,
        criticals=criticals,
        functionals=functionals,
        person=person,
    )


def open_issues(store: Store, uri: str, version: int) -> tuple[int, int]:
    """How many critical and how many functional issues of a version nobody has dismissed."""
    rows = store.rows(
        "SELECT issue.severity, issue.check_name, issue.message, issue.told, segment.source, segment.target "
        "FROM issue JOIN segment USING (uri, version, position) "
        "WHERE issue.uri = ? AND issue.version = ? AND severity <> 'cosmetic'",
        (uri, version),
    )
    if not rows:
        return 0, 0
    dismissed = {
        (row["words"], row["check_name"], row["message"])
        for row in store.rows("SELECT words, check_name, message FROM dismissal WHERE uri = ?", (uri,))
    }
    counts = {"critical": 0, "functional": 0}
    for row in rows:
        values = tuple(json.loads(row["told"])["values"])
        issue = Issue(row["check_name"], Severity(row["severity"]), row["message"], values)
        if (digest(row["source"], row["target"]), issue.check, issue.text) not in dismissed:
            counts[issue.severity.value] += 1
    return counts["critical"], counts["functional"]


def _decided(store: Store, story: str, status: str) -> Act | None:
    row = store.row(
        "SELECT * FROM act WHERE uri = ? AND act IN ('hold', 'release', 'kill', 'reinstate') ORDER BY id DESC LIMIT 1",
        (story,),
    )
    if row is None or row["became"] != status:
        return None
    told = (row["id"], codec.always(row["at"]), row["person"], row["act"], row["uri"], row["version"], row["why"])
    return Act(*told)


def within(store: Store, story: str, uri: str) -> bool:
    """Whether a text belongs to a story, or to one that was joined into it."""
    row = store.row(
        f"{FAMILY} SELECT 1 FROM article WHERE uri = :uri AND story IN (SELECT id FROM family)",
        {"story": story, "uri": uri},
    )
    return row is not None


def version(store: Store, uri: str, number: int) -> Article | None:
    """One version of a text, live or not."""
    row = store.row(f"SELECT {COLUMNS} FROM {JOINED} WHERE uri = ? AND version = ?", (uri, number))
    return codec.article(row) if row is not None else None


def events(store: Store, story: str, *, limit: int = 50, beyond: int = 0) -> list[Event]:
    """What happened to a story, the newest first: at most `limit`, without the first `beyond`."""
    rows = store.rows(
        f"""
        {FAMILY}, texts (uri, language) AS (SELECT uri, language FROM article WHERE story IN (SELECT id FROM family))
        SELECT act.at, act.uri, texts.language, act.version, act.act, act.person, act.why, act.was, act.became,
            version.origin, version.change,
            CASE WHEN act.version > act.before THEN act.before ELSE 0 END AS former, act.id AS number
        FROM act LEFT JOIN texts ON texts.uri = act.uri
        LEFT JOIN version ON version.uri = act.uri AND version.version = act.version
        WHERE act.uri IN (SELECT id FROM family UNION ALL SELECT uri FROM texts)
        UNION ALL
        SELECT version.created, version.uri, texts.language, version.version, '', version.editor, '', '', '',
            version.origin, version.change,
            coalesce((SELECT max(former.version) FROM version AS former WHERE former.uri = version.uri
                AND former.version < version.version AND former.ours = version.ours), 0), 0
        FROM texts JOIN version ON version.uri = texts.uri
        WHERE NOT EXISTS (
            SELECT 1 FROM act WHERE act.uri = version.uri AND act.version = version.version
                AND act.at = version.created
        )
        ORDER BY 1 DESC, number DESC, 2, 4 DESC LIMIT :limit OFFSET :beyond
        """,
        {"story": story, "limit": limit, "beyond": beyond},
    )
    return [
        Event(
            at=codec.always(row["at"]),
            uri=row["uri"],
            language=row["language"] or "",
            version=row["version"],
            former=row["former"],
            origin=Origin(row["origin"]) if row["origin"] else None,
            act=row["act"],
            person=row["person"],
            why=row["why"],
            was=row["was"],
            became=row["became"],
            facts=tuple(json.loads(row["change"])["facts"]) if row["change"] else (),
        )
        for row in rows
    ]


def headline(store: Store, story: str, preferred: Sequence[str] = ()) -> tuple[str, str]:
    """What a story is called and in which language: its official headline, in one of `preferred` if there is one."""
    rows = store.rows(
        f"SELECT headline, article.language FROM {JOINED} WHERE article.story = ? AND {LIVE} "
        "ORDER BY version.ours, version.published, article.uri LIMIT 50",
        (story,),
    )
    for tag in preferred:
        for row in rows:
            if row["language"] == tag:
                return row["headline"], tag
    return (rows[0]["headline"], rows[0]["language"]) if rows else ("", "")
