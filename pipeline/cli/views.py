"""The commands that show what there is."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.shared import Json, Uri, app, now, open_store, print_json


@app.command()
def status(context: typer.Context, json: Json = False) -> None:
    """Tell how each source fares, what there is, and what is not translated and why."""
    from pipeline import show
    from pipeline.status import status as told

    with open_store(context) as (config, store):
        found = told(store, config, now())
    if json:
        print_json(found)
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

    with open_store(context) as (_, store):
        found = overview.articles(store, language=language, origin=origin, state=state, source=source)
        other = overview.second_versions(store)
    if json:
        print_json([records.article(article, other.get(article.uri)) for article in found])
    else:
        show.articles(found)


@app.command()
def changes(
    context: typer.Context,
    since: Annotated[int, typer.Option(min=0, help="Only what changed after this sequence.")] = 0,
    channel: Annotated[str, typer.Option(help="Only this channel.")] = "",
    json: Json = False,
) -> None:
    """Tell what came out, changed or left in the channels, in its order."""
    from pipeline import changelog, feeds, formats, show
    from pipeline.errors import ActError
    from pipeline.store import published

    with open_store(context) as (config, store):
        if channel and channel not in (names := [one.id for one in config.channels]):
            raise ActError("no channel is called {}; there are {}", channel, ", ".join(names))
        found = published.changes(store, since=since, channel=channel)
    if not json:
        show.changes(found)
        return
    shelves = {one.id: formats.shelf(one) for one in config.channels}
    without = feeds.Shelf()  # of a channel that is no longer in the settings
    print_json(
        [
            {"channel": one.channel} | changelog.entry(config.site, one, shelves.get(one.channel, without))
            for one in found
        ]
    )


@app.command()
def preview(
    context: typer.Context,
    uri: Uri,
    channel: Annotated[
        str, typer.Option(help="The channel; if not given, the first with a feed for its language.")
    ] = "",
    output: Annotated[str, typer.Option(help="The output, such as atom; the channel's first if not given.")] = "",
    json: Json = False,
) -> None:
    """Show an article as a channel would publish it, and why it does not now; nothing is written."""
    from pipeline import records, run, show
    from pipeline.store import overview

    with open_store(context) as (config, store):
        uri = overview.find(store, uri)
        found = run.preview(store, config, uri, channel=channel, output=output, now=now())
    if json:
        print_json(records.preview(found))
    else:
        show.preview(found)


@app.command("waiting")
def list_waiting(
    context: typer.Context,
    language: Annotated[str, typer.Option(help="Only this language.")] = "",
    limit: Annotated[int, typer.Option(help="How many texts at most.", min=1, max=10_000)] = 50,
    json: Json = False,
) -> None:
    """List the translations that wait for a person, those that waited longest first."""
    from pipeline import records, show
    from pipeline.store import grid

    with open_store(context) as (_, store):
        found = [records.waiting(cell, headline) for cell, headline in grid.waiting(store, language, limit)]
    if json:
        print_json(found)
    else:
        show.waiting(found)


@app.command("show")
def show_article(
    context: typer.Context,
    uri: Uri,
    json: Json = False,
    text: Annotated[bool, typer.Option("--text", help="Only the text, as `edit` takes it back.")] = False,
    draft: Annotated[
        bool, typer.Option("--draft", help="What your outdated text could become, as `edit` takes it.")
    ] = False,
    raw: Annotated[bool, typer.Option("--raw", help="The page it was read from, byte for byte.")] = False,
) -> None:
    """Show one article: its text, its facts, its history and its sister versions."""
    from pipeline import acts, records, show
    from pipeline.store import overview, people, segments
    from pipeline.terminal import say

    with open_store(context) as (_, store):
        uri = overview.find(store, uri)
        if raw:
            show.raw(store, uri)
            return
        if draft:
            found = acts.redraft(store, uri)
            if json:
                print_json(records.redraft(found))
            else:
                say(acts.draft_text(store, found, overview.one(store, uri).language).rstrip("\n"))
            return
        article = overview.one(store, uri)
        whole = records.whole(
            article,
            evidence=overview.evidence(store, uri),
            history=overview.history(store, uri),
            sisters=overview.sisters(store, uri),
            segments=segments.of(store, uri, article.version),
            approval=people.approval(store, uri, article.version),
        )
    if json:
        print_json(whole)
    elif text:
        say(acts.editable(article).rstrip("\n"))
    else:
        show.article(whole)
