"""A newsroom with a story or two in it, for tests of the story's pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from pipeline.model import Person, Role
from pipeline.store import Store, articles, opened
from tests.conftest import Newsroom
from tests.store.conftest import Desk

EDITOR = Person("Editor", Role.EDITOR, ready=True)
REVIEWER = Person("Reviewer", Role.REVIEWER, ("pt",), ready=True)
EVERYONE = Person("Second reviewer", Role.REVIEWER, ready=True)


class Floor(Desk):
    """Adds releases and reads the store beside the desk that is served."""

    def __init__(self, store: Store, app: Flask) -> None:
        super().__init__(store)
        self.app = app
        self.who: Person = EDITOR

    def story(self, language: str = "en", text: str = "", **more: str) -> str:
        """A story of its own; returns its id."""
        return articles.story_of(self.store, self.release(language, text, **more))  # type: ignore[arg-type]

    @property
    def browser(self) -> FlaskClient:
        """A browser in which `who` is signed in."""
        return self.app.test_client()

    def get(self, path: str, status: int = 200) -> str:
        """A page's text."""
        answer = self.browser.get(path)
        assert answer.status_code == status, answer.text
        return str(answer.text)

    def post(self, path: str, status: int = 303, **form: object) -> str:
        """Where a form led to, or the text of the page it came back to."""
        answer = self.browser.post(path, data=form)
        assert answer.status_code == status, answer.text
        return str(answer.headers.get("Location") or answer.text)

    def published(self) -> str:
        """All that is out, once everything asked for so far is."""
        assert self.app.extensions["desk"].publisher.settled()
        root = self.app.extensions["desk"].config.output
        return "".join(path.read_text("utf-8") for path in sorted(root.rglob("*.xml")))


@pytest.fixture
def floor(newsroom: Newsroom, desk: Flask) -> Iterator[Floor]:
    with opened(newsroom.config().store) as store:
        found = Floor(store, desk)

        @desk.before_request
        def sit() -> None:
            g.person = found.who

        yield found


Watch = Callable[[str], None]
