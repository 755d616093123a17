"""Editors say who may work at the desk; nobody else does."""

from __future__ import annotations

import re
import socket

import pytest
from bs4 import BeautifulSoup

from pipeline.model import Person, Role
from pipeline.store import accounts, audit, opened
from tests.conftest import Newsroom
from tests.review.door import GOOD, Door, door


@pytest.fixture
def desk(newsroom: Newsroom) -> Door:
    found = door(newsroom)
    found.add("Editor", Role.EDITOR)
    found.add("Reviewer", Role.REVIEWER, "pt")
    return found


def person(newsroom: Newsroom, name: str) -> Person | None:
    with opened(newsroom.config().store) as store:
        return accounts.find(store, name)


def test_reviewers_neither_see_nor_change_accounts(desk: Door, newsroom: Newsroom) -> None:
    browser = desk.signed_in("Reviewer")
    assert browser.get("/people").status_code == 403
    for path in ("add", "change", "link", "close", "open"):
        answer = browser.post(f"/people/{path}", data={"name": "Reviewer", "role": "editor"})
        assert answer.status_code == 403 and "/welcome/" not in answer.text
    found = person(newsroom, "Reviewer")
    assert found is not None and not found.editor
    assert ">People<" not in browser.get("/account").text


def test_an_editor_adds_somebody_and_hands_over_a_link_shown_once(desk: Door, newsroom: Newsroom) -> None:
    browser = desk.signed_in("Editor")
    sent = {"name": "  Second   reviewer ", "role": "reviewer", "language": ["en", "pt"], "others": "ar، zh-hant"}
    answer = browser.post("/people/add", data=sent)
    links = re.findall(r'value="http://127.0.0.1:8420(/welcome/[^"]+)"', answer.text)
    assert answer.status_code == 200 and len(links) == 1
    assert "/welcome/" not in browser.get("/people").text
    found = person(newsroom, "second reviewer")
    assert found is not None and found.languages == ("en", "pt", "ar", "zh-Hant") and not found.ready
    assert desk.browser().post(links[0], data={"password": GOOD, "again": GOOD}).status_code == 303
    with opened(newsroom.config().store) as store:
        added = next(one for one in audit.acts(store) if one.uri == "person:Second reviewer")
    assert (added.person, added.act) == ("Editor", "add-person")


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"name": "REVIEWER"}, "has that name already"),
        ({"name": " "}, "1 to 60 characters"),
        ({"name": "x" * 61}, "1 to 60 characters"),
        ({"name": "New\u202ereviewer"}, "1 to 60 characters"),
        ({"name": "Rеviewer"}, "letters of one script"),  # with a Cyrillic е
        ({"name": "СОМЕ"}, "looks like somebody"),
        ({"name": "New reviewer", "others": "klingon"}, "no language we know"),
        ({"name": "New reviewer", "language": "<b>"}, "no language we know"),
    ],
)
def test_what_cannot_be_added_is_told_beside_its_field(desk: Door, sent: dict[str, str], told: str) -> None:
    desk.add("Come")
    answer = desk.signed_in("Editor").post("/people/add", data=sent)
    assert answer.status_code == 422 and told in answer.text
    field = re.search(r'<input id="([^"]+)"[^>]*aria-invalid="true"', answer.text)
    assert field and f'id="{field[1]}-error"' in answer.text


def test_the_address_of_a_link_is_never_the_one_that_was_asked(newsroom: Newsroom) -> None:
    for review, base in (
        ({"url": "https://desk.example.org"}, "https://desk.example.org"),
        ({"listen": "0.0.0.0:8421"}, f"http://{socket.gethostname()}:8421"),
    ):
        desk = door(newsroom, **review)
        if person(newsroom, "Editor") is None:
            desk.add("Editor", Role.EDITOR)
        browser, asked = desk.browser(), f"{base.partition(':')[0]}://127.0.0.1:99"
        assert desk.enter(browser, "Editor", base_url=asked).status_code == 303
        answer = browser.post("/people/link", data={"name": "Editor"}, base_url=asked)
        assert f'value="{base}/welcome/' in answer.text and ":99" not in answer.text


def test_a_role_counts_from_the_next_request_on(desk: Door) -> None:
    editor, reviewer = desk.signed_in("Editor"), desk.signed_in("Reviewer")
    assert (
        editor.post("/people/change", data={"name": "Reviewer", "role": "editor", "language": "pt"}).status_code == 303
    )
    assert reviewer.get("/people").status_code == 200
    assert reviewer.post("/people/change", data={"name": "Editor", "role": "reviewer"}).status_code == 303
    assert editor.get("/people").status_code == 403


def test_the_last_editor_cannot_be_lost(desk: Door, newsroom: Newsroom) -> None:
    browser = desk.signed_in("Editor")
    for path in ("close", "change"):
        answer = browser.post(f"/people/{path}", data={"name": "editor", "role": "reviewer"})
        assert answer.status_code == 409 and "last editor" in answer.text
    found = person(newsroom, "Editor")
    assert found is not None and found.editor and found.active


def test_closing_signs_out_and_opening_lets_in_again(desk: Door) -> None:
    editor, reviewer = desk.signed_in("Editor"), desk.signed_in("Reviewer")
    page = editor.get("/people").text
    assert "signed in at 1 browser" in page
    assert BeautifulSoup(page, "lxml").select_one('.sure:not([open]) form[action="/people/close"]'), "it asks once more"
    editor.post("/people/close", data={"name": "Reviewer"})
    assert reviewer.get("/account").status_code == 303
    assert "closed" in editor.get("/people").text
    assert editor.post("/people/link", data={"name": "Reviewer"}).status_code == 409
    editor.post("/people/open", data={"name": "Reviewer"})
    assert desk.enter(desk.browser(), "Reviewer").status_code == 303


def test_a_lost_password_is_mended_by_a_link(desk: Door) -> None:
    answer = desk.signed_in("Editor").post("/people/link", data={"name": "Reviewer"})
    links = re.findall(r'value="http://127.0.0.1:8420(/welcome/[^"]+)"', answer.text)
    assert len(links) == 1
    assert desk.enter(desk.browser(), "Reviewer").status_code == 303  # the old one serves until the link is used
    new = "another four plain words"
    desk.browser().post(links[0], data={"password": new, "again": new})
    assert desk.enter(desk.browser(), "Reviewer").status_code == 401
    assert desk.enter(desk.browser(), "Reviewer", new).status_code == 303


def test_nobody_is_made_up(desk: Door) -> None:
    browser = desk.signed_in("Editor")
    for path in ("change", "link", "close", "open"):
        answer = browser.post(f"/people/{path}", data={"name": "Nobody<b>"})
        assert answer.status_code == 409 and "Nobody here has that name" in answer.text


def test_many_people_are_shown_page_by_page(desk: Door) -> None:
    for number in range(60):
        desk.add(f"Reviewer {number:02}")
    browser = desk.signed_in("Editor")
    first = browser.get("/people").text
    assert first.count("person-card") == 50
    on = re.search(r'href="(/people\?after=[^"]+)"', first)
    assert on
    rest = browser.get(on[1]).text
    assert rest.count("person-card") == 12 and "Reviewer 59" in rest


def test_behind_a_proxy_there_are_no_passwords_to_hand_over(newsroom: Newsroom) -> None:
    desk = door(newsroom, auth="header", proxies=("127.0.0.1",))
    desk.add("Editor", Role.EDITOR)
    named = {"X-Remote-User": "Editor"}
    answer = desk.browser().post("/people/add", data={"name": "Reviewer"}, headers=named)
    assert answer.status_code == 303
    told = desk.browser().get("/people", headers=named).text
    assert "Reviewer" in told and "/people/link" not in told
    assert desk.browser().get("/account", headers={"X-Remote-User": "reviewer"}).status_code == 200
