"""Reading for people: lists, counts and one article with its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.errors import ActError
from pipeline.language import canonical
from pipeline.model import Article, Origin, State
from pipeline.store import codec
from pipeline.store.articles import COLUMNS, JOINED, LIVE
from pipeline.store.connection import Store
from pipeline.store.publishing import PRECEDENCE
from pipeline.store.standing import NAME


@dataclass(frozen=True, slots=True)
class Past:
    """One version in an article's history."""

    version: int
    origin: Origin
    state: State
    created: datetime
    editor: str
    change: str = ""  # what differs from the version before, as JSON


def articles(store: Store, **wanted: str) -> list[Article]:
    """The articles, the newest story first, each in the version that goes out first.

    `wanted` narrows by language, origin, state or source. Raises ActError for a value that cannot be.
    """
    chosen = {name: _value(name, value) for name, value in wanted.items() if value}
    conditions = [LIVE, "story.joined_into IS NULL"]
    rows = store.rows(
        f"SELECT * FROM (SELECT {COLUMNS}, story.published AS story_published, "
        f"ROW_NUMBER() OVER (PARTITION BY uri ORDER BY {PRECEDENCE.format('version')}) AS choice "
        f"FROM {JOINED} WHERE {' AND '.join(conditions)}) WHERE choice = 1 "
        + "".join(f"AND {name} = :{name} " for name in chosen)
        + "ORDER BY story_published DESC, story, language",
        chosen,
    )
    return [codec.article(row) for row in rows]


def _value(name: str, value: str) -> str:
    if name == "language":
        try:
            return canonical(value)
        except ValueError as error:
            raise ActError("--language: {}", error) from error
    allowed = {"origin": [o.value for o in Origin], "state": [s.value for s in State if s is not State.SUPERSEDED]}
    if name in allowed and value not in allowed[name]:
        raise ActError("--{} {}: there are {}", name, value, ", ".join(allowed[name]))
    return value


def second_versions(store: Store) -> dict[str, tuple[Origin, State, int]]:
    """Of articles with two live versions (an official one that may not go everywhere, and ours): the lesser one."""
    rows = store.rows(
        f"SELECT * FROM (SELECT uri, origin, state, version, "
        f"ROW_NUMBER() OVER (PARTITION BY uri ORDER BY {PRECEDENCE.format('version')}) AS choice "
        f"FROM version WHERE {LIVE}) WHERE choice = 2"
    )
    return {row["uri"]: (Origin(row["origin"]), State(row["state"]), row["version"]) for row in rows}


def find(store: Store, uri: str) -> str:
    """The full URI for a full one or for the end of one that no other shares (`q3kf7a2m/fr`).

    Raises ActError when there is none, or more than one.
    """
    if store.row("SELECT 1 FROM article WHERE uri = ?", (uri,)) is not None:
        return uri
    found = store.rows(f"SELECT uri FROM article WHERE {NAME.format('uri')} LIMIT 3", (uri,)) if uri else []
    if len(found) == 1:
        return str(found[0]["uri"])
    if found:
        raise ActError("{} fits more than one article; give the whole URI, as `pipeline list` shows it", uri)
    raise ActError("no article has the URI {}; see `pipeline list` for those there are", uri)


def known(store: Store, uri: str) -> bool:
    """Whether there is an article with exactly this URI."""
    return store.row("SELECT 1 FROM article WHERE uri = ?", (uri,)) is not None


def one(store: Store, uri: str) -> Article:
    """The live version under a URI: ours where there is one, else the official one, else the last there was."""
    row = store.row(
        f"SELECT {COLUMNS} FROM {JOINED} WHERE uri = ? "
        "ORDER BY version.state = 'superseded', version.ours DESC, version.version DESC",
        (uri,),
    )
    if row is None:
        raise ActError("{} has no text yet; see `pipeline list` for those that have", uri)
    return codec.article(row)


def history(store: Store, uri: str) -> list[Past]:
    """Every version there ever was under one URI, the oldest first."""
    rows = store.rows(
        "SELECT version, origin, state, created, editor, change FROM version WHERE uri = ? ORDER BY version", (uri,)
    )
    return [
        Past(
            row["version"],
            Origin(row["origin"]),
            State(row["state"]),
            codec.always(row["created"]),
            row["editor"],
            row["change"],
        )
        for row in rows
    ]


def evidence(store: Store, uri: str) -> str:
    """Why the live official version was taken to be in its language."""
    row = store.row(f"SELECT evidence FROM version WHERE uri = ? AND NOT ours AND {LIVE}", (uri,))
    return str(row["evidence"]) if row else ""


def sisters(store: Store, uri: str) -> list[Article]:
    """The live versions of the same story in other languages."""
    rows = store.rows(
        f"SELECT {COLUMNS} FROM {JOINED} WHERE story = (SELECT story FROM article WHERE uri = :uri) "
        f"AND uri <> :uri AND {LIVE} ORDER BY article.language, version.ours",
        {"uri": uri},
    )
    return [codec.article(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Held:
    """A story that is kept out of every output, and why."""

    story: str
    status: str
    why: str
    headline: str


def held(store: Store) -> list[Held]:
    """The stories that are withheld or canceled, the newest first."""
    rows = store.rows(
        "SELECT id, pub_status, standing, (SELECT headline FROM version JOIN article USING (uri) "
        "WHERE article.story = story.id AND NOT ours ORDER BY version.created DESC LIMIT 1) AS headline "
        "FROM story WHERE pub_status <> 'usable' AND joined_into IS NULL ORDER BY published DESC, id"
    )
    return [Held(row["id"], row["pub_status"], row["standing"], row["headline"] or "") for row in rows]


def stories(store: Store) -> int:
    """How many stories there are."""
    row = store.row("SELECT count(*) AS stories FROM story WHERE joined_into IS NULL")
    return int(row["stories"]) if row else 0


def counts(store: Store) -> dict[str, dict[str, int]]:
    """How many live articles there are, by language and origin."""
    found: dict[str, dict[str, int]] = {}
    for row in store.rows(
        f"SELECT article.language, origin, count(*) AS articles FROM {JOINED} "
        f"WHERE {LIVE} AND story.joined_into IS NULL GROUP BY article.language, origin ORDER BY 1, 2"
    ):
        found.setdefault(row["language"], {})[row["origin"]] = row["articles"]
    return found
