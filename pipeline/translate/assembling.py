"""Sentences and set pieces -> a finished translation: headline, subhead, body, and each sentence beside its source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline import routes, segments
from pipeline.model import Article, Block, Job, Origin, Route, Segment, SegmentOrigin, SegmentState
from pipeline.translate.choosing import Chosen
from pipeline.translate.preparing import Open, Prepared

_STATES = {Origin.APPROVED: SegmentState.FINAL, Origin.EDITED: SegmentState.REVIEWED}


@dataclass(frozen=True, slots=True)
class Done:
    """A finished translation; `segments` are its sentences beside their sources."""

    job: Job
    source: Article
    headline: str
    subhead: str
    body: tuple[Block, ...]
    segments: tuple[Segment, ...]
    route: str
    models: str


def assemble(
    item: Open,
    chosen: Mapping[tuple[object, ...], Chosen],
    recalled: Mapping[str, Segment],
    models: Callable[[Route], str],
) -> Done:
    """Put an article together in its target language."""
    article, route = item.article, item.job.route
    sentences = iter(item.sentences)
    rows: list[Segment] = []
    for unit in item.units:
        if unit.block in item.set_pieces:
            continue
        sentence = next(sentences)
        if known := item.kept.get(unit.text):
            row = _known(replace(known, block=unit.block, source=unit.text), sentence)
            same = row.target == known.target  # a person's words do not change, not even for a link
            rows.append(row if same else replace(row, target=known.target, html=""))
        elif sentence.masked.nothing_to_translate:
            text = segments.unmask(sentence.masked.text, sentence.masked)
            rows.append(_known(Segment(unit.block, unit.text, text, SegmentOrigin.COPIED), sentence))
        elif known := recalled.get(unit.text):
            rows.append(_known(replace(known, block=unit.block, source=unit.text), sentence))
        else:
            rows.append(_segment(unit.block, unit.text, chosen[sentence.key], route, models))
    units = [unit for unit in item.units if unit.block not in item.set_pieces]
    headline, subhead, body = segments.assemble(
        units, [row.target for row in rows], article.headline, article.subhead, article.body, item.job.target,
        html=[row.html for row in rows],
    )  # fmt: skip
    whole = list(body)
    for number, piece in item.set_pieces.items():
        whole[number] = Block(article.body[number].kind, piece.target, piece.html)
        state = _STATES.get(piece.origin, SegmentState.TRANSLATED)
        source = article.body[number].text
        rows.append(Segment(number, source, piece.target, SegmentOrigin.LOCKED, state, html=piece.html))
    rows.sort(key=lambda row: row.block if row.block >= 0 else -10 - row.block)
    return Done(item.job, article, headline, subhead, tuple(whole), tuple(rows), routes.describe(route), models(route))


def _known(row: Segment, sentence: Prepared) -> Segment:
    """A translation that no engine made just now, with the links and emphasis of this sentence, not of another's."""
    if not sentence.marks:
        return replace(row, html="") if row.html else row
    if row.html:
        before = segments.read(row.html)
        if _addresses(before.marks) == _addresses(sentence.marks):
            return row
        if moved := _elsewhere(before.marks, sentence.marks):
            return replace(row, html=segments.render(before.text, moved))
    html = segments.project(segments.Projection(sentence.text, sentence.marks, "", "", row.target))
    return replace(row, html=html, target=segments.plain(html) if html else row.target)


def _elsewhere(before: Sequence[segments.Mark], now: Sequence[segments.Mark]) -> list[segments.Mark]:
    """The marks of a translation whose one link leads elsewhere now; none where it is not that alone."""
    links = [mark for mark in now if mark.tag == "a"]
    if len(links) != 1 or sorted(mark.tag for mark in before) != sorted(mark.tag for mark in now):
        return []
    return [replace(mark, href=links[0].href) if mark.tag == "a" else mark for mark in before]


def _addresses(marks: Iterable[segments.Mark]) -> list[tuple[str, str]]:
    return sorted((mark.tag, mark.href) for mark in marks)


def _segment(block: int, source: str, found: Chosen, route: Route, models: Callable[[Route], str]) -> Segment:
    other = found.route.hops != route.hops
    return Segment(
        block,
        source,
        found.target,
        score=found.score,
        route=routes.describe(found.route) if other else "",
        models=models(found.route) if other else "",
        html=found.html,
        rungs=found.rungs,
        issues=found.issues,
    )
