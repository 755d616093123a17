"""Put published files in place, and keep the record of them; nothing is removed before everything new is there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from pipeline import files
from pipeline.errors import OutputError
from pipeline.run.report import Report
from pipeline.store import Store, written
from pipeline.store.written import Written

TOGETHER = 200  # files put in place between two transactions
BYTES = 8_000_000  # or so many bytes of them
SINGLY = 64  # files of one publish that are each brought to the disk by itself; with more, all of them at its end


class Writer:
    """The output folder: files whose bytes changed are replaced, each at once (rename(2)); failures are collected.

    A path is on record before there is a file, so that whatever a killed publish leaves is known to the next one.
    With `anew` nothing counts as unchanged.
    """

    def __init__(self, store: Store, folder: Path, report: Report, *, anew: bool = False) -> None:
        self.failed: list[str] = []
        self._store = store
        self._folder = folder
        self._report = report
        self._anew = anew
        self._waiting: dict[str, tuple[Written, bytes]] = {}
        self._bytes = 0
        self._old: dict[str, None] = {}
        self._replaced = 0

    def write(self, file: Written, content: bytes) -> None:
        """Have a file put in place, after those before it; what cannot be written is told in `failed`."""
        self._old.pop(file.path, None)
        self._waiting[file.path] = (replace(file, sha256=files.sha256(content), size=len(content)), content)
        self._bytes += len(content)
        if len(self._waiting) >= TOGETHER or self._bytes >= BYTES:
            self.flush()

    def write_all(self, file: Written, contents: Mapping[str, bytes], folder: str) -> set[str]:
        """Have several files below a folder put in place, all recorded like `file`; returns their paths."""
        paths = {f"{folder}{name}": content for name, content in contents.items()}
        for path, content in sorted(paths.items()):
            self.write(replace(file, path=path), content)
        return set(paths)

    def obsolete(self, paths: Iterable[str]) -> None:
        """These files are to go, once everything else is in place."""
        self._old.update(dict.fromkeys(paths))

    def leaves(self, path: str) -> bool:
        """Whether a file is to go."""
        return path in self._old

    def unchanged(self, path: str, state: str) -> bool:
        """Whether a file was made from the same, and lies there as it was written."""
        known = written.at(self._store, path)
        if self._anew or known is None or known.state != state:
            return False
        try:
            return (self._folder / path).stat().st_size == known.size
        except OSError:
            return False

    def flush(self) -> None:
        """Put in place, and on record, what waits for it."""
        waiting, self._waiting, self._bytes = self._waiting, {}, 0
        written.intend(self._store, [file for file, _ in waiting.values()])
        done = []
        for file, content in waiting.values():
            try:
                if files.replace(self._folder / file.path, content, flush=self._replaced < SINGLY):
                    self._report.written.add(file.path)
                    self._replaced += 1
            except OutputError as error:
                self.failed.append(str(error))
            else:
                done.append(file)
        if done:
            written.put(self._store, done)

    def clear(self) -> None:
        """Put in place what waits, remove what is obsolete, and see that all of it is on the disk."""
        self.flush()
        if self._replaced > SINGLY:
            os.sync()
        for path in self._old:
            try:
                files.remove(self._folder / path, below=self._folder)
            except OutputError as error:
                self.failed.append(str(error))
            else:
                written.removed(self._store, path)
        self._old = {}
