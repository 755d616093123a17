"""Who asks: sessions of people with accounts, or the name a trusted proxy gives.

A session is a random token in a signed cookie; the store knows its digest, until when, and whose it is. Nothing else
about a person is kept in the browser.
"""

from __future__ import annotations

import hashlib
import secrets
import socket
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, make_response, redirect, render_template, request, url_for
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature, Signer

from pipeline.config import Config
from pipeline.errors import StoreError
from pipeline.model import Person
from pipeline.review import at_hand, proxies
from pipeline.review.guard import refusal
from pipeline.review.words import gettext
from pipeline.store import accounts, opened, sessions

# What is answered to anybody; everything else needs a person.
OPEN = {
    "static",
    "sign_in.form",
    "sign_in.enter",
    "sign_in.invited",
    "sign_in.settle",
    "sign_in.speak",
    "release.style",  # a sandboxed page is nobody: its browser sends no cookie along
}
SMALL = 16_000  # bytes; forms that anybody may send are short
COOKIE = "desk-session"
LONGEST_ADDRESS = 2_000


class Notes(SecureCookieSessionInterface):
    """The cookie that carries notes to the next page, named and kept as the session's."""

    def get_cookie_name(self, app: Flask) -> str:
        """Its name, which ties it to this host over https."""
        return _cookie("desk-notes")

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether it goes over https only."""
        return secure()


def install(app: Flask) -> None:
    """Find out who asks before every page, and answer nobody else but at the door."""
    trusted = proxies.networks(app.extensions["desk"].config.review.proxies)
    app.wsgi_app = proxies.heeding(app.wsgi_app, trusted)  # type: ignore[method-assign,assignment]
    app.session_interface = Notes()
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["MAX_FORM_PARTS"] = 1_000
    app.before_request(_who)
    app.register_error_handler(401, _at_the_door)
    inner = app.dispatch_request

    def dispatch(*given: Any) -> Any:
        # Pages ask for a person themselves; one that forgot to would still be closed.
        if request.routing_exception is None and request.endpoint not in OPEN and at_hand.somebody() is None:
            abort(401)
        return inner(*given)

    app.dispatch_request = dispatch  # type: ignore[method-assign]

    @app.context_processor
    def signed_in() -> dict[str, object]:
        return {"signs_in_here": by_account()}


def secret(config: Config) -> bytes:
    """The key that signs cookies: made once, kept in the store, so that a restart signs nobody out."""
    with opened(config.store) as store:
        return accounts.signing_key(store)


def by_account() -> bool:
    """Whether people sign in here, and not at a proxy."""
    return at_hand.config().review.auth == "accounts"


def secure() -> bool:
    """Whether cookies may be held to https: the request came by it, or people are told to."""
    return request.is_secure or at_hand.config().review.url.startswith("https://")


def base() -> str:
    """Where this desk is reached, for links to hand over: never as the request says, which can be forged."""
    review = at_hand.config().review
    host, _, port = str(current_app.config.get("LISTENED") or review.listen).rpartition(":")
    return review.url or f"http://{socket.gethostname() if host in ('0.0.0.0', '[::]') else host}:{port}"


def address() -> str:
    """Whence this request came, as tries to sign in are counted."""
    return proxies.counted(request.remote_addr or "")


def token() -> str:
    """The token of this browser's session; '' where its cookie is missing or was tampered with."""
    try:
        return _signer().unsign(request.cookies.get(_cookie(COOKIE), "")).decode()
    except (BadSignature, UnicodeDecodeError):
        return ""


def begin(person: Person, answer: Response) -> Response:
    """Sign somebody in with this answer: a new token always, so that no token planted before is theirs."""
    fresh = secrets.token_urlsafe(32)
    idle = at_hand.config().review.session
    sessions.begin(at_hand.store(), person.name, fresh, idle=idle, now=at_hand.now(), instead_of=token())
    answer.set_cookie(_cookie(COOKIE), _signer().sign(fresh).decode(), max_age=sessions.LONGEST, **_kept())
    return answer


def end(answer: Response) -> Response:
    """Sign this browser out with this answer."""
    if found := token():
        sessions.end(at_hand.store(), found)
    answer.delete_cookie(_cookie(COOKIE), **_kept())
    return answer


def own(address: str) -> str:
    """An address if it is a page of this desk to go on to, else the desk itself: no door to other sites.

    Browsers take \\ for / and leave control characters out, so neither may stand in it.
    """
    told = address[:LONGEST_ADDRESS]
    plain = told.isprintable() and told.startswith("/") and not told.startswith("//") and "\\" not in told
    if not plain or told.startswith(("/sign-", "/welcome/", "/language")):
        return url_for("desk.grid")
    return told


def _kept() -> dict[str, Any]:
    return {"httponly": True, "samesite": "Lax", "secure": secure(), "path": "/"}


def _cookie(name: str) -> str:
    """A cookie's name; over https with the prefix by which the browser ties it to this very host (RFC 6265bis)."""
    return f"__Host-{name}" if secure() else name


def _signer() -> Signer:
    key = current_app.config["SECRET_KEY"]
    return Signer(key, salt="session", key_derivation="hmac", digest_method=hashlib.sha256)


def _who() -> Response | None:
    """Before every page: put who asks at hand."""
    if request.endpoint == "static" or at_hand.somebody() is not None:
        return None
    if not by_account():
        return _named_by_proxy()
    if request.endpoint in OPEN:
        request.max_content_length = SMALL
    found = token()
    session = sessions.of(at_hand.store(), found, now=at_hand.now()) if found else None
    if session is not None:
        g.person = session.person
        with suppress(StoreError):  # whoever reads need not wait because somebody writes
            idle = at_hand.config().review.session
            sessions.seen(at_hand.store(), found, session, idle=idle, now=at_hand.now())
    return None


def _named_by_proxy() -> Response | None:
    review = at_hand.config().review
    title = gettext("That is not open to you")
    if not proxies.within(request.environ.get(proxies.PEER, ""), proxies.networks(review.proxies)):
        told = gettext("This desk is reached through the address your organisation gives you, where you sign in.")
        return refusal(title, told, 403)
    name = request.headers.get(review.header, "")
    with suppress(UnicodeError):  # WSGI gives bytes as Latin-1; proxies write names in UTF-8
        name = name.encode("latin-1").decode("utf-8")
    person = accounts.find(at_hand.store(), name) if name.strip() and len(name) <= 200 else None
    if person is None or not person.active:
        told = gettext("You are signed in, but you have no account at this desk yet. Ask an editor to add %(name)s.")
        return refusal(title, told % {"name": name.strip() or gettext("your name")}, 403)
    g.person = person
    with suppress(StoreError):
        sessions.visited(at_hand.store(), person.name, now=at_hand.now())
    return None


def _at_the_door(_: Exception) -> Response:
    """Nobody is signed in: lead whoever reads to the door, and tell whoever writes without losing their words."""
    part = request.headers.get("HX-Request") is not None
    fetched = request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    if request.method in ("GET", "HEAD") and not part and not fetched:
        return make_response(redirect(url_for("sign_in.form", next=_asked_for()), 303))
    if part:
        here = urlsplit(request.headers.get("HX-Current-URL", ""))
        answer = make_response("", 401)
        came_from = f"{here.path}?{here.query}" if here.query else here.path
        answer.headers["HX-Redirect"] = url_for("sign_in.form", next=own(came_from))
        return answer
    return make_response(render_template("signed-out.html"), 401)


def _asked_for() -> str | None:
    told = own(request.full_path.rstrip("?"))
    return told if told != url_for("desk.grid") else None
