"""An article -> its sentences, each made ready for an engine: cased, masked, with its terms and marks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline import segments
from pipeline.glossary import Glossary
from pipeline.model import Article, BlockKind, Job, Locked, Route, Segment, Term
from pipeline.segments import Mark, capitals
from pipeline.translate.grouping import ungrouped

HEADS = (segments.HEADLINE, segments.SUBHEAD)


def _nothing(sources: Sequence[str], route: Route) -> Mapping[str, Segment]:
    return {}


def _no_set_pieces(article: Article, target: str) -> Mapping[int, Locked]:
    return {}


def _no_other(route: Route) -> Sequence[Route]:
    return ()


@dataclass(frozen=True, slots=True)
class Aids:
    """What stands beside the engines: the glossary, what was translated before, other ways to the same language.

    `recall` gives earlier translations of sentences, what people approved before what the machine made; `set_pieces`
    the blocks of an article that have their translation, by place in the body; `others` further routes. `ladder` are
    the ways out for sentences that do not pass, None for all of them (rungs.py).
    """

    glossary: Glossary = field(default_factory=Glossary)
    recall: Callable[[Sequence[str], Route], Mapping[str, Segment]] = _nothing
    set_pieces: Callable[[Article, str], Mapping[int, Locked]] = _no_set_pieces
    others: Callable[[Route], Sequence[Route]] = _no_other
    ladder: Sequence[Callable[[Any], Sequence[Any]]] | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """An article to translate; `kept` are sentences whose translation a person wrote, for a draft of theirs."""

    article: Article
    kept: Mapping[str, Segment] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prepared:
    """One sentence ready for an engine: what it says, what it is, and what the engine is to see of it."""

    text: str
    language: str
    kind: BlockKind
    headline: bool
    cased: capitals.Cased
    masked: segments.Masked
    terms: tuple[Term, ...]
    marks: tuple[Mark, ...]

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from others: the same key needs translating only once."""
        return self.text, self.headline, self.cased.style, self.marks


@dataclass(frozen=True, slots=True)
class Open:
    """An article in work: its sentences, and the blocks that have their translation already."""

    job: Job
    article: Article
    units: tuple[segments.Unit, ...]
    sentences: tuple[Prepared, ...]
    kept: Mapping[str, Segment]
    set_pieces: Mapping[int, Locked]


def prepare(job: Job, work: Work, aids: Aids) -> Open:
    """Split an article into sentences and make each ready; set pieces that have their translation are left out."""
    article = work.article
    set_pieces = aids.set_pieces(article, job.target)
    units = segments.units(article.headline, article.subhead, article.body, article.language)
    marked = {n: segments.read(block.html, block.text) for n, block in enumerate(article.body) if block.html}
    words = capitals.lexicon((block.text for block in article.body), article.language)
    wanted = tuple(unit for unit in units if unit.block not in set_pieces)
    sentences = []
    for unit in wanted:
        head = unit.block in HEADS
        kind = BlockKind.HEADING if head else article.body[unit.block].kind
        whole = marked.get(unit.block)
        marks = segments.cut(whole, unit.start, unit.start + len(unit.text)) if whole else ()
        sentences.append(
            sentence(
                unit.text,
                article.language,
                job.target,
                aids.glossary,
                words,
                kind=kind,
                headline=unit.block == segments.HEADLINE,
                marks=marks,
            )
        )
    return Open(job, article, tuple(units), tuple(sentences), work.kept, set_pieces)


def sentence(
    text: str,
    language: str,
    target: str,
    glossary: Glossary,
    words: capitals.Lexicon,
    *,
    kind: BlockKind = BlockKind.PARAGRAPH,
    headline: bool = False,
    marks: tuple[Mark, ...] = (),
) -> Prepared:
    """One sentence made ready: its terms found, its capitals lowered, its addresses and fixed terms masked."""
    terms = glossary.applying(text, language, target)
    if terms:  # a headline in capitals writes them in none of their own
        named = {part.lower(): part for term in terms for part in term.term.split() if part != part.lower()}
        words = replace(words, names={**words.names, **named})
    cased = capitals.read(text, language, words)
    masked = ungrouped(segments.mask(cased.text, terms, inline=True), language, target)
    return Prepared(text, language, kind, headline, cased, masked, terms, marks)
