"""Many sentences of many articles at once -> translations that passed the checks, or that say where they did not.

    prepare    article -> sentences: cased, masked, with their terms and marks       preparing.py
    recall     what people approved, set pieces, what the same models made before    the caller's, in `Aids`
    decode     the distinct rest along the route, everything in as few calls         decoding.py
    choose     every candidate checked, the best one kept; where none passes,        choosing.py
               the ladder: more candidates, shielded names, other wordings, …        rungs.py
    assemble   headline, subhead, body; each sentence beside its source              assembling.py

Sentences of all articles that go the same route are decoded together, each distinct one once; an article is finished
when its last sentence is. Nothing here knows the store or the network: articles come in through `load`, finished
translations go out batch by batch. While one batch is decoded the one before is checked and the next made ready, so
that the engine never waits.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace

from pipeline import proof
from pipeline.errors import EngineError
from pipeline.model import Engine, Job, Route, Segment, SegmentState, Severity
from pipeline.translate.assembling import Done, assemble
from pipeline.translate.choosing import Chosen, beside, choose, several
from pipeline.translate.preparing import Aids, Open, Prepared, Work, prepare, sentence

__all__ = [
    "Aids",
    "Chosen",
    "Done",
    "Failed",
    "Open",
    "Prepared",
    "Work",
    "choose",
    "prepare",
    "sentence",
    "several",
    "translate",
]

BATCH = 256  # sentences decoded together: enough to fill a decoder's batches, little enough to lose when killed
AHEAD = 2  # batches in the engine's hands at once: one decoded, one checked or waiting
REMEMBERED = 20_000  # sentences kept per route, so that boilerplate is decoded once


@dataclass(frozen=True, slots=True)
class Failed:
    """A route that could not be gone, and the jobs that waited for it."""

    route: Route
    waiting: tuple[Job, ...]
    message: str


@dataclass(frozen=True, slots=True)
class _Batch:
    """Articles whose sentences are in work: those new to this run, and what is known of the others."""

    articles: tuple[Open, ...]
    recalled: Mapping[str, Segment]
    new: tuple[Prepared, ...]
    answers: Future[list[Chosen]]


def translate(
    jobs: Iterable[Job],
    load: Callable[[Job], Work | None],
    engines: Mapping[str, Engine],
    aids: Aids | None = None,
) -> Iterator[list[Done] | Failed]:
    """Translate jobs in the order given, route by route; yields each finished batch, or what went wrong with a route.

    `load` gives an article's text when its turn comes, or None when it is no longer wanted; so memory holds a few
    batches, however long the backlog.
    """
    aids = aids or Aids()
    settled: set[Job] = set()

    def loaded(job: Job) -> Work | None:
        work = load(job)
        if work is None:
            settled.add(job)
        return work

    by_route: dict[tuple[object, ...], list[Job]] = {}
    for job in jobs:
        by_route.setdefault((job.route.hops, job.route.source, job.route.target), []).append(job)
    for waiting in by_route.values():
        route = waiting[0].route
        settled.clear()
        try:
            for finished in _along(route, waiting, loaded, engines, aids):
                settled.update(done.job for done in finished)
                yield finished
        except EngineError as error:
            yield Failed(route, tuple(job for job in waiting if job not in settled), str(error))


def _along(
    route: Route, jobs: Iterable[Job], load: Callable[[Job], Work | None], engines: Mapping[str, Engine], aids: Aids
) -> Iterator[list[Done]]:
    """The finished articles of one route, batch by batch."""
    remembered: OrderedDict[tuple[object, ...], Chosen | None] = OrderedDict()
    flying: deque[_Batch] = deque()
    waiting = _batches(jobs, load, aids)

    def models(taken: Route) -> str:
        return ", ".join(dict.fromkeys(engines[hop.engine].model(hop.pair) for hop in taken.hops))

    with ThreadPoolExecutor(AHEAD, thread_name_prefix="translate") as pool:
        try:
            while True:
                while len(flying) <= AHEAD and (articles := next(waiting, None)):
                    flying.append(_sent(articles, route, engines, aids, remembered, pool))
                if not flying:
                    return
                batch = flying.popleft()
                for told, chosen in zip(batch.new, batch.answers.result(), strict=True):
                    remembered[told.key] = chosen
                known = {key: chosen for key, chosen in remembered.items() if chosen is not None}
                yield [assemble(item, known, batch.recalled, models) for item in batch.articles]
                _forget(remembered, flying)
        finally:
            for batch in flying:  # an engine failed or the run was stopped: what no one waits for need not be made
                batch.answers.cancel()
                with suppress(Exception):
                    batch.answers.exception()


def _batches(jobs: Iterable[Job], load: Callable[[Job], Work | None], aids: Aids) -> Iterator[list[Open]]:
    batch: list[Open] = []
    size = 0
    for job in jobs:
        work = load(job)
        if work is None:
            continue
        batch.append(prepare(job, work, aids))
        size += len(batch[-1].sentences)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _sent(
    articles: list[Open],
    route: Route,
    engines: Mapping[str, Engine],
    aids: Aids,
    remembered: OrderedDict[tuple[object, ...], Chosen | None],
    pool: ThreadPoolExecutor,
) -> _Batch:
    """Hand a batch to the engines: what nobody translated before, and no batch before this one has in hand."""
    wanted = {
        one.key: one
        for item in articles
        for one in item.sentences
        if not one.masked.nothing_to_translate and one.text not in item.kept
    }
    unknown = {key: one for key, one in wanted.items() if key not in remembered}
    asked = {one.text: one for one in unknown.values()}
    recalled = {
        text: found
        for text, row in aids.recall(list(asked), route).items()
        if (found := _sound(row, asked[text], route))
    }
    new = {key: one for key, one in unknown.items() if one.text not in recalled}
    remembered.update(dict.fromkeys(new))
    for key in wanted:
        if key in remembered:
            remembered.move_to_end(key)
    sentences = tuple(new.values())
    return _Batch(tuple(articles), recalled, sentences, pool.submit(choose, sentences, route, engines, aids))


def _sound(row: Segment, sentence: Prepared, route: Route) -> Segment | None:
    """An earlier translation with what the checks say of it here; none for one that fails and nobody approved.

    What the machine made is made anew already for a functional issue: the glossary may have learnt a term since.
    """
    issues = proof.read(beside(sentence, row.target, route))
    fails = {SegmentState.FINAL: (), SegmentState.REVIEWED: (Severity.CRITICAL,)}
    if any(issue.severity in fails.get(row.state, (Severity.CRITICAL, Severity.FUNCTIONAL)) for issue in issues):
        return None
    return replace(row, issues=issues)


def _forget(remembered: OrderedDict[tuple[object, ...], Chosen | None], flying: Iterable[_Batch]) -> None:
    """Keep memory bounded; what batches in work still need stays."""
    if len(remembered) <= REMEMBERED:
        return
    needed = {one.key for batch in flying for item in batch.articles for one in item.sentences}
    for key in list(remembered):
        if len(remembered) <= REMEMBERED:
            break
        if key not in needed:
            del remembered[key]
