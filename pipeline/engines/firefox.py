"""Firefox Translations, offline: Mozilla's small models from a folder, with the package `fxtranslate`.

One translation a sentence and no score, but often a better one than Argos has: one more candidate to choose from. The
package can download models; here it is only given files that are there. Models and package: MPL-2.0, Mozilla.
"""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from pipeline import language
from pipeline.errors import EngineError, clean
from pipeline.model import Hypothesis, Pair
from pipeline.packages import Loaded
from pipeline.segments.pieces import edges, pieces

LONGEST = 600  # characters translated at once: models read 512 pieces of words, and time grows faster than length
FOLDERS = 2000  # looked into below the models folder

# model.enpt.intgemm.alphas.bin, lex.50.50.enpt.s2t.bin, vocab.enpt.spm, srcvocab.enja.spm, trgvocab.enja.spm
_FILE = re.compile(r"(model|lex|vocab|srcvocab|trgvocab)\.(?:\d+\.\d+\.)?([a-z]{4,6}|[a-z_]{7,17})\.[\w.]*?(bin|spm)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
_PACKED = re.compile(r"model\.[\w.]+\.bin\.(?:gz|zst)")

# Each worker's own memory, which ends with it, also where an engine is let go without having been closed.
_worker = threading.local()

Result = TypeVar("Result")


class Options(BaseModel):
    """Where the models are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    models: Path = Field(Path("var/firefox"), description="A folder with a folder of files for each pair")


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of one pair; `shortlist` may be missing, which only costs time."""

    pair: Pair
    name: str
    model: Path
    source_vocabulary: Path
    target_vocabulary: Path
    shortlist: Path | None

    @property
    def all(self) -> list[Path]:
        files = [self.model, self.source_vocabulary, self.target_vocabulary, self.shortlist]
        return list(dict.fromkeys(path for path in files if path))

    @property
    def size(self) -> int:
        return sum(path.stat().st_size for path in self.all)


def installable(pair: Pair) -> str:
    """Nothing: Mozilla's models are downloaded by hand, and the README says how they are laid out."""
    return ""


class Engine:
    """Translates with the models of a folder; may be used from several threads, one of which works.

    A loaded model belongs to the thread that loaded it: the package ends the process' trust in one that is used from
    another. So one thread of the engine's own loads, translates and drops.
    """

    def __init__(
        self, models: Path | None = None, options: Options | None = None, loaded: Loaded | None = None
    ) -> None:
        self._folder = options.models if options else (models or Path("var")) / "firefox"
        self._loaded = loaded if loaded is not None else Loaded()
        self._found: dict[Pair, _Files] | None = None
        self._worker: ThreadPoolExecutor | None = None
        self._lock = threading.RLock()

    def pairs(self) -> frozenset[Pair]:
        """The pairs whose files are complete, from their names alone."""
        return frozenset(self._files())

    def troubles(self) -> list[str]:
        """What of the folder cannot be used, and why nothing can where the package is missing."""
        import importlib.util

        found = list(_problems(self._folder))
        if self._files() and importlib.util.find_spec("fxtranslate") is None:
            found.append("firefox: the package fxtranslate is missing; install it with: pip install fxtranslate")
        return found

    def model(self, pair: Pair) -> str:
        """The model of a pair, for provenance: `firefox enpt-1693087644`. Raises `EngineError` where there is none."""
        return f"firefox {self._pair(pair).name}"

    def details(self, pair: Pair) -> dict[str, object]:
        """Of the model for a pair its `path` and its `size` in bytes."""
        files = self._pair(pair)
        return {"path": str(files.model.parent), "size": files.size}

    def translate(
        self, texts: Sequence[str], source: str, target: str, n: int = 1, *, careful: bool = False, align: bool = False
    ) -> list[list[Hypothesis]]:
        """The one translation there is of each text, without a score, in the order of `texts`; `n` asks in vain.

        Empty and blank texts come back as they are; long ones are translated in pieces. Raises `EngineError` for a pair
        not installed, a missing package or a damaged model.
        """
        files = self._pair(Pair(source, target))
        cut = {text: [edges(piece) for piece in pieces(text, LONGEST)] for text in dict.fromkeys(texts)}
        wanted = list(dict.fromkeys(core for parts in cut.values() for _, core, _ in parts if core))
        found: dict[str, str] = {}
        if wanted:
            with self._lock:
                self._loaded.get((self, files.model), files.size, lambda: self._load(files), self._drop)
                found.update(zip(wanted, self._work(files, lambda: self._translated(files, wanted)), strict=True))
        return [
            [Hypothesis("".join(f"{a}{found[core] if core else ''}{b}" for a, core, b in cut[text]))] for text in texts
        ]

    def close(self) -> None:
        """Drop the loaded models and look again at what is there on next use."""
        with self._lock:
            self._loaded.forget(self)
            self._found = None
            if self._worker is not None:
                self._worker.shutdown()
                self._worker = None

    def _files(self) -> dict[Pair, _Files]:
        with self._lock:
            if self._found is None:
                self._found = _scan(self._folder)
            return self._found

    def _pair(self, pair: Pair) -> _Files:
        try:
            return self._files()[pair]
        except KeyError:
            raise EngineError(
                f"firefox: no model for {pair.source}>{pair.target} in {self._folder}; "
                "see the README for where Mozilla keeps them and how they are laid out"
            ) from None

    def _load(self, files: _Files) -> Path:
        def load() -> None:  # gives nothing back: the caller's thread must not hold a translator for a moment
            self._translator(files)

        self._work(files, load)
        return files.model

    def _drop(self, model: Path) -> None:
        def drop() -> None:
            self._translators().pop(model, None)

        if self._worker is not None:
            self._worker.submit(drop).result()

    def _translators(self) -> dict[Path, Any]:
        """The translators this worker loaded; in the worker."""
        if not hasattr(_worker, "translators"):
            _worker.translators = {}
        found: dict[Path, Any] = _worker.translators
        return found

    def _translator(self, files: _Files) -> Any:
        """The translator of a pair, loaded where it is not, or was dropped for another engine's; in the worker."""
        there = self._translators()
        if files.model not in there:
            from fxtranslate import Translator

            # Read here, given as bytes: its own loader would look for models on the network.
            source, target = files.source_vocabulary.read_bytes(), files.target_vocabulary.read_bytes()
            shortlist = files.shortlist.read_bytes() if files.shortlist else None
            there[files.model] = Translator(files.model.read_bytes(), source, target, shortlist)
        return there[files.model]

    def _translated(self, files: _Files, texts: Sequence[str]) -> list[str]:
        translator = self._translator(files)
        return [translator.translate(text.encode("utf-8", "replace").decode("utf-8")).strip() for text in texts]

    def _work(self, files: _Files, work: Callable[[], Result]) -> Result:
        """Have the engine's own thread do it; what goes wrong there comes back as an `EngineError`.

        As nothing else: an exception holds the frames it came through, and with them a translator.
        """

        def told() -> Result:
            try:
                return work()
            except ImportError as error:
                trouble = f"the package fxtranslate cannot be loaded: {error}; install it with: pip install fxtranslate"
            except BaseException as error:
                if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                    raise  # a panic is how Rust code tells of a broken promise; the rest is no business of ours
                where = f"the model {files.name} in {files.model.parent}"
                trouble = f"{where} fails: {clean(error)}; lay it there again"
            raise EngineError(f"firefox: {trouble}")

        if self._worker is None:
            self._worker = ThreadPoolExecutor(1, thread_name_prefix="firefox")
        return self._worker.submit(told).result()


def _scan(folder: Path) -> dict[Pair, _Files]:
    """The complete sets of files at most two folders deep, by pair; of several for one pair the last by name."""
    found: dict[Pair, _Files] = {}
    for place in _folders(folder):
        sets: dict[str, dict[str, Path]] = {}
        for path in sorted(place.iterdir()):
            if (match := _FILE.fullmatch(path.name)) and path.is_file() and path.stat().st_size:
                sets.setdefault(match[2], {}).setdefault(match[1], path)
        for code, files in sets.items():
            shared = files.get("vocab")
            source, target = files.get("srcvocab", shared), files.get("trgvocab", shared)
            pair = (_named(place.name) if len(sets) == 1 and place != folder else None) or _spelled(code)
            if pair and "model" in files and source and target:
                name = place.name if len(sets) == 1 and place != folder else code
                found[pair] = _Files(pair, clean(name, 80), files["model"], source, target, files.get("lex"))
    return found


def _folders(folder: Path) -> Iterator[Path]:
    """The folder, those in it, and those in them; what cannot be read is passed by."""
    waiting = [(folder, 0)]
    for _ in range(FOLDERS):
        if not waiting:
            return
        place, depth = waiting.pop(0)
        try:
            inside = sorted(path for path in place.iterdir() if path.is_dir() and not path.name.startswith("."))
        except OSError:
            continue
        yield place
        if depth < 2:
            waiting += [(path, depth + 1) for path in inside]


def _problems(folder: Path) -> Iterator[str]:
    if not folder.is_dir():
        yield f"firefox: there is no folder {folder}; see translation.firefox.models"
        return
    for place in _folders(folder):
        for path in sorted(place.iterdir()):
            if _PACKED.fullmatch(path.name):
                yield f"firefox: {path} is packed; unpack it, and the files beside it, with gunzip or unzstd"


@functools.cache
def _named(name: str) -> Pair | None:
    """The pair a folder's name tells: `en-pt`, `en-zh-Hant`."""
    for mark in re.finditer("-", name[:40]):
        if pair := _tags(name[: mark.start()], name[mark.end() :]):
            return pair
    return None


@functools.cache
def _spelled(code: str) -> Pair | None:
    """The pair a file's name tells: `enpt`, `enzh_hant`. Nearly every model has English on one side, so that is tried
    first; then two letters before three."""
    starts = [code[:length] for length in (2, 3, 7, 8) if length < 4 or code[length - 5 : length - 4] == "_"]
    found = [pair for start in starts if (pair := _tags(start, code[len(start) :]))]
    return min(found, key=lambda pair: "en" not in (pair.source, pair.target), default=None)


def _tags(source: str, target: str) -> Pair | None:
    if not (_LANGUAGE.fullmatch(source) and _LANGUAGE.fullmatch(target)):
        return None
    try:
        pair = Pair(language.canonical(source), language.canonical(target))
    except ValueError:
        return None
    return pair if pair.source != pair.target else None
