"""What a hostile page, address or request may not do."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from pipeline.config import Review
from pipeline.model import Role
from pipeline.review import guard
from tests.conftest import Newsroom
from tests.review.door import Door, door


@pytest.fixture
def desk(newsroom: Newsroom) -> Door:
    found = door(newsroom)
    found.add("Editor", Role.EDITOR)
    return found


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("localhost", True), ("127.0.0.1:8420", True), ("LOCALHOST:8420", True), ("[::1]:8420", True), ("localhost.", True),
        ("desk.example.org", True), ("desk.example.org:443", True), ("127.9.9.9", True),
        ("evil.example", False), ("evil.example:8420", False), ("localhost.evil.example", False), ("127.0.0.1.evil.example", False),
        ("desk.example.org.evil.example", False), ("192.0.2.1", False), ("", False), ("localhost\x00", False),
        ("localhost:8420@evil.example", False), ("[::1", False), ("[::2]", False), ("a" * 5_000, False), ("localhost/../x", False),
    ],
)  # fmt: skip
def test_only_the_desks_own_names_are_answered(host: str, own: bool) -> None:
    assert guard.names(host, Review(url="https://desk.example.org")) is own


def test_on_every_address_any_address_in_figures_will_do_but_no_strangers_name() -> None:
    review = Review(listen="0.0.0.0:8420")
    assert guard.names("192.0.2.1:8420", review) and guard.names("[2001:db8::1]", review)
    assert not guard.names("evil.example", review)
    assert guard.names("newsroom.lan:8420", Review(listen="newsroom.lan:8420"))


def test_a_rebound_name_is_told_nothing(desk: Door) -> None:
    browser = desk.signed_in("Editor")
    answer = browser.get("/account", headers={"Host": "evil.example"})
    assert answer.status_code == 421 and "Editor" not in answer.text
    assert browser.post("/sign-out", headers={"Host": "evil.example"}).status_code == 421


SITES = ["cross-site", "same-site", "none", "", "same-origin, cross-site"]


def test_no_other_site_can_write(desk: Door) -> None:
    browser = desk.signed_in("Editor")
    for site in SITES:
        sent: list[dict[str, Any]] = [
            {"data": {"name": "Evil", "role": "editor"}},
            {"data": {"name": "Evil", "role": "editor", "file": (io.BytesIO(b"x"), "x.txt")}},
            {"json": {"name": "Evil"}},
            {"data": "name=Evil&role=editor", "content_type": "text/plain"},
            {},
        ]
        for one in sent:
            answer = browser.post("/people/add", headers={"Sec-Fetch-Site": site}, **one)
            assert answer.status_code == 403, (site, one)
        for method in ("PUT", "PATCH", "DELETE"):
            answer = browser.open("/people/add", method=method, headers={"Sec-Fetch-Site": site})
            assert answer.status_code in (403, 405)
    assert "Evil" not in browser.get("/people").text


ORIGINS = {
    "http://localhost": True,
    "http://evil.example": False,
    "null": False,
    "": False,
    "http://localhost:9999": False,
    "http://localhost.evil.example": False,
    "http://user@localhost": False,
}


def test_browsers_without_fetch_metadata_are_told_by_origin(desk: Door) -> None:
    desk.app.test_client_class = FlaskClient  # which says nothing of its own
    for origin, own in ORIGINS.items():
        answer = desk.app.test_client().post("/sign-in", headers={"Origin": origin} if origin else {})
        assert answer.status_code == (401 if own else 403), origin


def test_headers_bound_what_every_answer_may_do(desk: Door) -> None:
    for path in ("/sign-in", "/nothing", "/static/desk.css", "/static/nothing"):
        answer = desk.browser().get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert answer.headers["Referrer-Policy"] == "same-origin"
    assert desk.browser().get("/sign-in").headers["Cache-Control"] == "no-store"


PATHS = [
    "/static/../app.py",
    "/static/%2e%2e/app.py",
    "/static/..%2fapp.py",
    "/static/%2e%2e%2fapp.py",
    "/static//etc/passwd",
    "/static/\\..\\app.py",
    "/static/..%5capp.py",
    "/static/%00",
    "/static/desk.css%00.txt",
    "/static/",
    "/static/templates/../../app.py",
    "/../app.py",
    "/%2e%2e/app.py",
    "/static/" + "a/" * 500,
    "/static/%ff%fe",
    "/app.py",
    "/templates/base.html",
    "/words/fr.po",
]


def test_no_path_leads_to_files_that_are_not_ours_to_give(desk: Door) -> None:
    for browser in (desk.browser(), desk.signed_in("Editor")):
        for path in PATHS:
            answer = browser.get(path)
            assert answer.status_code in (308, 400, 404), path
            assert "create_app" not in answer.text and "root:" not in answer.text


def test_no_path_leads_to_another_site(desk: Door) -> None:
    for path in ["//evil.example", "//evil.example/%2f..", "///evil.example/people", "/\\evil.example"]:
        to = desk.browser().get(path).headers.get("Location", "/").removeprefix("http://localhost")
        assert to.startswith("/") and not to.startswith(("//", "/\\")), path


def test_methods_nobody_needs_are_refused(desk: Door) -> None:
    for method in ("TRACE", "CONNECT", "PROPFIND", "X"):
        assert desk.browser().open("/sign-in", method=method).status_code == 405


def test_a_body_that_is_too_large_is_refused_unread(desk: Door) -> None:
    large = {"name": "Editor", "password": "x" * 20_000}
    assert desk.browser().post("/sign-in", data=large).status_code == 413
    browser = desk.signed_in("Editor")
    huge = b"name=" + b"x" * 5_000_000
    told = browser.post("/people/add", data=huge, content_type="application/x-www-form-urlencoded")
    assert told.status_code == 413 and "too large" in told.text


def test_a_form_of_ever_more_fields_is_refused(desk: Door) -> None:
    many = "&".join(["language=fr"] * 20_000)
    browser = desk.signed_in("Editor")
    assert browser.post("/people/add", data=many, content_type="application/x-www-form-urlencoded").status_code == 413
    parts = {f"f{number}": "x" for number in range(1_500)}
    told = browser.post("/people/add", data=parts | {"file": (io.BytesIO(b"x"), "x")})
    assert told.status_code == 413
    few = browser.post("/people/add", data={"name": "Reviewer", "others": " " * 40_000})
    assert few.status_code == 200


NAMES = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "%(name)s %s"]


def test_what_is_typed_at_the_door_is_shown_as_text(desk: Door) -> None:
    browser = desk.signed_in("Editor")
    for name in NAMES:
        told = desk.enter(desk.browser(), name, "wrong password here").text
        told += browser.post("/people/add", data={"name": name}).text
        assert "<script>alert" not in told and "<img" not in told and "49" not in told
    shown = browser.get("/people").text
    assert "&lt;script&gt;alert" in shown and "<script>alert" not in shown and "<img" not in shown
