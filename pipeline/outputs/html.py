"""The static newsroom: a page for each text, an index for each language, and a page that leads to every language.

Pages need no script and ask no other host for anything. Each says in its own language how its text was made, and to
machines, as data, what it was translated from and where its other languages are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from pipeline import content, labels, newsroom
from pipeline.model import Feed, Front, Item, Rights, Sister, Withdrawn
from pipeline.newsroom import Theme

if TYPE_CHECKING:
    from pipeline.labels import Label
    from pipeline.newsroom import Phrase

FILENAME = "index.html"
MEDIA_TYPE = "text/html"
ITEM_FILENAME = "{name}.html"
CHANNEL_FILENAME = "index.html"
MAX_ITEMS = 40
PAGE_SIZE = 40

TITLE_LENGTH = 200  # characters of a headline in a list or a title; the page itself has it in full
LEAD_LENGTH = 180
LEADS = 12  # the newest items of a list, which show how they begin; those below stand closer, so that pages stay light

_ICON = "icon.svg"
_FORMATS = {"application/atom+xml": "Atom", "application/rss+xml": "RSS", "application/feed+json": "JSON Feed"}


class Options(BaseModel):
    """How the newsroom looks: `theme` is a folder whose templates and style sheets take the place of ours."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    theme: str = Field("", description="A folder of templates and style sheets that take the place of ours")


def SOURCES(options: object) -> list[Path]:  # noqa: N802  (a name of the contract between outputs and their runner)
    """The files whose change means that every page is to be rendered anew, sorted."""
    return [Path(__file__), *newsroom.sources(_options(options).theme)]


def page_name(number: int, count: int) -> str:
    """The file of one page of a language's older texts; the name does not depend on how full it is."""
    return f"page-{number}.html"


def render(feed: Feed) -> bytes:
    """The newest texts of a language, the front page of its readers, in UTF-8; the same feed gives the same bytes."""
    latest = newsroom.words(feed.language)["latest"]
    folders = {tag: newsroom.page_in(folder) for tag, folder in feed.languages.items()}
    known = [*folders.items(), ("x-default", newsroom.chooser(feed.url))] if len(folders) > 1 else []
    return _list(feed, FILENAME, latest, known)


def render_page(feed: Feed) -> bytes:
    """One page of all texts a language ever had, so that each can be reached; ValueError without `feed.page`."""
    if feed.page is None:
        raise ValueError("a page of older texts has a number and a name")
    return _list(feed, feed.page.name, newsroom.page_number(feed.page.number, feed.language), [])


def render_item(feed: Feed, item: Item) -> Mapping[str, bytes]:
    """The page of one text: what is said, how it was made, its pictures, and the way to its other languages."""
    article = item.article
    tag = article.language
    name = ITEM_FILENAME.format(name=item.name)
    url = item.url or newsroom.page(feed, name)
    sisters = newsroom.ways(feed, item)
    headline = content.line(article.headline)
    published = content.published(item)
    values = _common(feed, tag) | {
        "title": content.shortened(headline, TITLE_LENGTH),
        "headline": headline,
        "description": content.lead(item, LEAD_LENGTH),
        "canonical": url,
        "alternates": newsroom.alternates(feed, sisters),
        "robots": _robots([item]),
        "kind": "article",
        "data": newsroom.article_data(feed, item, url, sisters),
        "article": article,
        "issuer": content.line(article.issuer),
        "subhead": content.line(article.subhead),
        "published": _moment(feed, tag, published),
        # A first version is not called updated, though a translation always comes after its source.
        "updated": _moment(feed, tag, article.updated) if _changed(item) else None,
        "note": _phrase(content.note(item), tag),
        "internal": _phrase(labels.internal(tag), tag) if article.rights is Rights.INTERNAL else None,
        "images": _images(feed, item),
        "share": next((url for image in item.images if (url := content.web_link(image.url))), ""),
        # The subhead stands with the headline, above the picture.
        "body": _markup(content.html(replace(item, article=replace(article, subhead="")), pictured=True)),
        "switch": [_way(feed, sister, tag) for sister in sisters] if len(sisters) > 1 else [],
        "others": [newsroom.territory(sister.language) for sister in sisters if sister.language != tag],
    }
    return {name: _theme(feed.options).page("item.html", values)}


def render_withdrawn(feed: Feed, withdrawn: Withdrawn) -> Mapping[str, bytes]:
    """What stands at the address of a text that left: that it did, and what took its place; none of its words."""
    tag = withdrawn.language
    said = labels.canceled(tag) if withdrawn.canceled else labels.withdrawn(tag)
    instead = withdrawn.replaced_by
    link = content.web_link(instead.link) if instead else ""
    values = _common(feed, tag) | {
        "title": said.text,
        "said": _phrase(said, tag),
        "robots": "noindex",
        "instead": _way(feed, replace(instead, link=link), tag) if instead and link else None,
    }
    return {ITEM_FILENAME.format(name=withdrawn.name): _theme(feed.options).page("withdrawn.html", values)}


def render_channel(front: Front) -> bytes:
    """The page that leads to every language of the channel, each by its own name."""
    tags = [feed.language for feed in front.feeds]
    tag = tags[0] if tags else labels.FALLBACK
    known = [(feed.language, newsroom.page(feed)) for feed in front.feeds]
    url = f"{front.url}{CHANNEL_FILENAME}"
    values = {
        **_frame(_theme(front.options), front.url, front.url, tag),
        "site": content.line(front.site.title) or front.channel,
        "canonical": url,
        "alternates": [*known, ("x-default", url)] if len(known) > 1 else [],
        "languages": [_choice(feed, front.url) for feed in front.feeds],
    }
    return _theme(front.options).page("chooser.html", values)


def render_assets(front: Front) -> Mapping[str, bytes]:
    """Style sheets and pictures of the pages' own, by their names below the channel's folder."""
    return _theme(front.options).assets()


def _list(feed: Feed, name: str, heading: Phrase, alternates: list[tuple[str, str]]) -> bytes:
    tag = feed.language
    page = feed.page
    languages = feed.languages if len(feed.languages) > 1 else {}
    values = _common(feed, tag) | {
        "title": heading.text,
        "heading": heading,
        "canonical": newsroom.page(feed, name),
        "alternates": alternates,
        "robots": _robots(feed.items),
        "kind": "website",
        "share": "",
        "items": [_entry(feed, item, number) for number, item in enumerate(feed.items)],
        # A page whose texts all left is not the newsroom's beginning.
        "empty": page is None or (page.number == 0 and not page.previous),
        "older": page.previous if page else "",
        "newer": (page.next or page.current) if page and page.number else "",
        "switch": [_way(feed, Sister(one, "", newsroom.page_in(url)), tag) for one, url in languages.items()],
        "others": [newsroom.territory(one) for one in languages if one != tag],
    }
    return _theme(feed.options).page("list.html", values)


def _frame(theme: Theme, folder: str, top: str, tag: str) -> dict[str, Any]:
    """What every page has: `folder` is its own full address, `top` that of the channel, where styles are."""
    way = newsroom.near(top, folder).removeprefix("./")
    return {
        "language": tag,
        "marks": newsroom.attributes(tag),
        "words": newsroom.words(tag),
        "styles": [f"{way}{name}" for name in theme.links()],
        "icons": [f"{way}{name}" for name in theme.links((_ICON,))],
        "locale": newsroom.territory(tag),
        "generator": content.GENERATOR,
    }


def _common(feed: Feed, tag: str) -> dict[str, Any]:
    top = newsroom.chooser(feed.url)
    return {
        **_frame(_theme(feed.options), feed.url, top.removesuffix(CHANNEL_FILENAME), tag),
        "site": content.publisher(feed),
        "home": FILENAME,
        "chooser": newsroom.near(top, feed.url),
        "formats": [(_FORMATS[kind], kind, name) for kind, name in feed.formats.items() if kind in _FORMATS],
    }


def _entry(feed: Feed, item: Item, number: int) -> dict[str, Any]:
    """An item in a list."""
    article = item.article
    tag = article.language
    return {
        "url": newsroom.near(item.url or newsroom.page(feed, ITEM_FILENAME.format(name=item.name)), feed.url),
        "headline": content.shortened(article.headline, TITLE_LENGTH),
        "marks": newsroom.attributes(tag, feed.language),
        "lead": content.lead(item, LEAD_LENGTH) if number < LEADS else "",
        "published": _moment(feed, feed.language, content.published(item)),
        "note": _phrase(content.note(item), feed.language),
        "image": next(iter(_images(feed, item)), None) if number < LEADS else None,
    }


def _changed(item: Item) -> bool:
    return (item.article.updated - item.article.first_created).total_seconds() >= 60


def _robots(items: tuple[Item, ...] | list[Item]) -> str:
    """Nothing that must stay in the house is for a search engine."""
    return "noindex" if any(item.article.rights is Rights.INTERNAL for item in items) else ""


def _images(feed: Feed, item: Item) -> list[dict[str, Any]]:
    """The pictures that have an address."""
    return [
        {
            "url": newsroom.near(url, feed.url),
            "width": image.width,
            "height": image.height,
            "caption": content.line(image.caption),
            "credit": content.line(image.credit),
        }
        for image in item.images
        if (url := content.web_link(image.url))
    ]


def _way(feed: Feed, sister: Sister, around: str) -> dict[str, Any]:
    """A link to a page in another language, by that language's own name."""
    return {
        "url": newsroom.near(sister.link, feed.url),
        "name": newsroom.own_name(sister.language),
        "language": sister.language,
        "marks": newsroom.attributes(sister.language, around),
        "current": sister.language == around,
    }


def _choice(feed: Feed, folder: str) -> dict[str, Any]:
    way = _way(feed, Sister(feed.language, "", newsroom.page(feed)), "")
    latest = newsroom.words(feed.language)["latest"]
    return way | {"url": newsroom.near(newsroom.page(feed), folder), "latest": latest}


def _moment(feed: Feed, tag: str, when: Any) -> newsroom.Moment:
    return newsroom.moment(when, tag, feed.site.timezone)


def _phrase(label: Label | None, around: str) -> Phrase | None:
    return newsroom.phrase(label, around) if label else None


def _markup(html: str) -> object:
    from markupsafe import Markup

    return Markup(html)  # made safe by content.html


def _theme(options: object) -> Theme:
    return Theme(_options(options).theme)


def _options(options: object) -> Options:
    return options if isinstance(options, Options) else Options()
