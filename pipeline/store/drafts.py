"""Drafts: a person's text whose source has a newer version, carried over to that, with only the changes reopened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.memory.redraft import carried, kept
from pipeline.model import Redraft, RedraftSegment, Reopened, Segment, SegmentOrigin, SegmentState, TranslatedFrom
from pipeline.store.articles import LIVE
from pipeline.store.connection import Store
from pipeline.store.segments import of as segments_of


def pending(store: Store) -> Iterator[Reopened]:
    """People's texts that wait for a draft: live, outdated, with known sentences, and no draft for the source as it is.

    Stories that are withdrawn, spiked or joined into another wait no more. The newest story comes first.
    """
    rows = store.rows(
        "SELECT ours.uri, ours.version, ours.from_uri, ours.from_language, article.language, "
        "source.version AS newest FROM version AS ours JOIN article USING (uri) "
        "JOIN story ON story.id = article.story "
        "JOIN version AS source ON source.uri = ours.from_uri AND NOT source.ours AND source.state <> 'superseded' "
        "WHERE ours.ours AND ours.state = 'outdated' AND ours.origin IN ('edited', 'approved') "
        "AND story.pub_status <> 'canceled' AND story.joined_into IS NULL AND story.spiked = '' "
        "AND source.version > ours.from_version "
        "AND EXISTS (SELECT 1 FROM segment WHERE uri = ours.uri AND version = ours.version) "
        "AND NOT EXISTS (SELECT 1 FROM draft WHERE draft.uri = ours.uri AND draft.version = ours.version "
        "AND draft.from_version = source.version) ORDER BY story.published DESC, ours.uri"
    )
    for row in rows:
        segments = tuple(segments_of(store, row["uri"], row["version"]))
        source = TranslatedFrom(row["from_uri"], row["newest"], row["from_language"])
        yield Reopened(row["uri"], row["version"], source, row["language"], kept(segments), segments)


def put(store: Store, reopened: Reopened, segments: Sequence[Segment], now: datetime, *, route: str = "") -> bool:
    """Store the draft of a reopened text, given the new source's sentences as the machine (and memory) has them.

    Those come in the order of the source, a segment per sentence (`segments.units`); `route` is how the machine made
    those of them that it made. Returns False, and stores
    nothing, when a person wrote anew or the source changed again meanwhile, or nothing was given.
    """
    drafted = carried(reopened.segments, [_signed(one, route) for one in segments])
    if not segments or not drafted:
        return False
    with store.write():
        if not _stands(store, reopened.uri, reopened.version, reopened.source):
            return False
        store.run("DELETE FROM draft WHERE uri = ?", (reopened.uri,))
        for position, one in enumerate(drafted):
            segment = one.segment
            store.insert(
                "draft",
                {
                    "uri": reopened.uri,
                    "position": position,
                    "version": reopened.version,
                    "from_version": reopened.source.version,
                    "block": segment.block,
                    "source": segment.source,
                    "before": one.before,
                    "kept": one.kept,
                    "target": segment.target,
                    "html": segment.html,
                    "origin": segment.origin.value,
                    "state": segment.state.value,
                    "score": segment.score,
                    "route": segment.route,
                },
            )
    return True


def _signed(segment: Segment, route: str) -> Segment:
    """A sentence with the route it went if a machine made it: an engine just now, or a set piece nobody revised."""
    locked = segment.origin is SegmentOrigin.LOCKED and segment.state is SegmentState.TRANSLATED
    return (
        replace(segment, route=segment.route or route) if locked or segment.origin is SegmentOrigin.ENGINE else segment
    )


def _stands(store: Store, uri: str, version: int, source: TranslatedFrom) -> bool:
    """Whether text and source are still the live ones."""
    ours = store.row(f"SELECT state FROM version WHERE uri = ? AND version = ? AND {LIVE}", (uri, version))
    theirs = store.row(
        f"SELECT 1 FROM version WHERE uri = ? AND version = ? AND NOT ours AND {LIVE}", (source.uri, source.version)
    )
    return ours is not None and ours["state"] == "outdated" and theirs is not None


def of(store: Store, uri: str) -> Redraft | None:
    """The draft of an article, if it has one that is still good."""
    rows = store.rows("SELECT * FROM draft WHERE uri = ? ORDER BY position", (uri,))
    if not rows:
        return None
    first = rows[0]
    came = store.row(
        "SELECT from_uri, from_language FROM version WHERE uri = ? AND version = ?", (uri, first["version"])
    )
    assert came is not None
    source = TranslatedFrom(came["from_uri"], first["from_version"], came["from_language"])
    if not _stands(store, uri, first["version"], source):
        return None
    segments = tuple(
        RedraftSegment(
            Segment(
                block=row["block"],
                source=row["source"],
                target=row["target"],
                origin=SegmentOrigin(row["origin"]),
                state=SegmentState(row["state"]),
                score=row["score"],
                route=row["route"],
                html=row["html"],
            ),
            row["before"],
            row["kept"],
        )
        for row in rows
    )
    return Redraft(uri, first["version"], source, segments)
