"""Files that people save and send. A new case is a file in tests/data/folder with its expectation beside it."""

from __future__ import annotations

import io
import json
import random
import time
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from docx import Document as Word
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ItemError
from pipeline.extract import markup
from pipeline.extract.documents import Document, read

DATA = Path(__file__).parent.parent / "data" / "folder"
CASES = sorted(path for path in DATA.iterdir() if path.suffix != ".json")


def lines(document: Document) -> list[str]:
    text = document.content if document.content_type == "text/plain" else markup.text(document.content)
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_each_file_reads_as_expected(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    if "error" in expected:
        with pytest.raises(ItemError, match=expected["error"]):
            read(path.suffix, path.read_bytes())
        return
    found = read(path.suffix, path.read_bytes())
    assert lines(found) == expected.pop("lines")
    for name, value in expected.items():
        said = getattr(found, name)
        said = said.isoformat() if isinstance(said, datetime) else list(said) if isinstance(said, tuple) else said
        assert said == value, name


def test_crlf_mails_read_alike() -> None:
    mail = (DATA / "mail-both.eml").read_bytes()
    assert read(".eml", mail.replace(b"\n", b"\r\n")) == read(".eml", mail)


@pytest.mark.parametrize(
    "odd", ["\x01", "\x0b", "\x0c", "\x1f", "\ufffe", "&#1;", "&#x1F;", "&#011;", "&#xFFFE", "&#1 ", "&#65535;"]
)
def test_a_character_that_xml_forbids_does_not_keep_a_page_from_being_read(odd: str) -> None:
    page = f"<p>The hall</p><script>x</script>open{odd} s &#49;0 &#65;&#x1F600;<p>Monday.</p>"
    said = " ".join(lines(read(".html", page.encode())))
    assert [word for word in said.split() if word != "s"] == ["The", "hall", "open", "10", "A😀", "Monday."]


def saved(document: WordDocument) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def link(paragraph: Paragraph, words: str, url: str) -> None:
    key = paragraph.part.relate_to(url, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", is_external=True)  # fmt: skip
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), key)
    element.append(paragraph.add_run(words)._r)
    paragraph._p.append(element)


def change(paragraph: Paragraph, words: str, *, kind: str) -> None:
    """A tracked insertion (w:ins) or deletion (w:del)."""
    element = OxmlElement(kind)
    run = paragraph.add_run(words)._r
    if kind == "w:del":
        for text in run.iter(qn("w:t")):
            text.tag = qn("w:delText")
    element.append(run)
    paragraph._p.append(element)


def release() -> bytes:
    document = Word()
    document.add_heading("The harbour hall opens", 1)
    document.add_paragraph("Forty seats & two booths", style="Subtitle")
    paragraph = document.add_paragraph("LINDAU, Sept. 28, 2026 -- The hall ")
    paragraph.add_run("ope").bold = True
    paragraph.add_run("ns").bold = True
    paragraph.add_run(" on <Monday>, says ")
    link(paragraph, "the port", "https://port.example/hall?a=1&b=2")
    change(paragraph, ", again", kind="w:ins")
    change(paragraph, " and again", kind="w:del")
    paragraph.add_run(".")
    paragraph.add_run(" Secret.").font.hidden = True
    document.add_paragraph("quiet rooms", style="List Bullet")
    document.add_paragraph("a terrace", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(table._cells, ["Day", "Hour", "Monday", "10:00"], strict=True):
        cell.text = words
    frame = document.add_table(rows=1, cols=1)
    frame.cell(0, 0).text = "A frame around text"
    document.sections[0].header.paragraphs[0].text = "Letterhead"
    return saved(document)


def test_a_word_file_keeps_its_structure() -> None:
    found = read(".docx", release())
    assert found.content == (
        "<h1>The harbour hall opens</h1>\n<h2>Forty seats &amp; two booths</h2>\n"
        "<p>LINDAU, Sept. 28, 2026 -- The hall <strong>opens</strong> on &lt;Monday&gt;, says "
        '<a href="https://port.example/hall?a=1&amp;b=2">the port</a>, again.</p>\n'
        "<ul><li>quiet rooms</li><li>a terrace</li></ul>\n"
        "<table><tr><td>Day</td><td>Hour</td></tr><tr><td>Monday</td><td>10:00</td></tr></table>\n"
        "<p>A frame around text</p>"
    )
    assert (found.title, found.content_type) == ("", "text/html")


def rebuilt(data: bytes, name: str, content: bytes) -> bytes:
    """The archive with one part replaced or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return file.getvalue()


def body(inside: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<w:document xmlns:w="{space}"><w:body>{inside}</w:body></w:document>'.encode()


def test_bombs_are_refused_before_they_unfold() -> None:
    begun = time.monotonic()
    plain = release()
    for name, size in (("word/document.xml", 25_000_000), ("word/media/image.png", 90_000_000)):
        with pytest.raises(ItemError, match="it unpacks to more than"):
            read(".docx", rebuilt(plain, name, b" " * size))
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for n in range(3001):
            archive.writestr(str(n), b"")
    with pytest.raises(ItemError, match="it unpacks to more than"):
        read(".docx", many.getvalue())
    assert time.monotonic() - begun < 20


def test_entities_reach_no_file_and_do_not_unfold(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret words")
    declared = (
        f'<!DOCTYPE x [<!ENTITY f SYSTEM "{secret.as_uri()}"><!ENTITY a "{"ha" * 50}"><!ENTITY b "{"&a;" * 50}">]>'
    )
    inside = "<w:p><w:r><w:t>Hall &f; &b;</w:t></w:r></w:p><w:p><w:r><w:t>Terrace</w:t></w:r></w:p>"
    try:
        found = read(".docx", rebuilt(release(), "word/document.xml", declared.encode() + body(inside)))
    except ItemError:
        return
    assert "secret" not in found.content
    assert len(found.content) < 500


def test_tables_in_tables_without_end_are_refused() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 70 + "<w:p><w:r><w:t>x</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * 70
    with pytest.raises(ItemError, match=r"nested too deeply|no Word file"):
        read(".docx", rebuilt(release(), "word/document.xml", body(deep)))


def test_hostile_mails_end_in_bounded_time() -> None:
    begun = time.monotonic()
    nested = b"Subject: x\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(400)
    )
    for mail in (
        nested + b"Content-Type: text/plain\n\nwords",
        b"Subject: x\n" + b"Content-Type: text/plain;" + b" a=b;" * 50_000 + b"\n\nwords",
        b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 100_000,
        b"Subject: " + b"=?utf-8?q?a?= " * 30_000 + b"\n\nwords",
        b"Subject: x\n\n" + b"word " * 1_000_000,
        b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
        + (b"--b\nContent-Type: text/plain;" + b" a=b;" * 190 + b"\n\nwords\n") * 190,
    ):
        try:
            assert "word" in read(".eml", mail).content
        except ItemError as error:
            assert str(error).isprintable()
    assert time.monotonic() - begun < 30


@settings(max_examples=120, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from([*CASES, None]))
def test_damaged_files_never_fail_but_as_item_errors(chance: random.Random, path: Path | None) -> None:
    suffix, data = (path.suffix, bytearray(path.read_bytes())) if path else (".docx", bytearray(WORD))
    for _ in range(chance.randint(1, 20)):
        start = chance.randrange(max(1, len(data)))
        data[start : start + chance.randint(0, 6)] = bytes(chance.randrange(256) for _ in range(chance.randint(0, 6)))
    try:
        assert lines(read(suffix, bytes(data)))
    except ItemError as error:
        assert str(error).isprintable()


WORD = release()


@settings(max_examples=40, deadline=None)
@given(
    st.randoms(use_true_random=False),
    st.sampled_from(["word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"]),
)
def test_damaged_parts_of_word_files_too(chance: random.Random, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(WORD)) as archive:
        data = bytearray(archive.read(name))
    for _ in range(chance.randint(1, 6)):
        data[chance.randrange(len(data))] = chance.choice(b'<>/"=aw: ')
    try:
        assert lines(read(".docx", rebuilt(WORD, name, bytes(data))))
    except ItemError as error:
        assert str(error).isprintable()
