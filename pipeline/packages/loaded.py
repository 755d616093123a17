"""Models in memory: each loaded once, and the least recently used dropped before the process outgrows its bound."""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, TypeVar

BOUND = 1_000_000_000  # bytes; sound on a machine with two gigabytes
OVERHEAD = 1.5  # what a loaded model takes, as a multiple of its files

Model = TypeVar("Model")


class Loaded:
    """The models one run has in memory, of all engines together; may be used from several threads.

    `bound` is how many bytes the whole process may hold when another model is loaded. A model larger than the bound is
    loaded all the same, alone: slow work is better than none.
    """

    def __init__(self, bound: int = BOUND) -> None:
        self._bound = bound
        self._models: OrderedDict[Hashable, tuple[Any, Callable[[Any], object]]] = OrderedDict()
        self._lock = threading.RLock()

    def get(
        self, key: Hashable, size: int, load: Callable[[], Model], drop: Callable[[Model], object] = lambda model: None
    ) -> Model:
        """The model under `key`, loaded by `load` where it is not there; `size` is that of its files, in bytes.

        `drop` is called with it when its place is needed; what `load` raises goes through.
        """
        with self._lock:
            if key in self._models:
                self._models.move_to_end(key)
                found: Model = self._models[key][0]
                return found
            while self._models and resident() + size * OVERHEAD > self._bound:
                _, (oldest, dropped) = self._models.popitem(last=False)
                dropped(oldest)
                del oldest
                _return_memory()
            model = load()
            self._models[key] = (model, drop)
            return model

    def forget(self, owner: Hashable) -> None:
        """Drop the models of one engine: those whose key is a tuple that begins with `owner`."""
        with self._lock:
            for key in [key for key in self._models if isinstance(key, tuple) and key[0] == owner]:
                model, dropped = self._models.pop(key)
                dropped(model)
                del model
            _return_memory()

    def keys(self) -> list[Hashable]:
        """The models that are in memory, the least recently used first."""
        with self._lock:
            return list(self._models)


def resident() -> int:
    """The bytes of memory this process holds now (on systems without /proc, the most it ever held)."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        import resource

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        return pages * resource.getpagesize()
    import resource
    import sys

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _return_memory() -> None:
    """Ask the C library to give freed memory back at once, or it would still count as held (malloc_trim(3), glibc)."""
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
