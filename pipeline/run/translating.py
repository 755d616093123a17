"""Translate: every translation that stories lack, in batches, each published as soon as it is stored."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from pipeline import gazetteer, wire
from pipeline.config import Config
from pipeline.model import TranslatedFrom
from pipeline.plan import engines, plan, wishes
from pipeline.run.publishing import publish
from pipeline.run.report import Clock, Report, utc_now
from pipeline.store import Store, problems, translations
from pipeline.terminal import Progress, quiet
from pipeline.translate import Done, Failed
from pipeline.translate import translate as translate_jobs


def translate(
    store: Store, config: Config, report: Report, *, clock: Clock = utc_now, progress: Progress = quiet
) -> None:
    """Make every translation that stories lack, the newest story first; publish after each batch."""
    at_hand = engines(config)
    pairs = {name: engine.pairs() for name, engine in at_hand.items()}
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
    made = 0
    try:
        for outcome in translate_jobs(jobs, lambda source: translations.current(store, *_version(source)), at_hand):
            if isinstance(outcome, Failed):
                _route_failed(store, outcome, report, clock)
                continue
            for done in outcome:
                made += 1
                if _keep(store, config, done, clock()):
                    report.translated += 1
                    story = jobs[done.job]
                    left[story] -= 1
                    if not left[story]:
                        translations.settled(store, story, steps[story].missing)
            progress("translate", made, len(jobs))
            publish(store, config, report, clock=clock)
    finally:
        for engine in at_hand.values():
            engine.close()


def _version(source: TranslatedFrom) -> tuple[str, int]:
    return source.uri, source.version


def _keep(store: Store, config: Config, done: Done, now: datetime) -> bool:
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
    )


def _route_failed(store: Store, failed: Failed, report: Report, clock: Clock) -> None:
    message = f"{failed.message} ({failed.jobs} translations wait for {failed.route})"
    problems.failed(store, "engine", failed.route, message, clock())
    report.failures.append(message)
