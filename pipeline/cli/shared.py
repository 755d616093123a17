"""What all commands share: the application, its options, opening and ending."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.run import Report
    from pipeline.store import Store

app = typer.Typer(
    help="A multilingual newsroom: fetches releases, translates them offline, publishes feeds in every language.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # drawing help with rich would take longer than all the rest of it
    pretty_exceptions_enable=False,
)
stories = typer.Typer(help="Which texts are one story.", no_args_is_help=True, rich_markup_mode=None)
models = typer.Typer(help="Translation models on this machine.", no_args_is_help=True, rich_markup_mode=None)
trials = typer.Typer(help="Try one stage on one input; nothing is stored.", no_args_is_help=True, rich_markup_mode=None)
glossary = typer.Typer(help="Terms and how each language says them.", no_args_is_help=True, rich_markup_mode=None)
memory = typer.Typer(help="Sentences that people approved before.", no_args_is_help=True, rich_markup_mode=None)
accounts = typer.Typer(help="Who may work at the review desk.", no_args_is_help=True, rich_markup_mode=None)
exports = typer.Typer(help="Texts as files for other programs.", no_args_is_help=True, rich_markup_mode=None)
imports = typer.Typer(help="Texts from other programs' files.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(exports, name="export")
app.add_typer(imports, name="import")
app.add_typer(glossary, name="glossary")
app.add_typer(memory, name="memory")
app.add_typer(models, name="models")
app.add_typer(accounts, name="people")
app.add_typer(stories, name="stories")
app.add_typer(trials, name="try")

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
By = Annotated[str, typer.Option("--by", help="Who does this; your login name if not given.")]
Why = Annotated[str, typer.Option("--why", help="The reason; it is kept with the story.")]
Story = Annotated[str, typer.Argument(help="The story's id or its end, or the URI of one of its articles.")]
Uri = Annotated[str, typer.Argument(help="The article's URI, or the end of it that no other shares.")]
UpToDate = Annotated[
    bool, typer.Option("--up-to-date", help="You compared it with its source as it is now.", show_default=False)
]
Now = Annotated[bool, typer.Option("--now", help="Ask every source, also those not due yet.")]
Inputs = Annotated[list[str], typer.Argument(help="Files or web addresses.", show_default=False)]
Private = Annotated[bool, typer.Option("--allow-private", help="Permit addresses on your own network.")]


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[Path, typer.Option(help="The configuration file.")] = Path("sources.yaml"),
    db: Annotated[Path | None, typer.Option(help="The database, in place of `store:`.", show_default=False)] = None,
    output: Annotated[
        Path | None, typer.Option(help="The output folder, in place of `output:`.", show_default=False)
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Say what was done, not only what went wrong.")] = False,
) -> None:
    """What every command shares."""
    context.obj = {"config": config, "db": db, "output": output, "verbose": verbose}


def configured(context: typer.Context, *, fetching: bool = False) -> Config:
    """The configuration that the global options name; whole where something is to be fetched."""
    from pipeline.config import load

    named = context.obj
    return load(named["config"], store=named["db"], output=named["output"], fetching=fetching)


@contextmanager
def open_store(context: typer.Context, config: Config | None = None) -> Iterator[tuple[Config, Store]]:
    """Configuration and database, closed again at the end."""
    from pipeline.store import opened

    config = config or configured(context)
    with opened(config.store) as store:
        yield config, store


def end(context: typer.Context, report: Report) -> None:
    """Tell what went wrong and end with the right exit code."""
    from pipeline.terminal import say, shown, warn

    for message in (*report.failures, *report.warnings):
        warn(message)
    if context.obj["verbose"]:
        for note in report.notes:
            say(shown(note))
        say(f"{report.read} read, {report.translated} translated, {len(report.written)} files written")
    raise typer.Exit(report.exit_code)


def print_json(value: Any) -> None:
    """A value as indented JSON on standard output."""
    import json

    from pipeline.terminal import say

    say(json.dumps(value, ensure_ascii=False, indent=2))


def warn_of_grave(store: Store, uri: str, version: int) -> None:
    """Say that a person's version goes out nowhere yet, where critical issues stand open in it."""
    from pipeline.store import segments
    from pipeline.terminal import warn

    if grave := len(segments.criticals(segments.of(store, uri, version))):
        warn(
            f"critical issues stand open in it ({grave}), so it goes out nowhere yet: `pipeline show {uri}` lists "
            "them; mend or dismiss them, or say why it goes out with `pipeline approve --override`"
        )


def person(by: str) -> str:
    """Who acts: as named, else the login name."""
    import getpass

    try:
        return by or getpass.getuser()
    except (OSError, KeyError):
        return ""


def now() -> Any:
    """The time, in UTC."""
    from datetime import UTC, datetime

    return datetime.now(UTC)


def acted(context: typer.Context, config: Config, store: Store, said: str, refused: Sequence[str] = ()) -> None:
    """What a person did goes out at once, also while a long run translates; what was `refused` is told at the end."""
    from pipeline import run as stages
    from pipeline.terminal import say

    report = stages.Report()
    stages.publish(store, config, report)
    stages.deliver(store, config, report)
    report.failures += refused
    if said and (context.obj["verbose"] or report.failures):  # it is kept, also when it could not be published
        say(said)
    end(context, report)


def named_sources(context: typer.Context, config: Config, named: list[str] | None) -> list[str]:
    """The sources a person named; raises ActError for one that is not configured."""
    from pipeline.errors import ActError

    unknown = set(named or []) - {known.id for known in config.sources}
    if unknown:
        raise ActError(f"no source is called {', '.join(sorted(unknown))}; see `sources:` in {context.obj['config']}")
    return named or []
