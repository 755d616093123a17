"""A drop folder: each .txt .md .docx .html or .eml file is an announcement, its name saying family and language.

`opening.fr.docx` is the announcement "opening" in French. Only regular files directly in the folder are read, once
they have stopped changing. Removing a file removes nothing that was read from it. README files are for people.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import time
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import BaseModel

from pipeline.errors import ItemError, SourceError, clean
from pipeline.extract import documents
from pipeline.http import Client
from pipeline.language import canonical
from pipeline.model import Entry, Listing, Source, Validators

EVERY = timedelta(0)  # looking into a folder costs nothing: every run does
SETTLED = 2.0  # seconds since the last change after which a file counts as written in full
WAIT = 1.0  # seconds to look again at younger files; all wait together
FORMATS = ", ".join(documents.SUFFIXES)
_README = re.compile(r"readme(?![^\W_])", re.IGNORECASE)
_TEMPORARY = (".tmp", ".part", ".partial", ".crdownload", ".swp", ".bak", "~")


class Options(BaseModel, extra="forbid", frozen=True, use_attribute_docstrings=True):
    """What `sources.yaml` says of a drop folder, beside what all sources have."""

    path: str
    """The folder to look in."""


class _UnfinishedError(Exception):
    """A file that is still being written; the next run takes it."""


def fetch(source: Source, client: Client, validators: Validators) -> Listing:
    """Lists the announcements in a folder, by name; what cannot be read is told in `notes`, and the others go on.

    `updated` is the file's time, which a mere copy moves: whether an announcement changed is told by its text.
    Raises SourceError where the folder itself cannot be read. Neither the network nor validators are used.
    """
    assert isinstance(source.options, Options)
    folder = Path(source.options.path)
    try:
        names = sorted(path.name for path in folder.iterdir())
    except FileNotFoundError:
        raise SourceError(f"the folder {clean(folder)} does not exist; create it or mend `path`") from None
    except NotADirectoryError:
        raise SourceError(f"{clean(folder)} is not a folder; mend `path`") from None
    except (OSError, ValueError) as error:
        reason = clean(getattr(error, "strerror", None) or error)
        raise SourceError(f"the folder {clean(folder)} cannot be read ({reason}); check its permissions") from None

    notes: list[str] = []
    before = _statuses(folder, names)
    others = [name for name, status in before.items() if not _is_announcement(name, status)]
    if others:
        listed = ", ".join(clean(name, 60) for name in others[:5]) + (" …" if len(others) > 5 else "")
        notes.append(f"not read: {listed}; put {FORMATS} files, no links or folders, directly into the folder")
    before = {name: status for name, status in before.items() if _is_announcement(name, status)}
    for name, better in _doubled(before).items():
        notes.append(f"{clean(name, 80)} is not read, because {clean(better, 80)} has the same name; keep one of them")
        del before[name]
    now = time.time()
    if any(not now - status.st_mtime - SETTLED >= 0 for status in before.values()):
        time.sleep(WAIT)

    entries: list[Entry] = []
    for name, status in before.items():
        shown = clean(name, 80)
        try:
            data = _read(folder / name, status)
            entries.append(_entry(name, data, status, source.timezone, notes))
        except _UnfinishedError:
            notes.append(f"{shown} is still being written; it is read on the next run")
        except (OSError, ValueError, ItemError) as error:
            notes.append(f"{shown} is not read: {clean(getattr(error, 'strerror', None) or error)}")
    return Listing(entries=tuple(entries), notes=tuple(notes))


def _statuses(folder: Path, names: list[str]) -> dict[str, os.stat_result]:
    """What each file is, links unfollowed; one that has just gone is left out."""
    found: dict[str, os.stat_result] = {}
    for name in names:
        if not _temporary(name):
            with contextlib.suppress(OSError):
                found[name] = os.lstat(folder / name)
    return found


def _temporary(name: str) -> bool:
    return name.startswith((".", "~")) or name.lower().endswith(_TEMPORARY) or bool(_README.match(name))


def _is_announcement(name: str, status: os.stat_result) -> bool:
    return _suffix(name) in documents.SUFFIXES and stat.S_ISREG(status.st_mode)


def _suffix(name: str) -> str:
    return "." + name.lower().rpartition(".")[2]


def _doubled(names: Iterable[str]) -> dict[str, str]:
    """The files that stand there again in a better format, each with the one that is read."""
    order = list(documents.SUFFIXES)
    best: dict[tuple[str, str], str] = {}
    worse: dict[str, str] = {}
    for name in sorted(names, key=lambda name: (order.index(_suffix(name)), name)):
        said = _named(_stem(name))
        # Two .txt files with one name in two spellings are two announcements, as they have always been.
        if said in best and _suffix(best[said]) != _suffix(name):
            worse[name] = best[said]
        best.setdefault(said, name)
    return worse


def _stem(name: str) -> str:
    """The name without its suffix; composed, as macOS writes é as two characters."""
    return unicodedata.normalize("NFC", name[: -len(_suffix(name))])


def _same(one: os.stat_result, other: os.stat_result) -> bool:
    return (one.st_size, one.st_mtime_ns, one.st_ino) == (other.st_size, other.st_mtime_ns, other.st_ino)


def _read(path: Path, before: os.stat_result) -> bytes:
    """The bytes of a file that did not change since `before`, nor while it was read."""
    most = documents.SUFFIXES[_suffix(path.name)]
    if before.st_size > most:
        raise ValueError(f"it is larger than {most // documents.MEGABYTE} MB; cut it into several announcements")
    # Not through a link, and not waiting for a pipe, should one have taken the file's place.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        raise _UnfinishedError from None
    with os.fdopen(descriptor, "rb") as file:
        if not _same(before, os.fstat(file.fileno())):
            raise _UnfinishedError
        data = file.read(most + 1)
        if not _same(before, os.fstat(file.fileno())) or len(data) != before.st_size:
            raise _UnfinishedError
    return data


def _entry(name: str, data: bytes, status: os.stat_result, timezone: str, notes: list[str]) -> Entry:
    """A file as entry; raises ItemError or ValueError, saying why, for what is no announcement."""
    if not all(c.isprintable() for c in name):
        raise ValueError("its name has characters that cannot be printed; rename it")
    document = documents.read(_suffix(name), data, timezone=timezone)
    notes += [f"{clean(name, 80)} {note}" for note in document.notes]
    family, language = _named(_stem(name))
    return Entry(
        id=unicodedata.normalize("NFC", name),
        title=document.title,
        content=document.content,
        content_type=document.content_type,
        complete=True,
        published=document.published,
        updated=datetime.fromtimestamp(status.st_mtime, UTC),
        language=language or document.language,
        family=family,
    )


def _named(stem: str) -> tuple[str, str]:
    """Family and language: `opening.pt-BR` is opening in pt-BR, `report.v2` is a family of that name."""
    family, dot, suffix = stem.rpartition(".")
    first = suffix.replace("_", "-").split("-")[0]
    if not dot or not family or len(first) not in (2, 3) or not _is_language(first.lower()):
        return stem, ""
    try:
        return family, canonical(suffix)
    except ValueError:
        return stem, ""


def _is_language(code: str) -> bool:
    from babel import Locale

    try:
        return code in Locale("en").languages or canonical(code).split("-")[0] in Locale("en").languages
    except ValueError:
        return False
