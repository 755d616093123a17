"""The commands for work in hand: sentences that people saved at the desk and made no version of yet."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.shared import By, Json, UpToDate, Uri, acted, app, now, open_store, person, print_json


@app.command("work")
def work_in_hand(context: typer.Context, uri: Uri, json: Json = False) -> None:
    """List what people saved for sentences of a translation and made no version of yet."""
    from pipeline import records
    from pipeline.store import overview, work
    from pipeline.terminal import say, shown

    with open_store(context) as (_, store):
        found = work.of(store, overview.find(store, uri))
    if json:
        print_json([records.work(one) for one in found])
        return
    for one in found:
        say(f"{one.at:%Y-%m-%d %H:%M}Z {shown(one.person)}: {shown(one.source)}")
        say(f"    {shown(one.target)}")


@app.command()
def finish(
    context: typer.Context,
    uri: Uri,
    by: By = "",
    up_to_date: UpToDate = False,
    off: Annotated[
        bool, typer.Option("--off", help="Also where it takes an approved text off channels.", show_default=False)
    ] = False,
) -> None:
    """Make a version of what people saved for sentences of a translation, and publish it."""
    from pipeline import acts, glossary, run
    from pipeline.errors import ActError
    from pipeline.store import overview

    with open_store(context) as (config, store):
        uri = overview.find(store, uri)
        terms, _ = glossary.load(config.glossary)
        begun = not off and acts.open_sheet(store, uri, glossary=terms).begun
        gone = run.leaving(store, config, uri, now=now()) if begun else ()
        if gone:
            raise ActError(
                f"{uri} is out as approved; kept without a new approval it leaves {', '.join(gone)} until somebody "
                "approves it again; say --off if that is meant"
            )
        version = acts.finish(store, uri, by=person(by), now=now(), up_to_date=up_to_date, glossary=terms)
        acted(context, config, store, f"this is version {version}")
