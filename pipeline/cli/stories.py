"""The commands for whole stories: embargo, spike, a version of one's own, answers to what is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.shared import By, Story, Uri, Why, acted, app, now, open_store, person, stories, warn_of_grave

Reason = Annotated[str, typer.Option("--why", help="The reason; it is kept with the story.")]


@app.command()
def embargo(
    context: typer.Context,
    story: Story,
    why: Why,
    until: Annotated[str, typer.Option(help="Date and time, in the newsroom's zone or with an offset.")] = "",
    lift: Annotated[bool, typer.Option("--lift", help="Let the story out now.")] = False,
    by: By = "",
) -> None:
    """Keep a story out of every output until a time, or lift its embargo."""
    from pipeline import acts
    from pipeline.errors import ActError

    if bool(until) is lift:
        raise ActError('say either --until "2026-12-01 09:00" or --lift')
    with open_store(context) as (config, store):
        told = {"by": person(by), "why": why, "now": now()}
        if lift:
            found = acts.lift_embargo(store, story, **told)
            acted(context, config, store, f"embargo lifted: {found}")
        moment = acts.local_time(until, config.site.timezone)
        found = acts.embargo(store, story, moment, **told)
        acted(context, config, store, f"under embargo until {moment.isoformat()}: {found}")


@app.command()
def spike(context: typer.Context, story: Story, why: Why, by: By = "") -> None:
    """Put aside a story that nobody needs: neither translated nor published."""
    from pipeline import acts

    with open_store(context) as (config, store):
        acted(context, config, store, f"spiked: {acts.spike(store, story, why=why, by=person(by), now=now())}")


@app.command()
def unspike(context: typer.Context, story: Story, why: Why, by: By = "") -> None:
    """Take a spiked story up again."""
    from pipeline import acts

    with open_store(context) as (config, store):
        found = acts.unspike(store, story, why=why, by=person(by), now=now())
        acted(context, config, store, f"taken up again: {found}")


@app.command()
def write(
    context: typer.Context,
    story: Story,
    language: Annotated[str, typer.Argument(help="The language of your text, as BCP 47: am, pt-BR.")],
    file: Annotated[Path, typer.Option(help="The text: headline, empty line, paragraphs; - for standard input.")],
    made_from: Annotated[str, typer.Option(help="The official version it was made from.", show_default=False)] = "",
    by: By = "",
) -> None:
    """Put your own version into a language that has none, and publish it."""
    from pipeline import acts, glossary
    from pipeline.store import overview, people
    from pipeline.terminal import text_of

    typed = str(file) == "-" or not file.suffix
    with open_store(context) as (config, store):
        terms, _ = glossary.load(config.glossary)
        source = overview.find(store, made_from) if made_from else ""
        if typed:
            uri = acts.write(
                store, story, language, text_of(file), by=person(by), now=now(), glossary=terms,
                languages=config.languages, made_from=source,
            )  # fmt: skip
        else:
            uri = acts.upload(
                store, story, language, file.name, _bytes(file), by=person(by), now=now(), glossary=terms,
                languages=config.languages, made_from=source,
            )  # fmt: skip
        warn_of_grave(store, uri, people.ours(store, uri).version)
        acted(context, config, store, f"written: {uri}")


def _bytes(file: Path) -> bytes:
    from pipeline.acts.writing import LARGEST
    from pipeline.errors import ActError

    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except OSError as error:
        raise ActError(f"{file} cannot be read: {error.strerror}") from error


@stories.command("decline")
def stories_decline(
    context: typer.Context,
    uri: Uri,
    story: Annotated[str, typer.Argument(help="The story it does not belong to.")],
    why: Reason = "",
    by: By = "",
) -> None:
    """Answer a proposal with no: that text does not belong to that story."""
    from pipeline import acts

    with open_store(context) as (config, store):
        found = acts.decline(store, uri, story, why=why, by=person(by), now=now())
        acted(context, config, store, f"declined: {found}")


@stories.command("settle")
def stories_settle(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="The source the notice came from.")],
    entry: Annotated[str, typer.Argument(help="The notice's entry there, as `stories list --json` has it.")],
    why: Why,
    by: By = "",
) -> None:
    """Say that you looked at a notice; the story stands as it stood."""
    from pipeline import acts

    with open_store(context) as (config, store):
        found = acts.settle(store, source, entry, why=why, by=person(by), now=now())
        acted(context, config, store, f"settled: {found or 'a notice of no story known here'}")
