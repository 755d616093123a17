"""sources.yaml as checked values: every mistake is told at once, each with its path.

The file's shape lives in the pydantic models below; `load` turns it into the frozen types of `model.py`. Relative
paths count from the folder of the file, so cron and a shell mean the same place.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, cast
from zoneinfo import ZoneInfo

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model

from pipeline import language, parts, routes
from pipeline.errors import ConfigError
from pipeline.model import Authority, Channel, Origin, Rights, Selectors, Site, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BYTES = 1_000_000
MAX_NODES = 100_000
Model = TypeVar("Model", bound=BaseModel)
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Translation:
    """How translations are made: engines in order of preference, where models live, what staff pinned."""

    engines: tuple[str, ...]
    models: Path
    prefer: Mapping[str, tuple[str, ...]]  # target language -> source languages, "*" for every target
    routes: Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Config:
    """All that sources.yaml says."""

    site: Site
    languages: tuple[str, ...]
    sources: tuple[Source, ...]
    channels: tuple[Channel, ...]
    translation: Translation
    store: Path
    output: Path


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


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Tag = Annotated[str, AfterValidator(_tag)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
Text = Annotated[str, Field(min_length=1)]
Duration = Annotated[timedelta, BeforeValidator(_duration, json_schema_input_type=str)]


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


class ChannelEntry(_Entry):
    """One set of feeds."""

    id: Name
    outputs: tuple[str, ...] = Field(min_length=1)
    release: Origin = Field(Origin.APPROVED, description="The least origin that may go out")
    rights: Rights = Field(Rights.PUBLIC, description="public: only texts that may be published")
    languages: tuple[Tag, ...] = Field((), description="Narrows the languages; empty for all")
    sources: tuple[str, ...] = Field((), description="Narrows the sources; empty for all")
    max_items: int = Field(100, ge=1, le=10_000, description="The newest so many in each feed")


class TranslationEntry(_Entry):
    """How translations are made."""

    engines: tuple[str, ...] = ("argos", "apertium")
    models: str = "var/models"
    prefer: (
        Annotated[tuple[Tag, ...], BeforeValidator(_listed)]
        | dict[Tag, Annotated[tuple[Tag, ...], BeforeValidator(_listed)]]
    ) = Field((), description="Source languages to start from, for all targets or by target")
    routes: dict[str, str] = Field({}, description="Pins a pair, such as fr>es: apertium")


class FileEntry(_Entry):
    """sources.yaml."""

    site: SiteEntry
    languages: tuple[Tag, ...] = Field(min_length=1, description="Every story should exist in these")
    sources: tuple[Any, ...] = Field(description="What to fetch")
    channels: tuple[ChannelEntry, ...] = Field(description="What to publish")
    translation: TranslationEntry = TranslationEntry()
    store: str = "var/pipeline.db"
    output: str = "output"


@cache
def _kind(name: str) -> type[SourceEntry]:
    """The model of a source of this kind: the common keys and those its fetcher declares."""
    options = parts.find("fetchers", name).Options
    return cast(
        type[SourceEntry],
        create_model(f"{name.title()}Source", __base__=(SourceEntry, options), kind=(Literal[name], ...)),  # type: ignore[arg-type]
    )


def schema() -> dict[str, Any]:
    """JSON Schema of sources.yaml, for editors that complete and check while one types."""
    whole = FileEntry.model_json_schema()
    kinds = {name: _kind(name).model_json_schema() for name in parts.names("fetchers")}
    for kind in kinds.values():
        whole["$defs"].update(kind.pop("$defs", {}))
    whole["properties"]["sources"]["items"] = {"oneOf": list(kinds.values())}
    whole["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return whole


def load(path: Path, *, store: Path | None = None, output: Path | None = None) -> Config:
    """Read and check sources.yaml; `store` and `output` stand in for what the file says.

    Raises ConfigError with every mistake at once, each as `path: what is wrong`.
    """
    raw = _parse(path)
    mistakes: list[str] = []
    entry = _validated(FileEntry, raw, "", mistakes)
    listed = raw.get("sources") if isinstance(raw, dict) else None
    sources = [
        _source(item, f"sources[{position}]", path.parent, mistakes)
        for position, item in enumerate(listed if isinstance(listed, list) else [])
    ]
    if entry is not None:
        _cross_check(entry, [source for source in sources if source], mistakes)
    pinned = _pinned(entry.translation.routes, mistakes) if entry else {}
    if mistakes or entry is None:
        raise ConfigError([f"{path.name}: {mistake}" for mistake in mistakes])
    prefer = entry.translation.prefer
    return Config(
        site=Site(**entry.site.model_dump()),
        languages=entry.languages,
        sources=tuple(source for source in sources if source),
        channels=tuple(
            Channel(**{**channel.model_dump(), "languages": channel.languages or entry.languages})
            for channel in entry.channels
        ),
        translation=Translation(
            engines=entry.translation.engines,
            models=path.parent / entry.translation.models,
            prefer=MappingProxyType(dict(prefer) if isinstance(prefer, dict) else {"*": prefer}),
            routes=MappingProxyType(pinned),
        ),
        store=store or path.parent / entry.store,
        output=output or path.parent / entry.output,
    )


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML that refuses what it would otherwise take silently: one key written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str | int | float | bool | None) or key in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key!r} stands here twice", problem_mark=key_node.start_mark
                )
            seen.add(key)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


def _parse(path: Path) -> Any:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError([f"{path}: larger than {MAX_BYTES:,} bytes; this is no sources.yaml"])
        text = path.read_bytes()
    except FileNotFoundError:
        raise ConfigError([f"{path}: there is no such file; name it with --config FILE"]) from None
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read ({error.strerror}); mend its permissions"]) from error
    try:
        raw = yaml.load(text, Loader=_Loader)  # a subclass of SafeLoader
        _bounded(raw)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise ConfigError([f"{path.name}{where}: {error.problem or error.context}; mend the YAML there"]) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200] or "nested too deep"
        raise ConfigError([f"{path.name}: not readable as YAML ({reason})"]) from error
    if not isinstance(raw, dict):
        raise ConfigError([f"{path.name}: the file must be a mapping with site:, languages:, sources:, channels:"])
    return raw


def _bounded(raw: Any) -> None:
    """Refuse a file whose aliases unfold into more than a person could have written."""
    stack, count = [raw], 0
    while stack:
        value = stack.pop()
        count += 1
        if count > MAX_NODES:
            raise ValueError("its aliases unfold without end")
        if isinstance(value, dict):
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)


def _validated(model: type[Model], raw: Any, at: str, mistakes: list[str]) -> Model | None:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        mistakes += [_words(detail, at, model) for detail in error.errors(include_url=False)]
        return None


def _words(detail: Any, at: str, model: type[BaseModel]) -> str:
    """One mistake as `path: what is wrong`, in words for someone who edits a file, not a program."""
    where = at
    for step in detail["loc"]:
        where += f"[{step}]" if isinstance(step, int) else f".{step}" if where else str(step)
    match detail["type"]:
        case "missing":
            said = "is missing"
        case "extra_forbidden":
            known = _keys(model, detail["loc"][:-1])
            close = difflib.get_close_matches(str(detail["loc"][-1]), known, n=1)
            said = "unknown key" + (f"; did you mean {close[0]}?" if close else f"; known here: {', '.join(known)}")
        case "string_pattern_mismatch":
            said = "write lower-case letters, digits, - and _ only, beginning with a letter or digit"
        case _:
            said = str(detail["msg"]).removeprefix("Value error, ")
            if isinstance(detail.get("input"), str | int | float | bool):
                said += f" (it says {detail['input']!r})"
    return f"{where}: {said}"


def _keys(model: type[BaseModel], loc: tuple[Any, ...]) -> list[str]:
    """The keys that may stand at `loc` inside `model`."""
    for step in loc:
        annotation = model.model_fields[step].annotation if step in model.model_fields else None
        inner = [annotation, *getattr(annotation, "__args__", ())]
        found = [kind for kind in inner if isinstance(kind, type) and issubclass(kind, BaseModel)]
        if found:
            model = found[0]
    return list(model.model_fields)


def _source(raw: Any, at: str, base: Path, mistakes: list[str]) -> Source | None:
    if not isinstance(raw, dict):
        mistakes.append(f"{at}: write keys and values, such as id: and kind:")
        return None
    kind = raw.get("kind")
    try:
        model = _kind(str(kind))
    except ConfigError as error:
        said = "is missing" if kind is None else error.mistakes[0]
        mistakes.append(f"{at}.kind: {said}")
        return None
    entry = _validated(model, raw, at, mistakes)
    if entry is None:
        return None
    part = parts.find("fetchers", str(kind))
    own = {key: getattr(entry, key) for key in part.Options.model_fields}
    if "path" in own:  # a file path counts from the folder of sources.yaml
        own["path"] = str(base / own["path"])
    return Source(
        id=entry.id,
        kind=entry.kind,
        options=part.Options(**own),
        languages=entry.languages,
        authority=entry.authority,
        rights=entry.rights,
        every=entry.every if entry.every is not None else getattr(part, "EVERY", timedelta(minutes=30)),
        keep=entry.keep,
        article=Selectors(**entry.article.model_dump()),
        allow_private=entry.allow_private,
    )


def _cross_check(entry: FileEntry, sources: list[Source], mistakes: list[str]) -> None:
    """What no single key can tell: names used twice, and names that lead nowhere."""
    ids = [source.id for source in sources]
    channels = [channel.id for channel in entry.channels]
    for what, found in (("sources", ids), ("channels", channels), ("languages", list(entry.languages))):
        mistakes += [f"{what}: {name} stands there twice" for name in sorted({n for n in found if found.count(n) > 1})]
    # A source that failed its own check is told once, there; its id still counts as known here.
    known = {str(raw.get("id")) for raw in entry.sources if isinstance(raw, dict)}
    outputs, engines = parts.names("outputs"), parts.names("engines")
    for position, channel in enumerate(entry.channels):
        at = f"channels[{position}]"
        mistakes += [
            f"{at}.outputs: no output is called {name!r}; there are: {', '.join(outputs)}"
            for name in channel.outputs
            if name not in outputs
        ]
        mistakes += [f"{at}.sources: no source is called {name!r}" for name in channel.sources if name not in known]
        mistakes += [
            f"{at}.languages: {tag} is not among languages:" for tag in channel.languages if tag not in entry.languages
        ]
    mistakes += [
        f"translation.engines: no engine is called {name!r}; there are: {', '.join(engines)}"
        for name in entry.translation.engines
        if name not in engines
    ]


def _pinned(raw: Mapping[str, str], mistakes: list[str]) -> dict[tuple[str, str], str]:
    pinned = {}
    for pair, text in raw.items():
        at = f"translation.routes.{pair}"
        halves = [half.strip() for half in pair.split(">")]
        if len(halves) != 2:
            mistakes.append(f"{at}: write the pair as source>target, such as fr>es")
            continue
        try:
            key = (language.canonical(halves[0]), language.canonical(halves[1]))
            named = routes.pin(text, *key)
            if isinstance(named, str) and named not in parts.names("engines"):
                raise ConfigError([f"no engine is called {named!r}"])
            pinned[key] = text
        except ValueError as error:
            mistakes.append(f"{at}: {error}")
        except ConfigError as error:
            mistakes.append(f"{at}: {error.mistakes[0]}")
    return pinned
