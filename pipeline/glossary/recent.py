"""The glossary as its file stands, for programs that run for long: read anew only when the file has changed."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from pipeline.glossary.matching import Glossary
from pipeline.glossary.table import Table, read


@dataclass(frozen=True, slots=True)
class Recent:
    """A glossary file as last read."""

    table: Table
    glossary: Glossary
    warnings: tuple[str, ...]


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
        found = Recent(table, Glossary(table.terms), table.warnings)
        _kept[path] = (mark, found)
        return found


def _mark(path: Path) -> tuple[int, int, int]:
    """What differs whenever the file was written: it is always replaced whole, by another file."""
    try:
        stat = path.stat()
    except OSError:
        return (0, 0, 0)
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
