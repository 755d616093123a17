"""What people do with remembered sentences: bring them in, take them out, look for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from pipeline.acts.told import named
from pipeline.errors import ActError, Told
from pipeline.language import canonical
from pipeline.memory import tmx
from pipeline.model import Match
from pipeline.store import Store, memory

MAX_TOLD = 50  # faults of one file that are told one by one


def import_memory(store: Store, path: Path, *, by: str, now: datetime, tell: Callable[[str], None]) -> tuple[int, int]:
    """Take the sentences of a TMX file into the memory; returns how many came and how many faults `tell` heard of."""
    named(by)
    faults = 0

    def sound() -> Iterator[tmx.Pairing]:
        nonlocal faults
        for found in tmx.read(path):
            if isinstance(found, tmx.Pairing):
                yield found
                continue
            faults += 1
            if faults <= MAX_TOLD:
                tell(Told("{}: {}", path, found.text))

    taken = memory.bring(store, sound(), person=by, now=now)
    if faults > MAX_TOLD:
        tell(Told("{}: {} more faults", path, faults - MAX_TOLD))
    return taken, faults


def export_memory(store: Store, path: Path, source: str = "", target: str = "") -> int:
    """Write the memory, or one source or target language of it, as TMX; returns how many sentences that were."""
    return tmx.write(path, memory.everything(store, _language(source), _language(target)))


def search_memory(store: Store, text: str, source: str, target: str) -> list[Match]:
    """Remembered sentences like a text, the likest first, then those in which its words stand; ten at most."""
    languages = _language(source), _language(target)
    found = memory.fuzzy(store, text, *languages, limit=10, least=0.6)
    known = {one.source for one in found}
    found += [one for one in memory.containing(store, text, *languages) if one.source not in known]
    return found[:10]


def _language(named: str) -> str:
    try:
        return canonical(named) if named else ""
    except ValueError as error:
        raise ActError(*error.args) from error
