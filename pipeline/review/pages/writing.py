"""A version of one's own in a language that has none: written here, or brought as a file."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from pipeline import acts, glossary
from pipeline.acts.writing import LARGEST
from pipeline.errors import ActError
from pipeline.language import canonical
from pipeline.model import Item
from pipeline.review import at_hand, explaining, presenting, telling
from pipeline.review.story_at_hand import story as story_of
from pipeline.review.words import gettext
from pipeline.store import writing

page = Blueprint("writing", __name__)
ENVELOPE = 200_000  # bytes of a form around the file


@page.get("/story/<id>/write/<language>")
def blank(id: str, language: str) -> str | Response:
    """The source beside an empty page, or a file to choose."""
    tag = _tag(language)
    at_hand.reviewer_of(tag)
    return _shown(story_of(id), tag)


@page.post("/story/<id>/write/<language>")
def send(id: str, language: str) -> Response | tuple[str | Response, int]:
    """Take the text or the file; whatever is wrong with it, nothing that was typed is lost."""
    request.max_content_length = LARGEST + ENVELOPE
    tag = _tag(language)
    person, story = at_hand.reviewer_of(tag), story_of(id)
    try:
        file = request.files.get("file")
        text, made_from = request.form.get("text", ""), request.form.get("made_from", "")
    except RequestEntityTooLarge:
        said = gettext("That file is larger than 4 MB. Leave its pictures out, or save only the text, and try again.")
        return _shown(story, tag, error=said), 413
    config = at_hand.config()
    terms, _ = glossary.load(config.glossary)
    told = {"by": person.name, "now": at_hand.now(), "glossary": terms, "languages": config.languages}
    try:
        if file is not None and file.filename:
            data = file.stream.read(LARGEST + 1)
            uri = acts.upload(at_hand.store(), story, tag, file.filename, data, made_from=made_from, **told)  # type: ignore[arg-type]
        else:
            uri = acts.write(at_hand.store(), story, tag, text, made_from=made_from, **told)  # type: ignore[arg-type]
    except ActError as error:
        return _shown(story, tag, text=text, made_from=made_from, error=explaining.refused(error)), 422
    at_hand.publish()
    at_hand.note(gettext("Your version is stored. Look at what the checks found, then approve it."))
    return redirect(url_for("editor.sheet", uri=uri), 303)


def _tag(language: str) -> str:
    try:
        tag = canonical(language)
    except ValueError:
        abort(404)
    return tag if tag in at_hand.config().languages else abort(404)


def _shown(story: str, tag: str, *, text: str = "", made_from: str = "", error: str = "") -> str | Response:
    sources = [one for one in writing.sources(at_hand.store(), story) if one.language != tag]
    if not sources:
        abort(404)
    asked = made_from or request.args.get("made_from", "")
    source = next((one for one in sources if one.uri == asked), sources[0])
    if not error:
        try:
            writing.free(at_hand.store(), story, tag, source)
        except ActError:
            at_hand.note(gettext("There is a version in this language already."), "functional")
            return redirect(url_for("story.story", id=story))
    return render_template(
        "story-write.html",
        story=story,
        tag=tag,
        sources=sources,
        source=source,
        body=presenting.body(Item(source)),
        text=text,
        error=error,
        telling=telling,
    )
