"""Glean: names and phrases that the glossary lacks, from stories that wait for translation, before they get it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from pipeline import glossary, stories
from pipeline.config import Config
from pipeline.glossary.candidates import gather
from pipeline.model import Article, BlockKind
from pipeline.plan import wishes
from pipeline.run.report import Clock, Report, utc_now
from pipeline.store import Store, candidates, translations

TOGETHER = 40  # stories of one language in which phrases are counted together
MOST = 2_000  # stories gone through in one run, the newest first: a long backlog must not keep translation waiting

_Waiting = tuple[str, Article]


def glean(store: Store, config: Config, report: Report | None = None, *, clock: Clock = utc_now) -> int:
    """Queue the candidates of stories that wait for translation; returns how many stories were gone through.

    Each text is read once. What the glossary has, and what a person dismissed, is left out. Mistakes in the glossary
    go into the report as warnings.
    """
    pending = _pending(store, config)
    first = next(pending, None)
    if first is None:
        return 0  # most runs find nothing new, and a glossary may be long
    known, warnings = glossary.load(config.glossary)
    if report is not None:
        report.warnings += warnings
    read = 0
    waiting: dict[str, list[_Waiting]] = {}
    for story, article in chain([first], pending):
        batch = waiting.setdefault(article.language, [])
        batch.append((story, article))
        read += 1
        if len(batch) == TOGETHER:
            _keep(store, waiting.pop(article.language), known, clock)
        if read == MOST:
            break
    for batch in waiting.values():
        _keep(store, batch, known, clock)
    return read


def _pending(store: Store, config: Config) -> Iterator[_Waiting]:
    """The texts that translations will be made from and that were not gone through as they stand."""
    asked = wishes(config)
    for ahead in translations.ahead(store):
        needs = stories.needs(ahead.articles, languages=asked.languages, public=asked.public, refused=ahead.refused)
        for source in dict.fromkeys((need.sources[0].uri, need.sources[0].version) for need in needs):
            article = None
            if not candidates.gleaned(store, ahead.story, _language(needs, source), repr(source)):
                article = translations.current(store, *source)
            if article is not None:
                yield ahead.story, article


def _language(needs: list[stories.Need], source: tuple[str, int]) -> str:
    return next(need.sources[0].language for need in needs if need.sources[0].uri == source[0])


def _keep(store: Store, batch: list[_Waiting], known: glossary.Glossary, clock: Clock) -> None:
    language = batch[0][1].language
    texts = [(article.headline, _texts(article)) for _, article in batch]
    found = gather(texts, language, known)
    with store.write():
        candidates.forget(store, now=clock())
        for (story, article), named in zip(batch, found, strict=True):
            version = repr((article.uri, article.version))
            candidates.put(store, story, language, version, named, now=clock())


def _texts(article: Article) -> list[str]:
    return [article.subhead, *(block.text for block in article.body if block.kind is not BlockKind.CONTACT)]
