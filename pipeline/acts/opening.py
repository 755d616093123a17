"""A text opened for editing: its lines beside its source, with everybody's saved work and what the checks say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline import proof, sheets
from pipeline.errors import ActError
from pipeline.glossary import Glossary
from pipeline.memory.pairing import pair
from pipeline.memory.redraft import carried as redrafted
from pipeline.model import (
    Article,
    Issue,
    Line,
    Origin,
    Redraft,
    Segment,
    SegmentOrigin,
    SegmentState,
    Sentence,
    Sheet,
    State,
    Term,
    TranslatedFrom,
)
from pipeline.segments import units
from pipeline.store import Store, drafts, people, translations, work
from pipeline.store import segments as stored


@dataclass(frozen=True, slots=True)
class Opened:
    """A text open for editing: the sheet people see, and what it lies over."""

    sheet: Sheet
    base: sheets.Base

    @property
    def ours(self) -> Article:
        """The version of ours it starts from."""
        return self.base.ours

    @property
    def source(self) -> Article:
        """The source its lines stand beside."""
        return self.base.source

    @property
    def begun(self) -> bool:
        """Whether there is anything to make a version of: somebody's saved work, or a changed source."""
        return self.base.redrafted or any(line.person for line in self.sheet.lines)

    @property
    def saved_beside(self) -> int:
        """For how many sentences somebody saved words that the version itself does not have."""
        rows = zip(self.sheet.lines, self.base.lines, strict=True)
        return sum(bool(now.person) and now.segment.target != before.segment.target for now, before in rows)

    def line(self, key: str) -> Line | None:
        """The line of a key, if it is there."""
        return next((one for one in self.sheet.lines if one.key == key), None)


def open_sheet(store: Store, uri: str, *, glossary: Glossary | None = None) -> Opened:
    """A translation as lines beside its source, with everybody's saved work; one that is outdated beside the newest.

    Raises ActError where there is no translation of ours, or its source is not at hand.
    """
    with store.reading():
        ours = people.ours(store, uri)
        made_from = ours.translated_from
        assert made_from is not None  # the store holds no translation without
        source = translations.source_of(store, made_from.uri, made_from.version)
        newest = translations.newest(store, made_from.uri) if ours.state is State.OUTDATED else None
        known = stored.of(store, uri, ours.version)
        draft = drafts.of(store, uri) if newest else None
        saved, revisions, marks = work.of(store, uri), work.revisions(store, uri), work.marks(store, uri)
    if source is None:
        raise ActError("{} has no source text any more; nothing to edit it beside", uri)
    unread = not known
    if unread:
        known = list(_paired(source, ours))
    if newest is not None and newest.version != source.version:
        if draft is None or draft.source.version != newest.version:
            draft = _redraft(ours, newest, known)
        base = sheets.base(ours, newest, known, draft, source)
    else:
        base = sheets.base(ours, source, known)
    base = _checked(store, base, glossary or Glossary(), everything=unread)
    return Opened(sheets.overlaid(base, saved, revisions, marks, ours.state is State.OUTDATED), base)


@lru_cache(maxsize=64)
def _paired(source: Article, ours: Article) -> tuple[Segment, ...]:
    """The sentences of a text that was stored without them: written by a person, uploaded, or from an older version."""
    sentences = units(source.headline, source.subhead, source.body, source.language)
    found = pair(sentences, ours.headline, ours.subhead, ours.body, ours.language)
    if ours.origin is not Origin.MACHINE:
        return found
    return tuple(replace(one, origin=SegmentOrigin.ENGINE, state=SegmentState.TRANSLATED) for one in found)


def _redraft(ours: Article, newest: Article, known: Sequence[Segment]) -> Redraft:
    """A text carried over to the newest source without the machine, as long as that has made nothing of it."""
    pieces = {"".join(one.source.split()) for one in known if one.origin is SegmentOrigin.LOCKED}
    whole = {n for n, block in enumerate(newest.body) if "".join(block.text.split()) in pieces}
    after: list[Segment] = []
    for unit in units(newest.headline, newest.subhead, newest.body, newest.language):
        if unit.block not in whole:
            after.append(Segment(unit.block, unit.text, "", state=SegmentState.INITIAL))
        elif not after or after[-1].block != unit.block:
            after.append(Segment(unit.block, newest.body[unit.block].text, "", state=SegmentState.INITIAL))
    found = []
    for one in redrafted(known, after):
        fresh = one.reopened and not one.segment.target
        if fresh and one.kept:
            one = replace(one, segment=replace(one.segment, target=one.kept, origin=SegmentOrigin.HUMAN))
        elif fresh:
            one = replace(one, segment=replace(one.segment, state=SegmentState.INITIAL))
        found.append(one)
    source = TranslatedFrom(newest.uri, newest.version, newest.language)
    return Redraft(ours.uri, ours.version, source, tuple(found))


def _checked(store: Store, base: sheets.Base, glossary: Glossary, *, everything: bool) -> sheets.Base:
    """What the checks say of sentences that were stored without it."""
    lines = [
        replace(line, segment=replace(line.segment, issues=issues(line, line.segment, base, glossary)))
        if (everything or line.changed) and line.segment.target.strip() and not line.segment.issues
        else line
        for line in base.lines
    ]
    judged = stored.judged(store, base.ours.uri, [line.segment for line in lines])
    return replace(base, lines=tuple(replace(a, segment=b) for a, b in zip(lines, judged, strict=True)))


def issues(line: Line, said: Segment, base: sheets.Base, glossary: Glossary) -> tuple[Issue, ...]:
    """What the checks find in a sentence of a sheet with the words `said`, by the terms of the glossary."""

    def applying(text: str) -> tuple[Term, ...]:
        return glossary.applying(text, base.source.language, base.ours.language)

    sentence = sheets.proofread(line, said.target, said.html, base, applying)
    return _proof(sentence) if sentence is not None else ()


@lru_cache(maxsize=4096)
def _proof(sentence: Sentence) -> tuple[Issue, ...]:
    return proof.read(sentence)
