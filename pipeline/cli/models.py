"""The commands for translation models."""

from __future__ import annotations

from functools import partial
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
    wanted: Annotated[
        list[str],
        typer.Argument(help="Package files (.argosmodel), or pairs of the index such as: fr en", show_default=False),
    ],
    sha256: Annotated[str, typer.Option(help="The checksum that the one package must have, in hexadecimal.")] = "",
) -> None:
    """Check Argos packages and install them: files, or pairs of languages from the package index."""
    from pipeline import packages
    from pipeline.engines import argos
    from pipeline.errors import ActError, PipelineError
    from pipeline.terminal import progress, say, warn

    files, pairs = packages.requests(wanted)
    if sha256 and len(files) + len(pairs) != 1:
        raise ActError("--sha256 is the checksum of one package; name one")
    config = configured(context)
    told = config.translation
    refused = 0
    with progress() as bar:

        def tick(what: str, done: int, of: int) -> None:
            bar(f"{what}, MB", done // 10**6, max(of, done) // 10**6)

        def getting(pair: tuple[str, str]) -> packages.Package:
            return packages.get(
                *pair,
                told.models,
                address=told.index,
                allow_private=told.index_private,
                sha256=sha256,
                contact=config.site.contact,
                tick=tick,
                tell=warn,
                trial=argos.tried,
            )

        jobs = [partial(packages.install, path, told.models, sha256=sha256, trial=argos.tried) for path in files]
        for job in [*jobs, *(partial(getting, pair) for pair in pairs)]:
            try:
                package = job()
            except PipelineError as error:
                warn(str(error))
                refused += 1
            else:
                say(f"installed {package.source} > {package.target}, version {package.version}")
    raise typer.Exit(1 if refused else 0)


@models.command("bench")
def models_bench(
    context: typer.Context,
    pair: Annotated[
        list[str] | None, typer.Option(help="Only this pair, such as 'en>pt'; may be repeated.", show_default=False)
    ] = None,
    json: Json = False,
) -> None:
    """Measure words a second for each installed pair, and how models run best on this machine; about a minute."""
    from pipeline import bench, show
    from pipeline.terminal import progress

    config = configured(context)
    with progress() as bar:
        found = bench.measure(config, pairs=[bench.pair(text) for text in pair or []], progress=bar)
    show.bench(found, json=json)
