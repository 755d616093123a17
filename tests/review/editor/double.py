"""A stand-in for the server side of the editor: keeps to its HTTP contract over sheets in memory.

What the browser does when somebody else saved first, when the server cannot be reached, when a person was signed out
or a sentence is gone is set up here at will.
"""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, g, jsonify, make_response, redirect, render_template, request

from pipeline import segments
from pipeline.config import Config
from pipeline.model import Article, Issue, Line, Person, PubStatus, Role, Severity, Sheet
from pipeline.review import app as desk
from pipeline.review import at_hand, differing, guard, lines, presenting, words
from pipeline.review.publishing import Publisher

NOW = datetime(2026, 3, 2, 10, 31, tzinfo=UTC)
ROOT = Path(desk.__file__).parent
PEOPLE = {
    "Editor": Person("Editor", Role.EDITOR, ready=True),
    "Reviewer": Person("Reviewer", Role.REVIEWER, ready=True),
    "Reader": Person("Reader", Role.REVIEWER, ("fr",), ready=True),
    "Second reviewer": Person("Second reviewer", Role.REVIEWER, ready=True),
}


@dataclass(frozen=True)
class TermHere:
    """A glossary term in a source sentence."""

    start: int
    end: int
    term: str
    wanted: str
    note: str = ""


@dataclass(frozen=True)
class Suggestion:
    """Other words for a sentence."""

    number: int
    text: str
    kind: str
    score: float | None = None
    note: str = ""
    diff: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Overtaken:
    """Somebody saved a sentence first."""

    person: str


@dataclass(frozen=True)
class Refusal:
    """Why a text was not approved."""

    lines: tuple[str, ...]
    text: str
    criticals: bool = True
    conflicts: dict[str, Overtaken] = field(default_factory=dict)


@dataclass
class Double:
    """One text open for editing. `trouble` is what the next requests about lines meet: 401, 503 …, or nothing."""

    sheet: Sheet
    source: Article
    ours: Article
    terms: dict[str, list[TermHere]] = field(default_factory=dict)
    suggestions: dict[str, list[Suggestion]] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    trouble: int = 0
    refusal: Refusal | None = None
    gone: set[str] = field(default_factory=set)
    decided: list[dict[str, str]] = field(default_factory=list)
    saves: list[tuple[str, str]] = field(default_factory=list)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def line(self, key: str) -> Line:
        return next(line for line in self.sheet.lines if line.key == key)

    def change(self, key: str, **values: Any) -> Line:
        changed = replace(self.line(key), **values)
        found = tuple(changed if line.key == key else line for line in self.sheet.lines)
        self.sheet = replace(self.sheet, lines=found)
        return changed

    def save(self, key: str, target: str, person: str, marks: list[Any] | None = None) -> Line:
        """Somebody's words for a line, checked for figures."""
        line = self.line(key)
        given = [segments.Mark(*one) for one in marks or []]
        segment = replace(
            line.segment,
            target=target,
            html=segments.render(target, given) if given else "",
            issues=tuple(figures(line.segment.source, target)),
        )
        self.saves.append((key, target))
        return self.change(
            key, segment=segment, revision=line.revision + 1, person=person, touched=False, before="", kept="", marks=()
        )


def figures(source: str, target: str) -> list[Issue]:
    """Figures that the source has and the translation has not."""
    there = set(re.findall(r"\d+", target))
    return [
        Issue("numbers", Severity.CRITICAL, "the source says {}, the translation does not", (m[0],), m.span())
        for m in re.finditer(r"\d+", source)
        if m[0] not in there
    ]


def app_of(config: Config, double: Double) -> Flask:
    """The desk with one text; who asks is told by the cookie `who`."""
    app = Flask("pipeline.review", root_path=str(ROOT))
    app.extensions["desk"] = at_hand.Desk(config, lambda: NOW, Publisher(config, lambda: NOW))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for part in (words, presenting, lines, guard, at_hand):
        part.install(app)
    app.jinja_env.globals.update(navigation=[], asset=desk._asset)
    app.url_build_error_handlers.append(lambda error, endpoint, values: f"/elsewhere/{endpoint}")
    app.before_request(lambda: setattr(g, "person", PEOPLE[request.cookies.get("who", "Editor")]))
    app.add_url_rule("/edit/<path:uri>", "editor.sheet", lambda uri: _page(double))
    app.add_url_rule("/edit/<path:uri>", "editor.decide", lambda uri: _decide(double), methods=["POST"])
    app.add_url_rule("/edit/<path:uri>/here", "editor.here", lambda uri: _here(double), methods=["POST"])
    app.add_url_rule("/edit/<path:uri>/term", "editor.term", lambda uri: _term(double), methods=["POST"])
    line = "/edit/<path:uri>/line/<key>"
    app.add_url_rule(line, "editor.line", lambda uri, key: _save(double, key), methods=["POST"])
    app.add_url_rule(f"{line}/<act>", "editor.act", lambda uri, key, act: _act(double, key, act), methods=["POST"])
    app.add_url_rule(f"{line}/<act>", "editor.ask", lambda uri, key, act: _ask(double, key, act))
    app.add_url_rule("/elsewhere/<path:what>", "elsewhere", lambda what: f"<title>{what}</title>")
    app.add_url_rule("/sign-out", "sign_in.sign_out", lambda: "<title>signed out</title>", methods=["POST"])
    return app


def _shown(double: Double, typed: dict[str, str] | None = None, refusal: Refusal | None = None) -> str:
    person = at_hand.person()
    return render_template(
        "editor.html",
        sheet=double.sheet,
        source=double.source,
        ours=double.ours,
        may_edit=person.reviews(double.sheet.language),
        others=double.others,
        terms=double.terms,
        refusal=refusal,
        may_override=person.editor,
        next_uri="urn:next",
        typed=typed or {},
        standing=PubStatus.USABLE,
    )


def _page(double: Double) -> str:
    return _shown(double)


def _met(double: Double) -> None:
    double.requests.append((request.path, request.form.to_dict()))
    if double.trouble:
        abort(make_response(("", double.trouble)))


def _answer(double: Double, line: Line) -> Response:
    state = render_template("editor-state.html", line=line, sheet=double.sheet, may_edit=True)
    marked = segments.read(line.segment.html or line.segment.target, line.segment.target)
    marks = [[mark.start, mark.end, mark.tag, mark.href] for mark in marked.marks]
    return jsonify(revision=line.revision, state=state, target=line.segment.target, marks=marks, saved="10:31")


def _save(double: Double, key: str) -> Response:
    _met(double)
    with double.lock:
        if key in double.gone:
            return make_response(jsonify(gone=True), 410)
        target = request.form["target"]
        line = double.line(key)
        if len(target) > 5000:
            return make_response(jsonify(error="This is longer than a sentence may be."), 422)
        if int(request.form["revision"]) != line.revision:
            if target == line.segment.target:
                return _answer(double, line)
            return _clash(double, line, target)
        marks = json.loads(request.form["marks"]) if "marks" in request.form else None
        return _answer(double, double.save(key, target, at_hand.person().name, marks))


def _clash(double: Double, line: Line, yours: str) -> Response:
    theirs = {"target": line.segment.target, "person": line.person, "at": "10:30"}
    diff = differing.html(differing.words(line.segment.target, yours, double.sheet.language))
    return make_response(jsonify(revision=line.revision, theirs=theirs, yours=yours, diff=diff), 409)


def _act(double: Double, key: str, act: str) -> Response:
    _met(double)
    line = double.line(key)
    if act == "confirm":
        return _answer(double, double.save(key, line.segment.target, at_hand.person().name))
    if act == "dismiss":
        issues = tuple(
            replace(one, dismissed_by=at_hand.person().name) if one.check == request.form["check"] else one
            for one in line.segment.issues
        )
        line = double.change(key, segment=replace(line.segment, issues=issues))
        return jsonify(state=render_template("editor-state.html", line=line, sheet=double.sheet))
    before = replace(line.segment, target=line.machine or line.segment.target)
    return _answer(double, double.change(key, segment=before, revision=0, person="", touched=True))


def _ask(double: Double, key: str, act: str) -> Response | str:
    _met(double)
    if act == "again" and not double.suggestions.get(key):
        return make_response(jsonify(error="No engine translates into this language."), 409)
    found = double.suggestions.get(key, [])
    return render_template("editor-suggestions.html", suggestions=found, line=double.line(key), sheet=double.sheet)


def _term(double: Double) -> Response:
    _met(double)
    at_hand.editor()
    return jsonify(said=f"{request.form['term']} is in the glossary now.")


def _here(double: Double) -> Response:
    revisions = {line.key: line.revision for line in double.sheet.lines if line.revision}
    return jsonify(others=double.others, revisions=revisions)


def _decide(double: Double) -> Any:
    told = request.form.to_dict()
    double.decided.append(told)
    typed = {key.removeprefix("target-"): text for key, text in told.items() if key.startswith("target-")}
    if double.refusal:
        return make_response(_shown(double, typed, double.refusal), 409)
    critical = tuple(line.key for line in double.sheet.lines if lines.worst(line) is Severity.CRITICAL)
    if told["act"].startswith("approve") and critical and not told.get("why"):
        said = "Something here would tell readers what is not true."
        return make_response(_shown(double, typed, Refusal(critical, said)), 409)
    return redirect("/elsewhere/decided", 303)
