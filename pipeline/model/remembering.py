"""What people's work leaves behind: sentences remembered, set pieces locked, drafts of texts whose source moved on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.model.editorial import BlockKind, Origin, TranslatedFrom
from pipeline.model.translation import Segment, SegmentState


@dataclass(frozen=True, slots=True)
class Match:
    """A remembered sentence that is like one asked for, for a reviewer to look at; never inserted by itself.

    `score` runs from 0 to 1, which means identical but for white space. `origin` is "approved" (here, by `person`) or
    "imported". `differs` are the figures, addresses and names in which the two differ, each as (remembered, asked);
    either may be empty.
    """

    source: str
    target: str
    score: float
    origin: str
    person: str
    at: datetime
    differs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Locked:
    """A set piece and its translation, to be reused word for word as one block, with its `html` where it has markup.

    `origin` is approved, edited or machine: how far a person stands for it.
    """

    fingerprint: str
    kind: BlockKind
    source: str
    target: str
    html: str
    origin: Origin
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reopened:
    """A person's text whose source has a newer version, `source`, which is to be translated for a draft.

    `kept` are the person's words for each old sentence, to be used where the new source has the same sentence;
    `segments` all of their text beside the old source, in order.
    """

    uri: str
    version: int
    source: TranslatedFrom
    target: str
    kept: Mapping[str, Segment]
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class RedraftSegment:
    """One sentence of a draft: `segment` as it would stand; where the source changed, `before` and `kept`.

    `before` is the old source sentence, `kept` the person's words for it; both are empty where nothing like it was
    there before.
    """

    segment: Segment
    before: str = ""
    kept: str = ""

    @property
    def reopened(self) -> bool:
        """Whether a person has to look: the source changed here, the words are the machine's."""
        return self.segment.state in (SegmentState.INITIAL, SegmentState.TRANSLATED)


@dataclass(frozen=True, slots=True)
class Redraft:
    """What an outdated text of a person's could become: their words where the source stayed, new ones elsewhere.

    It starts from version `version` of ours and would be up to date with `source`; blocks are those of `source`.
    """

    uri: str
    version: int
    source: TranslatedFrom
    segments: tuple[RedraftSegment, ...]
