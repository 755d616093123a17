"""A desk over a newsroom, asked as a browser would ask it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from pipeline.model import Person, Role
from pipeline.review import create_app
from tests.conftest import Newsroom

EDITOR = Person("Editor", Role.EDITOR, ready=True)


class Browser(FlaskClient):
    """Says what a browser says of a page's own requests."""

    def open(self, *args: Any, **options: Any) -> Any:
        if not args or isinstance(args[0], str):
            options["headers"] = {"Sec-Fetch-Site": "same-origin"} | dict(options.get("headers") or {})
        return super().open(*args, **options)


def desk_of(newsroom: Newsroom) -> Flask:
    """The desk as it is served; acts are out once `publisher.settled()`."""
    app = create_app(newsroom.config())
    app.test_client_class = Browser
    return app


@pytest.fixture
def desk(newsroom: Newsroom) -> Flask:
    return desk_of(newsroom)


@pytest.fixture
def browser_of(desk: Flask) -> Callable[[Person], FlaskClient]:
    """A browser in which somebody is signed in."""

    def signed_in(person: Person) -> FlaskClient:
        @desk.before_request
        def sit() -> None:
            g.person = person

        return desk.test_client()

    return signed_in


@pytest.fixture
def browser(browser_of: Callable[[Person], FlaskClient]) -> FlaskClient:
    """A browser in which an editor is signed in."""
    return browser_of(EDITOR)
