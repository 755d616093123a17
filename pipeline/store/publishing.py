"""The one query that feeds outputs, and the record of which files were written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pipeline.model import Article, Channel, Origin, PubStatus, Rights, Standing
from pipeline.store import codec
from pipeline.store.articles import COLUMNS, JOINED, LIVE
from pipeline.store.connection import Store, moment, text
from pipeline.stories import counts_as

# The order of precedence. A copy's text never demotes what our own staff approved or wrote, but beats the machine.
PRECEDENCE = """
    CASE WHEN {0}.origin = 'official' AND {0}.authority <> 'copy' THEN 0
         WHEN {0}.origin = 'approved' THEN 1
         WHEN {0}.origin = 'edited' THEN 2
         WHEN {0}.origin = 'official' THEN 3
         ELSE 4 END
"""


def publishable(
    store: Store,
    channel: Channel,
    language: str,
    *,
    languages: Sequence[str],
    now: datetime,
    story: str = "",
    stories: Sequence[str] | None = None,
    since: datetime | None = None,
) -> list[Article]:
    """What a channel may carry in a language, the newest first: one version per story, the best that may go out.

    Every rule stands here and nowhere else: the story is usable, not under embargo, not spiked and not joined into
    another; the version is live and not rejected; its origin reaches the channel's release level; its rights allow the
    channel; its source belongs to the channel. A sister variant (pt-BR for pt) serves where `languages` does not ask
    for it itself. With `story` only that one is looked at, and how full the channel is does not matter; `since` leaves
    out what was published before that. `stories.why_not` tells people of these rules, text by text.
    """
    if stories is not None:
        found = []
        for one in stories:
            found += publishable(store, channel, language, languages=languages, now=now, story=one)
        return found
    tags = [tag for tag in _tags(store) if counts_as(tag, language, languages)]
    if not tags:
        return []
    origins = [origin.value for origin in Origin if origin.rank <= channel.release.rank]
    rights = [Rights.PUBLIC.value] if channel.rights is Rights.PUBLIC else [right.value for right in Rights]
    sources = list(channel.sources)

    def allowed(version: str) -> str:
        return f"""
            {version}.state IN ('current', 'outdated')
            AND {version}.origin IN ({_marks(origins)})
            AND {version}.rights IN ({_marks(rights)})
            AND {f"{version}.source IN ({_marks(sources)})" if sources else "TRUE"}
        """

    def choice(version: str) -> str:
        return f"({PRECEDENCE.format(version)}, {version}.tag <> ?, {version}.tag)"

    # From the newest on, until the feed is full: a version stays out where its story has a better one. The joins are
    # ordered by hand (CROSS JOIN, +): the planner cannot know that a story has few versions and a language very many.
    sql = f"""
        SELECT {COLUMNS} FROM {JOINED}
        WHERE {"+" if story else ""}version.tag = ? AND {"+" if story else ""}version.published >= ?
          AND {allowed("version")} {"AND article.story = ?" if story else ""}
          AND story.pub_status = 'usable'
          AND (story.embargoed_until IS NULL OR story.embargoed_until <= ?)
          AND story.joined_into IS NULL AND story.spiked = ''
          AND NOT EXISTS (
              SELECT 1 FROM article AS sister CROSS JOIN version AS other ON other.uri = sister.uri
              WHERE sister.story = article.story AND +other.tag IN ({_marks(tags)}) AND {allowed("other")}
                AND {choice("other")} < {choice("version")}
          )
        ORDER BY version.published DESC, version.uri LIMIT ?
    """
    conditions = (*origins, *rights, *sources)
    only = (story,) if story else ()
    earliest = text(since) if since else ""
    after = (*conditions, *only, text(now), *tags, *conditions, language, language, channel.max_items)
    rows = [row for tag in tags for row in store.rows(sql, (tag, earliest, *after))]
    rows.sort(key=lambda row: str(row["uri"]))
    rows.sort(key=lambda row: str(row["published"]), reverse=True)
    return [codec.article(row) for row in rows[: channel.max_items]]


def standing(store: Store, story: str) -> Standing:
    """How a story stands; one that is not known stands in the way of nothing."""
    row = store.row(
        "SELECT pub_status, standing, embargoed_until, joined_into, spiked FROM story WHERE id = ?", (story,)
    )
    if row is None:
        return Standing()
    until = moment(row["embargoed_until"])
    return Standing(PubStatus(row["pub_status"]), row["standing"], until, row["joined_into"] or "", row["spiked"])


def live(store: Store, story: str) -> list[Article]:
    """The live versions of a story in every language, the issuer's own first."""
    rows = store.rows(
        f"SELECT {COLUMNS} FROM {JOINED} WHERE article.story = ? AND {LIVE} ORDER BY version.ours, article.language",
        (story,),
    )
    return [codec.article(row) for row in rows]


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _tags(store: Store) -> list[str]:
    """The languages there are articles in; told from the index, however many articles that are."""
    rows = store.rows(
        """
        WITH RECURSIVE met (tag) AS (
            SELECT min(tag) FROM version WHERE state IN ('current', 'outdated')
            UNION ALL
            SELECT (SELECT min(tag) FROM version WHERE state IN ('current', 'outdated') AND tag > met.tag)
            FROM met WHERE tag IS NOT NULL
        )
        SELECT tag FROM met WHERE tag IS NOT NULL
        """
    )
    return [row["tag"] for row in rows]


def began(store: Store, now: datetime) -> datetime:
    """When this newsroom first published: what an empty feed gives as its last change."""
    row = store.row("SELECT value FROM meta WHERE key = 'began'")
    if row is None:
        with store.write():
            store.run("INSERT OR IGNORE INTO meta VALUES ('began', ?)", (text(now.replace(microsecond=0)),))
        row = store.row("SELECT value FROM meta WHERE key = 'began'")
    assert row is not None
    return codec.always(row["value"])
