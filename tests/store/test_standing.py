"""How a story stands: embargoes a person decides about, stories nobody needs, and what heeds them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.errors import ActError
from pipeline.model import Channel, Embargo, Origin, Rights
from pipeline.store import audit, drafts, publishable, standing, translations
from pipeline.store.articles import story_of
from tests.store.conftest import NOW, Desk

CHANNEL = Channel("site", ("atom",), Origin.MACHINE, Rights.PUBLIC, ("en", "fr"))
LINE = Embargo(datetime(2026, 3, 9, 1, 0, tzinfo=UTC), "EMBARGOED UNTIL 9 MARCH 2026, 09:00 BEIJING TIME")


@pytest.fixture
def story(desk: Desk) -> str:
    uri = desk.release("en", "The fair opens.")
    desk.machine(uri, "fr")
    return story_of(desk.store, uri)


def out(desk: Desk, tag: str = "en", *, at: datetime | None = None, story: str = "") -> list[str]:
    now = at or desk.now
    return [
        a.uri
        for a in publishable(
            desk.store, CHANNEL, tag, languages=["en", "fr"], now=now, stories=[story] if story else None
        )
    ]


def line(desk: Desk, story: str, found: Embargo = LINE) -> None:
    with desk.store.write():
        standing.embargo(desk.store, story, found)


def decide(desk: Desk, story: str, until: datetime | None) -> None:
    standing.decide_embargo(desk.store, story, until, by="Editor", why="agreed", now=desk.tick())


def test_an_embargo_of_a_persons_holds_every_language_until_its_time(desk: Desk, story: str) -> None:
    until = NOW + timedelta(days=1)
    decide(desk, story, until)
    for tag in ("en", "fr"):
        assert out(desk, tag) == []
        assert len(out(desk, tag, at=until)) == 1
    (act,) = audit.of_story(desk.store, story)
    assert (act.act, act.person, act.why, act.after[:16]) == ("embargo", "Editor", "agreed", "2026-03-03T09:00")


def test_a_lifted_embargo_is_not_set_again_by_the_line_that_set_it(desk: Desk, story: str) -> None:
    line(desk, story)
    decide(desk, story, None)
    line(desk, story)
    assert len(out(desk)) == 1
    line(desk, story, Embargo(LINE.until, "EMBARGOED UNTIL 9 MARCH 2026, 09:00 BEIJING TIME (corrected)"))
    assert out(desk) == [], "another line is news"


def test_an_earlier_time_of_a_persons_stands_against_the_line_it_was_set_in_spite_of(desk: Desk, story: str) -> None:
    line(desk, story)
    decide(desk, story, NOW + timedelta(hours=1))
    line(desk, story)
    assert len(out(desk, at=NOW + timedelta(hours=2))) == 1


def test_an_embargo_is_refused_for_a_past_time_and_lifted_only_where_there_is_one(desk: Desk, story: str) -> None:
    with pytest.raises(ActError, match="past"):
        decide(desk, story, NOW - timedelta(days=1))
    with pytest.raises(ActError, match="no embargo"):
        decide(desk, story, None)
    assert audit.of_story(desk.store, story) == []


def test_a_spiked_story_is_neither_translated_nor_published_until_taken_up_again(desk: Desk, story: str) -> None:
    assert [one.story for one in translations.ahead(desk.store)] == [story]
    standing.spike(desk.store, story, by="Editor", why="of no interest", now=desk.tick())
    assert out(desk) == out(desk, "fr") == []
    assert list(translations.ahead(desk.store)) == list(drafts.pending(desk.store)) == []
    translations.look_again(desk.store, "other settings")
    assert list(translations.ahead(desk.store)) == []
    with pytest.raises(ActError, match="spiked already"):
        standing.spike(desk.store, story, by="Editor", why="again", now=desk.tick())
    standing.unspike(desk.store, story, by="Editor", why="wanted after all", now=desk.tick())
    assert len(out(desk)) == len(out(desk, "fr")) == 1
    assert [one.story for one in translations.ahead(desk.store)] == [story]
    with pytest.raises(ActError, match="not spiked"):
        standing.unspike(desk.store, story, by="Editor", why="again", now=desk.tick())
    assert [act.act for act in audit.of_story(desk.store, story)] == ["unspike", "spike"]


def test_what_may_go_out_can_be_asked_of_one_story_alone(desk: Desk, story: str) -> None:
    other = desk.release("en", "Another text about ships.", origin="https://e.example/p/2.html")
    assert len(out(desk)) == 2
    assert out(desk, story=story) == [f"{story}/en"]
    assert out(desk, story=story_of(desk.store, other)) == [other]


def test_a_story_is_found_by_its_end_and_a_joined_one_leads_on(desk: Desk, story: str) -> None:
    assert standing.find(desk.store, story.rpartition(":")[2]) == story
    assert standing.find(desk.store, story.rpartition(":")[2].upper()) == story
    for unknown in ("", "nothing", "%", "a\x00b", "x" * 10_000, ":" + story.rpartition(":")[2]):
        with pytest.raises(ActError):
            standing.find(desk.store, unknown)
