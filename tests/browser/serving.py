"""A desk on the loopback, served as `pipeline review` serves it, by waitress in threads of this process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask, g, request

from pipeline.model import Person, Role
from pipeline.review import create_app
from pipeline.review.at_hand import Desk
from tests.browser.stock import Stocked

EDITOR = Person("Editor", Role.EDITOR, ready=True)
REVIEWER = Person("Reviewer", Role.REVIEWER, ("fr", "ar", "he"), ready=True)
SECOND = Person("Second reviewer", Role.REVIEWER, ("fr",), ready=True)
PEOPLE = {person.name: person for person in (EDITOR, REVIEWER, SECOND)}
PASSWORD = "a long walk along the quay"
SEAT = "seat"  # the cookie by which a test says who sits before the browser


@dataclass(frozen=True, slots=True)
class Served:
    """A desk that answers at `address`, and the newsroom behind it."""

    address: str
    desk: Desk
    stocked: Stocked

    def url(self, path: str = "/") -> str:
        """The full address of a path."""
        return self.address + path

    def published(self, file: str) -> str:
        """What a file of output/ says once everything people did so far is out; empty where there is none."""
        assert self.desk.publisher.settled()
        path = self.stocked.newsroom.folder / "output" / file
        return path.read_text("utf-8") if path.exists() else ""


@contextmanager
def serving(stocked: Stocked) -> Iterator[Served]:
    """Serve the desk of a newsroom until the block ends."""
    from waitress.server import create_server

    app = create_app(stocked.newsroom.config())
    app.before_request_funcs.setdefault(None, []).insert(0, _sit)
    server = create_server(app, host="127.0.0.1", port=0, threads=4, map={}, clear_untrusted_proxy_headers=True)
    thread = threading.Thread(target=server.run, name="desk", daemon=True)
    thread.start()
    try:
        yield Served(f"http://127.0.0.1:{server.effective_port}", desk_of(app), stocked)
    finally:
        # Only the thread that runs the loop may close what it waits on.
        server.trigger.pull_trigger(lambda: [each.close() for each in list(server._map.values())])
        thread.join(5)
        server.task_dispatcher.shutdown()


def account(served: Served, person: Person) -> None:
    """Give somebody an account, to be signed in to by name and PASSWORD."""
    from argon2 import PasswordHasher

    from pipeline.store import accounts, opened

    with opened(served.desk.config.store) as store:
        hashed = PasswordHasher().hash(PASSWORD)
        accounts.add(store, person, by="Editor", now=served.desk.clock(), password=hashed, until=None)


def desk_of(app: Flask) -> Desk:
    """What a served desk has at hand."""
    found = app.extensions["desk"]
    assert isinstance(found, Desk)
    return found


def _sit() -> None:
    person = PEOPLE.get(request.cookies.get(SEAT, "").replace("_", " "))
    if person is not None:
        g.person = person
