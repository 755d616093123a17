"""Which engines lead from one language to another: chains over what is installed. Pure: everything comes as data.

A route is written as engines and languages: `argos:fr>en>es` goes through English with one engine, `apertium:fr>ca
argos:ca>en` uses two. Where a model of the base language serves a variant it says so: `argos:en>pt (for pt-BR)`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from pipeline import language
from pipeline.errors import ConfigError
from pipeline.model import Hop, Pair, Route

MAX_HOPS = 3
PIVOT = "en"

Pairs = Mapping[str, Collection[Pair]]
Pins = Mapping[tuple[str, str], str]

_NO_PINS: Pins = {}
_ENGINE = r"[a-z][a-z0-9_]*"
_TAG = r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"
_NAME = re.compile(_ENGINE)
_LEG = re.compile(rf"({_ENGINE}):({_TAG}(?:>{_TAG})+)")
_WRITTEN = re.compile(rf"([^()]*?)(?: \((?:from ({_TAG}))?(?:, )?(?:for ({_TAG}))?\))?")


def find(pairs: Pairs, source: str, target: str, *, pinned: Pins = _NO_PINS) -> Route | None:
    """The route to take from `source` to `target` (BCP 47), or None where nothing installed leads there.

    `pairs` holds each engine's pairs, the engines in the configured order. The first engine that gets there alone is
    taken, by its fewest steps, at most three; only where none does are engines mixed. A model for exactly the wanted
    variant comes before one of its base language (pt for pt-BR, never pt-BR for pt; scripts are never crossed). Ties go
    to the pivot English, then to the alphabet. `pinned` names an engine or a whole chain for a pair instead; raises
    `ConfigError` where such a text is malformed, and gives None where what it names is not installed.
    """
    if _language(source) == _language(target):
        return None
    if text := pinned.get((source, target)):
        return _pinned(pairs, source, target, pin(text, source, target))
    for engine in pairs:
        if route := _best({engine: pairs[engine]}, source, target):
            return route
    return _best(pairs, source, target)


def best_source(
    pairs: Pairs, sources: Sequence[str], target: str, prefer: Sequence[str] = (), *, pinned: Pins = _NO_PINS
) -> Route | None:
    """The route into `target` from whichever of several languages has the best one, or None.

    The languages of `prefer` come first, in their order, if they have any route; then one engine before mixed chains,
    engines in the configured order, exact models, fewest steps, and at last the order of `sources`.
    """
    routes = {source: find(pairs, source, target, pinned=pinned) for source in dict.fromkeys(sources)}
    for source in prefer:
        if route := routes.get(source):
            return route
    return min((route for route in routes.values() if route), key=lambda route: _quality(pairs, route), default=None)


def others(pairs: Pairs, route: Route, limit: int = 2) -> list[Route]:
    """Further routes between the same languages, best first: another engine or another pivot, at most two steps.

    What a sentence is tried with when the first route cannot translate it well.
    """
    onward = _onward(pairs)
    found = [
        Route(route.source, route.target, hops)
        for start in _served(route.source)
        for end in _served(route.target)
        for length in (1, 2)
        for hops in _chains(onward, start, end, length)
        if hops != route.hops
    ]
    return sorted(found, key=lambda other: _rank(pairs, other))[:limit]


def matrix(pairs: Pairs, languages: Iterable[str], *, pinned: Pins = _NO_PINS) -> dict[tuple[str, str], Route | None]:
    """The route, or None, for every ordered pair of different languages, row by row in the order given."""
    tags = list(dict.fromkeys(languages))
    return {(s, t): find(pairs, s, t, pinned=pinned) for s in tags for t in tags if s != t}


def missing(
    source: str, target: str, installable: Mapping[str, Callable[[Pair], str]], pairs: Pairs | None = None
) -> str:
    """The shell command that would make a route from `source` to `target`, or nothing where none is known or needed.

    `installable` asks each engine, in the configured order, for the command that installs a pair. The direct pair from
    the first engine that has it, else the two halves through English, of one engine where one has both; halves that
    are in `pairs` already are left out.
    """
    have: Pairs = pairs or {}
    if _language(source) == _language(target) or find(have, source, target):
        return ""
    starts, ends = _served(source), _served(target)
    for engine in installable:
        if command := _command(installable[engine], starts, ends):
            return command
    if PIVOT in {_language(source), _language(target)}:
        return ""
    halves = ((starts, [PIVOT]), ([PIVOT], ends))
    for engines in [[engine] for engine in installable] + [list(installable)]:
        there = {pair for engine in engines for pair in have.get(engine, ())}
        commands: list[str] = []
        for before, after in halves:
            if any(Pair(a, b) in there for a in before for b in after):
                continue
            found = (_command(installable[engine], before, after) for engine in engines)
            commands.append(next(filter(None, found), ""))
        if commands and all(commands):
            return _together(commands)
    return ""


def describe(route: Route) -> str:
    """The route as text: `argos:fr>en>es`, `apertium:fr>ca argos:ca>en`, `argos:en>pt (for pt-BR)`."""
    legs: list[str] = []
    engine = ""
    for hop in route.hops:
        if hop.engine == engine:
            legs[-1] += f">{hop.pair.target}"
        else:
            engine = hop.engine
            legs.append(f"{engine}:{hop.pair.source}>{hop.pair.target}")
    notes = []
    if route.hops[0].pair.source != route.source:
        notes.append(f"from {route.source}")
    if route.hops[-1].pair.target != route.target:
        notes.append(f"for {route.target}")
    return " ".join(legs) + (f" ({', '.join(notes)})" if notes else "")


def parse(text: str) -> Route:
    """Read back what `describe` writes. Raises `ConfigError`, with one line, for anything else."""
    written = _WRITTEN.fullmatch(text.strip())
    if written is None:
        raise _malformed(text)
    hops: list[Hop] = []
    for part in written[1].split():
        leg = _LEG.fullmatch(part)
        if leg is None:
            raise _malformed(text)
        stops = [_canonical(stop, text) for stop in leg[2].split(">")]
        hops += [Hop(leg[1], Pair(a, b)) for a, b in pairwise(stops)]
    if not hops or len(hops) > MAX_HOPS or any(a.pair.target != b.pair.source for a, b in pairwise(hops)):
        raise _malformed(text)
    source = _canonical(written[2] or hops[0].pair.source, text)
    target = _canonical(written[3] or hops[-1].pair.target, text)
    route = Route(source, target, tuple(hops))
    stops = [hop.pair.source for hop in hops] + [hops[-1].pair.target]
    if len(set(stops)) < len(stops) or stops[0] not in _served(route.source) or stops[-1] not in _served(route.target):
        raise _malformed(text)
    return route


def pin(text: str, source: str, target: str) -> str | Route:
    """What a configured route asks for between two languages: an engine by name, or a whole chain.

    Raises `ConfigError`, with one line, where the text is neither or the chain leads elsewhere.
    """
    if _NAME.fullmatch(text.strip()):
        return text.strip()
    route = parse(text)
    if route.hops[0].pair.source in _served(source) and route.hops[-1].pair.target in _served(target):
        return Route(source, target, route.hops)
    raise ConfigError([f"translation.routes: {text!r} does not lead from {source} to {target}"])


def _canonical(tag: str, text: str) -> str:
    try:
        return language.canonical(tag)
    except ValueError:
        raise _malformed(text) from None


def _malformed(text: str) -> ConfigError:
    advice = f"an engine (argos) or a chain of at most {MAX_HOPS} steps (argos:fr>en>es, or apertium:fr>ca argos:ca>en)"
    return ConfigError([f"translation.routes: {text!r} is no route; write {advice}"])


def _pinned(pairs: Pairs, source: str, target: str, wanted: str | Route) -> Route | None:
    if isinstance(wanted, str):
        return _best({wanted: pairs[wanted]}, source, target) if wanted in pairs else None
    there = all(hop.pair in pairs.get(hop.engine, ()) for hop in wanted.hops)
    return wanted if there else None


def _language(tag: str) -> str:
    return tag.partition("-")[0]


def _served(tag: str) -> list[str]:
    """The languages whose model serves a tag, best first: itself, then the same without region; the script stays."""
    try:
        return list(dict.fromkeys((tag, language.base(tag))))
    except ValueError:
        return [tag]


def _best(pairs: Pairs, source: str, target: str) -> Route | None:
    """The best chain over all of `pairs`, engines mixed where there are several."""
    onward = _onward(pairs)
    for end in _served(target):
        for start in _served(source):
            for length in range(1, MAX_HOPS + 1):
                chains = (Route(source, target, hops) for hops in _chains(onward, start, end, length))
                if best := min(chains, key=lambda route: _rank(pairs, route), default=None):
                    return best
    return None


def _onward(pairs: Pairs) -> dict[str, list[Hop]]:
    onward: dict[str, list[Hop]] = {}
    for engine, its in pairs.items():
        for pair in sorted(its):
            onward.setdefault(pair.source, []).append(Hop(engine, pair))
    return onward


def _chains(onward: Mapping[str, Sequence[Hop]], start: str, end: str, length: int) -> Iterator[tuple[Hop, ...]]:
    """Every chain of exactly `length` hops that meets no language twice."""

    def walk(at: str, hops: tuple[Hop, ...], met: frozenset[str]) -> Iterator[tuple[Hop, ...]]:
        for hop in onward.get(at, ()):
            to = hop.pair.target
            if len(hops) + 1 == length:
                if to == end:
                    yield (*hops, hop)
            elif to != end and to not in met:
                yield from walk(to, (*hops, hop), met | {to})

    return walk(start, (), frozenset({start}))


def _quality(pairs: Pairs, route: Route) -> tuple[int, ...]:
    """Grows as a route gets worse: mixed after pure, engines in order, base models after exact ones, more steps."""
    order = list(pairs)
    mixed = len({hop.engine for hop in route.hops}) > 1
    return (
        int(mixed),
        0 if mixed else order.index(route.hops[0].engine),
        _served(route.target).index(route.hops[-1].pair.target),
        _served(route.source).index(route.hops[0].pair.source),
        len(route.hops),
    )


def _rank(pairs: Pairs, route: Route) -> tuple[object, ...]:
    """The quality, then what decides between equals: engine order, the pivot English, the alphabet."""
    order = list(pairs)
    engines = [order.index(hop.engine) for hop in route.hops]
    pivots = [hop.pair.target for hop in route.hops[:-1]]
    return *_quality(pairs, route), engines, [pivot != PIVOT for pivot in pivots], pivots


def _command(installable: Callable[[Pair], str], starts: Sequence[str], ends: Sequence[str]) -> str:
    commands = (installable(Pair(a, b)) for b in ends for a in starts)
    return next(filter(None, commands), "")


def _together(commands: Sequence[str]) -> str:
    """One line that runs all: the packages put together where Debian has them all."""
    heads = {command.rpartition(" ")[0] for command in commands}
    if heads == {"apt-get install"}:
        return " ".join([heads.pop(), *dict.fromkeys(command.rpartition(" ")[2] for command in commands)])
    return " && ".join(dict.fromkeys(commands))
