"""One sentence of a text being edited: saved, confirmed, set right, with other words to choose from."""

from __future__ import annotations

import json
import re
from typing import cast

from flask import Blueprint, abort, current_app, jsonify, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from pipeline import acts
from pipeline.errors import ActError
from pipeline.model import Conflict, Gone, Line, Saved, Term
from pipeline.review import at_hand, differing, explaining, suggested
from pipeline.review.pages.editor import editing, glossary, opened, translation
from pipeline.review.words import gettext, moment
from pipeline.run.suggesting import Suggesting
from pipeline.store import people

page = Blueprint("line", __name__)
KEY = re.compile(r"[0-9a-f]{16}-[0-9]{1,6}")
ADDRESS = "/edit/<path:uri>/line/<key>"


@page.record_once
def engines(state: BlueprintSetupState) -> None:
    """One set of engines for the whole desk, asleep until somebody asks."""
    desk = state.app.extensions["desk"]
    state.app.extensions["suggesting"] = Suggesting(desk.config)


@page.post(ADDRESS)
def save(uri: str, key: str) -> Response:
    """Store a person's words for one sentence."""
    person, key = editing(uri), _key(key)
    if len(request.form.get("target", "")) > acts.MAX_LINE:
        return _refused(gettext("This is too long for one sentence. Is it meant for this place?"))
    marks = None
    if "marks" in request.form:
        try:
            marks = json.loads(request.form["marks"])
        except (ValueError, RecursionError):
            abort(400)
    try:
        found = acts.save(
            at_hand.store(),
            uri,
            key,
            request.form.get("target", ""),
            revision=_revision() or 0,
            by=person.name,
            now=at_hand.now(),
            glossary=glossary(),
            marks=marks,
        )
    except ActError as error:
        return _refused(explaining.refused(error))
    return _answer(uri, found)


@page.post(f"{ADDRESS}/confirm")
def confirm(uri: str, key: str) -> Response:
    """Stand for a sentence as it is."""
    person, key = editing(uri), _key(key)
    found = acts.confirm(
        at_hand.store(), uri, key, revision=_revision(), by=person.name, now=at_hand.now(), glossary=glossary()
    )
    return _answer(uri, found)


@page.post(f"{ADDRESS}/revert")
def revert(uri: str, key: str) -> Response:
    """Let a sentence stand as it does without saved work; drops words that have no place."""
    person, key = editing(uri), _key(key)
    found = acts.revert(
        at_hand.store(), uri, key, revision=_revision(), by=person.name, now=at_hand.now(), glossary=glossary()
    )
    if request.accept_mimetypes.best == "text/html":
        return redirect(url_for("editor.sheet", uri=uri), 303)
    return _answer(uri, found) if found is not None else jsonify(gone=True)


@page.post(f"{ADDRESS}/dismiss")
def dismiss(uri: str, key: str) -> Response:
    """Set aside what a check found."""
    person, key = editing(uri), _key(key)
    told = request.form
    if not told.get("why", "").strip():
        return _refused(gettext("Say in a few words why it is right as it is."))
    try:
        line = acts.dismiss_line(
            at_hand.store(),
            uri,
            key,
            told.get("check", ""),
            by=person.name,
            why=told.get("why", ""),
            now=at_hand.now(),
            glossary=glossary(),
        )
    except ActError as error:
        return _refused(explaining.refused(error))
    return jsonify(state=_state(uri, line))


@page.get(f"{ADDRESS}/suggestions")
def suggestions(uri: str, key: str) -> str:
    """Other words for a sentence: the machine's, the memory's, people's from before."""
    return _offered(uri, _key(key), anew=False)


@page.get(f"{ADDRESS}/again")
def again(uri: str, key: str) -> str | Response:
    """The same after asking the engines anew for this one sentence; may take a second."""
    try:
        return _offered(uri, _key(key), anew=True)
    except ActError as error:
        return make_response(jsonify(error=explaining.refused(error)), 409)


@page.post("/edit/<path:uri>/term")
def term(uri: str) -> Response:
    """Put a term into the glossary."""
    at_hand.editor()
    person, found, told = editing(uri), opened(uri), request.form
    keep = bool(told.get("keep"))
    entry = Term(
        told.get("term", ""),
        found.source.language,
        "*" if keep else found.ours.language,
        "" if keep else told.get("translation", ""),
        keep=keep,
        note=told.get("note", ""),
    )
    try:
        acts.add_term(at_hand.store(), at_hand.config().glossary, entry, by=person.name, now=at_hand.now())
    except ActError as error:
        return _refused(explaining.refused(error))
    return jsonify(said=gettext("“%(term)s” is in the glossary.") % {"term": " ".join(entry.term.split())})


def _refused(why: str) -> Response:
    return make_response(jsonify(error=why), 422)


def _key(key: str) -> str:
    if not KEY.fullmatch(key):
        abort(404)
    return key


def _revision() -> int | None:
    told = request.form.get("revision", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else None


def _offered(uri: str, key: str, *, anew: bool) -> str:
    if anew:
        at_hand.reviewer_of(translation(uri))
    at_hand.person()
    found = opened(uri)
    line = found.line(key)
    if line is None:
        abort(404)
    suggesting = _suggesting()
    asked = suggesting.ask(found.base, line, glossary()) if anew else suggesting.known(found.base, line)
    told = suggested.suggestions(at_hand.store(), found, line, asked)
    return render_template("editor-suggestions.html", suggestions=told, line=line, sheet=found.sheet)


def _suggesting() -> Suggesting:
    return cast(Suggesting, current_app.extensions["suggesting"])


def _state(uri: str, line: Line) -> str:
    found = opened(uri)
    return render_template("editor-state.html", line=line, sheet=found.sheet, ours=found.ours, may_edit=True)


def _answer(uri: str, found: Saved | Conflict | Gone) -> Response:
    """What became of a sentence, for the browser."""
    if isinstance(found, Gone):
        return make_response(jsonify(gone=True), 410)
    if isinstance(found, Conflict):
        theirs = {"target": found.theirs, "person": found.person, "at": moment(found.at, "short")}
        language = people.ours(at_hand.store(), uri).language
        diff = differing.html(differing.words(found.theirs, found.yours, language))
        told = jsonify(revision=found.revision, theirs=theirs, yours=found.yours, diff=diff)
        return make_response(told, 409)
    line = found.line
    return jsonify(
        revision=line.revision,
        state=_state(uri, line),
        target=line.segment.target,
        marks=acts.wording(line.segment),
        saved=moment(line.at or at_hand.now(), "short"),
    )
