"""The commands that work: fetch, translate, publish, and what goes with them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.shared import (
    By,
    Now,
    acted,
    app,
    configured,
    end,
    named_sources,
    now,
    open_store,
    person,
    print_json,
)


@app.command()
def check(context: typer.Context) -> None:
    """Check sources.yaml and the glossary, and tell every mistake at once."""
    from pipeline import glossary
    from pipeline.config import check_selectors
    from pipeline.errors import ConfigError
    from pipeline.terminal import say

    config = configured(context, fetching=True)
    if any(source.article != type(source.article)() or source.kind == "listing" for source in config.sources):
        check_selectors(config)
    terms = glossary.read(config.glossary)
    if terms.warnings:
        raise ConfigError(list(terms.warnings))
    say(
        f"{context.obj['config']} is in order: {len(config.sources)} sources, {len(config.languages)} languages, "
        f"{len(config.channels)} channels"
    )


@app.command()
def schema() -> None:
    """Print the JSON Schema of sources.yaml, for editors that check while you type."""
    from pipeline import config

    print_json(config.schema())


@app.command()
def run(context: typer.Context, now: Now = False) -> None:
    """Fetch, translate and publish: the command for cron."""
    from pipeline import run as stages
    from pipeline.terminal import progress

    config = configured(context, fetching=True)
    with stages.alone(config), open_store(context, config) as (config, store), progress() as step:
        report = stages.run(store, config, progress=step, now=now)
    end(context, report)


@app.command()
def fetch(
    context: typer.Context,
    now: Now = False,
    source: Annotated[list[str] | None, typer.Option(help="Only this source; may be repeated.")] = None,
) -> None:
    """Fetch and read what is new; translate and publish nothing."""
    from pipeline import run as stages
    from pipeline.terminal import progress

    report = stages.Report()
    config = configured(context, fetching=True)
    with stages.alone(config), open_store(context, config) as (config, store), progress() as step:
        stages.fetch(store, config, report, progress=step, now=now, only=named_sources(context, config, source))
    end(context, report)


@app.command()
def replay(
    context: typer.Context,
    source: Annotated[list[str] | None, typer.Option(help="Only this source; may be repeated.")] = None,
) -> None:
    """Read every entry again from the kept responses, without the network: after a selector was mended."""
    from pipeline import run as stages

    report = stages.Report()
    config = configured(context, fetching=True)
    with stages.alone(config), open_store(context, config) as (config, store):
        stages.replay(store, config, report, only=named_sources(context, config, source))
    end(context, report)


@app.command()
def translate(
    context: typer.Context,
    again: Annotated[
        str, typer.Option(help="The URI of one machine translation to make anew, on purpose.", show_default=False)
    ] = "",
    segments: Annotated[
        str, typer.Option(help="With --again: only these sentences, such as 3,5-7, as `show` counts them.")
    ] = "",
    by: By = "",
) -> None:
    """Translate what waits, and publish batch by batch; or one text once more."""
    from pipeline import run as stages
    from pipeline.errors import ActError
    from pipeline.terminal import progress

    if again:
        if segments and not _numbers(segments):
            raise ActError(f"--segments {segments!r}: write numbers such as 3,5-7")
        with open_store(context) as (config, store):
            version = stages.again(store, config, again, _numbers(segments), by=person(by), now=now())
            said = f"translated again; this is version {version}" if version else "nothing came out differently"
            acted(context, config, store, said)
        return
    if segments:
        raise ActError("--segments goes with --again URI")

    report = stages.Report()
    config = configured(context)
    with (
        stages.alone(config),
        open_store(context, config) as (config, store),
        progress() as step,
        stages.deliver_meanwhile(store, config, report),
    ):
        stages.translate(store, config, report, progress=step)
    end(context, report)


def _numbers(written: str) -> list[int]:
    """`3,5-7` as numbers."""
    from pipeline.errors import ActError

    found: list[int] = []
    for part in filter(None, (part.strip() for part in written.split(","))):
        first, dash, last = part.partition("-")
        try:
            start, end = int(first), int(last) if dash else int(first)
        except ValueError:
            raise ActError(f"--segments {written!r}: write numbers such as 3,5-7") from None
        if not 0 < start <= end <= 100_000:
            raise ActError(f"--segments {written!r}: write numbers from 1 on, such as 3,5-7")
        found += range(start, end + 1)
    return found


@app.command()
def publish(
    context: typer.Context,
    anew: Annotated[bool, typer.Option("--anew", help="Look at every story and render every file again.")] = False,
) -> None:
    """Write what changed since the last publish, and deliver it; never waits for a run."""
    from pipeline import run as stages

    report = stages.Report()
    with open_store(context) as (config, store):
        stages.publish(store, config, report, anew=anew)
        stages.deliver(store, config, report)
    end(context, report)


@app.command()
def deliver(
    context: typer.Context,
    now: Annotated[
        bool, typer.Option("--now", help="Try at once what failed, and compare files where nothing is known to differ.")
    ] = False,
) -> None:
    """Take published channels to where sources.yaml delivers them, as far as that is due; publish nothing."""
    from pipeline import run as stages

    report = stages.Report()
    with open_store(context) as (config, store):
        stages.deliver(store, config, report, now=now)
    end(context, report)


@app.command()
def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its files.")] = Path("var/demo"),
) -> None:
    """Run a sample newsroom against a server on this machine, twice, and show what came out."""
    from pipeline.demo.newsroom import show_demo

    raise typer.Exit(show_demo(folder))
