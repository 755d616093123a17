"""Preview: a text as a channel publishes it, made by the very functions that publish, with nothing written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import takewhile

from pipeline import feeds, formats
from pipeline.config import Config
from pipeline.errors import ActError
from pipeline.model import Article, Channel, Feed, Origin, Preview, Reach, Standing, State, WhyNot
from pipeline.store import Store, articles, published, publishing
from pipeline.stories import best, better, feed_for, why_not


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
    live = publishing.live(store, article.story)
    standing = publishing.standing(store, article.story)
    reaches = tuple(_reach(store, config, one, article, live, standing, now) for one in config.channels)
    tag = feed_for(article.language, chosen, config.languages) or article.language
    feed = _feed(store, config, chosen, output, _released(store, article, chosen, live), live, tag)
    reach = reaches[config.channels.index(chosen)]
    return Preview(article, output, feed, _entry(feed, output), standing, reach, reaches)


def _reach(
    store: Store,
    config: Config,
    channel: Channel,
    article: Article,
    live: Sequence[Article],
    standing: Standing,
    now: datetime,
) -> Reach:
    """Whether a channel carries a text now, and whether it would once a person approved it."""
    tag = feed_for(article.language, channel, config.languages)

    def bars(one: Article) -> tuple[WhyNot, ...]:
        return why_not(one, live, standing, channel, tag, languages=config.languages, now=now)

    today = bars(article)
    if not today and not _in_feed(store, config, article, channel, tag, now):
        return Reach(channel, (WhyNot.OLD,), (WhyNot.OLD,))
    then = bars(_released(store, article, channel, live))
    return Reach(channel, today, then, better(article, live, channel, tag, config.languages))


def leaving(store: Store, config: Config, uri: str, *, now: datetime) -> tuple[str, ...]:
    """The channels that carry an approved text of ours now and would not carry it as an edited one, by name."""
    article = _shown(store, uri)
    if article.origin is not Origin.APPROVED:
        return ()
    live = publishing.live(store, article.story)
    standing = publishing.standing(store, article.story)
    edited = replace(article, origin=Origin.EDITED)
    then = [edited if one == article else one for one in live]
    found = []
    for channel in config.channels:
        tag = feed_for(article.language, channel, config.languages)
        ask = partial(why_not, standing=standing, channel=channel, tag=tag, languages=config.languages, now=now)
        out = not ask(article, live) and _in_feed(store, config, article, channel, tag, now)
        if out and ask(edited, then):
            found.append(channel.id)
    return tuple(found)


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


def _released(store: Store, article: Article, channel: Channel, live: Sequence[Article]) -> Article:
    """The article as the channel would get it: approved by a person, where it is ours and does not go out as it is."""
    goes_as_it_is = article.origin.rank <= channel.release.rank and article.state in (State.CURRENT, State.OUTDATED)
    if article.origin is Origin.OFFICIAL or goes_as_it_is:
        return article
    made_from = article.translated_from
    newest = [one.version for one in live if made_from and one.uri == made_from.uri and one.origin is Origin.OFFICIAL]
    return replace(
        article,
        origin=Origin.APPROVED,
        state=State.CURRENT,
        version=articles.next_version(store, article.uri),
        translated_from=replace(made_from, version=newest[0]) if made_from and newest else made_from,
    )


def _in_feed(store: Store, config: Config, article: Article, channel: Channel, tag: str, now: datetime) -> bool:
    """Whether the newest items, which the feed has room for, are so few that this one is among them."""
    found = publishing.publishable(
        store, channel, tag, languages=config.languages, now=now, since=article.published or article.first_created
    )
    return any((one.uri, one.version) == (article.uri, article.version) for one in found)


def _feed(
    store: Store, config: Config, channel: Channel, output: str, article: Article, live: Sequence[Article], tag: str
) -> Feed:
    """The channel's feed with this one item, which leads to the sisters that the channel carries of its story."""
    tags = dict.fromkeys((*channel.languages, tag))
    chosen = {one: best(live, channel, one, config.languages) for one in tags} | {tag: article}
    places, sequence = [], 0
    for one, version in chosen.items():
        if version is not None:
            known = published.of_uri(store, channel.id, one, version.uri)
            name = known.name if known else feeds.name(version.uri, one)
            places.append(feeds.place(version, one, name))
            if known and one == tag:
                sequence = known.sequence
    own = next(one for one in places if one.feed == tag)
    shelf = formats.shelf(channel)
    item = feeds.item(config.site, channel.id, article, own, places, shelf, sequence=sequence)
    feed = feeds.feed(config.site, channel, tag, [item], began=article.updated)
    return replace(feed, options=channel.options.get(output))


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
