"""How things look in a terminal: tables, progress, one-line messages, foreign text without its control codes."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import ActError

# C0, C1 and bidirectional controls: a headline must not move the cursor, colour the screen or reverse a line.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


Progress = Callable[[str, int, int], None]  # what, done, of how many


def quiet(what: str, done: int, of: int) -> None:
    """Progress for nobody: cron mails whatever is printed."""


def shown(text: object) -> str:
    """Text that is safe to print: one line, no control characters."""
    return CONTROLS.sub("", " ".join(str(text).split()))


def say(text: str = "") -> None:
    """A line on standard output."""
    sys.stdout.write(text + "\n")


def warn(text: str) -> None:
    """A line on standard error, where cron looks."""
    sys.stderr.write(shown(text) + "\n")


def text_of(file: Path) -> str:
    """The text of a file a person names, `-` for standard input; raises ActError when it cannot be read."""
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise ActError(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ActError(f"{file} is not UTF-8 text; save it as UTF-8 and try again") from error


def lines_of(file: Path) -> Iterator[str]:
    """The lines of a file a person names, `-` for standard input; raises ActError when it cannot be read."""
    try:
        with contextlib.ExitStack() as stack:
            source = sys.stdin.buffer if str(file) == "-" else stack.enter_context(file.open("rb"))
            for line in source:
                yield line.decode("utf-8-sig", "replace").rstrip("\r\n")
    except OSError as error:
        raise ActError(f"{file} cannot be read: {error.strerror}") from error


def table(heads: Sequence[str], rows: Sequence[Sequence[object]], *, plain: bool | None = None) -> None:
    """Rows under heads: drawn on a terminal, tab-separated without heads elsewhere, so that scripts can cut them."""
    if plain if plain is not None else not sys.stdout.isatty():
        for row in rows:
            say("\t".join(shown(cell) for cell in row))
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        drawn.add_column(head, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(shown(cell)) for cell in row))
    Console(width=None if sys.stdout.isatty() else 120).print(drawn)


@contextmanager
def progress() -> Iterator[Progress]:
    """A progress bar on a terminal; nothing at all elsewhere."""
    if not sys.stderr.isatty():
        yield quiet
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=None)

        def step(what: str, done: int, of: int) -> None:
            bars.update(task, description=shown(what), completed=done, total=of)

        yield step
