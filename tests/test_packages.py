"""Packages: what is refused, and what stands in the models folder at every moment."""

from __future__ import annotations

import io
import json
import stat
import struct
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import packages
from pipeline.errors import PackageError
from pipeline.model import Pair
from pipeline.packages import archives, inventory

METADATA = {"package_version": "1.0", "argos_version": "1.9", "from_code": "fr", "to_code": "en"}
PARTS = {
    "model/model.bin": b"weights " * 64,
    "model/config.json": b"{}",
    "model/shared_vocabulary.json": b'["<s>"]',
    "sentencepiece.model": b"pieces",
}


def contents(metadata: object = METADATA, **changes: bytes | None) -> dict[str, bytes]:
    """The members of a small, sound package; `changes` replaces a part, or leaves it out where None."""
    members = {"metadata.json": json.dumps(metadata).encode(), **PARTS}
    for name, data in changes.items():
        if data is None:
            del members[name]
        else:
            members[name] = data
    return {f"fr_en/{name}": data for name, data in members.items()}


def write(path: Path, members: dict[str, bytes], *extra: tuple[zipfile.ZipInfo | str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [*members.items(), *extra]:
            archive.writestr(name, data)
    return path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return write(tmp_path / "fr_en.argosmodel", contents())


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


def special(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (mode | 0o777) << 16
    return info


def test_install_names_the_folder_itself_and_reads_it_back(archive: Path, models: Path) -> None:
    package = packages.install(archive, models)
    assert package.path == models / "translate-fr_en-1_0"
    assert (package.pair, package.version, package.code) == (Pair("fr", "en"), "1.0", "translate-fr_en")
    assert packages.installed(models) == [package]
    assert packages.broken(models) == []
    assert (package.path / "model" / "model.bin").read_bytes() == PARTS["model/model.bin"]


def test_inspect_says_the_same_and_writes_nothing(archive: Path) -> None:
    before = sorted(archive.parent.iterdir())
    package = packages.inspect(archive)
    assert (package.path, package.pair, package.version) == (archive, Pair("fr", "en"), "1.0")
    assert sorted(archive.parent.iterdir()) == before


def test_installing_again_leaves_one_package(archive: Path, models: Path) -> None:
    assert packages.install(archive, models) == packages.install(archive, models)
    assert [path.name for path in models.iterdir() if path.is_dir()] == ["translate-fr_en-1_0"]


@pytest.mark.parametrize(("first", "second"), [("1.9", "1.10"), ("1.10", "1.9")])
def test_another_version_takes_the_place_of_the_old_one(tmp_path: Path, models: Path, first: str, second: str) -> None:
    for version in (first, second):
        packages.install(write(tmp_path / "p.argosmodel", contents({**METADATA, "package_version": version})), models)
    assert [package.version for package in packages.installed(models)] == [second]


def test_installed_puts_the_newest_version_first_number_by_number(tmp_path: Path, models: Path) -> None:
    models.mkdir()
    for version in ("1.9", "1.10", "1.2"):
        path = write(tmp_path / "p.argosmodel", contents({**METADATA, "package_version": version}))
        packages.install(path, tmp_path / "elsewhere").path.rename(models / version)
    assert [package.version for package in packages.installed(models)] == ["1.10", "1.9", "1.2"]


def test_argos_codes_become_language_tags(tmp_path: Path, models: Path) -> None:
    package = packages.install(
        write(tmp_path / "p.argosmodel", contents({**METADATA, "from_code": "pb", "to_code": "zt"})), models
    )
    assert (package.pair, package.path.name) == (Pair("pt-BR", "zh-Hant"), "translate-pb_zt-1_0")


def test_parts_that_are_not_needed_stay_in_the_archive(tmp_path: Path, models: Path) -> None:
    members = {**contents(), "fr_en/stanza/fr/tokenize.pt": b"a pickle", "fr_en/README.md": b"Read me."}
    package = packages.install(write(tmp_path / "p.argosmodel", members), models)
    assert sorted(p.name for p in package.path.iterdir()) == [
        "README.md",
        "metadata.json",
        "model",
        "origin.json",
        "sentencepiece.model",
    ]


def test_a_byte_pair_tokenizer_and_two_vocabularies_do_as_well(tmp_path: Path) -> None:
    changes: dict[str, bytes | None] = {
        "sentencepiece.model": None,
        "bpe.model": b"pieces",
        "model/shared_vocabulary.json": None,
        "model/source_vocabulary.txt": b"a",
        "model/target_vocabulary.txt": b"b",
    }
    assert packages.inspect(write(tmp_path / "p.argosmodel", contents(**changes))).pair == Pair("fr", "en")


def hostile() -> Iterator[tuple[str, str, Callable[[Path], Path]]]:
    """Each attack: its name, a word of the refusal, and how to build the archive."""
    sound = contents()

    def zipped(*extra: tuple[zipfile.ZipInfo | str, bytes], **changes: bytes | None) -> Callable[[Path], Path]:
        return lambda path: write(path, contents(**changes), *extra)

    def described(metadata: object) -> Callable[[Path], Path]:
        return lambda path: write(path, contents(metadata))

    def raw(change: Callable[[bytes], bytes]) -> Callable[[Path], Path]:
        def build(path: Path) -> Path:
            write(path, sound)
            path.write_bytes(change(path.read_bytes()))
            return path

        return build

    def folder(path: Path) -> Path:
        path.mkdir()
        return path

    yield "no zip", "not a sound zip", lambda path: (path.write_bytes(b"<html>404</html>"), path)[1]
    yield "empty file", "not a sound zip", lambda path: (path.write_bytes(b""), path)[1]
    yield "empty zip", "0 top folders", lambda path: write(path, {})
    yield "truncated", "not a sound zip", raw(lambda data: data[: len(data) // 2])
    yield "nothing there", "cannot be read", lambda path: path
    yield "a folder", "cannot be read", folder
    yield "absolute path", "stay inside", zipped(("/etc/cron.d/x", b""))
    yield "parent path", "stay inside", zipped(("fr_en/../../x", b""))
    yield "parent of the folder", "stay inside", zipped(("../x", b""))
    yield "dot part", "stay inside", zipped(("fr_en/./x", b""))
    yield "empty part", "stay inside", zipped(("fr_en//x", b""))
    yield "drive letter", "stay inside", zipped(("C:/x", b""))
    yield "backslash", "stay inside", zipped(("fr_en/..\\x", b""))
    yield "control character", "stay inside", zipped(("fr_en/x\x1b[2J", b""))
    yield "name beyond measure", "stay inside", zipped(("fr_en/" + "x" * 300, b""))
    yield "symbolic link", "link", zipped((special("fr_en/model/x", stat.S_IFLNK), b"/etc/passwd"))
    yield "device", "special", zipped((special("fr_en/x", stat.S_IFCHR), b""))
    yield "pipe", "special", zipped((special("fr_en/x", stat.S_IFIFO), b""))
    yield "two folders", "2 top folders", zipped(("other/x", b""))
    yield "file beside the folder", "outside", zipped(("x", b""))
    yield "same name in capitals", "twice", zipped(("fr_en/METADATA.json", b"{}"))
    yield "folder named as a file", "twice", zipped(("fr_en/sentencepiece.model/", b""))
    yield "too many files", "files", zipped(*((f"fr_en/{i}", b"") for i in range(archives.MAX_FILES)))
    yield "bomb", "times its size", zipped(("fr_en/model/x", bytes(8 * 2**20)))
    yield "no metadata", "no metadata.json", lambda path: write(path, {"fr_en/x": b""})
    yield "metadata too long", "longer", zipped(**{"metadata.json": b" " * (inventory.MAX_METADATA + 1)})
    yield "metadata no JSON", "not JSON", zipped(**{"metadata.json": b"{"})
    yield "metadata no UTF-8", "not JSON", zipped(**{"metadata.json": b'{"from_code": "\xff"}'})
    yield "metadata nested", "not JSON", zipped(**{"metadata.json": b"[" * 100_000})
    yield "metadata a list", "not an object", described([])
    yield "code a number", "no short text", described({**METADATA, "from_code": 7})
    yield "code missing", "no two language codes", described({**METADATA, "to_code": None})
    yield "code a path", "no two language codes", described({**METADATA, "to_code": "../en"})
    yield "code a word", "no two language codes", described({**METADATA, "to_code": "english"})
    yield "version a path", "package_version", described({**METADATA, "package_version": "1/../0"})
    yield "version missing", "package_version", described({**METADATA, "package_version": ""})
    yield "version a number", "no short text", described({**METADATA, "package_version": 1.0})
    yield "another type", "of type", described({**METADATA, "type": "sbd"})
    yield "type a list", "of type", described({**METADATA, "type": ["translate"]})
    yield "into itself", "itself", described({**METADATA, "to_code": "fr"})
    yield "no model", "model.bin", zipped(**{"model/model.bin": None})
    yield "empty model", "model.bin", zipped(**{"model/model.bin": b""})
    yield "no tokenizer", "sentencepiece.model", zipped(**{"sentencepiece.model": None})
    yield "no vocabulary", "vocabulary", zipped(**{"model/shared_vocabulary.json": None})
    yield (
        "half a vocabulary",
        "vocabulary",
        zipped(**{"model/shared_vocabulary.json": None, "model/source_vocabulary.json": b"[]"}),
    )

    def encrypted(data: bytes) -> bytes:
        changed = bytearray(data)
        local, central = changed.find(b"PK\x03\x04"), changed.find(b"PK\x01\x02")
        changed[local + 6] |= 1
        changed[central + 8] |= 1
        return bytes(changed)

    yield "encrypted", "encrypted", raw(encrypted)

    def flipped(data: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            info = opened.getinfo("fr_en/sentencepiece.model")
            start = info.header_offset + 30 + len(info.filename) + 2
        return data[:start] + bytes([data[start] ^ 0xFF]) + data[start + 1 :]

    yield "damaged member", "not a sound zip", raw(flipped)

    def wrong_sum(data: bytes) -> bytes:
        changed = bytearray(data)
        at = changed.rfind(b"PK\x01\x02") + 16
        changed[at] ^= 0xFF
        local = struct.unpack("<L", changed[at + 26 : at + 30])[0]
        changed[local + 14] ^= 0xFF
        return bytes(changed)

    yield "wrong checksum", "CRC", raw(wrong_sum)

    def understated(data: bytes) -> bytes:
        """The model's declared size is one byte, in both headers; its data is longer."""
        changed = bytearray(data)
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            local = opened.getinfo("fr_en/model/model.bin").header_offset
        central = changed.find(b"fr_en/model/model.bin", changed.find(b"PK\x01\x02")) - 46
        changed[central + 24 : central + 28] = struct.pack("<L", 1)
        changed[local + 22 : local + 26] = struct.pack("<L", 1)
        return bytes(changed)

    yield "understated size", "not a sound zip", raw(understated)

    def overstated(data: bytes) -> bytes:
        changed = bytearray(data)
        central = changed.find(b"fr_en/model/model.bin", changed.find(b"PK\x01\x02")) - 46
        changed[central + 24 : central + 28] = struct.pack("<L", 0xFFFFFFF0)
        return bytes(changed)

    yield "declared beyond measure", "unpack", raw(overstated)


ATTACKS = {name: (word, build) for name, word, build in hostile()}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_hostile_and_broken_archives_are_refused_and_leave_nothing(attack: str, tmp_path: Path, models: Path) -> None:
    word, build = ATTACKS[attack]
    models.mkdir()
    path = build(tmp_path / "p.argosmodel")
    there = sorted(tmp_path.rglob("*"))
    with pytest.raises(PackageError) as inspected:
        packages.inspect(path)
    with pytest.raises(PackageError) as refused:
        packages.install(path, models)
    for error in (inspected, refused):
        assert word in str(error.value)
        assert str(path) in str(error.value)
    assert [p for p in sorted(tmp_path.rglob("*")) if p.name != ".lock"] == there


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_occurs_twice_is_refused(tmp_path: Path, models: Path) -> None:
    path = write(tmp_path / "p.argosmodel", contents(), ("fr_en/metadata.json", b"{}"))
    with pytest.raises(PackageError, match="twice"):
        packages.install(path, models)


def test_a_refused_archive_leaves_the_working_package_alone(archive: Path, tmp_path: Path, models: Path) -> None:
    package = packages.install(archive, models)
    damaged = tmp_path / "damaged.argosmodel"
    ATTACKS["wrong checksum"][1](damaged)
    with pytest.raises(PackageError):
        packages.install(damaged, models)
    assert packages.installed(models) == [package]


@settings(max_examples=150, deadline=None)
@given(at=st.integers(min_value=0), value=st.integers(0, 255))
def test_any_changed_byte_is_refused_or_does_no_harm(
    at: int, value: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("flip")
    path = write(folder / "p.argosmodel", contents())
    data = bytearray(path.read_bytes())
    data[at % len(data)] = value
    path.write_bytes(data)
    try:
        package = packages.install(path, folder / "models")
    except PackageError:
        assert packages.installed(folder / "models") == []
    else:
        assert (package.path / "model" / "model.bin").read_bytes() == PARTS["model/model.bin"]
        assert package.path.parent == folder / "models"


VALUES = st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.sampled_from(["fr", "en", "1.0", "../x"])


@given(st.dictionaries(st.sampled_from([*METADATA, "type", "target_prefix"]), VALUES | st.lists(VALUES)) | VALUES)
def test_metadata_of_any_shape_is_read_or_refused(value: object) -> None:
    buffer = json.dumps(value).encode()
    try:
        package = inventory.read_metadata(buffer, Path("p"), Path("p"))
    except PackageError:
        return
    assert package.source != package.target


def test_broken_folders_are_named_and_left_out(archive: Path, models: Path) -> None:
    package = packages.install(archive, models)
    for name, data in {"translate-en_de-1_0": b"{", "translate-en_it-1_0": json.dumps(METADATA).encode()}.items():
        (models / name).mkdir()
        (models / name / "metadata.json").write_bytes(data)
    (models / "translate-en_es-1_0").mkdir()
    (models / "notes").mkdir()
    (models / "README.md").write_text("Not a package.")
    assert packages.installed(models) == [package]
    lines = packages.broken(models)
    assert len(lines) == 3
    assert all("install the package again" in line for line in lines)


def test_no_models_folder_is_no_packages(models: Path) -> None:
    assert packages.installed(models) == []
    assert packages.broken(models) == []


def test_leftovers_of_a_killed_install_are_not_packages_and_go_with_the_next(archive: Path, models: Path) -> None:
    package = packages.install(archive, models)
    for name in (".installing-abc", ".removing-abc"):
        package.path.rename(models / name)
        assert packages.installed(models) == []
        package = packages.install(archive, models)
        assert sorted(p.name for p in models.iterdir()) == [".lock", "translate-fr_en-1_0"]


def test_a_damaged_folder_of_the_same_name_is_replaced(archive: Path, models: Path) -> None:
    damaged = models / "translate-fr_en-1_0"
    (damaged / "model").mkdir(parents=True)
    packages.install(archive, models)
    assert packages.broken(models) == []
    assert (damaged / "sentencepiece.model").read_bytes() == b"pieces"


def test_at_every_moment_of_a_reinstall_a_complete_package_stands_there(
    archive: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages.install(archive, models)
    seen: list[int] = []

    def watched(event: str, args: tuple[object, ...]) -> None:
        if watching and event in {"os.rename", "shutil.rmtree", "os.remove", "os.mkdir"}:
            watching.clear()
            seen.append(len(packages.installed(models)))
            watching.append(True)

    watching: list[bool] = []
    sys.addaudithook(watched)
    watching.append(True)
    try:
        packages.install(archive, models)
    finally:
        watching.clear()
    assert len(seen) > 5
    assert all(seen)


def test_two_installs_at_once_leave_one_complete_package(archive: Path, models: Path) -> None:
    failures: list[BaseException] = []

    def run() -> None:
        try:
            for _ in range(5):
                packages.install(archive, models)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(packages.installed(models)) == 1
    assert sorted(p.name for p in models.iterdir()) == [".lock", "translate-fr_en-1_0"]


def test_remove_takes_the_pair_away_and_says_when_there_is_none(archive: Path, models: Path) -> None:
    package = packages.install(archive, models)
    with pytest.raises(PackageError, match="installed: fr>en"):
        packages.remove(models, "en", "fr")
    assert packages.remove(models, "fr", "en") == [package]
    assert packages.installed(models) == []
    assert [p.name for p in models.iterdir()] == [".lock"]
    with pytest.raises(PackageError, match="installed: nothing"):
        packages.remove(models, "fr", "en")


def test_a_file_in_the_place_of_the_models_folder_is_a_clear_refusal(archive: Path, models: Path) -> None:
    models.write_text("")
    with pytest.raises(PackageError, match="could not be installed"):
        packages.install(archive, models)


def test_importing_loads_no_model_library() -> None:
    code = "import sys, pipeline.packages; print([m for m in ('ctranslate2', 'argostranslate', 'sentencepiece') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
