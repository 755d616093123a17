"""Whence a request comes and what a page may do in the browser: refused or bounded before anything is read.

Cross-site writes are told by Sec-Fetch-Site, which every current browser sends, and by Origin in older ones
(w3c.github.io/webappsec-fetch-metadata; OWASP, Cross-Site Request Forgery Prevention). The Host must be a name of this
desk: otherwise a stranger's page could rename itself to our address and read us (DNS rebinding).
"""

from __future__ import annotations

import re
import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, Response, abort, make_response, render_template, request

from pipeline.config import Review
from pipeline.review import at_hand
from pipeline.review.words import gettext

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Robots-Tag": "noindex",
}
SAFE = {"GET", "HEAD", "OPTIONS"}
HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?")
FIELDS = 5_000  # of one form
UNREAD = 32_000  # bytes of a form that cannot have too many fields to matter


def install(app: Flask) -> None:
    """Put the guard before every page and the headers on every answer."""
    app.before_request(_own_name)
    app.before_request(_same_site)
    app.before_request(_few_fields)
    app.after_request(_bounded)


def refusal(title: str, text: str, status: int) -> Response:
    """A page, or a note where a part of one was asked for, that tells why nothing else is shown."""
    whole = request.headers.get("HX-Request") is None
    told = render_template("error.html" if whole else "error-part.html", title=title, text=text, status=status)
    return make_response(told, status)


def _own_name() -> Response | None:
    host = request.environ.get("HTTP_HOST", "")
    if names(host, at_hand.config().review):
        return None
    told = gettext(
        "This desk is not called by that address. If it should be, put it as url: under review: in sources.yaml."
    )
    return refusal(gettext("Wrong address"), told, 421 if host else 400)


def names(host: str, review: Review) -> bool:
    """Whether a Host header means this desk: a loopback name, the one it listens on, the one of `review.url`.

    Where it listens on every address, any address in figures will do: those cannot be rebound.
    """
    match = HOST.fullmatch(host.lower())
    if match is None:
        return False
    name, listened = match["name"].rstrip("."), review.listen.lower().rpartition(":")[0]
    if name in ("localhost", listened) or (review.url and name == (urlsplit(review.url).hostname or "")):
        return True
    try:
        address = ip_address(name.strip("[]"))
    except ValueError:
        return listened in ("0.0.0.0", "[::]") and name == socket.gethostname().lower()
    return address.is_loopback or listened in ("0.0.0.0", "[::]")


def _same_site() -> None:
    """Refuse a write that another site's page set off, or that no browser would send."""
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site != "same-origin":
            abort(403)
        return
    # Browsers leave Sec-Fetch-Site out where a page came over plain http from another machine, and old ones always.
    origin = urlsplit(request.headers.get("Origin", ""))
    own = {request.host, urlsplit(at_hand.config().review.url).netloc}
    if not origin.netloc or origin.netloc not in own:
        abort(403)


def _few_fields() -> None:
    """Refuse a form of so many fields that reading it would take long; Werkzeug counts those of multipart forms."""
    if request.mimetype != "application/x-www-form-urlencoded" or (request.content_length or 0) < UNREAD:
        return
    if request.get_data(cache=True).count(b"&") >= FIELDS:
        abort(413)


def _bounded(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response
