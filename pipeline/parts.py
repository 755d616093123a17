"""Finds a part by its module name, without importing the others: `kind: feed` is `fetchers/feed.py`."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

from pipeline.errors import ConfigError

ROOT = Path(__file__).parent


def names(room: str) -> list[str]:
    """The parts a room holds (`fetchers`, `engines`, `review.pages`), by file name, sorted; nothing is imported."""
    return sorted(path.stem for path in ROOT.joinpath(*room.split(".")).glob("*.py") if not path.stem.startswith("_"))


def find(room: str, name: str) -> ModuleType:
    """Import the part `name` of `room`.

    Raises ConfigError, with the names that exist, when there is none of that name.
    """
    known = names(room)
    if name not in known:
        raise ConfigError([f"no {room.removesuffix('s')} is called {name!r}; there are: {', '.join(known)}"])
    return importlib.import_module(f"pipeline.{room}.{name}")
