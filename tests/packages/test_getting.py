"""Packages from an index over a real connection: chosen, resumed, checked, installed; hostile and dead servers."""

from __future__ import annotations

import hashlib
import json
import shutil
import socket
import zipfile
from pathlib import Path
from typing import Any

import pytest

from pipeline import files, packages
from pipeline.errors import BusyError, PackageError, PipelineError
from pipeline.http import downloads
from pipeline.model import Pair
from pipeline.packages import getting
from tests.loopback import Loopback, Request, Route


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "PAUSE", 0.0)


def package(folder: Path, source: str = "fr", target: str = "en", version: str = "1.9") -> bytes:
    """A small, sound package."""
    metadata = {"package_version": version, "argos_version": "1.9", "from_code": source, "to_code": target}
    parts = {
        "metadata.json": json.dumps(metadata).encode(),
        "model/model.bin": b"weights " * 20_000,
        "model/shared_vocabulary.json": b'["<s>"]',
        "sentencepiece.model": b"pieces",
    }
    path = folder / "made.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(f"{source}_{target}/{name}", data)
    return path.read_bytes()


def entry(source: str, target: str, version: str, *links: str, **more: Any) -> dict[str, Any]:
    return {
        "package_version": version,
        "argos_version": "1.9.0",
        "from_code": source,
        "from_name": source,
        "to_code": target,
        "to_name": target,
        "links": list(links),
        "code": f"translate-{source}_{target}",
    } | more


class Shelf:
    """An index and its packages on a loopback server, and a models folder."""

    def __init__(self, web: Loopback, folder: Path) -> None:
        self.web, self.models = web, folder / "models"
        self.data = package(folder)
        self.file = web.page("/fr_en.argosmodel", self.data, etag='"f1"', content_type="application/octet-stream")
        self.told: list[str] = []
        self.index([entry("fr", "en", "1.9", "ipfs://Qm123", self.file)])

    def index(self, entries: Any, **options: Any) -> None:
        content = entries if isinstance(entries, bytes | str) else json.dumps(entries)
        self.address = self.web.page("/index.json", content, content_type="text/plain", etag='"i1"', **options)

    def get(self, source: str = "fr", target: str = "en", **options: Any) -> packages.Package:
        place = {"address": self.address, "allow_private": True, "tell": self.told.append}
        return packages.get(source, target, self.models, **(place | options))

    def refused(self, source: str = "fr", target: str = "en", **options: Any) -> str:
        with pytest.raises(PipelineError) as caught:
            self.get(source, target, **options)
        message = str(caught.value)
        assert message.isprintable()
        assert packages.installed(self.models) == []
        return message

    def asked(self) -> list[str]:
        return [request.path for request in self.web.requests]


@pytest.fixture
def shelf(web: Loopback, tmp_path: Path) -> Shelf:
    return Shelf(web, tmp_path)


def test_a_pair_is_installed_with_its_checksum_on_record(shelf: Shelf) -> None:
    found = shelf.get()
    assert packages.installed(shelf.models) == [found]
    assert (found.pair, found.version) == (Pair("fr", "en"), "1.9")
    digest = hashlib.sha256(shelf.data).hexdigest()
    assert packages.origin(found) == packages.Origin(digest, len(shelf.data), shelf.file)
    assert sorted(path.name for path in (shelf.models / ".downloads").iterdir()) == [".lock"]
    assert shelf.told == ["translate-fr_en 1.9: 1 link(s) that are not web addresses, such as ipfs, are left out"]
    assert "/robots.txt" not in shelf.asked()


def test_what_has_no_record_has_no_checksum(shelf: Shelf) -> None:
    found = shelf.get()
    for text in ("", "[]", '{"sha256": 1, "size": 2, "url": ""}', "[" * 9000):
        (found.path / "origin.json").write_text(text)
        assert packages.origin(found) is None
    assert packages.installed(shelf.models) == [found]


def test_the_newest_version_is_taken_number_by_number(shelf: Shelf) -> None:
    other = shelf.web.page("/old", b"not this one")
    shelf.index(
        [entry("fr", "en", "1.10", shelf.file), entry("fr", "en", "1.9", other), entry("fr", "en", "1.2", other)]
    )
    shelf.get()
    assert "/old" not in shelf.asked()


@pytest.mark.parametrize(("source", "target"), [("zh-TW", "en"), ("zt", "en"), ("zh-Hant", "EN")])
def test_a_pair_may_be_named_by_tag_or_by_argos_code(shelf: Shelf, tmp_path: Path, source: str, target: str) -> None:
    link = shelf.web.page("/zt", package(tmp_path, "zt", "en"))
    shelf.index([entry("zt", "en", "1.9", link), entry("zh", "en", "1.9", shelf.file)])
    assert shelf.get(source, target).pair == Pair("zh-Hant", "en")


def test_links_count_from_the_index(shelf: Shelf) -> None:
    shelf.index([entry("fr", "en", "1.9", "fr_en.argosmodel")])
    assert shelf.get().version == "1.9"


def test_a_dead_link_gives_way_to_the_next(shelf: Shelf) -> None:
    shelf.index([entry("fr", "en", "1.9", shelf.web.url("/gone"), shelf.file)])
    assert shelf.get().version == "1.9"


def test_a_cut_download_is_taken_up_on_the_next_command(shelf: Shelf) -> None:
    length, cuts = len(shelf.data), [50_000, 0]

    def cut(connection: socket.socket) -> None:
        head = f'HTTP/1.1 200 OK\r\nETag: "f1"\r\nContent-Length: {length}\r\n\r\n'
        if size := cuts.pop(0):
            connection.sendall(head.encode() + shelf.data[:size])

    def answer(request: Request) -> Route:
        if cuts:
            return Route(raw=cut)
        assert request.headers["range"] == "bytes=50000-"
        assert request.headers["if-range"] == '"f1"'
        span = f"bytes 50000-{length - 1}/{length}"
        return Route(shelf.data[50_000:], 206, {"ETag": '"f1"', "Content-Range": span})

    shelf.web.program("/fr_en.argosmodel", answer)
    assert "could not be downloaded" in shelf.refused()
    shelf.get()


@pytest.mark.parametrize("key", ["sha256", "hash", "checksum"])
def test_the_checksum_of_the_index_is_demanded(shelf: Shelf, key: str) -> None:
    good, bad = hashlib.sha256(shelf.data).hexdigest(), "0" * 64
    shelf.index([entry("fr", "en", "1.9", shelf.file, **{key: bad})])
    assert f"not {bad}" in shelf.refused()
    assert sorted(path.name for path in (shelf.models / ".downloads").iterdir()) == [".lock"]
    shelf.index([entry("fr", "en", "1.9", shelf.file, **{key: f"sha256:{good.upper()}"})])
    (shelf.models / ".index.json").unlink()
    shelf.get()


def test_a_checksum_may_be_demanded(shelf: Shelf) -> None:
    assert "not " + "1" * 64 in shelf.refused(sha256="1" * 64)
    assert "is no SHA-256" in shelf.refused(sha256="abc")
    shelf.get(sha256=hashlib.sha256(shelf.data).hexdigest().upper())


def test_a_checksum_that_contradicts_the_index_is_told_before_anything_is_downloaded(shelf: Shelf) -> None:
    shelf.index([entry("fr", "en", "1.9", shelf.file, sha256="2" * 64)])
    assert "one of the two is of another version" in shelf.refused(sha256="1" * 64)
    assert shelf.asked() == ["/index.json"]


def test_an_archive_of_another_pair_or_none_is_refused(shelf: Shelf, tmp_path: Path) -> None:
    shelf.index([entry("de", "en", "1.9", shelf.file)])
    assert "translates fr > en, not de > en" in shelf.refused("de", "en")
    shelf.index([entry("de", "en", "1.9", shelf.web.page("/page", "<html>Sign in to the hotel's network</html>"))])
    (shelf.models / ".index.json").unlink()
    assert "not a sound zip archive" in shelf.refused("de", "en")
    assert not list((shelf.models / ".downloads").glob("*.argosmodel*"))


def test_without_a_direct_pair_the_way_through_english_is_told(shelf: Shelf) -> None:
    shelf.index([entry("fr", "en", "1.9", shelf.file), entry("en", "es", "1.9", shelf.file)])
    said = shelf.refused("fr", "es")
    assert "goes through English: pipeline models install fr en && pipeline models install en es" in said
    shelf.get()
    with pytest.raises(PackageError, match=r"goes through English: pipeline models install en es$"):
        shelf.get("fr", "es")


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("fr-CA", "en", "a model of the base language serves it: pipeline models install fr en"),
        ("fr", "sw", "from fr it has: en"),
        ("sw", "ja", "nothing from sw; it has packages from: fr"),
        ("english", "fr", "name a pair as in"),
    ],
)
def test_what_the_index_has_instead_is_told(shelf: Shelf, source: str, target: str, said: str) -> None:
    assert said in shelf.refused(source, target)


def test_a_package_that_is_only_on_ipfs_is_told(shelf: Shelf) -> None:
    shelf.index([entry("fr", "en", "1.9", "ipfs://Qm123", "magnet:?xt=1", "https://", "javascript:alert(1)")])
    assert "such as ipfs" in shelf.refused()


@pytest.mark.parametrize(
    "content",
    ["", "<html>", "{}", "[]", "null", "[" * 100_000, "\xff\xfe", "[1, null, {}, []]", json.dumps([{"type": "sbd"}])],
)
def test_what_is_no_index_is_told(shelf: Shelf, content: str) -> None:
    shelf.index(content)
    assert "no package index" in shelf.refused()


def test_hostile_entries_are_passed_by(shelf: Shelf) -> None:
    good = entry("fr", "en", "1.9", shelf.file)
    shelf.index(
        [
            good | {"from_code": "../../etc"},
            good | {"from_code": 7},
            good | {"package_version": "9" * 5000},
            good | {"package_version": "9/../9"},
            good | {"links": "https://example.org"},
            good | {"links": [None, {}, "x" * 9000, "http://[", "\x00"], "package_version": "0.1"},
            good | {"type": "sbd", "package_version": "99"},
            good | {"to_code": "fr"},
            "fr en",
            good,
        ]
    )
    assert shelf.get().version == "1.9"


def test_a_private_address_is_asked_only_where_that_is_permitted(shelf: Shelf) -> None:
    assert "this machine itself" in shelf.refused(allow_private=False)
    assert shelf.asked() == []


def test_the_index_is_asked_again_with_its_validators(shelf: Shelf) -> None:
    shelf.get()
    shelf.get()
    asked = [request for request in shelf.web.requests if request.path == "/index.json"]
    assert [request.headers.get("if-none-match") for request in asked] == [None, '"i1"']


def test_offline_the_kept_index_tells_what_there_is(shelf: Shelf) -> None:
    shelf.get()
    shutil.rmtree(shelf.models / "translate-fr_en-1_9")
    shelf.web.page("/index.json", "", status=503)
    shelf.told.clear()
    assert "from fr it has: en" in shelf.refused("fr", "sw")
    assert "told from the copy kept here" in shelf.told[0]
    shelf.web.page("/index.json", "<html>Sign in</html>")
    assert "from fr it has: en" in shelf.refused("fr", "sw")
    (shelf.models / ".index.json").write_text("{")
    assert "is not JSON" in shelf.refused("fr", "sw")


def test_a_copy_of_another_index_is_not_used(shelf: Shelf) -> None:
    shelf.get()
    with pytest.raises(PackageError, match="cannot be had"):
        packages.get("fr", "en", shelf.models, address="http://127.0.0.1:9/index.json", allow_private=True)


def test_a_link_that_is_not_secured_needs_a_checksum(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    secured = "https://127.0.0.1:9/index.json"
    found = getting.index.read(json.dumps([entry("fr", "en", "1.9", shelf.file)]).encode(), secured)
    monkeypatch.setattr(getting.index, "fetch", lambda *args, **options: getting.index.Index(found))
    assert "is not secured" in shelf.refused(address=secured)
    assert shelf.asked() == []
    shelf.get(address=secured, sha256=hashlib.sha256(shelf.data).hexdigest())


def test_two_downloads_do_not_write_one_file(shelf: Shelf) -> None:
    (shelf.models / ".downloads").mkdir(parents=True)
    with files.locked(shelf.models / ".downloads" / ".lock", wait=False, what="x"), pytest.raises(BusyError):
        shelf.get()
    shelf.get()


def test_a_models_folder_that_cannot_be_made_is_told(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file stands here")
    assert "cannot be made" in shelf.refused()


def test_the_default_index_is_the_public_one() -> None:
    assert getting.index.ADDRESS.startswith("https://raw.githubusercontent.com/argosopentech/")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["fr", "en"], ([], [("fr", "en")])),
        (["fr>en"], ([], [("fr", "en")])),
        (["fr > pt-BR", "en", "zh_Hant"], ([], [("fr", "pt-BR"), ("en", "zh_Hant")])),
        (["a.argosmodel", "fr", "en"], ([Path("a.argosmodel")], [("fr", "en")])),
    ],
)
def test_files_and_pairs_are_told_apart(words: list[str], found: Any) -> None:
    assert packages.requests(words) == found


def test_a_file_that_is_there_needs_no_ending(tmp_path: Path) -> None:
    (tmp_path / "fr").write_bytes(b"x")
    assert packages.requests([str(tmp_path / "fr")]) == ([tmp_path / "fr"], [])


@pytest.mark.parametrize(
    "words",
    [["fr"], ["fr", "x.argosmodel"], ["fr", "en", "de"], ["nothing.zip"], ["fr>"], ["fr", "de>en"], ["--x"], [""]],
)
def test_what_is_neither_is_told(words: list[str]) -> None:
    with pytest.raises(PackageError, match="pipeline models install fr en"):
        packages.requests(words)
