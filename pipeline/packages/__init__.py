"""Argos packages: what is installed is told from metadata alone; archives are opened only to check and install them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import PackageError
from pipeline.packages.inventory import Origin, Package, broken, installed, origin, size
from pipeline.packages.loaded import Loaded
from pipeline.packages.tuning import Tuning

__all__ = [
    "Loaded",
    "Origin",
    "Package",
    "Tuning",
    "broken",
    "get",
    "inspect",
    "install",
    "installed",
    "origin",
    "remove",
    "requests",
    "size",
]


_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,4}")
_HOW = "pipeline models install fr en, or: pipeline models install translate-fr_en.argosmodel"


def inspect(archive: Path) -> Package:
    """Check an archive to the last byte without unpacking it; see `archives.inspect`."""
    from pipeline.packages import archives  # what unpacks archives would slow down commands that only look

    return archives.inspect(archive)


def install(archive: Path, models: Path, **options: Any) -> Package:
    """Check an archive, also against a checksum where one is demanded, and install it; see `archives.install`."""
    from pipeline.packages import archives

    return archives.install(archive, models, **options)


def get(source: str, target: str, models: Path, **options: Any) -> Package:
    """Download the package for a pair from the index and install it; see `getting.get`."""
    from pipeline.packages import getting

    return getting.get(source, target, models, **options)


def requests(words: Sequence[str]) -> tuple[list[Path], list[tuple[str, str]]]:
    """Told apart what a person asks to install: package files, and pairs written `fr en` or `fr>en`.

    A word is a file where it ends in .argosmodel or such a file is there. Raises PackageError, with how to write it.
    """
    found: list[Path] = []
    pairs: list[tuple[str, str]] = []
    half = ""
    for word in words:
        path = Path(word)
        source, mark, target = word.partition(">")
        if path.suffix == ".argosmodel" or path.is_file():
            found.append(path)
        elif mark and source.strip() and target.strip() and not half:
            pairs.append((source.strip(), target.strip()))
            continue
        elif not _LANGUAGE.fullmatch(word):
            raise PackageError(f"{word!r} is neither a package file that is there nor a language; write: {_HOW}")
        elif half:
            pairs.append((half, word))
            half = ""
            continue
        else:
            half = word
            continue
        if half:
            break
    if half:
        raise PackageError(f"{half!r} stands alone where a pair of languages belongs; write: {_HOW}")
    return found, pairs


def remove(models: Path, source: str, target: str) -> list[Package]:
    """Remove the packages of one direction; see `archives.remove`."""
    from pipeline.packages import archives

    return archives.remove(models, source, target)
