"""The commands of the review desk: serve it, say who may work there, export the record of what they did."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from pipeline.cli.shared import By, Json, accounts, app, configured, now, open_store, person, print_json
from pipeline.model import Account, Role

if TYPE_CHECKING:
    from pipeline.config import Config

Name = Annotated[str, typer.Argument(help="The name they sign in with.")]
Languages = Annotated[
    str | None,
    typer.Option(
        help="Those they edit and approve in, such as fr,ar; if empty, in every language.", show_default=False
    ),
]


class Format(StrEnum):
    """How the record is written."""

    CSV = "csv"
    JSONL = "jsonl"


@app.command()
def review(
    context: typer.Context,
    listen: Annotated[str, typer.Option(help="Host and port, in place of `review: listen:`.", show_default=False)] = "",
) -> None:
    """Serve the review desk, until interrupted."""
    from pipeline.config.entries import ReviewEntry
    from pipeline.errors import ActError
    from pipeline.review.serving import serve
    from pipeline.store import accounts as stored
    from pipeline.store import opened
    from pipeline.terminal import say, warn

    config = configured(context)
    try:
        listen = ReviewEntry(listen=listen).listen if listen else ""
    except ValueError as error:
        raise ActError(f"--listen {listen}: write host and port such as 127.0.0.1:8420") from error

    def tell(address: str) -> None:
        say(f"The desk answers at {address}")
        with opened(config.store) as store:
            first = not stored.any_editor(store)
        if first:
            say("It has no editor yet. Add one, in another terminal:")
            say(f'  pipeline --config {context.obj["config"]} people add "Your Name" --role editor')
        sys.stdout.flush()

    serve(config, listen=listen, tell=tell, warn=warn)


@accounts.command("add")
def add(
    context: typer.Context,
    name: Name,
    role: Annotated[
        Role, typer.Option(help="reviewer: edits, approves, may hold a story; editor: everything.")
    ] = Role.REVIEWER,
    languages: Languages = "",
    link: Annotated[
        bool, typer.Option("--link", help="Print a one-time link instead of asking for a password.", show_default=False)
    ] = False,
    by: By = "",
) -> None:
    """Give somebody an account: asks for a password, or prints a one-time link to hand over."""
    from pipeline import acts
    from pipeline.terminal import say

    with open_store(context) as (config, store):
        password = ""
        if config.review.auth == "accounts" and not link:
            password = _password(name)
        made, token = acts.add_person(
            store, name, role, _tags(languages), by=person(by), now=now(), password=password, link=link
        )
        if token:
            _hand_over(config, token)
        elif context.obj["verbose"] or sys.stdout.isatty():
            say(f"{made.name} may sign in now")


@accounts.command("list")
def list_people(context: typer.Context, json: Json = False) -> None:
    """List who has an account, in which role and languages."""
    from pipeline import records
    from pipeline.store import accounts as stored
    from pipeline.terminal import table

    found: list[Account] = []
    with open_store(context) as (_, store):
        while some := stored.everyone(store, now=now(), beyond=found[-1].person.name if found else "", limit=500):
            found += some
    if json:
        print_json([records.account(one) for one in found])
    else:
        table(
            ["name", "role", "languages", "account", "last seen"],
            [
                [told["name"], told["role"], " ".join(told["languages"]) or "*", told["account"], told["seen"] or ""]
                for told in map(records.account, found)
            ],
        )


@accounts.command("role")
def change(
    context: typer.Context,
    name: Name,
    role: Annotated[
        Role | None, typer.Option(help="reviewer or editor; stays if not given.", show_default=False)
    ] = None,
    languages: Languages = None,
    by: By = "",
) -> None:
    """Give somebody another role or other languages, in force at once."""
    from pipeline import acts

    tags = None if languages is None else _tags(languages)
    with open_store(context) as (config, store):
        signs_in = config.review.auth == "accounts"
        acts.change_person(store, name, role=role, languages=tags, by=person(by), now=now(), passwords=signs_in)


@accounts.command("link")
def link(context: typer.Context, name: Name, by: By = "") -> None:
    """Print a one-time link for somebody who lost their password."""
    from pipeline import acts

    with open_store(context) as (config, store):
        _, token = acts.link_person(store, name, by=person(by), now=now())
        _hand_over(config, token)


@accounts.command("close")
def close(context: typer.Context, name: Name, by: By = "") -> None:
    """Close an account; whoever is signed in with it is out at once."""
    from pipeline import acts

    with open_store(context) as (config, store):
        acts.close_person(store, name, by=person(by), now=now(), passwords=config.review.auth == "accounts")


@accounts.command("open")
def reopen(context: typer.Context, name: Name, by: By = "") -> None:
    """Open a closed account again, with the password it had."""
    from pipeline import acts

    with open_store(context) as (_, store):
        acts.reopen_person(store, name, by=person(by), now=now())


@app.command()
def audit(
    context: typer.Context,
    since: Annotated[str, typer.Option(help="From this day or time on.", show_default=False)] = "",
    until: Annotated[str, typer.Option(help="Until this day, with it, or until this time.", show_default=False)] = "",
    who: Annotated[str, typer.Option("--person", help="Only what this person did.", show_default=False)] = "",
    story: Annotated[
        str, typer.Option(help="Only what was done to this story and its texts.", show_default=False)
    ] = "",
    format: Annotated[Format, typer.Option(help="csv for spreadsheets, jsonl for programs.")] = Format.CSV,
) -> None:
    """Export the record of every act: who, when, to what, why, and the words before and after."""
    from pipeline.acts.record import bound, export_record
    from pipeline.store import accounts as stored
    from pipeline.store import audit as record
    from pipeline.store import standing

    with open_store(context) as (config, store):
        zone = config.site.timezone
        known = stored.find(store, who) if who else None
        found = record.acts(
            store,
            since=bound(since, zone, "--since"),
            until=bound(until, zone, "--until", end=True),
            person=known.name if known else who,
            story=standing.find(store, story) if story else "",
        )
        export_record(found, _written(format), table=format is Format.CSV)


def _written(format: Format) -> TextIO:
    """Standard output, in UTF-8 whatever the locale; a table in a file says so, or Excel would take it for another."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
        with contextlib.suppress(OSError):
            if format is Format.CSV and stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode):
                sys.stdout.write("\ufeff")
    return sys.stdout


def _password(name: str) -> str:
    """A password typed twice at a terminal; never from the command line, where others see it."""
    import getpass

    from pipeline.acts import passwords
    from pipeline.errors import ActError

    if not sys.stdin.isatty():
        raise ActError("a password is asked for on a terminal only; use --link for a one-time link to hand over")
    password = getpass.getpass(f"Password for {name}, at least {passwords.SHORTEST} characters: ")
    passwords.check(password, name)
    if getpass.getpass("The same once more: ") != password:
        raise ActError("the two passwords differ; nobody was added")
    return password


def _hand_over(config: Config, token: str) -> None:
    from pipeline.terminal import say, warn

    review = config.review
    host, _, port = review.listen.rpartition(":")
    base = review.url or f"http://{'localhost' if host in ('0.0.0.0', '[::]') else host}:{port}"
    say(f"{base}/welcome/{token}")
    if sys.stdout.isatty():
        warn("It works once, for 48 hours: hand it over by a way you trust.")


def _tags(languages: str | None) -> list[str]:
    return [tag for tag in (languages or "").replace(",", " ").split() if tag]
