"""What people do to translations, each act one transaction with its record of who and when."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pipeline.errors import ActError, CriticalError, MovedError, SavedWordsError
from pipeline.model import Approval, Article, Block, Dateline, Origin, Segment, SegmentState, State, TranslatedFrom
from pipeline.store import audit, codec, dating, locked, memory, segments, work
from pipeline.store.articles import COLUMNS, JOINED, LIVE, next_version
from pipeline.store.connection import Store, text
from pipeline.stories import fingerprint

_STOOD = re.compile(r"segment (\d+): (\w+): (.*)")  # an issue in spite of which a text was approved, as recorded


def ours(store: Store, uri: str) -> Article:
    """The live translation under this URI.

    Raises ActError when there is none: the URI is unknown, or its words are the issuer's own.
    """
    return codec.article(_row(store, uri))


def _row(store: Store, uri: str) -> sqlite3.Row:
    row = store.row(f"SELECT {COLUMNS} FROM {JOINED} WHERE uri = ? AND ours AND {LIVE}", (uri,))
    if row is not None:
        return row
    if store.row(f"SELECT 1 FROM version WHERE uri = ? AND {LIVE}", (uri,)) is not None:
        raise ActError("{} is the issuer's own text; only our translations are edited, approved or rejected", uri)
    if store.row("SELECT 1 FROM version WHERE uri = ?", (uri,)) is not None:
        raise ActError("{} is no longer in use; see `pipeline list` for what stands in its place", uri)
    raise ActError("no article has the URI {}; see `pipeline list` for those there are", uri)


def edit(
    store: Store,
    uri: str,
    *,
    headline: str,
    subhead: str,
    body: tuple[Block, ...],
    dateline: Dateline | None,
    up_to_date: bool,
    by: str,
    now: datetime,
    paired: Sequence[Segment] = (),
    paired_with: TranslatedFrom | None = None,
    seen: int = 0,
    used: Mapping[str, int] | None = None,
    revisions: Mapping[str, int] | None = None,
    approved: bool = False,
    override: str = "",
    silent: bool = False,
) -> int:
    """Put a person's words in the place of a translation; returns the new version's number.

    The new version counts as made from the same version of the source as the one before it, so an outdated
    translation stays outdated, unless `up_to_date` says that the person compared it with the source as it is now.
    `paired` are the words sentence by sentence beside the source version `paired_with`; ActError when that is not
    the one the edit counts as made from, because the source or the translation changed meanwhile, or where another
    version than `seen` (0 for any) stands. `used` names the saved work that these words hold, by key and revision.

    With `approved` the new version is approved at once, as by `approve` with `override` and `silent`: both are done or
    neither. MovedError where a sentence of `revisions`, by key as the person saw it, was saved again since.
    """
    with store.write():
        before = _row(store, uri)
        _unmoved(store, uri, revisions)
        if seen not in (0, before["version"]):
            raise ActError("{} changed meanwhile; look at it again with `pipeline show {}`", uri, uri)
        new: dict[str, Any] = {
            "origin": Origin.EDITED.value,
            "headline": headline,
            "headline_derived": 0,
            "subhead": subhead,
            "dateline": codec.dateline_text(dateline),
            "body": codec.body_text(body),
            "fingerprint": fingerprint(headline, body),
            "route": before["route"] or _taken_up(paired),
        }
        new["updated"] = dating.updated(store, uri, new, now)
        version = _follow(store, before, new, "edit", up_to_date, by, now)
        _agree(store, uri, version, paired_with)
        segments.put(store, uri, version, paired)
        if used is None:
            work.overtaken(store, uri, segments.of(store, uri, before["version"]), paired)
        else:
            work.taken_up(store, uri, version, used, by=by)
        memory.revised(store, uri, version, paired)
        _lock(store, uri, version, paired, Origin.EDITED, by, now)
        if approved:
            told: dict[str, Any] = {"override": override, "silent": silent, "kept": before["updated"]}
            version = _approve(store, uri, up_to_date=False, by=by, now=now, **told)
        return version


def _taken_up(paired: Sequence[Segment]) -> str:
    """The routes of sentences that a person took from a draft: without them, no machine had a hand in the text."""
    return ", ".join(dict.fromkeys(one.route for one in paired if one.route))


def _unmoved(store: Store, uri: str, revisions: Mapping[str, int] | None) -> None:
    """MovedError where a sentence was saved since the revision that a person saw; None asks for nothing."""
    at = work.current(store, uri) if revisions else {}
    moved = [key for key, seen in (revisions or {}).items() if at.get(key, 0) > seen]
    if moved:
        raise MovedError(moved)


def approve(
    store: Store,
    uri: str,
    *,
    up_to_date: bool,
    by: str,
    now: datetime,
    paired: Sequence[Segment] = (),
    paired_with: TranslatedFrom | None = None,
    seen: int = 0,
    override: str = "",
    silent: bool = False,
    without_saved: bool = False,
    revisions: Mapping[str, int] | None = None,
) -> int:
    """Release a translation as it stands; returns the new version's number, or the same one if it was approved before.

    Its sentences become final and are remembered, its set pieces locked. `silent` says that readers need not hear of
    it: `updated` stays as they have it, which goes on record. `paired` and `paired_with` are as in `edit`,
    for a text that now counts as made from another version of its source. Raises ActError when its source changed
    since, unless `up_to_date` says that the person looked, and when another version than `seen` (0 for any) stands;
    CriticalError when a critical issue stands open in it, unless `override` says why it goes out all the same;
    SavedWordsError while people's saved sentences are not part of it, unless `without_saved` leaves them out;
    MovedError as in `edit`.
    """
    with store.write():
        _unmoved(store, uri, revisions)
        if not without_saved:
            before = _row(store, uri)
            known = paired if paired_with else segments.of(store, uri, before["version"])
            left_out = _left_out(store, before, known)
            if left_out and before["state"] != State.REJECTED:
                raise SavedWordsError(left_out)
        return _approve(
            store,
            uri,
            up_to_date=up_to_date,
            by=by,
            now=now,
            paired=paired,
            paired_with=paired_with,
            seen=seen,
            override=override,
            silent=silent,
        )


def _approve(
    store: Store,
    uri: str,
    *,
    up_to_date: bool,
    by: str,
    now: datetime,
    paired: Sequence[Segment] = (),
    paired_with: TranslatedFrom | None = None,
    seen: int = 0,
    override: str = "",
    silent: bool = False,
    kept: str = "",
) -> int:
    """Release a translation as it stands, inside `write()`; `kept` is the `updated` of what stood before the act."""
    before = _row(store, uri)
    if before["state"] == State.OUTDATED and not up_to_date:
        raise ActError(
            "{} is outdated: its source changed after it was translated; edit it, or approve it with "
            "--up-to-date if it still says what the source says",
            uri,
        )
    if before["state"] == State.REJECTED:
        raise ActError("{} was rejected; edit it first, then approve it", uri)
    known = segments.of(store, uri, before["version"])
    if before["origin"] == Origin.APPROVED and before["state"] == State.CURRENT:
        return int(before["version"])
    if seen not in (0, before["version"]):
        raise ActError("{} changed meanwhile; look at it again with `pipeline show {}`", uri, uri)
    said = segments.judged(store, uri, paired) if paired_with else known
    told = _overridden(uri, said, override)
    updated = dating.approved(store, uri, before, silent=silent, kept=kept or before["updated"])
    new = {"origin": Origin.APPROVED.value, "updated": updated}
    version = _follow(store, before, new, "approve", up_to_date, by, now, **told)
    if silent:
        audit.record(store, "silent", uri, by=by, now=now, version=version, was=before["updated"], became=updated)
    _agree(store, uri, version, paired_with)
    approved = [replace(one, state=SegmentState.FINAL) for one in said]
    segments.put(store, uri, version, approved)
    memory.learn(store, uri, version, approved, person=by, now=now)
    _lock(store, uri, version, approved, Origin.APPROVED, by, now)
    return version


def left_out(store: Store, uri: str) -> dict[str, int]:
    """By name, how many sentences people saved for a translation that its live version does not have."""
    before = _row(store, uri)
    return _left_out(store, before, segments.of(store, uri, before["version"]))


def _left_out(store: Store, before: sqlite3.Row, said: Sequence[Segment]) -> dict[str, int]:
    dateline = codec.article(before).dateline
    heads = (before["headline"], before["subhead"], dateline.text if dateline else "")
    return work.left_out(store, before["uri"], said, dict(zip((-1, -2, -3), heads, strict=True)))


def _overridden(uri: str, said: Sequence[Segment], override: str) -> dict[str, str]:
    """What the record says of an approval in spite of open critical issues; CriticalError where no reason is given."""
    open_ones = segments.criticals(said)
    if not open_ones:
        return {}
    if not override:
        raise CriticalError(uri, open_ones)
    told = [f"segment {number}: {issue.check}: {' '.join(issue.text.split())}" for number, issue in open_ones]
    return {"why": override, "became": "\n".join(told)}


def unapprove(store: Store, uri: str, *, by: str, why: str, now: datetime) -> int:
    """Take an approval back: the same words become an edited version; returns its number.

    What was remembered and locked of this article alone is forgotten. Raises ActError where nothing is approved.
    """
    with store.write():
        before = _row(store, uri)
        if before["origin"] != Origin.APPROVED or before["state"] == State.REJECTED:
            raise ActError("{} is not approved; there is no approval to take back", uri)
        known = segments.of(store, uri, before["version"])
        version = _follow(store, before, {"origin": Origin.EDITED.value}, "unapprove", False, by, now, why=why)
        reviewed = [replace(one, state=SegmentState.REVIEWED) for one in known]
        segments.put(store, uri, version, reviewed)
        memory.refused(store, uri)
        locked.refused(store, uri)
        _lock(store, uri, version, reviewed, Origin.EDITED, by, now)
    return version


def approval(store: Store, uri: str, version: int) -> Approval | None:
    """Who approved a version, when, on which version of its source, and why in spite of open issues, if it has any.

    None where that version is not an approved one.
    """
    row = store.row(
        "SELECT editor, created, from_uri, from_version, from_language FROM version "
        "WHERE uri = ? AND version = ? AND origin = 'approved'",
        (uri, version),
    )
    if row is None:
        return None
    act = store.row(
        "SELECT why, became FROM act WHERE uri = ? AND version = ? AND act = 'approve' ORDER BY id DESC LIMIT 1",
        (uri, version),
    )
    source = TranslatedFrom(row["from_uri"], row["from_version"], row["from_language"])
    told = [_STOOD.fullmatch(line) for line in act["became"].split("\n")] if act is not None else []
    stood = tuple((int(found[1]), found[2], found[3]) for found in told if found)
    return Approval(row["editor"], codec.always(row["created"]), source, act["why"] if act else "", stood)


def reject(store: Store, uri: str, *, by: str, now: datetime, why: str = "") -> int:
    """Refuse a translation: it is neither published nor made again until its source changes."""
    with store.write():
        before = _row(store, uri)
        store.run("UPDATE version SET state = 'rejected' WHERE uri = ? AND version = ?", (uri, before["version"]))
        store.run("DELETE FROM draft WHERE uri = ?", (uri,))
        memory.refused(store, uri)
        locked.refused(store, uri)
        version = int(before["version"])
        was, became = before["state"], State.REJECTED.value
        told = {"was": was, "became": became, "why": why}
        audit.record(store, "reject", uri, by=by, now=now, version=version, before=version, **told)
    return int(before["version"])


def _follow(
    store: Store,
    before: sqlite3.Row,
    new: dict[str, Any],
    act: str,
    up_to_date: bool,
    by: str,
    now: datetime,
    **told: str,
) -> int:
    """Add the version that follows `before`: the same but for `new`, in a person's name; `told` goes on record."""
    uri, version = before["uri"], next_version(store, before["uri"])
    row = {key: before[key] for key in before.keys() if key not in ("ours", "story", "language", "first_created")}  # noqa: SIM118
    source = store.row(f"SELECT version, rights FROM version WHERE uri = ? AND NOT ours AND {LIVE}", (row["from_uri"],))
    if source is not None and up_to_date:
        row["from_version"], row["rights"] = source["version"], source["rights"]
    fresh = source is None or source["version"] == row["from_version"]
    row |= new | {"version": version, "created": text(now), "editor": by}
    row["state"] = State.CURRENT.value if fresh else State.OUTDATED.value
    store.run("UPDATE version SET state = 'superseded' WHERE uri = ? AND version = ?", (uri, before["version"]))
    store.insert("version", row)
    audit.record(store, act, uri, by=by, now=now, version=version, before=before["version"], **told)
    return version


def _agree(store: Store, uri: str, version: int, paired_with: TranslatedFrom | None) -> None:
    row = store.row("SELECT from_uri, from_version FROM version WHERE uri = ? AND version = ?", (uri, version))
    assert row is not None
    if paired_with is not None and (paired_with.uri, paired_with.version) != tuple(row):
        raise ActError("{} or its source changed meanwhile; look at it again with `pipeline show {}`", uri, uri)


def _lock(
    store: Store, uri: str, version: int, said: Sequence[Segment], origin: Origin, by: str, now: datetime
) -> None:
    """Lock the set pieces of a version that a person just made or approved."""
    row = store.row(
        "SELECT ours.body, ours.from_language, article.language, source.body AS source_body FROM version AS ours "
        "JOIN article USING (uri) JOIN version AS source "
        "ON source.uri = ours.from_uri AND source.version = ours.from_version "
        "WHERE ours.uri = ? AND ours.version = ?",
        (uri, version),
    )
    if row is not None:
        bodies = codec.body(row["source_body"]), codec.body(row["body"])
        languages = (row["from_language"], row["language"])
        locked.keep(store, uri, *bodies, said, languages, origin=origin, person=by, now=now)
