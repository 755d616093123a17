"""A desk with people in its store, and browsers that sign in as they would."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from pipeline import acts
from pipeline.acts import passwords
from pipeline.model import Person, Role
from pipeline.review import create_app
from pipeline.store import accounts, opened
from tests.conftest import Newsroom
from tests.review.conftest import Browser

GOOD = "four plain words here"
HASHED = passwords.hashed(GOOD)


@dataclass
class Door:
    """A desk, its clock, and ways to knock."""

    newsroom: Newsroom
    app: Flask
    now: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def add(self, name: str, role: Role = Role.REVIEWER, *languages: str) -> None:
        """Somebody whose password is GOOD."""
        with opened(self.newsroom.config().store) as store:
            person = Person(name, role, languages)
            accounts.add(store, person, by="root", now=self.now, password=HASHED, until=None)

    def link(self, name: str) -> str:
        with opened(self.newsroom.config().store) as store:
            return acts.link_person(store, name, by="root", now=self.now)[1]

    def close(self, name: str) -> None:
        with opened(self.newsroom.config().store) as store:
            acts.close_person(store, name, by="root", now=self.now)

    def browser(self) -> Browser:
        found = self.app.test_client()
        assert isinstance(found, Browser)
        return found

    def enter(self, browser: Browser, name: str, password: str = GOOD, **options: Any) -> TestResponse:
        found: TestResponse = browser.post("/sign-in", data={"name": name, "password": password}, **options)
        return found

    def signed_in(self, name: str) -> Browser:
        browser = self.browser()
        assert self.enter(browser, name).status_code == 303
        return browser


def door(newsroom: Newsroom, **review: Any) -> Door:
    """The desk of a newsroom with these settings under `review:`."""
    config = newsroom.config()
    config = replace(config, review=replace(config.review, **review))
    found: list[Door] = []
    app = create_app(config, clock=lambda: found[0].now)
    app.test_client_class = Browser
    found.append(Door(newsroom, app))
    return found[0]
