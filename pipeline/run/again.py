"""Translate once more, on purpose: after a better model, a new term, or because a sentence came out badly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pipeline import routes
from pipeline.config import Config
from pipeline.errors import ActError, EngineError
from pipeline.model import Article, Job, Locked, Origin, Segment, SegmentOrigin, SegmentState, TranslatedFrom
from pipeline.plan import engines
from pipeline.run.aids import aids
from pipeline.run.translating import keep
from pipeline.segments import units
from pipeline.store import Store, articles, overview, people, segments
from pipeline.translate import Done, Failed, Work
from pipeline.translate import translate as translate_jobs


def again(store: Store, config: Config, uri: str, positions: Sequence[int], *, by: str, now: datetime) -> int | None:
    """Have the machine translate an article anew, or only the sentences at `positions` (counted from 1).

    Returns the new version's number, or None where nothing came out differently. Raises ActError for a person's text,
    an official one, or sentences that are not there; EngineError where no route leads there or an engine fails.
    """
    uri = overview.find(store, uri)
    ours = people.ours(store, uri)
    if ours.origin is not Origin.MACHINE:
        raise ActError("{} holds a person's words, and the machine never replaces those; edit it instead", uri)
    assert ours.translated_from is not None
    source = articles.official(store, ours.translated_from.uri)
    if source is None:
        raise ActError("{} has no source text any more; nothing to translate it from", uri)
    before = segments.of(store, uri, ours.version)
    strangers = [number for number in positions if not 1 <= number <= len(before)]
    if strangers:
        raise ActError("{} has {} segments; there is no {}", uri, len(before), strangers[0])
    named = {before[number - 1].source for number in positions}  # the same sentence elsewhere is the same sentence
    kept = {one.source: one for one in before if one.source not in named} if positions else {}
    at_hand = engines(config)
    try:
        pairs = {name: engine.pairs() for name, engine in at_hand.items()}
        route = routes.find(pairs, source.language, ours.language, pinned=config.translation.routes)
        if route is None:
            raise EngineError(f"nothing installed leads from {source.language} to {ours.language}")
        job = Job(TranslatedFrom(source.uri, source.version, source.language), ours.language, route)
        made: list[Done] = []
        helped = aids(store, config, at_hand, anew=True)
        if positions:
            helped = replace(helped, set_pieces=_as_they_were(kept, helped.set_pieces))
        for outcome in translate_jobs([job], lambda _: Work(source, kept), at_hand, helped):
            if isinstance(outcome, Failed):
                raise EngineError(outcome.message)
            made += outcome
    finally:
        for engine in at_hand.values():
            engine.close()
    (done,) = made
    if (done.headline, done.subhead, done.body) == (ours.headline, ours.subhead, ours.body):
        return None
    if not keep(store, config, done, now, again_by=by):
        raise ActError("{} changed meanwhile; look at it again", uri)
    return people.ours(store, uri).version


def _as_they_were(
    kept: Mapping[str, Segment], known: Callable[[Article, str], Mapping[int, Locked]]
) -> Callable[[Article, str], Mapping[int, Locked]]:
    """Set pieces that nobody named, as this translation has them; the others as the store knows them now."""
    origins = {SegmentState.FINAL: Origin.APPROVED, SegmentState.REVIEWED: Origin.EDITED}
    whole = {text: one for text, one in kept.items() if one.origin is SegmentOrigin.LOCKED}

    def set_pieces(article: Article, target: str) -> Mapping[int, Locked]:
        found = dict(known(article, target))
        for number, block in enumerate(article.body):
            if any(unit.text in kept for unit in units("", "", (block,), article.language)):
                found.pop(number, None)  # translated sentence by sentence, and some of that stays
            if one := whole.get(block.text):
                origin = origins.get(one.state, Origin.MACHINE)
                found[number] = Locked("", block.kind, block.text, one.target, one.html, origin, "", article.updated)
        return found

    return set_pieces
