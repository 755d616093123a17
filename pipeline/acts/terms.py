"""What people do to terms: add, change, remove, bring in a file of them, say that a word is none."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pipeline import glossary
from pipeline.acts.told import named
from pipeline.errors import ActError
from pipeline.glossary import Merged, exchange
from pipeline.language import canonical
from pipeline.model import Term
from pipeline.store import Store, audit, candidates


def add_term(store: Store, path: Path, term: Term, *, by: str, now: datetime) -> Merged:
    """Put a term into the glossary file, or change the one that is there; returns what came of it."""
    named(by)
    try:
        term = glossary.checked(term)
    except ValueError as error:
        raise ActError("the term was not added: {}", error) from error
    merged = glossary.save(path, [term])
    for one in merged.added:
        _record(store, one, by, now, became=_said(one))
    for before, after in merged.changed:
        _record(store, after, by, now, was=_said(before), became=_said(after))
    return merged


def change_term(
    store: Store, path: Path, before: Term, after: Term, *, by: str, now: datetime, seen: str = ""
) -> Term | None:
    """Put another term in the place of one; `seen` is the `glossary.mark` of what the person had before them.

    Returns the term that another line of the file now gives under the old name, if one does.
    """
    named(by)
    again = glossary.amend(path, before, after, seen=seen)
    _record(store, before, by, now, was=_said(before), became=_said(glossary.checked(after)))
    return again


def remove_term(store: Store, path: Path, term: Term, *, by: str, now: datetime, seen: str = "") -> Term | None:
    """Take a term out of the glossary; returns the one that another line of the file now gives, if one does."""
    named(by)
    again = glossary.amend(path, term, None, seen=seen)
    _record(store, term, by, now, was=_said(term), became="removed")
    return again


def import_terms(
    store: Store, path: Path, file: Path, *, source: str = "", target: str = "", by: str, now: datetime
) -> tuple[Merged, list[str]]:
    """Put the terms of a .csv or .tbx file into the glossary; returns what came of them and what was of no use."""
    named(by)
    terms, warnings = exchange.read(file, source=source, target=target)
    merged = glossary.save(path, terms)
    became = f"{file.name}: {len(merged.added)} added, {len(merged.changed)} changed"
    with store.write():
        audit.record(store, "import-terms", "glossary", by=by, now=now, became=became)
    return merged, warnings


def dismiss_candidate(store: Store, term: str, language: str, *, by: str, now: datetime) -> int:
    """Never propose these words again in this language; returns in how many stories they waited."""
    named(by)
    try:
        language = canonical(language)
    except ValueError as error:
        raise ActError(*error.args) from error
    with store.write():
        return candidates.dismiss(store, term, language, by=by, now=now)


def _record(store: Store, term: Term, by: str, now: datetime, was: str = "", became: str = "") -> None:
    with store.write():
        audit.record(store, "term", f"term:{term.source}:{term.term}", by=by, now=now, was=was, became=became)


def _said(term: Term) -> str:
    said = "stays as it is" if term.keep else term.translation
    never = f"never {', '.join(term.forbidden)}" if term.forbidden else ""
    return f"{term.target}: {'; '.join(part for part in (said, never, term.note) if part)}"
