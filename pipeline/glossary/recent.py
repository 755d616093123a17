"""The glossary as its file stands, for programs that run for long: read anew only when the file has changed."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from pipeline.glossary.matching import Glossary
from pipeline.glossary.table import Table, read
from pipeline.model import Term


@dataclass(frozen=True, slots=True)
class Recent:
    """A glossary file as last read: `terms` in the order of their words, `folded` what each says, for a search."""

    table: Table
    glossary: Glossary
    terms: tuple[Term, ...]
    folded: tuple[str, ...]

    def found(self, words: str = "", source: str = "", target: str = "") -> list[Term]:
        """The terms in which these words stand (capitals aside), from one language and into one, or all."""
        asked = words.casefold().split()
        return [
            term
            for term, said in zip(self.terms, self.folded, strict=True)
            if (not source or term.source == source)
            and (not target or term.target == target)
            and all(word in said for word in asked)
        ]


_kept: dict[Path, tuple[tuple[int, int, int], Recent]] = {}
_reading = threading.Lock()


def recent(path: Path) -> Recent:
    """The glossary file at `path` as it stands; a missing one is an empty glossary. Nothing is raised."""
    mark = _mark(path)
    with _reading:
        before = _kept.get(path)
        if before is not None and before[0] == mark:
            return before[1]
        table = read(path)
        terms = tuple(sorted(table.terms, key=lambda one: (one.term.casefold(), one.source, one.target)))
        folded = tuple("\n".join((t.term, t.translation, *t.forbidden, t.note)).casefold() for t in terms)
        found = Recent(table, Glossary(table.terms), terms, folded)
        _kept[path] = (mark, found)
        return found


def _mark(path: Path) -> tuple[int, int, int]:
    """What differs whenever the file was written: programs here replace it whole, by another file."""
    try:
        stat = path.stat()
    except OSError:
        return (0, 0, 0)
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
