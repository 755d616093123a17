"""At the door: signing in by hand, the first password, one's own account."""

from __future__ import annotations

import pytest

from pipeline.model import Role
from pipeline.store import opened
from tests.conftest import Newsroom
from tests.review.door import GOOD, Door, door


@pytest.fixture
def desk(newsroom: Newsroom) -> Door:
    found = door(newsroom)
    found.add("Editor", Role.EDITOR)
    return found


def test_a_desk_without_an_editor_tells_how_to_begin(newsroom: Newsroom) -> None:
    desk = door(newsroom)
    told = desk.browser().get("/sign-in").text
    assert "pipeline people add" in told and 'type="password"' not in told
    assert desk.enter(desk.browser(), "Editor", "").status_code == 401  # no default password
    desk.add("Reviewer")
    assert "pipeline people add" in desk.browser().get("/sign-in").text
    desk.add("Editor", Role.EDITOR)
    assert 'type="password"' in desk.browser().get("/sign-in").text


def test_a_wrong_password_is_told_and_the_name_kept(desk: Door) -> None:
    answer = desk.enter(desk.browser(), "editor", "wrong password here")
    assert answer.status_code == 401
    assert "not right" in answer.text and 'value="editor"' in answer.text and "wrong password here" not in answer.text
    unknown = desk.enter(desk.browser(), "nobody", "wrong password here")
    assert unknown.text.replace("nobody", "editor") == answer.text


def test_after_five_tries_one_waits_and_is_told_how_long(desk: Door) -> None:
    browser = desk.browser()
    for _ in range(5):
        assert desk.enter(browser, "Editor", "wrong password here").status_code == 401
    answer = desk.enter(browser, "Editor")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert "Wait 30 seconds" in answer.text
    desk.later(seconds=29)
    assert desk.enter(browser, "Editor").headers["Retry-After"] == "1"
    desk.later(seconds=1)
    assert desk.enter(browser, "Editor").status_code == 303


def test_tries_are_counted_by_where_they_come_from(newsroom: Newsroom) -> None:
    desk = door(newsroom, proxies=("127.0.0.1",))
    desk.add("Editor", Role.EDITOR)
    near, far = {"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "198.51.100.7"}
    for _ in range(5):
        desk.enter(desk.browser(), "Editor", "wrong password here", headers=near)
    assert desk.enter(desk.browser(), "Editor", headers=near).status_code == 429
    spoofed = {"X-Forwarded-For": "203.0.113.50, 192.0.2.1"}
    assert desk.enter(desk.browser(), "Editor", headers=spoofed).status_code == 429
    assert desk.enter(desk.browser(), "Editor", headers=far).status_code == 303


def test_an_invited_person_chooses_a_password_and_is_in(desk: Door) -> None:
    desk.add("Second reviewer", Role.REVIEWER, "ar")
    token = desk.link("Second reviewer")
    browser = desk.browser()
    for _ in range(3):  # programs that look at links before people do use nothing up
        shown = browser.get(f"/welcome/{token}")
        assert shown.status_code == 200 and "Second reviewer" in shown.text
    new = "another four plain words"
    differ = browser.post(f"/welcome/{token}", data={"password": new, "again": "x"})
    assert differ.status_code == 422 and "differ" in differ.text
    weak = browser.post(f"/welcome/{token}", data={"password": "short", "again": "short"})
    assert weak.status_code == 422 and "at least 12" in weak.text.lower()
    done = browser.post(f"/welcome/{token}", data={"password": new, "again": new})
    assert done.status_code == 303
    assert "Second reviewer" in browser.get("/account").text
    for answer in (
        browser.get(f"/welcome/{token}"),
        browser.post(f"/welcome/{token}", data={"password": new, "again": new}),
    ):
        assert answer.status_code == 410 and "over" in answer.text
    assert desk.enter(desk.browser(), "second reviewer", new).status_code == 303
    assert desk.enter(desk.browser(), "second reviewer", GOOD).status_code == 401


def test_what_is_no_link_opens_nothing(desk: Door) -> None:
    for token in ("x", "x" * 2_000, "%00", "..%2f", "é", "'; DROP TABLE person"):
        assert desk.browser().get(f"/welcome/{token}").status_code in (404, 410)
        assert desk.browser().post(f"/welcome/{token}", data={"password": GOOD, "again": GOOD}).status_code in (
            404,
            410,
        )


def test_ones_own_password_is_changed_by_whoever_knows_it(desk: Door) -> None:
    browser = desk.signed_in("Editor")
    new = "another four plain words"

    def change(old: str, password: str, again: str) -> tuple[int, str]:
        answer = browser.post("/account/password", data={"old": old, "password": password, "again": again})
        return answer.status_code, answer.text

    assert change(GOOD, new, "x")[0] == 422
    status, told = change("wrong password here", new, new)
    assert status == 422 and "not your password" in told and 'aria-invalid="true"' in told
    assert change(GOOD, "short", "short")[0] == 422
    assert change(GOOD, new, new)[0] == 303
    for _ in range(5):
        change("wrong password here", new, new)
    assert change(new, GOOD, GOOD)[0] == 429  # a stolen session guesses no faster than a stranger


def test_the_desk_speaks_the_language_one_chose(desk: Door, newsroom: Newsroom) -> None:
    stranger = desk.browser()
    assert 'lang="en"' in stranger.get("/sign-in").text
    answer = stranger.post("/language", data={"language": "fr", "next": "/people"})
    assert answer.headers["Location"] == "/sign-in?next=/people"
    assert '<html lang="fr"' in stranger.get("/sign-in").text
    browser = desk.signed_in("Editor")
    browser.post("/language", data={"language": "zh-Hans", "from": "account"})
    assert '<html lang="zh-Hans"' in browser.get("/account").text
    assert '<html lang="zh-Hans"' in desk.signed_in("Editor").get("/account").text  # at every browser
    browser.post("/language", data={"language": "", "from": "account"})
    assert '<html lang="es"' in browser.get("/account", headers={"Accept-Language": "es-MX"}).text
    assert browser.post("/language", data={"language": "tlh"}).status_code == 400
    with opened(newsroom.config().store) as store:
        assert [row["desk"] for row in store.rows("SELECT desk FROM person")] == [""]
