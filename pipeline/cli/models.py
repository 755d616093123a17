"""The commands for translation models."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.shared import Json, configured, models


@models.command("list")
def models_list(context: typer.Context, json: Json = False) -> None:
    """List the installed models."""
    from pipeline import show

    show.models(configured(context), json=json)


@models.command("routes")
def models_routes(context: typer.Context, json: Json = False) -> None:
    """Show for each pair of your languages which engines lead from one to the other, or that none does."""
    from pipeline import show

    show.routes(configured(context), json=json)


@models.command("install")
def models_install(
    context: typer.Context,
    archive: Annotated[list[Path], typer.Argument(help="Argos packages (.argosmodel).")],
) -> None:
    """Check Argos packages and install them below `translation.models`."""
    from pipeline import packages
    from pipeline.errors import PackageError
    from pipeline.terminal import say, warn

    config = configured(context)
    refused = 0
    for path in archive:
        try:
            package = packages.install(path, config.translation.models)
        except PackageError as error:
            warn(str(error))
            refused += 1
        else:
            say(f"installed {package.source} > {package.target}, version {package.version}")
    raise typer.Exit(1 if refused else 0)
