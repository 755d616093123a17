"""What sources list and pages say, on its way in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pipeline.model.editorial import Authority, Block, Rights
from pipeline.model.pictures import Candidate


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
    images: tuple[Candidate, ...] = ()  # that it lists beside its text


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
    images: tuple[Candidate, ...] = ()  # that stand in the text
    image: str = ""  # the one that the page names for itself, often the site's logo


@dataclass(frozen=True, slots=True)
class Detected:
    """The answer to "which language is this?", with how sure it is (0–1) and why, in words."""

    language: str
    confidence: float
    evidence: tuple[str, ...] = ()


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
