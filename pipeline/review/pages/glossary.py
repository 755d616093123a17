"""The glossary: terms and how each language says them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for

from pipeline import acts
from pipeline.errors import ActError
from pipeline.glossary import Recent, exchange, mark, recent
from pipeline.model import Term
from pipeline.review import at_hand, explaining
from pipeline.review.words import gettext
from pipeline.store import candidates

page = Blueprint("glossary", __name__)
NAVIGATION = (40, "Glossary", "glossary.terms", False)

SHOWN = 100  # terms or candidates on one page
NEWEST = 4_000  # texts whose stories are looked through for candidates
TOLD = 200  # lines of an imported file of which it is told what came of them


@page.get("/glossary")
def terms() -> str:
    """The terms, by words and languages, a page at a time."""
    at_hand.person()
    asked = {name: request.args.get(name, "").strip()[:200] for name in ("q", "from", "to")}
    glossary = _recent()
    found = glossary.found(asked["q"], asked["from"], asked["to"])
    number = min(_number("page"), max((len(found) - 1) // SHOWN, 0))
    return render_template(
        "glossary.html",
        asked=asked,
        found=found[number * SHOWN : (number + 1) * SHOWN],
        count=len(found),
        number=number,
        pages=(len(found) + SHOWN - 1) // SHOWN,
        warnings=glossary.table.warnings,
        told=explaining.told,
        languages=_languages(glossary),
        all=len(glossary.terms),
    )


@page.get("/glossary/term")
def term() -> str:
    """The form for one term: the one that is named, or a new one."""
    at_hand.editor()
    words, source, target = (request.args.get(name, "")[:400] for name in ("term", "from", "to"))
    named = Term(words, source, target)
    glossary = _recent()
    known = next((one for one in glossary.terms if _key(one) == _key(named)), None)
    return _form(known or named, known)


@page.post("/glossary/term")
def keep() -> Any:
    """Add a term, or change the one that was before the person."""
    me = at_hand.editor()
    given = _given()
    said = {"by": me.name, "now": at_hand.now()}
    path = at_hand.config().glossary
    before = _before()
    try:
        if before is None:
            known = next((one for one in _recent().terms if _key(one) == _key(given)), None)
            if known is not None:
                raise ActError("the glossary has it already")
            acts.add_term(at_hand.store(), path, given, **said)  # type: ignore[arg-type]
        else:
            acts.change_term(at_hand.store(), path, before, given, seen=request.form.get("seen", ""), **said)  # type: ignore[arg-type]
    except ActError as error:
        return _form(given, before, explaining.term_refused(given, error)), 409
    at_hand.note(gettext("Kept: %(term)s") % {"term": _isolated(given.term)})
    return redirect(url_for("glossary.terms", q=given.term[:200]), 303)


@page.post("/glossary/remove")
def remove() -> Any:
    """Take a term out."""
    me = at_hand.editor()
    before = _before()
    if before is None:
        abort(400)
    seen = request.form.get("seen", "")
    path = at_hand.config().glossary
    again = acts.remove_term(at_hand.store(), path, before, seen=seen, by=me.name, now=at_hand.now())
    at_hand.note(gettext("Removed: %(term)s") % {"term": _isolated(before.term)})
    if again is not None:
        at_hand.note(gettext("Another line of the glossary says this term too, and counts now."), "functional")
    return redirect(url_for("glossary.terms", q=before.term[:200] if again else None), 303)


@page.get("/glossary/candidates")
def waiting() -> str:
    """Names and phrases of releases that no glossary knows, those of most stories first."""
    at_hand.person()
    language = request.args.get("language", "")[:40]
    glossary = _recent()
    found = candidates.waiting(at_hand.store(), language, limit=5 * SHOWN, newest=NEWEST)
    found = [one for one in found if not glossary.glossary.knows(one.term, one.language)]
    number = min(_number("page"), max((len(found) - 1) // SHOWN, 0))
    return render_template(
        "glossary-candidates.html",
        found=found[number * SHOWN : (number + 1) * SHOWN],
        number=number,
        pages=(len(found) + SHOWN - 1) // SHOWN,
        language=language,
        languages=_languages(glossary),
        kinds=_kinds(),
    )


@page.post("/glossary/dismiss")
def dismiss() -> Any:
    """Say that words are no term; they are never proposed again."""
    me = at_hand.editor()
    words, language = request.form.get("term", "")[:400], request.form.get("language", "")[:40]
    acts.dismiss_candidate(at_hand.store(), words, language, by=me.name, now=at_hand.now())
    at_hand.note(gettext("Not proposed again: %(term)s") % {"term": _isolated(words)})
    return redirect(url_for("glossary.waiting", language=request.form.get("narrowed", "")[:40] or None), 303)


@page.post("/glossary/import")
def bring() -> Any:
    """Put the terms of a file into the glossary, and tell what came of each."""
    me = at_hand.editor()
    with uploaded("file") as file:
        merged, warnings = acts.import_terms(
            at_hand.store(), at_hand.config().glossary, file, by=me.name, now=at_hand.now()
        )
    return render_template(
        "glossary-imported.html", merged=merged, warnings=warnings[:TOLD], most=TOLD, told=explaining.told
    )


@page.get("/glossary/export.<any(csv, tbx):kind>")
def export(kind: str) -> Any:
    """The terms as a file, those of a search or all."""
    at_hand.person()
    asked = (request.args.get(name, "").strip()[:200] for name in ("q", "from", "to"))
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"glossary.{kind}"
        exchange.write(file, _recent().found(*asked))
        content = BytesIO(file.read_bytes())
    kinds = {"csv": "text/csv; charset=utf-8", "tbx": "application/x-tbx+xml"}
    return send_file(content, kinds[kind], as_attachment=True, download_name=f"glossary.{kind}")


@contextmanager
def uploaded(field: str) -> Iterator[Path]:
    """A file that came with a form, for as long as it is read; its name keeps only its end, for its format."""
    sent = request.files.get(field)
    if sent is None or not sent.filename:
        raise ActError(gettext("Choose a file first."))
    name = sent.filename.replace("\\", "/").rpartition("/")[2]
    stem, _, ending = name.rpartition(".")
    plain = "".join(c for c in stem if c.isalnum() or c in " ._-").strip(" .")[:60] or "file"
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{plain}.{''.join(c for c in ending if c.isalnum())[:8].lower()}"
        sent.save(file)
        yield file  # of its path, `explaining` shows the name alone


def _recent() -> Recent:
    return recent(at_hand.config().glossary)


def _number(field: str) -> int:
    told = request.args.get(field, "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 7 else 0


def _key(term: Term) -> tuple[str, str, str]:
    return term.term, term.source, term.target


def _languages(glossary: Recent) -> list[str]:
    """The languages that terms may lead from and to here."""
    tags = {tag for term in glossary.terms for tag in (term.source, term.target)}
    tags |= set(at_hand.config().languages) | {tag for source in at_hand.config().sources for tag in source.languages}
    return sorted(tags - {"*"})


def _given() -> Term:
    """The term that a form says; forbidden forms are a line each."""
    told = {name: request.form.get(name, "")[:20_000] for name in ("term", "from", "to", "translation", "note")}
    forbidden = request.form.get("forbidden", "")[:20_000].replace("|", "\n").splitlines()
    keep = request.form.get("keep") == "yes"
    translation = "" if keep else told["translation"]
    forms = tuple(form.strip() for form in forbidden if form.strip())
    return Term(told["term"], told["from"], told["to"], translation, forms, keep, told["note"])


def _before() -> Term | None:
    """The term as it stands in the file that a form was about; None for a new one."""
    words, source, target = (request.form.get(f"was-{name}", "") for name in ("term", "from", "to"))
    if not words:
        return None
    named = Term(words, source, target)
    return next((one for one in _recent().terms if _key(one) == _key(named)), named)


def _form(term: Term, before: Term | None, error: str = "") -> str:
    if before is not None and _key(before) not in {_key(one) for one in _recent().terms}:
        before = None  # somebody took it out meanwhile: what the form says is a new term
    seen = mark(before) if before else ""
    example = request.args.get("example", "")[:1000]
    languages = sorted({*_languages(_recent()), *({term.source, term.target} - {"", "*"})})
    return render_template(
        "glossary-term.html", term=term, before=before, seen=seen, error=error, languages=languages, example=example
    )


def _isolated(words: str) -> str:
    return f"\u2068{words[:120]}\u2069"


def _kinds() -> dict[str, str]:
    """What kinds of candidates there are, in words."""
    return {
        "name": gettext("a name"),
        "acronym": gettext("an acronym"),
        "title": gettext("a title"),
        "phrase": gettext("a phrase that comes back"),
    }
