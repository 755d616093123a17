"""The state of the newsroom in one record: sources, counts, and what is not translated and why."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from pipeline import alarms, glossary, parts, records, routes
from pipeline.config import Config
from pipeline.plan import engines, plan, wishes
from pipeline.store import Store, articles, deliveries, notices, overview, problems, proposals, sources, translations


def status(store: Store, config: Config, now: datetime) -> dict[str, Any]:
    """What `pipeline status` tells. Loads no model: engines tell their pairs from file names and metadata."""
    terms = glossary.read(config.glossary)
    failing = Counter(source for source, _, _ in sources.unreadable_entries(store))
    return {
        "sources": [
            records.source(
                source.id,
                source.kind,
                sources.state(store, source.id),
                failing[source.id],
                _alarms(store, source.id, now),
            )
            for source in config.sources
        ],
        "stories": overview.stories(store),
        "articles": overview.counts(store),
        "untranslated": _untranslated(store, config),
        "undetermined": [article.uri for article in articles.undetermined(store)],
        "held": [
            {"story": held.story, "status": held.status, "why": held.why, "headline": held.headline}
            for held in overview.held(store)
        ],
        "questions": len(proposals.waiting(store)) + len(notices.waiting(store)),
        "glossary": {"terms": len(terms.terms), "warnings": list(terms.warnings)},
        "deliveries": _deliveries(store, config),
        "problems": [records.problem(found) for found in problems.problems(store)],
    }


def warnings(store: Store, source: str, now: datetime) -> list[tuple[str, str]]:
    """Signs that a source changed, each with what it is: silent, short, selectors, gap or gone."""
    state = sources.state(store, source)
    found = [
        ("silent", alarms.silent(sources.arrivals(store, source), now)),
        ("short", alarms.short(sources.lengths(store, source))),
    ]
    if misses := sources.selector_misses(store, source):
        said = f"a selector matched nothing on {misses} of its last pages: mend article: and run `pipeline replay`"
        found.append(("selectors", said))
    if state.gap_since:
        found.append(("gap", "some items may have been missed between two visits: set backfill: or ask it more often"))
    if state.gone_since:
        said = "its server says that it is gone for good (410): look for its new address, or take it out"
        found.append(("gone", said))
    return [(sign, said) for sign, said in found if said]


def _alarms(store: Store, source: str, now: datetime) -> list[str]:
    return [said for _, said in warnings(store, source, now)]


def _deliveries(store: Store, config: Config) -> list[dict[str, Any]]:
    found = []
    for channel in config.channels:
        for one in channel.deliver:
            state = deliveries.state(store, channel.id, one.name)
            waiting = deliveries.waiting(store, channel.id, state.delivered)
            found.append(records.delivery(channel.id, one.kind, state, waiting))
    return found


def _untranslated(store: Store, config: Config) -> list[dict[str, Any]]:
    at_hand = engines(config)
    pairs = {name: engine.pairs() for name, engine in at_hand.items()}
    waiting: Counter[tuple[str, str]] = Counter()
    lacking: Counter[tuple[str, str]] = Counter()
    for step in plan(translations.ahead(store), wishes(config), pairs):
        waiting.update((job.source.language, job.target) for job in step.jobs)
        lacking.update(step.missing)
    for missing in translations.without_route(store):
        lacking[missing.language, missing.target] += missing.stories
    offers = {name: parts.find("engines", name).installable for name in at_hand}
    found: list[dict[str, Any]] = []
    for (source, target), stories in lacking.most_common():
        command = routes.missing(source, target, offers, pairs=pairs)
        reason = "no route: no engine installed here leads from one to the other"
        if pin := config.translation.routes.get((source, target)):
            reason, command = f"no route: it is pinned to {pin}, which is not installed here", ""
        found.append(_row(source, target, stories, reason, command or None))
    for (source, target), stories in waiting.most_common():
        found.append(_row(source, target, stories, "waiting: `pipeline run` or `pipeline translate` makes it", None))
    return found


def _row(source: str, target: str, stories: int, reason: str, command: str | None) -> dict[str, Any]:
    return {"source": source, "target": target, "stories": stories, "reason": reason, "command": command}
