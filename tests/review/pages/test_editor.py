"""The editor's server side, asked as a browser asks it: over a real newsroom with real models."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask, g, request
from flask.testing import FlaskClient

from pipeline import acts
from pipeline.model import Line, Origin, Person, Role, Sheet
from pipeline.store import audit, opened, overview, people
from tests.conftest import SETTINGS, Newsroom
from tests.review.conftest import desk_of

RELEASE = """Harbour museum opens its doors

The harbour museum opens on 4 May. It shows 300 model ships.

Entry is free on Sundays. Guided tours start at noon.
"""
SHOWS = "It shows 300 model ships."
PEOPLE = {
    one.name: one
    for one in (
        Person("Editor", Role.EDITOR, ready=True),
        Person("Reviewer", Role.REVIEWER, ("pt",), ready=True),
        Person("Second reviewer", Role.REVIEWER, ("pt",), ready=True),
        Person("French reviewer", Role.REVIEWER, ("fr",), ready=True),
    )
}
As = Callable[[str], FlaskClient]


@pytest.fixture
def portuguese(newsroom: Newsroom) -> str:
    newsroom.drop("museum.en.txt", RELEASE)
    newsroom.run()
    with opened(newsroom.config().store) as store:
        return next(one.uri for one in overview.articles(store) if one.language == "pt")


@pytest.fixture
def as_(desk: Flask) -> As:
    return seats(desk)


def seats(desk: Flask) -> As:
    """Browsers in which different people are signed in."""

    @desk.before_request
    def sit() -> None:
        g.person = PEOPLE.get(request.headers.get("X-Sits-Here", ""))

    def browser(name: str) -> FlaskClient:
        client = desk.test_client()
        client.environ_base["HTTP_X_SITS_HERE"] = name
        return client

    return browser


def sheet_of(newsroom: Newsroom, uri: str) -> Sheet:
    with opened(newsroom.config().store) as store:
        return acts.open_sheet(store, uri).sheet


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def offers(html: str) -> list[tuple[str, str]]:
    """The suggestions of a page as (kind, text)."""
    return re.findall(r'data-kind="(\w+)".*?data-text="([^"]*)"', html, re.DOTALL)


def line_of(newsroom: Newsroom, uri: str, source: str = SHOWS) -> Line:
    return next(one for one in sheet_of(newsroom, uri).lines if one.segment.source == source)


def form_of(sheet: Sheet, **changed: str) -> dict[str, str]:
    """What a browser without JavaScript sends of a page; `changed` by the first word of the source."""
    told = {"version": str(sheet.version), "from_version": str(sheet.source.version)}
    for line in sheet.lines:
        words = changed.get(line.segment.source.split()[0], line.segment.target)
        told |= {f"target-{line.key}": words.replace("\n", "\r\n"), f"revision-{line.key}": str(line.revision)}
    return told


def test_the_page_shows_every_sentence_in_a_form(newsroom: Newsroom, portuguese: str, as_: As) -> None:
    page = as_("Reviewer").get(f"/edit/{portuguese}")
    assert page.status_code == 200
    for line in sheet_of(newsroom, portuguese).lines:
        assert f'name="target-{line.key}"' in page.text
        assert line.segment.source in page.text
    assert as_("French reviewer").get(f"/edit/{portuguese}").status_code == 200
    assert as_("nobody").get(f"/edit/{portuguese}").status_code == 303
    assert as_("Editor").get("/edit/tag:nowhere,2026:x/pt").status_code == 404
    official = portuguese.replace("/pt", "/en")
    assert as_("Editor").get(f"/edit/{official}").status_code == 409


def test_a_line_is_saved_answered_and_in_conflict(newsroom: Newsroom, portuguese: str, as_: As) -> None:
    key = line_of(newsroom, portuguese).key
    address = f"/edit/{portuguese}/line/{key}"
    answer = as_("Reviewer").post(address, data={"target": "Mostra 30 navios.", "revision": "0"})
    told = answer.get_json()
    assert (answer.status_code, told["revision"], told["target"], told["marks"]) == (200, 1, "Mostra 30 navios.", [])
    assert "the translation 30" in words(told["state"])
    assert told["saved"]
    answer = as_("Second reviewer").post(address, data={"target": "Mostra 320 navios.", "revision": "0"})
    told = answer.get_json()
    assert (answer.status_code, told["revision"], told["yours"]) == (409, 1, "Mostra 320 navios.")
    assert (told["theirs"]["target"], told["theirs"]["person"]) == ("Mostra 30 navios.", "Reviewer")
    assert told["diff"] == "Mostra <del>30</del><ins>320</ins> navios."
    assert as_("Reviewer").post(address, data={"target": "x" * 20_001, "revision": "1"}).status_code == 422
    assert as_("Reviewer").post(address, data={"target": "x", "marks": "[[", "revision": "1"}).status_code == 400
    answer = as_("Reviewer").post(address, data={"target": "xy", "marks": '[[0,1,"b",""]]', "revision": "1"})
    assert (answer.status_code, "links and emphasis" in answer.get_json()["error"]) == (422, True)
    answer = as_("Reviewer").post(f"{address}/revert", data={"revision": "1"})
    assert (answer.status_code, answer.get_json()["target"]) == (200, "Mostra 300 navios modelo.")
    answer = as_("Reviewer").post(f"{address}/confirm", data={"revision": "2"})
    assert (answer.status_code, answer.get_json()["revision"]) == (200, 3)


def test_only_who_reviews_the_language_and_sits_there_may_write(newsroom: Newsroom, portuguese: str, as_: As) -> None:
    key = line_of(newsroom, portuguese).key
    for path in ("", f"/line/{key}", f"/line/{key}/confirm", f"/line/{key}/revert", f"/line/{key}/dismiss", "/term"):
        address = f"/edit/{portuguese}{path}"
        assert as_("nobody").post(address).status_code == 401, path
        assert as_("French reviewer").post(address).status_code == 403, path
        cross = as_("Editor").post(address, headers={"Sec-Fetch-Site": "cross-site"})
        assert cross.status_code == 403, path
        told = {"as": "Editor", "target": "words of another", "revision": "0"}
        assert as_("Reviewer").post(address, data=told).status_code in (401, 403), path
    assert as_("French reviewer").get(f"/edit/{portuguese}/line/{key}/again").status_code == 403
    assert as_("Reviewer").post(f"/edit/{portuguese}/term").status_code == 403
    assert as_("Reviewer").post(f"/edit/{portuguese}/line/nonsense").status_code == 404
    assert line_of(newsroom, portuguese).revision == 0


def test_a_sentence_that_is_gone_is_told_and_its_words_are_shown(newsroom: Newsroom, portuguese: str, as_: As) -> None:
    key = line_of(newsroom, portuguese).key
    newsroom.drop("museum.en.txt", RELEASE.replace(" It shows 300 model ships.", ""), age=30)
    newsroom.run()
    address = f"/edit/{portuguese}/line/{key}"
    answer = as_("Reviewer").post(address, data={"target": "Há navios a mais.", "revision": "0"})
    assert (answer.status_code, answer.get_json()) == (410, {"gone": True})
    assert "Há navios a mais." in as_("Reviewer").get(f"/edit/{portuguese}").text
    answer = as_("Reviewer").post(f"{address}/revert", data={"revision": "1"}, headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert sheet_of(newsroom, portuguese).homeless == ()


def test_an_issue_is_dismissed_with_a_reason(newsroom: Newsroom, portuguese: str, as_: As) -> None:
    address = f"/edit/{portuguese}/line/{line_of(newsroom, portuguese).key}"
    as_("Reviewer").post(address, data={"target": "Mostra 30 navios.", "revision": "0"})
    assert as_("Reviewer").post(f"{address}/dismiss", data={"check": "numbers"}).status_code == 422
    answer = as_("Reviewer").post(f"{address}/dismiss", data={"check": "numbers", "why": "a nickname"})
    assert "Reviewer" in answer.get_json()["state"]


def test_suggestions_come_from_machine_memory_people_and_engines(newsroom: Newsroom, portuguese: str, as_: As) -> None:
    reviewer, key = as_("Reviewer"), line_of(newsroom, portuguese).key
    address = f"/edit/{portuguese}/line/{key}"
    assert offers(reviewer.get(f"{address}/suggestions").text) == []
    reviewer.post(address, data={"target": "Tem 300 navios pequenos.", "revision": "0"})
    assert offers(reviewer.get(f"{address}/suggestions").text) == [("machine", "Mostra 300 navios modelo.")]
    offered = offers(reviewer.get(f"{address}/again").text)
    assert [kind for kind, _ in offered].count("engine") >= 2
    assert offers(reviewer.get(f"{address}/suggestions").text) == offered  # what the engines said is remembered
    reviewer.post(f"/edit/{portuguese}", data={"act": "approve"})
    reviewer.post(address, data={"target": "Mostra 300 barcos.", "revision": "1"})
    assert offers(reviewer.get(f"{address}/suggestions").text)[0] == ("kept", "Tem 300 navios pequenos.")
    newsroom.drop("other.en.txt", "Another harbour\n\nIt shows 350 model ships. They may be seen all year.\n")
    newsroom.run()
    other = next(one["uri"] for one in newsroom.json("list", "--language", "pt") if one["uri"] != portuguese)
    like = line_of(newsroom, other, "It shows 350 model ships.").key
    found = offers(reviewer.get(f"/edit/{other}/line/{like}/suggestions").text)
    assert ("memory", "Tem 300 navios pequenos.") in found


def test_asking_where_no_engine_goes_is_told_in_words(newsroom: Newsroom) -> None:
    newsroom.settings(SETTINGS.replace("[argos, apertium]", "[argos]"))
    newsroom.drop("museum.en.txt", RELEASE)
    newsroom.run()
    portuguese = next(one["uri"] for one in newsroom.json("list") if one["language"] == "pt")
    as_ = seats(desk_of(newsroom))
    key = line_of(newsroom, portuguese).key
    (newsroom.folder / "models").unlink()
    (newsroom.folder / "models").mkdir()
    answer = as_("Reviewer").get(f"/edit/{portuguese}/line/{key}/again")
    assert answer.status_code == 409
    assert "no engine here translates from en to pt" in answer.get_json()["error"]


def test_who_else_is_here_and_what_they_changed(newsroom: Newsroom, portuguese: str, as_: As) -> None:
    assert as_("Reviewer").post(f"/edit/{portuguese}/here").get_json() == {"others": [], "revisions": {}}
    key = line_of(newsroom, portuguese).key
    as_("Reviewer").post(f"/edit/{portuguese}/line/{key}", data={"target": "Tem 300.", "revision": "0"})
    told = as_("Second reviewer").post(f"/edit/{portuguese}/here").get_json()
    assert told == {"others": ["Reviewer"], "revisions": {key: 1}}
    assert as_("Editor").post(f"/edit/{portuguese}/here", data={"as": "Reviewer"}).status_code == 401


def test_an_embargo_is_told_until_it_ends(newsroom: Newsroom, portuguese: str, as_: As) -> None:
    with opened(newsroom.config().store) as store:
        story, now = overview.one(store, portuguese).story, datetime.now(UTC)
        acts.embargo(store, story, now + timedelta(days=2), by="Editor", why="agreed", now=now)
    page = as_("Reviewer").get(f"/edit/{portuguese}").text
    assert "embargo until" in words(page)
    with opened(newsroom.config().store) as store:
        acts.lift_embargo(store, story, by="Editor", why="it is out", now=now)
    assert "embargo until" not in words(as_("Reviewer").get(f"/edit/{portuguese}").text)


def test_an_editor_adds_a_term_with_one_click(newsroom: Newsroom, portuguese: str, as_: As) -> None:
    told = {"term": "model ships", "translation": "maquetes de navios", "note": "since 2020"}
    answer = as_("Editor").post(f"/edit/{portuguese}/term", data=told)
    assert (answer.status_code, "model ships" in answer.get_json()["said"]) == (200, True)
    line = line_of(newsroom, portuguese)
    answer = as_("Reviewer").post(
        f"/edit/{portuguese}/line/{line.key}", data={"target": "Mostra 300 navios.", "revision": "0"}
    )
    assert "maquetes de navios" in answer.get_json()["state"]
    assert as_("Editor").post(f"/edit/{portuguese}/term", data={"term": ""}).status_code == 422


# --- the whole form, as it works without JavaScript ------------------------------------------------------------------
def approved(newsroom: Newsroom, uri: str) -> Any:
    with opened(newsroom.config().store) as store:
        return people.ours(store, uri)


def test_the_form_saves_keeps_and_approves(newsroom: Newsroom, portuguese: str, as_: As, desk: Flask) -> None:
    reviewer = as_("Reviewer")
    form = form_of(sheet_of(newsroom, portuguese), It="Tem 300 navios.")
    assert reviewer.post(f"/edit/{portuguese}", data=form | {"act": "save"}).status_code == 303
    assert approved(newsroom, portuguese).origin is Origin.MACHINE
    assert [one.person for one in sheet_of(newsroom, portuguese).lines].count("Reviewer") == 1
    form = form_of(sheet_of(newsroom, portuguese))
    assert reviewer.post(f"/edit/{portuguese}", data=form | {"act": "finish"}).status_code == 303
    assert approved(newsroom, portuguese).origin is Origin.EDITED
    form = form_of(sheet_of(newsroom, portuguese), Entry="Entra-se de graça aos domingos.")
    assert reviewer.post(f"/edit/{portuguese}", data=form | {"act": "approve"}).status_code == 303
    ours = approved(newsroom, portuguese)
    assert ours.origin is Origin.APPROVED
    assert "Tem 300 navios." in ours.body[0].text
    assert "Entra-se de graça" in ours.body[1].text
    assert desk.extensions["desk"].publisher.settled()
    feed = next(content for path, content in newsroom.outputs().items() if "website" in path and "pt" in path)
    assert "Tem 300 navios." in feed.decode()
    assert reviewer.post(f"/edit/{portuguese}", data={"act": "explode"}).status_code == 400


def test_a_critical_issue_keeps_it_from_approval_unless_an_editor_says_why(
    newsroom: Newsroom, portuguese: str, as_: As
) -> None:
    form = form_of(sheet_of(newsroom, portuguese), It="Mostra 30 navios.") | {"act": "approve", "why": "so"}
    answer = as_("Reviewer").post(f"/edit/{portuguese}", data=form)
    assert answer.status_code == 409
    assert "would mislead readers" in answer.text
    assert approved(newsroom, portuguese).origin is Origin.MACHINE  # not even kept as a version
    assert line_of(newsroom, portuguese).segment.target == "Mostra 30 navios."
    form = form_of(sheet_of(newsroom, portuguese)) | {"act": "approve", "why": "the wire is wrong"}
    assert as_("Editor").post(f"/edit/{portuguese}", data=form).status_code == 303
    assert approved(newsroom, portuguese).origin is Origin.APPROVED
    with opened(newsroom.config().store) as store:
        assert [one.why for one in audit.acts(store) if one.act == "approve"] == ["the wire is wrong"]


def test_a_form_older_than_anothers_words_loses_neither(newsroom: Newsroom, portuguese: str, as_: As) -> None:
    old = sheet_of(newsroom, portuguese)
    key = line_of(newsroom, portuguese).key
    as_("Reviewer").post(f"/edit/{portuguese}/line/{key}", data={"target": "Tem 300 navios.", "revision": "0"})
    # They changed another sentence: this one stays as the reviewer has it, and nothing is approved unseen.
    form = form_of(old, Entry="Entra-se de graça aos domingos.")
    assert as_("Second reviewer").post(f"/edit/{portuguese}", data=form | {"act": "save"}).status_code == 303
    assert line_of(newsroom, portuguese).segment.target == "Tem 300 navios."
    answer = as_("Second reviewer").post(f"/edit/{portuguese}", data=form | {"act": "approve"})
    assert answer.status_code == 409
    assert "Somebody changed" in answer.text
    assert approved(newsroom, portuguese).origin is Origin.MACHINE
    # They changed this very sentence: both wordings are on the page.
    form = form_of(old, It="Há 300 navios.")
    answer = as_("Second reviewer").post(f"/edit/{portuguese}", data=form | {"act": "save"})
    assert answer.status_code == 409
    assert "Há 300 navios.</textarea>" in answer.text
    assert "Reviewer saved this sentence meanwhile as: “Tem 300 navios.”" in answer.text
    assert line_of(newsroom, portuguese).segment.target == "Tem 300 navios."


def test_what_a_run_did_meanwhile_is_looked_at_before_it_is_kept(newsroom: Newsroom, portuguese: str, as_: As) -> None:
    form = form_of(sheet_of(newsroom, portuguese), It="Tem 300 navios.") | {"act": "approve"}
    newsroom.drop("museum.en.txt", RELEASE.replace("at noon", "at one"), age=30)
    newsroom.run()
    answer = as_("Reviewer").post(f"/edit/{portuguese}", data=form)
    assert answer.status_code == 409
    assert "changed since you opened it" in answer.text
    assert line_of(newsroom, portuguese).segment.target == "Tem 300 navios."


def test_approve_and_next_leads_to_the_next_text_that_waits(newsroom: Newsroom, portuguese: str, as_: As) -> None:
    newsroom.drop("other.en.txt", "Another harbour\n\nThe other harbour stays closed all year.\n")
    newsroom.run()
    other = next(one["uri"] for one in newsroom.json("list", "--language", "pt") if one["uri"] != portuguese)
    answer = as_("Reviewer").post(f"/edit/{portuguese}", data={"act": "approve-next"})
    assert answer.headers["Location"] == f"/edit/{other}"
    answer = as_("Reviewer").post(f"/edit/{other}", data={"act": "approve-next"})
    assert answer.headers["Location"] == "/"


def test_a_refused_text_leads_onward_and_keeps_the_reason(newsroom: Newsroom, portuguese: str, as_: As) -> None:
    answer = as_("Reviewer").post(f"/edit/{portuguese}", data={"act": "reject", "why": "not our museum"})
    assert answer.status_code == 303
    with opened(newsroom.config().store) as store:
        assert [(one.act, one.why) for one in audit.acts(store)] == [("reject", "not our museum")]


def test_hostile_words_run_nowhere(newsroom: Newsroom, portuguese: str, as_: As) -> None:
    key = line_of(newsroom, portuguese).key
    evil = "</textarea><script>alert(1)</script><img src=x onerror=alert(1)> 300 \u202eevil"
    address = f"/edit/{portuguese}/line/{key}"
    answer = as_("Reviewer").post(address, data={"target": evil, "revision": "0"})
    assert "<script>" not in answer.get_json()["state"]
    assert "<script>alert" not in as_("Reviewer").get(f"/edit/{portuguese}").text
    answer = as_("Reviewer").post(address, data={"target": "other", "revision": "0"})
    assert "<script>" not in answer.get_json()["diff"]
    assert "<img" not in as_("Reviewer").get(f"{address}/suggestions").text
    as_("Reviewer").post(f"/edit/{portuguese}", data={"act": "finish"})
    assert "<script>" not in json.dumps([block.html for block in approved(newsroom, portuguese).body])
