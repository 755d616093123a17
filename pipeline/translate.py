"""Many sentences of many articles at once -> translations: one engine call per batch and hop.

Sentences of all articles that go the same route are decoded together, each distinct one once; an article is finished
when its last sentence is. Nothing here knows the store or the network: articles come in through `load`, finished
translations go out one by one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline import routes, segments
from pipeline.errors import EngineError
from pipeline.model import Article, Block, Engine, Hypothesis, Job, Route, Segment, SegmentOrigin, TranslatedFrom

BATCH = 256  # sentences decoded together: enough to fill a decoder's batches, little enough to lose when killed
REMEMBERED = 20_000  # sentences kept per route, so that boilerplate is decoded once


@dataclass(frozen=True, slots=True)
class Done:
    """A finished translation; `segments` are its sentences beside their sources."""

    job: Job
    source: Article
    headline: str
    subhead: str
    body: tuple[Block, ...]
    segments: tuple[Segment, ...]
    route: str
    models: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A route that could not be gone, and how many articles wait for it."""

    route: str
    jobs: int
    message: str


@dataclass(slots=True)
class _Open:
    """An article in a batch: its sentences, masked, until all are translated."""

    job: Job
    article: Article
    units: tuple[segments.Unit, ...]
    masked: tuple[segments.Masked, ...]


def translate(
    jobs: Iterable[Job], load: Callable[[TranslatedFrom], Article | None], engines: Mapping[str, Engine]
) -> Iterator[list[Done] | Failed]:
    """Translate jobs in the order given, route by route; yields each finished batch, or what went wrong with a route.

    `load` gives an article's text when its turn comes, or None when it is no longer wanted; so memory holds one batch,
    however long the backlog.
    """
    by_route: dict[tuple[object, ...], list[Job]] = {}
    for job in jobs:
        by_route.setdefault(job.route.hops, []).append(job)
    for waiting in by_route.values():
        remembered: OrderedDict[str, Hypothesis] = OrderedDict()
        done = 0
        try:
            for batch in _batches(waiting, load):
                finished = _finish(batch, engines, remembered)
                done += len(batch)
                yield finished
        except EngineError as error:
            yield Failed(routes.describe(waiting[0].route), len(waiting) - done, str(error))


def _batches(jobs: Iterable[Job], load: Callable[[TranslatedFrom], Article | None]) -> Iterator[list[_Open]]:
    batch: list[_Open] = []
    size = 0
    for job in jobs:
        article = load(job.source)
        if article is None:
            continue
        units = tuple(segments.units(article.headline, article.subhead, article.body, article.language))
        batch.append(_Open(job, article, units, tuple(segments.mask(unit.text) for unit in units)))
        size += len(units)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _finish(
    batch: Sequence[_Open], engines: Mapping[str, Engine], remembered: OrderedDict[str, Hypothesis]
) -> list[Done]:
    wanted = dict.fromkeys(m.text for item in batch for m in item.masked if not m.nothing_to_translate)
    route = batch[0].job.route
    new = [text for text in wanted if text not in remembered]
    for text, hypothesis in zip(new, _along(route, new, engines), strict=True):
        remembered[text] = hypothesis
    models = ", ".join(engines[hop.engine].model(hop.pair) for hop in route.hops)
    finished = [_assembled(item, remembered, models) for item in batch]
    while len(remembered) > REMEMBERED:
        remembered.popitem(last=False)
    return finished


def _along(route: Route, texts: Sequence[str], engines: Mapping[str, Engine]) -> list[Hypothesis]:
    """The best candidate for each text after the last hop; scores add up along the way."""
    found = [Hypothesis(text, 0.0) for text in texts]
    for hop in route.hops:
        answers = engines[hop.engine].translate([h.text for h in found], hop.pair.source, hop.pair.target)
        found = [
            Hypothesis(answer[0].text, _sum(before.score, answer[0].score))
            for before, answer in zip(found, answers, strict=True)
        ]
    return found


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


def _assembled(item: _Open, translated: Mapping[str, Hypothesis], models: str) -> Done:
    rows = []
    for unit, masked in zip(item.units, item.masked, strict=True):
        if masked.nothing_to_translate:
            rows.append(Segment(unit.block, unit.text, unit.text, SegmentOrigin.COPIED))
            continue
        hypothesis = translated[masked.text]
        rows.append(Segment(unit.block, unit.text, segments.unmask(hypothesis.text, masked), score=hypothesis.score))
    article = item.article
    headline, subhead, body = segments.assemble(
        item.units, [row.target for row in rows], article.headline, article.subhead, article.body, item.job.target
    )
    return Done(
        job=item.job,
        source=article,
        headline=headline,
        subhead=subhead,
        body=body,
        segments=tuple(rows),
        route=routes.describe(item.job.route),
        models=models,
    )
