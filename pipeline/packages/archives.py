"""Argos packages: check, install, list and remove them; whether they translate, only the caller can try.

A package is a zip archive (`.argosmodel`) of one folder: `metadata.json`, `model/` (CTranslate2) and a tokenizer,
`sentencepiece.model` or `bpe.model`. Installed, it is such a folder below `models`, named after its codes and version.
Whatever else an archive carries (sentence splitters, among them pickled ones) is checked and left out.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import io
import json
import os
import re
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from pipeline import language
from pipeline.errors import EngineError, PackageError, clean
from pipeline.model import Pair
from pipeline.packages.inventory import (
    MAX_METADATA,
    ORIGIN,
    Origin,
    Package,
    check_parts,
    installed,
    read_metadata,
)

Trial = Callable[[Package], None]  # raises EngineError where a package does not work

MAX_FILES = 200
MAX_BYTES = 4 * 2**30
MAX_RATIO = 100
SMALL = 2**20  # below a mebibyte a high compression ratio harms nobody
CHUNK = 2**20
TEMPORARY = ".installing-"
DISCARDED = ".removing-"
_KEPT = re.compile(r"metadata\.json|sentencepiece\.model|bpe\.model|(?:README|LICEN[CS]E)[\w.-]*|model/[^/]+")
_BROKEN_ZIP = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError),
    *(NotImplementedError, RuntimeError, ValueError, OverflowError),  # zipfile raises these for odd headers
)


def inspect(archive: Path) -> Package:
    """Check an archive to the last byte without unpacking it.

    Raises `PackageError` for anything that is not one sound translation package.
    """
    with _opened(archive) as (opened, top, package):
        for info in opened.infolist():
            _copy(opened, info, archive, None, MAX_BYTES)
        check_parts(archive, partial(_member_size, opened, top))
        return package


def install(
    archive: Path,
    models: Path,
    *,
    origin: Origin | None = None,
    expected: Pair | None = None,
    sha256: str = "",
    trial: Trial | None = None,
) -> Package:
    """Install an archive below `models` and return the installed package.

    Another install of the same pair is replaced once the new one is complete on disk: at every moment, also when
    killed, one complete package stands there. The same package may be installed again. Its checksum is recorded in
    its folder, with the address it came from where `origin` tells one. `trial` is given the unpacked package before it
    takes any place, and raises where it does not work. Raises `PackageError`, also where it is not of the `expected`
    pair or has not the checksum demanded (`sha256`, hexadecimal).
    """
    if sha256 and (there := _origin(archive).sha256) != checksum(sha256):
        raise PackageError(f"{archive}: has the SHA-256 {there}, not the one demanded; it is damaged or another file")
    with _opened(archive) as (opened, top, package):
        if expected not in (None, package.pair):
            raise PackageError(
                f"{archive}: translates {package.source} > {package.target}, not {expected.source} > "
                f"{expected.target}; it is not the package that was asked for"
            )
        check_parts(archive, partial(_member_size, opened, top))
        try:
            models.mkdir(parents=True, exist_ok=True)
            with _locked(models):
                _tidy(models)
                temporary = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=models))
                try:
                    _extract(opened, archive, top, temporary)
                    told = asdict(origin or _origin(archive))
                    (temporary / ORIGIN).write_text(json.dumps(told, indent=2) + "\n", "ascii")
                    temporary.chmod(0o755)
                    if trial is not None:
                        _tried(archive, replace(package, path=temporary), trial)
                    return _put_in_place(temporary, package, models)
                finally:
                    shutil.rmtree(temporary, ignore_errors=True)
        except OSError as error:
            raise PackageError(
                f"{archive}: could not be installed in {models}: {error}; check free space and permissions"
            ) from error


def _tried(archive: Path, package: Package, trial: Trial) -> None:
    try:
        trial(package)
    except EngineError as error:
        raise PackageError(f"{archive}: does not translate here, and was not installed: {error}") from error


def checksum(sha256: str) -> str:
    """A SHA-256 as a person writes it, in lower case. Raises PackageError for what is none."""
    digits = sha256.strip().lower().removeprefix("sha256:")
    if not re.fullmatch(r"[0-9a-f]{64}", digits):
        raise PackageError(f"{clean(sha256, 80)!r} is no SHA-256; it has 64 hexadecimal digits")
    return digits


def _origin(archive: Path) -> Origin:
    try:
        with archive.open("rb") as file:
            return Origin(hashlib.file_digest(file, "sha256").hexdigest(), archive.stat().st_size)
    except OSError as error:
        raise PackageError(f"{archive}: cannot be read: {error.strerror}; check path and permissions") from error


def remove(models: Path, source: str, target: str) -> list[Package]:
    """Remove every version of the package for one pair (BCP 47 tags) and return what was removed.

    Raises `PackageError` when there is none, naming what there is.
    """
    try:
        source, target = language.canonical(source), language.canonical(target)
    except ValueError as error:
        raise PackageError(f"{error}; name the pair as in: en pt-BR") from None
    gone = [package for package in installed(models) if package.pair == Pair(source, target)]
    if not gone:
        there = ", ".join(sorted({f"{p.source}>{p.target}" for p in installed(models)})) or "nothing"
        raise PackageError(f"{models}: no package for {source}>{target} is installed; installed: {there}")
    try:
        with _locked(models):
            for package in gone:
                _discard(package.path, models)
            _tidy(models)
    except OSError as error:
        raise PackageError(f"{models}: {source}>{target} could not be removed: {error}; check permissions") from error
    return gone


@contextlib.contextmanager
def _opened(archive: Path) -> Iterator[tuple[zipfile.ZipFile, str, Package]]:
    """The archive, its one top folder and its metadata, its table of contents checked before anything is read."""
    try:
        with archive.open("rb") as raw, zipfile.ZipFile(raw) as opened:
            top = _check_contents(archive, opened.infolist())
            info = next((i for i in opened.infolist() if i.filename == f"{top}/metadata.json"), None)
            if info is None:
                raise PackageError(f"{archive}: has no metadata.json, so it is no Argos package; download it again")
            metadata = io.BytesIO()
            _copy(opened, info, archive, metadata, MAX_METADATA)
            yield opened, top, read_metadata(metadata.getvalue(), archive, archive)
    except _BROKEN_ZIP as error:
        reason = str(error) or type(error).__name__
        raise PackageError(f"{archive}: not a sound zip archive ({reason}); download it again") from error
    except OSError as error:
        raise PackageError(
            f"{archive}: cannot be read: {error.strerror or error}; check path and permissions"
        ) from error


def _check_contents(archive: Path, infos: list[zipfile.ZipInfo]) -> str:
    """The name of the one top folder, or PackageError for any entry that a translation package never has."""

    def refuse(reason: str) -> PackageError:
        return PackageError(f"{archive}: refused, {reason}; get the package from a source you trust")

    if len(infos) > MAX_FILES:
        raise refuse(f"it holds {len(infos)} files, more than {MAX_FILES}")
    if (total := sum(info.file_size for info in infos)) > MAX_BYTES:
        raise refuse(f"it would unpack to {total} bytes, more than {MAX_BYTES}")
    tops: set[str] = set()
    seen: set[str] = set()
    for info in infos:
        name = info.orig_filename  # as stored: `filename` is already cut at NUL
        parts = name.rstrip("/").split("/")
        if not name.isprintable() or "\\" in name or ":" in name or name.startswith("/"):
            raise refuse(f"the name {name!r} does not stay inside one folder")
        if any(part in {"", ".", ".."} for part in parts) or len(name.encode()) > 255:
            raise refuse(f"the name {name!r} does not stay inside one folder")
        mode = stat.S_IFMT(info.external_attr >> 16)
        if mode not in {0, stat.S_IFREG, stat.S_IFDIR} or (mode == stat.S_IFDIR and not info.is_dir()):
            raise refuse(f"{name!r} is a link or another special file")
        if info.flag_bits & 0x1:
            raise refuse(f"{name!r} is encrypted")
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise refuse(f"{name!r} is compressed in a way packages do not use")
        if info.file_size > SMALL and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise refuse(f"{name!r} unpacks to more than {MAX_RATIO} times its size")
        folded = "/".join(parts).casefold()
        if folded in seen:
            raise refuse(f"{name!r} occurs twice")
        seen.add(folded)
        if len(parts) == 1 and not info.is_dir():
            raise refuse(f"{name!r} stands outside the package's folder")
        tops.add(parts[0])
    if len(tops) != 1:
        raise refuse(f"it holds {len(tops)} top folders where a package has one")
    return tops.pop()


def _copy(opened: zipfile.ZipFile, info: zipfile.ZipInfo, archive: Path, sink: BinaryIO | None, limit: int) -> None:
    """Unpack one member; its length is counted, not believed, and zipfile compares the CRC at its end."""
    if info.is_dir():
        return
    length = 0
    with opened.open(info) as member:
        while chunk := member.read(CHUNK):
            length += len(chunk)
            if length > min(limit, info.file_size):
                raise PackageError(
                    f"{archive}: refused, {info.filename!r} is longer than {min(limit, info.file_size)} bytes"
                )
            if sink is not None:
                sink.write(chunk)
    if length != info.file_size:
        raise PackageError(f"{archive}: {info.filename!r} is cut short; download the package again")


def _member_size(opened: zipfile.ZipFile, top: str, name: str) -> int:
    try:
        return opened.getinfo(f"{top}/{name}").file_size
    except KeyError:
        return 0


@contextlib.contextmanager
def _locked(models: Path) -> Iterator[None]:
    """One install or removal at a time; the lock goes with the process, so a killed one leaves none behind."""
    with (models / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _tidy(models: Path) -> None:
    """Remove what a killed install or removal left; under the lock, so nobody is at work on it."""
    for pattern in (f"{TEMPORARY}*", f"{DISCARDED}*"):
        for leftover in models.glob(pattern):
            shutil.rmtree(leftover, ignore_errors=True)


def _extract(opened: zipfile.ZipFile, archive: Path, top: str, folder: Path) -> None:
    written = 0
    for info in opened.infolist():
        name = str(PurePosixPath(info.filename).relative_to(top))
        if info.is_dir() or not _KEPT.fullmatch(name):
            _copy(opened, info, archive, None, MAX_BYTES)
            continue
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        with path.open("xb") as sink:
            _copy(opened, info, archive, sink, MAX_BYTES - written)
            written += sink.tell()
            sink.flush()
            os.fsync(sink.fileno())
    for path in (folder / "model", folder):
        _sync(path)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _put_in_place(temporary: Path, package: Package, models: Path) -> Package:
    """Give the unpacked folder its name and take older ones away.

    A folder cannot be renamed onto a full one, so where the name is taken the new package first stands beside it
    under a name of its own: readers meet the old one, both, or the new one, but never none.
    """
    final = models / package.folder
    older = [other for other in installed(models) if other.pair == package.pair]
    standing = final
    if os.path.lexists(final):
        standing = models / f"{package.folder}-{temporary.name.removeprefix(TEMPORARY)}"
    temporary.rename(standing)
    _sync(models)
    for path in {final, *(other.path for other in older)} - {standing}:
        _discard(path, models)
    if standing != final:
        standing.rename(final)
    _sync(models)
    _tidy(models)
    with (final / "metadata.json").open("rb") as metadata:
        return read_metadata(metadata.read(MAX_METADATA + 1), final, final)


def _discard(path: Path, models: Path) -> None:
    """Take a folder out of sight in one step; `_tidy` deletes it."""
    if path.is_symlink():
        path.unlink()
    elif path.exists():
        grave = Path(tempfile.mkdtemp(prefix=DISCARDED, dir=models))
        path.rename(grave / path.name)
