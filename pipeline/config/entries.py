"""The shape of sources.yaml: which keys there are, what each may say, in which words a mistake is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from ipaddress import ip_network
from typing import Annotated, Any, Literal, cast
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, create_model

from pipeline import language, parts
from pipeline.model import Authority, Origin, Outdated, Rights
from pipeline.options import Size, WebAddress
from pipeline.packages.index import ADDRESS
from pipeline.packages.loaded import BOUND

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _tag(value: str) -> str:
    try:
        return language.canonical(value)
    except ValueError as error:
        raise ValueError(str(error)) from error


def _duration(value: object) -> timedelta:
    match = re.fullmatch(r"(\d{1,6})\s*([smhd])", str(value).strip())
    if match:
        return timedelta(**{UNITS[match[2]]: int(match[1])})
    if str(value).strip() == "0":
        return timedelta(0)
    raise ValueError("write a number and s, m, h or d, such as 30m or 2h")


def _lasting(value: timedelta) -> timedelta:
    if not value:
        raise ValueError("write a time longer than nothing, such as 24h, or leave it out")
    return value


def _off(value: object) -> object:
    return None if value is False or value == "off" else value  # YAML reads a bare off as false


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError) as error:
        raise ValueError(f"{value!r} is no time zone; write one such as Asia/Shanghai or UTC") from error
    return value


def _address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/@?#]+(/[^\s?#]*)?", value):
        raise ValueError("write a web address such as https://news.example.org")
    return value.rstrip("/")


def _listening(value: str) -> str:
    match = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):(\d{1,5})", value)
    if not match or not 0 <= int(match[2]) <= 65_535:
        raise ValueError("write host and port such as 127.0.0.1:8420")
    return value


def _network(value: str) -> str:
    try:
        return str(ip_network(value, strict=False))
    except ValueError as error:
        raise ValueError(f"{value!r} is no address or network; write one such as 127.0.0.1 or 10.1.0.0/16") from error


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _addressed(value: object) -> object:
    return {"url": value} if isinstance(value, str) else value


Tag = Annotated[str, AfterValidator(_tag)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
Text = Annotated[str, Field(min_length=1)]
Duration = Annotated[timedelta, BeforeValidator(_duration, json_schema_input_type=str)]
Lasting = Annotated[timedelta, AfterValidator(_lasting), BeforeValidator(_duration, json_schema_input_type=str)]
LastingOrOff = Annotated[Lasting | None, BeforeValidator(_off, json_schema_input_type=str | Literal[False] | None)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SiteEntry(_Entry):
    """Who publishes."""

    title: Text = Field(description="The newsroom's name, as it heads every feed")
    url: Annotated[str, AfterValidator(_address)] = Field(description="Where output/ is served")
    contact: Text = Field(description="An address for those who run the sites we ask; sent with each request")
    timezone: Annotated[str, AfterValidator(_zone)] = Field("UTC", description="The newsroom's time zone")


class ArticleEntry(_Entry):
    """CSS selectors for the pages of one source."""

    body: str = Field("", description="The element that holds the body text")
    headline: str = Field("", description="The element that holds the headline")
    date: str = Field("", description="The element that holds the date")
    drop: tuple[Text, ...] = Field((), description="Elements inside the body that are not part of the text")


class SourceEntry(_Entry):
    """One place to fetch from; further keys belong to its kind."""

    id: Name
    kind: str
    languages: tuple[Tag, ...] = Field((), description="What it may be written in; empty for anything")
    authority: Authority = Field(Authority.COPY, description="Whose word it is")
    rights: Rights = Field(Rights.INTERNAL, description="Where its texts and their translations may go")
    every: Duration | None = Field(None, description="Not asked again sooner, such as 30m")
    keep: tuple[Text, ...] = Field((), description="Only stories that mention one of these")
    article: ArticleEntry = ArticleEntry()
    allow_private: bool = Field(False, description="True only for a source on your own network")
    timezone: Annotated[str, AfterValidator(_zone)] = Field("", description="For dates without a zone; else the site's")
    retain: Duration = Field(timedelta(days=30), description="How long raw responses are kept as evidence")
    backfill: dict[str, Any] | None = Field(None, description="A sitemap or listing to look into when some were missed")


class PolicyEntry(_Entry):
    """What a channel asks of a text before it carries it, and how much a feed of it holds."""

    release: Origin = Field(Origin.APPROVED, description="The least origin that may go out")
    outdated: Outdated = Field(Outdated.KEEP, description="A text whose source moved on stays (keep) or leaves (drop)")
    grace: LastingOrOff = Field(
        None, description="A machine version goes out once nobody refused it for so long, such as 24h"
    )
    max_items: int = Field(100, ge=1, le=10_000, description="The newest so many in each feed")
    max_age: LastingOrOff = Field(None, description="Only what is younger in each feed, such as 30d")
    headline_max: int = Field(
        0, ge=0, le=1_000, description="Longer headlines are warned of at approval; a full-width character counts two"
    )


class ChannelEntry(PolicyEntry):
    """One set of feeds; further keys are the names of its outputs, with options of their own."""

    id: Name
    outputs: tuple[str, ...] = Field(min_length=1)
    rights: Rights = Field(Rights.PUBLIC, description="public: only texts that may be published")
    languages: tuple[Tag, ...] = Field((), description="Narrows the languages; empty for all")
    sources: tuple[str, ...] = Field((), description="Narrows the sources; empty for all")
    by_language: dict[Tag, PolicyEntry] = Field(
        {}, description="What one language asks for instead; what is not written there is as in the channel"
    )
    notices: Lasting = Field(timedelta(days=30), description="How long feeds tell that an item was withdrawn")
    deliver: tuple[Any, ...] = Field((), description="Where its files or changes are taken after each publish")


class DeliveryEntry(_Entry):
    """One way a channel is taken somewhere; the further key is its kind."""

    name: Name = Field(description="What it is called in `pipeline status`")


class IndexEntry(_Entry):
    """Where `pipeline models install` looks for packages."""

    url: WebAddress = Field(ADDRESS, description="An index in the form of the public Argos index")
    allow_private: bool = Field(False, description="True only for an index on your own network")


class TranslationEntry(_Entry):
    """How translations are made; further keys are the names of engines, with options of their own."""

    engines: tuple[str, ...] = ("argos", "apertium")
    models: str = "var/models"
    prefer: (
        Annotated[tuple[Tag, ...], BeforeValidator(_listed)]
        | dict[Tag, Annotated[tuple[Tag, ...], BeforeValidator(_listed)]]
    ) = Field((), description="Source languages to start from, for all targets or by target")
    routes: dict[str, str] = Field({}, description="Pins a pair, such as fr>es: apertium")
    index: Annotated[IndexEntry, BeforeValidator(_addressed, json_schema_input_type=str | IndexEntry)] = Field(
        IndexEntry(), description="The index of Argos packages: its address, or {url, allow_private}"
    )
    memory: Size = Field(BOUND, description="Models are dropped before this program holds more, such as 800MB or 2GB")


class ReviewEntry(_Entry):
    """The review desk."""

    listen: Annotated[str, AfterValidator(_listening)] = Field(
        "127.0.0.1:8420", description="Host and port it answers on; on this machine alone unless told otherwise"
    )
    url: Annotated[str, AfterValidator(_address)] | Literal[""] = Field(
        "", description="The address people reach it by, where a proxy stands before it"
    )
    auth: Literal["accounts", "header"] = Field(
        "accounts", description="header: a reverse proxy has signed people in and names them"
    )
    header: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,63}$")] = Field(
        "X-Remote-User", description="The header in which the proxy names them"
    )
    proxies: Annotated[tuple[Annotated[str, AfterValidator(_network)], ...], BeforeValidator(_listed)] = Field(
        (), description="Addresses of proxies that are believed, such as 127.0.0.1 or 10.1.0.0/16"
    )
    session: Duration = Field(timedelta(hours=12), description="How long somebody stays signed in unseen")


class NoOptions(_Entry):
    """The options of a part that has none."""


class FileEntry(_Entry):
    """sources.yaml."""

    site: SiteEntry
    languages: tuple[Tag, ...] = Field(min_length=1, description="Every story should exist in these")
    sources: tuple[Any, ...] = Field(description="What to fetch")
    channels: tuple[Any, ...] = Field(description="What to publish")
    translation: TranslationEntry = TranslationEntry()
    review: ReviewEntry = ReviewEntry()
    glossary: Text = Field("glossary.csv", description="How terms are said in each language; may be missing")
    gazetteer: str = Field("", description="A CSV file of places and what each language calls them")
    store: str = "var/pipeline.db"
    output: str = "output"


class AnySource(SourceEntry):
    """A source of any kind, its own options left unread: for commands that fetch nothing and should be quick."""

    model_config = ConfigDict(extra="ignore", frozen=True)


@cache
def source_model(name: str) -> type[SourceEntry]:
    """The model of a source of this kind: the common keys and those its fetcher declares."""
    options = parts.find("fetchers", name).Options
    return cast(
        type[SourceEntry],
        create_model(f"{name.title()}Source", __base__=(SourceEntry, options), kind=(Literal[name], ...)),  # type: ignore[arg-type]
    )


@cache
def part_options(room: str, name: str) -> type[BaseModel]:
    """The options that an engine, an output or a kind of delivery declares; one without any takes none."""
    return cast(type[BaseModel], getattr(parts.find(room, name), "Options", NoOptions))


def schema() -> dict[str, Any]:
    """JSON Schema of sources.yaml, for editors that complete and check while one types."""
    whole = FileEntry.model_json_schema()

    def described(model: type[BaseModel]) -> dict[str, Any]:
        found = model.model_json_schema()
        whole["$defs"].update(found.pop("$defs", {}))
        return found

    kinds = [described(source_model(name)) for name in parts.names("fetchers")]
    whole["properties"]["sources"]["items"] = {"oneOf": kinds}
    channel = described(ChannelEntry)
    for name in parts.names("outputs"):
        channel["properties"][name] = described(part_options("outputs", name))
    channel["properties"]["deliver"]["items"] = {"oneOf": [_delivery(described, name) for name in delivery_kinds()]}
    whole["properties"]["channels"]["items"] = channel
    settings = whole["$defs"]["TranslationEntry"]["properties"]
    for name in parts.names("engines"):
        settings[name] = described(part_options("engines", name))
    whole["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return whole


def delivery_kinds() -> list[str]:
    """The ways a channel can be taken somewhere."""
    return parts.names("deliveries")


def _delivery(described: Callable[[type[BaseModel]], dict[str, Any]], kind: str) -> dict[str, Any]:
    """The schema of a delivery of one kind, whose options may be written as one text where its part allows that."""
    entry, options = described(DeliveryEntry), described(part_options("deliveries", kind))
    short = hasattr(parts.find("deliveries", kind), "SHORT")
    entry["properties"][kind] = {"anyOf": [{"type": "string"}, options]} if short else options
    entry["required"] = [*entry.get("required", []), kind]
    return entry
