"""The newsroom's glossary as pages need it: read once, and again when its file changed."""

from __future__ import annotations

import threading
from pathlib import Path

from pipeline import glossary
from pipeline.glossary import Glossary
from pipeline.model import TermHere
from pipeline.sheets import Base

_lock = threading.Lock()
_known: dict[Path, tuple[tuple[int, int], Glossary]] = {}


def of(path: Path) -> Glossary:
    """The glossary of a file, as it is now."""
    try:
        found = path.stat()
        stamp = (found.st_mtime_ns, found.st_size)
    except OSError:
        stamp = (0, 0)
    with _lock:
        known = _known.get(path)
        if known is None or known[0] != stamp:
            known = stamp, glossary.load(path)[0]
            _known[path] = known
    return known[1]


def here(terms: Glossary, base: Base) -> dict[str, list[TermHere]]:
    """For each line of a text, by key, the terms that stand in its source sentence."""
    found = {}
    for line in base.lines:
        matches = terms.matches(line.segment.source, base.source.language, base.ours.language)
        told = [TermHere(one.start, one.end, one.term.term, one.term.wanted, one.term.note) for one in matches]
        if told:
            found[line.key] = told
    return found
