"""The Argos packages below the models folder, told from their metadata alone; no model is loaded."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline import language
from pipeline.errors import PackageError
from pipeline.model import Pair

MAX_METADATA = 256 * 1024
ORIGIN = "origin.json"  # in an installed folder: what it was installed from
TOKENIZERS = ("sentencepiece.model", "bpe.model")
VOCABULARIES = (
    ("shared_vocabulary.json",),
    ("shared_vocabulary.txt",),
    ("source_vocabulary.json", "target_vocabulary.json"),
    ("source_vocabulary.txt", "target_vocabulary.txt"),
)
CODE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
VERSION = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9}){0,4}")


@dataclass(frozen=True, slots=True)
class Package:
    """One translation model for one direction: `source`, `target` in BCP 47, `from_code`, `to_code` as Argos says.

    `path` is the installed folder, or the archive the package was read from. `target_prefix` is the token that some
    models with several target languages want in front of every sentence.
    """

    path: Path
    source: str
    target: str
    version: str
    from_code: str
    to_code: str
    from_name: str = ""
    to_name: str = ""
    argos_version: str = ""
    target_prefix: str = ""

    @property
    def pair(self) -> Pair:
        """The direction this package translates."""
        return Pair(self.source, self.target)

    @property
    def code(self) -> str:
        """The package's name in the Argos index, without version: `translate-en_pt`."""
        return f"translate-{self.from_code}_{self.to_code}"

    @property
    def folder(self) -> str:
        """The folder name an installed package gets: `translate-en_pt-1_0`, as argospm names it."""
        return f"{self.code}-{self.version.replace('.', '_')}"

    @property
    def rank(self) -> tuple[int, ...]:
        """Grows with the version, number by number, so that 1.10 comes after 1.9."""
        return version_rank(self.version)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an installed package came from: SHA-256 (hexadecimal) and bytes of its archive, and its address if any."""

    sha256: str
    size: int
    url: str = ""


def version_rank(version: str) -> tuple[int, ...]:
    """A version as numbers to compare: 1.10 comes after 1.9."""
    return tuple(int(part) for part in version.split("."))


def origin(package: Package) -> Origin | None:
    """What was recorded of the archive when the package was installed; None where nothing was."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
        with (package.path / ORIGIN).open("rb") as file:
            told = json.loads(file.read(10_000))
        found = Origin(told["sha256"], told["size"], told["url"])
        if [type(value) for value in (found.sha256, found.size, found.url)] == [str, int, str]:
            return found
    return None


def size(package: Package) -> int:
    """The bytes an installed package takes on disk."""
    total = 0
    with contextlib.suppress(OSError):
        for path in package.path.rglob("*"):
            if path.is_file() and not path.is_symlink():
                total += path.stat().st_size
    return total


def installed(models: Path) -> list[Package]:
    """Every usable package below `models`, sorted by pair, the newest version of a pair first.

    Only metadata.json is read. Broken folders are left out here and named by `broken`.
    """
    return _scan(models)[0]


def broken(models: Path) -> list[str]:
    """A line for each folder below `models` that looks like a package and cannot be used: where, why, what to do."""
    return _scan(models)[1]


def _scan(models: Path) -> tuple[list[Package], list[str]]:
    found: list[Package] = []
    problems: list[str] = []
    try:
        folders = sorted(path for path in models.iterdir() if not path.name.startswith(".") and path.is_dir())
    except FileNotFoundError:
        return [], []
    except OSError as error:
        return [], [f"{models}: cannot be listed: {error}; check its permissions"]
    for folder in folders:
        metadata = folder / "metadata.json"
        try:
            if not metadata.is_file():
                if folder.name.startswith("translate-") or (folder / "model").is_dir():
                    problems.append(f"{folder}: has no metadata.json; remove the folder and install the package again")
                continue
            with metadata.open("rb") as opened:
                package = read_metadata(opened.read(MAX_METADATA + 1), folder, folder)
            check_parts(folder, partial(_file_size, folder))
        except PackageError as error:
            problems.append(f"{error}; remove the folder and install the package again")
        except OSError as error:
            problems.append(f"{folder}: cannot be read: {error}; check its permissions")
        else:
            found.append(package)
    found.sort(key=lambda p: p.path.name)
    found.sort(key=lambda p: p.rank, reverse=True)
    found.sort(key=lambda p: p.pair)
    return found, problems


def _file_size(folder: Path, name: str) -> int:
    path = folder / name
    return path.stat().st_size if path.is_file() else 0


def check_parts(where: Path, size: Callable[[str], int]) -> None:
    """PackageError unless model, vocabulary and tokenizer are there and not empty."""
    if not size("model/model.bin"):
        raise PackageError(f"{where}: has no model/model.bin, so there is nothing to translate with")
    if not any(all(size(f"model/{name}") for name in names) for names in VOCABULARIES):
        raise PackageError(f"{where}: has no vocabulary in model/, so there is nothing to translate with")
    if not any(size(name) for name in TOKENIZERS):
        raise PackageError(f"{where}: has neither {' nor '.join(TOKENIZERS)}, so it cannot read text")


def read_metadata(data: bytes, where: Path, path: Path) -> Package:
    """A package as its metadata.json tells it; raises PackageError for what cannot be one."""

    def refuse(reason: str) -> PackageError:
        return PackageError(f"{where}: metadata.json {reason}, so it is no Argos translation package")

    if len(data) > MAX_METADATA:
        raise refuse(f"is larger than {MAX_METADATA} bytes")
    try:
        metadata = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise refuse("is not JSON") from None
    if not isinstance(metadata, dict):
        raise refuse("is not an object")
    values: dict[str, str] = {}
    for key in ("from_code", "to_code", "package_version", "from_name", "to_name", "argos_version", "target_prefix"):
        value = metadata.get(key)
        if value is None:
            value = ""
        if not isinstance(value, str) or len(value) > 100 or not value.isprintable():
            raise refuse(f"has no short text under {key!r}")
        values[key] = value
    if metadata.get("type", "translate") != "translate":
        raise refuse(f"is of type {str(metadata['type'])[:40]!r}")
    if not VERSION.fullmatch(values["package_version"]):
        raise refuse(f"has the package_version {values['package_version']!r}, where a number like 1.9 belongs")
    source, target = _tag(values["from_code"]), _tag(values["to_code"])
    if not (source and target):
        raise refuse(f"leads from {values['from_code']!r} to {values['to_code']!r}, which are no two language codes")
    if source == target:
        raise refuse(f"translates {source} into itself")
    return Package(path, source, target, values.pop("package_version"), **values)


def _tag(code: str) -> str:
    """The BCP 47 tag of an Argos code, or nothing where it is no language code."""
    with contextlib.suppress(ValueError):
        return language.from_argos(code) if CODE.fullmatch(code) else ""
    return ""
