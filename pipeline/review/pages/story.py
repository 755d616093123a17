"""One story in all its languages: texts side by side, facts, what is asked, history, what changed between versions."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from pipeline import content
from pipeline.acts import editable
from pipeline.model import Item
from pipeline.review import at_hand, differing, presenting, telling
from pipeline.review.story_at_hand import RefusedError, page_number, text_of, version
from pipeline.review.story_at_hand import story as story_of
from pipeline.store import dossier, notices, overview, proposals

page = Blueprint("story", __name__)
VERSION = "int(max=1000000000)"
RECENT = 12  # events on the story's own page
EVENTS = 50  # events on one page of its history
VERSIONS = 200  # versions to choose from
DIFFED = 200_000  # characters of one text that is compared with another


@page.get("/story/<path:id>")
def story(id: str) -> Response | str:
    """All versions side by side; a story that was joined into another leads there."""
    at_hand.person()
    found = story_of(id)
    if found != id:
        return redirect(url_for("story.story", id=found))
    return shown(found)


def shown(id: str, *, refused: RefusedError | None = None, act: str = "") -> str:
    """The story's page; where a form on it was refused, with what was wrong beside it."""
    store, config, person = at_hand.store(), at_hand.config(), at_hand.person()
    told = dossier.of(store, id)
    embargoed = told.embargoed_until is not None and told.embargoed_until > at_hand.now()
    proposed = proposals.concerning(store, id)
    names = {one: dossier.headline(store, one) for p in proposed for one in (p.story, p.other)}
    tomorrow = (at_hand.now() + timedelta(days=1)).astimezone(ZoneInfo(config.site.timezone))
    return render_template(
        "story.html",
        story=told,
        official=told.official or (told.tongues[0].article if told.tongues else None),
        telling=telling,
        embargoed=embargoed,
        lacks=telling.lacks(told, config.languages),
        configured=config.languages,
        proposed=proposed,
        names=names,
        notices=notices.concerning(store, id),
        events=dossier.events(store, id, limit=RECENT),
        length=telling.WHOLE if request.args.get("texts") == "whole" else telling.PREVIEW,
        decides=person.editor,
        tomorrow=tomorrow.strftime("%Y-%m-%dT09:00"),
        link=content.web_link,
        refused=refused,
        opened=act,
        typed=request.form,
    )


@page.get(f"/story/<id>/text/<path:uri>/<{VERSION}:number>")
def text(id: str, uri: str, number: int) -> str:
    """One version of one text, whole."""
    at_hand.person()
    found = story_of(id)
    article = version(found, uri, number)
    return render_template(
        "story-text.html",
        story=found,
        article=article,
        telling=telling,
        body=presenting.body(Item(article)),
        newest=overview.one(at_hand.store(), uri).version,
    )


@page.get("/story/<id>/history")
def history(id: str) -> str:
    """Everything that happened to a story, a page at a time."""
    at_hand.person()
    found, number = story_of(id), page_number()
    store = at_hand.store()
    events = dossier.events(store, found, limit=EVENTS + 1, beyond=EVENTS * (number - 1))
    return render_template(
        "story-history.html",
        story=found,
        headline=dossier.headline(store, found),
        events=events[:EVENTS],
        telling=telling,
        number=number,
        more=len(events) > EVENTS,
    )


@page.get("/story/<id>/history/<path:uri>")
def versions(id: str, uri: str) -> Response:
    """Two versions as a form names them; leads to what changed between them."""
    at_hand.person()
    found = story_of(id)
    text_of(found, uri)
    asked = [request.args.get(name, "") for name in ("a", "b")]
    if not all(one.isascii() and one.isdigit() and len(one) <= 9 for one in asked):
        abort(404)
    return redirect(url_for("story.differing", id=found, uri=uri, a=int(asked[0]), b=int(asked[1])))


@page.get(f"/story/<id>/history/<path:uri>/<{VERSION}:a>/<{VERSION}:b>", endpoint="differing")
def between(id: str, uri: str, a: int, b: int) -> str:
    """What changed from one version of a text to another, word by word."""
    at_hand.person()
    found = story_of(id)
    before, after = version(found, uri, a), version(found, uri, b)
    old, new = (editable(one) for one in (before, after))
    pieces = differing.words(old[:DIFFED], new[:DIFFED], after.language)
    return render_template(
        "story-differing.html",
        story=found,
        before=before,
        after=after,
        diff=differing.html(pieces),
        same=old == new,
        cut=max(len(old), len(new)) > DIFFED,
        past=overview.history(at_hand.store(), uri)[-VERSIONS:],
        telling=telling,
    )
