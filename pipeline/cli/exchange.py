"""The commands by which texts go to translators' programs and come back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.shared import By, Json, UpToDate, acted, exports, imports, now, open_store, person, print_json


@exports.command("xliff")
def export_xliff(
    context: typer.Context,
    uris: Annotated[
        list[str] | None,
        typer.Argument(metavar="[URI…]", help="The translations' URIs, or the ends of them.", show_default=False),
    ] = None,
    waiting: Annotated[bool, typer.Option("--waiting", help="All that wait for a person in that language.")] = False,
    language: Annotated[
        str, typer.Option(help="The language wanted; a URI may then be that of any text of the story.")
    ] = "",
    to: Annotated[Path, typer.Option(help="A folder; or a file, for one text.", show_default=False)] = Path(),
    version: Annotated[str, typer.Option(help="Of XLIFF: 2.1, or 1.2 for older programs.")] = "2.1",
    by: By = "",
    json: Json = False,
) -> None:
    """Write translations as XLIFF files, for translators' programs: one file for each text."""
    from pipeline import acts, glossary, records
    from pipeline.errors import ActError
    from pipeline.terminal import say, warn

    if waiting and not language:
        raise ActError("say which language: --waiting --language fr")
    if not uris and not waiting:
        raise ActError("say which texts: their URIs, or --waiting --language fr")
    failed = False
    sent = []
    with open_store(context) as (config, store):
        terms, _ = glossary.load(config.glossary)
        for found in acts.export_texts(
            store,
            uris or [],
            to,
            language=language,
            waiting=waiting,
            version=version,
            by=person(by),
            now=now(),
            glossary=terms,
        ):
            if isinstance(found, ActError):
                failed = True
                warn(str(found))
                continue
            sent.append(records.sent(found))
            if not json:
                say(f"{found.path}\t{found.uri}\t{found.sentences}")
    if json:
        print_json(sent)
    raise typer.Exit(1 if failed else 0)


@imports.command("xliff")
def import_xliff(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="FILE…", help="The files, as the translator gave them back.")],
    by: By = "",
    up_to_date: UpToDate = False,
    off: Annotated[
        bool, typer.Option("--off", help="Also where it takes an approved text off channels.", show_default=False)
    ] = False,
    json: Json = False,
) -> None:
    """Take translators' XLIFF files back, as that person's words, and tell of each sentence that was refused why."""
    from pipeline import acts, glossary, records, run, show
    from pipeline.errors import ActError

    refused: list[str] = []
    told = []
    with open_store(context) as (config, store):
        terms, _ = glossary.load(config.glossary)
        leaving = None if off else (lambda uri: run.leaving(store, config, uri, now=now()))
        for path in paths:
            try:
                found = acts.import_file(
                    store,
                    path,
                    by=person(by),
                    now=now(),
                    up_to_date=up_to_date,
                    leaving=leaving,
                    glossary=terms,
                )
            except ActError as error:
                refused.append(str(error))
                continue
            for one in map(records.returned, found):
                told.append(one)
                refused += show.refusals(one)
        if json:
            print_json(told)
        else:
            show.deliveries(told)
        acted(context, config, store, "", refused)
