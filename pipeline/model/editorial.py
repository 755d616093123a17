"""What the newsroom keeps: stories in words, and how they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

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
class TranslatedFrom:
    """Which version of which article a translation was made from."""

    uri: str
    version: int
    language: str


@dataclass(frozen=True, slots=True)
class Article:
    """One story in one language, as it stands in one version.

    `uri` is permanent for story × language. `published` is when its source put it out, `version_created` when this
    version was stored. `route` names the engines a translation went through, in whole or in part, whoever revised it
    since; it is empty for what a person wrote without one.

    `updated` is when its text last changed as far as readers should hear of it. It moves when a version has other words
    than the one it follows, whoever wrote them (of a source's own text: when what changed is substantive). It stays
    when only links, emphasis, state, rights or the person who stands for it change; when the words are those of the
    last approved version again; and when whoever approves calls it a silent fix, so that readers keep the time of the
    version they have.
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
