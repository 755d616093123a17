"""Files that are whole or not there: atomic replacement, and locks that end with their process. No business logic."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import BusyError, OutputError, StoreError


def replace(path: Path, content: bytes, *, flush: bool = True) -> bool:
    """Make `path` hold `content`, at once and only if its bytes differ; returns whether they did.

    A reader sees the old file or the new one, never a part (rename(2) is atomic within a folder). Without `flush` the
    caller brings many files to the disk at once, by sync(2). Raises OutputError when the file cannot be written.
    """
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.unlink(missing_ok=True)  # what a killed run left behind
        if path.is_file() and path.read_bytes() == content:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            if flush:
                os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise OutputError(_cannot(path, error)) from error
    return True


def remove(path: Path, *, below: Path) -> None:
    """Remove a file that is no longer published, and the folders `below` the output folder that it leaves empty."""
    try:
        path.unlink(missing_ok=True)
        path.with_name(f".{path.name}.new").unlink(missing_ok=True)  # what a killed run left behind
        for folder in path.parents:
            if folder == below or below not in folder.parents or (folder.is_dir() and any(folder.iterdir())):
                break
            if folder.is_dir():
                folder.rmdir()
    except NotADirectoryError:
        return
    except OSError as error:
        raise OutputError(_cannot(path, error)) from error


def _cannot(path: Path, error: OSError) -> str:
    return f"{path} cannot be written: {error.strerror}; mend `output:` or the folder's permissions, then run again"


def sha256(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


@contextmanager
def locked(path: Path, *, wait: bool, what: str) -> Iterator[None]:
    """Hold the lock file `path` for the length of a block; the kernel lets go of it even when the process is killed.

    Raises BusyError at once when another process holds it and `wait` is not asked for, StoreError when the
    lock file cannot be made (it lies beside the database).
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a")
    except OSError as error:
        raise StoreError(
            f"the lock {path} cannot be opened: {error.strerror}; mend the folder's permissions"
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise BusyError(f"{what} is at work already; this one leaves it to finish") from None
        yield
