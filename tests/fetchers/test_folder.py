"""The drop folder: names, encodings, files in motion, and what is no announcement."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import SourceError
from pipeline.fetchers import folder
from pipeline.fetchers.folder import Options, fetch
from pipeline.http import Client
from pipeline.model import Listing, Source, Validators


def look(path: Path) -> Listing:
    with Client("x") as client:
        return fetch(Source("drop", "folder", Options(path=str(path))), client, Validators())


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    def write(name: str, content: str | bytes = "Opening\n\nThe hall opens.", age: float = 60) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        moment = time.time() - age
        os.utime(path, (moment, moment))
        return path

    return write


@pytest.mark.parametrize(
    ("name", "family", "language"),
    [
        ("opening.en.txt", "opening", "en"),
        ("opening.pt-BR.txt", "opening", "pt-BR"),
        ("opening.pt_br.txt", "opening", "pt-BR"),
        ("opening.zh-Hant.txt", "opening", "zh-Hant"),
        ("opening.zh-CN.txt", "opening", "zh-Hans"),
        ("opening.fra.txt", "opening", "fr"),
        ("opening.txt", "opening", ""),
        ("report.v2.txt", "report.v2", ""),
        ("report.2025.txt", "report.2025", ""),
        ("report.final.txt", "report.final", ""),
        ("report.xx.txt", "report.xx", ""),
        ("day.1.fr.TXT", "day.1", "fr"),
        ("fr.txt", "fr", ""),
        ("café.fr.txt", "café", "fr"),
        ("cafe\u0301.fr.txt", "café", "fr"),
    ],
)
def test_names_say_family_and_language(
    put: Callable[..., Path], tmp_path: Path, name: str, family: str, language: str
) -> None:
    put(name)
    (entry,) = look(tmp_path).entries
    assert (entry.family, entry.language) == (family, language)
    assert entry.id.startswith(family)
    assert (entry.content_type, entry.complete, entry.published) == ("text/plain", True, None)
    assert entry.updated
    assert abs(time.time() - 60 - entry.updated.timestamp()) < 5


@pytest.mark.parametrize(
    ("data", "text", "note"),
    [
        ("Été à Pékin".encode(), "Été à Pékin", ""),
        ("Été".encode("utf-8-sig"), "Été", ""),
        ("Été".encode("utf-16"), "Été", ""),
        (b"\xfe\xff" + "北京".encode("utf-16-be"), "北京", ""),
        (
            "L'été à Pékin a été très agréable, a déclaré le maire. La conférence où l'on se réunit était prête.".encode(
                "cp1252"
            ),
            "L'été à Pékin a été très agréable, a déclaré le maire. La conférence où l'on se réunit était prête.",
            "a.txt is not UTF-8 and was read as",
        ),
    ],
)
def test_encodings(put: Callable[..., Path], tmp_path: Path, data: bytes, text: str, note: str) -> None:
    put("a.txt", data)
    found = look(tmp_path)
    assert found.entries[0].content == text
    assert [n for n in found.notes if note in n] == list(found.notes)
    assert bool(found.notes) == bool(note)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "a.txt is not read: it is empty"),
        (b" \r\n\t\xc2\xa0", "a.txt is not read: it is empty"),
        (b"PK\x03\x04\x00\x00\x00 text", "a.txt is not read: it is not plain text"),
        (b"\xff\xfe\x41", "a.txt is not read: it is not plain text"),
        (b"x" * (2 * 1024 * 1024 + 1), "a.txt is not read: it is larger than 2 MB"),
    ],
)
def test_what_is_no_text_is_noted_and_the_others_go_on(
    put: Callable[..., Path], tmp_path: Path, data: bytes, reason: str
) -> None:
    put("a.txt", data)
    put("b.txt")
    found = look(tmp_path)
    assert [entry.id for entry in found.entries] == ["b.txt"]
    assert found.notes[0].startswith(reason)


def test_only_announcements_in_the_folder_itself(put: Callable[..., Path], tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a.txt",
        ".hidden.txt",
        "~lock.txt",
        "c.txt~",
        "d.txt.part",
        "e.tmp",
        "plan.pdf",
        "README.md",
        "readme-first.txt",
    ):
        put(name)
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "old.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    found = look(tmp_path)
    assert [entry.id for entry in found.entries] == ["a.txt", "b.txt"]
    (note,) = found.notes
    assert note == (
        "not read: archive, link.txt, pipe.txt, plan.pdf; put .txt, .md, .docx, .html, .htm, .eml files, no links or folders, directly into the folder"
    )


def test_a_name_that_cannot_be_printed_is_noted(put: Callable[..., Path], tmp_path: Path) -> None:
    put("a\nb.txt")
    put("c\udcff.txt")
    found = look(tmp_path)
    assert found.entries == ()
    assert len(found.notes) == 2
    assert all("rename it" in note and note.isprintable() for note in found.notes)


def test_a_young_file_that_stays_is_taken_and_one_that_grows_waits(
    put: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "WAIT", 0.2)
    put("done.txt", age=0)
    growing = put("growing.txt", age=0)

    def write() -> None:
        time.sleep(0.05)
        with growing.open("a") as file:
            file.write(" And more.")

    writer = threading.Thread(target=write)
    writer.start()
    found = look(tmp_path)
    writer.join()
    assert [entry.id for entry in found.entries] == ["done.txt"]
    assert found.notes == ("growing.txt is still being written; it is read on the next run",)
    assert [entry.id for entry in look(tmp_path).entries] == ["done.txt", "growing.txt"]


def test_a_file_that_goes_while_we_look_does_no_harm(
    put: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "WAIT", 0.2)
    gone = put("gone.txt", age=0)
    remover = threading.Timer(0.05, gone.unlink)
    remover.start()
    assert look(tmp_path).entries == ()
    remover.join()


def test_an_unreadable_file_is_noted_and_the_others_go_on(
    put: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("a.txt")
    put("b.txt")
    real = os.open

    def guarded(path: Path, *given: int) -> int:  # root may read everything, so the kernel's answer is played
        if Path(path).name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return real(path, *given)

    monkeypatch.setattr(os, "open", guarded)
    found = look(tmp_path)
    assert found.notes == ("a.txt is not read: Permission denied",)
    assert [entry.id for entry in found.entries] == ["b.txt"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"the folder .*nowhere does not exist; create it or mend `path`"):
        look(tmp_path / "nowhere")
    (tmp_path / "file").write_text("x")
    with pytest.raises(SourceError, match="is not a folder; mend `path`"):
        look(tmp_path / "file")
    with pytest.raises(SourceError, match="cannot be read"):
        look(tmp_path / "a\x00b")


def test_an_empty_folder_lists_nothing(tmp_path: Path) -> None:
    assert look(tmp_path) == Listing()


MAIL = b"Subject: The hall opens\nDate: Mon, 28 Sep 2026 10:00:00 +0200\n\nThe harbour hall opens on Monday."


def test_other_formats_stand_beside_text_files(put: Callable[..., Path], tmp_path: Path) -> None:
    put("a.en.md", "# The hall opens\n\nOn *Monday*.")
    put("a.fr.html", "<h1>La salle ouvre</h1><p>Lundi.</p>")
    put("a.pt.eml", MAIL)
    put("a.de.docx", b"PK")
    found = look(tmp_path)
    told = [(e.id, e.family, e.language, e.content_type, e.title, e.complete) for e in found.entries]
    assert told == [
        ("a.en.md", "a", "en", "text/html", "", True),
        ("a.fr.html", "a", "fr", "text/html", "La salle ouvre", True),
        ("a.pt.eml", "a", "pt", "text/plain", "The hall opens", True),
    ]
    assert [e.published.isoformat() for e in found.entries if e.published] == ["2026-09-28T08:00:00+00:00"]
    assert found.notes == ("a.de.docx is not read: it is no Word file; save it as .docx again",)


def test_of_several_formats_of_one_announcement_the_plainest_is_read(put: Callable[..., Path], tmp_path: Path) -> None:
    for name in ("a.fr.html", "a.fr.txt", "a.FR.md", "a.en.html", "b.eml", "b.htm"):
        put(name, MAIL)
    found = look(tmp_path)
    assert [entry.id for entry in found.entries] == ["a.en.html", "a.fr.txt", "b.htm"]
    assert [note.partition(";")[0] for note in found.notes] == [
        "a.FR.md is not read, because a.fr.txt has the same name",
        "a.fr.html is not read, because a.fr.txt has the same name",
        "b.eml is not read, because b.htm has the same name",
    ]


def test_an_own_name_for_the_language_goes_before_what_the_file_says(put: Callable[..., Path], tmp_path: Path) -> None:
    put("a.pt-BR.html", "<html lang=pt><p>A sala abre.</p>")
    put("b.html", "<html lang=pt><p>A sala abre.</p>")
    assert [entry.language for entry in look(tmp_path).entries] == ["pt-BR", "pt"]


def test_each_format_has_its_own_largest_size(put: Callable[..., Path], tmp_path: Path) -> None:
    put("a.md", b"x" * (2 * 1024 * 1024 + 1))
    put("b.html", b"<p>" + b"word " * 600_000)
    put("c.eml", b" " * (20 * 1024 * 1024 + 1))
    found = look(tmp_path)
    assert [entry.id for entry in found.entries] == ["b.html"]
    assert ["larger than 2 MB" in found.notes[0], "larger than 20 MB" in found.notes[1]] == [True, True]
