"""The one query that feeds outputs, and the record of which files were written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pipeline.model import Article, Channel, Origin, Outdated, Policy, PubStatus, Rights, Standing, Vetted
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
    stories: Sequence[str] | None = None,
    since: datetime | None = None,
) -> list[Article]:
    """What a channel may carry in a language, the newest first: one version per story, the best that may go out.

    Every rule stands here and nowhere else: the story is usable, not under embargo, not spiked and not joined into
    another; the version is live and not rejected; its origin reaches the release level, or it is the machine's and
    stood for the channel's grace without a refusal; its rights allow the channel; its source belongs to the channel;
    no critical issue stands open in it, unless whoever approved it said why; it is not behind its source where the
    channel wants none that is. What cannot be proved stays in: a machine's text that was never checked does not go out.

    A sister variant (pt-BR for pt) serves where `languages` does not ask for it itself. With `stories` only those are
    looked at, however full the channel is and however old they are; without, the newest as far as the policy for the
    language goes. `since` leaves out what was published before that. `stories.why_not` tells people of these rules,
    text by text.
    """
    policy = channel.policy(language)
    tags = [tag for tag in _tags(store) if counts_as(tag, language, languages)]
    if not tags or (stories is not None and not stories):
        return []
    values: dict[str, Any] = {
        "language": language,
        "now": text(now),
        "tags": json.dumps(tags),
        "origins": json.dumps(_origins(policy)),
        "sources": json.dumps(channel.sources),
        "earliest": text(since) if since else "",
        "most": policy.max_items,
    }
    if policy.grace is not None:
        values["stood"] = text(now - policy.grace)

    def choice(version: str) -> str:
        return f"({PRECEDENCE.format(version)}, {version}.tag <> :language, {version}.tag)"

    sql = f"""
        SELECT {COLUMNS} FROM {{tables}}
        WHERE {{which}} AND version.published >= :earliest AND {_allowed("version", channel, policy)}
          AND story.pub_status = 'usable'
          AND (story.embargoed_until IS NULL OR story.embargoed_until <= :now)
          AND story.joined_into IS NULL AND story.spiked = ''
          AND NOT EXISTS (
              SELECT 1 FROM article AS sister CROSS JOIN version AS other ON other.uri = sister.uri
              WHERE sister.story = article.story AND +other.tag IN (SELECT value FROM json_each(:tags))
                AND {_allowed("other", channel, policy)} AND {choice("other")} < {choice("version")}
          )
    """
    # The joins are ordered by hand (CROSS JOIN, +): the planner cannot know that a story has few versions and a
    # language very many.
    if stories is not None:
        tables = (
            "json_each(:stories) AS asked CROSS JOIN article ON article.story = asked.value "
            "CROSS JOIN version ON version.uri = article.uri CROSS JOIN story ON story.id = article.story"
        )
        which = "+version.tag IN (SELECT value FROM json_each(:tags))"
        values["stories"] = json.dumps(list(dict.fromkeys(stories)))
        rows = store.rows(sql.format(tables=tables, which=which), values)
    else:
        # From the newest on, until the feed is full: a version stays out where its story has a better one.
        if policy.max_age is not None:
            values["earliest"] = max(values["earliest"], text(now - policy.max_age))
        newest = sql.format(tables=JOINED, which="version.tag = :tag")
        newest += "ORDER BY version.published DESC, version.uri LIMIT :most"
        rows = [row for tag in tags for row in store.rows(newest, values | {"tag": tag})]
    rows.sort(key=lambda row: str(row["uri"]))
    rows.sort(key=lambda row: str(row["published"]), reverse=True)
    return [codec.article(row) for row in (rows if stories is not None else rows[: policy.max_items])]


def _allowed(version: str, channel: Channel, policy: Policy) -> str:
    """What must hold of a version by itself, as a condition on the table that is called `version` in the query."""
    graced = f" OR {_graced(version)}" if policy.grace is not None else ""
    rules = [
        f"{version}.state IN ('current', 'outdated')",
        f"({version}.origin IN (SELECT value FROM json_each(:origins)){graced})",
        f"({version}.origin = 'official' OR {_answered(version)})",
    ]
    if policy.outdated is Outdated.DROP:
        rules.append(f"{version}.state <> 'outdated'")
    if channel.rights is Rights.PUBLIC:
        rules.append(f"{version}.rights = 'public'")
    if channel.sources:
        rules.append(f"{version}.source IN (SELECT value FROM json_each(:sources))")
    return " AND ".join(rules)


def _origins(policy: Policy) -> list[str]:
    """The origins that go out as soon as they are there; under a grace, a machine's text never does."""
    waits = {Origin.MACHINE} if policy.grace is not None else set()
    return [origin.value for origin in Origin if origin.rank <= policy.release.rank and origin not in waits]


def _graced(version: str) -> str:
    """A machine's text that nobody refused in time."""
    return f"({version}.origin = 'machine' AND {version}.created <= :stood AND NOT {_turned_down(version)})"


def _turned_down(version: str) -> str:
    """A person refused this text, or another of its article, and its source has no newer version since.

    Where the two were made from different articles nothing tells that there is one, so the refusal holds.
    """
    return f"""EXISTS (
        SELECT 1 FROM act JOIN version AS former ON former.uri = act.uri AND former.version = act.version
        WHERE act.uri = {version}.uri AND act.act = 'reject'
          AND NOT (former.from_uri = {version}.from_uri AND former.from_version < {version}.from_version)
    )"""


def _answered(version: str) -> str:
    """The checks looked at it and nothing critical stands open, or whoever approved it said why it goes out."""
    return f"""(
        ({version}.origin <> 'machine' OR {_checked(version)}) AND NOT {_critical(version)}
        OR {version}.origin = 'approved' AND {_overridden(version)}
    )"""


def _checked(version: str) -> str:
    return f"EXISTS (SELECT 1 FROM segment WHERE segment.uri = {version}.uri AND segment.version = {version}.version)"


def _critical(version: str) -> str:
    return f"""EXISTS (
        SELECT 1 FROM open_issue
        WHERE open_issue.uri = {version}.uri AND open_issue.version = {version}.version AND severity = 'critical'
    )"""


def _overridden(version: str) -> str:
    return f"""EXISTS (
        SELECT 1 FROM act
        WHERE act.uri = {version}.uri AND act.version = {version}.version AND act.act = 'approve' AND act.why <> ''
    )"""


def vetted(store: Store, story: str) -> dict[tuple[str, int], Vetted]:
    """What checks and people said of the live versions of a story, by URI and version."""
    rows = store.rows(
        f"""
        SELECT version.uri, version.version, {_checked("version")} AS checked, {_critical("version")} AS critical,
            {_overridden("version")} AS overridden, {_turned_down("version")} AS refused
        FROM article CROSS JOIN version ON version.uri = article.uri WHERE article.story = ? AND {LIVE}
        """,
        (story,),
    )
    return {
        (row["uri"], row["version"]): Vetted(
            *(bool(row[name]) for name in ("checked", "critical", "overridden", "refused"))
        )
        for row in rows
    }


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
