"""Sentences, engines and the ways between languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.model.editorial import Origin, TranslatedFrom


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
