"""`pipeline try`: one stage on one input."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.shared import Inputs, Json, Private, trials


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
