"""Every type of value that passes between the stages: frozen, in the field's own words.

Times are timezone-aware UTC. Languages are canonical BCP 47 tags (`fr`, `pt-BR`, `zh-Hans`), `und` where a text's
language could not be determined. Nothing here knows the network, the database or a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

UNDETERMINED = "und"


class Origin(StrEnum):
    """Whose words an article is in, best first: a better origin takes the place of a lesser one."""

    OFFICIAL = "official"
    APPROVED = "approved"
    EDITED = "edited"
    MACHINE = "machine"

    @property
    def rank(self) -> int:
        """0 for the best origin, growing as it gets weaker."""
        return list(Origin).index(self)


class State(StrEnum):
    """How fresh a version is, whoever wrote it."""

    CURRENT = "current"
    OUTDATED = "outdated"  # its source has a newer version
    SUPERSEDED = "superseded"  # a newer version or a better origin stands in its place
    REJECTED = "rejected"  # a person refused it: neither published nor made again until its source changes


class PubStatus(StrEnum):
    """What may be done with a story, in the words of IPTC ninjs."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


class Rights(StrEnum):
    """Where a text may go: only inside the house, or to anyone."""

    INTERNAL = "internal"
    PUBLIC = "public"


class Authority(StrEnum):
    """Whose word a source is: the issuer itself, the wire it hired, or a site that copies."""

    ISSUER = "issuer"
    WIRE = "wire"
    COPY = "copy"


class BlockKind(StrEnum):
    """What a piece of body text is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTATION = "quotation"
    TABLE_ROW = "table_row"
    CAPTION = "caption"
    BOILERPLATE = "boilerplate"
    CONTACT = "contact"


class NoticeKind(StrEnum):
    """What a wire says about something it sent before."""

    CORRECTION = "correction"
    KILL = "kill"  # withdraw it everywhere, at once
    HOLD = "hold"  # do not use it until told
    ADVISORY = "advisory"
    REPEAT = "repeat"  # sent again unchanged


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice about an earlier item, and what it says of which item that is; empty where it does not say.

    `number` is the release or item number, `headline` the headline it quotes, `issued` the day the item went out.
    """

    kind: NoticeKind
    text: str
    number: str = ""
    headline: str = ""
    issued: date | None = None


@dataclass(frozen=True, slots=True)
class Embargo:
    """An embargo line: `until` in UTC, or None where it names no time zone or no time, so that a person must look."""

    until: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item …: plain text, and the same text with inline markup.

    `html` holds only a, em, strong, b, i, br, sub, sup, already sanitised; it is empty where the text has no markup.
    """

    kind: BlockKind
    text: str
    html: str = ""


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where, when and over which wire a release went out, as data; `text` is the line as printed."""

    place: str
    date: date | None
    wire: str
    text: str


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same text in another language, as a page or feed declares it (hreflang)."""

    language: str
    link: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What a source lists: one item, not yet read.

    `content` is what the listing itself carries of the body, `content_type` says how (text/html or text/plain), and
    `complete` whether that is the whole body, so that the linked page need not be fetched. `family` is a name that
    sister versions share where the source says so (the stem of `opening.fr.txt`).
    """

    id: str
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    content_type: str = "text/html"
    complete: bool = False
    cut: bool = False  # the content ends in a cut mark, so that it is certainly not the whole
    published: datetime | None = None
    updated: datetime | None = None
    language: str = ""
    alternates: tuple[Alternate, ...] = ()
    family: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What extraction finds on a page or in a text, before wire conventions are read off it."""

    body: tuple[Block, ...]
    headline: str = ""
    subhead: str = ""
    by: str = ""
    published: datetime | None = None
    stated: datetime | None = None  # the same in the zone the page states, so that its day is the page's
    language: str = ""
    canonical: str = ""
    alternates: tuple[Alternate, ...] = ()
    transmission: str = ""  # the wire's id of this item, from its tracking beacon
    notes: tuple[str, ...] = ()  # what somebody who tends this source should know


@dataclass(frozen=True, slots=True)
class Release:
    """A body read as a wire editor reads it: the conventions as data, the rest as running text."""

    headline: str
    subhead: str
    dateline: Dateline | None
    body: tuple[Block, ...]
    origin_url: str = ""
    issuer: str = ""
    warnings: tuple[str, ...] = ()
    number: str = ""  # the wire's number for this release, as printed or as its address ends
    embargo: Embargo | None = None
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class Detected:
    """The answer to "which language is this?", with how sure it is (0–1) and why, in words."""

    language: str
    confidence: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TranslatedFrom:
    """Which version of which article a translation was made from."""

    uri: str
    version: int
    language: str


@dataclass(frozen=True, slots=True)
class Article:
    """One story in one language, as it stands in one version.

    `uri` is permanent for story × language. `published` is when its source put it out, `version_created` when this
    version was stored, `updated` when its text last changed. `route` names the engines a translation went through.
    """

    uri: str
    story: str
    version: int
    language: str
    origin: Origin
    state: State
    rights: Rights
    headline: str
    body: tuple[Block, ...]
    first_created: datetime
    version_created: datetime
    updated: datetime
    headline_derived: bool = False
    subhead: str = ""
    by: str = ""
    dateline: Dateline | None = None
    origin_url: str = ""
    issuer: str = ""
    source: str = ""
    authority: Authority = Authority.COPY
    link: str = ""
    published: datetime | None = None
    route: str = ""
    translated_from: TranslatedFrom | None = None

    @property
    def located(self) -> str:
        """The place of the dateline, or nothing."""
        return self.dateline.place if self.dateline else ""


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence and its translation; `block` is the body block it stands in, -1 the headline, -2 the subhead."""

    block: int
    source: str
    target: str
    origin: Origin = Origin.MACHINE
    score: float | None = None
    route: str = ""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One candidate translation of a sentence; `score` is the engine's mean log-probability, None where it has none."""

    text: str
    score: float | None = None


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """A direction an engine can translate by itself, in BCP 47."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a route: an engine and the pair it translates."""

    engine: str
    pair: Pair


@dataclass(frozen=True, slots=True)
class Route:
    """The chain of engines from a wanted source to a wanted target.

    `hops[0].pair.source` may be the base language of `source` (fr for fr-CA), `hops[-1].pair.target` that of `target`.
    """

    source: str
    target: str
    hops: tuple[Hop, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """One article to translate along one route."""

    source: TranslatedFrom
    target: str
    route: Route


class Engine(Protocol):
    """What every module in `engines/` offers."""

    def pairs(self) -> frozenset[Pair]:
        """The directions it can go by itself, cheaply told."""

    def translate(self, texts: Sequence[str], source: str, target: str, n: int = 1) -> list[list[Hypothesis]]:
        """Up to `n` candidates for each text, best first."""

    def model(self, pair: Pair) -> str:
        """Name and version of the model behind a pair."""

    def close(self) -> None:
        """Give back the memory of loaded models."""


@dataclass(frozen=True, slots=True)
class Selectors:
    """CSS selectors of one source's pages: where the body, headline and date stand, what to drop."""

    body: str = ""
    headline: str = ""
    date: str = ""
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of `sources:`; `options` are those of its kind, validated by that fetcher."""

    id: str
    kind: str
    options: object
    languages: tuple[str, ...] = ()
    authority: Authority = Authority.COPY
    rights: Rights = Rights.INTERNAL
    every: timedelta = timedelta(minutes=30)
    keep: tuple[str, ...] = ()
    article: Selectors = field(default_factory=Selectors)
    allow_private: bool = False
    timezone: str = ""  # for dates without a zone; "" is the site's
    backfill: Source | None = None  # where to look when the listing has left some out
    retain: timedelta = timedelta(days=30)  # how long raw responses are kept


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
class Validators:
    """What a server gave to ask it again cheaply: its ETag and Last-Modified, kept verbatim (RFC 9110, 8.8)."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a source answered: its entries, or `not_modified`; `notes` are oddities a person may want to know."""

    entries: tuple[Entry, ...] = ()
    validators: Validators = field(default_factory=Validators)
    not_modified: bool = False
    notes: tuple[str, ...] = ()
    wait: timedelta | None = None  # how long the server asks not to be asked again (Cache-Control, Expires, ttl)
    moved_to: str = ""  # where permanent redirects (301, 308) led, if all of them were permanent
    raw: tuple[Raw, ...] = ()  # the responses it was read from
    title: str = ""  # what the source calls itself
    language: str = ""  # which language it says it is in


@dataclass(frozen=True, slots=True)
class Raw:
    """One response as it came, for evidence and for reading it again: `content` is the unpacked body."""

    url: str
    headers: tuple[tuple[str, str], ...]
    content: bytes
