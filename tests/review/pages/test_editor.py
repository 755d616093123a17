"""The editor's server side, asked as a browser asks it: over a real newsroom with real models."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from pipeline.model import Person, Role, Sheet
from pipeline.store import opened, overview, work
from pipeline import acts
from tests.conftest import Newsroom

RELEASE = """Harbour museum opens its doors

The harbour museum opens on 4 May. It shows 300 model ships.

Entry is free on Sundays. Guided tours start at noon.
"""
REVIEWER = Person("Reviewer", Role.REVIEWER, ("pt",), ready=True)
OTHER = Person("Second reviewer", Role.REVIEWER, ("pt",), ready=True)
FRENCH = Person("French reviewer", Role.REVIEWER, ("fr",), ready=True)


@pytest.fixture
def portuguese(newsroom: Newsroom) -> str:
    newsroom.drop("museum.en.txt", RELEASE)
    newsroom.run()
    return next(a["uri"] for a in newsroom.json("list") if a["language"] == "pt")


def sheet_of(newsroom: Newsroom, uri: str) -> Sheet:
    with opened(newsroom.config().store) as store:
        return acts.open_sheet(store, uri).sheet


def key_of(newsroom: Newsroom, uri: str, source: str) -> str:
    return next(one.key for one in sheet_of(newsroom, uri).lines if one.segment.source == source)


def test_x(newsroom: Newsroom, portuguese: str, browser: FlaskClient) -> None:
    page = browser.get(f"/edit/{portuguese}")
    assert page.status_code == 200, page.text
    key = key_of(newsroom, portuguese, "It shows 300 model ships.")
    answer = browser.post(f"/edit/{portuguese}/line/{key}", data={"target": "Mostra 30 navios.", "revision": "0"})
    print(answer.status_code, answer.text)
    answer = browser.post(f"/edit/{portuguese}/line/{key}", data={"target": "Mostra 320 navios.", "revision": "0"})
    print(answer.status_code, answer.text)
    print(browser.get(f"/edit/{portuguese}/line/{key}/suggestions").text)
    print(browser.get(f"/edit/{portuguese}/line/{key}/again").text)
    print(browser.post(f"/edit/{portuguese}/here").text)
    for act in ("approve", "finish"):
        r = browser.post(f"/edit/{portuguese}", data={"act": act})
        print(r.status_code, r.text[:3000])
    assert 0
