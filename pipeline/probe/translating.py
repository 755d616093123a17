"""What the checks say of a translation, and what the machine makes of a text: the translating stages on one input."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from pipeline import language, proof, routes
from pipeline.errors import EngineError
from pipeline.glossary import Glossary
from pipeline.model import (
    Article,
    Block,
    BlockKind,
    Engine,
    Job,
    Origin,
    Rights,
    Route,
    Sentence,
    State,
    Term,
    TranslatedFrom,
)
from pipeline.records import Record, issue, segment
from pipeline.translate import Aids, Done, Failed, Work, translate

TOGETHER = 200  # texts translated in one go: enough to keep the engine busy, few enough to see them come
LONGEST = 1_000_000  # characters of one line


def checks(lines: Iterable[str], source: str, target: str, glossary: Glossary) -> Iterator[Record]:
    """What the checks find in each pair: a JSON object `{"source", "target"}` per line in, its issues out.

    A line may also hold `source_html`, `target_html`, `kind`, `headline` and `terms`, a list of objects with `term`,
    `translation`, `forbidden`, `keep`; without them the glossary's terms count. A line that cannot be read gets a
    record with `problems`, and the others go on.
    """
    source, target = language.canonical(source), language.canonical(target)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            if len(line) > LONGEST:
                raise ValueError(f"the line is longer than {LONGEST:,} characters")
            pair = _pair(json.loads(line), source, target, glossary)
        except (ValueError, RecursionError) as error:
            yield {"source": "", "target": "", "issues": [], "problems": [f"line {number}: {error}"]}
            continue
        found = [issue(one) for one in proof.read(pair)]
        yield {"source": pair.source, "target": pair.target, "issues": found}


def _pair(told: Any, source: str, target: str, glossary: Glossary) -> Sentence:
    if not isinstance(told, dict) or not all(isinstance(told.get(key), str) for key in ("source", "target")):
        raise ValueError('write a JSON object with the texts "source" and "target"')
    texts = {key: told.get(key, "") for key in ("source_html", "target_html")}
    if not all(isinstance(text, str) for text in texts.values()):
        raise ValueError("source_html and target_html are texts")
    terms = glossary.applying(told["source"], source, target)
    if isinstance(told.get("terms"), list):
        terms = tuple(_term(one, source, target) for one in told["terms"])
    return Sentence(
        told["source"],
        told["target"],
        source,
        target,
        kind=BlockKind(told.get("kind", BlockKind.PARAGRAPH)),
        headline=bool(told.get("headline")),
        terms=terms,
        **texts,
    )


def _term(told: Any, source: str, target: str) -> Term:
    if not isinstance(told, dict) or not isinstance(told.get("term"), str):
        raise ValueError('each of "terms" is an object with "term" and "translation"')
    forbidden = told.get("forbidden") or ()
    forbidden = (forbidden,) if isinstance(forbidden, str) else forbidden
    if not isinstance(forbidden, list | tuple) or not all(isinstance(one, str) for one in forbidden):
        raise ValueError('"forbidden" is a list of texts')
    return Term(
        told["term"],
        source,
        target,
        str(told.get("translation") or ""),
        tuple(forbidden),
        keep=bool(told.get("keep")),
    )


def translations(
    lines: Iterable[str], source: str, target: str, engines: Mapping[str, Engine], aids: Aids, pinned: routes.Pins
) -> Iterator[Record]:
    """Each text with its translation, the route it took, and its sentences with score and issues.

    Raises EngineError where nothing installed leads from `source` to `target`, or where an engine fails.
    """
    source, target = language.canonical(source), language.canonical(target)
    pairs = {name: engine.pairs() for name, engine in engines.items()}
    route = routes.find(pairs, source, target, pinned=pinned)
    if route is None:
        raise EngineError(f"nothing installed leads from {source} to {target}; see `pipeline models routes`")
    left = iter(lines)
    while texts := list(islice(left, TOGETHER)):
        made = _made([text[:LONGEST] for text in texts], route, engines, aids)
        for text, done in zip(texts, made, strict=True):
            yield {
                "source": text,
                "target": "\n".join(block.text for block in done.body) if done else text,
                "route": routes.describe(route),
                "segments": [segment(one) for one in done.segments] if done else [],
            }


def _made(texts: Sequence[str], route: Route, engines: Mapping[str, Engine], aids: Aids) -> list[Done | None]:
    """The translation of each text, None for a blank one."""
    articles = {f"{number}": _article(f"{number}", text, route.source) for number, text in enumerate(texts)}
    jobs = [
        Job(TranslatedFrom(uri, 1, route.source), route.target, route)
        for uri, text in zip(articles, texts, strict=True)
        if text.strip()
    ]
    found: dict[str, Done] = {}
    for outcome in translate(jobs, lambda job: Work(articles[job.source.uri]), engines, aids):
        if isinstance(outcome, Failed):
            raise EngineError(outcome.message)
        found.update((done.source.uri, done) for done in outcome)
    return [found.get(uri) for uri in articles]


def _article(uri: str, text: str, source: str) -> Article:
    """A text as the article the stage takes: one paragraph, no headline."""
    then = datetime(1970, 1, 1, tzinfo=UTC)
    return Article(
        uri=uri,
        story=uri,
        version=1,
        language=source,
        origin=Origin.OFFICIAL,
        state=State.CURRENT,
        rights=Rights.INTERNAL,
        headline="",
        body=(Block(BlockKind.PARAGRAPH, text),),
        first_created=then,
        version_created=then,
        updated=then,
    )
