"""Who may come in, for how long, and by what they are known: everybody else is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pipeline.model import Role
from pipeline.review import signing_in
from pipeline.store import opened
from tests.conftest import Newsroom
from tests.review.door import GOOD, Door, door

WHO = "/account"  # a page that tells who is signed in


@pytest.fixture
def desk(newsroom: Newsroom) -> Door:
    found = door(newsroom)
    found.add("Editor", Role.EDITOR)
    found.add("Reviewer", Role.REVIEWER, "fr")
    return found


def test_every_page_is_closed_to_strangers(desk: Door) -> None:
    asked = 0
    for rule in desk.app.url_map.iter_rules():
        if rule.endpoint in signing_in.OPEN:
            continue
        address = re.sub(r"<int[^>]+>", "1", re.sub(r"<any\((\w+)[^>]+>", r"\1", rule.rule))
        address = re.sub(r"<[^>]+>", "x", address)
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            answer = desk.browser().open(address, method=method)
            if method == "GET":
                assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/sign-in"), rule
            else:
                assert answer.status_code == 401, rule
            asked += 1
    assert asked > 10


def test_a_page_that_asks_for_nobody_is_closed_all_the_same(desk: Door) -> None:
    desk.app.add_url_rule("/forgotten", "forgotten", lambda: "secret words")
    answer = desk.browser().get("/forgotten")
    assert answer.status_code == 303 and "secret words" not in answer.text
    assert desk.signed_in("Editor").get("/forgotten").text == "secret words"


def test_parts_and_programs_are_told_401_and_where_to_sign_in(desk: Door) -> None:
    browser = desk.browser()
    here = {"HX-Request": "true", "HX-Current-URL": "http://localhost/people?after=x"}
    for answer in (browser.get(WHO, headers=here), browser.post("/people/add", headers=here)):
        assert answer.status_code == 401
        assert answer.headers["HX-Redirect"] == "/sign-in?next=/people?after%3Dx"
    assert browser.get(WHO, headers={"Sec-Fetch-Mode": "cors"}).status_code == 401
    told = browser.post("/people/add")
    assert told.status_code == 401 and "your words are still there" in told.text
    away = {"HX-Request": "true", "HX-Current-URL": "http://evil.example//evil.example/x"}
    assert browser.get(WHO, headers=away).headers["HX-Redirect"] == "/sign-in?next=/"


def test_one_comes_back_to_the_page_one_asked_for(desk: Door) -> None:
    browser = desk.browser()
    to = browser.get("/people?after=Editor").headers["Location"]
    form = browser.get(to).text
    hidden = re.search(r'name="next" value="([^"]*)"', form)
    assert hidden and hidden[1] == "/people?after=Editor"
    answer = browser.post("/sign-in", data={"name": "editor", "password": GOOD, "next": hidden[1]})
    assert answer.headers["Location"] == "/people?after=Editor"


ELSEWHERE = [
    "http://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "javascript:alert(1)",
    "https:evil.example",
    "evil.example",
    " //evil.example",
    "/\u2028/evil.example",
    "///evil.example",
    "/sign-out",
    "/welcome/token",
    "x" * 9_000,
]


def test_signing_in_leads_to_no_other_site(desk: Door) -> None:
    browser = desk.signed_in("Editor")
    for next in ELSEWHERE:
        assert browser.get("/sign-in", query_string={"next": next}).headers["Location"] == "/", next
    answer = browser.post("/sign-in", data={"name": "Editor", "password": GOOD, "next": ELSEWHERE[0]})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def cookie(answer: Any) -> str:
    found: str = next(one for one in answer.headers.getlist("Set-Cookie") if "desk-session=" in one)
    return found


def test_the_cookie_tells_nothing_and_keeps_to_itself(desk: Door) -> None:
    told = cookie(desk.enter(desk.browser(), "Editor"))
    assert told.startswith("desk-session=") and "Editor" not in told
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in told.split(";")}
    assert "Secure" not in told and "Domain" not in told


def test_over_https_it_is_tied_to_this_host(newsroom: Newsroom) -> None:
    told = door(newsroom, url="https://desk.example.org")
    told.add("Editor", Role.EDITOR)
    found = cookie(told.enter(told.browser(), "Editor", base_url="https://desk.example.org"))
    assert found.startswith("__Host-desk-session=") and "Secure" in found and "Domain" not in found


def test_no_token_planted_before_is_anybodys_after(desk: Door) -> None:
    browser = desk.browser()
    first = cookie(desk.enter(browser, "Reviewer")).split(";")[0].split("=", 1)[1]
    second = cookie(desk.enter(browser, "Editor")).split(";")[0].split("=", 1)[1]
    assert first != second
    other = desk.browser()
    other.set_cookie("desk-session", first)
    assert other.get(WHO).status_code == 303
    other.set_cookie("desk-session", "a-token-of-my-own")
    desk.enter(other, "Editor")
    planted = desk.browser()
    planted.set_cookie("desk-session", "a-token-of-my-own")
    assert planted.get(WHO).status_code == 303


def taken(browser: Any) -> str:
    found = browser.get_cookie("desk-session")
    assert found is not None
    return str(found.value)


def test_a_tampered_cookie_is_nobodys(desk: Door) -> None:
    value = taken(desk.signed_in("Editor"))
    token, _, signature = value.rpartition(".")
    for forged in (
        f"{token}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}",
        f"{'A' if token[0] != 'A' else 'B'}{token[1:]}.{signature}",
        token,
        "",
        value + "x" * 3_000,
        "\xff\xfe." + signature,
    ):
        browser = desk.browser()
        browser.set_cookie("desk-session", forged)
        assert browser.get(WHO).status_code == 303, forged


def test_another_newsrooms_signature_opens_nothing(desk: Door, newsroom: Newsroom) -> None:
    value = taken(desk.signed_in("Editor"))
    with opened(newsroom.config().store) as store, store.write():
        store.run("DELETE FROM meta WHERE key = 'signing key'")
    again = door(newsroom)
    browser = again.browser()
    browser.set_cookie("desk-session", value)
    assert browser.get(WHO).status_code == 303


def test_a_restart_signs_nobody_out(desk: Door, newsroom: Newsroom) -> None:
    value = taken(desk.signed_in("Editor"))
    browser = door(newsroom).browser()
    browser.set_cookie("desk-session", value)
    assert "Editor" in browser.get(WHO).text


def test_what_was_signed_out_cannot_be_replayed(desk: Door) -> None:
    browser = desk.signed_in("Editor")
    value = taken(browser)
    answer = browser.post("/sign-out", follow_redirects=True)
    assert "You are signed out" in answer.text
    browser.set_cookie("desk-session", value)
    assert browser.get(WHO).status_code == 303


def test_reading_a_page_signs_nobody_out(desk: Door) -> None:
    browser = desk.signed_in("Editor")
    assert browser.get("/sign-out").status_code == 405
    assert browser.get(WHO).status_code == 200


def test_a_closed_account_is_out_at_once(desk: Door) -> None:
    browser = desk.signed_in("Reviewer")
    assert browser.get(WHO).status_code == 200
    desk.close("Reviewer")
    assert browser.get(WHO).status_code == 303
    assert desk.enter(desk.browser(), "Reviewer").status_code == 401


def test_a_session_ends_unseen_after_its_time(desk: Door) -> None:
    browser = desk.signed_in("Editor")
    desk.later(hours=11)
    assert browser.get(WHO).status_code == 200
    desk.later(hours=11)
    assert browser.get(WHO).status_code == 200
    desk.later(hours=12)
    assert browser.get(WHO).status_code == 303


def test_a_new_password_signs_out_the_other_browsers(desk: Door) -> None:
    here, there = desk.signed_in("Editor"), desk.signed_in("Editor")
    new = "another four plain words"
    answer = here.post("/account/password", data={"old": GOOD, "password": new, "again": new})
    assert answer.status_code == 303
    assert here.get(WHO).status_code == 200 and there.get(WHO).status_code == 303
    assert desk.enter(desk.browser(), "Editor", new).status_code == 303


def test_signing_out_everywhere_means_everywhere(desk: Door) -> None:
    here, there = desk.signed_in("Editor"), desk.signed_in("Editor")
    here.post("/account/everywhere")
    assert here.get(WHO).status_code == there.get(WHO).status_code == 303


def test_reading_pages_writes_once_a_minute_at_most(desk: Door, newsroom: Newsroom) -> None:
    browser = desk.signed_in("Editor")
    with opened(newsroom.config().store) as store:

        def version() -> int:
            row = store.row("PRAGMA data_version")
            assert row is not None
            return int(row[0])

        before = version()
        for _ in range(5):
            assert browser.get(WHO).status_code == 200
        assert version() == before
        desk.later(minutes=2)
        browser.get(WHO)
        assert version() != before


def test_a_database_that_is_written_to_keeps_no_reader_out(desk: Door, newsroom: Newsroom, monkeypatch: Any) -> None:
    monkeypatch.setattr("pipeline.store.connection.PATIENCE", 0.05)
    browser = desk.signed_in("Editor")
    desk.later(minutes=2)
    with opened(newsroom.config().store) as store, store.write():
        assert browser.get(WHO).status_code == 200


PROXY = {"REMOTE_ADDR": "10.1.0.7"}


@pytest.fixture
def proxied(newsroom: Newsroom) -> Door:
    found = door(newsroom, auth="header", proxies=("10.1.0.0/16",), url="https://desk.example.org")
    found.add("Editor", Role.EDITOR)
    found.add("第二审校")
    return found


def asked(desk: Door, name: str = "", path: str = WHO, **more: Any) -> Any:
    headers = {"X-Remote-User": name} if name else {}
    return desk.browser().get(path, headers=headers | more.pop("headers", {}), **more)


def test_a_proxy_names_who_it_signed_in(proxied: Door) -> None:
    assert "Editor" in asked(proxied, "editor", environ_base=PROXY).text
    written = "第二审校".encode().decode("latin-1")
    assert "第二审校" in asked(proxied, written, environ_base=PROXY).text


def test_a_name_from_elsewhere_is_not_believed(proxied: Door) -> None:
    forged = {"X-Forwarded-For": "10.1.0.7", "X-Forwarded-Host": "desk.example.org", "X-Forwarded-Proto": "https"}
    for address in ("127.0.0.1", "10.2.0.1", "203.0.113.9", "::1", ""):
        answer = asked(proxied, "Editor", environ_base={"REMOTE_ADDR": address}, headers=forged)
        assert answer.status_code == 403 and "your organisation" in answer.text, address


def test_whom_the_proxy_names_needs_an_open_account(proxied: Door) -> None:
    for name in ("Nobody", "", "Editor, Reviewer", "x" * 5_000, "\xff\xfe"):
        answer = asked(proxied, name, environ_base=PROXY)
        assert answer.status_code == 403 and "no account" in answer.text
    proxied.close("第二审校")
    assert asked(proxied, "第二审校".encode().decode("latin-1"), environ_base=PROXY).status_code == 403


def test_passwords_serve_nothing_where_a_proxy_signs_people_in(proxied: Door) -> None:
    token = proxied.link("Editor")
    answer = proxied.browser().post(
        "/sign-in",
        data={"name": "Editor", "password": GOOD},
        environ_base={"REMOTE_ADDR": "10.9.9.9"},
    )
    assert answer.status_code == 403
    named = {"headers": {"X-Remote-User": "Editor"}, "environ_base": PROXY}
    assert proxied.browser().post("/sign-in", data={"name": "Editor"}, **named).status_code == 404
    assert proxied.browser().post(f"/welcome/{token}", data={"password": "x" * 20}, **named).status_code == 404


def test_the_header_means_nothing_where_people_sign_in_here(desk: Door) -> None:
    assert desk.browser().get(WHO, headers={"X-Remote-User": "Editor"}).status_code == 303
