"""`pipeline models bench`: how fast models translate on this machine, and with which threads and batches they run best.

Measured are words of the source a second, with the settings a run uses; where a script writes no spaces, two characters
count as a word. The sentences are composed (bench.toml), in the mix of a release: headlines, sentences, long ones.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from pipeline import language, plan
from pipeline.config import Config
from pipeline.errors import ActError, EngineError, OutputError
from pipeline.model import Engine, Pair
from pipeline.packages import tuning
from pipeline.parts import find
from pipeline.terminal import Progress, quiet

TRIAL = 3.0  # seconds a round takes, about
ROUNDS = 2  # for each setting: others may be at work on the machine
ALL = 12.0  # seconds all pairs together are measured for, about
MOST = 256  # sentences translated at once, as a run does
LEAST = 48
BATCHES = (512, 1024, 2048, 4096)
GAIN = 1.03  # another setting must be better by more than the clock is unsure


@dataclass(frozen=True, slots=True)
class Trial:
    """One setting and what it gave, in words a second."""

    inter_threads: int
    intra_threads: int
    batch_tokens: int
    words_per_second: float


def pair(text: str) -> Pair:
    """A pair as a person writes it, `en>pt`. Raises ActError for anything else."""
    source, _, target = text.partition(">")
    try:
        return Pair(language.canonical(source), language.canonical(target))
    except ValueError as error:
        raise ActError(f"--pair {text}: {error}; write it as in: --pair 'en>pt'") from None


def measure(
    config: Config, *, pairs: Sequence[Pair] = (), progress: Progress = quiet, trial: float = TRIAL
) -> dict[str, Any]:
    """Words a second for each installed pair, or those of `pairs`, and the best threads and batches of Argos models.

    The best setting is kept in the models folder, where later runs find it. Raises ActError where nothing that was
    asked for is installed.
    """
    engines = plan.engines(config)
    try:
        todo = [
            (name, one)
            for name, engine in engines.items()
            for one in sorted(engine.pairs())
            if not pairs or one in pairs
        ]
        if not todo:
            asked = ", ".join(f"{one.source}>{one.target}" for one in pairs)
            raise ActError(f"no model is installed here{f' for {asked}' if asked else ''}; see: pipeline models routes")
        tuned = next((one for name, one in todo if name == "argos"), None)
        trials, best, kept, apart = _tune(config, tuned, progress, trial) if tuned else ([], None, False, 1.0)
        rows = []
        each = min(trial, max(0.5, ALL / len(todo)))
        for n, (name, one) in enumerate(todo):
            progress(f"{name} {one.source}>{one.target}", n, len(todo))
            rows.append({"engine": name, "source": one.source, "target": one.target} | _row(engines[name], one, each))
            engines[name].close()  # measured alone, so memory holds one model
    finally:
        for engine in engines.values():
            engine.close()
    return {
        "cores": tuning.cores(),
        "tuning": asdict(best) if best else None,
        "kept": kept,
        "apart": apart,
        "tried": [asdict(one) for one in trials],
        "pairs": rows,
    }


def _row(engine: Engine, one: Pair, trial: float) -> dict[str, Any]:
    row: dict[str, Any] = {"model": engine.model(one), "words_per_second": None, "load_seconds": None, "trouble": None}
    try:
        loading = _timed(lambda: engine.translate(sample(one.source, 1), one.source, one.target))
        speed = _speed(engine, one, trial)
    except EngineError as error:
        return row | {"trouble": str(error)}
    return row | {"words_per_second": round(speed, 1), "load_seconds": round(loading, 2)}


def _tune(
    config: Config, one: Pair, progress: Progress, trial: float
) -> tuple[list[Trial], tuning.Tuning, bool, float]:
    """Threads first, with the usual batch, then batches with the best threads.

    All settings of a kind are measured in turns, so that what else the machine does befalls each alike. Gives what was
    tried, the best, whether it was kept, and how far the usual setting's own rounds lay apart (1.0: not at all):
    another one is only chosen where it gains more than that.
    """
    part = find("engines", "argos")
    options = part.Options(**_given(config))
    cores = tuning.cores()
    usual = (cores, 1, tuning.BATCH_TOKENS)
    tried: dict[tuple[int, int, int], list[float]] = {}

    def attempt(settings: Sequence[tuple[int, int, int]]) -> None:
        for turn in range(ROUNDS):
            for n, setting in enumerate(settings):
                inter, intra, batch = setting
                progress(f"{inter} × {intra} threads, {batch} tokens", turn * len(settings) + n, ROUNDS * len(settings))
                told = {"inter_threads": inter, "intra_threads": intra, "batch_tokens": batch}
                engine = part.Engine(config.translation.models, options.model_copy(update=told))
                try:
                    engine.translate(sample(one.source, 4), one.source, one.target)
                    tried.setdefault(setting, []).append(_speed(engine, one, trial, rounds=1))
                finally:
                    engine.close()

    def best() -> tuple[int, int, int]:
        found = max(tried, key=lambda setting: max(tried[setting]))
        return found if max(tried[found]) > max(tried[usual]) * max(GAIN, apart()) else usual

    def apart() -> float:
        return max(tried[usual]) / min(tried[usual])

    attempt([(inter, intra, tuning.BATCH_TOKENS) for inter, intra in _threads(cores)])
    inter, intra, _ = best()
    attempt(list(dict.fromkeys([usual, *((inter, intra, batch) for batch in BATCHES)])))
    found = tuning.Tuning(*best(), cores)
    trials = [Trial(*setting, round(max(speeds), 1)) for setting, speeds in tried.items()]
    try:
        tuning.write(config.translation.models, found)
    except OutputError:
        return trials, found, False, round(apart(), 2)
    return trials, found, True, round(apart(), 2)


def _given(config: Config) -> dict[str, Any]:
    """What sources.yaml says of Argos, but for what is tried here."""
    options = config.translation.options.get("argos")
    told = options.model_dump() if hasattr(options, "model_dump") else {}
    return {key: value for key, value in told.items() if key not in ("inter_threads", "intra_threads", "batch_tokens")}


def _threads(cores: int) -> Iterator[tuple[int, int]]:
    """All cores in different shares: each a batch of its own, then two, four … threads together for one batch."""
    intra = 1
    while intra <= min(cores, 8):
        yield max(1, cores // intra), intra
        intra *= 2


def _speed(engine: Engine, one: Pair, trial: float, rounds: int = ROUNDS) -> float:
    """Words a second on as many sentences as take about `trial` seconds, at most what a run translates at once.

    The best of several rounds: what else the machine does can only slow one down.
    """
    first = sample(one.source, LEAST)
    taken = _timed(lambda: engine.translate(first, one.source, one.target))
    count = int(min(MOST, LEAST * trial / taken))
    if count <= LEAST:
        return words(first) / taken
    sets = [sample(one.source, count, start=LEAST + n * count) for n in range(rounds)]
    return max(words(texts) / _timed(partial(engine.translate, texts, one.source, one.target)) for texts in sets)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return max(time.perf_counter() - began, 1e-6)


def words(texts: Sequence[str]) -> int:
    """How many words the texts have; where a script writes no spaces, two characters are one."""
    return sum(max(len(text.split()), len(text) // 2 if _unspaced(text) else 0) for text in texts)


def _unspaced(text: str) -> bool:
    return len(text.split()) * 12 < len(text)


def sample(tag: str, count: int, start: int = 0) -> list[str]:
    """So many different sentences in a language, or in English where none are composed; numbers keep them apart."""
    composed = _composed()
    lines = composed.get(tag) or composed.get(language.base(tag)) or composed["en"]
    return [lines[n % len(lines)].replace("#", str(17 + n * 7)) for n in range(start, start + count)]


@cache
def _composed() -> dict[str, list[str]]:
    raw: dict[str, list[str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["sentences"]
    return raw
