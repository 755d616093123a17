"""The sentences of a version beside their sources, and what the checks found in them."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.errors import ActError, clean
from pipeline.model import Issue, Segment, SegmentOrigin, SegmentState, Severity
from pipeline.store import audit
from pipeline.store.connection import Store, text


def digest(*words: str) -> int:
    """A number by which the same words are found again, whatever their white space; never 0."""
    folded = "\0".join(" ".join(word.split()) for word in words)
    return int.from_bytes(hashlib.blake2b(folded.encode(), digest_size=8).digest(), "big", signed=True) or 1


def put(store: Store, uri: str, version: int, segments: Sequence[Segment]) -> None:
    """Store the sentences of a new version and their issues, inside `write()`."""
    for position, segment in enumerate(segments):
        sought = segment.origin is SegmentOrigin.ENGINE or segment.state is SegmentState.FINAL
        store.insert(
            "segment",
            {
                "uri": uri,
                "version": version,
                "position": position,
                "block": segment.block,
                "source": segment.source,
                "target": segment.target,
                "html": segment.html,
                "origin": segment.origin.value,
                "state": segment.state.value,
                "score": segment.score,
                "route": segment.route,
                "models": segment.models,
                "rungs": " ".join(segment.rungs),
                "digest": digest(segment.source) if sought else 0,
            },
        )
        for number, issue in enumerate(segment.issues):
            told = {"values": issue.values, "source": issue.source_at, "target": issue.target_at}
            store.insert(
                "issue",
                {
                    "uri": uri,
                    "version": version,
                    "position": position,
                    "number": number,
                    "check_name": issue.check,
                    "severity": issue.severity.value,
                    "message": issue.message,
                    "told": json.dumps(told, ensure_ascii=False),
                    "words": digest(segment.source, segment.target),
                    "said": issue.text,
                },
            )


def of(store: Store, uri: str, version: int) -> list[Segment]:
    """The sentences of one version beside their sources, with their issues, dismissed ones named as such."""
    key = (uri, version)
    issues: dict[int, list[Issue]] = {}
    for row in store.rows("SELECT * FROM issue WHERE uri = ? AND version = ? ORDER BY position, number", key):
        issues.setdefault(row["position"], []).append(_issue(row))
    rows = store.rows("SELECT * FROM segment WHERE uri = ? AND version = ? ORDER BY position", key)
    return judged(store, uri, [_segment(row, tuple(issues.get(row["position"], ()))) for row in rows])


def judged(store: Store, uri: str, segments: Sequence[Segment]) -> list[Segment]:
    """Sentences of an article with each issue that a person set aside in these very words named as such."""
    dismissed = {
        (row["words"], row["check_name"], row["message"]): str(row["person"])
        for row in store.rows("SELECT words, check_name, message, person FROM dismissal WHERE uri = ?", (uri,))
    }
    found = []
    for segment in segments:
        words = digest(segment.source, segment.target) if segment.issues else 0
        told = [_dismissed(one, dismissed.get((words, one.check, one.text), "")) for one in segment.issues]
        found.append(replace(segment, issues=tuple(told)) if told else segment)
    return found


def criticals(segments: Sequence[Segment]) -> list[tuple[int, Issue]]:
    """The critical issues that nobody set aside, each with the number of its segment, counted from 1."""
    return [
        (number, issue)
        for number, segment in enumerate(segments, 1)
        for issue in segment.issues
        if issue.severity is Severity.CRITICAL and not issue.dismissed_by
    ]


def dismiss(
    store: Store, uri: str, version: int, position: int, check: str, *, by: str, why: str, now: datetime
) -> int:
    """Set aside what a check found in one segment, until the segment's words change; returns how many issues that was.

    Inside `write()`. Raises ActError where there is no such issue.
    """
    row = store.row(
        "SELECT source, target FROM segment WHERE uri = ? AND version = ? AND position = ?", (uri, version, position)
    )
    found = store.rows(
        "SELECT * FROM issue WHERE uri = ? AND version = ? AND position = ? AND check_name = ?",
        (uri, version, position, check),
    )
    issues = [_issue(one) for one in found]
    if row is None or not issues:
        raise ActError(
            "segment {} of {} has no issue of the check “{}”; see `pipeline show`", position + 1, uri, clean(check, 40)
        )
    for issue in issues:
        store.insert(
            "dismissal",
            {
                "uri": uri,
                "words": digest(row["source"], row["target"]),
                "check_name": check,
                "message": issue.text,
                "person": by,
                "why": why,
                "at": text(now),
            },
            replace=True,
        )
    told = "; ".join(f"{issue.check}: {issue.text}" for issue in issues)
    audit.record(
        store, "dismiss", uri, by=by, now=now, version=version, before=version, why=why, was=told, became="dismissed"
    )
    return len(issues)


def _issue(row: sqlite3.Row) -> Issue:
    told = json.loads(row["told"])
    return Issue(
        row["check_name"],
        Severity(row["severity"]),
        row["message"],
        tuple(told["values"]),
        tuple(told["source"]) if told["source"] else None,
        tuple(told["target"]) if told["target"] else None,
    )


def _dismissed(issue: Issue, person: str) -> Issue:
    return Issue(
        issue.check, issue.severity, issue.message, issue.values, issue.source_at, issue.target_at, dismissed_by=person
    )


def _segment(row: sqlite3.Row, issues: tuple[Issue, ...]) -> Segment:
    return Segment(
        block=row["block"],
        source=row["source"],
        target=row["target"],
        origin=SegmentOrigin(row["origin"]),
        state=SegmentState(row["state"]),
        score=row["score"],
        route=row["route"],
        models=row["models"],
        html=row["html"],
        rungs=tuple(row["rungs"].split()),
        issues=issues,
    )
