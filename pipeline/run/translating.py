"""Translate: every translation that stories lack, in batches, each published as soon as it is stored."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from pipeline import gazetteer, routes, wire
from pipeline.config import Config
from pipeline.model import Job, Reopened, Route
from pipeline.plan import engines, plan, troubles, wishes
from pipeline.run.aids import aids
from pipeline.run.gleaning import glean
from pipeline.run.publishing import publish
from pipeline.run.report import Clock, Report, utc_now
from pipeline.store import Store, drafts, problems, translations
from pipeline.terminal import Progress, quiet
from pipeline.translate import Done, Failed, Work
from pipeline.translate import translate as translate_jobs


def translate(
    store: Store, config: Config, report: Report, *, clock: Clock = utc_now, progress: Progress = quiet
) -> None:
    """Make every translation that stories lack, the newest story first; publish after each batch.

    A text of a person's whose source has moved on is never touched: what it could become is kept beside it, as a draft
    with their words where the source still says the same. Where a route fails, what waits for it goes another way if
    there is one; the failure is on record all the same.
    """
    glean(store, config, report, clock=clock)
    at_hand = engines(config)
    pairs: routes.Pairs = {name: engine.pairs() for name, engine in at_hand.items()}
    report.warnings += troubles(at_hand)
    asked = wishes(config)
    told = repr((asked.languages, sorted(asked.public), dict(asked.prefer), dict(asked.pinned)))
    told += repr([(name, sorted(found)) for name, found in pairs.items()])
    translations.look_again(store, hashlib.sha256(told.encode()).hexdigest())
    steps = {step.story: step for step in plan(translations.ahead(store), asked, pairs)}
    for step in steps.values():
        if not step.jobs:
            translations.settled(store, step.story, step.missing)
    left = {story: len(step.jobs) for story, step in steps.items()}
    jobs = {job: step.story for step in steps.values() for job in step.jobs}
    reopened = _reopened(store, pairs, asked.pinned)
    if not (jobs or reopened):
        return  # no model was loaded, and neither glossary nor memory need be
    planned = {job: job for job in [*jobs, *reopened]}  # as it is gone now -> as it was planned
    made = 0

    def load(job: Job) -> Work | None:
        article = translations.current(store, job.source.uri, job.source.version)
        return Work(article, reopened[planned[job]].kept if planned[job] in reopened else {}) if article else None

    try:
        helped = aids(store, config, at_hand)
        waiting = list(planned)
        while waiting:
            now, waiting = waiting, []
            for outcome in translate_jobs(now, load, at_hand, helped):
                if isinstance(outcome, Failed):
                    pairs = _without(pairs, outcome.route)
                    there = outcome.route.source, outcome.route.target
                    other = routes.find(pairs, *there, pinned=asked.pinned)
                    if other is not None:
                        again = {replace(job, route=other): planned[job] for job in outcome.waiting}
                        planned |= again
                        waiting += again
                    _route_failed(store, outcome, other, report, clock)
                    continue
                for done in outcome:
                    made += 1
                    job = planned[done.job]
                    if job in reopened:
                        drafts.put(store, reopened[job], done.segments, clock(), route=done.route)
                    elif keep(store, config, done, clock()):
                        report.translated += 1
                        story = jobs[job]
                        left[story] -= 1
                        if not left[story]:
                            translations.settled(store, story, steps[story].missing)
                progress("translate", made, len(jobs) + len(reopened))
                publish(store, config, report, clock=clock)
    finally:
        for engine in at_hand.values():
            engine.close()


def _reopened(store: Store, pairs: routes.Pairs, pinned: routes.Pins) -> dict[Job, Reopened]:
    """Texts of people's whose source moved on and that have no draft for it yet, with the way to make one."""
    found = {}
    for text in drafts.pending(store):
        route = routes.find(pairs, text.source.language, text.target, pinned=pinned)
        if route is not None:
            found[Job(text.source, text.target, route)] = text
    return found


def keep(store: Store, config: Config, done: Done, now: datetime, *, again_by: str = "") -> bool:
    """Store a finished translation; False where the world moved on meanwhile. `again_by` asked for it on purpose."""
    problems.works(store, "engine", done.route)
    printed = done.source.dateline
    if printed is not None:  # data, not prose: it never goes through an engine
        source, target = done.source.language, done.job.target
        line = wire.render_dateline(printed, target, source, config.places)
        printed = replace(printed, place=gazetteer.place(printed.place, source, target, config.places), text=line)
    return translations.add(
        store,
        done.job.source,
        done.job.target,
        headline=done.headline,
        subhead=done.subhead,
        body=done.body,
        dateline=printed,
        route=done.route,
        models=done.models,
        segments=done.segments,
        now=now,
        again_by=again_by,
    )


def _route_failed(store: Store, failed: Failed, other: Route | None, report: Report, clock: Clock) -> None:
    route = routes.describe(failed.route)
    follows = f"{len(failed.waiting)} translations " + (
        f"go {routes.describe(other)}" if other else f"wait for {route}"
    )
    message = f"{failed.message} ({follows})"
    problems.failed(store, "engine", route, message, clock())
    report.failures.append(message)


def _without(pairs: routes.Pairs, route: Route) -> routes.Pairs:
    """What is left to go by once a route failed: none of its steps, as nobody can tell which of them it was."""
    steps = {(hop.engine, hop.pair) for hop in route.hops}
    return {engine: {pair for pair in found if (engine, pair) not in steps} for engine, found in pairs.items()}
