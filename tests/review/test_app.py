from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient


def test_a_page_speaks_the_browsers_language_and_bounds_what_runs_in_it(browser: FlaskClient) -> None:
    answer = browser.get("/", headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"})
    assert answer.status_code == 200
    assert '<html lang="zh-Hans" dir="ltr">' in answer.text
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_nobody_sees_anything_without_signing_in(desk: Flask) -> None:
    answer = desk.test_client().get("/")
    assert answer.status_code == 303


def test_a_write_from_another_site_is_refused(browser: FlaskClient) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"}):
        assert browser.post("/", headers=headers).status_code == 403
    assert browser.post("/").status_code == 405
