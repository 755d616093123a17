"""How CTranslate2 is best run on this machine: threads and batch size, measured once by `pipeline models bench`."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline import files

FILE = "tuning.json"
BATCH_TOKENS = 1024


@dataclass(frozen=True, slots=True)
class Tuning:
    """Batches decoded side by side, threads for each, tokens in a batch, and the cores it was measured with."""

    inter_threads: int
    intra_threads: int
    batch_tokens: int
    cores: int


def cores() -> int:
    """The cores this process may use: in a container or under taskset fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def default() -> Tuning:
    """What is sound where nothing was measured: each core decodes batches of its own."""
    return Tuning(cores(), 1, BATCH_TOKENS, cores())


def read(models: Path) -> Tuning:
    """What was measured here, or the default: where nothing was, the file is damaged, or the cores are others now."""
    try:
        with (models / FILE).open("rb") as file:
            told = json.loads(file.read(10_000))
        found = Tuning(**{key: told[key] for key in ("inter_threads", "intra_threads", "batch_tokens", "cores")})
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return default()
    if any(type(value) is not int for value in asdict(found).values()) or found.cores != cores():
        return default()
    threads = (found.inter_threads, found.intra_threads)
    sound = all(1 <= n <= found.cores for n in threads) and 64 <= found.batch_tokens <= 65_536
    return found if sound else default()


def write(models: Path, tuning: Tuning) -> None:
    """Keep what was measured beside the models. Raises OutputError where it cannot be written."""
    files.replace(models / FILE, (json.dumps(asdict(tuning), indent=2) + "\n").encode("ascii"))
