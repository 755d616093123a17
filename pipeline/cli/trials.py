"""`pipeline try`: one stage on one input."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.shared import Inputs, Json, Private, configured, trials

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.glossary import Glossary
    from pipeline.records import Record


@trials.command("feed")
def try_feed(inputs: Inputs, json: Json = False, allow_private: Private = False) -> None:
    """Show what feeds list: entries, dates, languages, and what is odd about them."""
    from pipeline import probe, show

    show.records(probe.feeds(inputs, allow_private=allow_private), json=json)


@trials.command("page")
def try_page(
    inputs: Inputs,
    url: Annotated[str, typer.Option(help="The address a file was saved from.")] = "",
    body: Annotated[str, typer.Option(help="CSS selector of the body.")] = "",
    drop: Annotated[list[str] | None, typer.Option(help="CSS selector to drop; may be repeated.")] = None,
    json: Json = False,
    allow_private: Private = False,
) -> None:
    """Show what pages say: headline, date, facts of the wire, language, and the body piece by piece."""
    from pipeline import probe, show
    from pipeline.model import Selectors

    selectors = Selectors(body=body, drop=tuple(drop or ()))
    show.records(probe.pages(inputs, url=url, selectors=selectors, allow_private=allow_private), json=json)


@trials.command("language")
def try_language(
    file: Annotated[Path, typer.Argument(help="A text per line; - for standard input.")] = Path("-"),
    json: Json = False,
) -> None:
    """Tell which language each line is in, how sure that is, and why."""
    from pipeline import probe, show
    from pipeline.terminal import lines_of

    show.records(probe.languages(lines_of(file)), json=json)


From = Annotated[str, typer.Option("--from", help="The language of the source, such as en.")]
To = Annotated[str, typer.Option("--to", help="The language of the translation, such as fr.")]


@trials.command("checks")
def try_checks(
    context: typer.Context,
    source: From,
    target: To,
    file: Annotated[
        Path, typer.Argument(help='A JSON object {"source": …, "target": …} per line; - for standard input.')
    ] = Path("-"),
    json: Json = False,
) -> None:
    """Show what the checks find in translations, pair by pair; ends with 1 where a line could not be read."""
    from pipeline import probe, show
    from pipeline.terminal import lines_of

    unread = 0

    def told() -> Iterator[Record]:
        nonlocal unread
        for record in probe.checks(lines_of(file), *_pair(source, target), _glossary(context)):
            unread += "problems" in record
            yield record

    show.records(told(), json=json)
    raise typer.Exit(1 if unread else 0)


@trials.command("translation")
def try_translation(
    context: typer.Context,
    source: From,
    target: To,
    file: Annotated[Path, typer.Argument(help="A text per line; - for standard input.")] = Path("-"),
    json: Json = False,
) -> None:
    """Translate texts, a line each, with everything a run does to them."""
    from pipeline import plan, probe, routes
    from pipeline.terminal import lines_of, say, shown
    from pipeline.translate import Aids

    config = _settings(context)
    engines = plan.engines(config)
    pairs = {name: engine.pairs() for name, engine in engines.items()}
    aids = Aids(glossary=_glossary(context), others=lambda route: routes.others(pairs, route))
    try:
        found = probe.translations(lines_of(file), *_pair(source, target), engines, aids, config.translation.routes)
        for record in found:
            say(probe.as_line(record) if json else shown(record["target"]))
    finally:
        for engine in engines.values():
            engine.close()


def _pair(source: str, target: str) -> tuple[str, str]:
    from pipeline import language
    from pipeline.errors import ActError

    try:
        return language.canonical(source), language.canonical(target)
    except ValueError as error:
        raise ActError(f"--from and --to name languages, such as en and pt-BR: {error}") from None


def _settings(context: typer.Context) -> Config:
    """The newsroom's configuration where there is one; else the defaults, so that a trial needs none."""
    from pipeline.config import default

    if context.obj["config"].exists():
        return configured(context)
    return default(context.obj["config"])


def _glossary(context: typer.Context) -> Glossary:
    from pipeline import glossary

    return glossary.load(_settings(context).glossary)[0]
