"""What each channel carries and once carried: one row for each item, kept for ever, and what changed in which order."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.feeds import Place
from pipeline.model import Article, Change, Event, PubStatus
from pipeline.store import codec
from pipeline.store.articles import COLUMNS, JOINED
from pipeline.store.connection import Store, text


@dataclass(frozen=True, slots=True)
class Carried:
    """An item of a channel's feed, or what is left of one; times are in UTC, `link` is the issuer's own page.

    `language` is the feed's, `tag` the text's own (pt-BR in the feed pt);
    `number` says which item of its feed it is, counted from 1 as they came; `shown` is the sequence that files show.
    """

    channel: str
    language: str
    uri: str
    tag: str
    story: str
    version: int
    status: PubStatus
    name: str
    number: int
    published: datetime
    updated: datetime
    link: str
    made_from: str
    changed: datetime
    sequence: int
    shown: int
    fingerprint: str
    replaced_by: str


def stale(store: Store, limit: int) -> tuple[int, list[str]]:
    """Stories in which something changed, the longest waiting first, and up to which mark that is all of them."""
    rows = store.rows("SELECT id, story FROM stale ORDER BY id LIMIT ?", (limit,))
    return (rows[-1]["id"] if rows else 0), list(dict.fromkeys(row["story"] for row in rows))


def with_joined(store: Store, stories: Sequence[str]) -> list[str]:
    """Some stories, and those that were joined into them: what becomes of one tells where readers of the others go."""
    rows = store.rows(
        """
        WITH RECURSIVE kin (id) AS (
            SELECT value FROM json_each(?)
            UNION SELECT story.id FROM kin JOIN story ON story.joined_into = kin.id
        ) SELECT id FROM kin
        """,
        (json.dumps(list(stories)),),
    )
    return list(dict.fromkeys((*stories, *(row["id"] for row in rows))))


def looked_at(store: Store, mark: int) -> None:
    """Forget the stories up to a mark, inside `write()`: they were looked at."""
    store.run("DELETE FROM stale WHERE id <= ?", (mark,))


def time_passed(store: Store, since: datetime | None, now: datetime, graces: Iterable[float]) -> None:
    """Mark the stories whose embargo ended, or whose machine versions stood long enough, inside `write()`.

    `graces` are in seconds. Without `since` there is nothing to mark: every story is looked at for the first time.
    """
    if since is None:
        return
    early, late = sorted((since, now))  # a clock set back must not leave an embargo that passed unnoticed
    store.run(
        "INSERT INTO stale (story) SELECT id FROM story WHERE embargoed_until > ? AND embargoed_until <= ?",
        (text(early), text(late)),
    )
    for grace in graces:
        store.run(
            "INSERT INTO stale (story) SELECT DISTINCT article.story FROM version JOIN article USING (uri) "
            "WHERE version.origin = 'machine' AND version.state IN ('current', 'outdated') "
            "AND version.created > ? AND version.created <= ?",
            (_before(early, grace), _before(late, grace)),
        )


def _before(when: datetime, seconds: float) -> str:
    return text(datetime.fromtimestamp(when.timestamp() - seconds, when.tzinfo))


def everything_stale(store: Store, channel: str) -> None:
    """Look at every story again and write every file of a channel anew, inside `write()`: its settings changed."""
    store.run("DELETE FROM stale")
    store.run("INSERT INTO stale (story) SELECT id FROM story ORDER BY published, id")
    store.run("UPDATE published SET shown = 0 WHERE channel = ?", (channel,))


def take_back(store: Store, internal: Sequence[str]) -> None:
    """Close to the public, inside `write()`, what came from sources that are internal now, and what was made from it.

    A text that also came from a source that is not among them stays as it is. What was closed opens again only when it
    is read from a public source anew.
    """
    closed = json.dumps(list(internal))
    store.run(
        "UPDATE version SET rights = 'internal' WHERE rights = 'public' AND NOT ours AND state <> 'superseded' "
        "AND source IN (SELECT value FROM json_each(:closed)) AND NOT EXISTS (SELECT 1 FROM place "
        "WHERE place.uri = version.uri AND place.source NOT IN (SELECT value FROM json_each(:closed)))",
        {"closed": closed},
    )
    store.run(
        "UPDATE version SET rights = 'internal' WHERE rights = 'public' AND ours AND state <> 'superseded' AND EXISTS ("
        "SELECT 1 FROM version AS source WHERE source.uri = version.from_uri AND NOT source.ours "
        "AND source.state <> 'superseded' AND source.rights = 'internal')"
    )


def setting(store: Store, key: str) -> str:
    """What publishing noted for itself under a name; "" where it noted nothing."""
    row = store.row("SELECT value FROM meta WHERE key = ?", (f"publish {key}",))
    return str(row["value"]) if row else ""


def note(store: Store, key: str, value: str) -> None:
    """Note something for the next publish, inside `write()`; "" forgets it."""
    if value:
        store.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", (f"publish {key}", value))
    else:
        store.run("DELETE FROM meta WHERE key = ?", (f"publish {key}",))


def told(store: Store, channel: str) -> int:
    """The sequence up to which a channel's files say what changed; 0 before its first publish came to its end."""
    return int(setting(store, f"told {channel}") or 0)


def channels(store: Store) -> list[str]:
    """The channels that were ever published, by name."""
    sql = """
        WITH RECURSIVE met (name) AS (
            SELECT min(channel) FROM published_file
            UNION ALL SELECT (SELECT min(channel) FROM published_file WHERE channel > met.name) FROM met
            WHERE name IS NOT NULL
        ) SELECT name FROM met WHERE name IS NOT NULL
    """
    return [row["name"] for row in store.rows(sql)]


def standings(store: Store, stories: Sequence[str]) -> dict[str, tuple[PubStatus, str]]:
    """How stories stand, and which story each was joined into: one that was joined stands as that one does."""
    rows = store.rows(
        """
        WITH RECURSIVE way (id, at, joined) AS (
            SELECT id, id, joined_into FROM story WHERE id IN (SELECT value FROM json_each(?))
            UNION SELECT way.id, story.id, story.joined_into FROM way JOIN story ON story.id = way.joined
        )
        SELECT way.id, way.at <> way.id AS moved, story.pub_status, way.at AS joined
        FROM way JOIN story ON story.id = way.at WHERE way.joined IS NULL
        """,
        (json.dumps(stories),),
    )
    return {row["id"]: (PubStatus(row["pub_status"]), row["joined"] if row["moved"] else "") for row in rows}


def of_stories(store: Store, channel: str, stories: Iterable[str]) -> list[Carried]:
    """All items of some stories that a channel carries or carried, in every language."""
    sql = (
        "SELECT published.* FROM json_each(?) AS asked CROSS JOIN published INDEXED BY published_story "
        "ON published.story = asked.value AND published.channel = ? ORDER BY language, uri"
    )
    return [_carried(row) for row in store.rows(sql, (json.dumps(sorted(set(stories))), channel))]


def places(store: Store, channel: str, stories: Iterable[str]) -> dict[str, list[tuple[str, Place]]]:
    """Where the versions of some stories stand that a channel carries, by story, each with its feed's language."""
    sql = (
        "SELECT story, language, tag, uri, name, link, made_from FROM json_each(?) AS asked "
        "CROSS JOIN published INDEXED BY published_story ON published.story = asked.value AND published.channel = ? "
        "WHERE status = 'usable' ORDER BY language, uri"
    )
    found: dict[str, list[tuple[str, Place]]] = {}
    for story, feed, *rest in store.rows(sql, (json.dumps(sorted(set(stories))), channel)):
        tag, uri, name, link, made_from = rest
        found.setdefault(story, []).append((feed, Place(tag, feed, uri, name, link, made_from)))
    return found


def of_uri(store: Store, channel: str, language: str, uri: str) -> Carried | None:
    """One item of a feed, whatever became of it."""
    sql = "SELECT * FROM published WHERE channel = ? AND language = ? AND uri = ?"
    row = store.row(sql, (channel, language, uri))
    return _carried(row) if row else None


def due(store: Store, channel: str) -> list[Carried]:
    """The items of a channel whose files do not show their last change yet, in the order they came."""
    rows = store.rows(
        "SELECT * FROM published INDEXED BY published_due WHERE channel = ? AND shown <> sequence "
        "ORDER BY language, number",
        (channel,),
    )
    return [_carried(row) for row in rows]


def newest(store: Store, channel: str, language: str, *, limit: int, since: datetime | None = None) -> list[Carried]:
    """The newest items of a feed, the newest first."""
    rows = store.rows(
        "SELECT * FROM published WHERE channel = ? AND language = ? AND status = 'usable' AND published >= ? "
        "ORDER BY published DESC, uri LIMIT ?",
        (channel, language, text(since) if since else "", limit),
    )
    return [_carried(row) for row in rows]


def more(store: Store, channel: str, language: str, than: int) -> bool:
    """Whether a feed has more items than so many."""
    sql = (
        "SELECT count(*) AS found FROM (SELECT 1 FROM published "
        "WHERE channel = ? AND language = ? AND status = 'usable' LIMIT ?)"
    )
    row = store.row(sql, (channel, language, than + 1))
    return row is not None and row["found"] > than


def left(store: Store, channel: str, language: str, *, since: datetime, limit: int = 1000) -> list[Carried]:
    """What left a feed since a time, the last first."""
    rows = store.rows(
        "SELECT * FROM published WHERE channel = ? AND language = ? AND status <> 'usable' AND changed >= ? "
        "ORDER BY changed DESC, uri LIMIT ?",
        (channel, language, text(since), limit),
    )
    return [_carried(row) for row in rows]


def numbered(store: Store, channel: str, language: str, first: int, last: int) -> list[Carried]:
    """The items of a feed from one number to another, the last first; also those that left."""
    rows = store.rows(
        "SELECT * FROM published WHERE channel = ? AND language = ? AND number BETWEEN ? AND ? ORDER BY number DESC",
        (channel, language, first, last),
    )
    return [_carried(row) for row in rows]


def last_number(store: Store, channel: str, language: str) -> int:
    """How many items a feed ever had."""
    row = store.row("SELECT max(number) AS last FROM published WHERE channel = ? AND language = ?", (channel, language))
    return int(row["last"] or 0) if row else 0


def texts(store: Store, rows: Sequence[Carried]) -> dict[tuple[str, int], Article]:
    """The versions that items show, by URI and version."""
    asked = json.dumps(sorted({(row.uri, row.version) for row in rows}))
    sql = f"""
        SELECT {COLUMNS} FROM json_each(?) AS asked CROSS JOIN {JOINED}
        WHERE version.uri = asked.value ->> 0 AND version.version = asked.value ->> 1
    """
    return {(row["uri"], row["version"]): codec.article(row) for row in store.rows(sql, (asked,))}


def put(store: Store, row: Carried, event: Event, *, notify: bool, now: datetime) -> Carried:
    """Store an item as it is now under a new sequence, inside `write()`, and note the change; returns it with that."""
    store.run(
        "INSERT INTO change (channel, number, language, uri, story, version, name, event, notify, at) "
        "VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM change WHERE channel = ?), ?, ?, ?, ?, ?, ?, ?, ?)",
        (row.channel, row.channel, row.language, row.uri, row.story, row.version, row.name, event.value, int(notify),
         text(now)),
    )  # fmt: skip
    last = store.row("SELECT last_insert_rowid() AS sequence")
    assert last is not None
    values = {
        "channel": row.channel,
        "language": row.language,
        "uri": row.uri,
        "tag": row.tag,
        "story": row.story,
        "version": row.version,
        "status": row.status.value,
        "name": row.name,
        "number": row.number,
        "published": text(row.published),
        "updated": text(row.updated),
        "link": row.link,
        "made_from": row.made_from,
        "changed": text(now),
        "sequence": last["sequence"],
        "shown": row.shown,
        "fingerprint": row.fingerprint,
        "replaced_by": row.replaced_by,
    }
    # Not INSERT OR REPLACE: that would put out another item of the same number or name without a word.
    store.run(
        "DELETE FROM published WHERE channel = ? AND language = ? AND uri = ?", (row.channel, row.language, row.uri)
    )
    store.insert("published", values)
    stored = of_uri(store, row.channel, row.language, row.uri)
    assert stored is not None
    return stored


def moved(store: Store, row: Carried, story: str) -> None:
    """An item belongs to another story now, inside `write()`; nothing that readers see changed."""
    sql = "UPDATE published SET story = ? WHERE channel = ? AND language = ? AND uri = ?"
    store.run(sql, (story, row.channel, row.language, row.uri))


def free_name(store: Store, channel: str, language: str, wanted: str) -> str:
    """A file name that no other item of the feed ever had: the one wanted, else with a number behind it."""
    name, times = wanted, 1
    sql = "SELECT 1 FROM published WHERE channel = ? AND language = ? AND name = ?"
    while store.row(sql, (channel, language, name)) is not None:
        times += 1
        name = f"{wanted}-{times}"
    return name


def show(store: Store, rows: Iterable[Carried]) -> None:
    """Note that the files show these items as they were read; what changed meanwhile stays due."""
    with store.write():
        for row in rows:
            store.run(
                "UPDATE published SET shown = sequence WHERE channel = ? AND language = ? AND uri = ? AND sequence = ?",
                (row.channel, row.language, row.uri, row.sequence),
            )


def changes(store: Store, *, since: int = 0, channel: str = "", limit: int = -1) -> list[Change]:
    """What changed after a sequence, in its order, in one channel or in all."""
    where, values = ("channel = ? AND", (channel,)) if channel else ("", ())
    sql = f"SELECT * FROM change WHERE {where} sequence > ? ORDER BY sequence LIMIT ?"
    return [_change(row) for row in store.rows(sql, (*values, since, limit))]


def changes_numbered(store: Store, channel: str, first: int, last: int) -> list[Change]:
    """The changes of a channel from one number to another, as they came."""
    sql = "SELECT * FROM change WHERE channel = ? AND number BETWEEN ? AND ? ORDER BY number"
    return [_change(row) for row in store.rows(sql, (channel, first, last))]


def last_change(store: Store, channel: str) -> tuple[int, int]:
    """How many changes a channel had, and the sequence of the last."""
    sql = "SELECT number, sequence FROM change WHERE channel = ? ORDER BY number DESC LIMIT 1"
    row = store.row(sql, (channel,))
    return (row["number"], row["sequence"]) if row else (0, 0)


def _change(row: sqlite3.Row) -> Change:
    return Change(
        sequence=row["sequence"],
        channel=row["channel"],
        language=row["language"],
        uri=row["uri"],
        story=row["story"],
        version=row["version"],
        name=row["name"],
        event=Event(row["event"]),
        notify=bool(row["notify"]),
        at=codec.always(row["at"]),
    )


def _carried(row: sqlite3.Row) -> Carried:
    return Carried(
        channel=row["channel"],
        language=row["language"],
        uri=row["uri"],
        tag=row["tag"],
        story=row["story"],
        version=row["version"],
        status=PubStatus(row["status"]),
        name=row["name"],
        number=row["number"],
        published=codec.always(row["published"]),
        updated=codec.always(row["updated"]),
        link=row["link"],
        made_from=row["made_from"],
        changed=codec.always(row["changed"]),
        sequence=row["sequence"],
        shown=row["shown"],
        fingerprint=row["fingerprint"],
        replaced_by=row["replaced_by"],
    )
