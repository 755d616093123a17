"""What goes out, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.model.editorial import Article, Origin, Rights


@dataclass(frozen=True, slots=True)
class Channel:
    """One set of feeds with its release policy: the least origin and the rights an article must have."""

    id: str
    outputs: tuple[str, ...]
    release: Origin
    rights: Rights
    languages: tuple[str, ...]
    sources: tuple[str, ...] = ()
    max_items: int = 100


@dataclass(frozen=True, slots=True)
class Site:
    """Who publishes: the name, the address under which `output/` is served, and whom to ask."""

    title: str
    url: str
    contact: str
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Sister:
    """Another language version of an item in the same channel; `link` leads to it."""

    language: str
    uri: str
    link: str
    type: str = "text/html"


@dataclass(frozen=True, slots=True)
class Item:
    """One article as it goes into a feed: with its sister versions and the original it was translated from.

    `original_link` is a page where the original can be read, `original_language` the language translated from; both
    are empty for official versions.
    """

    article: Article
    sisters: tuple[Sister, ...] = ()
    original_link: str = ""
    original_language: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """All that one output file of a channel says, in one language; `updated` moves only when an item does."""

    site: Site
    channel: str
    language: str
    title: str
    url: str
    updated: datetime
    items: tuple[Item, ...]
