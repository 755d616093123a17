"""The page of sources: what fails, since when and why in words, what came, what could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from pipeline.model import Authority, Entry, Listing, Notice, NoticeKind, Source
from pipeline.store import Store, health, notices, opened, sources
from tests.conftest import SETTINGS, Newsroom

NOW = datetime.now(UTC)


@pytest.fixture
def store(newsroom: Newsroom) -> Iterator[Store]:
    more = "\n".join(f"  - {{id: s{number:03}, kind: folder, path: inbox}}" for number in range(60))
    newsroom.settings(SETTINGS.replace("channels:", more.lstrip("\n") + "\nchannels:"))
    with opened(newsroom.config().store) as store:
        yield store


def lists(store: Store, source: str, ids: list[str], when: datetime) -> None:
    listing = Listing(tuple(Entry(id=one) for one in ids))
    sources.listed(store, Source(source, "folder", None), listing, "", when, next_visit=when + timedelta(hours=1))


def card(answer: object, source: str) -> str:
    found = BeautifulSoup(answer.text, "html.parser")  # type: ignore[attr-defined]
    cards = [one for one in found.select(".source") if one.h2 and one.h2.get_text(" ").split()[0] == source]
    assert len(cards) == 1
    return " ".join(cards[0].get_text(" ").split())


def test_a_source_that_fails_comes_first_with_its_error_in_words(store: Store, browser: FlaskClient) -> None:
    for hour in (3, 2):
        sources.failed(
            store, "s050", "https://w.example/feed answered 503 <b>busy</b>", NOW - timedelta(hours=hour),
            next_visit=NOW + timedelta(hours=2), settings="", gone=False,
        )  # fmt: skip
    answer = browser.get("/sources")
    found = BeautifulSoup(answer.text, "html.parser")
    first = found.select_one(".source h2")
    assert first is not None
    assert first.get_text(" ").split()[0] == "s050"
    assert "1 source fails" in found.get_text(" ")
    assert "fails" in card(answer, "s050")
    assert "Failures in a row 2, since" in card(answer, "s050")
    assert "answered 503 <b>busy</b>" in card(answer, "s050")
    assert "<b>busy" not in answer.text
    assert "not asked yet" in card(answer, "inbox")


def test_a_source_that_is_gone_says_so_and_is_not_asked_again(store: Store, browser: FlaskClient) -> None:
    sources.failed(store, "s001", "gone", NOW, next_visit=None, settings="", gone=True)
    said = card(browser.get("/sources"), "s001")
    assert "✕ gone" in said
    assert "Next visit none, until its address is mended" in said


def test_what_came_is_drawn_day_by_day_and_told_in_words(store: Store, browser: FlaskClient) -> None:
    lists(store, "inbox", ["a", "b", "c"], NOW - timedelta(days=3))
    lists(store, "inbox", ["a", "b", "c", "d"], NOW)
    lists(store, "inbox", ["old"], NOW - timedelta(days=40))
    answer = browser.get("/sources")
    assert "4 items in 30 days , most in a day: 3 , today: 1" in card(answer, "inbox").replace(",", " ,").replace(
        "  ", " "
    )
    drawn = BeautifulSoup(answer.text, "html.parser").select_one("svg.days")
    assert drawn is not None
    assert len(drawn.select("rect")) == 30
    assert len(drawn.select("rect:not(.none)")) == 2
    labelled = drawn["aria-labelledby"]
    assert BeautifulSoup(answer.text, "html.parser").find(id=labelled) is not None
    assert health.of(store, "inbox", NOW).days[-4] == 3


def test_a_sign_of_change_is_told_in_words(store: Store, browser: FlaskClient) -> None:
    for day in range(12):
        lists(store, "inbox", [f"e{day}"], NOW - timedelta(days=40 - day))
    said = card(browser.get("/sources"), "inbox")
    assert "look at this" in said
    assert "It has been silent for longer than usual." in said


def test_what_could_not_be_read_has_a_page_of_its_own(store: Store, browser: FlaskClient) -> None:
    ids = [f"https://w.example/{number}" for number in range(53)] + ["javascript:alert(1)"]
    lists(store, "inbox", ids, NOW)
    for one in ids:
        sources.unreadable(store, "inbox", one, f"no text in <{one}>", None)
    assert "54 texts could not be read" in card(browser.get("/sources"), "inbox")
    first = browser.get("/sources/inbox/unread")
    found = BeautifulSoup(first.text, "html.parser")
    assert len(found.select("tbody tr")) == 50
    assert all(link["rel"] == ["noopener", "noreferrer"] for link in found.select("tbody a"))
    more = found.select_one("a[rel=next]")
    assert more is not None
    second = BeautifulSoup(browser.get(str(more["href"])).text, "html.parser")
    assert len(second.select("tbody tr")) == 4
    assert second.select("a[href^=javascript]") == []
    assert browser.get("/sources/nowhere/unread").status_code == 404
    assert browser.get("/sources/inbox/unread?after=" + "9" * 30).status_code == 200


def test_many_sources_take_several_pages(store: Store, browser: FlaskClient) -> None:
    pages = [BeautifulSoup(browser.get(f"/sources?page={number}").text, "html.parser") for number in (1, 2, 3, 99, -5)]
    assert [len(one.select(".source")) for one in pages] == [25, 25, 11, 11, 25]
    assert len(browser.get("/sources?page=nonsense").text) > 1000


def test_a_notice_that_waits_is_shown(store: Store, browser: FlaskClient) -> None:
    notice = Notice(NoticeKind.KILL, "Disregard <i>this</i>.", "", "", None)
    with store.write():
        notices.record(store, "inbox", "n1", Authority.WIRE, notice, None, settled=False, now=NOW)
    answer = browser.get("/sources")
    assert "1 notice of a wire waits for a person" in answer.text
    assert "Disregard &lt;i&gt;this&lt;/i&gt;." in answer.text
