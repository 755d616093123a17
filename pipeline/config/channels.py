"""The channels of sources.yaml: policies by language, options of outputs, and where what they publish is taken."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pipeline import parts
from pipeline.config.entries import ChannelEntry, DeliveryEntry, PolicyEntry, delivery_kinds, part_options
from pipeline.config.telling import canonical, listed, located, strangers, twice, validated
from pipeline.model import Channel, Delivery, Policy


def channels(
    raw: Any, languages: Sequence[str], sources: Collection[str], base: Path, mistakes: list[str], *, whole: bool
) -> tuple[Channel, ...]:
    """The channels as they were written, whose `languages` and `sources` are those of the file.

    Their paths count from `base`. `whole` looks into every output for what it needs of the others, and imports them.
    """
    found = []
    for n, item in enumerate(listed(raw)):
        at = f"channels[{n}]"
        if not isinstance(item, dict):
            mistakes.append(f"{at}: write keys and values, such as id: and outputs:")
            continue
        _names(item, at, languages, sources, mistakes)
        outputs = [name for name in listed(item.get("outputs")) if isinstance(name, str)]
        if whole:
            mistakes += _lacking_pages(at, outputs)
        named = [key for key in item if key in parts.names("outputs")]
        options = _options({name: item[name] for name in named}, at, outputs, base, mistakes)
        deliver = _deliveries(item.get("deliver"), f"{at}.deliver", base, mistakes)
        entry = validated(ChannelEntry, {key: item[key] for key in item if key not in named}, at, mistakes)
        if entry is not None:
            found.append(_channel(entry, tuple(languages), options, deliver))
    _conflicts(found, mistakes)
    return tuple(found)


def _names(
    item: Mapping[Any, Any], at: str, languages: Sequence[str], sources: Collection[str], mistakes: list[str]
) -> None:
    """Names that lead nowhere. Reads what is there, right or not."""
    mistakes += strangers(f"{at}.outputs", "output", item.get("outputs"), parts.names("outputs"))
    mistakes += [
        f"{at}.sources: no source is called {name!r}"
        for name in listed(item.get("sources"))
        if isinstance(name, str) and name not in sources
    ]
    own = [tag for tag in map(canonical, listed(item.get("languages"))) if tag]
    mistakes += [f"{at}.languages: {tag} is not among languages:" for tag in own if tag not in languages]
    policies = item.get("by_language")
    tags = [canonical(tag) for tag in policies] if isinstance(policies, dict) else []
    mistakes += [
        f"{at}.by_language.{tag}: the channel has no feed for it; its languages are {', '.join(own or languages)}"
        for tag in dict.fromkeys(tags)
        if tag and tag not in (own or languages)
    ]
    mistakes += [
        f"{at}.by_language: {tag} stands here twice, in two spellings"
        for tag in dict.fromkeys(tags)
        if tag and tags.count(tag) > 1
    ]


def _lacking_pages(at: str, outputs: Sequence[str]) -> list[str]:
    """The outputs that lead readers to pages of items, where no output of the channel makes any."""
    from pipeline import formats

    known = [formats.named(name) for name in outputs if name in parts.names("outputs")]
    if any(one.item_filename and one.media_type == "text/html" for one in known):
        return []
    return [
        f"{at}.outputs: {one.name} leads to the pages of items, and this channel has none; add html to its outputs"
        for one in known
        if one.needs_pages
    ]


def _options(
    told: Mapping[str, Any], at: str, outputs: Sequence[str], base: Path, mistakes: list[str]
) -> dict[str, object]:
    """What the outputs are told, checked by the options they declare."""
    found: dict[str, object] = {}
    for name, given in told.items():
        if name not in outputs:
            mistakes.append(f"{at}.{name}: {name} is not among its outputs: add it there, or take this out")
        options = validated(part_options("outputs", name), {} if given is None else given, f"{at}.{name}", mistakes)
        if options is None:
            continue
        found[name] = options = located(options, base)
        theme = getattr(options, "theme", "")
        if theme and not Path(theme).is_dir():
            mistakes.append(f"{at}.{name}.theme: there is no folder {theme}; it counts from the folder of sources.yaml")
    return found


def _channel(
    entry: ChannelEntry,
    languages: tuple[str, ...],
    options: Mapping[str, object],
    deliver: tuple[Delivery, ...],
) -> Channel:
    common = _policy(entry, Policy())
    return Channel(
        id=entry.id,
        outputs=entry.outputs,
        release=common.release,
        rights=entry.rights,
        languages=entry.languages or languages,
        sources=entry.sources,
        max_items=common.max_items,
        outdated=common.outdated,
        grace=common.grace,
        max_age=common.max_age,
        headline_max=common.headline_max,
        by_language=MappingProxyType({tag: _policy(own, common) for tag, own in entry.by_language.items()}),
        notices=entry.notices,
        options=MappingProxyType(dict(options)),
        deliver=deliver,
    )


def _policy(entry: PolicyEntry, common: Policy) -> Policy:
    """What was written, and for the rest what is asked in common."""

    def said(key: str) -> Any:
        return getattr(entry if key in entry.model_fields_set else common, key)

    return Policy(*(said(key) for key in ("release", "outdated", "grace", "max_items", "max_age", "headline_max")))


def _deliveries(raw: Any, at: str, base: Path, mistakes: list[str]) -> tuple[Delivery, ...]:
    """Where the channel is taken: each entry has a name and, under the name of its kind, what that is told."""
    found = []
    for n, item in enumerate(listed(raw)):
        here, kinds = f"{at}[{n}]", delivery_kinds()
        ways = [key for key in item if key in kinds] if isinstance(item, dict) else []
        if not isinstance(item, dict) or (len(ways) != 1 and set(item) <= {"name", *kinds}):
            mistakes.append(f"{here}: write name: and one of {', '.join(f'{kind}:' for kind in kinds)}")
            continue
        entry = validated(DeliveryEntry, {key: item[key] for key in item if key not in ways}, here, mistakes)
        for kind in ways:
            part, given = parts.find("deliveries", kind), item[kind]
            told = {part.SHORT: given} if isinstance(given, str) and hasattr(part, "SHORT") else given
            options = validated(part_options("deliveries", kind), told, f"{here}.{kind}", mistakes)
            if entry is not None and options is not None:
                found.append(Delivery(entry.name, kind, located(options, base)))
    mistakes += twice(at, [item.get("name") if isinstance(item, dict) else None for item in listed(raw)], ".name")
    return tuple(found)


def _conflicts(found: Sequence[Channel], mistakes: list[str]) -> None:
    """Deliveries that would undo one another, in whatever channels they stand."""
    places: list[tuple[str, str, object]] = [
        (f"channels ({channel.id}).deliver ({delivery.name})", delivery.kind, delivery.options)
        for channel in found
        for delivery in channel.deliver
    ]
    for (first, kind, one), (second, other_kind, other) in combinations(places, 2):
        if kind == other_kind and (said := _conflict(kind, one, other)):
            mistakes.append(f"{second}: {said} {first}")


def _conflict(kind: str, one: object, other: object) -> str:
    asked = getattr(parts.find("deliveries", kind), "conflict", None)
    return str(asked(one, other)) if asked else ""
