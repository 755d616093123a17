"""A person's version in a language that has none of ours: beside which official text, and its rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pipeline.errors import ActError
from pipeline.model import (
    UNDETERMINED,
    Article,
    Authority,
    Block,
    Dateline,
    Origin,
    Rights,
    Segment,
    State,
    TranslatedFrom,
)
from pipeline.store import audit, codec, dating, locked, segments
from pipeline.store.articles import COLUMNS, JOINED, LIVE, article_uri, live, next_version
from pipeline.store.connection import Store, text
from pipeline.stories import fingerprint, stands_in


def sources(store: Store, story: str) -> list[Article]:
    """The official versions a text may be made from, the best first.

    Public ones before internal, the issuer's before a wire's before a copy's, the eldest first; one whose language
    nobody could tell comes last.
    """
    rows = store.rows(f"SELECT {COLUMNS} FROM {JOINED} WHERE article.story = ? AND NOT ours AND {LIVE}", (story,))
    authorities = list(Authority)

    def rank(one: Article) -> tuple[bool, bool, int, datetime, str]:
        unknown, internal = one.language == UNDETERMINED, one.rights is Rights.INTERNAL
        return unknown, internal, authorities.index(one.authority), one.published or one.first_created, one.uri

    return sorted((codec.article(row) for row in rows), key=rank)


def free(store: Store, story: str, language: str, source: Article) -> None:
    """Raise ActError where a story has a version in a language that a new one of ours would stand beside or below."""
    for one in live(store, story):
        if one.language != language:
            continue
        if one.origin is not Origin.OFFICIAL:
            raise ActError("there is a version in {} already, {}; edit that one", language, one.uri)
        if stands_in(one, source.rights):
            raise ActError("the issuer's own text in {} is there, {}; it goes out as it is", language, one.uri)


def write(
    store: Store,
    story: str,
    language: str,
    made_from: TranslatedFrom,
    *,
    headline: str,
    subhead: str,
    body: tuple[Block, ...],
    dateline: Dateline | None,
    paired: Sequence[Segment],
    by: str,
    now: datetime,
) -> str:
    """Store a person's version with its sentences beside those of its source; returns its URI.

    Raises ActError when its source, its story or its language is no longer as it was while the text was read.
    """
    with store.write():
        row = store.row(
            f"SELECT {COLUMNS} FROM {JOINED} WHERE uri = ? AND version = ? AND NOT ours AND {LIVE} "
            "AND story.id = ? AND story.joined_into IS NULL",
            (made_from.uri, made_from.version, story),
        )
        if row is None:
            raise ActError("{} changed meanwhile; look at it again, then send your text once more", made_from.uri)
        source = codec.article(row)
        free(store, story, language, source)
        uri = article_uri(store, story, language, now)
        version = next_version(store, uri)
        words = {
            "headline": headline,
            "subhead": subhead,
            "dateline": codec.dateline_text(dateline),
            "body": codec.body_text(body),
        }
        kept = ("source", "authority", "rights", "byline", "origin_url", "issuer", "link", "published")
        store.insert(
            "version",
            {name: row[name] for name in kept}
            | words
            | {
                "uri": uri,
                "version": version,
                "origin": Origin.EDITED.value,
                "state": State.CURRENT.value,
                "headline_derived": 0,
                "created": text(now),
                "updated": dating.updated(store, uri, words, now),
                "from_uri": made_from.uri,
                "from_version": made_from.version,
                "from_language": made_from.language,
                "fingerprint": fingerprint(headline, body),
                "editor": by,
            },
        )
        segments.put(store, uri, version, paired)
        languages = (made_from.language, language)
        locked.keep(store, uri, source.body, body, paired, languages, origin=Origin.EDITED, person=by, now=now)
        store.run("DELETE FROM missing WHERE story = ? AND target = ?", (story, language))
        store.run("UPDATE story SET todo = 1 WHERE id = ?", (story,))
        audit.record(store, "write", uri, by=by, now=now, version=version)
    return uri
