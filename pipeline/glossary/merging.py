"""Terms put into a glossary file that several people write to: what was added, what changed, what was left and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import files
from pipeline.errors import ActError, OutputError
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
            skipped.append((incoming, str(error)))
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
            skipped.append((term, "stands there already"))
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
    path = path.resolve()  # the link to a shared folder stays a link
    with files.locked(path.with_name(f".{path.name}.lock"), wait=True, what="another writer of the glossary"):
        table = read(path)
        if table.refused:
            raise ActError(f"the glossary was left as it is: {table.warnings[0]}")
        merged = merge(table, terms)
        if merged.added or merged.changed:
            mode = path.stat().st_mode if path.exists() else None
            try:
                files.replace(path, written(merged.table))
                if mode is not None:
                    path.chmod(mode & 0o777)
            except (OutputError, OSError) as error:
                raise ActError(f"the glossary {path} cannot be written; mend the permissions of its folder") from error
    return merged
