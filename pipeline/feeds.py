"""What each feed of a channel says: addresses, titles, items with their sister versions and originals. Pure.

An item is told by what the store keeps of it (`Place`), so that one changed item asks for no other's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline import language
from pipeline.model import Article, Channel, Feed, Image, Item, Origin, Sister, Site, Withdrawn


@dataclass(frozen=True, slots=True)
class Shelf:
    """How a channel lays out its files: the pattern of the pages for readers, else the file that stands in for them.

    `page` is such as `{name}.html`, "" where the channel has no pages; `filename` and `media_type` are those of its
    first document, in which a version without a page of its own is found.
    """

    page: str = ""
    filename: str = ""
    media_type: str = "text/html"


@dataclass(frozen=True, slots=True)
class Place:
    """Where one version stands in a channel: in which feed, under which name; `link` is the issuer's own page.

    `made_from` is the URI of the article that it was translated from, "" for an official version.
    """

    language: str
    feed: str
    uri: str
    name: str
    link: str = ""
    made_from: str = ""


def folder(site: Site, channel: str, tag: str) -> str:
    """The address of a channel's feed in a language; it ends with a slash."""
    return f"{site.url}/{channel}/{tag}/"


def name(uri: str, tag: str) -> str:
    """The file name that an article should have in a feed, without an ending: `2025-11-27-abcdefgh`.

    It is made of what its permanent URI says after the newsroom's host; the language stands in it only where it is not
    the feed's own.
    """
    day, _, rest = uri.partition(",")[2].partition(":")
    story, _, own = rest.partition("/")
    tail = "" if own == tag else f"-{own}"
    kept = (character if character.isalnum() and character.isascii() else "-" for character in f"{day}-{story}{tail}")
    return "".join(kept).strip("-") or "item"


def place(article: Article, feed: str, called: str) -> Place:
    """Where an article stands, under the name it is called by in a feed."""
    link = article.link if article.origin is Origin.OFFICIAL else ""
    made_from = article.translated_from.uri if article.translated_from else ""
    return Place(article.language, feed, article.uri, called, link, made_from)


def sister(site: Site, channel: str, one: Place, shelf: Shelf) -> Sister:
    """Where readers find a version: on its page here, else on the issuer's own, else in our feed of its language."""
    at = folder(site, channel, one.feed)
    media_type = "text/html"
    if shelf.page:
        link = f"{at}{shelf.page.format(name=one.name)}"
    elif one.link:
        link = one.link
    else:
        link, media_type = f"{at}{shelf.filename}#{one.name}", shelf.media_type
    return Sister(one.language, one.uri, link, media_type, one.made_from)


def item(
    site: Site,
    channel: str,
    article: Article,
    own: Place,
    places: Iterable[Place],
    shelf: Shelf,
    *,
    sequence: int = 0,
    images: Sequence[Image] = (),
) -> Item:
    """An article as it goes into a feed; `places` are those of all versions of its story in the channel."""
    sisters = tuple(
        sister(site, channel, one, shelf)
        for one in sorted(places, key=lambda one: (one.feed, one.uri))
        if one.uri != article.uri
    )
    made_from = article.translated_from
    return Item(
        article,
        sisters,
        original_link=(article.link or article.origin_url) if made_from else "",
        original_language=made_from.language if made_from else "",
        name=own.name,
        url=f"{folder(site, channel, own.feed)}{shelf.page.format(name=own.name)}" if shelf.page else "",
        sequence=sequence,
        images=tuple(images),
    )


def feed(
    site: Site,
    channel: Channel,
    tag: str,
    items: Sequence[Item] = (),
    withdrawn: Sequence[Withdrawn] = (),
    *,
    began: datetime,
    sequence: int = 0,
) -> Feed:
    """A feed of a channel; `began` dates one in which nothing ever stood."""
    moments = [one.article.updated for one in items] + [one.when for one in withdrawn]
    return Feed(
        site=site,
        channel=channel.id,
        language=tag,
        title=f"{site.title} ({language.name(tag, tag)})",
        url=folder(site, channel.id, tag),
        updated=max(moments, default=began),
        items=tuple(items),
        withdrawn=tuple(withdrawn),
        languages=addresses(site, channel),
        sequence=sequence,
    )


def addresses(site: Site, channel: Channel) -> Mapping[str, str]:
    """The addresses of a channel's feeds, by language."""
    return {tag: folder(site, channel.id, tag) for tag in channel.languages}
