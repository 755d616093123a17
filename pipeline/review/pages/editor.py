"""A translation open for editing as a whole: shown, kept, approved, refused; who else is here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from pipeline import acts, run
from pipeline.acts import Opened
from pipeline.errors import ActError, MovedError
from pipeline.glossary import Glossary
from pipeline.model import Conflict, Issue, Origin, Person, Refusal, Severity
from pipeline.review import at_hand, explaining, terms, typed
from pipeline.review.words import gettext, ngettext
from pipeline.store import grid, overview, people, publishing, work

page = Blueprint("editor", __name__)


@page.get("/edit/<path:uri>")
def sheet(uri: str) -> Response:
    """Source and target, aligned."""
    at_hand.person()
    return _shown(opened(uri), 200)


@page.post("/edit/<path:uri>")
def decide(uri: str) -> Response:
    """Save what was typed, and then keep, approve or refuse the text as the person chose."""
    person = editing(uri)
    off = request.form.get("off") == "yes"  # the answer to what `_leaving` asks
    act = "finish" if off else request.form.get("act", "save")
    if act not in ("save", "finish", "approve", "approve-next", "reject"):
        abort(400)
    found = opened(uri)
    outcome = typed.save(at_hand.store(), found, request.form, by=person.name, now=at_hand.now(), glossary=glossary())
    refusal = _unsaved(outcome)
    if refusal is None and act in ("save", "reject"):
        return _saved(uri) if act == "save" else _rejected(uri)
    if refusal is None:
        refusal = _moved(opened(uri), outcome)
    if refusal is None:
        refusal = _critical(opened(uri), person) if act != "finish" else None if off else _leaving(opened(uri))
    if refusal is None:
        try:
            return _finished(person, uri, act, typed.seen(found, request.form, outcome.stored))
        except MovedError as error:
            refusal = _unseen(error.keys)
        except ActError as error:
            refusal = _refused(opened(uri), error)
    return _shown(opened(uri), 409, refusal, outcome.unsaved)


@page.post("/edit/<path:uri>/here")
def here(uri: str) -> Response:
    """Somebody looks at this text now; answers who else does, and how far its sentences have come."""
    person, store = _oneself(), at_hand.store()
    translation(uri)
    with store.write():
        work.here(store, uri, by=person.name, now=at_hand.now())
    others = work.others(store, uri, than=person.name, now=at_hand.now())
    return jsonify(others=others, revisions=work.current(store, uri))


def translation(uri: str) -> str:
    """The language of a text of ours; answers 404 where nothing has that URI, ActError where it is not ours."""
    store = at_hand.store()
    try:
        overview.one(store, uri)
    except ActError:
        abort(404)
    return people.ours(store, uri).language


def editing(uri: str) -> Person:
    """Who is signed in, if they may edit this text and are who the page was drawn for."""
    at_hand.person()
    language = translation(uri)
    _oneself()
    return at_hand.reviewer_of(language)


def _oneself() -> Person:
    """Who is signed in, if they are who the page was drawn for; 401 otherwise: these are not their words."""
    person = at_hand.person()
    if request.form.get("as", person.name) != person.name:
        abort(401)
    return person


def opened(uri: str) -> Opened:
    """The text as it stands now."""
    translation(uri)
    return acts.open_sheet(at_hand.store(), uri, glossary=glossary())


def glossary() -> Glossary:
    """The newsroom's terms."""
    return terms.of(at_hand.config().glossary)


def _shown(
    found: Opened, status: int, refusal: Refusal | None = None, unsaved: dict[str, str] | None = None
) -> Response:
    person, store, now = at_hand.person(), at_hand.store(), at_hand.now()
    story = publishing.standing(store, found.ours.story)
    shown = render_template(
        "editor.html",
        sheet=found.sheet,
        source=found.source,
        ours=found.ours,
        saved_beside=found.saved_beside if found.ours.origin in (Origin.APPROVED, Origin.EDITED) else 0,
        may_edit=person.reviews(found.ours.language),
        others=work.others(store, found.ours.uri, than=person.name, now=now),
        terms=terms.here(glossary(), found.base),
        refusal=refusal,
        readers_have=run.read_already(store, at_hand.config(), found.ours.uri, now=now),
        may_override=person.editor,
        next_uri=_next(person, found.ours.uri),
        typed=unsaved or {},
        standing=story.status,
        embargoed_until=story.embargoed_until if story.embargoed_until and story.embargoed_until > now else None,
    )
    return make_response(shown, status)


def _next(person: Person, uri: str) -> str:
    return grid.oldest_waiting(at_hand.store(), person, uri, now=at_hand.now())


def _saved(uri: str) -> Response:
    at_hand.note(gettext("Saved."))
    return redirect(url_for("editor.sheet", uri=uri), 303)


def _rejected(uri: str) -> Response:
    person, why = at_hand.person(), request.form.get("why", "").strip()
    following = _next(person, uri)
    acts.reject(at_hand.store(), uri, by=person.name, now=at_hand.now(), why=why)
    at_hand.publish()
    at_hand.note(gettext("Rejected. It is not published, and not made again until its source changes."))
    return _onward(following)


def _finished(person: Person, uri: str, act: str, revisions: Mapping[str, int]) -> Response:
    """Make a version of what was saved up to `revisions`, and approve it if that was asked."""
    store, form = at_hand.store(), request.form
    following = _next(person, uri) if act == "approve-next" else ""
    before = people.ours(store, uri).version
    version = acts.finish(
        store,
        uri,
        by=person.name,
        now=at_hand.now(),
        version=_number(form.get("version")),
        from_version=_number(form.get("from_version")),
        up_to_date=bool(form.get("up_to_date")),
        revisions=revisions,
        approved=act != "finish",
        silent=form.get("readers") == "silent",
        override=form.get("why", "").strip() if person.editor and act != "finish" else "",
        glossary=glossary(),
    )
    at_hand.publish()
    if act == "finish":
        kept = version != before
        at_hand.note(gettext("Kept as a new version.") if kept else gettext("Nothing was changed here."), "good")
        return redirect(url_for("editor.sheet", uri=uri), 303)
    at_hand.note(gettext("Approved: “%(headline)s”") % {"headline": people.ours(store, uri).headline})
    if act == "approve-next":
        return _onward(following)
    return redirect(url_for("editor.sheet", uri=uri), 303)


def _onward(uri: str) -> Response:
    if not uri:
        at_hand.note(gettext("Nothing else waits for you."))
        return redirect(url_for("desk.grid"), 303)
    return redirect(url_for("editor.sheet", uri=uri), 303)


def _number(told: str | None) -> int:
    return int(told) if told and told.isascii() and told.isdigit() and len(told) < 10 else 0


def _unsaved(outcome: typed.Outcome) -> Refusal | None:
    """What of a form could not be stored, in words."""
    if outcome.whole:
        return None
    said = [gettext(text) for text in dict.fromkeys(outcome.refused.values())]
    said += [_theirs(one) for one in outcome.conflicts.values()]
    if outcome.gone:
        said.append(
            ngettext(
                "%(number)s sentence is no longer in the text; your words for it are kept at the end of the page.",
                "%(number)s sentences are no longer in the text; your words for them are kept at the end of the page.",
                outcome.gone,
            )
            % {"number": outcome.gone}
        )
    return Refusal(" ".join(said), tuple(outcome.unsaved), outcome.conflicts)


def _theirs(conflict: Conflict) -> str:
    told = {"person": conflict.person or gettext("Somebody"), "words": conflict.theirs}
    return gettext("%(person)s saved this sentence meanwhile as: “%(words)s”. Yours is still in its field.") % told


def _moved(now: Opened, outcome: typed.Outcome) -> Refusal | None:
    """Sentences that somebody else saved since the person saw them; what nobody saw is neither kept nor approved."""
    keys = tuple(dict.fromkeys([*outcome.moved, *typed.unseen(now, request.form, outcome.stored)]))
    return _unseen(keys) if keys else None


def _unseen(keys: tuple[str, ...]) -> Refusal:
    text = ngettext(
        "Somebody changed %(number)s sentence since you opened this page. Look at it, then go on.",
        "Somebody changed %(number)s sentences since you opened this page. Look at them, then go on.",
        len(keys),
    )
    return Refusal(text % {"number": len(keys)}, keys)


def _critical(now: Opened, person: Person) -> Refusal | None:
    """Why a text is not approved before anything is made of it: critical issues that nobody answered for."""
    keys = [line.key for line in now.sheet.lines if any(_open(issue) for issue in line.segment.issues)]
    if not keys or (person.editor and request.form.get("why", "").strip()):
        return None
    return Refusal(
        gettext("It was not approved: what is said here would mislead readers."), tuple(keys), criticals=True
    )


def _leaving(now: Opened) -> Refusal | None:
    """That a text which is out as approved would leave channels if it were kept without a new approval."""
    gone = run.leaving(at_hand.store(), at_hand.config(), now.ours.uri, now=at_hand.now()) if now.begun else ()
    if not gone:
        return None
    text = ngettext(
        "This text is out as approved. Kept without approving it leaves the channel %(names)s until somebody approves "
        "it again.",
        "This text is out as approved. Kept without approving it leaves the channels %(names)s until somebody approves "
        "it again.",
        len(gone),
    )
    return Refusal(text % {"names": _names(gone)}, leaving=gone)


def _names(channels: Sequence[str]) -> str:
    return ", ".join(f"\u2068{one}\u2069" for one in channels)


def _open(issue: Issue) -> bool:
    return issue.severity is Severity.CRITICAL and not issue.dismissed_by


def _refused(now: Opened, error: ActError) -> Refusal:
    """Why a text was neither kept nor approved."""
    form = request.form
    if _number(form.get("version")) not in (0, now.sheet.version) or (
        _number(form.get("from_version")) not in (0, now.sheet.source.version)
    ):
        return Refusal(
            gettext(
                "The text or its source changed since you opened it. Look at what is new; nothing of yours is lost."
            )
        )
    unlooked = tuple(line.key for line in now.sheet.lines if line.changed and not line.person)
    if unlooked and not form.get("up_to_date"):
        text = ngettext(
            "%(number)s sentence changed in the source and nobody looked at it here. Save or confirm it first.",
            "%(number)s sentences changed in the source and nobody looked at them here. Save or confirm them first.",
            len(unlooked),
        )
        return Refusal(text % {"number": len(unlooked)}, unlooked)
    return Refusal(explaining.refused(error), unlooked)
