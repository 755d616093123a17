"""The best of all candidates: what the checks find decides, then the engine's own score.

A candidate is better than another when it has fewer critical issues, then fewer functional ones, then the better
score. As the engine's first candidate has the best score, it wins whenever it passes, and no other need be made: that
is why sentences are first decoded for one candidate, and only those that do not pass for more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline import proof, segments
from pipeline.errors import EngineError
from pipeline.model import Engine, Issue, Route, Sentence, Severity
from pipeline.translate.decoding import Attempt, Candidate, Part, along, decode
from pipeline.translate.preparing import Aids, Prepared
from pipeline.translate.rungs import LADDER, Failing, candidates

Proof = Callable[[Sentence], tuple[Issue, ...]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The translation of a sentence that was chosen, and how it came about; `rungs` are those that were tried."""

    target: str
    html: str
    score: float | None
    route: Route
    rungs: tuple[str, ...]
    issues: tuple[Issue, ...]


@dataclass(slots=True)
class _Contest:
    """One sentence and its best candidate so far."""

    sentence: Prepared
    best: Candidate | None = None
    issues: tuple[Issue, ...] = ()
    weight: tuple[int, int] = (0, 0)
    rungs: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def enter(self, candidate: Candidate, check: Proof) -> None:
        """Let a candidate in; it stays if it is better than the best so far."""
        if candidate.text in self.seen:
            return
        self.seen.add(candidate.text)
        found = check(beside(self.sentence, candidate.text, candidate.attempt.route))
        weight = _weight(found)
        if self.best is None or weight < self.weight or (weight == self.weight and _likelier(candidate, self.best)):
            self.best, self.issues, self.weight = candidate, found, weight


def choose(
    sentences: Sequence[Prepared],
    route: Route,
    engines: Mapping[str, Engine],
    aids: Aids,
    check: Proof = proof.read,
) -> list[Chosen]:
    """The best translation of each sentence, in the order given. Raises EngineError."""
    contests = [_Contest(sentence) for sentence in sentences]
    first = [Attempt(sentence, (Part(sentence.masked),), route) for sentence in sentences]
    for contest, found in zip(contests, decode(first, engines), strict=True):
        for candidate in found:
            contest.enter(candidate, check)
    for rung in LADDER if aids.ladder is None else aids.ladder:
        failing = [contest for contest in contests if _fails(contest, further=rung is candidates)]
        attempts: list[tuple[_Contest, Attempt]] = []
        for contest in failing:
            asked = rung(Failing(contest.sentence, route, contest.issues, aids.others(route)))
            contest.rungs += dict.fromkeys(attempt.rung for attempt in asked)
            attempts += [(contest, attempt) for attempt in asked]
        answers = _candidates([attempt for _, attempt in attempts], route, engines)
        for (contest, _), found in zip(attempts, answers, strict=True):
            for candidate in found:
                contest.enter(candidate, check)
    return _marked(contests, engines, check)


def several(
    sentence: Prepared, route: Route, engines: Mapping[str, Engine], n: int, check: Proof = proof.read
) -> list[Chosen]:
    """Up to `n` different translations of one sentence, for a person to choose from, the best first.

    Raises EngineError.
    """
    (found,) = decode([Attempt(sentence, (Part(sentence.masked),), route, n=n)], engines)
    contests = []
    for candidate in {one.text: one for one in reversed(found)}.values():
        contest = _Contest(sentence)
        contest.enter(candidate, check)
        contests.append(contest)
    contests.sort(key=lambda one: (one.weight, [c.text for c in found].index(one.best.text if one.best else "")))
    return _marked(contests, engines, check)


def _fails(contest: _Contest, *, further: bool) -> bool:
    """Whether another rung is worth its time: always for a critical issue, for a functional one only the first."""
    critical, functional = contest.weight
    return bool(critical or (functional and further))


def _candidates(attempts: Sequence[Attempt], route: Route, engines: Mapping[str, Engine]) -> list[list[Candidate]]:
    """The candidates of a rung; another route that fails gives none, for the first one's translation stands."""
    routes: dict[object, list[Attempt]] = {}
    for attempt in attempts:
        routes.setdefault(attempt.route.hops, []).append(attempt)
    found: dict[int, list[Candidate]] = {}
    for hops, together in routes.items():
        try:
            answers = decode(together, engines)
        except EngineError:
            if hops == route.hops:
                raise
            answers = [[] for _ in together]
        found.update(zip(map(id, together), answers, strict=True))
    return [found[id(attempt)] for attempt in attempts]


def _likelier(candidate: Candidate, best: Candidate) -> bool:
    """Whether its engine holds it for better; an engine without scores says nothing, and the earlier one stays."""
    return candidate.score is not None and best.score is not None and candidate.score > best.score


def _weight(issues: Sequence[Issue]) -> tuple[int, int]:
    found = [issue.severity for issue in issues]
    return found.count(Severity.CRITICAL), found.count(Severity.FUNCTIONAL)


def beside(sentence: Prepared, target: str, route: Route, html: str = "") -> Sentence:
    """A sentence beside a translation, as the checks see them."""
    return Sentence(
        source=sentence.text,
        target=target,
        source_language=sentence.language,
        target_language=route.target,
        kind=sentence.kind,
        headline=sentence.headline,
        terms=sentence.terms,
        source_html=segments.render(sentence.text, sentence.marks) if html else "",
        target_html=html,
    )


def _marked(contests: Sequence[_Contest], engines: Mapping[str, Engine], check: Proof) -> list[Chosen]:
    """The chosen ones with links and emphasis on the words they belong to."""
    anchors = _anchors(contests, engines)
    chosen = []
    for contest in contests:
        best = contest.best
        assert best is not None  # every engine answers every text
        route, html, text, issues = best.attempt.route, "", best.text, contest.issues
        if contest.sentence.marks:
            found = anchors.get(route.hops, {})
            html = segments.project(replace(_projection(contest.sentence, best), anchors=found))
            text = segments.plain(html) if html else text
            issues = check(beside(contest.sentence, text, route, html))
        chosen.append(Chosen(text, html, best.score, route, tuple(dict.fromkeys(contest.rungs)), issues))
    return chosen


def _projection(sentence: Prepared, best: Candidate) -> segments.Projection:
    hypothesis = best.hypothesis
    return segments.Projection(
        source=sentence.text,
        marks=sentence.marks,
        sent=best.attempt.parts[0].masked.text if hypothesis else "",
        received=hypothesis.text if hypothesis else "",
        target=best.text,
        links=hypothesis.links if hypothesis else (),
    )


def _anchors(contests: Sequence[_Contest], engines: Mapping[str, Engine]) -> dict[object, dict[str, str]]:
    """Translations of marked words by themselves, where nothing else says which words they became."""
    wanted: dict[object, tuple[Route, dict[str, str]]] = {}
    for contest in contests:
        best = contest.best
        if not contest.sentence.marks or best is None:
            continue
        needed = segments.anchors_needed(_projection(contest.sentence, best))
        route = best.attempt.route
        wanted.setdefault(route.hops, (route, {}))[1].update(dict.fromkeys(needed, ""))
    for route, texts in wanted.values():
        answers = along(route, list(texts), engines)
        texts.update((text, answer[0].text) for text, answer in zip(texts, answers, strict=True))
    return {hops: texts for hops, (_, texts) in wanted.items()}
