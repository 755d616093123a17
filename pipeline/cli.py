"""The commands. No logic: each opens what it needs, calls one thing, and shows what came of it."""

from __future__ import annotations

from collections.abc import Iterator
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
app.add_typer(models, name="models")
app.add_typer(stories, name="stories")

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
By = Annotated[str, typer.Option("--by", help="Who does this; your login name if not given.")]
Why = Annotated[str, typer.Option("--why", help="The reason; it is kept with the story.")]
Story = Annotated[str, typer.Argument(help="The story's id or its end, or the URI of one of its articles.")]
Uri = Annotated[str, typer.Argument(help="The article's URI, or the end of it that no other shares.")]
UpToDate = Annotated[
    bool, typer.Option("--up-to-date", help="You compared it with its source as it is now.", show_default=False)
]
Now = Annotated[bool, typer.Option("--now", help="Ask every source, also those not due yet.")]


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


def _config(context: typer.Context) -> Config:
    from pipeline.config import load

    return load(context.obj["config"], store=context.obj["db"], output=context.obj["output"])


@contextmanager
def _store(context: typer.Context) -> Iterator[tuple[Config, Store]]:
    from pipeline.store import opened

    config = _config(context)
    with opened(config.store) as store:
        yield config, store


def _end(context: typer.Context, report: Report) -> None:
    from pipeline.terminal import say, shown, warn

    for message in (*report.failures, *report.warnings):
        warn(message)
    if context.obj["verbose"]:
        for note in report.notes:
            say(shown(note))
        say(f"{report.read} read, {report.translated} translated, {len(report.written)} files written")
    raise typer.Exit(report.exit_code)


def _json(value: Any) -> None:
    import json

    from pipeline.terminal import say

    say(json.dumps(value, ensure_ascii=False, indent=2))


@app.command()
def check(context: typer.Context) -> None:
    """Check sources.yaml and tell every mistake at once."""
    from pipeline.config import check_selectors
    from pipeline.terminal import say

    config = _config(context)
    if any(source.article != type(source.article)() or source.kind == "listing" for source in config.sources):
        check_selectors(config)
    say(
        f"{context.obj['config']} is in order: {len(config.sources)} sources, {len(config.languages)} languages, "
        f"{len(config.channels)} channels"
    )


@app.command()
def schema() -> None:
    """Print the JSON Schema of sources.yaml, for editors that check while you type."""
    from pipeline import config

    _json(config.schema())


@app.command()
def run(context: typer.Context, now: Now = False) -> None:
    """Fetch, translate and publish: the command for cron."""
    from pipeline import run as stages
    from pipeline.terminal import progress

    config = _config(context)
    with stages.alone(config), _store(context) as (config, store), progress() as step:
        report = stages.run(store, config, progress=step, now=now)
    _end(context, report)


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
    config = _config(context)
    with stages.alone(config), _store(context) as (config, store), progress() as step:
        stages.fetch(store, config, report, progress=step, now=now, only=_sources(context, config, source))
    _end(context, report)


@app.command()
def replay(
    context: typer.Context,
    source: Annotated[list[str] | None, typer.Option(help="Only this source; may be repeated.")] = None,
) -> None:
    """Read every entry again from the kept responses, without the network: after a selector was mended."""
    from pipeline import run as stages

    report = stages.Report()
    config = _config(context)
    with stages.alone(config), _store(context) as (config, store):
        stages.replay(store, config, report, only=_sources(context, config, source))
    _end(context, report)


def _sources(context: typer.Context, config: Config, named: list[str] | None) -> list[str]:
    from pipeline.errors import ActError

    unknown = set(named or []) - {known.id for known in config.sources}
    if unknown:
        raise ActError(f"no source is called {', '.join(sorted(unknown))}; see `sources:` in {context.obj['config']}")
    return named or []


@app.command()
def translate(context: typer.Context) -> None:
    """Translate what waits, and publish batch by batch."""
    from pipeline import run as stages
    from pipeline.terminal import progress

    report = stages.Report()
    config = _config(context)
    with stages.alone(config), _store(context) as (config, store), progress() as step:
        stages.translate(store, config, report, progress=step)
    _end(context, report)


@app.command()
def publish(context: typer.Context) -> None:
    """Write the feeds whose content changed; never waits for a run."""
    from pipeline import run as stages

    report = stages.Report()
    with _store(context) as (config, store):
        stages.publish(store, config, report)
    _end(context, report)


@app.command()
def status(context: typer.Context, json: Json = False) -> None:
    """Tell how each source fares, what there is, and what is not translated and why."""
    from pipeline import show
    from pipeline.status import status as told

    with _store(context) as (config, store):
        found = told(store, config, _now())
    if json:
        _json(found)
    else:
        show.status(found)


@app.command("list")
def list_articles(
    context: typer.Context,
    json: Json = False,
    language: Annotated[str, typer.Option(help="Only this language.")] = "",
    origin: Annotated[str, typer.Option(help="Only official, approved, edited or machine.")] = "",
    state: Annotated[str, typer.Option(help="Only current, outdated or rejected.")] = "",
    source: Annotated[str, typer.Option(help="Only this source.")] = "",
) -> None:
    """List the articles, the newest story first."""
    from pipeline import records, show
    from pipeline.store import overview

    with _store(context) as (_, store):
        found = overview.articles(store, language=language, origin=origin, state=state, source=source)
        other = overview.second_versions(store)
    if json:
        _json([records.article(article, other.get(article.uri)) for article in found])
    else:
        show.articles(found)


@app.command("show")
def show_article(
    context: typer.Context,
    uri: Uri,
    json: Json = False,
    text: Annotated[bool, typer.Option("--text", help="Only the text, as `edit` takes it back.")] = False,
    raw: Annotated[bool, typer.Option("--raw", help="The page it was read from, byte for byte.")] = False,
) -> None:
    """Show one article: its text, its facts, its history and its sister versions."""
    from pipeline import acts, records, show
    from pipeline.store import overview
    from pipeline.terminal import say

    with _store(context) as (_, store):
        uri = overview.find(store, uri)
        if raw:
            show.raw(store, uri)
            return
        article = overview.one(store, uri)
        whole = records.whole(
            article,
            evidence=overview.evidence(store, uri),
            history=overview.history(store, uri),
            sisters=overview.sisters(store, uri),
            segments=overview.segments(store, uri, article.version),
        )
    if json:
        _json(whole)
    elif text:
        say(acts.editable(article).rstrip("\n"))
    else:
        show.article(whole)


@app.command()
def edit(
    context: typer.Context,
    uri: Uri,
    file: Annotated[Path, typer.Option(help="The text: headline, empty line, paragraphs; - for standard input.")],
    by: By = "",
    up_to_date: UpToDate = False,
) -> None:
    """Put your text in the place of a translation, and publish it."""
    from pipeline import acts
    from pipeline.terminal import text_of

    text = text_of(file)
    with _store(context) as (config, store):
        version = acts.edit(store, uri, text, by=_person(by), now=_now(), up_to_date=up_to_date)
        _acted(context, config, store, f"edited; this is version {version}")


@app.command()
def approve(context: typer.Context, uri: Uri, by: By = "", up_to_date: UpToDate = False) -> None:
    """Release a translation as it stands, and publish it."""
    from pipeline import acts

    with _store(context) as (config, store):
        version = acts.approve(store, uri, by=_person(by), now=_now(), up_to_date=up_to_date)
        _acted(context, config, store, f"approved; this is version {version}")


@app.command()
def reject(context: typer.Context, uri: Uri, by: By = "") -> None:
    """Refuse a translation: neither published nor made again until its source changes."""
    from pipeline import acts

    with _store(context) as (config, store):
        acts.reject(store, uri, by=_person(by), now=_now())
        _acted(context, config, store, "rejected; it leaves every feed now")


@app.command()
def hold(context: typer.Context, story: Story, why: Why, by: By = "") -> None:
    """Keep a story out of every output, in every language, until it is released."""
    _stand(context, "hold", story, why, by)


@app.command()
def release(context: typer.Context, story: Story, why: Why, by: By = "") -> None:
    """Let a held story out again."""
    _stand(context, "release", story, why, by)


@app.command()
def kill(context: typer.Context, story: Story, why: Why, by: By = "") -> None:
    """Take a story out of every output for good, in every language at once."""
    _stand(context, "kill", story, why, by)


@app.command()
def reinstate(context: typer.Context, story: Story, why: Why, by: By = "") -> None:
    """Undo a kill."""
    _stand(context, "reinstate", story, why, by)


def _stand(context: typer.Context, act: str, story: str, why: str, by: str) -> None:
    from pipeline import acts

    with _store(context) as (config, store):
        found = getattr(acts, act)(store, story, why=why, by=_person(by), now=_now())
        _acted(context, config, store, f"{act}: {found}")


@stories.command("list")
def stories_list(context: typer.Context, json: Json = False) -> None:
    """List what waits for a person: proposed language versions, and notices that were not sure enough to act."""
    from pipeline import records, show
    from pipeline.store import notices, proposals

    with _store(context) as (_, store):
        found = records.questions(proposals.waiting(store), notices.waiting(store))
    if json:
        _json(found)
    else:
        show.questions(found)


@stories.command("join")
def stories_join(
    context: typer.Context,
    story: Story,
    other: Annotated[str, typer.Argument(help="The story that is the same announcement.")],
    by: By = "",
) -> None:
    """Make two stories one; the elder's id stays."""
    from pipeline import acts

    with _store(context) as (config, store):
        found = acts.join(store, story, other, by=_person(by), now=_now())
        _acted(context, config, store, f"joined as {found}")


@stories.command("part")
def stories_part(context: typer.Context, uri: Uri, by: By = "") -> None:
    """Make one official version a story of its own, where two announcements were taken for one."""
    from pipeline import acts

    with _store(context) as (config, store):
        found = acts.part(store, uri, by=_person(by), now=_now())
        _acted(context, config, store, f"parted as {found}")


def _person(by: str) -> str:
    import getpass

    try:
        return by or getpass.getuser()
    except (OSError, KeyError):
        return ""


def _now() -> Any:
    from pipeline.run import utc_now

    return utc_now()


def _acted(context: typer.Context, config: Config, store: Store, said: str) -> None:
    """What a person did goes out at once, also while a long run translates."""
    from pipeline import run as stages
    from pipeline.terminal import say

    report = stages.Report()
    stages.publish(store, config, report)
    if context.obj["verbose"] or report.failures:  # what a person did is kept, also when it could not be published
        say(said)
    _end(context, report)


@models.command("list")
def models_list(context: typer.Context, json: Json = False) -> None:
    """List the installed models."""
    from pipeline import show

    show.models(_config(context), json=json)


@models.command("routes")
def models_routes(context: typer.Context, json: Json = False) -> None:
    """Show for each pair of your languages which engines lead from one to the other, or that none does."""
    from pipeline import show

    show.routes(_config(context), json=json)


@models.command("install")
def models_install(
    context: typer.Context,
    archive: Annotated[list[Path], typer.Argument(help="Argos packages (.argosmodel).")],
) -> None:
    """Check Argos packages and install them below `translation.models`."""
    from pipeline import packages
    from pipeline.errors import PackageError
    from pipeline.terminal import say, warn

    config = _config(context)
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


@app.command()
def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its files.")] = Path("var/demo"),
) -> None:
    """Run a sample newsroom against a server on this machine, twice, and show what came out."""
    from pipeline.demo.newsroom import show_demo

    raise typer.Exit(show_demo(folder))
