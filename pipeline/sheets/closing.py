"""The lines of a sheet -> headline, subhead, dateline and body again, each sentence beside its source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape

from pipeline import segments, wire
from pipeline.model import Block, BlockKind, Dateline, Line, Segment
from pipeline.sheets.opening import DATELINE, Base

PARAGRAPH = "\n\n"  # within a line: what stands behind it is a paragraph of its own

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Closed:
    """A text put together again; the blocks of `segments` are those of `body`."""

    headline: str
    subhead: str
    dateline: Dateline | None
    body: tuple[Block, ...]
    segments: tuple[Segment, ...]


@dataclass(slots=True)
class _Written:
    """One block while it is put together."""

    kind: BlockKind
    text: str = ""
    html: str = ""

    def block(self) -> Block:
        return Block(self.kind, self.text, self.html if "<" in self.html else "")


@dataclass(slots=True)
class _Frame:
    """One block of the frame: its text, where its line breaks are, where each sentence of the base stands in it."""

    text: str
    kind: BlockKind
    breaks: frozenset[int] = frozenset()
    spans: list[Span] = field(default_factory=list)
    at: dict[tuple[int, int], int] = field(default_factory=dict)  # (line, part) -> number of its span

    def find(self, name: tuple[int, int], words: str) -> None:
        start = self.text.find(words, self.spans[-1][1] if self.spans else 0) if words else -1
        if start >= 0:
            self.at[name] = len(self.spans)
            self.spans.append((start, start + len(words)))

    def before(self, name: tuple[int, int]) -> Span | None:
        """What stands between a sentence and the one before it; None where the sentence is not of the base."""
        number = self.at.get(name)
        if number is None:
            return None
        return (self.spans[number - 1][1] if number else 0), self.spans[number][0]

    def behind(self) -> Span:
        return (self.spans[-1][1] if self.spans else len(self.text)), len(self.text)


def close(base: Base, lines: Sequence[Line]) -> Closed:
    """Put a text together from its lines, `lines` being those of `base` with people's words.

    Blocks keep the kinds, the order and the spacing they have in the frame, and links and emphasis their words; a block
    nobody changed stays as it is, to the letter. A block all of whose sentences were taken out goes.
    """
    frames = _frames(base)
    written = {place: [_Written(frame.kind)] for place, frame in frames.items()}
    tight = segments.unspaced(base.ours.language)
    where: list[tuple[int, int]] = []  # for each line the block of the frame it begins in, and which of those it became
    last = (0, 0)
    for number, (line, place) in enumerate(zip(lines, base.places, strict=True)):
        begun: list[tuple[int, int]] = []
        if place != DATELINE:
            anchors = len(_anchors(base, number))
            for part, (text, html) in enumerate(_parts(line.segment)):
                block = place + min(part, anchors - 1)
                block = block if block in frames else place
                if part >= anchors:
                    written[block].append(_Written(frames[block].kind))
                gap, gap_html = _gap(frames[block], (number, part), written[block][-1], text, tight, base.redrafted)
                written[block][-1].text += gap + text
                written[block][-1].html += gap_html + html
                begun.append((block, len(written[block]) - 1))
        if place >= 0:
            last = begun[0] if begun else last
        where.append(last if place >= 0 else (place, 0))
    for place, frame in frames.items():
        begin, end = frame.behind()
        if frame.spans and written[place][-1].text:
            written[place][-1].text += frame.text[begin:end]
            written[place][-1].html += escape(frame.text[begin:end], quote=False)
    _leave(base, lines, frames, written)
    return _closed(base, lines, written, where)


def _anchors(base: Base, number: int) -> list[str]:
    """By what a line is found in the frame, paragraph by paragraph: its words there, or its source."""
    segment = base.lines[number].segment
    return (segment.source if base.redrafted else segment.target).split(PARAGRAPH)


def _frames(base: Base) -> dict[int, _Frame]:
    heads = base.source if base.redrafted else base.ours
    frames = {
        segments.HEADLINE: _Frame(heads.headline, BlockKind.HEADING),
        segments.SUBHEAD: _Frame(heads.subhead, BlockKind.HEADING),
    }
    for number, block in enumerate(base.frame):
        marks = segments.read(block.html, block.text).marks if "<br" in block.html else ()
        frames[number] = _Frame(block.text, block.kind, frozenset(mark.start for mark in marks if mark.tag == "br"))
    for number, place in enumerate(base.places):
        for part, words in enumerate(_anchors(base, number)):
            if place + part in frames and place != DATELINE:
                frames[place + part].find((number, part), words)
    return frames


def _gap(
    frame: _Frame, name: tuple[int, int], so_far: _Written, text: str, tight: bool, redrafted: bool
) -> tuple[str, str]:
    """What stands before a sentence in its block, plain and as html."""
    first = not so_far.text
    region = frame.before(name)
    if region is None or (region[0] == 0 and not first):
        gap = "" if first or tight else " "
        return gap, gap
    if first and region[0] != 0:  # those before it were taken out
        return "", ""
    gap = frame.text[slice(*region)]
    broken = [at for at in frame.breaks if region[0] <= at < region[1]]
    if redrafted and not first:
        gap = segments.spacing(gap, so_far.text, text, tight)
        return (gap or " ", "<br>") if broken else (gap, escape(gap, quote=False))
    html = "".join("<br>" if region[0] + n in broken else escape(c, quote=False) for n, c in enumerate(gap))
    return gap, html


def _leave(base: Base, lines: Sequence[Line], frames: dict[int, _Frame], written: dict[int, list[_Written]]) -> None:
    """Let blocks stand as they are in which no sentence was changed."""
    changed: set[int] = set()
    used: set[int] = set()
    for number, (line, old, place) in enumerate(zip(lines, base.lines, base.places, strict=True)):
        reach = range(place, place + len(_anchors(base, number)))
        used.update(reach)
        if (line.segment.target, line.segment.html) != (old.segment.target, old.segment.html):
            changed.update(reach)
    for place, block in enumerate(base.frame):
        same = not base.redrafted and place not in changed
        if same or (place not in used and not any(c.isalnum() for c in block.text)):
            written[place] = [_Written(block.kind, block.text, block.html)]


def _closed(
    base: Base, lines: Sequence[Line], written: dict[int, list[_Written]], where: Sequence[tuple[int, int]]
) -> Closed:
    body: list[Block] = []
    numbers: dict[tuple[int, int], int] = {}
    for place in range(len(base.frame)):
        for which, one in enumerate(written[place]):
            numbers[place, which] = max(len(body) - 1, 0)
            if one.text.strip():
                numbers[place, which] = len(body)
                body.append(one.block())
    dateline = base.ours.dateline
    found = []
    for line, old, (place, which) in zip(lines, base.lines, where, strict=True):
        segment = line.segment
        if segment.block == DATELINE:
            changed = segment.target != old.segment.target
            dateline = _dateline(dateline, segment.target, body) if changed else dateline
        elif segment.source.strip() or segment.target.strip():
            found.append(replace(segment, block=place if place < 0 else numbers[place, which]))
    headline, subhead = (" ".join(written[place][0].text.split()) for place in (segments.HEADLINE, segments.SUBHEAD))
    return Closed(headline, subhead, dateline, tuple(body), tuple(found))


def _dateline(before: Dateline | None, text: str, body: Sequence[Block]) -> Dateline | None:
    """The dateline as a person wrote it, its place and date read off it where it can be read."""
    text = " ".join(text.split())
    if not text:
        return None
    following = body[0].text if body else "."
    read = wire.read((Block(BlockKind.PARAGRAPH, f"{text} {following}"),)).dateline
    if read is not None and read.text.strip() and read.text.strip() in text:
        return replace(read, text=text)
    return replace(before, text=text) if before else Dateline("", None, "", text)


def _parts(segment: Segment) -> Iterator[tuple[str, str]]:
    """The words of a line by the paragraphs they stand in, each with its inline markup."""
    text = segment.target
    if PARAGRAPH not in text:
        if text.strip():
            yield text, segment.html or escape(text, quote=False)
        return
    marked = segments.read(segment.html or escape(text, quote=False), text)
    at = 0
    for part in text.split(PARAGRAPH):
        start = text.index(part, at)
        at = start + len(part)
        if part.strip():
            yield part, segments.render(part, segments.cut(marked, start, at))
