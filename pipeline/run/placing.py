"""Put one reading where it belongs: story, version, notice, embargo, proposal, all in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from pipeline import pictures, stories
from pipeline.model import Authority, NoticeKind, PubStatus
from pipeline.run.reading import Reading, as_json, change
from pipeline.store import Store, articles, notices, overview, proposals, sources, standing
from pipeline.store import pictures as store_pictures
from pipeline.stories.changes import churns
from pipeline.stories.clues import propose
from pipeline.stories.notices import Match, Verdict, is_story, judge


def put(
    store: Store, reading: Reading, uri: str, *, site_url: str, now: datetime, told: Callable[[str], None]
) -> stories.Action:
    """Store one reading; `uri` is what its entry became when it was read before. Returns what was done with it.

    `told` takes what staff should hear of.
    """
    item = reading.item
    with store.write():
        match = _heed(store, reading, uri, now) if reading.notice else None
        if reading.notice and not is_story(reading.notice.kind, reading.words):
            sources.heeded(store, item.source, item.entry, now)
            return stories.Action.SAME
        before = articles.became(store, uri)
        if before is None and match is not None and match.verdict is Verdict.CORRECT:
            before = _corrected(store, match.story, item.language)
        placement = stories.place(item, articles.known(store, (*item.keys, item.origin_key)), before=before)
        said = reading.said
        late = placement.action is stories.Action.NEW_VERSION and before is None and reading.notice is None
        if late and notices.corrected(store, placement.uri, item.source, item.entry):
            placement = replace(placement, action=stories.Action.SAME, why="a correction of it came before")
        if placement.action is stories.Action.NEW_VERSION:
            said, placement = _changed(store, reading, placement, now)
        mine = articles.by_people(store, placement.story, item.language)
        found = articles.add(store, item, said, placement, site_url=site_url, now=now)
        if mine and not articles.by_people(store, placement.story, item.language):
            told(f"{found}: an official version arrived and stands in place of what {mine} wrote or approved")
        _picture(store, reading, found, placement.action, now)
        story = articles.story_of(store, found)
        if reading.embargo is not None:
            standing.embargo(store, story, reading.embargo)
        _late(store, story)
        if placement.action is not stories.Action.SAME:
            proposals.remember(store, found, reading.clues, item.published)
        if placement.action is stories.Action.NEW_STORY:
            others = proposals.likely(store, story, item.language, item.source, reading.clues, item.published)
            proposals.propose(store, found, propose(reading.clues, item.published, others), now)
        return placement.action


def _picture(store: Store, reading: Reading, uri: str, action: stories.Action, now: datetime) -> None:
    """Note the images of a text; another place of a text that is here already adds none, nor does one without any."""
    live, said = articles.became(store, uri), articles.text_of(store, uri)
    if live is None or said is None or live.source != reading.item.source:
        return
    if action is not stories.Action.SAME or reading.images:
        wanted = pictures.placed(reading.images, said.body)
        store_pictures.want(store, uri, live.version, live.source, wanted, now)


def _heed(store: Store, reading: Reading, uri: str, now: datetime) -> Match | None:
    """Keep a notice, and do at once what it may do by itself; one that was heeded before says nothing new."""
    notice, item = reading.notice, reading.item
    assert notice is not None
    before = notices.heeded(store, item.source, item.entry, notice.text)
    if before is not None:
        return before
    if uri and notice.kind in (NoticeKind.KILL, NoticeKind.HOLD):
        # The release itself was turned into a notice: nothing could name it more exactly.
        sure = notice.kind is NoticeKind.KILL and item.authority is not Authority.COPY
        verdict = Verdict.KILL if sure else Verdict.HOLD
        match: Match | None = Match(
            articles.story_of(store, uri), sure, verdict, "it stands in the release's own place"
        )
    else:
        match = judge(notice, item.source, item.authority, notices.targets(store, notice))
    settled = match is not None and match.verdict in (Verdict.KILL, Verdict.CORRECT)
    settled = settled or notice.kind in (NoticeKind.ADVISORY, NoticeKind.REPEAT)
    notices.record(store, item.source, item.entry, item.authority, notice, match, settled=settled, now=now)
    if match is not None:
        _apply(store, match, item.source)
    return match


def _apply(store: Store, match: Match, source: str) -> None:
    if match.verdict is Verdict.KILL:
        standing.worsen(store, match.story, PubStatus.CANCELED, f"killed by a notice from {source}: {match.why}")
    elif match.verdict is Verdict.HOLD:
        standing.worsen(store, match.story, PubStatus.WITHHELD, f"held by a notice from {source}: {match.why}")


def _late(store: Store, story: str) -> None:
    """A kill or hold may come before the story it speaks of; it counts all the same."""
    waiting = notices.homeless(store)
    if not waiting:
        return
    target = notices.target(store, story)
    for source, entry, authority, notice in waiting:
        match = judge(notice, source, authority, [target])
        if match is not None:
            notices.found(store, source, entry, match, settled=match.verdict is Verdict.KILL)
            _apply(store, match, source)


def _corrected(store: Store, story: str, language: str) -> stories.KnownArticle | None:
    """The text that a correction in this language corrects."""
    found = [a for a in articles.live(store, story) if a.language == language and a.origin == "official"]
    return found[0] if found else None


def _changed(
    store: Store, reading: Reading, placement: stories.Placement, now: datetime
) -> tuple[articles.Text, stories.Placement]:
    """What the new version changed; noise and churn make none."""
    said, uri = reading.said, placement.uri
    old = articles.text_of(store, uri)
    assert old is not None
    found = change(old, said, reading.item.language)
    times = [past.created for past in overview.history(store, uri)]
    if found.noise or churns(found, times, now):
        return said, replace(placement, action=stories.Action.SAME, why="nothing but clocks and counters changed")
    return replace(said, change=as_json(found), substantive=found.substantive), placement
