"""What a translator's file holds, and what came of one that came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pipeline.model import Issue, SegmentOrigin, SegmentState, Term


class Kind(StrEnum):
    """What an inline code does: begin a pair, end it, or stand alone."""

    START = "start"
    END = "end"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Tag:
    """An inline code where it stands among the words; `id` is what its `Code` is called, `shown` what a file shows."""

    id: str
    kind: Kind
    shown: str = field(default="", compare=False)


Piece = str | Tag


@dataclass(frozen=True, slots=True)
class Code:
    """What an inline code stands for.

    A pair is around words: `tag` is one of `segments.markup.TAGS`, `href` a link's address. One that stands alone is a
    `BREAK`, an `ADDRESS` or a `CHARACTER` that XML cannot carry, and `text` what it stands for. `loose` says that the
    translation lacks it already and may go on to.
    """

    id: str
    tag: str
    href: str = ""
    text: str = ""
    loose: bool = False

    @property
    def paired(self) -> bool:
        """Whether it is around words."""
        return not self.text


BREAK, ADDRESS, CHARACTER = "br", "address", "character"


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence to translate: `id` is its key, `name` says where it stands.

    `target` is None where there are no words yet. `revision` is that of the words people saved for it, and `mark` the
    digest of its target, by both of which a file that comes back tells what its translator saw. `before` is the source
    sentence and its translation, where the source changed since; `locked` says that nobody may change it.
    """

    id: str
    name: str
    source: tuple[Piece, ...]
    target: tuple[Piece, ...] | None
    codes: tuple[Code, ...]
    state: SegmentState
    origin: SegmentOrigin
    revision: int
    mark: str
    locked: bool = False
    issues: tuple[Issue, ...] = ()
    terms: tuple[Term, ...] = ()
    before: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Parcel:
    """One text to translate, from one language into one other: a file's worth.

    `digest` is that of the source's words, `version` the number of our text that it was made from.
    """

    uri: str
    version: int
    language: str
    source_uri: str
    source_version: int
    source_language: str
    digest: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """A text that was written to a file, with how many sentences."""

    uri: str
    language: str
    path: Path
    sentences: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One unit as it came back; `revision` and `mark` are empty where the program dropped them.

    `fault` is what keeps it from being read at all.
    """

    id: str
    source: tuple[Piece, ...]
    target: tuple[Piece, ...] | None
    state: SegmentState
    revision: int = 0
    mark: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """One text as it came back: whose it is, in which languages as written there, and its units in the file's order."""

    uri: str
    source_language: str
    language: str
    sentences: tuple[Sentence, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)


class Verdict(StrEnum):
    """What became of a sentence that came back."""

    TAKEN = "taken"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    MISSING = "missing"  # sent out, and not in the file


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one sentence, and why where it was not taken; nothing of the translator's words is lost.

    `source` is the sentence as the file has it, `current` as it stands here now where that is another one, `target`
    the translator's words, `html` these with links and emphasis, `standing` the words that stand here. `seen` is the
    revision of people's saved words that the translator built on.
    """

    key: str
    verdict: Verdict
    source: str = ""
    target: str = ""
    why: str = ""
    current: str = ""
    standing: str = ""
    html: str = ""
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one text that came back: `version` is the one it made, 0 where it made none, `why` tells why not.

    `file` is the name of the file it came in.
    """

    file: str
    uri: str
    language: str
    outcomes: tuple[Outcome, ...]
    version: int = 0
    why: str = ""

    def count(self, verdict: Verdict) -> int:
        """How many sentences it went so with."""
        return sum(one.verdict is verdict for one in self.outcomes)

    @property
    def whole(self) -> bool:
        """Whether everything that was changed was taken, and nothing is missing."""
        return not self.why and not self.count(Verdict.REFUSED) and not self.count(Verdict.MISSING)
