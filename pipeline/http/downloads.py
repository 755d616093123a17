"""Large files from the network, taken up again where a connection broke off.

What came so far stands beside the file as `NAME.part`, and `NAME.part.json` says of which file it is a part. The rest
is asked for with Range and If-Range (RFC 9110, 13.1.5 and 14.2), so that the halves of two different files are never
put together: a server whose file has changed sends all of it.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.errors import OutputError, SourceError, clean
from pipeline.http.answers import Response
from pipeline.http.client import Client
from pipeline.http.unpack import too_large

ATTEMPTS = 8  # connections for one file; each after the first only where the one before brought something
PAUSE = 1.0  # seconds between them
_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)")

Tick = Callable[[int, int], object]  # bytes there, of how many; 0 where the server does not say


@dataclass(frozen=True, slots=True)
class Download:
    """A file that came whole: where it stands, the address asked for, its bytes and their SHA-256 in hexadecimal."""

    path: Path
    url: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class _Part:
    """Of which file a part is: its address, its validators and its whole length, 0 where nobody said."""

    url: str
    etag: str = ""
    last_modified: str = ""
    total: int = 0

    @property
    def if_range(self) -> str:
        """What tells this file from another at the same address; nothing where the server gave no strong validator."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified


class _ChangedError(SourceError):
    """The rest a server sends does not belong to the part that is there."""


def download(
    client: Client,
    url: str,
    path: Path,
    *,
    allow_private: bool = False,
    max_bytes: int = 2 * 2**30,
    seconds: float = 4 * 3600,
    stall: float = 60,
    tick: Tick = lambda done, of: None,
) -> Download:
    """Bring the file at an address to `path`, going on with a part from before where the server lets us.

    Raises SourceError where it cannot be had, OutputError where the disk is full or not writable; what came stays for
    the next time. Only one process may work on a `path`.
    """
    part, note = path.with_name(path.name + ".part"), path.with_name(path.name + ".part.json")
    ends = time.monotonic() + seconds
    for attempt in range(ATTEMPTS):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            known = _known(part, note, url)
            before = part.stat().st_size if known and known.if_range else 0
        except OSError as error:
            raise _unwritable(part, error) from error
        with ExitStack() as stack:
            writer = _Writer(part, note, url, before, known, max_bytes, tick, stack)
            left = max(1.0, ends - time.monotonic())
            try:
                client.stream(
                    url,
                    writer.begin,
                    start=before,
                    if_range=known.if_range if known and before else "",
                    allow_private=allow_private,
                    seconds=left,
                    stall=stall,
                )
                writer.complete()
                break
            except SourceError as error:
                grown = writer.there > before and not error.status
                if isinstance(error, _ChangedError) or error.status == 416:
                    _discard(part, note)
                    if not before:
                        raise
                elif not grown or attempt == ATTEMPTS - 1 or time.monotonic() >= ends:
                    raise
            except OSError as error:
                raise _unwritable(part, error) from error
        time.sleep(min(PAUSE, max(0.0, ends - time.monotonic())))
    else:
        raise SourceError(f"{clean(url)} breaks off again and again; it is taken up where it stopped next time")
    try:
        size, checksum = part.stat().st_size, _sha256(part)
        part.replace(path)
        note.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error
    return Download(path, url, size, checksum)


class _Writer:
    """Takes one answer: decides at its head whether it goes on or starts afresh, then writes piece by piece."""

    def __init__(
        self, part: Path, note: Path, url: str, start: int, known: _Part | None, most: int, tick: Tick, stack: ExitStack
    ) -> None:
        self._part, self._note, self._url = part, note, url
        self._start, self._known, self._most, self._tick, self._stack = start, known, most, tick, stack
        self.there = start
        self._total = 0

    def begin(self, head: Response) -> Callable[[bytes], object]:
        where = clean(self._url)
        if head.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
            raise SourceError(f"{where} is sent packed, which was not asked for; get the file another way")
        if head.status == 206:
            self._total = self._goes_on(head)
        else:
            length = head.headers.get("content-length", "")
            self._total = int(length) if length.isdecimal() and len(length) < 19 else 0
            self.there = 0
        if self._total > self._most:
            raise too_large(where, self._most)
        try:
            free = shutil.disk_usage(self._part.parent).free
            if self._total - self.there > free:
                needs = f"{where} needs {_mb(self._total - self.there)} more, and {_mb(free)} are free"
                raise OutputError(f"{self._part.parent}: {needs}; free some space and run this again")
            self._file = self._part.open("ab" if head.status == 206 else "wb")
            self._stack.callback(self._close)
            told = _Part(self._url, head.validators.etag, head.validators.last_modified, self._total)
            if head.status != 206:
                self._note.write_text(json.dumps(asdict(told)), "utf-8")
        except OSError as error:
            raise _unwritable(self._part, error) from error
        return self._write

    def _goes_on(self, head: Response) -> int:
        """The whole length that a 206 tells, once it is sure that its bytes follow those that are there."""
        span = _RANGE.fullmatch(head.headers.get("content-range", "").strip())
        total = int(span[3]) if span and span[3] != "*" else 0
        known = self._known
        fits = span is not None and int(span[1]) == self._start > 0 and known is not None
        if known is not None:
            fits = fits and not (known.total and total and known.total != total)
            fits = fits and not (known.etag and head.validators.etag and known.etag != head.validators.etag)
        if not fits:
            raise _ChangedError(
                f"{clean(self._url)} sends a part that does not fit what is there; it is asked for anew"
            )
        return total or (known.total if known else 0)

    def _write(self, piece: bytes) -> None:
        self.there += len(piece)
        if self.there > self._most:
            raise too_large(clean(self._url), self._most)
        try:
            self._file.write(piece)
        except OSError as error:
            raise _unwritable(self._part, error) from error
        self._tick(self.there, self._total)

    def complete(self) -> None:
        """Raises SourceError where less, or more, came than was announced; OSError where the disk did not take it."""
        self._file.flush()
        if self._total and self.there != self._total:
            raise SourceError(
                f"{clean(self._url)} sent {self.there} bytes of {self._total}; "
                "run this again, it goes on where it stopped"
            )

    def _close(self) -> None:
        with suppress(OSError):  # a full disk was told of already, and closing tries to write once more
            self._file.close()


def _known(part: Path, note: Path, url: str) -> _Part | None:
    """What the part beside the file belongs to; None, and no part any more, where nobody can tell."""
    try:
        told = json.loads(note.read_text("utf-8"))
        known = _Part(**told)
        types = [type(value) for value in asdict(known).values()]
        if (
            part.is_file()
            and types == [str, str, str, int]
            and known.url == url
            and known.total >= 0
            and known.if_range.isprintable()
        ):
            return known
    except (FileNotFoundError, ValueError, TypeError, RecursionError):
        pass
    _discard(part, note)
    return None


def _discard(part: Path, note: Path) -> None:
    part.unlink(missing_ok=True)
    note.unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"


def _unwritable(path: Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(
        f"{path} cannot be written: {reason}; free some space or mend the permissions, then run this again"
    )
