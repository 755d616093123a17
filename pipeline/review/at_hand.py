"""What a page has at hand while it answers: the settings, the store, who asks, the time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Flask, abort, current_app, flash, g, get_flashed_messages

from pipeline.config import Config
from pipeline.model import Person
from pipeline.review.publishing import Publisher
from pipeline.store import Store, opened


@dataclass(frozen=True, slots=True)
class Desk:
    """One newsroom's desk, as long as it is served."""

    config: Config
    clock: Callable[[], datetime]
    publisher: Publisher


def install(app: Flask) -> None:
    """Close what an answer opened, whatever came of it."""

    @app.teardown_appcontext
    def close(_: BaseException | None) -> None:
        stack = g.pop("stack", None)
        if stack is not None:
            stack.close()

    @app.context_processor
    def seen() -> dict[str, object]:
        return {"me": somebody(), "newsroom": config().site, "notes": notes}


def desk() -> Desk:
    """The desk that answers."""
    return cast(Desk, current_app.extensions["desk"])


def config() -> Config:
    """The newsroom's settings."""
    return desk().config


def now() -> datetime:
    """The time, in UTC."""
    return desk().clock()


def store() -> Store:
    """The database, opened when it is first asked for and closed when the answer is out."""
    if "store" not in g:
        g.stack = ExitStack()
        g.store = g.stack.enter_context(opened(config().store))
    return cast(Store, g.store)


def somebody() -> Person | None:
    """Who is signed in, if anybody is."""
    return cast("Person | None", g.get("person"))


def person() -> Person:
    """Who is signed in; answers 401 where nobody is."""
    found = somebody()
    if found is None:
        abort(401)
    return found


def editor() -> Person:
    """Who is signed in, if they are an editor; answers 403 otherwise."""
    found = person()
    if not found.editor:
        abort(403)
    return found


def reviewer_of(language: str) -> Person:
    """Who is signed in, if they may edit and approve texts in a language; answers 403 otherwise."""
    found = person()
    if not found.reviews(language):
        abort(403)
    return found


def publish() -> None:
    """Have outputs brought up to date, at once but not before this answer is out."""
    desk().publisher.ask()


@dataclass(frozen=True, slots=True)
class Note:
    """One line at the head of the next page; `kind` is good, functional, critical or nothing."""

    kind: str
    text: str


def note(text: str, kind: str = "good") -> None:
    """Tell whoever asks, at the head of the next page they see."""
    flash(text, kind)


def notes() -> list[Note]:
    """What there is to tell, each once."""
    return [Note(*told) for told in get_flashed_messages(with_categories=True)]


def log(message: str) -> None:
    """Tell the person who runs the desk; goes to standard error."""
    logging.getLogger("pipeline.review").error(message)
