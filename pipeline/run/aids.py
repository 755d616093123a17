"""What the store and the settings know that helps a translation: glossary, memory, set pieces, other routes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline import glossary, routes
from pipeline.config import Config
from pipeline.memory import locked as set_pieces
from pipeline.model import Article, Engine, Locked, Origin, Route, Segment
from pipeline.store import Store, locked, memory
from pipeline.translate import Aids


def aids(store: Store, config: Config, engines: Mapping[str, Engine], *, anew: bool = False) -> Aids:
    """The aids of a run. `anew` leaves out what the machine made before, so that it is made once more."""
    pairs = {name: engine.pairs() for name, engine in engines.items()}

    def recall(sources: Sequence[str], route: Route) -> Mapping[str, Segment]:
        models = ", ".join(dict.fromkeys(engines[hop.engine].model(hop.pair) for hop in route.hops))
        made = {} if anew else memory.machine(store, sources, routes.describe(route), models)
        return {**made, **memory.exact(store, sources, route.source, route.target)}  # a person's words come first

    def pieces(article: Article, target: str) -> Mapping[int, Locked]:
        prints = {
            number: set_pieces.fingerprint(block, article.language)
            for number, block in enumerate(article.body)
            if block.kind in set_pieces.KINDS
        }
        prints = {number: print_ for number, print_ in prints.items() if print_}
        known = locked.find(store, list(prints.values()), article.language, target)
        usable = {key: piece for key, piece in known.items() if not (anew and piece.origin is Origin.MACHINE)}
        return {number: usable[key] for number, key in prints.items() if key in usable}

    return Aids(
        glossary=glossary.load(config.glossary)[0],
        recall=recall,
        set_pieces=pieces,
        others=lambda route: routes.others(pairs, route),
    )
