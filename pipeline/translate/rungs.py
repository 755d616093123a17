"""The ladder: what is tried with a sentence whose translation did not pass, cheapest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipeline import segments
from pipeline.figures.writing import localised
from pipeline.model import Issue, Route
from pipeline.segments import Masked
from pipeline.translate.decoding import Attempt, Part
from pipeline.translate.grouping import ungrouped
from pipeline.translate.preparing import Prepared

WIDTH = 4  # candidates asked of an engine: its beam
_STOPS = ".!?…。！？؟۔।:："
_FIGURE = re.compile(r"\d(?:[\d.,’'\u00a0\u202f]*\d)?")
_COMMA = re.compile(r"(?<=[^\d\s])[,，、،](?=\s|[^\d\s])")


@dataclass(frozen=True, slots=True)
class Failing:
    """A sentence whose best candidate did not pass, and what the checks said of it."""

    sentence: Prepared
    route: Route
    issues: tuple[Issue, ...]
    others: Sequence[Route]


def candidates(failing: Failing) -> list[Attempt]:
    """Further candidates of the same engine, and those of a sentence whose damaged names and figures are shielded."""
    return [_attempt(failing, failing.sentence.masked, "candidates", n=WIDTH), *_shielded(failing)]


def _shielded(failing: Failing) -> list[Attempt]:
    """Names and figures that were damaged go behind placeholders, figures in the target's own format; terms too."""
    sentence = failing.sentence
    spans: dict[tuple[int, int], str] = {}
    for issue in failing.issues:
        if not issue.source_at or issue.check not in {"names", "numbers", "dates"}:
            continue
        start, end = issue.source_at
        told = sentence.text[start:end]
        if not told or sentence.cased.text[start:end].casefold() != told.casefold():
            continue
        if issue.check == "names":
            spans[start, end] = told
            continue
        for figure in _FIGURE.finditer(told):  # of "89,0 milhões de dólares" the figure alone
            said = localised(figure[0], sentence.language, failing.route.target)
            if said:
                spans[start + figure.start(), start + figure.end()] = said
    masked = segments.mask(sentence.cased.text, sentence.terms, shielded=spans)
    masked = ungrouped(masked, sentence.language, failing.route.target)
    return [] if masked.text == sentence.masked.text else [_attempt(failing, masked, "shield", n=WIDTH)]


def careful(failing: Failing) -> list[Attempt]:
    """The same, decoded with what the engine has against repetition."""
    return [_attempt(failing, failing.sentence.masked, "careful", n=WIDTH, careful=True)]


def wording(failing: Failing) -> list[Attempt]:
    """The source worded a little differently: without commas, with a full stop, without a shout."""
    sentence = failing.sentence
    masked, text = sentence.masked, sentence.masked.text
    attempts = []
    if (calm := _COMMA.sub(lambda m: "" if m[0] == "," else m[0], text)) != text:
        attempts.append(_attempt(failing, _worded(masked, calm), "wording", n=2))
    if text[-1:] not in _STOPS and not sentence.headline:
        stop = "。" if failing.route.source.partition("-")[0] in {"zh", "ja"} else "."
        attempts.append(_attempt(failing, _worded(masked, text + stop), "wording", n=2, stop=stop))
    if text[:1].isupper() and text[1:2].islower() and len(text.split()) <= 8:
        attempts.append(_attempt(failing, _worded(masked, text[0].lower() + text[1:]), "wording", n=2))
    return attempts


def split(failing: Failing) -> list[Attempt]:
    """A long sentence cut at the borders of its clauses, each translated by itself."""
    masked = failing.sentence.masked
    clauses = segments.clauses(masked.text, failing.sentence.language)
    if len(clauses) < 2:
        return []
    parts = tuple(Part(masked.part(clause)) for clause in clauses)
    return [Attempt(failing.sentence, parts, failing.route, rung="split")]


def route(failing: Failing) -> list[Attempt]:
    """Other engines or another pivot."""
    return [
        Attempt(failing.sentence, (Part(failing.sentence.masked),), other, n=WIDTH, rung="route")
        for other in failing.others
    ]


LADDER: tuple[Callable[[Failing], list[Attempt]], ...] = (candidates, careful, wording, split, route)


def _attempt(failing: Failing, masked: Masked, rung: str, *, n: int, careful: bool = False, stop: str = "") -> Attempt:
    return Attempt(failing.sentence, (Part(masked, stop),), failing.route, n=n, careful=careful, rung=rung)


def _worded(masked: Masked, text: str) -> Masked:
    return replace(masked, text=text)
