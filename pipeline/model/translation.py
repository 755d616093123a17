"""Sentences, engines and the ways between languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from pipeline.model.checking import Issue
from pipeline.model.editorial import TranslatedFrom


class SegmentOrigin(StrEnum):
    """Where a segment's translation came from."""

    ENGINE = "engine"
    MEMORY = "memory"  # the same sentence, translated before
    LOCKED = "locked"  # a set piece (boilerplate, contact, credit) translated once and reused word for word
    HUMAN = "human"
    COPIED = "copied"  # nothing to translate in it: an address, a figure, a name that stays


class SegmentState(StrEnum):
    """How far a segment has come, in the words of XLIFF 2."""

    INITIAL = "initial"  # a source without a translation that anyone stands for
    TRANSLATED = "translated"
    REVIEWED = "reviewed"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence and its translation; `block` is the body block it stands in, -1 the headline, -2 the subhead.

    `html` is the target with its inline markup, empty where it has none. `route` and `models` say what made it,
    `rungs` which ways out were tried before it passed (`choosing.py`), `score` is the engine's mean log-probability.
    """

    block: int
    source: str
    target: str
    origin: SegmentOrigin = SegmentOrigin.ENGINE
    state: SegmentState = SegmentState.TRANSLATED
    score: float | None = None
    route: str = ""
    models: str = ""
    html: str = ""
    rungs: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """Which characters of a translation stand for which of its source: both as start and end."""

    source_start: int
    source_end: int
    target_start: int
    target_end: int


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One candidate translation of a sentence.

    `score` is the engine's mean log-probability, None where it has none; `links` tie its words to those of the text
    that was translated, and are empty where they were not asked for or the engine cannot tell.
    """

    text: str
    score: float | None = None
    links: tuple[Link, ...] = ()


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
    """What every module in `engines/` offers, made as `Engine(models, options, loaded)`.

    `models` is the folder of `translation.models`, `options` what sources.yaml says under the engine's name, as the
    module's own `Options` (None for the defaults), `loaded` the models that all engines of a run hold in memory. An
    engine may also tell its `troubles()`, a line each, and the `details(pair)` of a model: path, size, sha256, url.
    """

    def pairs(self) -> frozenset[Pair]:
        """The directions it can go by itself, cheaply told."""

    def translate(
        self, texts: Sequence[str], source: str, target: str, n: int = 1, *, careful: bool = False, align: bool = False
    ) -> list[list[Hypothesis]]:
        """Up to `n` candidates for each text, best first.

        `careful` decodes with what the engine has against runaway repetition; `align` asks for the links between
        words. An engine that has neither takes no notice.
        """

    def model(self, pair: Pair) -> str:
        """Name and version of the model behind a pair."""

    def close(self) -> None:
        """Give back the memory of loaded models."""
