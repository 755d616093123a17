"""What people do to whole stories: times as they are typed, answers to what is asked, refusals in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import acts
from pipeline.errors import ActError
from pipeline.model import Authority, Notice, NoticeKind
from pipeline.store import articles, audit, notices, opened, proposals
from pipeline.stories.clues import Proposal
from pipeline.stories.notices import Match, Verdict
from tests.conftest import Newsroom
from tests.store.conftest import Desk


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path / "p.db") as store:
        yield Desk(store)


@pytest.fixture
def two(floor: Desk) -> tuple[str, str]:
    """Two stories, the second proposed to be the first."""
    one = articles.story_of(floor.store, floor.release("en", "The fair opens."))
    uri = floor.release("fr", "Le salon ouvre.", origin="https://e.example/2.html")
    with floor.store.write():
        proposals.propose(floor.store, uri, [Proposal(one, 0.8, "both have figure 300; the same day")], floor.now)
    return one, articles.story_of(floor.store, uri)


@pytest.mark.parametrize(
    ("said", "zone", "moment"),
    [
        ("2026-12-01 09:00", "Asia/Shanghai", "2026-12-01T01:00"),
        ("2026-12-01T09:00", "Asia/Shanghai", "2026-12-01T01:00"),
        ("2026-12-01T09:00+02:00", "Asia/Shanghai", "2026-12-01T07:00"),
        ("2026-12-01T09:00Z", "Asia/Shanghai", "2026-12-01T09:00"),
        ("2026-10-25 02:30", "Europe/Paris", "2026-10-25T01:30"),  # comes twice; the later one
    ],
)
def test_a_time_is_read_in_the_newsrooms_zone(said: str, zone: str, moment: str) -> None:
    assert acts.local_time(said, zone) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "said", ["", "soon", "2026-02-30 09:00", "2026-03-29 02:30", "9999-12-31T23:59", "0001-01-01T00:00"]
)
def test_what_is_no_time_or_skipped_by_clocks_is_refused(said: str) -> None:
    zones = ("Europe/Paris", "America/New_York") if said[:4] in ("9999", "0001") else ("Europe/Paris",)
    with pytest.raises(ActError):
        for zone in zones:
            acts.local_time(said, zone)


def test_a_declined_proposal_is_asked_no_more_and_on_record(floor: Desk, two: tuple[str, str]) -> None:
    one, other = two
    (asked,) = proposals.waiting(floor.store)
    assert (asked.story, asked.other) == (one, other)
    assert proposals.concerning(floor.store, one) == proposals.concerning(floor.store, other) == [asked]
    acts.decline(floor.store, asked.uri, one, by="Editor", now=floor.tick())
    assert proposals.waiting(floor.store) == proposals.concerning(floor.store, one) == []
    with floor.store.write():
        proposals.propose(floor.store, asked.uri, [Proposal(one, 0.9, "again")], floor.now)
    assert proposals.waiting(floor.store) == []
    assert [act.act for act in audit.of_story(floor.store, other)] == ["decline"]
    with pytest.raises(ActError, match="answered already"):
        acts.decline(floor.store, asked.uri, one, by="Editor", now=floor.tick())


def test_a_spiked_story_asks_nothing(floor: Desk, two: tuple[str, str]) -> None:
    for story in two:
        acts.spike(floor.store, story, by="Editor", why="old", now=floor.tick())
        assert proposals.waiting(floor.store) == proposals.concerning(floor.store, two[0]) == []
        acts.unspike(floor.store, story, by="Editor", why="new", now=floor.tick())
    assert len(proposals.waiting(floor.store)) == 1


def test_a_settled_notice_waits_no_more_and_the_story_stands_as_it_stood(floor: Desk, two: tuple[str, str]) -> None:
    match = Match(two[0], False, Verdict.HOLD, "it names a similar headline")
    for entry, found in (("kill-1", match), ("kill-2", None)):
        with floor.store.write():
            notice = Notice(NoticeKind.KILL, f"Disregard the release, says {entry}.")
            told = (floor.store, "wire", entry, Authority.COPY, notice, found)
            notices.record(*told, settled=False, now=floor.tick())
    acts.hold(floor.store, two[0], by="Editor", why="asked", now=floor.tick())
    assert acts.settle(floor.store, "wire", "kill-1", by="Editor", why="another release", now=floor.tick()) == two[0]
    assert acts.settle(floor.store, "wire", "kill-2", by="Editor", why="not ours", now=floor.tick()) == ""
    assert notices.waiting(floor.store) == []
    assert [act.act for act in audit.of_story(floor.store, two[0])] == ["settle", "hold"]
    with pytest.raises(ActError, match="settled"):
        acts.settle(floor.store, "wire", "kill-1", by="Editor", why="twice", now=floor.tick())


def test_no_act_without_a_name_and_a_reason(floor: Desk, two: tuple[str, str]) -> None:
    now, story = floor.now, two[0]
    for by, why in (("", "so"), ("Editor", " "), ("Editor", "x" * 1001), ("a\nb", "so")):
        for act in (acts.hold, acts.kill, acts.spike, acts.lift_embargo):
            with pytest.raises(ActError):
                act(floor.store, story, by=by, why=why, now=now)
    assert audit.of_story(floor.store, story) == []


def test_the_command_line_has_the_same_acts(newsroom: Newsroom) -> None:
    newsroom.drop("fair.en.txt", "The fair opens\n\nThe fair opens on 4 May with 300 ships.\n")
    newsroom.run()
    story = newsroom.json("list")[0]["story"]

    def do(*words: str) -> str:
        done = newsroom.command("--verbose", *words, "--why", "so it was agreed", "--by", "Editor")
        assert done.returncode == 0, done.stderr
        return done.stdout

    def out() -> bool:
        return b"The fair opens" in newsroom.outputs()["monitor/en/atom.xml"]

    assert out()
    assert "T01:00" in do("embargo", story, "--until", "2999-12-01 09:00")
    assert not out()
    do("embargo", story, "--lift")
    assert out()
    assert story in do("spike", story.rpartition(":")[2])
    assert not out()
    do("unspike", story)
    assert out()
    refused = newsroom.command("embargo", story, "--why", "x")
    assert refused.returncode == 1 and "--until" in refused.stderr
    assert "skip" not in newsroom.command("embargo", story, "--until", "nonsense", "--why", "x").stdout
    acts_done = [row["act"] for row in _acts(newsroom, story)]
    assert acts_done == ["unspike", "spike", "lift embargo", "embargo"]


def _acts(newsroom: Newsroom, story: str) -> list[dict[str, str]]:
    with opened(newsroom.config().store) as store:
        return [{"act": one.act} for one in audit.of_story(store, story)]
