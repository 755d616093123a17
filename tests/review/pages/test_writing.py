"""Writing or uploading a version at the desk: beside its source; whatever is wrong, nothing typed is lost."""

from __future__ import annotations

import io

import pytest
from bs4 import BeautifulSoup

from pipeline.model import Origin, Rights
from pipeline.store import overview
from tests.review.pages.floor import EVERYONE, REVIEWER, Floor, floor

__all__ = ["floor"]
TEXT = "A feira abre\n\nA feira abre a 4 de maio.\n"


@pytest.fixture
def story(floor: Floor) -> str:
    return floor.story(text="The fair opens on 4 May.")


def test_a_text_is_written_beside_its_source_and_goes_out(floor: Floor, story: str) -> None:
    found = BeautifulSoup(floor.get(f"/story/{story}/write/pt"), "lxml")
    assert "The fair opens on 4 May." in found.select_one("section.sheet").text  # type: ignore[union-attr]
    field = found.select_one("#text")
    assert field is not None and (field["lang"], field["spellcheck"]) == ("pt", "true")
    floor.who = REVIEWER
    assert floor.post(f"/story/{story}/write/pt", text=TEXT) == f"/edit/{story}/pt"
    assert overview.one(floor.store, f"{story}/pt").origin is Origin.EDITED
    assert "A feira abre" in floor.published()
    answer = floor.browser.get(f"/story/{story}/write/pt", follow_redirects=True)
    assert "There is a version in this language already" in answer.text


def test_a_file_is_uploaded(floor: Floor, story: str) -> None:
    file = (io.BytesIO(b"# A feira abre\n\nA feira **abre** a 4 de maio.\n"), "feira.md")
    assert floor.post(f"/story/{story}/write/pt", file=file) == f"/edit/{story}/pt"
    (block,) = overview.one(floor.store, f"{story}/pt").body
    assert block.html == "A feira <strong>abre</strong> a 4 de maio."


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("feira.exe", b"MZ", "ends in .txt, .md, .docx, .html"),
        ("feira.docx", b"PK\x03\x04 broken", "is not read"),
        ("<img src=x>.txt", b"", "empty"),
        ("feira.txt", b"x" * 4_000_001, "larger than 4 MB"),
        ("feira.txt", b"x" * 4_400_000, "larger than 4 MB"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(floor: Floor, story: str, name: str, data: bytes, words: str) -> None:
    answer = floor.browser.post(f"/story/{story}/write/pt", data={"file": (io.BytesIO(data), name)})
    assert answer.status_code in (413, 422)
    found = BeautifulSoup(answer.text, "lxml")
    assert words in found.select_one("[role=alert]").text  # type: ignore[union-attr]
    assert found.find("img") is None


def test_a_text_that_is_refused_is_not_lost(floor: Floor, story: str) -> None:
    hostile = "Só um título </textarea><script>alert(1)</script>"
    found = BeautifulSoup(floor.post(f"/story/{story}/write/pt", 422, text=hostile), "lxml")
    field = found.select_one("#text")
    assert field is not None and field.text.strip() == hostile and field["aria-invalid"] == "true"
    assert "headline only" in found.find(id="write-error").text  # type: ignore[union-attr]


def test_two_who_write_at_once_the_second_keeps_their_words_and_is_told(floor: Floor, story: str) -> None:
    floor.post(f"/story/{story}/write/pt", text=TEXT)
    floor.who = EVERYONE
    page = floor.post(f"/story/{story}/write/pt", 422, text="Outro título\n\nOutro texto.")
    assert "Outro texto." in page and "There is a version in pt already. Edit that one." in page
    assert overview.one(floor.store, f"{story}/pt").headline == "A feira abre"


def test_only_who_reviews_a_language_writes_it(floor: Floor, story: str) -> None:
    floor.who = REVIEWER
    french = floor.story("fr", "Le salon.", origin="https://e.example/2.html")
    assert floor.browser.get(f"/story/{french}/write/en").status_code == 403
    assert floor.browser.post(f"/story/{french}/write/en", data={"text": TEXT}).status_code == 403
    assert "Write it" in floor.get(f"/story/{french}")


def test_the_source_can_be_chosen(floor: Floor, story: str) -> None:
    french = floor.release("fr", "Le salon ouvre le 4 mai.")
    found = BeautifulSoup(floor.get(f"/story/{story}/write/pt?made_from={french}"), "lxml")
    assert "Le salon ouvre" in found.select_one("section.sheet").text  # type: ignore[union-attr]
    floor.post(f"/story/{story}/write/pt", text=TEXT, made_from=french)
    made_from = overview.one(floor.store, f"{story}/pt").translated_from
    assert made_from is not None and made_from.uri == french


def test_ours_may_be_written_beside_a_text_for_the_house_only(floor: Floor, story: str) -> None:
    floor.release("pt", "Só para a casa.", source="house", rights=Rights.INTERNAL)
    assert floor.post(f"/story/{story}/write/pt", text=TEXT) == f"/edit/{story}/pt"
