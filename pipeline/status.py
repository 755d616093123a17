"""The state of the newsroom in one record: sources, counts, and what is not translated and why."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pipeline import parts, records, routes
from pipeline.config import Config
from pipeline.plan import engines, plan, wishes
from pipeline.store import Store, articles, overview, problems, sources, translations


def status(store: Store, config: Config) -> dict[str, Any]:
    """What `pipeline status` tells. Loads no model: engines tell their pairs from file names and metadata."""
    failing = Counter(source for source, _, _ in sources.unreadable_entries(store))
    return {
        "sources": [
            records.source(source.id, source.kind, sources.state(store, source.id), failing[source.id])
            for source in config.sources
        ],
        "stories": overview.stories(store),
        "articles": overview.counts(store),
        "untranslated": _untranslated(store, config),
        "undetermined": [article.uri for article in articles.undetermined(store)],
        "problems": [records.problem(found) for found in problems.problems(store)],
    }


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
        found.append(_row(source, target, stories, reason, command or None))
    for (source, target), stories in waiting.most_common():
        found.append(_row(source, target, stories, "waiting: `pipeline run` or `pipeline translate` makes it", None))
    return found


def _row(source: str, target: str, stories: int, reason: str, command: str | None) -> dict[str, Any]:
    return {"source": source, "target": target, "stories": stories, "reason": reason, "command": command}
