"""The commands about sentences that people approved before."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.shared import By, Json, memory, now, open_store, person, print_json

File = Annotated[Path, typer.Argument(help="The TMX file.")]
From = Annotated[str, typer.Option("--from", help="Only this source language.", show_default=False)]
To = Annotated[str, typer.Option("--to", help="Only this target language.", show_default=False)]


@memory.command("import")
def import_tmx(context: typer.Context, file: File, by: By = "") -> None:
    """Take in the sentences of a TMX file; they never replace what was approved here."""
    from pipeline import acts
    from pipeline.terminal import say, warn

    with open_store(context) as (_, store):
        taken, faults = acts.import_memory(store, file, by=person(by), now=now(), tell=lambda told: warn(told))
    say(f"{taken} sentences taken in" + (f", {faults} faults told" if faults else ""))
    raise typer.Exit(1 if faults else 0)


@memory.command("export")
def export_tmx(context: typer.Context, file: File, source: From = "", target: To = "") -> None:
    """Write the memory as a TMX 1.4b file, for other programs."""
    from pipeline import acts
    from pipeline.terminal import say

    with open_store(context) as (_, store):
        written = acts.export_memory(store, file, source, target)
    say(f"{written} sentences written to {file}")


@memory.command()
def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="A sentence, or words that stand in one.")],
    source: Annotated[str, typer.Option("--from", help="The language of the text.")],
    target: Annotated[str, typer.Option("--to", help="The language it is wanted in.")],
    json: Json = False,
) -> None:
    """Find remembered sentences like this one, or with these words in them."""
    from pipeline import acts, records, show

    with open_store(context) as (_, store):
        found = [records.match(one) for one in acts.search_memory(store, text, source, target)]
    if json:
        print_json(found)
    else:
        show.matches(found)
