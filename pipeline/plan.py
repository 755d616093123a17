"""Which article is translated from which, along which route: needs, wishes and routes put together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline import parts, routes, stories
from pipeline.config import Config
from pipeline.model import Engine, Job, Pair, Rights, Route, TranslatedFrom
from pipeline.packages import Loaded


@dataclass(frozen=True, slots=True)
class Step:
    """What one story needs: the jobs that can be done, and the (source, target) directions no engine goes."""

    story: str
    jobs: tuple[Job, ...]
    missing: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What decides over translations: the languages asked for, those asked for in public, and what staff set."""

    languages: tuple[str, ...]
    public: Collection[str]
    prefer: Mapping[str, tuple[str, ...]]
    pinned: Mapping[tuple[str, str], str]


def wishes(config: Config) -> Wishes:
    """What the configuration asks of translations."""
    public = {tag for channel in config.channels if channel.rights is Rights.PUBLIC for tag in channel.languages}
    return Wishes(config.languages, frozenset(public), config.translation.prefer, config.translation.routes)


def engines(config: Config) -> dict[str, Engine]:
    """The configured engines, in the configured order, sharing one bound of memory; no model is loaded yet."""
    told = config.translation
    loaded = Loaded(told.memory)
    return {
        name: parts.find("engines", name).Engine(told.models, told.options.get(name), loaded) for name in told.engines
    }


def troubles(engines: Mapping[str, Engine]) -> list[str]:
    """Why an engine can do less than it should, once its pairs were asked for: a server that is down, broken files."""
    found: list[str] = []
    for engine in engines.values():
        found += getattr(engine, "troubles", list)()
    return found


def plan(ahead: Iterable[stories.Ahead], wishes: Wishes, pairs: Mapping[str, Collection[Pair]]) -> Iterator[Step]:
    """For each story its jobs and its missing directions, in the order given.

    `pairs` maps each engine, in the configured order, to the directions it can go.
    """
    found: dict[tuple[tuple[str, ...], str], Route | None] = {}
    for story in ahead:
        jobs, missing = [], []
        needs = stories.needs(story.articles, languages=wishes.languages, public=wishes.public, refused=story.refused)
        for need in needs:
            by_language = {article.language: article for article in reversed(need.sources)}
            languages = tuple(dict.fromkeys(article.language for article in need.sources))
            asked = (languages, need.target)
            if asked not in found:
                prefer = wishes.prefer.get(need.target, wishes.prefer.get("*", ()))
                found[asked] = routes.best_source(pairs, languages, need.target, prefer=prefer, pinned=wishes.pinned)
            route = found[asked]
            if route is None:
                missing.append((languages[0], need.target))
                continue
            source = by_language[route.source]
            jobs.append(Job(TranslatedFrom(source.uri, source.version, source.language), need.target, route))
        yield Step(story.story, tuple(jobs), tuple(missing))
