"""What comes with a channel that has pages: own addresses, pictures, items that left, the files of a whole channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pipeline.model import Document, Feed, FeedPage, Front, Image, Item, Sister, Withdrawn
from tests.outputs.conftest import NEWSROOM, SITE, make_feed, make_item

LEFT = datetime(2026, 3, 4, 12, 0, 30, tzinfo=UTC)

PICTURES = (
    Image(
        "https://news.example.org/website/media/aa11.jpg",
        "image/jpeg",
        1200,
        800,
        91_233,
        "Lúc 🌱 ]]> halle",
        "R. Photo",
    ),
    Image("https://news.example.org/website/media/bb22.png", "image/png", 640, 480, 12_000),
)


def with_page(item: Item, name: str = "2026-03-02-abcdefgh", **values: Any) -> Item:
    """The item with a page of its own, in the channel's folder of its language."""
    url = f"https://news.example.org/website/{item.article.language}/{name}.html"
    stock: dict[str, Any] = {"name": name, "url": url, "sequence": 7}
    return replace(item, **(stock | values))


def with_pages(feed: Feed) -> Feed:
    """The feed with each item in its own language's folder, and one page each; names differ."""
    items = [with_page(item, f"2026-03-02-{number:08d}") for number, item in enumerate(feed.items)]
    return replace(feed, items=tuple(items))


def of_language(language: str) -> Feed:
    """The items of the newsroom that are in one language, as its own feed, each with its page."""
    items = tuple(item for item in with_pages(NEWSROOM).items if item.article.language == language)
    return make_feed(*items, language=language)


def make_withdrawn(language: str = "fr", **values: Any) -> Withdrawn:
    """An item that left after two days; `values` take the place of its own."""
    stock: dict[str, Any] = {
        "uri": f"tag:news.example.org,2026:gone/{language}",
        "story": "tag:news.example.org,2026:gone",
        "language": language,
        "version": 4,
        "name": "2026-03-02-zyxwvuts",
        "published": datetime(2026, 3, 2, 7, 0, tzinfo=UTC),
        "when": LEFT,
        "sequence": 12,
    }
    return Withdrawn(**(stock | values))


REPLACEMENT = Sister("fr", "tag:news.example.org,2026:better/fr", "https://news.example.org/website/fr/better.html")


def make_page(number: int, previous: str, feed: Feed) -> Feed:
    """The feed as one page of many."""
    return replace(feed, page=FeedPage(number, f"{number}", "newest", previous))


def make_front(*documents: Document, languages: tuple[str, ...] = ("ar", "fr", "zh-Hans"), **values: Any) -> Front:
    """A channel with a feed in each language and these files."""
    feeds = tuple(make_feed(language=language, title=f"Nouvelles ({language})") for language in languages)
    front = Front(SITE, "website", "https://news.example.org/website/", LEFT, feeds, documents)
    return replace(front, **values)


def make_document(path: str, output: str, media_type: str, page: int = 0, **values: Any) -> Document:
    """A file of the channel; its language is the folder it lies in."""
    language = path.partition("/")[0]
    return replace(Document(path, output, language, media_type, f"Nouvelles ({language})", LEFT, page), **values)


def hostile() -> Item:
    """An item whose every field was written to break documents."""
    return with_page(
        make_item(
            "en",
            uri="tag:news.example.org,2026:hostile/en",
            headline="\x00Seeds 🌱 ]]> <b>\ud83c\udf3e\r\n& \u202eevil",
            subhead="<script>alert(1)</script>\ud800",
            issuer='"R&D" <Seeds>\x1b',
            link="javascript:alert(1)",
            origin_url="https://user:secret@example.org/",
        ),
        images=(
            Image("javascript:alert(4)", "image/jpeg", 1, 1, 1, "x"),
            Image('https://news.example.org/a b"<>.jpg', "image/jpeg", 10, 10, 10, "\x00]]>\u202e<b>", "\ud800&"),
        ),
    )
