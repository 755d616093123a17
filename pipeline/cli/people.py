"""The commands by which people act."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.shared import (
    By,
    Json,
    Story,
    UpToDate,
    Uri,
    Why,
    acted,
    app,
    now,
    open_store,
    person,
    print_json,
    stories,
    warn_of_grave,
)


@app.command()
def edit(
    context: typer.Context,
    uri: Uri,
    file: Annotated[Path, typer.Option(help="The text: headline, empty line, paragraphs; - for standard input.")],
    by: By = "",
    up_to_date: UpToDate = False,
) -> None:
    """Put your text in the place of a translation, and publish it."""
    from pipeline import acts, glossary
    from pipeline.store import overview
    from pipeline.terminal import text_of

    text = text_of(file)
    with open_store(context) as (config, store):
        terms, _ = glossary.load(config.glossary)
        version = acts.edit(store, uri, text, by=person(by), now=now(), up_to_date=up_to_date, glossary=terms)
        warn_of_grave(store, overview.find(store, uri), version)
        acted(context, config, store, f"edited; this is version {version}")


@app.command()
def approve(
    context: typer.Context,
    uris: Annotated[list[str], typer.Argument(metavar="URI…", help="The articles' URIs, or the ends of them.")],
    by: By = "",
    up_to_date: UpToDate = False,
    override: Annotated[
        str, typer.Option(help="Why it goes out although critical issues stand open; it is kept.", show_default=False)
    ] = "",
    silent: Annotated[
        bool, typer.Option("--silent", help="A fix that readers need not hear of: `updated` stays as they have it.")
    ] = False,
    without_saved: Annotated[
        bool,
        typer.Option("--without-saved", help="Leave out sentences that people saved and made no version of yet."),
    ] = False,
) -> None:
    """Release translations as they stand, and publish them; one that is refused does not stop the others."""
    from pipeline import acts, glossary, stories
    from pipeline.errors import ActError
    from pipeline.store import overview
    from pipeline.terminal import warn

    said, refused = [], []
    with open_store(context) as (config, store):
        terms, _ = glossary.load(config.glossary)
        for uri in uris:
            try:
                version = acts.approve(
                    store,
                    uri,
                    by=person(by),
                    now=now(),
                    up_to_date=up_to_date,
                    override=override,
                    silent=silent,
                    without_saved=without_saved,
                    glossary=terms,
                )
            except ActError as error:
                refused.append(str(error))
            else:
                said.append(f"{uri} approved; this is version {version}")
                article = overview.one(store, overview.find(store, uri))
                for told in stories.too_long(article, config.channels, config.languages):
                    warn(f"{uri}: its headline has {told.length} characters; {told.channel} has room for {told.most}")
        acted(context, config, store, "\n".join(said), refused)


@app.command()
def unapprove(context: typer.Context, uri: Uri, why: Why, by: By = "") -> None:
    """Take an approval back: the same words stand as edited ones, in a new version."""
    from pipeline import acts

    with open_store(context) as (config, store):
        version = acts.unapprove(store, uri, why=why, by=person(by), now=now())
        acted(context, config, store, f"approval taken back; this is version {version}")


@app.command()
def reject(
    context: typer.Context,
    uri: Uri,
    why: Annotated[str, typer.Option("--why", help="The reason; it is kept.", show_default=False)] = "",
    by: By = "",
) -> None:
    """Refuse a translation: neither published nor made again until its source changes."""
    from pipeline import acts

    with open_store(context) as (config, store):
        acts.reject(store, uri, by=person(by), now=now(), why=why)
        acted(context, config, store, "rejected; it leaves every feed now")


@app.command()
def dismiss(
    context: typer.Context,
    uri: Uri,
    segment: Annotated[int, typer.Argument(help="The number of the segment, as `pipeline show` has it.")],
    check: Annotated[str, typer.Argument(help="The check whose issue it is.")],
    why: Why,
    by: By = "",
) -> None:
    """Set aside what a check found in a segment, until the segment's words change."""
    from pipeline import acts

    with open_store(context) as (config, store):
        count = acts.dismiss(store, uri, segment, check, why=why, by=person(by), now=now())
        acted(context, config, store, f"{count} issues dismissed")


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

    with open_store(context) as (config, store):
        found = getattr(acts, act)(store, story, why=why, by=person(by), now=now())
        acted(context, config, store, f"{act}: {found}")


@stories.command("list")
def stories_list(context: typer.Context, json: Json = False) -> None:
    """List what waits for a person: proposed language versions, and notices that were not sure enough to act."""
    from pipeline import records, show
    from pipeline.store import notices, proposals

    with open_store(context) as (_, store):
        found = records.questions(proposals.waiting(store), notices.waiting(store))
    if json:
        print_json(found)
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

    with open_store(context) as (config, store):
        found = acts.join(store, story, other, by=person(by), now=now())
        acted(context, config, store, f"joined as {found}")


@stories.command("part")
def stories_part(context: typer.Context, uri: Uri, by: By = "") -> None:
    """Make one official version a story of its own, where two announcements were taken for one."""
    from pipeline import acts

    with open_store(context) as (config, store):
        found = acts.part(store, uri, by=person(by), now=now())
        acted(context, config, store, f"parted as {found}")
