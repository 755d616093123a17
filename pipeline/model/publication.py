"""What goes out, and to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from pipeline.model.editorial import Article, Origin, PubStatus, Rights


class Outdated(StrEnum):
    """What happens to a published text of ours once its source has a newer version."""

    KEEP = "keep"  # it stays, and says that the original changed
    DROP = "drop"  # it leaves until somebody brought it up to date


@dataclass(frozen=True, slots=True)
class Policy:
    """What a channel asks of a text in one language before it carries it, and how much a feed of it holds.

    `grace` is how long a machine version must have stood without being refused before it goes out, whatever `release`
    asks for; with None it goes out at once where `release` takes it, and else never by itself. `max_age` bounds the
    newest items, as `max_items` does; pages and archives keep what is older. `headline_max` is in characters, a
    full-width one counting two; 0 for any length.
    """

    release: Origin = Origin.APPROVED
    outdated: Outdated = Outdated.KEEP
    grace: timedelta | None = None
    max_items: int = 100
    max_age: timedelta | None = None
    headline_max: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where a channel is taken after each publish: `kind` is a file of `deliveries/`, `options` its own."""

    name: str
    kind: str
    options: object = None


@dataclass(frozen=True, slots=True)
class Channel:
    """One set of feeds: the rights a text must have, and the policy for all languages or for one of them.

    `notices` is how long a withdrawal notice stands in feeds. `options` are those of its outputs, by their names.
    """

    id: str
    outputs: tuple[str, ...]
    release: Origin
    rights: Rights
    languages: tuple[str, ...]
    sources: tuple[str, ...] = ()
    max_items: int = 100
    outdated: Outdated = Outdated.KEEP
    grace: timedelta | None = None
    max_age: timedelta | None = None
    headline_max: int = 0
    by_language: Mapping[str, Policy] = field(default_factory=dict)
    notices: timedelta = timedelta(days=30)
    options: Mapping[str, object] = field(default_factory=dict)
    deliver: tuple[Delivery, ...] = ()

    def policy(self, language: str) -> Policy:
        """What the channel asks of texts in its feed of a language."""
        common = Policy(self.release, self.outdated, self.grace, self.max_items, self.max_age, self.headline_max)
        return self.by_language.get(language, common)


@dataclass(frozen=True, slots=True)
class Site:
    """Who publishes: the name, the address under which `output/` is served, and whom to ask."""

    title: str
    url: str
    contact: str
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of an item: our copy of it, of a type that was looked at, never a counting pixel.

    `caption` is in the item's language, "" where it has none; `width` and `height` are in pixels, `size` in bytes.
    """

    url: str
    media_type: str
    width: int
    height: int
    size: int
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Sister:
    """Another language version of an item in the same channel; `link` leads to it.

    `translated_from` is the `uri` of the article it was made from, "" for an official version.
    """

    language: str
    uri: str
    link: str
    type: str = "text/html"
    translated_from: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One article as it goes into a feed: with its sister versions and the original it was translated from.

    `original_link` is a page where the original can be read, `original_language` the language translated from; both
    are empty for official versions. `name` is its file name without an ending, kept for ever; `url` its own page in
    this channel, "" where the channel has no pages. `sequence` is the channel's number for its last change.
    """

    article: Article
    sisters: tuple[Sister, ...] = ()
    original_link: str = ""
    original_language: str = ""
    name: str = ""
    url: str = ""
    sequence: int = 0
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An item that a feed carried once and must not carry now; none of its words are kept here.

    `canceled` says that the story was killed, everywhere and for good; otherwise it was withheld, refused, or another
    version stands in its place (`replaced_by`). `published` is when the item came out, `when` when it left.
    """

    uri: str
    story: str
    language: str
    version: int
    name: str
    published: datetime
    when: datetime
    sequence: int
    canceled: bool = False
    url: str = ""
    replaced_by: Sister | None = None


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Where a document stands among the pages that together hold all that a feed ever carried.

    `number` counts from 1, the oldest; 0 is the document of the newest items. Names are relative to the feed's address,
    "" where there is none.
    """

    number: int
    name: str
    current: str
    previous: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """All that one output file of a channel says, in one language; `updated` moves only when an item does.

    `languages` are the addresses of the channel's feeds in every language, its own among them. `formats` are the names
    of the feed's documents of newest items by their media type. `options` are those of the output that renders it.
    """

    site: Site
    channel: str
    language: str
    title: str
    url: str
    updated: datetime
    items: tuple[Item, ...]
    withdrawn: tuple[Withdrawn, ...] = ()
    page: FeedPage | None = None
    languages: Mapping[str, str] = field(default_factory=dict)
    sequence: int = 0
    options: object = None
    formats: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """A file that a channel publishes for a language: its path below the channel's folder, and its last change.

    `page` is its number among the pages of an output, 0 for the newest items.
    """

    path: str
    output: str
    language: str
    media_type: str
    title: str
    updated: datetime
    page: int = 0


@dataclass(frozen=True, slots=True)
class Front:
    """A whole channel, for outputs that have one file for all languages: its feeds without their items, its files."""

    site: Site
    channel: str
    url: str
    updated: datetime
    feeds: tuple[Feed, ...]
    documents: tuple[Document, ...] = ()
    sequence: int = 0
    options: object = None


class Event(StrEnum):
    """What happened to an item of a channel."""

    PUBLISHED = "published"
    UPDATED = "updated"
    WITHDRAWN = "withdrawn"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class Change:
    """One entry in a channel's list of changes; `notify` says that readers should hear of it.

    `sequence` only grows, over all channels; `name` is the item's file name in its feed, without an ending.
    """

    sequence: int
    channel: str
    language: str
    uri: str
    story: str
    version: int
    name: str
    event: Event
    notify: bool
    at: datetime


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
    CRITICAL = "critical"  # a check found something grave in it, and nobody answered for that
    OUTDATED = "outdated"  # its source has a newer version, and the channel wants none that is behind
    BETTER = "better"  # a better version of the same story stands in its place
    OLD = "old"  # newer items fill the feed


@dataclass(frozen=True, slots=True)
class Vetted:
    """What checks and people said of a version, as far as it bears on whether it goes out.

    `checked`: its sentences were looked at one by one. `critical`: an issue that grave stands open in it. `overridden`:
    whoever approved it said why it goes out all the same. `refused`: a person refused a text made from this source.
    """

    checked: bool = False
    critical: bool = False
    overridden: bool = False
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether a channel carries a text.

    `today` says why it does not as the text stands, `then` what still keeps it out once a person has approved it; both
    are empty where nothing does. `better` is the version that stands in its place. `due` is when a machine's text goes
    out by itself unless somebody refuses it; None where it does not, or is out. `language` is that of the feed, ""
    where the channel has none for the text.
    """

    channel: Channel
    today: tuple[WhyNot, ...] = ()
    then: tuple[WhyNot, ...] = ()
    better: Article | None = None
    due: datetime | None = None
    language: str = ""


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
