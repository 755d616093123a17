"""Settle what each channel carries: changed stories are compared with what it carried, and each change is numbered.

Only stories that changed are looked at, so that the work follows what changed and not what is stored. Each few of them
are one transaction: a publish that is killed in between goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from pipeline import feeds, formats
from pipeline.config import Config
from pipeline.model import Article, Channel, Event, Origin, PubStatus
from pipeline.store import Store, pictures, publishable, published
from pipeline.store.published import Carried

BATCH = 200  # changes looked at in one transaction; others who write wait for no longer


def settle(store: Store, config: Config, now: datetime) -> None:
    """Bring the record of what each channel carries up to date; files follow it afterwards."""
    with store.write():
        seen = published.setting(store, "looked")
        policies = [channel.policy(tag) for channel in config.channels for tag in channel.languages]
        graces = {policy.grace.total_seconds() for policy in policies if policy.grace is not None}
        published.time_passed(store, datetime.fromisoformat(seen) if seen else None, now, sorted(graces))
        published.note(store, "looked", now.isoformat())
    while True:
        with store.write():
            mark, stories = published.stale(store, BATCH)
            if not stories:
                return
            stories = published.with_joined(store, stories)
            for channel in config.channels:
                _settle(store, config, channel, stories, now)
            published.looked_at(store, mark)


def _settle(store: Store, config: Config, channel: Channel, stories: list[str], now: datetime) -> None:
    """Bring some stories up to date in one channel: first what it carries, then what it does not any more.

    In this order a text that moved to another story, or was replaced in it, is seen where it is now.
    """
    may = _may_carry(store, config, channel, stories, now)
    was = {(row.language, row.uri): row for row in published.of_stories(store, channel.id, stories)}
    shelf = formats.shelf(channel)
    carried = set()
    for story in stories:
        versions = may.get(story, {})
        found = {tag: _row(store, channel, tag, article, was) for tag, article in versions.items()}
        places = [feeds.place(article, tag, found[tag].name) for tag, article in versions.items()]
        for tag, article in versions.items():
            mark = _fingerprint(article, places, bool(shelf.page), _images(store, article))
            _carry(store, found[tag], article, mark, now)
            carried.add((tag, article.uri))
    standings = published.standings(store, stories)
    for key, row in was.items():
        if key not in carried:
            status, joined = standings.get(row.story, (PubStatus.USABLE, ""))
            place = may.get(row.story, {}).get(row.language)
            _drop(store, row, status, place.uri if place else _elder(store, channel, row.language, joined), now)


def _may_carry(
    store: Store, config: Config, channel: Channel, stories: list[str], now: datetime
) -> dict[str, dict[str, Article]]:
    """What the channel may carry of some stories: by story, by language of the feed."""
    found: dict[str, dict[str, Article]] = {}
    for tag in channel.languages:
        for article in publishable(store, channel, tag, languages=config.languages, now=now, stories=stories):
            found.setdefault(article.story, {})[tag] = article
    return found


def _row(store: Store, channel: Channel, tag: str, article: Article, was: dict[tuple[str, str], Carried]) -> Carried:
    """The item of an article in a feed as it was; a new one has no sequence yet, but its number and name for ever."""
    key = (tag, article.uri)
    if key not in was:
        known = published.of_uri(store, channel.id, tag, article.uri)  # under a story that it belonged to before
        was[key] = known or _new(store, channel, tag, article)
    if was[key].story != article.story:
        if was[key].sequence:
            published.moved(store, was[key], article.story)
        was[key] = replace(was[key], story=article.story)
    return was[key]


def _new(store: Store, channel: Channel, tag: str, article: Article) -> Carried:
    when = article.published or article.first_created
    return Carried(
        channel=channel.id,
        language=tag,
        uri=article.uri,
        tag=article.language,
        story=article.story,
        version=article.version,
        status=PubStatus.USABLE,
        name=published.free_name(store, channel.id, tag, feeds.name(article.uri, tag)),
        number=0,
        published=when,
        updated=article.updated,
        link="",
        made_from="",
        changed=when,
        sequence=0,
        shown=0,
        fingerprint="",
        replaced_by="",
    )


def _carry(store: Store, row: Carried, article: Article, mark: str, now: datetime) -> None:
    """The channel carries an article: a new item, one that came back, one that changed, or one that is as it was.

    In a channel, the time of an item's last change never goes back.
    """
    new = row.sequence == 0 or row.status is not PubStatus.USABLE
    if not new and row.fingerprint == mark:
        return
    # What came back was withdrawn since; and a silent fix must not give readers an earlier time than they have.
    floor = now if row.sequence and new else row.updated
    number = row.number or published.last_number(store, row.channel, row.language) + 1
    fresh = replace(
        row,
        number=number,
        version=article.version,
        status=PubStatus.USABLE,
        published=article.published or article.first_created,
        updated=max(article.updated, floor),
        link=article.link if article.origin is Origin.OFFICIAL else "",
        made_from=article.translated_from.uri if article.translated_from else "",
        fingerprint=mark,
        replaced_by="",
    )
    notify = new or fresh.updated > row.updated
    published.put(store, fresh, Event.PUBLISHED if new else Event.UPDATED, notify=notify, now=now)


def _drop(store: Store, row: Carried, status: PubStatus, instead: str, now: datetime) -> None:
    """The channel must not carry an item any more; a killed story's items are canceled, all others withheld."""
    canceled = status is PubStatus.CANCELED
    fresh = replace(
        row,
        status=PubStatus.CANCELED if canceled else PubStatus.WITHHELD,
        replaced_by="" if canceled else instead,
        fingerprint="",
    )
    if (fresh.status, fresh.replaced_by) == (row.status, row.replaced_by):
        return
    published.put(store, fresh, Event.CANCELED if canceled else Event.WITHDRAWN, notify=True, now=now)


def _elder(store: Store, channel: Channel, tag: str, story: str) -> str:
    """What the channel carries in a language of the story that another was joined into; "" for nothing."""
    rows = published.of_stories(store, channel.id, [story]) if story else []
    return next((row.uri for row in rows if row.language == tag and row.status is PubStatus.USABLE), "")


def _images(store: Store, article: Article) -> list[str]:
    return [f"{one.sha256} {one.block} {one.credit}" for one in pictures.of(store, article.uri, article.version)]


def _fingerprint(article: Article, places: Iterable[feeds.Place], pages: bool, images: list[str]) -> str:
    """A digest of all that is shown of an item. A version's words never change, so that its number stands for them."""
    sisters = sorted(
        (one.feed, one.language, one.uri, one.name, "" if pages else one.link, one.made_from)
        for one in places
        if one.uri != article.uri
    )
    told = [article.version, article.state.value, article.authority.value, article.rights.value, sisters, images]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
