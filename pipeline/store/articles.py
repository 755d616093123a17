"""Stories, articles and their versions: what the sources said, in each language."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from pipeline.model import UNDETERMINED, Article, Authority, Block, Dateline, Origin, Rights, State
from pipeline.store import codec, dating, pictures
from pipeline.store.connection import Store, moment, text
from pipeline.stories import Action, Item, Known, KnownArticle, Placement, best_rights, link_key, stands_in

LIVE = "version.state <> 'superseded'"
JOINED = "version JOIN article USING (uri) JOIN story ON story.id = article.story"
COLUMNS = "version.*, article.story, article.language, article.first_created"


@dataclass(frozen=True, slots=True)
class Text:
    """What an official version says: the words and the wire facts of one release as read."""

    headline: str
    headline_derived: bool
    subhead: str
    by: str
    dateline: Dateline | None
    body: tuple[Block, ...]
    origin_url: str
    issuer: str
    link: str
    evidence: str
    change: str = ""  # what differs from the version before, as JSON
    substantive: bool = True
    page: str = ""  # the address the text was read from


def known(store: Store, keys: Iterable[str]) -> list[Known]:
    """The stories that are known under any of these keys, with their live versions."""
    found: dict[str, set[str]] = {}
    for key in dict.fromkeys(key for key in keys if key):
        for row in store.rows("SELECT story FROM story_key WHERE key = ? LIMIT 50", (key,)):
            found.setdefault(row["story"], set()).add(key)
    stories = []
    for story in sorted(found):
        told = store.row("SELECT created, joined_into FROM story WHERE id = ?", (story,))
        if told is not None and told["joined_into"] is None:
            created = codec.always(told["created"])
            stories.append(Known(story, created, frozenset(found[story]), tuple(live(store, story, sketches=True))))
    return stories


def live(store: Store, story: str, *, sketches: bool = False) -> list[KnownArticle]:
    """The live versions of a story, official first, then by language; with their `sketches` where likeness matters."""
    rows = store.rows(
        f"SELECT {COLUMNS} FROM {JOINED} WHERE article.story = ? AND {LIVE} ORDER BY version.ours, article.language",
        (story,),
    )
    return [_known_article(row, sketches) for row in rows]


def became(store: Store, uri: str) -> KnownArticle | None:
    """The live official version of an article, if it has one: what an entry became when it was read before."""
    row = store.row(f"SELECT {COLUMNS} FROM {JOINED} WHERE uri = ? AND NOT ours AND {LIVE}", (uri,)) if uri else None
    return _known_article(row) if row is not None else None


def _known_article(row: sqlite3.Row, sketch: bool = False) -> KnownArticle:
    get = row.__getitem__
    return KnownArticle(
        uri=get("uri"),
        story=get("story"),
        language=get("language"),
        origin=Origin(get("origin")),
        state=State(get("state")),
        authority=Authority(get("authority")),
        rights=Rights(get("rights")),
        version=get("version"),
        source=get("source"),
        fingerprint=get("fingerprint"),
        shingles=frozenset(json.loads(get("shingles"))) if sketch else frozenset(),
        translated_from=get("from_uri") or "",
        published=moment(get("published")),
    )


def official(store: Store, uri: str) -> Article | None:
    """The live official version of an article, or None where it has none."""
    row = store.row(f"SELECT {COLUMNS} FROM {JOINED} WHERE uri = ? AND NOT ours AND {LIVE}", (uri,))
    return codec.article(row) if row is not None else None


def by_people(store: Store, story: str, language: str) -> str:
    """Who wrote or approved the live translation of a story in a language; "" where nobody did."""
    row = store.row(
        f"SELECT editor FROM {JOINED} WHERE article.story = ? AND article.language = ? AND ours AND {LIVE} "
        "AND origin IN ('edited', 'approved')",
        (story, language),
    )
    return str(row["editor"]) if row is not None else ""


def story_of(store: Store, uri: str) -> str:
    """The story an article belongs to."""
    row = store.row("SELECT story FROM article WHERE uri = ?", (uri,))
    assert row is not None
    return str(row["story"])


def text_of(store: Store, uri: str) -> Text | None:
    """What the live official version of an article says."""
    row = store.row(f"SELECT * FROM version WHERE uri = ? AND NOT ours AND {LIVE}", (uri,))
    if row is None:
        return None
    return Text(
        headline=row["headline"],
        headline_derived=bool(row["headline_derived"]),
        subhead=row["subhead"],
        by=row["byline"],
        dateline=codec.dateline(row["dateline"]),
        body=codec.body(row["body"]),
        origin_url=row["origin_url"],
        issuer=row["issuer"],
        link=row["link"],
        evidence=row["evidence"],
    )


def add(store: Store, item: Item, said: Text, placement: Placement, *, site_url: str, now: datetime) -> str:
    """Store a release where `placement` puts it, inside `write()`; returns the article's permanent URI.

    Whatever follows from it happens in the same transaction: translations of an older version become outdated, our
    own version in that language steps back, stories that the item shows to be one are joined.
    """
    if placement.action is Action.SAME:
        uri = placement.uri
        _found_again(store, uri, item)
    else:
        story = placement.story or _mint_story(store, item, site_url, now)
        for younger in placement.join:
            join_stories(store, younger, story, now)
        uri = placement.uri or article_uri(store, story, item.language, now)
        _new_version(store, uri, item, said, now)
        _step_back(store, uri, item)
        store.run("UPDATE story SET todo = 1 WHERE id = ?", (story,))
    _leave_former(store, item, uri)
    story_row = store.row("SELECT story FROM article WHERE uri = ?", (uri,))
    assert story_row is not None
    for key in {*item.keys, item.origin_key} - {""}:
        store.run("INSERT OR IGNORE INTO story_key (key, story) VALUES (?, ?)", (key, story_row["story"]))
    store.run("INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?)", (uri, item.source, item.entry, said.link))
    store.run(
        "UPDATE entry SET state = 'read', uri = ?, page = ?, checked = ?, error = NULL WHERE source = ? AND id = ?",
        (uri, said.page, text(now), item.source, item.entry),
    )
    return uri


def _mint_story(store: Store, item: Item, site_url: str, now: datetime) -> str:
    """A tag: URI (RFC 4151): the newsroom's host, the day, and a name that is the same however often it is minted."""
    name = hashlib.sha256(f"{item.source}\n{item.entry}".encode("utf-8", "replace")).digest()
    host = urlsplit(site_url).hostname or "localhost"
    length = 8
    while True:
        slug = b32encode(name)[:length].decode().lower()
        story = f"tag:{host},{now:%Y-%m-%d}:{slug}"
        if store.row("SELECT 1 FROM story WHERE id = ?", (story,)) is None:
            break
        length += 2  # another item's name begins alike, or this entry was read before and now stands alone
    published = text(item.published)
    store.insert("story", {"id": story, "created": text(now), "published": published})
    return story


def article_uri(store: Store, story: str, language: str, now: datetime) -> str:
    """The permanent URI of a story in a language, minted the first time it is needed, inside `write()`."""
    row = store.row("SELECT uri FROM article WHERE story = ? AND language = ?", (story, language))
    if row is not None:
        return str(row["uri"])
    uri = f"{story}/{language}"
    while store.row("SELECT 1 FROM article WHERE uri = ?", (uri,)) is not None:
        uri += "-2"  # the article that had this name belongs to another story now
    store.insert("article", {"uri": uri, "story": story, "language": language, "first_created": text(now)})
    return uri


def next_version(store: Store, uri: str) -> int:
    """The number of the version to come."""
    row = store.row("SELECT coalesce(max(version), 0) + 1 AS next FROM version WHERE uri = ?", (uri,))
    assert row is not None
    return int(row["next"])


def _new_version(store: Store, uri: str, item: Item, said: Text, now: datetime) -> None:
    version = next_version(store, uri)
    before = store.row(f"SELECT published, updated FROM version WHERE uri = ? AND NOT ours AND {LIVE}", (uri,))
    store.run(f"UPDATE version SET state = 'superseded' WHERE uri = ? AND NOT ours AND {LIVE}", (uri,))
    store.insert(
        "version",
        {
            "uri": uri,
            "version": version,
            "origin": Origin.OFFICIAL.value,
            "state": State.CURRENT.value,
            "source": item.source,
            "authority": item.authority.value,
            "rights": item.rights.value,
            "headline": said.headline,
            "headline_derived": int(said.headline_derived),
            "subhead": said.subhead,
            "byline": said.by,
            "dateline": codec.dateline_text(said.dateline),
            "body": codec.body_text(said.body),
            "origin_url": said.origin_url,
            "issuer": said.issuer,
            "link": said.link,
            "published": before["published"] if before else text(item.published),
            "created": text(now),
            "updated": text(now) if said.substantive or before is None else before["updated"],
            "fingerprint": item.fingerprint,
            "shingles": json.dumps(sorted(item.shingles)),
            "evidence": said.evidence,
            "change": said.change,
        },
    )
    # A rejection holds until the source changes, and it just did; what people wrote stays, marked as outdated.
    store.run(
        "UPDATE version SET state = CASE state WHEN 'rejected' THEN 'superseded' ELSE 'outdated' END "
        f"WHERE from_uri = ? AND {LIVE}",
        (uri,),
    )


def _step_back(store: Store, uri: str, item: Item) -> None:
    """Our version in a language gives way to an official one that may go wherever ours may.

    What a person wrote or approved gives way to the issuer and its wire, never to a copy.
    """
    official = became(store, uri)
    ours = store.row(f"SELECT version, origin, rights FROM version WHERE uri = ? AND ours AND {LIVE}", (uri,))
    if official is None or ours is None or not stands_in(official, Rights(ours["rights"])):
        return
    if ours["origin"] == Origin.MACHINE or item.authority is not Authority.COPY:
        store.run("UPDATE version SET state = 'superseded' WHERE uri = ? AND version = ?", (uri, ours["version"]))


def _found_again(store: Store, uri: str, item: Item) -> None:
    """The same text in another place: the freer rights and the better authority count, for its translations too."""
    article = became(store, uri)
    if article is None:
        return
    better = best_rights(item, article)
    if (better.rights, better.authority) == (article.rights, article.authority):
        return
    store.run(
        f"UPDATE version SET rights = ?, authority = ? WHERE uri = ? AND NOT ours AND {LIVE}",
        (better.rights.value, better.authority.value, uri),
    )
    store.run(f"UPDATE version SET rights = ? WHERE from_uri = ? AND {LIVE}", (better.rights.value, uri))
    store.run("UPDATE story SET todo = 1 WHERE id = ?", (article.story,))


def _leave_former(store: Store, item: Item, uri: str) -> None:
    """An entry that changed its language leaves the article it was before, if no other place carries that."""
    row = store.row("SELECT uri FROM entry WHERE source = ? AND id = ?", (item.source, item.entry))
    former = row["uri"] if row else None
    if not former or former == uri:
        return
    store.run("DELETE FROM place WHERE uri = ? AND source = ? AND entry = ?", (former, item.source, item.entry))
    if store.row("SELECT 1 FROM place WHERE uri = ?", (former,)) is None:
        store.run(f"UPDATE version SET state = 'superseded' WHERE uri = ? AND NOT ours AND {LIVE}", (former,))
        store.run(
            f"UPDATE version SET state = 'superseded' WHERE from_uri = ? AND origin = 'machine' AND {LIVE}", (former,)
        )


def join_stories(store: Store, younger: str, elder: str, now: datetime) -> None:
    """Make two stories one under the elder's name; articles keep their URIs where the elder has no such language."""
    for article in store.rows("SELECT uri, language FROM article WHERE story = ?", (younger,)):
        theirs = store.row("SELECT uri FROM article WHERE story = ? AND language = ?", (elder, article["language"]))
        if theirs is None:
            store.run("UPDATE article SET story = ? WHERE uri = ?", (elder, article["uri"]))
            continue
        official = store.row(f"SELECT * FROM version WHERE uri = ? AND NOT ours AND {LIVE}", (article["uri"],))
        # A second official text in one language stays behind with the younger story, out of every feed.
        if official is not None and became(store, theirs["uri"]) is None:
            _move_official(store, dict(official), theirs["uri"], now)
    store.run("UPDATE OR IGNORE story_key SET story = ? WHERE story = ?", (elder, younger))
    store.run("DELETE FROM story_key WHERE story = ?", (younger,))
    store.run("UPDATE story SET joined_into = ?, todo = 0 WHERE id = ?", (elder, younger))
    _inherit_standing(store, younger, elder)


def _inherit_standing(store: Store, younger: str, elder: str) -> None:
    """The graver standing and the later embargo of two stories hold for the one they become."""
    store.run(
        """
        UPDATE story SET pub_status = other.pub_status, standing = other.standing
        FROM (SELECT pub_status, standing FROM story WHERE id = :younger) AS other
        WHERE id = :elder AND (other.pub_status = 'canceled' OR story.pub_status = 'usable')
            AND other.pub_status <> 'usable'
        """,
        {"younger": younger, "elder": elder},
    )
    store.run(
        """
        UPDATE story SET embargoed_until = other.embargoed_until, embargo = other.embargo, embargo_by = other.embargo_by
        FROM (SELECT embargoed_until, embargo, embargo_by FROM story WHERE id = :younger) AS other
        WHERE id = :elder AND other.embargoed_until > coalesce(story.embargoed_until, '')
        """,
        {"younger": younger, "elder": elder},
    )


def part_article(store: Store, uri: str, story: str, now: datetime) -> str:
    """Make an article a story of its own, inside `write()`; it keeps its URI. Returns the new story's id.

    Links that both name stay with both, and so join nothing any more.
    """
    row = store.row("SELECT * FROM story WHERE id = ?", (story,))
    version = store.row(f"SELECT published, link FROM version WHERE uri = ? AND NOT ours AND {LIVE}", (uri,))
    assert row is not None
    assert version is not None
    name = hashlib.sha256(f"{uri}\n{text(now)}".encode()).digest()
    fresh = f"{story.rpartition(':')[0]}:{b32encode(name)[:10].decode().lower()}"
    store.insert(
        "story",
        {
            "id": fresh,
            "created": text(now),
            "published": version["published"],
            "pub_status": row["pub_status"],
            "standing": row["standing"],
            "embargoed_until": row["embargoed_until"],
            "embargo": row["embargo"],
            "embargo_by": row["embargo_by"],
            "spiked": row["spiked"],
        },
    )
    store.run("UPDATE article SET story = ? WHERE uri = ?", (fresh, uri))
    store.run(f"UPDATE version SET state = 'superseded' WHERE from_uri = ? AND origin = 'machine' AND {LIVE}", (uri,))
    store.run("INSERT OR IGNORE INTO story_key SELECT key, ? FROM story_key WHERE story = ?", (fresh, story))
    own = link_key(version["link"])
    if own:
        store.run("DELETE FROM story_key WHERE key = ? AND story = ?", (f"link:{own}", story))
    store.run("UPDATE story SET todo = 1 WHERE id IN (?, ?)", (fresh, story))
    return fresh


def _move_official(store: Store, row: dict[str, object], uri: str, now: datetime) -> None:
    """An official text of the younger story becomes a version of the elder's article, in place of our translation."""
    former = row["uri"]
    row["updated"] = dating.updated(store, uri, row, now)
    store.run(f"UPDATE version SET state = 'superseded' WHERE uri = ? AND {LIVE}", (former,))
    store.run(f"UPDATE version SET state = 'superseded' WHERE uri = ? AND origin = 'machine' AND {LIVE}", (uri,))
    row.pop("ours")
    version = next_version(store, uri)
    store.insert("version", row | {"uri": uri, "version": version, "created": text(now)})
    store.run(
        f"UPDATE version SET from_uri = ?, from_version = ? WHERE from_uri = ? AND {LIVE}", (uri, version, former)
    )
    pictures.follow(store, str(former), int(str(row["version"])), uri, version)
    store.run("UPDATE entry SET uri = ? WHERE uri = ?", (uri, former))
    store.run("UPDATE OR IGNORE place SET uri = ? WHERE uri = ?", (uri, former))


def undetermined(store: Store) -> list[Article]:
    """The live articles whose language nobody could tell, for staff to look at."""
    rows = store.rows(
        f"SELECT {COLUMNS} FROM {JOINED} WHERE article.language = ? AND {LIVE} ORDER BY version.published DESC",
        (UNDETERMINED,),
    )
    return [codec.article(row) for row in rows]
