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

TOGETHER = 500  # files recorded in one transaction
SINGLY = 64  # files of one publish that are each brought to the disk by itself; with more, all of them at its end


class Writer:
    """The output folder: files whose bytes changed are replaced, each at once (rename(2)); failures are collected."""

    def __init__(self, store: Store, folder: Path, report: Report) -> None:
        self.failed: list[str] = []
        self._store = store
        self._folder = folder
        self._report = report
        self._pending: list[Written] = []
        self._old: dict[str, None] = {}
        self._replaced = 0

    def write(self, file: Written, content: bytes) -> bool:
        """Put a file in place; returns whether it is there now. What could not be written is told in `failed`."""
        try:
            if files.replace(self._folder / file.path, content, flush=self._replaced < SINGLY):
                self._report.written.add(file.path)
                self._replaced += 1
        except OutputError as error:
            self.failed.append(str(error))
            return False
        self._old.pop(file.path, None)
        self._pending.append(replace(file, sha256=files.sha256(content), size=len(content)))
        if len(self._pending) >= TOGETHER:
            self.record()
        return True

    def write_all(self, file: Written, contents: Mapping[str, bytes], folder: str) -> set[str]:
        """Put several files below a folder in place, all recorded like `file`; returns their paths."""
        paths = {f"{folder}{name}": content for name, content in contents.items()}
        for path, content in sorted(paths.items()):
            self.write(replace(file, path=path), content)
        return set(paths)

    def obsolete(self, paths: Iterable[str]) -> None:
        """These files are to go, once everything else is in place."""
        self._old.update(dict.fromkeys(paths))

    def unchanged(self, path: str, state: str) -> bool:
        """Whether a file was made from the same, and lies there as it was written."""
        known = written.at(self._store, path)
        if known is None or known.state != state:
            return False
        try:
            return (self._folder / path).stat().st_size == known.size
        except OSError:
            return False

    def clear(self) -> None:
        """Remove what is obsolete, and see that all that was written is on the disk and on record."""
        self.record()
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

    def leaves(self, path: str) -> bool:
        """Whether a file is to go."""
        return path in self._old

    def record(self) -> None:
        """Bring what was written on record."""
        if self._pending:
            written.put(self._store, self._pending)
        self._pending = []
