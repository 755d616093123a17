"""Apertium, offline: rule-based translation between close languages, with the Debian program `apertium`.

Texts go to the program in its stream format, each ended by NUL, so that one process translates many and each by itself
(https://wiki.apertium.org/wiki/NUL_flush). Nothing of a text ever reaches a shell: the program is started with a fixed
list of arguments, and a mode's name is taken from the modes found, never from a request.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import signal
import subprocess
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline import language
from pipeline.errors import EngineError
from pipeline.model import Hypothesis, Pair
from pipeline.packages import Loaded

DATA = "/usr/share/apertium"
BATCH = 100_000  # characters a process is given at once
TIMEOUT = 120.0  # seconds for one batch, which takes one or two
END = ".[]"  # as Apertium's own text format ends a text: the rules see a sentence end

_MODE = re.compile(r"([a-z]{2,3}(?:_[A-Za-z]{2,8})?)-([a-z]{2,3}(?:_[A-Za-z]{2,8})?)")
_SPECIAL = re.compile(r"[\[\]{}^$/\\@<>]")
_BLANK = re.compile(r"[\t\n\v\f\r]+| {2,}|~+")  # `~` would be read as a mark; the rest keeps its exact white space
_NOT_TEXT = re.compile(r"\\(.)|[\[\]]|(?<!\w)@(?=\w)", re.DOTALL)  # escapes, brackets of blanks, marks
_EDGES = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)


def installable(pair: Pair) -> str:
    """The command that installs the rules for one pair on Debian 12, or nothing where Debian has none."""
    package = _debian().get(pair, "")
    return f"apt-get install {package}" if package else ""


class Engine:
    """Translates with the Apertium pairs installed on this machine; `APERTIUM_DATADIR` names another data folder.

    What other engines are told (where models are, options, what is in memory) is not used: Debian installs Apertium's
    data for the whole machine, and each call is a process of its own.
    """

    def __init__(self, models: Path | None = None, options: object = None, loaded: Loaded | None = None) -> None:
        self._data = Path(os.environ.get("APERTIUM_DATADIR") or DATA)
        self._modes: dict[Pair, str] | None = None

    def pairs(self) -> frozenset[Pair]:
        """The pairs installed, from the names of the mode files; none where the program is missing."""
        return frozenset(self._found())

    def model(self, pair: Pair) -> str:
        """The mode for a pair, for provenance: `apertium fr-es`. Raises `EngineError` where none is installed."""
        return f"apertium {self._mode(pair)}"

    def translate(
        self, texts: Sequence[str], source: str, target: str, n: int = 1, *, careful: bool = False, align: bool = False
    ) -> list[list[Hypothesis]]:
        """The one translation Apertium has of each text, without a score, in the order of `texts`; `n` asks in vain.

        Empty and blank texts come back as they are. Raises `EngineError` for a pair not installed, a program that
        fails or does not answer within two minutes.
        """
        mode = self._mode(Pair(source, target))
        wanted: dict[str, str] = {}
        for text in texts:
            for part in text.split("\0"):  # NUL ends a text in the stream
                core = _EDGES.fullmatch(part)
                if core and core[2]:
                    wanted[core[2]] = ""
        for batch in _batches(list(wanted)):
            wanted.update(zip(batch, self._translate(batch, mode), strict=True))

        def translated(part: str) -> str:
            core = _EDGES.fullmatch(part)
            return f"{core[1]}{wanted[core[2]]}{core[3]}" if core and core[2] else part

        return [[Hypothesis("\0".join(map(translated, text.split("\0"))))] for text in texts]

    def close(self) -> None:
        """Look again at what is installed on next use."""
        self._modes = None

    def _found(self) -> dict[Pair, str]:
        if self._modes is None:
            self._modes = _modes(self._data / "modes") if shutil.which("apertium") else {}
        return self._modes

    def _mode(self, pair: Pair) -> str:
        try:
            return self._found()[pair]
        except KeyError:
            how = installable(pair)
            advice = f"install them with: {how}" if how else "Debian has none; route through another language"
            raise EngineError(f"apertium: no rules for {pair.source}>{pair.target}; {advice}") from None

    def _translate(self, texts: list[str], mode: str) -> list[str]:
        answers, complaint = self._run(texts, mode)
        if answers is None and len(texts) > 1:  # one text may have upset the whole stream: find out which
            return [self._translate([text], mode)[0] for text in texts]
        if answers is None:
            raise EngineError(
                f"apertium: mode {mode} in {self._data} failed on {texts[0][:60]!r}: {complaint}; "
                "check that its package is completely installed"
            )
        return [_clean(answer, text) for answer, text in zip(answers, texts, strict=True)]

    def _run(self, texts: list[str], mode: str) -> tuple[list[str] | None, str]:
        """The program's raw answer for each text, or None and its complaint."""
        stream = "".join(f"{_escape(text)}{END}\0" for text in texts).encode("utf-8", "replace")
        with tempfile.TemporaryDirectory(prefix="apertium-") as scratch:
            environment = {
                "PATH": os.environ.get("PATH", os.defpath),
                "LC_ALL": "C.UTF-8",
                "TMPDIR": scratch,
                "APERTIUM_DATADIR": str(self._data),
            }
            command = [shutil.which("apertium") or "apertium", "-f", "none", "-z", "-u", mode]
            try:
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    env=environment,
                    start_new_session=True,
                )
            except OSError as error:
                raise EngineError(f"apertium: cannot be started: {error}; install the package apertium") from error
            try:
                output, complaint = process.communicate(stream, timeout=TIMEOUT)
            except BaseException as error:
                # The program is a pipeline of a dozen processes: all of them go, or their pipes stay open.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
                if not isinstance(error, subprocess.TimeoutExpired):
                    raise
                raise EngineError(
                    f"apertium: mode {mode} did not answer within {TIMEOUT:g} seconds for {len(texts)} texts; "
                    f"try it by hand: echo | apertium {mode}"
                ) from None
        answers = output.decode("utf-8", "replace").split("\0")
        sound = all(answer.endswith(END) for answer in answers[: len(texts)]) and not "".join(answers[len(texts) :])
        if process.returncode == 0 and len(answers) > len(texts) and sound:
            return answers[: len(texts)], ""
        said = complaint.decode("utf-8", "replace").strip()[-300:]
        return None, said or f"exit code {process.returncode}, {len(answers) - 1} answers for {len(texts)} texts"


def _batches(texts: list[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        if batch and size + len(text) > BATCH:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text)
    if batch:
        yield batch


def _escape(text: str) -> str:
    """A text as Apertium's stream format writes it: special characters escaped, white space that counts in brackets."""
    return _BLANK.sub(lambda match: f"[{match[0]}]", _SPECIAL.sub(r"\\\g<0>", text))


def _clean(answer: str, text: str) -> str:
    """The plain text of an answer, without the marks of words that could not be generated.

    A `@` that is not escaped is always a mark; a `#` or `*` before a word is one where the source has none.
    """
    plain = _NOT_TEXT.sub(lambda match: match[1] or "", answer.removesuffix(END))
    for mark in "#*":
        if mark not in text:
            plain = re.sub(rf"(?<!\w){re.escape(mark)}(?=\w)", "", plain)
    return plain.strip()


def _modes(folder: Path) -> dict[Pair, str]:
    """The translation modes of a folder, without stages of one (`fr-es-tagger`) and trimmed ones (`eco-fr-es`)."""
    found: dict[Pair, str] = {}
    with contextlib.suppress(OSError):
        for path in sorted(folder.glob("*.mode")):
            if match := _MODE.fullmatch(path.stem):
                for source in _tags(match[1], reads=True):
                    for target in _tags(match[2], reads=False):
                        if source != target:
                            found.setdefault(Pair(source, target), path.stem)
    return found


def _tags(code: str, *, reads: bool) -> list[str]:
    """The BCP 47 tags a mode's code stands for: several where it reads several, none where no tag says what it is."""
    tags, several = _table()["tags"], _table()["reads"]
    if code in several:
        return list(several[code]) if reads else []
    if code in tags:
        return [tags[code]]
    variant = code.partition("_")[2]
    if variant and not (len(variant) == 2 and variant.isupper()):
        return []  # ca_valencia, oc_aran: written differently from what is wanted as ca or oc
    with contextlib.suppress(ValueError):
        return [language.canonical(code)]
    return []


@functools.cache
def _table() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


@functools.cache
def _debian() -> Mapping[Pair, str]:
    found: dict[Pair, str] = {}
    for package, directions in _table()["debian"].items():
        for direction in directions:
            source, both, target = re.split(r"(<?>)", direction)
            found[Pair(source, target)] = package
            if both == "<>":
                found[Pair(target, source)] = package
    return found
