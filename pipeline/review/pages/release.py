"""Approving, one text or many, and seeing a text as it will be published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from pipeline import acts, run
from pipeline.errors import ActError, CriticalError
from pipeline.glossary.recent import recent
from pipeline.model import Article, Cell, CellState, Issue, Origin, Preview, State
from pipeline.review import at_hand, explaining, presenting
from pipeline.review.words import gettext
from pipeline.store import overview, people, segments, translations

page = Blueprint("release", __name__)
page.app_context_processor(lambda: {"explaining": explaining})

AT_ONCE = 200  # texts in one batch
READER = "sandbox; default-src 'none'; img-src data:; style-src 'self'; base-uri 'none'; frame-ancestors 'self'"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one approval: `refused` says in words why it was not given, `issues` what stood in its way."""

    uri: str
    article: Article | None = None
    refused: str = ""
    issues: tuple[tuple[int, Issue], ...] = ()
    already: bool = False


@page.post("/approve")
def batch() -> Any:
    """Approve several texts, each by itself; the answer tells what was approved, and what was not and why."""
    at_hand.person()
    uris = list(dict.fromkeys(request.form.getlist("uri")))
    if not uris:
        at_hand.note(gettext("Choose the texts to approve first."), "functional")
        return redirect(local(request.form.get("next"), url_for("desk.grid")), 303)
    if len(uris) > AT_ONCE:
        raise ActError(gettext("At most %(most)s texts are approved at once; choose fewer.") % {"most": AT_ONCE})
    outcomes = [_approved(uri, version=_number(f"version.{uri}")) for uri in uris]
    done = [one for one in outcomes if not one.refused]
    if done:
        at_hand.publish()
    refused = [one for one in outcomes if one.refused]
    return render_template("release.html", done=done, refused=refused)


@page.post("/approve/<path:uri>")
def approve(uri: str) -> Any:
    """Approve one text; `override` is an editor's reason to let it go in spite of open critical issues."""
    article = _text(uri)
    override = request.form.get("override", "").strip()
    if override:
        at_hand.editor()
    at_hand.reviewer_of(article.language)
    told = {"up_to_date": "up_to_date" in request.form, "silent": request.form.get("readers") == "silent"}
    found = _approved(uri, **told, override=override, version=_number("version"))
    if found.refused:
        readers_have = found.article is not None and _readers_have(uri)
        return _page("release-refused", found=found, readers_have=readers_have), 409
    at_hand.publish()
    return _done(gettext("Approved: %(headline)s"), article)


@page.post("/unapprove/<path:uri>")
def unapprove(uri: str) -> Any:
    """Take an approval back; the words stay."""
    return _act(uri, acts.unapprove, gettext("The approval is taken back: %(headline)s"), needed=True)


@page.post("/reject/<path:uri>")
def reject(uri: str) -> Any:
    """Refuse a text: it leaves every feed and is not made again until its source changes."""
    return _act(uri, acts.reject, gettext("Rejected: %(headline)s"))


@page.get("/preview/<path:uri>")
def preview(uri: str) -> Any:
    """A text as each output publishes it, and whether it is out."""
    at_hand.person()
    _text(uri)
    found = _preview(uri)
    article, store = found.article, at_hand.store()
    return render_template(
        "preview.html",
        found=found,
        article=article,
        cell=_cell(article),
        approval=people.approval(store, uri, article.version),
        saved=people.left_out(store, uri) if article.translated_from else {},
        open_issues=segments.criticals(segments.of(store, uri, article.version)),
        readers_have=_readers_have(uri),
        newest=translations.newest(store, article.translated_from.uri) if article.translated_from else None,
    )


@page.get("/preview/<path:uri>/reader")
def reader(uri: str) -> Response:
    """The item's own HTML on a page in which nothing can run or be fetched."""
    at_hand.person()
    _text(uri)
    item = _preview(uri).feed.items[0]
    answer = make_response(render_template("preview-reader.html", item=item, body=presenting.body(item, leads=False)))
    answer.headers["Content-Security-Policy"] = READER
    return answer


@page.get("/preview.css")
def style() -> Response:
    """The look of the reader's view, open to a sandboxed page, which is nobody: it says nothing about anybody."""
    answer = make_response(render_template("preview-reader.css"))
    answer.mimetype = "text/css"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def local(address: str | None, otherwise: str) -> str:
    """An address of this desk that a form says to go on to; anything else is passed over."""
    path = address or ""
    fine = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if fine else otherwise


def _text(uri: str) -> Article:
    at_hand.person()
    if not overview.known(at_hand.store(), uri):
        abort(404)
    return overview.one(at_hand.store(), uri)


def _readers_have(uri: str) -> bool:
    return run.read_already(at_hand.store(), at_hand.config(), uri, now=at_hand.now())


def _preview(uri: str) -> Preview:
    wanted = {name: request.args.get(name, "")[:200] for name in ("channel", "output")}
    return run.preview(at_hand.store(), at_hand.config(), uri, **wanted, now=at_hand.now())


def _number(field: str) -> int:
    """The version a person had before them, as the form says; 0 where it does not."""
    told = request.form.get(field, "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0


def _approved(
    uri: str, *, up_to_date: bool = False, silent: bool = False, override: str = "", version: int = 0
) -> Outcome:
    """Approve one text in its own transaction, if whoever asks may."""
    store, me = at_hand.store(), at_hand.person()
    if not overview.known(store, uri):
        return Outcome(uri, refused=gettext("There is no such text any more."))
    article = overview.one(store, uri)
    if not me.reviews(article.language):
        return Outcome(uri, article, gettext("You do not review texts in this language."))
    terms = recent(at_hand.config().glossary).glossary
    options = {
        "up_to_date": up_to_date,
        "silent": silent,
        "override": override,
        "version": version,
        "glossary": terms,
    }
    try:
        number = acts.approve(store, uri, by=me.name, now=at_hand.now(), **options)  # type: ignore[arg-type]
    except CriticalError as error:
        return Outcome(uri, article, explaining.critical(len(error.issues)), error.issues)
    except ActError as error:
        return Outcome(uri, article, explaining.refusal(overview.one(store, uri), error))
    return Outcome(uri, article, already=number == article.version)


def _act(uri: str, act: Callable[..., int], said: str, *, needed: bool = False) -> Any:
    """Do one of the acts that take a reason, and tell of it."""
    article = _text(uri)
    me = at_hand.reviewer_of(article.language)
    if article.origin is Origin.OFFICIAL:
        raise ActError(gettext("It is the issuer's own text: only our translations are approved or rejected."))
    why = request.form.get("why", "").strip()
    if needed and not why:
        raise ActError(gettext("Say why, in a few words: it is kept with the text."))
    act(at_hand.store(), uri, by=me.name, why=why, now=at_hand.now())
    at_hand.publish()
    return _done(said, article)


def _done(said: str, article: Article) -> Any:
    """Tell what was done on the page that comes next; a script that asked is told where that is."""
    at_hand.note(said % {"headline": f"\u2068{article.headline[:120]}\u2069"})
    goes_on = local(request.form.get("next"), url_for("desk.grid"))
    if request.headers.get("HX-Request"):
        return "", 204, {"HX-Redirect": goes_on}
    return redirect(goes_on, 303)


def _page(name: str, **shown: Any) -> str:
    """A whole page, or its part alone where htmx asked."""
    part = "-part" if request.headers.get("HX-Request") else ""
    goes_on = local(request.form.get("next"), "")
    return render_template(f"{name}{part}.html", goes_on=goes_on, **shown)


def _cell(article: Article) -> Cell:
    rejected = article.state is State.REJECTED
    state = CellState.REJECTED if rejected else CellState(article.origin.value)
    return Cell(article.story, article.language, state, article.uri, article.version, article.state is State.OUTDATED)
