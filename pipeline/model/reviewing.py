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
    one not yet approved; `since` when that began. `criticals` and `functionals` count open issues, `person` is who
    wrote or approved it last, `why` tells of a missing one what it lacks.
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


@dataclass(frozen=True, slots=True)
class Row:
    """One story in the grid: named by its official headline, or by one in the reader's language where there is one."""

    story: str
    headline: str
    language: str
    published: datetime
    source: str
    pub_status: PubStatus
    standing: str = ""
    embargoed_until: datetime | None = None
    cells: tuple[Cell, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence in the editor: `segment` as it stands now, a person's saved work included.

    Where the source changed, `before` is the old source sentence, `kept` the person's words for that, `machine` the
    words the machine has for the new one. `revision` is that of the saved work, 0 where there is none; `touched` says
    that a person should look: nobody stands for these words yet.
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
