"""An engine whose answers a test decides, articles to translate with it, and the finished texts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pipeline import routes
from pipeline.glossary import Glossary
from pipeline.model import (
    Article,
    Block,
    BlockKind,
    Engine,
    Hypothesis,
    Job,
    Origin,
    Pair,
    Rights,
    Route,
    Segment,
    State,
    TranslatedFrom,
)
from pipeline.segments import capitals
from pipeline.translate import Aids, Done, Failed, Prepared, Work, sentence, translate

THEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EN_PT = routes.parse("script:en>pt")
NO_LADDER = Aids(ladder=())


@dataclass(frozen=True)
class Call:
    """What an engine was asked at once."""

    texts: tuple[str, ...]
    source: str
    target: str
    n: int
    careful: bool
    align: bool


Answer = Callable[[str, Call], str | Sequence[Hypothesis]]


def same(text: str, call: Call) -> str:
    """Every text is its own translation."""
    return text


@dataclass
class Scripted:
    """An engine within the process: `answer` says what becomes of a text; `calls` are all that it was asked."""

    answer: Answer = same
    installed: frozenset[Pair] = frozenset({Pair("en", "pt")})
    calls: list[Call] = field(default_factory=list)
    _lock: Any = field(default_factory=threading.Lock)

    def pairs(self) -> frozenset[Pair]:
        return self.installed

    def translate(
        self, texts: Sequence[str], source: str, target: str, n: int = 1, *, careful: bool = False, align: bool = False
    ) -> list[list[Hypothesis]]:
        call = Call(tuple(texts), source, target, n, careful, align)
        with self._lock:
            self.calls.append(call)
        answers = [self.answer(text, call) for text in texts]
        return [[Hypothesis(a, -0.1)] if isinstance(a, str) else list(a)[:n] for a in answers]

    def model(self, pair: Pair) -> str:
        return f"script-{pair.source}_{pair.target} 1"

    def close(self) -> None:
        pass

    @property
    def texts(self) -> list[str]:
        """Every text it was given, in order."""
        return [text for call in self.calls for text in call.texts]


def article(uri: str, *body: str | Block, headline: str = "", subhead: str = "", language: str = "en") -> Article:
    """An article of paragraphs, or of blocks."""
    blocks = tuple(Block(BlockKind.PARAGRAPH, one) if isinstance(one, str) else one for one in body)
    return Article(
        uri=uri,
        story=uri,
        version=1,
        language=language,
        origin=Origin.OFFICIAL,
        state=State.CURRENT,
        rights=Rights.INTERNAL,
        headline=headline,
        subhead=subhead,
        body=blocks,
        first_created=THEN,
        version_created=THEN,
        updated=THEN,
    )


def job(source: Article, route: Route = EN_PT) -> Job:
    return Job(TranslatedFrom(source.uri, source.version, source.language), route.target, route)


def outcomes(
    articles: Iterable[Article],
    engines: Mapping[str, Engine],
    aids: Aids = NO_LADDER,
    *,
    route: Route = EN_PT,
    kept: Mapping[str, Mapping[str, Segment]] | None = None,
) -> list[list[Done] | Failed]:
    """What the stage gives for these articles; `kept` are sentences a person wrote, by article."""
    found = {one.uri: one for one in articles}
    return list(
        translate(
            [job(one, route) for one in found.values()],
            lambda job: Work(found[job.source.uri], (kept or {}).get(job.source.uri, {})),
            engines,
            aids,
        )
    )


def translated(articles: Iterable[Article], engine: Engine, aids: Aids = NO_LADDER, **options: Any) -> list[Done]:
    """The finished translations, in the order of the articles; fails where a route did."""
    finished: list[Done] = []
    for outcome in outcomes(articles, {"script": engine}, aids, **options):
        assert not isinstance(outcome, Failed), outcome
        finished += outcome
    return finished


def ready(text: str, *, language: str = "en", target: str = "pt", **options: Any) -> Prepared:
    """One sentence ready for an engine."""
    return sentence(text, language, target, Glossary(), capitals.lexicon((), language), **options)
