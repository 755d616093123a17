"""A text open for editing -> the units that a translator gets."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.exchange import codes
from pipeline.exchange.values import Parcel, Unit
from pipeline.model import Article, Line, SegmentOrigin, SegmentState, Term
from pipeline.segments import HEADLINE, SUBHEAD
from pipeline.sheets import DATELINE

_NAMES = {HEADLINE: "headline", SUBHEAD: "subhead", DATELINE: "dateline"}


def parcel(ours: Article, source: Article, lines: Sequence[Line], terms: Callable[[str], tuple[Term, ...]]) -> Parcel:
    """A text with its lines beside its source as a parcel; `terms` are the glossary's for a sentence of the source.

    What people added to the translation has no source sentence and stays out of it.
    """
    told = [source.headline, source.subhead, source.dateline.text if source.dateline else ""]
    told += [block.html or block.text for block in source.body]
    return Parcel(
        uri=ours.uri,
        version=ours.version,
        language=ours.language,
        source_uri=source.uri,
        source_version=source.version,
        source_language=source.language,
        digest=hashlib.sha256("\0".join(told).encode("utf-8", "replace")).hexdigest(),
        units=tuple(unit(line, terms(line.segment.source)) for line in lines if line.segment.source.strip()),
    )


def unit(line: Line, terms: tuple[Term, ...] = ()) -> Unit:
    """One line as a unit: its words in pieces, its codes with the source's numbers."""
    segment = line.segment
    source = codes.coded(segment.source, line.source_html)
    target = codes.coded(segment.target, segment.html, source.codes)
    emptied = bool(line.person) or segment.origin is SegmentOrigin.HUMAN  # somebody left it out on purpose
    said = target.pieces if segment.target.strip() or emptied else None
    there = {piece.id for piece in target.pieces if not isinstance(piece, str)}
    wanted = {one for one in required(line) if said is None or one in there}
    return Unit(
        id=line.key,
        name=_NAMES.get(segment.block, f"paragraph {segment.block + 1}"),
        source=source.pieces,
        target=said,
        codes=tuple(replace(one, loose=one.id not in wanted) for one in source.codes + target.codes),
        state=_state(line),
        origin=segment.origin,
        revision=line.revision,
        mark=codes.mark(segment.target, segment.html),
        locked=segment.origin is SegmentOrigin.LOCKED,
        issues=tuple(one for one in segment.issues if not one.dismissed_by),
        terms=terms,
        before=(line.before, line.kept),
    )


def required(line: Line) -> tuple[str, ...]:
    """The codes that a translation of a line must have: those of its source, but for what its words lack already."""
    source = codes.coded(line.segment.source, line.source_html)
    wanted = [one.id for one in source.codes if not codes.optional(one)]
    if not line.segment.target.strip():
        return tuple(wanted)
    pieces = codes.coded(line.segment.target, line.segment.html, source.codes).pieces
    there = {piece.id for piece in pieces if not isinstance(piece, str)}
    return tuple(name for name in wanted if name in there)


def _state(line: Line) -> SegmentState:
    """How far a line has come: where its source changed and nobody looked since, it begins anew."""
    anew = line.changed and not line.person
    return SegmentState.INITIAL if anew else line.segment.state
