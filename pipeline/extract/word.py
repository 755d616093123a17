"""A Word file (.docx) becomes simple HTML: headings, paragraphs, lists, tables, links, bold and italic.

Tracked changes read as accepted; comments, footnotes, text boxes, headers, pictures and macros are left out.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import escape
from typing import Any

from pipeline.errors import ItemError, clean

MAX_PARTS = 3000  # files inside the archive
MAX_UNPACKED = 80 * 1024 * 1024  # bytes of all of them
MAX_TEXT = 20 * 1024 * 1024  # bytes of the XML that holds the text
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_OLD_WORD = b"\xd0\xcf\x11\xe0"
# Inside these stands running text that counts; in w:del and w:moveFrom stands what was taken out.
_TRANSPARENT = {f"{_W}{name}" for name in ("ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml")}
_MAX_DEPTH = 60


def html(data: bytes) -> str:
    """The text of a .docx file as HTML; raises ItemError, saying why, where there is none to be had."""
    if data.startswith(_OLD_WORD):
        raise ItemError("it is an old .doc file or has a password; save it as .docx without one")
    _bounded(data)
    from docx import Document

    try:
        document = Document(io.BytesIO(data))
        return "\n".join(_grouped(_Reader(document).blocks(document.element.body, 0)))
    except ItemError:
        raise
    except Exception as error:
        # python-docx trusts its files: what is missing or odd in one shows as almost any exception.
        raise ItemError("it is no Word file that can be read ({}); save it as .docx again", clean(error, 80)) from None


def _bounded(data: bytes) -> None:
    """Refuse an archive that is none, or that unpacks to more than any announcement, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, OverflowError):
        raise ItemError("it is no Word file; save it as .docx again") from None
    # What an archive says of its sizes binds: zipfile reads no further than that.
    text = sum(part.file_size for part in parts if part.filename.lower().endswith((".xml", ".rels")))
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED or text > MAX_TEXT:
        raise ItemError("it unpacks to more than any announcement holds; save the text alone in a new file")
    if any(part.flag_bits & 0x1 for part in parts):
        raise ItemError("it has a password; save it without one")


class _Reader:
    """Walks the XML itself, because python-docx passes over tracked changes and content controls."""

    def __init__(self, document: Any) -> None:
        self._links = {key: one.target_ref for key, one in document.part.rels.items() if one.is_external}
        self._styles: dict[str, tuple[str, str, Any]] = {}
        for style in document.styles.element.iterfind(f"{_W}style"):
            name, based = style.find(f"{_W}name"), style.find(f"{_W}basedOn")
            key = style.get(f"{_W}styleId", "")
            self._styles[key] = (_value(name).lower(), _value(based), style.find(f"{_W}pPr"))

    def blocks(self, container: Any, depth: int) -> Iterator[tuple[str, str]]:
        """Each paragraph or table as element name and inner HTML."""
        if depth > _MAX_DEPTH:
            raise ItemError("its tables are nested too deeply; save the text alone in a new file")
        for child in container:
            if child.tag == f"{_W}p":
                inner = "".join(self._inline(child, 0)).strip()
                if inner:
                    yield self._kind(child), inner
            elif child.tag == f"{_W}tbl":
                yield from self._table(child, depth)
            elif child.tag in _TRANSPARENT:
                yield from self.blocks(child, depth + 1)

    def _table(self, table: Any, depth: int) -> Iterator[tuple[str, str]]:
        rows = []
        for row in table.iter(f"{_W}tr"):
            if next(row.iterancestors(f"{_W}tbl")) is not table:
                continue
            cells = [
                "<br>".join(inner for _, inner in self.blocks(cell, depth + 1))
                for cell in row.iter(f"{_W}tc")
                if next(cell.iterancestors(f"{_W}tr")) is row
            ]
            rows.append(cells)
        if max(map(len, rows), default=0) <= 1:  # a frame around text, no table
            yield from (("p", cell) for row in rows for cell in row if cell)
        else:
            cells_of = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
            yield "table", "".join(f"<tr>{cells}</tr>" for cells in cells_of)

    def _kind(self, paragraph: Any) -> str:
        """h1 to h6, li, blockquote or p, by the paragraph's own settings and those of its styles."""
        own = paragraph.find(f"{_W}pPr")
        style, settings, seen = "", [own], set[str]()
        if own is not None:
            style = _value(own.find(f"{_W}pStyle"))
        while style in self._styles and style not in seen:
            seen.add(style)
            name, style_above, properties = self._styles[style]
            settings.append(properties)
            if heading := re.fullmatch(r"heading ([1-9])", name):
                return f"h{min(6, int(heading[1]))}"
            if name in ("title", "subtitle"):
                return "h1" if name == "title" else "h2"
            if name.startswith(("list bullet", "list number")):
                return "li"
            if name in ("quote", "intense quote"):
                return "blockquote"
            style = style_above
        for properties in settings:
            if properties is None:
                continue
            level = _value(properties.find(f"{_W}outlineLvl"))
            if level.isdecimal() and int(level) < 6:
                return f"h{int(level) + 1}"
            number = properties.find(f"{_W}numPr")
            if number is not None:
                return "p" if _value(number.find(f"{_W}numId")) == "0" else "li"
        return "p"

    def _inline(self, element: Any, depth: int) -> Iterator[str]:
        if depth > _MAX_DEPTH:
            return
        for child in element:
            if child.tag == f"{_W}r":
                yield self._run(child)
            elif child.tag == f"{_W}hyperlink":
                inner = "".join(self._inline(child, depth + 1))
                target = self._links.get(child.get(_LINK, ""), "")
                yield f'<a href="{escape(target)}">{inner}</a>' if target and inner.strip() else inner
            elif child.tag in _TRANSPARENT:
                yield from self._inline(child, depth + 1)

    def _run(self, run: Any) -> str:
        settings = run.find(f"{_W}rPr")
        on = {name for name in ("b", "i", "vanish", "webHidden") if settings is not None and _on(settings, name)}
        if on & {"vanish", "webHidden"}:
            return ""
        said = []
        for part in run:
            if part.tag == f"{_W}t":
                said.append(escape(part.text or "", quote=False))
            elif part.tag in (f"{_W}br", f"{_W}cr"):
                said.append("<br>")
            elif part.tag == f"{_W}tab":
                said.append(" ")
            elif part.tag == f"{_W}noBreakHyphen":
                said.append("\u2011")
        text = "".join(said)
        if not text.strip():
            return text
        for name, tag in (("i", "em"), ("b", "strong")):
            text = f"<{tag}>{text}</{tag}>" if name in on else text
        return text


def _on(settings: Any, name: str) -> bool:
    found = settings.find(f"{_W}{name}")
    return found is not None and _value(found).lower() not in ("0", "false", "off", "none")


def _value(element: Any) -> str:
    return str(element.get(f"{_W}val", "")) if element is not None else ""


def _grouped(blocks: Iterator[tuple[str, str]]) -> Iterator[str]:
    """The blocks as HTML, list items that follow each other in one list; adjacent emphasis becomes one."""
    items: list[str] = []
    for kind, inner in (*blocks, ("", "")):
        inner = re.sub(r"</(strong|em)><\1>", "", re.sub(r"</em></strong><strong><em>", "", inner))
        if kind == "li":
            items.append(f"<li>{inner}</li>")
            continue
        if items:
            yield f"<ul>{''.join(items)}</ul>"
            items = []
        if kind:
            yield f"<{kind}>{inner}</{kind}>"
