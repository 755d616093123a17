"""Files of other terminology tools, by the ending of their name: .csv, or .tbx (also .xml)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline import files
from pipeline.errors import ActError, OutputError, Told
from pipeline.glossary.table import MAX_BYTES, of, parse, written
from pipeline.model import Term

ENDINGS = (".csv", ".tsv", ".txt", ".tbx", ".xml")


def read(file: Path, *, source: str = "", target: str = "") -> tuple[list[Term], list[str]]:
    """The terms of a file a person names, and a line for each part of it that is of no use.

    `source` and `target` narrow the languages. Raises ActError when the file cannot be read at all.
    """
    kind = _kind(file)
    try:
        if file.stat().st_size > MAX_BYTES:
            raise ActError("{} is larger than {:,} bytes; split it and import the parts", file, MAX_BYTES)
        content = file.read_bytes()
    except OSError as error:
        raise ActError("{} cannot be read: {}; name a file that can", file, error.strerror) from error
    if kind in (".tbx", ".xml"):
        from pipeline.glossary import tbx

        return tbx.read(content, file.name, source=source, target=target)
    table = parse(content, file.name)
    if table.refused:
        raise ActError("nothing was imported: {}", table.warnings[0])
    return list(table.narrowed(source, target)), list(table.warnings)


def write(file: Path, terms: Iterable[Term]) -> None:
    """Write terms to a file, replacing it whole; raises ActError when it cannot be written."""
    kind = _kind(file)
    if kind in (".tbx", ".xml"):
        from pipeline.glossary import tbx

        content = tbx.write(terms)
    else:
        content = written(of(terms))
    try:
        files.replace(file, content)
    except OutputError as error:
        raise ActError("{} cannot be written; name a place where you may write", file) from error


def _kind(file: Path) -> str:
    kind = file.suffix.lower()
    if kind not in ENDINGS:
        raise ActError(
            "{}: {} is no format for terms; name a .csv or .tbx file", file, kind or Told("a name without ending")
        )
    return kind
