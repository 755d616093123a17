"""The original as it was fetched: what the address answered, byte for byte, never run and never drawn."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from pipeline import content
from pipeline.extract import charset
from pipeline.model import Raw
from pipeline.review import at_hand, telling
from pipeline.review.story_at_hand import story as story_of
from pipeline.review.story_at_hand import text_of
from pipeline.store import dossier, evidence

page = Blueprint("raw", __name__)
SHOWN = 200_000  # bytes of a response that are shown
FOLDED = 400  # characters of one header


@page.get("/story/<id>/raw")
def original(id: str) -> str:
    """Headers and bytes of the response a text was read from, as text."""
    at_hand.person()
    found, uri = story_of(id), request.args.get("uri", "")
    store = at_hand.store()
    kept = _kept(found, uri)
    return render_template(
        "story-raw.html",
        story=found,
        uri=uri,
        headline=dossier.headline(store, found),
        kept=kept,
        headers=[(name, telling.visible(value[:FOLDED])) for name, value in kept.raw.headers] if kept else [],
        text=telling.visible(_text(kept.raw)) if kept else "",
        cut=len(kept.raw.content) > SHOWN if kept else False,
        seen=evidence.seen(store, kept.raw.url) if kept else [],
        link=content.web_link,
        telling=telling,
    )


@page.get("/story/<id>/raw/file")
def download(id: str) -> Response:
    """The same bytes as a file to keep; no browser shows it as a page."""
    at_hand.person()
    kept = _kept(story_of(id), request.args.get("uri", ""))
    if kept is None:
        abort(404)
    answer = Response(kept.raw.content, mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="original-{kept.sha256[:12]}.bin"'
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _kept(story: str, uri: str) -> evidence.Kept | None:
    """The newest response a text of the story was read from, or an earlier one from that address by its checksum."""
    store = at_hand.store()
    newest = evidence.page(store, text_of(story, uri))
    asked = request.args.get("sha256", "")
    if newest is None or asked in ("", newest.sha256):
        return newest
    earlier = evidence.response(store, newest.raw.url, asked)
    return earlier if earlier is not None else abort(404)


def _text(raw: Raw) -> str:
    """The beginning of a response as text, whatever its bytes are."""
    header = next((value for name, value in raw.headers if name.lower() == "content-type"), "")
    declared = header.lower().partition("charset=")[2].strip(" \"';")[:40]
    return charset.page(_beginning(raw.content), declared)


def _beginning(data: bytes) -> bytes:
    """What is shown of a response: up to the end of a line, else of a character, so that its encoding can be told."""
    if len(data) <= SHOWN:
        return data
    end = data.rfind(b"\n", SHOWN - 20_000, SHOWN) + 1 or SHOWN
    while end > SHOWN - 3 and data[end] & 0xC0 == 0x80:  # inside a character of UTF-8
        end -= 1
    return data[:end]
