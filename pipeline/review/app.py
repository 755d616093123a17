"""Puts the desk together: pages, words, guards, errors."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask, render_template, request
from werkzeug.exceptions import HTTPException

from pipeline import parts
from pipeline.config import Config
from pipeline.errors import ActError, StoreError
from pipeline.review import at_hand, explaining, guard, lines, presenting, signing_in, words
from pipeline.review.publishing import Publisher
from pipeline.run.report import utc_now

LARGEST = 4_000_000  # bytes of one request; the longest text that may be edited fits well
ENVELOPE = 10_000  # bytes of a form around the file it brings
STATIC = Path(__file__).parent / "static"


def create_app(config: Config, *, clock: Callable[[], datetime] = utc_now, publisher: Publisher | None = None) -> Flask:
    """The desk of one newsroom as a WSGI application.

    `clock` tells the time; `publisher` brings outputs up to date after acts, its own thread if none is given.
    """
    app = Flask("pipeline.review", root_path=str(Path(__file__).parent))
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST,
        MAX_FORM_MEMORY_SIZE=LARGEST,
        SECRET_KEY=signing_in.secret(config),
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,  # the address of a static file has its digest, so it may be kept
    )
    app.extensions["desk"] = at_hand.Desk(config, clock, publisher or Publisher(config, clock))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    words.install(app)
    presenting.install(app)
    lines.install(app)
    guard.install(app)
    signing_in.install(app)
    at_hand.install(app)
    for name in parts.names("review.pages"):
        app.register_blueprint(parts.find("review.pages", name).page)
    app.jinja_env.globals["navigation"] = _navigation()
    app.jinja_env.globals["asset"] = _asset
    app.jinja_env.globals["largest_file"] = LARGEST - ENVELOPE
    app.register_error_handler(ActError, _refused)
    app.register_error_handler(StoreError, _unable)
    app.register_error_handler(HTTPException, _failed)
    return app


def _navigation() -> list[tuple[str, str, bool]]:
    """What the head of every page leads to: each as (label, endpoint, for editors only); a page's `NAVIGATION` says it.

    `NAVIGATION` is (place, label, endpoint, editors only).
    """
    found = [getattr(parts.find("review.pages", name), "NAVIGATION", None) for name in parts.names("review.pages")]
    return [told[1:] for told in sorted(one for one in found if one)]


def _asset(name: str) -> str:
    """The address of a static file, which changes with its content."""
    from flask import url_for

    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return url_for("static", filename=name, v=digest)


def _told(title: str, text: str, status: int) -> tuple[str, int]:
    """An error as a page, or as one note where a part of a page was asked for."""
    whole = request.headers.get("HX-Request") is None
    return render_template("error.html" if whole else "error-part.html", title=title, text=text, status=status), status


def _refused(error: ActError) -> tuple[str, int]:
    return _told(words.gettext("That cannot be done"), explaining.refused(error), 409)


def _unable(error: StoreError) -> tuple[str, int]:
    at_hand.log(str(error))
    said = words.gettext("Nothing is lost: try again in a moment. If it goes on, tell the person who runs this desk.")
    return _told(words.gettext("The newsroom is busy"), said, 503)


def _failed(error: HTTPException) -> Any:
    if error.response is not None or (error.code or 500) < 400:
        return error
    titles = {
        400: words.gettext("That request could not be read"),
        401: words.gettext("Please sign in"),
        403: words.gettext("That is not open to you"),
        404: words.gettext("There is nothing here"),
        405: words.gettext("That request could not be read"),
        413: words.gettext("That is too large"),
        429: words.gettext("Too many tries; wait a little"),
    }
    code = error.code or 500
    told = (
        words.gettext("At most 4 MB go at once. Go back: what you typed should still be there.") if code == 413 else ""
    )
    return _told(titles.get(code, words.gettext("Something went wrong")), told, code)
