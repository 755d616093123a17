"""What goes out, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.model.editorial import Article, Origin, PubStatus, Rights


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


@dataclass(frozen=True, slots=True)
class Standing:
    """How a whole story stands, in every language at once; `why` is why it is withheld or killed."""

    status: PubStatus = PubStatus.USABLE
    why: str = ""
    embargoed_until: datetime | None = None
    joined_into: str = ""
    spiked: str = ""


class WhyNot(StrEnum):
    """Why a channel does not carry a text, the gravest first."""

    KILLED = "killed"
    WITHHELD = "withheld"
    EMBARGO = "embargo"
    JOINED = "joined"  # its story was joined into another
    SPIKED = "spiked"  # a person put its story aside
    SUPERSEDED = "superseded"
    REJECTED = "rejected"
    LANGUAGE = "language"  # the channel has no feed for it
    LEVEL = "level"  # the channel carries only better origins
    RIGHTS = "rights"  # it may not leave the house
    SOURCE = "source"  # the channel takes from other sources
    BETTER = "better"  # a better version of the same story stands in its place
    OLD = "old"  # newer items fill the feed


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether a channel carries a text.

    `today` says why it does not as the text stands, `then` what still keeps it out once a person has approved it; both
    are empty where nothing does. `better` is the version that stands in its place.
    """

    channel: Channel
    today: tuple[WhyNot, ...] = ()
    then: tuple[WhyNot, ...] = ()
    better: Article | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """A text as one output of a channel publishes it: `feed` has its one item as it would go out, `raw` the bytes.

    `reach` is that of the channel it is shown in, `others` that of all channels, in the order of the settings.
    """

    article: Article
    output: str
    feed: Feed
    raw: str
    standing: Standing
    reach: Reach
    others: tuple[Reach, ...]
