"""A text, its sentences and people's saved work -> the sheet, line by line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape

from pipeline import segments
from pipeline.model import (
    Article,
    Block,
    BlockKind,
    Line,
    Mark,
    Origin,
    Redraft,
    Segment,
    SegmentOrigin,
    SegmentState,
    Sentence,
    Sheet,
    Term,
    TranslatedFrom,
    Work,
)
from pipeline.sheets.keys import keys

DATELINE = -3  # the block of the dateline; -1 is the headline, -2 the subhead

Terms = Callable[[str], tuple[Term, ...]]
_OPEN = (SegmentState.INITIAL, SegmentState.TRANSLATED)
_HEADS = (segments.HEADLINE, segments.SUBHEAD, DATELINE)


@dataclass(frozen=True, slots=True)
class Base:
    """A text as it stands, before anybody's saved work is laid over it.

    `frame` are the blocks it is put together in: its own, or those of `source` where that is newer than what the text
    was made from (`redrafted`). `places` says for each line in which block of the frame it stands, -1 and -2 for
    headline and subhead. The block of a line's segment is that of the source.
    """

    ours: Article
    source: Article
    frame: tuple[Block, ...]
    places: tuple[int, ...]
    lines: tuple[Line, ...]
    redrafted: bool = False


def base(
    ours: Article,
    source: Article,
    known: Sequence[Segment],
    draft: Redraft | None = None,
    former: Article | None = None,
) -> Base:
    """A text of ours beside `source`, given its sentences as they are `known`, or the `draft` of it on a newer source.

    `known` are the sentences of the version as it stands, also where there is a draft; `former` is then the source it
    was made from.
    """
    rows = [one.segment for one in draft.segments] if draft else list(known)
    rows = _whole(rows, ours, source)
    frame = (source.body if draft else ours.body) or (Block(BlockKind.PARAGRAPH, ""),)
    drafted = {id(one.segment): one for one in draft.segments} if draft else {}
    judged = {(one.source, one.target): one.issues for one in known}
    former_sources = {"".join(one.source.split()) for one in known}
    lines = []
    said = tuple((row.block, row.source) for row in rows)
    found = _beside_source(said, source.body, by_block=draft is not None)
    for key, row, (block, source_html) in zip(keys(rows), rows, found, strict=True):
        one = drafted.get(id(row))
        told = bool(row.source.strip())
        changed = (
            draft is not None and told and row.block != DATELINE and "".join(row.source.split()) not in former_sources
        )
        machine = row.target if changed and row.origin is not SegmentOrigin.HUMAN else ""
        segment = replace(row, block=block, issues=row.issues or judged.get((row.source, row.target), ()))
        lines.append(
            Line(
                key,
                segment,
                before=one.before if one else "",
                kept=one.kept if one else "",
                machine=machine,
                touched=row.state in _OPEN and row.origin is not SegmentOrigin.COPIED,
                changed=changed,
                source_html=source_html,
            )
        )
    places = tuple(min(row.block, len(frame) - 1) for row in rows)
    if ours.origin is not Origin.APPROVED:
        lines = [replace(line, touched=True) if _undated(line) else line for line in lines]
    if former is not None and former.dateline != source.dateline:
        lines = [_redated(line, former) if line.segment.block == DATELINE else line for line in lines]
    return Base(ours, source, frame, places, tuple(lines), draft is not None)


def _undated(line: Line) -> bool:
    """Whether the source has a dateline, and the text, nobody knows why, has none."""
    segment = line.segment
    return segment.block == DATELINE and bool(segment.source.strip()) and not segment.target.strip()


def _redated(line: Line, former: Article) -> Line:
    printed = former.dateline.text if former.dateline else ""
    if printed == line.segment.source:
        return line
    return replace(line, before=printed, kept=line.segment.target, touched=True, changed=True)


def _whole(rows: list[Segment], ours: Article, source: Article) -> list[Segment]:
    """The sentences with the heads that are not among them: the dateline is data and never is."""
    by_person = SegmentState.REVIEWED if ours.origin is not Origin.MACHINE else SegmentState.TRANSLATED
    printed = ours.dateline.text if ours.dateline else ""
    told = source.dateline.text if source.dateline else ""
    heads = [one for one in rows if one.block in _HEADS]
    body = [one for one in rows if one.block not in _HEADS]
    for block, said, words in (
        (segments.HEADLINE, source.headline, ours.headline),
        (segments.SUBHEAD, source.subhead, ours.subhead),
    ):
        if words.strip() and not any(one.block == block for one in heads):
            heads.append(Segment(block, said, words, SegmentOrigin.HUMAN, by_person))
    heads.sort(key=lambda one: -one.block)
    if printed or told:
        heads.append(Segment(DATELINE, told, printed, SegmentOrigin.COPIED, by_person))
    return heads + body


@lru_cache(maxsize=128)  # a text is opened again for every sentence that is saved
def _beside_source(
    rows: tuple[tuple[int, str], ...], body: tuple[Block, ...], *, by_block: bool
) -> tuple[tuple[int, str], ...]:
    """For each sentence its block in the source and its source with inline markup, looked for in reading order.

    Sentences come as (block, source); `by_block` says that the blocks are those of `body`.
    """
    marked: dict[int, segments.Marked] = {}
    block = at = 0
    found: list[tuple[int, str]] = []
    for place, source in rows:
        if place < 0:
            found.append((place, ""))
            continue
        first = source.partition("\n\n")[0]
        there = _sought(first, body, block, at) if first.strip() else None
        if there is None:  # added by a person, or worded otherwise: beside what came before
            found.append((min(place, len(body) - 1) if by_block else block, ""))
            continue
        block, start = there
        at = start + len(first)
        html = ""
        if body[block].html:
            if block not in marked:
                marked[block] = segments.read(body[block].html, body[block].text)
            marks = segments.cut(marked[block], start, at)
            html = segments.render(first, marks) if marks and first == source else ""
        found.append((block, html if "<" in html else ""))
    return tuple(found)


def _sought(words: str, blocks: Sequence[Block], block: int, at: int) -> tuple[int, int] | None:
    """The first place of some words from a place on; else the first there is anywhere."""
    for number in range(block, len(blocks)):
        start = blocks[number].text.find(words, at if number == block else 0)
        if start >= 0:
            return number, start
    return next(((n, start) for n, one in enumerate(blocks) if (start := one.text.find(words)) >= 0), None)


def overlaid(
    base: Base, work: Sequence[Work], revisions: Mapping[str, int], marks: Sequence[Mark], outdated: bool
) -> Sheet:
    """The sheet: people's saved work laid over the lines it belongs to, the rest of it homeless.

    `revisions` are those that a sentence had come to in work that has been taken up since.
    """
    saved = {one.key: one for one in work}
    here = {line.key for line in base.lines}
    by_line = _marked(base.lines, marks)
    lines = []
    for line in base.lines:
        one = saved.get(line.key)
        line = replace(line, marks=by_line.get(line.key, ()), revision=revisions.get(line.key, 0))
        if one is not None:
            same = one.target == line.segment.target
            final = same and line.segment.state is SegmentState.FINAL
            segment = replace(
                line.segment,
                target=one.target,
                html=one.html,
                issues=one.issues,
                origin=line.segment.origin if same else SegmentOrigin.HUMAN,
                state=SegmentState.FINAL if final else SegmentState.REVIEWED,
            )
            revision = max(one.revision, line.revision)
            line = replace(line, segment=segment, revision=revision, person=one.person, at=one.at, touched=False)
        lines.append(line)
    homeless = tuple(one for one in work if one.key not in here)
    by_source = _by_source(homeless)
    lines = [replace(line, stray=by_source.get(_squeezed(line.before), ())) if line.before else line for line in lines]
    return Sheet(
        uri=base.ours.uri,
        story=base.ours.story,
        language=base.ours.language,
        version=base.ours.version,
        source=TranslatedFrom(base.source.uri, base.source.version, base.source.language),
        outdated=outdated,
        lines=tuple(lines),
        homeless=homeless,
    )


def _by_source(work: Sequence[Work]) -> dict[str, tuple[Work, ...]]:
    """Saved words by the sentence they were written for, the newest first."""
    found: dict[str, tuple[Work, ...]] = {}
    for one in sorted(work, key=lambda one: one.at, reverse=True):
        if one.target.strip():
            found[_squeezed(one.source)] = (*found.get(_squeezed(one.source), ()), one)
    return found


def _squeezed(words: str) -> str:
    return "".join(words.split())


def _marked(lines: Sequence[Line], marks: Sequence[Mark]) -> dict[str, tuple[Mark, ...]]:
    """The marks by the line they concern: the one of that key, else one whose source holds the sentence."""
    here = {line.key for line in lines}
    found: dict[str, tuple[Mark, ...]] = {}
    for mark in marks:
        key = mark.key
        if key not in here:
            words = "".join(mark.source.split())
            key = next((one.key for one in lines if words and words in "".join(one.segment.source.split())), "")
        if key:
            found[key] = (*found.get(key, ()), mark)
    return found


def proofread(line: Line, target: str, html: str, base: Base, terms: Terms) -> Sentence | None:
    """A sentence with a person's words as the checks see it; None where there is no source to hold them against."""
    source = line.segment.source
    if not source.strip():
        return None
    head = line.segment.block in _HEADS
    block = line.segment.block
    kind = base.source.body[block].kind if 0 <= block < len(base.source.body) else BlockKind.PARAGRAPH
    return Sentence(
        source,
        target,
        base.source.language,
        base.ours.language,
        kind=BlockKind.HEADING if head and block != DATELINE else kind,
        headline=block == segments.HEADLINE,
        terms=terms(source),
        source_html=(line.source_html or escape(source, quote=False)) if html else "",
        target_html=html,
    )
