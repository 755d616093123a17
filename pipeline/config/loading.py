"""sources.yaml as checked values: every mistake is told at once, each with its path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pipeline import gazetteer, language, parts, routes
from pipeline.config.channels import channels
from pipeline.config.entries import AnySource, FileEntry, SourceEntry, part_options, source_model
from pipeline.config.reading import read
from pipeline.config.telling import canonical, listed, located, strangers, twice, validated
from pipeline.errors import ConfigError
from pipeline.model import Channel, Selectors, Site, Source
from pipeline.packages.index import ADDRESS
from pipeline.packages.loaded import BOUND

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

    Without `fetching`, the options of each kind of source and what outputs need of each other are left unread, and
    neither fetchers nor outputs are imported. Raises ConfigError with every mistake at once, each as
    `path: what is wrong`.
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
    entry = validated(FileEntry, raw, "", mistakes)
    options = _engine_options(told, entry.translation.engines if entry else (), path.parent, mistakes)
    zone = entry.site.timezone if entry else "UTC"
    sources = [
        _source(item, f"sources[{position}]", path.parent, zone, mistakes, fetching)
        for position, item in enumerate(listed(raw.get("sources")))
    ]
    _cross_check(raw, mistakes)
    languages = [tag for tag in map(canonical, listed(raw.get("languages"))) if tag]
    names = {name for name in _ids(raw.get("sources")) if isinstance(name, str)}
    published = channels(raw.get("channels"), languages, names, path.parent, mistakes, whole=fetching)
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
        channels=published,
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
        model = part_options("engines", name)
        options = validated(model, {} if given is None else given, f"translation.{name}", mistakes)
        if options is not None:
            found[name] = located(options, base)
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
    entry = validated(model, raw, at, mistakes)
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
    for room in ("sources", "channels"):
        mistakes += twice(room, _ids(raw.get(room)), ".id")
    mistakes += twice("languages", [canonical(tag) for tag in listed(raw.get("languages"))])
    translation = raw.get("translation")
    if isinstance(translation, dict):
        mistakes += strangers("translation.engines", "engine", translation.get("engines"), parts.names("engines"))


def _ids(raw: Any) -> list[Any]:
    return [item.get("id") if isinstance(item, dict) else None for item in listed(raw)]


def _places(path: Path, mistakes: list[str]) -> gazetteer.Places:
    """The newsroom's own places; the mistakes name the file and its lines."""
    try:
        return gazetteer.load(path)
    except ConfigError as error:
        mistakes += [f"gazetteer: {mistake}" for mistake in error.mistakes]
        return ()


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
