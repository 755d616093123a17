"""What each feed of a channel says: items with their sister versions and originals, ready to render. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pipeline import language
from pipeline.model import Article, Channel, Feed, Item, Origin, Sister, Site


def build(
    site: Site,
    channel: Channel,
    by_language: Mapping[str, Sequence[Article]],
    *,
    file: tuple[str, str],
    began: datetime,
) -> list[Feed]:
    """The feeds of one channel, a language each.

    `by_language` is what the channel may carry in each language; `file` is the name and media type of the channel's
    first output, where a version without a page of its own is found; `began` dates a feed without items.
    """
    versions: dict[str, dict[str, Sister]] = {}
    for tag, articles in by_language.items():
        for article in articles:
            versions.setdefault(article.story, {})[tag] = _sister(site, channel, tag, article, file)
    feeds = []
    for tag, articles in by_language.items():
        items = tuple(_item(article, versions[article.story]) for article in articles)
        feeds.append(
            Feed(
                site=site,
                channel=channel.id,
                language=tag,
                title=f"{site.title} ({language.name(tag, tag)})",
                url=_folder(site, channel, tag),
                updated=max([article.updated for article in articles], default=began),
                items=items,
            )
        )
    return feeds


def _folder(site: Site, channel: Channel, tag: str) -> str:
    return f"{site.url}/{channel.id}/{tag}/"


def _sister(site: Site, channel: Channel, tag: str, article: Article, file: tuple[str, str]) -> Sister:
    """Where readers find this version: the issuer's own page, else the entry in our feed of that language."""
    if article.origin is Origin.OFFICIAL and article.link:
        return Sister(article.language, article.uri, article.link)
    name, media_type = file
    slug = article.story.rpartition(":")[2]
    return Sister(article.language, article.uri, f"{_folder(site, channel, tag)}{name}#{slug}", media_type)


def _item(article: Article, versions: Mapping[str, Sister]) -> Item:
    sisters = tuple(sister for _, sister in sorted(versions.items()) if sister.uri != article.uri)
    if article.translated_from is None:
        return Item(article, sisters)
    original = article.translated_from
    return Item(article, sisters, article.link or article.origin_url, original.language)
