"""Preview: a text as a channel publishes it, made by the very functions that publish, with nothing written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from typing import Any

from pipeline import feeds, formats
from pipeline.config import Config
from pipeline.errors import ActError
from pipeline.model import Article, Channel, Feed, Origin, Preview, Reach, Standing, State, Vetted, WhyNot
from pipeline.pictures import shown
from pipeline.store import Store, articles, dating, pictures, published, publishing
from pipeline.stories import best, better, due, feed_for, why_not


def preview(store: Store, config: Config, uri: str, *, channel: str = "", output: str = "", now: datetime) -> Preview:
    """How a channel would publish an article if it were released as it stands, and what keeps it from doing so now.

    Without a name the first channel that has a feed for the article's language is shown, and its first output. Raises
    ActError for a channel or an output that there is not, and for an article of which nothing is live.
    """
    article = _shown(store, uri)
    chosen = _channel(config, article, channel)
    if output and output not in chosen.outputs:
        raise ActError("the channel {} has no output {}; it has {}", chosen.id, output, ", ".join(chosen.outputs))
    output = output or chosen.outputs[0]
    story = _story(store, config, article, now)
    reaches = tuple(_reach(story, one, article) for one in config.channels)
    reach = reaches[config.channels.index(chosen)]
    feed = _feed(story, chosen, output, _released(story, article, reach.today), reach.language or article.language)
    return Preview(article, output, feed, _entry(feed, output), story.standing, reach, reaches)


@dataclass(frozen=True, slots=True)
class _Story:
    """A text's story at one moment: its live versions and what is known of them."""

    store: Store
    config: Config
    live: Sequence[Article]
    standing: Standing
    vetted: Mapping[tuple[str, int], Vetted]
    now: datetime

    def why_not(self, article: Article, channel: Channel, tag: str) -> tuple[WhyNot, ...]:
        return why_not(article, self.live, self.standing, channel, tag, **self.told())

    def told(self) -> dict[str, Any]:
        return {"languages": self.config.languages, "now": self.now, "vetted": self.vetted}


def _story(store: Store, config: Config, article: Article, now: datetime) -> _Story:
    name = article.story
    live, vetted = publishing.live(store, name), publishing.vetted(store, name)
    return _Story(store, config, live, publishing.standing(store, name), vetted, now)


def _reach(story: _Story, channel: Channel, article: Article) -> Reach:
    """Whether a channel carries a text now, whether it would once a person approved it, whether it will by itself."""
    tag = feed_for(article.language, channel, story.config.languages)
    today = story.why_not(article, channel, tag)
    if not today and not _in_feed(story, article, channel, tag):
        return Reach(channel, (WhyNot.OLD,), (WhyNot.OLD,), language=tag)
    released = _released(story, article, today)
    # Whoever approves it answers for what stands open in it, or is refused.
    key = (released.uri, released.version)
    answered = replace(story, vetted={key: Vetted(checked=True), **story.vetted})
    return Reach(
        channel,
        today,
        answered.why_not(released, channel, tag),
        better(article, story.live, channel, tag, **story.told()),
        due(article, story.live, story.standing, channel, tag, **story.told()),
        tag,
    )


def leaving(store: Store, config: Config, uri: str, *, now: datetime) -> tuple[str, ...]:
    """The channels that carry an approved text of ours now and would not carry it as an edited one, by name."""
    article = _shown(store, uri)
    if article.origin is not Origin.APPROVED:
        return ()
    story = _story(store, config, article, now)
    edited = replace(article, origin=Origin.EDITED)
    then = replace(story, live=[edited if one == article else one for one in story.live])
    found = []
    for channel in config.channels:
        tag = feed_for(article.language, channel, config.languages)
        out = not story.why_not(article, channel, tag) and _in_feed(story, article, channel, tag)
        if out and then.why_not(edited, channel, tag):
            found.append(channel.id)
    return tuple(found)


def read_already(store: Store, config: Config, uri: str, *, now: datetime) -> bool:
    """Whether readers have a version of a text, or had one that was approved: then a new one may be a silent fix."""
    if dating.last_approved(store, uri) is not None:
        return True
    article = _shown(store, uri)
    for channel in config.channels:
        tag = feed_for(article.language, channel, config.languages)
        asked: dict[str, Any] = {"languages": config.languages, "now": now, "stories": [article.story]}
        if tag and any(one.uri == uri for one in publishing.publishable(store, channel, tag, **asked)):
            return True
    return False


def _shown(store: Store, uri: str) -> Article:
    """Our live version under a URI, else the issuer's."""
    story = articles.story_of(store, uri)
    versions = [one for one in publishing.live(store, story) if one.uri == uri]
    if not versions:
        raise ActError("{} is no longer in use; see `pipeline list` for what stands in its place", uri)
    return versions[-1]


def _channel(config: Config, article: Article, named: str) -> Channel:
    if not config.channels:
        raise ActError("there is no channel to publish to; add one under `channels:` in sources.yaml")
    if not named:
        fitting = (one for one in config.channels if feed_for(article.language, one, config.languages))
        return next(fitting, config.channels[0])
    found = next((one for one in config.channels if one.id == named), None)
    if found is None:
        raise ActError("no channel is called {}; there are {}", named, ", ".join(one.id for one in config.channels))
    return found


def _released(story: _Story, article: Article, today: Sequence[WhyNot]) -> Article:
    """The article as a channel would get it: approved by a person, where it is ours and does not go out as it is."""
    mended = {WhyNot.LEVEL, WhyNot.REJECTED, WhyNot.SUPERSEDED, WhyNot.CRITICAL, WhyNot.OUTDATED}
    if article.origin is Origin.OFFICIAL or mended.isdisjoint(today):
        return article
    made_from = article.translated_from
    officials = [one for one in story.live if one.origin is Origin.OFFICIAL]
    newest = [one.version for one in officials if made_from and one.uri == made_from.uri]
    return replace(
        article,
        origin=Origin.APPROVED,
        state=State.CURRENT,
        version=articles.next_version(story.store, article.uri),
        translated_from=replace(made_from, version=newest[0]) if made_from and newest else made_from,
    )


def _in_feed(story: _Story, article: Article, channel: Channel, tag: str) -> bool:
    """Whether the newest items, which the feed has room for, are so few that this one is among them."""
    since = article.published or article.first_created
    found = publishing.publishable(
        story.store, channel, tag, languages=story.config.languages, now=story.now, since=since
    )
    return any((one.uri, one.version) == (article.uri, article.version) for one in found)


def _feed(story: _Story, channel: Channel, output: str, article: Article, tag: str) -> Feed:
    """The channel's feed with this one item, which leads to the sisters that the channel carries of its story."""
    tags = dict.fromkeys((*channel.languages, tag))
    chosen = {one: best(story.live, channel, one, **story.told()) for one in tags} | {tag: article}
    places, sequence = [], 0
    for one, version in chosen.items():
        if version is not None:
            known = published.of_uri(story.store, channel.id, one, version.uri)
            name = known.name if known else feeds.name(version.uri, one)
            places.append(feeds.place(version, one, name))
            if known and one == tag:
                sequence = known.sequence
                if known.version == version.version:
                    article = replace(article, updated=known.updated)
    own = next(one for one in places if one.feed == tag)
    shelf = formats.shelf(channel)
    site = story.config.site
    source = article.translated_from or article  # what would be approved is no stored version yet
    found = pictures.of(story.store, source.uri, source.version)
    images = shown(article, found, f"{site.url}/{channel.id}/")
    item = feeds.item(site, channel.id, article, own, places, shelf, sequence=sequence, images=images)
    feed = feeds.feed(site, channel, tag, [item], began=article.updated)
    return replace(feed, formats=formats.documents(channel), options=channel.options.get(output))


def _entry(feed: Feed, output: str) -> str:
    """What an output writes for the feed's item: its own file, else the lines that its document has for the item."""
    one = formats.named(output)
    if one.render_item:
        files = one.render_item(replace(feed, items=()), feed.items[0])
        return next((content.decode("utf-8", "replace") for _, content in sorted(files.items())), "")
    if one.render is None:
        return ""
    whole = one.render(feed).decode("utf-8", "replace").split("\n")
    empty = one.render(replace(feed, items=())).decode("utf-8", "replace").split("\n")
    head = _alike(whole, empty)
    tail = _alike(whole[head:][::-1], empty[head:][::-1])
    lines = whole[head : len(whole) - tail]
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip())] if lines else ""
    return "\n".join(line.removeprefix(indent) for line in lines)


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines two documents begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
