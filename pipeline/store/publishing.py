"""The one query that feeds outputs, and the record of which files were written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pipeline.model import Article, Channel, Origin, Rights
from pipeline.store import codec
from pipeline.store.articles import COLUMNS, JOINED
from pipeline.store.connection import Store, text
from pipeline.stories import counts_as

# The order of precedence. A copy's text never demotes what our own staff approved or wrote, but beats the machine.
PRECEDENCE = """
    CASE WHEN origin = 'official' AND authority <> 'copy' THEN 0
         WHEN origin = 'approved' THEN 1
         WHEN origin = 'edited' THEN 2
         WHEN origin = 'official' THEN 3
         ELSE 4 END
"""


def publishable(
    store: Store, channel: Channel, language: str, *, languages: Sequence[str], now: datetime
) -> list[Article]:
    """What a channel may carry in a language, the newest first: one version per story, the best that may go out.

    Every rule stands here and nowhere else: the story is usable, not under embargo and not joined into another; the
    version is live and not rejected; its origin reaches the channel's release level; its rights allow the channel; its
    source belongs to the channel. A sister variant (pt-BR for pt) serves where `languages` does not ask for it itself.
    """
    have = [row["language"] for row in store.rows("SELECT DISTINCT language FROM article")]
    tags = [tag for tag in have if counts_as(tag, language, languages)]
    origins = [origin.value for origin in Origin if origin.rank <= channel.release.rank]
    rights = [Rights.PUBLIC.value] if channel.rights is Rights.PUBLIC else [right.value for right in Rights]
    sources = list(channel.sources)
    sql = f"""
        WITH allowed AS (
            SELECT {COLUMNS}, ROW_NUMBER() OVER (
                PARTITION BY article.story ORDER BY {PRECEDENCE}, article.language <> ?, article.language
            ) AS choice
            FROM {JOINED}
            WHERE article.language IN ({_marks(tags)})
              AND version.state IN ('current', 'outdated')
              AND version.origin IN ({_marks(origins)})
              AND version.rights IN ({_marks(rights)})
              AND {f"version.source IN ({_marks(sources)})" if sources else "TRUE"}
              AND story.pub_status = 'usable'
              AND (story.embargoed_until IS NULL OR story.embargoed_until <= ?)
              AND story.joined_into IS NULL
        )
        SELECT * FROM allowed WHERE choice = 1 ORDER BY published DESC, uri LIMIT ?
    """
    values = (language, *tags, *origins, *rights, *sources, text(now), channel.max_items)
    return [codec.article(row) for row in store.rows(sql, values)]


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def began(store: Store, now: datetime) -> datetime:
    """When this newsroom first published: what an empty feed gives as its last change."""
    row = store.row("SELECT value FROM meta WHERE key = 'began'")
    if row is None:
        with store.write():
            store.run("INSERT OR IGNORE INTO meta VALUES ('began', ?)", (text(now.replace(microsecond=0)),))
        row = store.row("SELECT value FROM meta WHERE key = 'began'")
    assert row is not None
    return codec.always(row["value"])


def written(store: Store) -> dict[str, str]:
    """The files that were published: path below the output folder, and the SHA-256 of their bytes."""
    return {row["path"]: row["sha256"] for row in store.rows("SELECT path, sha256 FROM published_file")}


def wrote(store: Store, path: str, sha256: str) -> None:
    """Record a file as published."""
    with store.write():
        store.insert("published_file", {"path": path, "sha256": sha256}, replace=True)


def removed(store: Store, path: str) -> None:
    """Record that a file is no longer published."""
    with store.write():
        store.run("DELETE FROM published_file WHERE path = ?", (path,))
