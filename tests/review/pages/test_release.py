"""Approving from the desk, one text or many, and the preview: what people see, what they may, what cannot happen."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pipeline import acts
from pipeline.model import (
    Article,
    Block,
    BlockKind,
    Origin,
    Outdated,
    Person,
    Policy,
    Role,
    Segment,
    State,
    TranslatedFrom,
)
from pipeline.store import opened, overview, people, translations
from tests.conftest import SETTINGS, Newsroom

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
REVIEWER = Person("Reviewer", Role.REVIEWER, ("pt",), ready=True)
RELEASE = "Harbour museum opens its doors\n\nThe harbour museum opens on 4 May. It shows 300 model ships.\n"
WRONG = "Museu do porto abre as portas\n\nO museu do porto abre a 4 de maio. Mostra 800 maquetes de navios.\n"


@pytest.fixture
def museum(newsroom: Newsroom) -> str:
    """The URI of the machine's Portuguese text."""
    newsroom.settings(SETTINGS.replace("[en, pt]", "[en, pt, ar]"))
    newsroom.drop("museum.en.txt", RELEASE)
    newsroom.run()
    with opened(newsroom.config().store) as store:
        return overview.articles(store, language="pt")[0].uri


@pytest.fixture
def arabic(newsroom: Newsroom, museum: str) -> str:
    """A text with a hostile headline in another language."""
    english = museum.replace("/pt", "/ar").replace("/ar", "/en")
    with opened(newsroom.config().store) as store:
        translations.add(
            store,
            TranslatedFrom(english, 1, "en"),
            "ar",
            headline="\u202eمتحف <script>alert(1)</script> %(x)s",
            subhead="",
            body=(Block(BlockKind.PARAGRAPH, "<img src=x onerror=alert(1)> 300 سفينة", "<b onclick=x>300</b> سفينة"),),
            dateline=None,
            route="argos:x",
            models="m 1",
            segments=(Segment(0, "300 ships", "300 سفينة"),),
            now=NOW,
        )
    return museum.replace("/pt", "/ar")


def edited(newsroom: Newsroom, uri: str, text: str = WRONG) -> int:
    with opened(newsroom.config().store) as store:
        return acts.edit(store, uri, text, by="Reviewer", now=NOW)


def now_of(newsroom: Newsroom, uri: str) -> Article:
    with opened(newsroom.config().store) as store:
        return overview.one(store, uri)


# The newsroom's languages are settled before the desk is served.
@pytest.fixture
def editor(museum: str, browser: FlaskClient) -> FlaskClient:
    return browser


@pytest.fixture
def reviewer(museum: str, browser_of: Callable[[Person], FlaskClient]) -> FlaskClient:
    return browser_of(REVIEWER)


def test_a_batch_approves_what_it_may_and_says_of_the_rest_why_not(
    newsroom: Newsroom, museum: str, arabic: str, reviewer: FlaskClient, desk: Flask
) -> None:
    english = museum.replace("/pt", "/en")
    answer = reviewer.post("/approve", data={"uri": [museum, arabic, english, "tag:none", museum]})
    assert answer.status_code == 200
    assert "1 text approved" in answer.text
    assert "3 texts were not approved" in answer.text
    assert answer.text.count("You do not review texts in this language.") == 2
    assert "There is no such text any more." in answer.text
    assert "<script>alert" not in answer.text
    assert now_of(newsroom, museum).origin is Origin.APPROVED
    assert now_of(newsroom, arabic).origin is Origin.MACHINE
    assert desk.extensions["desk"].publisher.settled()
    assert "Museu" in newsroom.outputs()["website/pt/atom.xml"].decode()
    again = reviewer.post("/approve", data={"uri": [museum]})
    assert "approved before" in again.text


def test_a_batch_names_each_open_issue_and_leads_to_the_editor(
    newsroom: Newsroom, museum: str, editor: FlaskClient
) -> None:
    edited(newsroom, museum)
    answer = editor.post("/approve", data={"uri": museum})
    assert "Nothing was approved" in answer.text
    assert "1 critical issue stands open in it." in answer.text
    assert "Sentence 3" in answer.text
    assert f'href="/edit/{museum}"' in answer.text
    official = editor.post("/approve", data={"uri": museum.replace("/pt", "/en")})
    assert "It is the issuer&#39;s own text" in official.text
    assert "/edit/" not in official.text


def saved(newsroom: Newsroom, uri: str) -> None:
    """A colleague's words for a sentence, of which no version was made yet."""
    with opened(newsroom.config().store) as store:
        line = next(one for one in acts.open_sheet(store, uri).sheet.lines if "300" in one.segment.source)
        acts.save(store, uri, line.key, "Tem 300 navios.", revision=0, by="Second reviewer", now=NOW)


def test_nothing_is_approved_away_from_the_editor_without_a_colleagues_saved_words(
    newsroom: Newsroom, museum: str, editor: FlaskClient
) -> None:
    saved(newsroom, museum)
    told = "\u2068Second reviewer\u2069 saved 1 sentence here that is not part of this version."
    preview = editor.get(f"/preview/{museum}")
    assert told in preview.text
    assert "They are not in this preview." in preview.text
    answer = editor.post("/approve", data={"uri": museum})
    assert "Nothing was approved" in answer.text
    assert told in answer.text
    assert f'href="/edit/{museum}"' in answer.text
    answer = editor.post(f"/approve/{museum}")
    assert answer.status_code == 409
    assert told in answer.text
    assert now_of(newsroom, museum).origin is Origin.MACHINE
    assert "saved words wait" in editor.get("/").text
    done = newsroom.command("approve", museum, "--by", "Editor")
    assert (done.returncode, "Second reviewer saved 1 sentence" in done.stderr) == (1, True)
    assert newsroom.command("approve", museum, "--by", "Editor", "--without-saved").returncode == 0
    assert now_of(newsroom, museum).origin is Origin.APPROVED
    assert "1 sentence is not in the published text" in editor.get(f"/edit/{museum}").text
    assert "saved words wait" in editor.get("/").text


def test_a_batch_has_bounds(editor: FlaskClient) -> None:
    assert editor.post("/approve", data={"uri": [f"tag:{n}" for n in range(201)]}).status_code == 409
    nothing = editor.post("/approve", data={"next": "//evil.example/"})
    assert (nothing.status_code, nothing.headers["Location"]) == (303, "/")


def test_a_batch_does_not_approve_words_that_came_after_the_page(
    newsroom: Newsroom, museum: str, editor: FlaskClient
) -> None:
    answer = editor.post("/approve", data={"uri": museum, f"version.{museum}": "9"})
    assert "It was changed while you had it before you." in answer.text
    assert now_of(newsroom, museum).origin is Origin.MACHINE


def test_one_text_is_approved_and_one_goes_on(newsroom: Newsroom, museum: str, reviewer: FlaskClient) -> None:
    answer = reviewer.post(f"/approve/{museum}", data={"version": "1", "next": "/next?language=pt"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/next?language=pt")
    assert "Approved: \u2068Museu" in reviewer.get("/").text
    by_script = reviewer.post(f"/approve/{museum}", data={"next": "/"}, headers={"HX-Request": "true"})
    assert (by_script.status_code, by_script.headers["HX-Redirect"]) == (204, "/")
    with opened(newsroom.config().store) as store:
        found = people.approval(store, museum, overview.one(store, museum).version)
    assert found is not None
    assert found.person == "Reviewer"


@pytest.mark.parametrize(
    "address", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/a\nb", ""]
)
def test_nobody_is_sent_elsewhere(museum: str, editor: FlaskClient, address: str) -> None:
    assert editor.post(f"/approve/{museum}", data={"next": address}).headers["Location"] == "/"


def test_a_reviewer_is_told_what_to_mend_and_cannot_override(
    newsroom: Newsroom, museum: str, reviewer: FlaskClient
) -> None:
    version = edited(newsroom, museum)
    told = reviewer.post(f"/approve/{museum}")
    assert told.status_code == 409
    assert "An editor may also approve the text as it is." in told.text
    assert 'name="override"' not in told.text + reviewer.get(f"/preview/{museum}").text
    assert reviewer.post(f"/approve/{museum}", data={"override": "I know better"}).status_code == 403
    assert now_of(newsroom, museum).version == version


def test_an_editor_overrides_with_a_reason(newsroom: Newsroom, museum: str, editor: FlaskClient) -> None:
    edited(newsroom, museum)
    refused = editor.post(f"/approve/{museum}", data={"next": "/story/x", "override": "  "})
    assert refused.status_code == 409
    assert 'name="override" required' in refused.text
    assert 'name="next" value="/story/x"' in refused.text
    part = editor.post(f"/approve/{museum}", headers={"HX-Request": "true"})
    assert (part.status_code, "<html" in part.text) == (409, False)
    assert editor.post(f"/approve/{museum}", data={"override": "the issuer said so"}).status_code == 303
    shown = editor.get(f"/preview/{museum}").text
    assert "Approved in spite of open issues: <bdi>the issuer said so</bdi>" in shown
    assert "on version 1 of its source" in shown


def test_only_who_reviews_a_language_acts_on_it(newsroom: Newsroom, arabic: str, reviewer: FlaskClient) -> None:
    for act in ("approve", "reject", "unapprove"):
        assert reviewer.post(f"/{act}/{arabic}", data={"why": "so"}).status_code == 403
        assert reviewer.post(f"/{act}/tag:none", data={"why": "so"}).status_code == 404
    assert now_of(newsroom, arabic).state is State.CURRENT
    assert 'action="/approve/' not in reviewer.get(f"/preview/{arabic}").text


def test_an_outdated_text_is_approved_by_who_compared_it(newsroom: Newsroom, museum: str, editor: FlaskClient) -> None:
    edited(newsroom, museum, WRONG.replace("800", "300"))
    newsroom.drop("museum.en.txt", RELEASE.replace("model ships", "ships"), age=30)
    newsroom.run()
    refused = editor.post(f"/approve/{museum}")
    assert "Its source has changed since." in refused.text
    assert 'name="up_to_date" required' in refused.text
    assert "its source has changed" in editor.get(f"/preview/{museum}").text
    assert editor.post(f"/approve/{museum}", data={"up_to_date": "on"}).status_code == 303
    assert now_of(newsroom, museum).state is State.CURRENT


def test_an_approval_is_taken_back_with_a_reason_and_a_text_rejected(
    newsroom: Newsroom, museum: str, editor: FlaskClient, desk: Flask
) -> None:
    editor.post(f"/approve/{museum}")
    assert editor.post(f"/unapprove/{museum}", data={"why": " "}).status_code == 409
    assert editor.post(f"/unapprove/{museum}", data={"why": "too early"}).status_code == 303
    assert now_of(newsroom, museum).origin is Origin.EDITED
    assert editor.post(f"/reject/{museum}", data={"why": "not ours", "next": f"/preview/{museum}"}).status_code == 303
    assert now_of(newsroom, museum).state is State.REJECTED
    assert "This text was rejected." in editor.get(f"/preview/{museum}").text
    assert desk.extensions["desk"].publisher.settled()
    assert "Museu" not in newsroom.outputs()["monitor/pt/atom.xml"].decode()
    assert "issuer" in editor.post(f"/reject/{museum.replace('/pt', '/en')}").text


def test_a_preview_says_where_a_text_goes_and_why_not(newsroom: Newsroom, museum: str, editor: FlaskClient) -> None:
    shown = editor.get(f"/preview/{museum}?channel=website&output=rss").text
    assert "<bdi>website</bdi> does not carry this text now." in shown
    assert "This channel carries only approved texts. This one is the machine&#39;s." in shown
    assert "Once it is approved, it goes out at once, as shown here." in shown
    assert "&lt;item xml:lang=" in shown
    assert "<bdi>monitor</bdi> carries this text as it stands." in editor.get(f"/preview/{museum}?channel=monitor").text
    with opened(newsroom.config().store) as store, store.write():
        until = (datetime.now(UTC) + timedelta(days=400)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        store.run(
            "UPDATE story SET pub_status = 'withheld', standing = 'held by <b>Editor</b>', embargoed_until = ?",
            (until,),
        )
    shown = editor.get(f"/preview/{museum}").text
    assert "The story is withheld until somebody releases it." in shown
    assert "held by &lt;b&gt;Editor" in shown
    assert "The story is under embargo until" in shown
    assert "Once it is approved, this still keeps it back:" in shown
    assert editor.get(f"/preview/{museum}?channel=nowhere").status_code == 409
    assert editor.get("/preview/tag:none").status_code == 404


def test_the_readers_view_can_run_and_fetch_nothing(newsroom: Newsroom, arabic: str, editor: FlaskClient) -> None:
    answer = editor.get(f"/preview/{arabic}/reader?channel=monitor")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'; img-src data:; style-src 'self'")
    assert 'lang="ar" dir="rtl"' in answer.text
    assert not re.search(
        r"<script|<img|onerror=|onclick=", answer.text.replace("&lt;script", "").replace("&lt;img", "")
    )
    assert "300" in answer.text
    assert '<main tabindex="0">' in answer.text  # a long text can be scrolled by keyboard
    style = editor.get("/preview.css")
    assert (style.mimetype, style.headers["Cross-Origin-Resource-Policy"]) == ("text/css", "cross-origin")
    assert editor.get("/preview/tag:none/reader").status_code == 404


def test_nobody_sees_or_does_anything_without_signing_in(newsroom: Newsroom, museum: str, desk: Flask) -> None:
    client = desk.test_client()
    for address in (f"/preview/{museum}", f"/preview/{museum}/reader"):
        assert client.get(address).status_code in (303, 401)
    assert client.get("/preview.css").status_code == 200  # a sandboxed page is nobody
    for address in ("/approve", f"/approve/{museum}", f"/unapprove/{museum}", f"/reject/{museum}"):
        assert client.post(address, data={"uri": museum, "why": "so"}).status_code in (302, 303, 401)
    assert now_of(newsroom, museum).origin is Origin.MACHINE


def asking(desk: Flask, **policy: Any) -> None:
    """Have every channel of the desk ask something else of texts."""
    told = desk.extensions["desk"]
    channels = tuple(replace(one, **policy) for one in told.config.channels)
    desk.extensions["desk"] = replace(told, config=replace(told.config, channels=channels))


def test_a_text_that_goes_out_by_itself_says_when(museum: str, editor: FlaskClient, desk: Flask) -> None:
    asking(desk, grace=timedelta(hours=24))
    shown = editor.get(f"/preview/{museum}?channel=website").text
    assert re.search(r"It goes out by itself at .+ unless somebody rejects it\.", shown)
    assert "Once it is approved, it goes out at once" in shown
    assert editor.post(f"/reject/{museum}").status_code == 303
    assert "by itself" not in editor.get(f"/preview/{museum}?channel=website").text


def test_what_a_check_found_and_a_source_that_moved_on_are_told(
    newsroom: Newsroom, museum: str, editor: FlaskClient, desk: Flask
) -> None:
    edited(newsroom, museum)
    asking(desk, outdated=Outdated.DROP)
    assert "Critical issues stand open in it" in editor.get(f"/preview/{museum}?channel=monitor").text
    newsroom.drop("museum.en.txt", RELEASE.replace("model ships", "ships"), age=30)
    newsroom.run()
    shown = editor.get(f"/preview/{museum}?channel=monitor").text
    assert "Its source has changed since, and this channel carries no text that is behind." in shown


def test_a_fix_of_what_readers_have_may_be_silent(newsroom: Newsroom, museum: str, editor: FlaskClient) -> None:
    assert editor.post(f"/approve/{museum}").status_code == 303
    before = now_of(newsroom, museum).updated
    edited(newsroom, museum, WRONG.replace("800", "300"))
    assert 'value="silent"' in editor.get(f"/preview/{museum}").text
    assert editor.post(f"/approve/{museum}", data={"readers": "silent"}).status_code == 303
    after = now_of(newsroom, museum)
    assert (after.origin, after.version, after.updated) == (Origin.APPROVED, 4, before)


def test_what_no_reader_has_cannot_be_fixed_silently(museum: str, editor: FlaskClient, desk: Flask) -> None:
    asking(desk, release=Origin.APPROVED)
    shown = editor.get(f"/preview/{museum}").text
    assert "/approve/" in shown and 'value="silent"' not in shown


def test_a_headline_without_room_is_told_before_and_after_approval(
    museum: str, editor: FlaskClient, desk: Flask
) -> None:
    asking(desk, by_language={"pt": Policy(headline_max=5)})
    told = r"The headline has \d+ characters; the channel \u2068website\u2069 has room for 5\."
    assert re.search(told, editor.get(f"/preview/{museum}").text)
    assert re.search(told, editor.get(f"/edit/{museum}").text)
    assert re.search(told, editor.post("/approve", data={"uri": museum}).text)
    asking(desk, by_language={})
    assert "has room for" not in editor.get(f"/preview/{museum}").text
