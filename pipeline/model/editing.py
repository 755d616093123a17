"""What comes of editing one sentence, and what the editor offers beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.model.reviewing import Line, Work


@dataclass(frozen=True, slots=True)
class Saved:
    """A person's words for a sentence were stored; `line` is how it stands now."""

    line: Line


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody saved this sentence since the person last saw it: `theirs` stands, `yours` was not stored.

    `revision` is the one to save with after looking; `person` and `at` say who wrote theirs and when.
    """

    revision: int
    theirs: str
    person: str
    at: datetime
    yours: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The sentence is no longer in the text; the person's words are kept as `work` that has no place.

    Its revision is 0 where nothing had to be kept, as a former version has the very words.
    """

    work: Work


@dataclass(frozen=True, slots=True)
class TermHere:
    """A glossary term in a source sentence: where it stands (start and end), and what the glossary wants for it."""

    start: int
    end: int
    term: str
    wanted: str
    note: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Other words for a sentence; `number`, from 1, is by what a person takes it.

    `kind` is machine (its words where a person changed them), engine (other candidates), memory (approved before),
    imported, kept (what people had here earlier). `score` runs from 0 to 1 and is None where it means nothing. `diff`
    tells how the remembered source, or else the words that stand now, became what is asked or offered: pieces as
    (same | gone | new, text).
    """

    number: int
    text: str
    kind: str
    score: float | None = None
    note: str = ""
    diff: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a text was not saved, finished or approved: in words, with the keys of the lines it is about.

    `conflicts` are those that somebody saved since, `criticals` says that critical issues stand open.
    `leaving` are channels that carry the text as it stands approved, and would not carry it as it was to be kept.
    """

    text: str
    lines: tuple[str, ...] = ()
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    criticals: bool = False
    leaving: tuple[str, ...] = ()
