"""Terms put into a glossary file that several people write to: what was added, what changed, what was left and why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import files
from pipeline.errors import ActError, OutputError, Told, said
from pipeline.glossary.table import COLUMNS, Line, Table, cells, ending, own_cells, read, row, written
from pipeline.glossary.terms import checked
from pipeline.model import Term


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of terms put into a table: `changed` pairs the term before and after, `skipped` says why not."""

    table: Table
    added: tuple[Term, ...] = ()
    changed: tuple[tuple[Term, Term], ...] = ()
    skipped: tuple[tuple[Term, str], ...] = ()


def merge(table: Table, terms: Iterable[Term]) -> Merged:
    """Put terms into a table: new ones at its end, known ones in the place they have.

    A term is known by its words and its two languages. What comes in counts, but for a note that it does not have:
    the one that stands there stays, and so do the columns that are not known here.
    """
    lines = list(table.lines)
    at = {_key(line.term): n for n, line in enumerate(lines) if line.term}
    added: dict[tuple[str, str, str], Term] = {}
    changed: list[tuple[Term, Term]] = []
    skipped: list[tuple[Term, str]] = []
    end = ending(table)
    if not set(COLUMNS) <= set(table.columns):
        table, lines = _widened(table, lines)
    for incoming in terms:
        try:
            term = checked(incoming)
        except ValueError as error:
            skipped.append((incoming, said(error)))
            continue
        key = _key(term)
        if key not in at:
            at[key] = len(lines)
            added[key] = term
            lines.append(Line(0, _row(table, cells(term), end), term))
            continue
        line = lines[at[key]]
        before = line.term
        assert before is not None  # only lines with a term are in `at`
        term = term if term.note else replace(term, note=before.note)
        if term == before:
            skipped.append((term, Told("stands there already")))
            continue
        lines[at[key]] = Line(line.number, _row(table, own_cells(table, line) | cells(term), end), term)
        if key in added:
            added[key] = term
        else:
            changed.append((before, term))
    return Merged(replace(table, lines=tuple(lines)), tuple(added.values()), tuple(changed), tuple(skipped))


def _key(term: Term) -> tuple[str, str, str]:
    return term.term, term.source, term.target


def _row(table: Table, told: dict[str, str], end: str) -> str:
    return row((told.get(column, "") for column in table.columns), table.delimiter, end)


def _widened(table: Table, lines: list[Line]) -> tuple[Table, list[Line]]:
    """The table with the columns its file lacks, so that nothing a new term says is lost."""
    lacking = [column for column in COLUMNS if column not in table.columns]
    end = ending(table)
    more = table.delimiter * len(lacking)

    def widened(raw: str, told: str) -> str:
        body = raw.rstrip("\r\n")
        return body + told + (raw[len(body) :] or end)

    head = widened(table.head, table.delimiter + table.delimiter.join(lacking))
    lines = [replace(line, raw=widened(line.raw, more)) if line.term else line for line in lines]
    return replace(table, head=head, columns=(*table.columns, *lacking)), lines


def save(path: Path, terms: Iterable[Term]) -> Merged:
    """Put terms into the glossary file, which others may be writing to at the same time; returns what came of each.

    The file is replaced whole and under a lock, so that no reader sees half of it and no writer loses another's terms.
    Raises ActError when it cannot be read or written.
    """
    with _held(path) as (path, table):
        merged = merge(table, terms)
        if merged.added or merged.changed:
            _write(path, merged.table)
    return merged


def amend(path: Path, before: Term, after: Term | None, *, seen: str = "") -> Term | None:
    """Change or remove (`after` is None) one term of the glossary file; every other line stays byte for byte.

    `before` names the term by its words and languages, `seen` is the `mark` of what the person had before them, empty
    for whatever stands there. What `after` says counts whole, also an empty note. Returns the term that stands under
    the old name from now on, if another line gives one. Raises ActError where there is no such term, where it was
    changed meanwhile, or where the new one is of no use or stands there already.
    """
    with _held(path) as (path, table):
        at = next((n for n, line in enumerate(table.lines) if line.term and _key(line.term) == _key(before)), None)
        line = table.lines[at] if at is not None else None
        if at is None or line is None or line.term is None:
            raise ActError("the glossary has no term {} ({} > {})", before.term, before.source, before.target)
        if seen and seen != mark(line.term):
            raise ActError(
                "{} ({} > {}) was changed meanwhile; look at it again", before.term, before.source, before.target
            )
        lines = list(table.lines)
        if after is None:
            del lines[at]
        else:
            after = _sound(after)
            if _key(after) != _key(line.term) and any(one.term and _key(one.term) == _key(after) for one in lines):
                taken = f"{after.term} ({after.source} > {after.target})"
                raise ActError("the glossary has {} already; change that one", taken)
            if not set(COLUMNS) <= set(table.columns):
                table, lines = _widened(table, lines)
            told = own_cells(table, lines[at]) | cells(after)
            lines[at] = Line(line.number, _row(table, told, ending(table)), after)
        _write(path, replace(table, lines=tuple(lines)))
        if after is not None and _key(after) == _key(line.term):
            return None
        return next((one for one in read(path).terms if _key(one) == _key(line.term)), None)


def mark(term: Term) -> str:
    """A short name for what a term says, by which a change made meanwhile is noticed."""
    return hashlib.sha256("\0".join(cells(term).values()).encode()).hexdigest()[:16]


def _sound(term: Term) -> Term:
    try:
        return checked(term)
    except ValueError as error:
        raise ActError("the term was not changed: {}", error) from error


@contextmanager
def _held(path: Path) -> Iterator[tuple[Path, Table]]:
    """The glossary file and what it says, while nobody else writes to it."""
    path = path.resolve()  # the link to a shared folder stays a link
    with files.locked(path.with_name(f".{path.name}.lock"), wait=True, what="another writer of the glossary"):
        table = read(path)
        if table.refused:
            raise ActError("the glossary was left as it is: {}", table.warnings[0])
        yield path, table


def _write(path: Path, table: Table) -> None:
    mode = path.stat().st_mode if path.exists() else None
    try:
        files.replace(path, written(table))
        if mode is not None:
            path.chmod(mode & 0o777)
    except (OutputError, OSError) as error:
        raise ActError("the glossary {} cannot be written; mend the permissions of its folder", path) from error
