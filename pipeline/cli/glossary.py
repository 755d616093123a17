"""The commands for terms: the glossary file, and what it may lack."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.shared import By, Json, configured, glossary, now, open_store, person, print_json

if TYPE_CHECKING:
    from pipeline.glossary import Table

From = Annotated[str, typer.Option("--from", help="The language of the term.", show_default=False)]
To = Annotated[str, typer.Option("--to", help="The language it is translated into; * for every language.")]


@glossary.command("add")
def add(
    context: typer.Context,
    term: Annotated[str, typer.Argument(help="The words to look for.")],
    source: From,
    target: To = "*",
    translation: Annotated[str, typer.Option(help="How it is said in that language.")] = "",
    forbid: Annotated[
        list[str] | None, typer.Option(help="A form that must not appear in its place; may be repeated.")
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="It stays untranslated.")] = False,
    note: Annotated[str, typer.Option(help="For colleagues; kept with the term.")] = "",
    by: By = "",
) -> None:
    """Add a term to the glossary, or change the one that is there."""
    from pipeline import acts, show
    from pipeline.model import Term

    entry = Term(term, source, target, translation, tuple(forbid or ()), keep, note)
    with open_store(context) as (config, store):
        show.merged(acts.add_term(store, config.glossary, entry, by=person(by), now=now()))


@glossary.command("remove")
def remove(
    context: typer.Context,
    term: Annotated[str, typer.Argument(help="The words, as `pipeline glossary list` shows them.")],
    source: From,
    target: To = "*",
    by: By = "",
) -> None:
    """Take a term out of the glossary; every other line of the file stays as it is."""
    from pipeline import acts, show
    from pipeline.model import Term
    from pipeline.terminal import warn

    entry = Term(" ".join(term.split()), _tag("--from", source), _tag("--to", target))
    with open_store(context) as (config, store):
        again = acts.remove_term(store, config.glossary, entry, by=person(by), now=now())
    if again:
        warn("another line of the glossary says it too, and counts now:")
        show.terms([again])


@glossary.command("list")
def list_terms(context: typer.Context, source: From = "", target: To = "", json: Json = False) -> None:
    """List the terms of the glossary."""
    from pipeline import records, show

    table = _table(context)
    terms = table.narrowed(_tag("--from", source), _tag("--to", target))
    if json:
        print_json([records.term(term) for term in terms])
    else:
        show.terms(terms)


@glossary.command("import")
def import_terms(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A .csv or .tbx file.")],
    source: From = "",
    target: To = "",
    by: By = "",
) -> None:
    """Put the terms of another file into the glossary, and tell what was added, changed or skipped and why."""
    from pipeline import acts, show
    from pipeline.terminal import warn

    languages = {"source": _tag("--from", source), "target": _tag("--to", target)}
    with open_store(context) as (config, store):
        merged, warnings = acts.import_terms(store, config.glossary, file, **languages, by=person(by), now=now())
    show.merged(merged)
    for warning in warnings:
        warn(warning)
    raise typer.Exit(1 if warnings else 0)


@glossary.command("export")
def export_terms(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where to write: FILE.csv or FILE.tbx.")],
    source: From = "",
    target: To = "",
) -> None:
    """Write the glossary to a file for other terminology tools."""
    from pipeline.glossary import exchange

    exchange.write(file, _table(context).narrowed(_tag("--from", source), _tag("--to", target)))


@glossary.command("candidates")
def list_candidates(
    context: typer.Context,
    language: Annotated[str, typer.Option(help="Only this language.")] = "",
    json: Json = False,
) -> None:
    """List names and repeated phrases that the glossary lacks, those of most stories first."""
    from pipeline import records, show
    from pipeline.glossary import Glossary
    from pipeline.store import candidates

    known = Glossary(_table(context).terms)
    with open_store(context) as (_, store):
        waiting = candidates.waiting(store, _tag("--language", language))
    found = [one for one in waiting if not known.knows(one.term, one.language)]
    if json:
        print_json([records.candidate(one) for one in found])
    else:
        show.candidates(found)


@glossary.command("dismiss")
def dismiss(
    context: typer.Context,
    term: Annotated[str, typer.Argument(help="The words, as `pipeline glossary candidates` lists them.")],
    language: Annotated[str, typer.Option(help="Their language.")],
    by: By = "",
) -> None:
    """Never propose these words again."""
    from pipeline import acts

    with open_store(context) as (_, store):
        acts.dismiss_candidate(store, term, _tag("--language", language), by=person(by), now=now())


def _table(context: typer.Context) -> Table:
    """The glossary as it stands; what is wrong with it is told, and the rest is used."""
    from pipeline.glossary import read
    from pipeline.terminal import warn

    table = read(configured(context).glossary)
    for warning in table.warnings:
        warn(warning)
    return table


def _tag(option: str, value: str) -> str:
    """A language as it is kept; raises ActError for what is none."""
    from pipeline.errors import ActError
    from pipeline.language import canonical

    try:
        return canonical(value) if value not in ("", "*") else value
    except ValueError as error:
        raise ActError(f"{option}: {error}") from error
