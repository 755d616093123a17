"""sources.yaml as checked values: every mistake is told at once, each with its path."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from pipeline import gazetteer, language, parts, routes
from pipeline.config.entries import AnySource, FileEntry, SourceEntry, TranslationEntry, engine_options, source_model
from pipeline.config.reading import read
from pipeline.errors import ConfigError
from pipeline.model import Channel, Selectors, Site, Source
from pipeline.packages.index import ADDRESS
from pipeline.packages.loaded import BOUND

Model = TypeVar("Model", bound=BaseModel)
SELECTING = {"item", "link", "title", "date", "language", "summary", "next", "empty"}  # options that are selectors


@dataclass(frozen=True, slots=True)
class Translation:
    """How translations are made: engines in order of preference, where models live, what staff pinned."""

    engines: tuple[str, ...]
    models: Path
    prefer: Mapping[str, tuple[str, ...]]  # target language -> source languages, "*" for every target
    routes: Mapping[tuple[str, str], str]
    index: str = ADDRESS  # where packages are installed from
    index_private: bool = False
    memory: int = BOUND  # bytes
    options: Mapping[str, object] = field(default_factory=dict)  # engine -> its own


@dataclass(frozen=True, slots=True)
class Review:
    """How the desk is served and who may come in: `auth` is accounts or header; `proxies` are networks, as CIDR."""

    listen: str = "127.0.0.1:8420"
    url: str = ""
    auth: str = "accounts"
    header: str = "X-Remote-User"
    proxies: tuple[str, ...] = ()
    session: timedelta = timedelta(hours=12)


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
    glossary: Path = Path("glossary.csv")
    places: gazetteer.Places = ()
    review: Review = Review()


def load(path: Path, *, store: Path | None = None, output: Path | None = None, fetching: bool = True) -> Config:
    """Read and check sources.yaml; `store` and `output` stand in for what the file says.

    Without `fetching`, the options of each kind of source are left unread, and no fetcher is imported. Raises
    ConfigError with every mistake at once, each as `path: what is wrong`.
    """
    return _config(read(path), path, store, output, fetching)


def default(path: Path) -> Config:
    """The settings of a newsroom without a file, for trials: every default, nothing to fetch, nowhere to publish."""
    site = {"title": "Trial", "url": "https://localhost", "contact": "nobody"}
    return _config({"site": site, "languages": ["en"], "sources": [], "channels": []}, path)


def _config(
    raw: Any, path: Path, store: Path | None = None, output: Path | None = None, fetching: bool = False
) -> Config:
    mistakes: list[str] = []
    raw, told = _apart(raw)
    entry = _validated(FileEntry, raw, "", mistakes)
    options = _engine_options(told, entry.translation.engines if entry else (), path.parent, mistakes)
    listed = raw.get("sources") if isinstance(raw, dict) else None
    zone = entry.site.timezone if entry else "UTC"
    sources = [
        _source(item, f"sources[{position}]", path.parent, zone, mistakes, fetching)
        for position, item in enumerate(listed if isinstance(listed, list) else [])
    ]
    _cross_check(raw, mistakes)
    if entry and entry.review.auth == "header" and not entry.review.proxies:
        mistakes.append("review.proxies: name the addresses of the proxy whose header is believed")
    pinned = _pinned(entry.translation.routes, mistakes) if entry else {}
    places = _places(path.parent / entry.gazetteer, mistakes) if entry and entry.gazetteer else ()
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
            index=entry.translation.index.url,
            index_private=entry.translation.index.allow_private,
            memory=entry.translation.memory,
            options=MappingProxyType(options),
        ),
        store=store or path.parent / entry.store,
        output=output or path.parent / entry.output,
        glossary=path.parent / entry.glossary,
        places=places,
        review=Review(**entry.review.model_dump()),
    )


def _apart(raw: Any) -> tuple[Any, dict[str, Any]]:
    """The file without the options of engines, and those, by the engine's name."""
    told = raw.get("translation") if isinstance(raw, dict) else None
    if not isinstance(told, dict):
        return raw, {}
    engines = {name: value for name, value in told.items() if name in parts.names("engines")}
    rest = {name: value for name, value in told.items() if name not in engines}
    return {**raw, "translation": rest}, engines


def _engine_options(
    told: Mapping[str, Any], engines: Iterable[str], base: Path, mistakes: list[str]
) -> dict[str, object]:
    """What each configured engine is told, checked by the options it declares; their paths count from `base`."""
    found: dict[str, object] = {}
    for name in dict.fromkeys([*told, *(name for name in engines if name in parts.names("engines"))]):
        given = told.get(name)
        options = _validated(engine_options(name), {} if given is None else given, f"translation.{name}", mistakes)
        if options is not None:
            paths = {key: base / value for key, value in options if isinstance(value, Path)}
            found[name] = options.model_copy(update=paths)
    return found


def check_selectors(config: Config) -> None:
    """Check the CSS selectors of every source, which `load` leaves alone to stay quick.

    Raises ConfigError with every mistake at once.
    """
    from soupsieve import SelectorSyntaxError
    from soupsieve import compile as compiled

    mistakes = []
    for source in config.sources:
        told = source.article
        options = [(k, v) for k, v in vars(source.options).items() if k in SELECTING and isinstance(v, str)]
        named = [(f"article.{n}", getattr(told, n)) for n in ("body", "headline", "date")] + options
        for name, selector in [*named, *(("article.drop", drop) for drop in told.drop)]:
            try:
                compiled(selector or "*")
            except SelectorSyntaxError as error:
                reason = str(error).splitlines()[0]
                mistakes.append(f"sources ({source.id}).{name}: {selector!r} is no CSS selector: {reason}")
    if mistakes:
        raise ConfigError(mistakes)


def _validated(model: type[Model], raw: Any, at: str, mistakes: list[str]) -> Model | None:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        told = [_words(detail, at, model) for detail in error.errors(include_url=False)]
        mistakes += dict.fromkeys(told)  # a union tells the same mistake once per shape it tried
        return None


def _words(detail: Any, at: str, model: type[BaseModel]) -> str:
    """One mistake as `path: what is wrong`, in words for someone who edits a file, not a program."""
    where = at
    for step in detail["loc"]:
        if isinstance(step, int):
            where += f"[{step}]"
        elif not re.search(r"[\[(]|^constrained-", step):  # pydantic's own names for the shapes it tried
            where += f".{step}" if where else str(step)
    given = detail.get("input")
    match detail["type"]:
        case "missing":
            said = "is missing"
        case "extra_forbidden":
            known = _keys(model, detail["loc"][:-1])
            if set(known) == set(TranslationEntry.model_fields):
                known += parts.names("engines")
            close = difflib.get_close_matches(str(detail["loc"][-1]), known, n=1)
            said = "unknown key" + (f"; did you mean {close[0]}?" if close else f"; known here: {', '.join(known)}")
        case "string_pattern_mismatch":
            said = "write lower-case letters, digits, - and _ only, beginning with a letter or digit"
        case "tuple_type" | "dict_type" if "prefer" in where:
            said = "write a list of languages, or lists by target such as {es: [fr, en]}"
        case "tuple_type":
            said = f"write a list, such as [{given if isinstance(given, str | int) else 'a, b'}]"
        case "too_short" | "string_too_short":
            said = "is empty"
        case "string_type" if isinstance(given, bool):
            said = f'YAML reads this as {str(given).lower()}; put it in quotes, such as "no"'
        case _:
            said = str(detail["msg"]).removeprefix("Value error, ")
            if isinstance(given, str | int | float | bool) and repr(given) not in said:
                said += f" (it says {given!r})"
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


def _source(raw: Any, at: str, base: Path, zone: str, mistakes: list[str], fetching: bool = True) -> Source | None:
    if not isinstance(raw, dict):
        mistakes.append(f"{at}: write keys and values, such as id: and kind:")
        return None
    kind = raw.get("kind")
    try:
        model = source_model(str(kind)) if fetching else AnySource
        if str(kind) not in parts.names("fetchers"):
            parts.find("fetchers", str(kind))
    except ConfigError as error:
        said = "is missing" if kind is None else error.mistakes[0]
        mistakes.append(f"{at}.kind: {said}")
        return None
    entry = _validated(model, raw, at, mistakes)
    if entry is None:
        return None
    options, every = _own(entry, base) if fetching else (None, timedelta(0))
    return Source(
        id=entry.id,
        kind=entry.kind,
        options=options,
        languages=entry.languages,
        authority=entry.authority,
        rights=entry.rights,
        every=entry.every if entry.every is not None else every,
        keep=entry.keep,
        article=Selectors(**entry.article.model_dump()),
        allow_private=entry.allow_private,
        timezone=entry.timezone or zone,
        backfill=_backfill(raw, at, base, zone, mistakes) if fetching and entry.backfill is not None else None,
        retain=entry.retain,
    )


def _own(entry: SourceEntry, base: Path) -> tuple[object, timedelta]:
    """The options of a source's own kind, and how often that kind is asked when nothing else is said."""
    part = parts.find("fetchers", entry.kind)
    own = {key: getattr(entry, key) for key in part.Options.model_fields}
    if "path" in own:  # a file path counts from the folder of sources.yaml
        own["path"] = str(base / own["path"])
    return part.Options(**own), getattr(part, "EVERY", timedelta(minutes=30))


def _backfill(raw: dict[str, Any], at: str, base: Path, zone: str, mistakes: list[str]) -> Source | None:
    """Where to look for what a listing left out: a source like its owner, but for kind and address."""
    inner = raw["backfill"]
    shared = {key: raw[key] for key in ("id", "languages", "allow_private", "timezone") if key in raw}
    if not isinstance(inner, dict) or "backfill" in inner:
        mistakes.append(f"{at}.backfill: write kind: and its keys, such as {{kind: sitemap, url: …}}")
        return None
    return _source(shared | inner, f"{at}.backfill", base, zone, mistakes)


def _cross_check(raw: Any, mistakes: list[str]) -> None:
    """What no single key can tell: names used twice, and names that lead nowhere. Reads what is there, right or not."""
    sources, channels = _listed(raw.get("sources")), _listed(raw.get("channels"))
    for room, found in (("sources", sources), ("channels", channels)):
        ids = [item.get("id") if isinstance(item, dict) else None for item in found]
        mistakes += [
            f"{room}[{n}].id: {name} stands already at {room}[{ids.index(name)}]"
            for n, name in enumerate(ids)
            if name is not None and ids.index(name) != n
        ]
    languages = [_canonical(tag) for tag in _listed(raw.get("languages"))]
    mistakes += [
        f"languages[{n}]: {tag} stands already at languages[{languages.index(tag)}]"
        for n, tag in enumerate(languages)
        if tag and languages.index(tag) != n
    ]
    known = {item.get("id") for item in sources if isinstance(item, dict)}
    for n, channel in enumerate(item if isinstance(item, dict) else {} for item in channels):
        at = f"channels[{n}]"
        mistakes += _strangers(f"{at}.outputs", "output", channel.get("outputs"), parts.names("outputs"))
        mistakes += [
            f"{at}.sources: no source is called {x!r}" for x in _listed(channel.get("sources")) if x not in known
        ]
        mistakes += [
            f"{at}.languages: {tag} is not among languages:"
            for tag in map(_canonical, _listed(channel.get("languages")))
            if tag and tag not in languages
        ]
    translation = raw.get("translation")
    if isinstance(translation, dict):
        mistakes += _strangers("translation.engines", "engine", translation.get("engines"), parts.names("engines"))


def _places(path: Path, mistakes: list[str]) -> gazetteer.Places:
    """The newsroom's own places; the mistakes name the file and its lines."""
    try:
        return gazetteer.load(path)
    except ConfigError as error:
        mistakes += [f"gazetteer: {mistake}" for mistake in error.mistakes]
        return ()


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _canonical(tag: Any) -> str:
    """A tag as it is kept, "" for what is none: that is told where it is checked."""
    try:
        return language.canonical(tag) if isinstance(tag, str) else ""
    except ValueError:
        return ""


def _strangers(at: str, what: str, given: Any, known: list[str]) -> list[str]:
    return [
        f"{at}: no {what} is called {name!r}; there are: {', '.join(known)}"
        for name in _listed(given)
        if isinstance(name, str) and name not in known
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
            mistakes.append(f"{at}: {error.mistakes[0].removeprefix('translation.routes: ')}")
    return pinned
