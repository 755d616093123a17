"""A text as a person typed or saved it: headline, paragraphs, dateline; and what the checks say of its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline import extract, proof, wire
from pipeline.errors import ActError
from pipeline.glossary import Glossary
from pipeline.language.bidi import balanced
from pipeline.model import Article, Block, BlockKind, Dateline, Issue, Segment, Sentence

MAX_TEXT = 1_000_000  # characters in one text
MAX_BLOCKS = 5_000  # paragraphs


@dataclass(frozen=True, slots=True)
class Typed:
    """A person's text in its parts; `dateline` is read off its beginning and printed as they wrote it."""

    headline: str
    subhead: str
    body: tuple[Block, ...]
    dateline: Dateline | None = None


def read(text: str, beside: Article, *, headline: str = "") -> Typed:
    """A plain text in its parts: the headline, an empty line, then paragraphs with empty lines between them.

    `beside` is the text it stands for: where that has a subhead and as many paragraphs, so has this one. A text that
    begins with a dateline has no headline of its own and takes `headline`. Raises ActError where there is no body.
    """
    if len(text) > MAX_TEXT:
        raise ActError("the text is longer than {:,} characters; is this the right file?", MAX_TEXT)
    # Lone surrogates and NUL come from broken files; no output format can carry them.
    text = text.encode("utf-8", "replace").decode().replace("\x00", "")
    return parted(extract.plain(balanced(text)).body, beside, headline=headline)


def parted(found: Sequence[Block], beside: Article, *, headline: str = "", titled: bool = False) -> Typed:
    """Blocks in their parts, as `read` has them; `titled` says that `headline` is the text's own, beside its blocks."""
    blocks = list(found)
    if not blocks:
        raise ActError("the text is empty; write the headline, an empty line, then the paragraphs")
    if len(blocks) > MAX_BLOCKS:
        raise ActError("the text has more than {:,} paragraphs; is this the right file?", MAX_BLOCKS)
    if not titled and wire.read(blocks[:1]).dateline is None:
        headline = " ".join(blocks.pop(0).text.split())
    if not headline:
        raise ActError("the text begins with its dateline; write the headline above it, then an empty line")
    subhead = ""
    if beside.subhead and len(blocks) > len(beside.body):
        subhead = " ".join(blocks.pop(0).text.split())
    if not blocks:
        raise ActError("the text has a headline only; write an empty line after it, then the paragraphs")
    # Of a person's words only the dateline is read as data; it is printed as they wrote it.
    first = wire.read(blocks[:1], headline=headline)
    if first.dateline is not None and first.body:
        blocks[:1] = first.body
    return Typed(headline, subhead, _kinds(tuple(blocks), beside), first.dateline)


def _kinds(body: tuple[Block, ...], beside: Article) -> tuple[Block, ...]:
    """Paragraphs of plain text take the kind of the block they stand for, where as many are there."""
    if len(body) != len(beside.body):
        return body
    return tuple(
        replace(new, kind=old.kind) if new.kind is BlockKind.PARAGRAPH else new
        for new, old in zip(body, beside.body, strict=True)
    )


def issues(
    segment: Segment, source: Article, language: str, body: Sequence[Block], glossary: Glossary
) -> tuple[Issue, ...]:
    """What the checks find in a sentence that a person wrote; nothing is said of what they added to the source."""
    if not segment.source.strip():
        return ()
    kind = body[segment.block].kind if 0 <= segment.block < len(body) else BlockKind.PARAGRAPH
    terms = glossary.applying(segment.source, source.language, language)
    languages = (source.language, language)
    head = segment.block == -1
    return proof.read(Sentence(segment.source, segment.target, *languages, kind, headline=head, terms=terms))
