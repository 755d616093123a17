"""What the review desk shows and asks for: people, the grid of stories × languages, a text being edited, the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.model.checking import Issue
from pipeline.model.editorial import PubStatus, TranslatedFrom
from pipeline.model.translation import Segment


class Role(StrEnum):
    """What a person may do at the desk."""

    REVIEWER = "reviewer"  # edit and approve in their own languages
    EDITOR = "editor"  # everything, in every language


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account: `languages` they review (empty for every one), `desk` the language it speaks to them.

    `ready` is whether they have set a password; somebody whose account is closed is not `active`.
    """

    name: str
    role: Role
    languages: tuple[str, ...] = ()
    desk: str = ""
    active: bool = True
    ready: bool = False

    @property
    def editor(self) -> bool:
        """Whether they may do what reviewers may not: kill, override, people, glossary."""
        return self.role is Role.EDITOR

    def reviews(self, language: str) -> bool:
        """Whether they may edit and approve texts in a language; who reviews pt also reviews pt-BR."""
        return self.editor or not self.languages or any(
            language == own or language.startswith(own + "-") for own in self.languages
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """A person as other editors see them: since when, at how many browsers signed in, when last seen.

    `link_until` is how long the one-time link they were given is good, None where none is out.
    """

    person: Person
    created: datetime
    created_by: str
    link_until: datetime | None = None
    sessions: int = 0
    seen: datetime | None = None


class CellState(StrEnum):
    """How a story stands in one language, in one word."""

    OFFICIAL = "official"  # the issuer's or wire's own words
    APPROVED = "approved"
    EDITED = "edited"
    MACHINE = "machine"
    REJECTED = "rejected"  # a person refused the machine's text
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Cell:
    """One story in one language, as the grid shows it.

    `waits` says that a person has something to do here: a machine's text nobody approved, an outdated one, an edited
    one not yet approved; `since` when that began. `version` is the one that goes out first, `ours` the live one of
    ours, 0 where there is none: both are there where an official text may not go everywhere. `criticals` and
    `functionals` count open issues of ours, `person` is who wrote or approved it last, `here` who looks at it now,
    `saved` that somebody's words for it wait in the editor, `why` tells of a missing one what it lacks.
    """

    story: str
    language: str
    state: CellState
    uri: str = ""
    version: int = 0
    outdated: bool = False
    waits: bool = False
    since: datetime | None = None
    criticals: int = 0
    functionals: int = 0
    person: str = ""
    why: str = ""
    ours: int = 0
    here: tuple[str, ...] = ()
    saved: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One story in the grid: named by its official headline, or by one in the reader's language where there is one.

    `cells` stand in the order of the newsroom's languages, one for each; `others` are texts in further languages.
    """

    story: str
    headline: str
    language: str
    published: datetime
    source: str
    pub_status: PubStatus
    standing: str = ""
    embargoed_until: datetime | None = None
    cells: tuple[Cell, ...] = ()
    others: tuple[Cell, ...] = ()
    spiked: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    """What the grid is narrowed to: a story is shown where one of its texts fits all of them; empty for every story.

    `state` is one of `STATES`, `severity` critical or functional, `mine` the name of somebody who wrote, approved or
    began to edit the text, `text` words that stand in it.
    """

    language: str = ""
    source: str = ""
    state: str = ""
    severity: str = ""
    mine: str = ""
    embargoed: bool = False
    text: str = ""


STATES = ("waits", *CellState, "outdated", "withheld", "killed", "spiked")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the grid: `older` leads to the next one and is empty on the last.

    `searched` is false where a search stopped before it had looked at every text; `older` goes on with it.
    """

    rows: tuple[Row, ...]
    older: str = ""
    searched: bool = True


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits for people in one language: how many texts, how many of them with critical issues, since when."""

    language: str
    texts: int
    criticals: int
    since: datetime
    uri: str  # of the oldest


@dataclass(frozen=True, slots=True)
class Health:
    """How a source fares. `error` is what went wrong at the last `failures` visits in a row, since `error_since`.

    `unread` counts entries that could not be read, `days` what came on each of the last days, the last one today.
    """

    id: str
    last_success: datetime | None = None
    next_visit: datetime | None = None
    failures: int = 0
    error: str = ""
    error_since: datetime | None = None
    gone_since: datetime | None = None
    gap_since: datetime | None = None
    moved_to: str = ""
    unread: int = 0
    days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """An entry that could not be read: what went wrong, how often it was tried, when it is tried again, if it is."""

    entry: str
    error: str
    attempts: int
    next_try: datetime | None
    position: int


@dataclass(frozen=True, slots=True)
class Work:
    """A person's words for one sentence, saved while they work and not yet part of a version.

    `key` names the sentence within its text whatever version that is in: its source words and which of several alike.
    `revision` grows with every save; whoever saves says which one they had seen.
    """

    uri: str
    key: str
    source: str
    target: str
    html: str
    revision: int
    person: str
    at: datetime
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A fact (date, figure, name) that a person changed for this sentence in another language: look here too."""

    key: str
    language: str
    before: str
    after: str
    person: str
    at: datetime
    source: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence in the editor: `segment` as it stands now, a person's saved work included.

    Where the source changed, `before` is the old source sentence, `kept` the person's words for that, `machine` the
    words the machine has for the new one. `revision` is that of the saved work, 0 where there is none; `touched` says
    that a person should look: nobody stands for these words yet. `changed` says that the source changed here since the
    text was made. `source_html` is the source sentence with its inline markup, empty where it has none. `stray` is what
    people saved for the old sentence before the source changed.
    """

    key: str
    segment: Segment
    revision: int = 0
    person: str = ""
    before: str = ""
    kept: str = ""
    machine: str = ""
    touched: bool = True
    marks: tuple[Mark, ...] = ()
    at: datetime | None = None
    changed: bool = False
    source_html: str = ""
    stray: tuple[Work, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A translation open for editing: its lines in the order of the text, with what of a person's work found no place.

    `version` is the one of ours it starts from, `source` the version of the source its lines stand beside.
    """

    uri: str
    story: str
    language: str
    version: int
    source: TranslatedFrom
    outdated: bool
    lines: tuple[Line, ...]
    homeless: tuple[Work, ...] = ()


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved a version, when, and on which version of its source.

    `override` is the reason why it was approved in spite of critical issues, `stood` those issues: the number of the
    segment, the check, what it said.
    """

    person: str
    at: datetime
    source: TranslatedFrom
    override: str = ""
    stood: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a person's: what it was done to, why, and the words or settings before and after it.

    `story` and `language` name what the URI belongs to, where it is a text or a story.
    """

    number: int
    at: datetime
    person: str
    act: str
    uri: str
    version: int
    why: str = ""
    before: str = ""
    after: str = ""
    story: str = ""
    language: str = ""
