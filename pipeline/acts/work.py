"""What people do sentence by sentence: open a text, save their words, set issues aside, make a version of their work.

What is slow (reading, checking, carrying links over) happens before the transaction, which only compares and stores.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from pipeline import sheets
from pipeline.acts import texts
from pipeline.acts.opening import Opened, issues, open_sheet
from pipeline.acts.told import named, reason
from pipeline.errors import ActError, clean
from pipeline.glossary import Glossary
from pipeline.language.bidi import balanced
from pipeline.model import (
    Conflict,
    Gone,
    Line,
    Mark,
    Saved,
    Segment,
    SegmentOrigin,
    SegmentState,
    Work,
)
from pipeline.segments import read, render, units
from pipeline.store import Store, audit, people, translations, work
from pipeline.store import segments as stored

MAX_LINE = 20_000  # characters in one sentence, or set piece


def save(
    store: Store,
    uri: str,
    key: str,
    target: str,
    *,
    revision: int | None,
    by: str,
    now: datetime,
    glossary: Glossary | None = None,
    marks: object = None,
) -> Saved | Conflict | Gone:
    """Store a person's words for one sentence, with what the checks find in them.

    `revision` is the one the person saw, None to save whatever stands. `marks` are links and emphasis as
    [start, end, tag, href] over the words; None carries them over from the words before. Raises ActError for words
    that cannot be, or a sentence that never was in this text.
    """
    named(by)
    opened = open_sheet(store, uri, glossary=glossary)
    line = opened.line(key)
    if line is None:
        return _kept(store, uri, key, target, opened, revision=revision, by=by, now=now)
    target = _clean(target, line)
    html = _html(opened.base, line, target, marks)
    return _save(store, opened, line, target, html, revision=revision, by=by, now=now, glossary=glossary)


def confirm(
    store: Store,
    uri: str,
    key: str,
    *,
    revision: int | None = None,
    by: str,
    now: datetime,
    glossary: Glossary | None = None,
) -> Saved | Conflict | Gone:
    """Stand for a sentence as it is: a person looked, and it needs no change."""
    named(by)
    opened = open_sheet(store, uri, glossary=glossary)
    line = opened.line(key)
    if line is None:
        raise ActError("this sentence is no longer in the text; load the page again")
    said = line.segment
    return _save(store, opened, line, said.target, said.html, revision=revision, by=by, now=now, glossary=glossary)


def bring(
    store: Store,
    opened: Opened,
    line: Line,
    target: str,
    html: str,
    *,
    by: str,
    now: datetime,
    glossary: Glossary | None = None,
) -> Saved | Conflict:
    """Store words for a line of an open text that a person wrote in another program, unless others saved it since.

    `html` are the words with links and emphasis, which must be among those of the sentence. Raises ActError as `save`.
    """
    target = _clean(target, line)
    marks = [[one.start, one.end, one.tag, one.href] for one in read(html, target).marks] if html else []
    html = _html(opened.base, line, target, marks)
    return _save(store, opened, line, target, html, revision=line.revision, by=by, now=now, glossary=glossary)


def _save(
    store: Store,
    opened: Opened,
    line: Line,
    target: str,
    html: str,
    *,
    revision: int | None,
    by: str,
    now: datetime,
    glossary: Glossary | None,
) -> Saved | Conflict:
    base, uri = opened.base, opened.ours.uri
    said = replace(line.segment, target=target, html=html)
    found = issues(line, said, base, glossary or Glossary())
    fact = _fact(base, line, target)
    undone = fact is None and bool(line.person) and _fact(base, line, line.segment.target) is not None
    mine = Work(uri, line.key, said.source, target, html, 0, by, now, found)
    with store.write():
        done, standing, at = work.save(store, mine, said.block, seen=revision, now=now)
        if done:
            work.looked(store, uri, line.marks)
            if fact is not None:
                told = Mark(line.key, opened.ours.language, *fact, by, now, said.source)
                work.mark(store, told, uri, opened.source.uri)
            elif undone:
                work.unmark(store, line.key, opened.ours.language, uri, opened.source.uri)
    if not done and standing is None and _former(base, line.key).segment.target == target:
        done = True  # a version took up these very words
    if not done:
        return _conflict(opened, line.key, standing, at, target)
    saved = standing or mine
    (segment,) = stored.judged(store, uri, [replace(said, target=saved.target, html=saved.html, issues=found)])
    same = segment.target == _former(base, line.key).segment.target
    state = SegmentState.FINAL if same and segment.state is SegmentState.FINAL else SegmentState.REVIEWED
    segment = replace(segment, state=state, origin=segment.origin if same else SegmentOrigin.HUMAN)
    return Saved(replace(line, segment=segment, revision=at, person=saved.person, at=saved.at, touched=False, marks=()))


def _fact(base: sheets.Base, line: Line, target: str) -> tuple[str, str] | None:
    """What date or figure a person's words change against the text as it stands, and against its source."""
    if not line.segment.source.strip():
        return None
    before = _former(base, line.key).segment.target
    return sheets.changed(before, target, base.ours.language, line.segment.source, base.source.language)


def _former(base: sheets.Base, key: str) -> Line:
    """A line without anybody's saved work."""
    return next(one for one in base.lines if one.key == key)


def _conflict(opened: Opened, key: str, standing: Work | None, revision: int, yours: str) -> Conflict:
    if standing is not None:
        return Conflict(revision, standing.target, standing.person, standing.at, yours)
    # Somebody's words went into the text itself.
    ours = opened.ours
    return Conflict(revision, _former(opened.base, key).segment.target, "", ours.version_created, yours)


def _kept(
    store: Store, uri: str, key: str, target: str, opened: Opened, *, revision: int | None, by: str, now: datetime
) -> Gone | Conflict:
    """Words for a sentence that the text no longer has: kept for a person to take or drop."""
    homeless = next((one for one in opened.sheet.homeless if one.key == key), None)
    segment = Segment(0, homeless.source, homeless.target) if homeless else _once(store, opened, key)
    if segment is None:
        raise ActError("this text never had that sentence; load the page again")
    target = _clean(target, Line(key, segment))
    mine = Work(uri, key, segment.source, target, "", 0, by, now)
    if homeless is None and target == segment.target:  # a former version has these very words
        return Gone(mine)
    with store.write():
        done, standing, at = work.save(store, mine, segment.block, seen=revision, now=now)
    if done:
        return Gone(standing or mine)
    assert standing is not None or homeless is None
    theirs = standing or mine
    return Conflict(at, theirs.target, theirs.person, theirs.at, target)


def _once(store: Store, opened: Opened, key: str) -> Segment | None:
    """The sentence that had this key in a former version of the text, or of its source."""
    found = work.once_said(store, opened.ours.uri, key)
    if found is not None:
        return found
    for version in work.sources_once(store, opened.source.uri):
        source = translations.source_of(store, opened.source.uri, version)
        said = units(source.headline, source.subhead, source.body, source.language) if source else []
        rows = [Segment(unit.block, unit.text, "") for unit in said]
        for name, row in zip(sheets.keys(rows), rows, strict=True):
            if name == key:
                return row
    return None


def _clean(target: str, line: Line) -> str:
    """Words as they are stored: NFC, without control characters, lone surrogates and half pairs of direction
    marks; the rest is the person's."""
    if len(target) > MAX_LINE:
        raise ActError("this is longer than {:,} characters; is it meant for this sentence?", MAX_LINE)
    target = target.encode("utf-8", "ignore").decode().replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    target = "".join(c for c in target if c == "\n" or unicodedata.category(c) != "Cc")
    target = balanced(unicodedata.normalize("NFC", target))
    if line.segment.block < 0:
        return " ".join(target.split())
    paragraphs = [part.strip() for part in target.split("\n\n") if part.strip()]
    if "\n" not in line.segment.source + line.segment.target:  # a line break within a sentence is a slip
        paragraphs = [" ".join(part.split("\n")) for part in paragraphs]
    return "\n\n".join(paragraphs)


def _html(base: sheets.Base, line: Line, target: str, marks: object) -> str:
    """A person's words with links and emphasis: as the browser put them, else carried over."""
    former, said = _former(base, line.key).segment, line.segment
    if marks is not None:
        found = sheets.allowed(marks, target, line.source_html, former.html, said.html)
        return render(target, found) if found else ""
    begun = sheets.carried(former.target, former.html, said.target)
    if said.html != begun:  # somebody put the links elsewhere on purpose
        return sheets.carried(said.target, said.html, target)
    # While somebody rewords a sentence its linked words may be gone for a moment: what stood first knows best.
    best = next((one for one in (former, said) if _all_there(one, target)), former)
    return sheets.carried(best.target, best.html, target)


def _all_there(said: Segment, target: str) -> bool:
    marks = read(said.html, said.target).marks if said.html else ()
    return all(said.target[one.start : one.end] in target for one in marks if one.tag != "br")


def revert(
    store: Store,
    uri: str,
    key: str,
    *,
    revision: int | None,
    by: str,
    now: datetime,
    glossary: Glossary | None = None,
) -> Saved | Conflict | None:
    """Let a sentence stand as it does without anybody's saved work; of words that have no place any more None."""
    named(by)
    opened = open_sheet(store, uri, glossary=glossary)
    line = opened.line(key)
    undone = line is not None and bool(line.person) and _fact(opened.base, line, line.segment.target) is not None
    with store.write():
        done, found = work.drop(store, uri, key, seen=revision, by=by, now=now)
        if done and undone:
            work.unmark(store, key, opened.ours.language, uri, opened.source.uri)
    if not done:
        assert found is not None
        return Conflict(work.current(store, uri).get(key, 0), found.target, found.person, found.at, "")
    if line is None:
        return None
    return Saved(replace(_former(opened.base, key), revision=work.current(store, uri).get(key, 0), marks=line.marks))


def dismiss_line(
    store: Store,
    uri: str,
    key: str,
    check: str,
    *,
    by: str,
    why: str,
    now: datetime,
    glossary: Glossary | None = None,
) -> Line:
    """Set aside what a check found in a sentence as it stands, until its words change; returns the line.

    Raises ActError where there is no such issue.
    """
    named(by)
    why = reason(why)
    opened = open_sheet(store, uri, glossary=glossary)
    line = opened.line(key)
    if line is None or all(issue.check != check for issue in line.segment.issues):
        raise ActError("this sentence has no issue of the check “{}” any more", clean(check, 40))
    with store.write():
        place = _position(store, opened, line)
        if place >= 0:
            stored.dismiss(store, uri, opened.ours.version, place, check, by=by, why=why, now=now)
        else:
            work.dismiss(store, uri, line.segment, check, by=by, why=why, now=now)
            told = f"{check}: {line.segment.target}"
            audit.record(store, "dismiss", uri, by=by, now=now, version=opened.ours.version, why=why, was=told)
    (segment,) = stored.judged(store, uri, [line.segment])
    return replace(line, segment=segment)


def _position(store: Store, opened: Opened, line: Line) -> int:
    """Where a sentence stands in the version as it is stored; -1 where that has other words."""
    known = stored.of(store, opened.ours.uri, opened.ours.version)
    words = (line.segment.source, line.segment.target)
    return next((n for n, one in enumerate(known) if (one.source, one.target) == words and one.issues), -1)


def finish(
    store: Store,
    uri: str,
    *,
    by: str,
    now: datetime,
    version: int = 0,
    from_version: int = 0,
    up_to_date: bool = False,
    revisions: Mapping[str, int] | None = None,
    approved: bool = False,
    override: str = "",
    silent: bool = False,
    only: frozenset[str] | None = None,
    glossary: Glossary | None = None,
) -> int:
    """Make a version of everybody's saved work; returns its number, or that of the present one where nothing was done.

    `version` and `from_version` are those of the text and its source that the person saw (0 for whatever stands);
    ActError where others stand now. Of an outdated text every sentence that changed must have been saved or confirmed,
    unless `up_to_date` says that the person compared it all; it then counts as made from that version of its source.

    `revisions` has for each sentence, by key, the one the person saw; MovedError where somebody saved it since. With
    `approved` the text is approved as well, as by `approve` with `override` and `silent`, in the same transaction:
    where that is refused, no version is made either. `only` are the keys of the sentences whose saved words are taken
    up; others' words stay in the editor.
    """
    named(by)
    override = reason(override) if override else ""
    opened = open_sheet(store, uri, glossary=glossary)
    base, sheet = opened.base, opened.sheet
    if version not in (0, sheet.version) or from_version not in (0, sheet.source.version):
        raise ActError("the text or its source changed since you opened it; look at what is new, nothing is lost")
    lines = list(sheet.lines)
    if only is not None:
        lines = [a if a.key in only else b for a, b in zip(sheet.lines, base.lines, strict=True)]
    used = {line.key: line.revision for line in lines if line.person}
    if not opened.begun:
        if not approved:
            return sheet.version
        return texts.approve(
            store,
            uri,
            by=by,
            now=now,
            override=override,
            silent=silent,
            version=sheet.version,
            without_saved=True,
            revisions=revisions,
            glossary=glossary,
        )
    unseen = [line for line in lines if line.changed and not line.person]
    if unseen and not up_to_date:
        raise ActError(
            "{} sentences changed in the source and nobody looked at them here; save or confirm each, "
            "or say that the text is up to date",
            len(unseen),
        )
    if any(not line.segment.target.strip() for line in unseen):
        raise ActError("a sentence that is new in the source has no words yet; write them, or save it empty")
    closed = sheets.close(base, lines)
    if not closed.body or (opened.source.headline.strip() and not closed.headline):
        raise ActError("the text needs a headline and at least one paragraph; write them, then go on")
    return people.edit(
        store,
        opened.ours.uri,
        headline=closed.headline,
        subhead=closed.subhead,
        body=closed.body,
        dateline=closed.dateline,
        up_to_date=base.redrafted,
        by=by,
        now=now,
        paired=closed.segments,
        paired_with=sheet.source,
        seen=sheet.version,
        used=used,
        revisions=revisions,
        approved=approved,
        override=override,
        silent=silent,
    )


def wording(segment: Segment) -> list[list[object]]:
    """The links and emphasis of a sentence as a browser has them: [start, end, tag, href] over its words."""
    found = read(segment.html, segment.target).marks if segment.html else ()
    return [[one.start, one.end, one.tag, one.href] for one in found]
