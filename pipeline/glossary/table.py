"""glossary.csv, the file that people keep in a spreadsheet: its lines as terms, each line that is of no use told.

A broken line never stops a newsroom: the good ones count, the others come as warnings with file, line and what to do.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import Told, clean, said
from pipeline.glossary.matching import Glossary
from pipeline.glossary.terms import checked, serving
from pipeline.model import Term

MAX_BYTES = 20_000_000
MAX_TERMS = 200_000  # lines of the table, whether of use or not
MAX_WARNINGS = 200
LONGEST_RECORD = 40  # lines that one quoted cell may run over before its quotation mark counts as never closed

COLUMNS = (
    "term",
    "source language",
    "target language",
    "translation",
    "forbidden forms",
    "do-not-translate",
    "note",
)
_NAMES = {name: name for name in COLUMNS} | {
    "source": "source language",
    "target": "target language",
    "forbidden": "forbidden forms",
    "do not translate": "do-not-translate",
    "keep": "do-not-translate",
    "notes": "note",
}
_YES = frozenset(["yes", "y", "true", "1", "x", "oui", "sí", "si", "sim", "ja", "да", "是"])
_NO = frozenset(["", "no", "n", "false", "0", "non", "não", "nein", "нет", "否"])
_UNDECODED = re.compile("[\udc80-\udcff]")
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One record of the file as it stands there, line end and all, and the term it gives, if it is of use."""

    number: int
    raw: str
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A glossary file as read: its head, its lines in order, and what is wrong with some of them.

    `columns` are the file's own, by their known names; those not known are kept under the name they have.
    `refused` says that the file as a whole could not be read, and must not be written over.
    """

    head: str = ""
    columns: tuple[str, ...] = COLUMNS
    delimiter: str = ","
    lines: tuple[Line, ...] = ()
    warnings: tuple[str, ...] = ()
    refused: bool = False
    terms: tuple[Term, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "terms", tuple(line.term for line in self.lines if line.term))

    def narrowed(self, source: str = "", target: str = "") -> tuple[Term, ...]:
        """The terms from one language or into one, or all; those for "*" or for the base language belong to it too."""
        return tuple(
            term
            for term in self.terms
            if (not source or term.source in serving(source)) and (not target or term.target in serving(target))
        )


def load(path: Path) -> tuple[Glossary, tuple[str, ...]]:
    """The terms of a file, ready to be looked up, and a warning for each line that could not be used."""
    table = read(path)
    return Glossary(table.terms), table.warnings


def read(path: Path) -> Table:
    """A glossary file; a missing one is an empty glossary. Nothing is raised: what is wrong stands in `warnings`."""
    try:
        if not path.exists():
            return Table()
        if path.stat().st_size > MAX_BYTES:
            return _refused("{}: larger than {:,} bytes; split it or take out what nobody uses", path.name, MAX_BYTES)
        return parse(path.read_bytes(), path.name)
    except OSError as error:
        return _refused("{}: cannot be read ({}); mend its permissions", path.name, error.strerror)


def _refused(why: str, *values: object) -> Table:
    return Table(warnings=(Told(why, *values),), refused=True)


def parse(content: bytes, name: str) -> Table:
    """The bytes of a CSV file as a table: UTF-8, with comma, semicolon or tab between cells, and a head row.

    `name` is what warnings call the file.
    """
    if len(content) > MAX_BYTES:
        return _refused("{}: larger than {:,} bytes; split it or take out what nobody uses", name, MAX_BYTES)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _refused("{}: is UTF-16; save it as CSV UTF-8", name)
    # Bytes that are no UTF-8 spoil their own line only, and survive when the file is written again.
    text = content.decode("utf-8", "surrogateescape")
    found = list(_LINES.findall(text))
    at = next((n for n, line in enumerate(found) if line.strip("\ufeff \t\r\n")), None)
    if at is None:
        return Table(head=text)
    delimiter, columns = _columns(found[at])
    missing = [column for column in ("term", "source language", "target language") if column not in columns]
    if missing:
        return _refused(
            "{}, line {}: the head row has no column {}; write {} as the first line",
            name,
            at + 1,
            " / ".join(missing),
            ",".join(COLUMNS),
        )
    warnings: list[str] = []
    lines = tuple(_lines(found, at + 1, columns, delimiter, name, warnings))
    if len(warnings) > MAX_WARNINGS:
        warnings[MAX_WARNINGS:] = [Told("{}: {} more lines are of no use", name, len(warnings) - MAX_WARNINGS)]
    return Table("".join(found[: at + 1]), columns, delimiter, lines, tuple(warnings))


def _columns(line: str) -> tuple[str, tuple[str, ...]]:
    """The delimiter that makes most sense of a head row, and the columns it then has."""
    best: tuple[int, str, tuple[str, ...]] = (-1, ",", ())
    for delimiter in (",", ";", "\t"):
        try:
            cells = next(csv.reader([line.lstrip("\ufeff")], delimiter=delimiter), [])
        except csv.Error:
            continue
        names = [" ".join(cell.casefold().replace("_", " ").split()) for cell in cells]
        known = tuple(_NAMES.get(name, _NAMES.get(name.replace("-", " "), name)) for name in names)
        count = sum(name in COLUMNS for name in known)
        if count > best[0]:
            best = (count, delimiter, known)
    return best[1], best[2]


def _lines(
    found: Sequence[str], at: int, columns: tuple[str, ...], delimiter: str, name: str, warnings: list[str]
) -> Iterator[Line]:
    first: dict[tuple[str, str, str], tuple[int, Term]] = {}
    read = 0
    while at < len(found):
        number = at + 1
        read += 1
        if read > MAX_TERMS:
            warnings.append(Told("{}, line {}: more than {:,} terms; the rest is left unread", name, number, MAX_TERMS))
            yield Line(number, "".join(found[at:]))
            return
        cells, raw, at, why = _record(found, at, delimiter)
        term = None
        if not why and any(cell.strip() for cell in cells):
            try:
                term = _term(cells, columns)
            except ValueError as error:
                why = said(error)
        if term is not None:
            key = (term.term, term.source, term.target)
            before, same = first.setdefault(key, (number, term))
            if before != number:
                if same == term:
                    why = Told("says the same as line {}, which counts; take one of the two out", before)
                else:
                    why = Told("contradicts line {}, which counts; take one of the two out", before)
                term = None
        if why:
            warnings.append(Told("{}, line {}: {}", clean(name), number, why))
        yield Line(number, raw, term)


def _record(found: Sequence[str], at: int, delimiter: str) -> tuple[list[str], str, int, str]:
    """The cells of the record that begins on a line, its raw text, where the next begins, and what is wrong with it."""
    raw = found[at]
    if '"' not in raw:
        return raw.rstrip("\r\n").split(delimiter), raw, at + 1, _undecodable(raw)
    for end in range(at + 1, min(at + LONGEST_RECORD, len(found)) + 1):
        if end > at + 1 and '"' not in found[end - 1]:
            continue
        raw = "".join(found[at:end])
        try:
            cells = next(csv.reader(io.StringIO(raw, newline=""), delimiter=delimiter, strict=True))
        except csv.Error as error:
            if "unexpected end" in str(error):
                continue
            return [], found[at], at + 1, Told('a quotation mark stands where none may; write "" for " inside a cell')
        return cells, raw, end, _undecodable(raw)
    return [], found[at], at + 1, Told("a quotation mark opens a cell and never closes; close it or write it twice")


def _undecodable(raw: str) -> str:
    return Told("holds bytes that are no UTF-8; save the file as CSV UTF-8") if _UNDECODED.search(raw) else ""


def _term(cells: Sequence[str], columns: Sequence[str]) -> Term:
    row = dict(zip(columns, cells, strict=False))
    if any(cell.strip() for cell in cells[len(columns) :]):
        raise ValueError(
            Told("has more cells than the head row; put a text that holds the delimiter in quotation marks")
        )
    told = row.get("do-not-translate", "").strip().casefold()
    if told not in _YES | _NO:
        raise ValueError(Told("do-not-translate is “{}”; write yes or no", clean(told, 40)))
    return checked(
        Term(
            term=row["term"],
            source=row.get("source language", ""),
            target=row.get("target language", ""),
            translation=row.get("translation", ""),
            forbidden=tuple(row.get("forbidden forms", "").split("|")),
            keep=told in _YES,
            note=row.get("note", ""),
        )
    )


def written(table: Table) -> bytes:
    """A table as the bytes of its file: lines that were read stand as they stood."""
    head = table.head if table.head.strip("\ufeff \t\r\n") else row(table.columns, table.delimiter)
    text = head
    for line in table.lines:
        if not text.endswith(("\n", "\r")):
            text += ending(table)
        text += line.raw
    return text.encode("utf-8", "surrogateescape")


def ending(table: Table) -> str:
    """How lines of the file end."""
    return "\r\n" if table.head.endswith("\r\n") else "\n"


def cells(term: Term) -> dict[str, str]:
    """A term by the names of the columns."""
    return {
        "term": term.term,
        "source language": term.source,
        "target language": term.target,
        "translation": term.translation,
        "forbidden forms": "|".join(term.forbidden),
        "do-not-translate": "yes" if term.keep else "no",
        "note": term.note,
    }


def own_cells(table: Table, line: Line) -> dict[str, str]:
    """All that stands in a line, also under columns that are not known here."""
    return dict(zip(table.columns, _record(_LINES.findall(line.raw), 0, table.delimiter)[0], strict=False))


def row(values: Iterable[str], delimiter: str, end: str = "\n") -> str:
    """One record of a CSV file (RFC 4180, with the file's own delimiter and line end)."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerow(list(values))
    return out.getvalue()


def of(terms: Iterable[Term]) -> Table:
    """A fresh table of terms, in their order."""
    lines = (Line(n, row(cells(term).values(), ","), term) for n, term in enumerate(terms, 2))
    return Table(head=row(COLUMNS, ","), lines=tuple(lines))
