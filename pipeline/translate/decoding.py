"""Attempts at sentences -> candidates: everything that can share a call to an engine does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline import segments
from pipeline.errors import EngineError
from pipeline.model import Engine, Hypothesis, Route
from pipeline.segments import capitals, lettercase, typography
from pipeline.translate.preparing import Prepared

PIVOT_WIDTH = 2  # candidates kept between two engines: their number multiplies with every step


@dataclass(frozen=True, slots=True)
class Part:
    """What an engine is given of a sentence: nearly always all of it. `stop` is a full stop added to help it."""

    masked: segments.Masked
    stop: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to have a sentence translated: its parts, the route, how many candidates, how carefully."""

    sentence: Prepared
    parts: tuple[Part, ...]
    route: Route
    n: int = 1
    careful: bool = False
    rung: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A finished translation of a sentence, as a reader would see it, and the hypothesis it was made from."""

    text: str
    score: float | None
    attempt: Attempt
    hypothesis: Hypothesis | None = None


def decode(attempts: Sequence[Attempt], engines: Mapping[str, Engine]) -> list[list[Candidate]]:
    """The candidates of each attempt, best first, in the order given; raises EngineError."""
    calls: dict[tuple[object, ...], dict[str, list[Hypothesis]]] = {}
    routes: dict[tuple[object, ...], Route] = {}
    for attempt in attempts:
        call = _call(attempt)
        routes[call] = attempt.route
        calls.setdefault(call, {}).update((part.masked.text, []) for part in attempt.parts)
    for call, texts in calls.items():
        _, n, careful, align = call
        answers = along(routes[call], list(texts), engines, int(str(n)), careful=bool(careful), align=bool(align))
        texts.update(zip(texts, answers, strict=True))
    return [_candidates(attempt, calls[_call(attempt)]) for attempt in attempts]


def _call(attempt: Attempt) -> tuple[object, ...]:
    return attempt.route.hops, attempt.n, attempt.careful, bool(attempt.sentence.marks)


def along(
    route: Route,
    texts: Sequence[str],
    engines: Mapping[str, Engine],
    n: int = 1,
    *,
    careful: bool = False,
    align: bool = False,
) -> list[list[Hypothesis]]:
    """Up to `n` candidates for each text at the end of a route; scores add up and links are followed on the way."""
    found = [[Hypothesis(text, 0.0)] for text in texts]
    for step, hop in enumerate(route.hops):
        width = n if len(route.hops) == 1 else min(n, PIVOT_WIDTH)
        flat = [hypothesis for candidates in found for hypothesis in candidates]
        answers = engines[hop.engine].translate(
            [h.text for h in flat], hop.pair.source, hop.pair.target, width, careful=careful, align=align
        )
        if len(answers) != len(flat) or not all(answers):
            raise EngineError(f"{hop.engine} left sentences from {hop.pair.source} to {hop.pair.target} unanswered")
        onward = iter(zip(flat, answers, strict=True))
        found = [
            _best(
                n, [_joined(before, after, first=step == 0) for before, many in _take(onward, size) for after in many]
            )
            for size in [len(candidates) for candidates in found]
        ]
    return found


def _take(pairs: zip[tuple[Hypothesis, list[Hypothesis]]], size: int) -> list[tuple[Hypothesis, list[Hypothesis]]]:
    return [next(pairs) for _ in range(size)]


def _joined(before: Hypothesis, after: Hypothesis, *, first: bool) -> Hypothesis:
    score = None if before.score is None or after.score is None else before.score + after.score
    if first:
        return Hypothesis(after.text, score, after.links)
    return Hypothesis(after.text, score, segments.compose(before.links, after.links))


def _best(n: int, candidates: list[Hypothesis]) -> list[Hypothesis]:
    distinct: dict[str, Hypothesis] = {}
    for candidate in sorted(candidates, key=lambda h: -h.score if h.score is not None else 0.0):
        distinct.setdefault(candidate.text, candidate)
    return list(distinct.values())[:n]


def _candidates(attempt: Attempt, answers: Mapping[str, list[Hypothesis]]) -> list[Candidate]:
    if len(attempt.parts) == 1:
        (part,) = attempt.parts
        return [Candidate(_finished(h.text, part, attempt), h.score, attempt, h) for h in answers[part.masked.text]]
    texts, scores = [], []
    for part in attempt.parts:
        best = answers[part.masked.text][0]
        texts.append(segments.unmask(best.text, part.masked))
        scores.append(best.score)
    known = [score for score in scores if score is not None]
    score = sum(known) / len(known) if len(known) == len(scores) else None
    text = _dressed(segments.rejoin(texts, attempt.route.target), attempt)
    return [Candidate(text, score, attempt)]


def _finished(text: str, part: Part, attempt: Attempt) -> str:
    if part.stop and text.endswith((".", "。", "।", "۔", "．")):
        text = text[:-1].rstrip()
    text = segments.unmask(text, part.masked)
    lowered = part.masked.text[:1].islower() and attempt.sentence.cased.text[:1].isupper()
    if lowered and text[:1].islower() and not text.startswith((*part.masked.restored, *part.masked.inlined)):
        text = lettercase.upper(text[:1], attempt.route.target) + text[1:]
    return _dressed(text, attempt)


def _dressed(text: str, attempt: Attempt) -> str:
    """Capitals and typography as the target language has them; addresses, codes and terms as they are."""
    sentence = attempt.sentence
    kept = [span for part in attempt.parts for span in part.masked.restored]
    written = [span for span in kept if span in sentence.text]  # a term stands in capitals with the rest of the line
    text = capitals.restore(text, sentence.cased.style, attempt.route.target, written)
    return typography.dress(text, attempt.route.target, kept)
