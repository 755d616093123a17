"""Texts of one's own making, with their sentences, as a run would store them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from pipeline import segments
from pipeline.model import (
    Article,
    Block,
    BlockKind,
    Dateline,
    Origin,
    Rights,
    Segment,
    State,
    TranslatedFrom,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MADE = TranslatedFrom("s/en", 1, "en")


def blocks(*told: str | Block) -> tuple[Block, ...]:
    return tuple(one if isinstance(one, Block) else Block(BlockKind.PARAGRAPH, one) for one in told)


def marked(kind: BlockKind, html: str) -> Block:
    return Block(kind, segments.plain(html), html)


def article(
    language: str,
    headline: str,
    *body: str | Block,
    subhead: str = "",
    dateline: str = "",
    origin: Origin = Origin.OFFICIAL,
    version: int = 1,
) -> Article:
    return Article(
        uri=f"s/{language}",
        story="s",
        version=version,
        language=language,
        origin=origin,
        state=State.CURRENT,
        rights=Rights.PUBLIC,
        headline=headline,
        body=blocks(*body),
        first_created=NOW,
        version_created=NOW,
        updated=NOW,
        subhead=subhead,
        dateline=Dateline("", None, "", dateline) if dateline else None,
        translated_from=None if origin is Origin.OFFICIAL else MADE,
    )


def translated(source: Article, language: str, words: Mapping[str, str]) -> tuple[Article, list[Segment]]:
    """A machine's translation, `words` giving each sentence's; one that is not among them stays as it is."""
    units = segments.units(source.headline, source.subhead, source.body, source.language)
    said = [words.get(unit.text, unit.text) for unit in units]
    headline, subhead, body = segments.assemble(
        units, [segments.plain(one) for one in said], source.headline, source.subhead, source.body, language,
        html=[one if "<" in one else "" for one in said],
    )  # fmt: skip
    rows = [
        Segment(unit.block, unit.text, segments.plain(one), html=one if "<" in one else "")
        for unit, one in zip(units, said, strict=True)
    ]
    ours = article(language, headline, *body, subhead=subhead, origin=Origin.MACHINE)
    return ours, rows


def rewritten(rows: Sequence[Segment], **words: str) -> list[Segment]:
    return [replace(one, target=words.get(one.source, one.target)) for one in rows]
