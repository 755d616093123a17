"""HTML becomes blocks: paragraphs, headings, list items …, each as plain text and with its inline markup.

Foreign markup stays in here: lxml elements go in, `Block`s come out. Whatever is no running text (scripts, forms,
navigation, share bars, hidden elements, images) is dropped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import escape, unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from pipeline.errors import ItemError
from pipeline.extract.furniture import is_furniture
from pipeline.extract.furniture import prune as prune
from pipeline.extract.plaintext import paragraphs
from pipeline.model import Block, BlockKind

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_CHARACTERS = 12_000_000
MAX_ELEMENTS = 250_000
INLINE = frozenset({"a", "em", "strong", "b", "i", "sub", "sup"})

_BLOCK_TAGS = """
    address article blockquote body caption center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6
    hgroup hr html legend li main ol p pre search section summary table tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CAPTIONED = re.compile(
    r"(?:^|[\s_-])(?:captions?|credits?|photo-?info|image-?source|img-?info|picture-?text)(?=$|[\s_-])", re.IGNORECASE
)
_MAX_CAPTION = 600  # characters
# libxml2 compares each attribute with all before it: a tag with 100,000 of them takes ten seconds.
_MONSTROUS_TAG = re.compile(r"<([a-zA-Z][\w:-]{0,40})\s[^<>]{20000,}>")

_TAG, _BR = "\x00", "\x01"  # stand for a tag and a <br> in running text, from which control characters are removed
_NO_BREAK = "\u00a0\u202f\u2007"
_SPACES = re.compile(r"[\s\x00\x01]{2,}|[^\S ]|\x01")  # not the single blanks, which are most and stay
_TWO_BREAKS = re.compile(r"\x01[\s\x00]*\x01[\s\x00\x01]*")
_UNWANTED = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\u202d\u202e\ud800-\udfff\ufffe\uffff]"
)
# What XML forbids, and lxml refuses to move from one element to another: a page with a vertical tab would not be read.
_FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
    r"|&#0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d);?"
    r"|&#[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|[fF]{3}[eEfF])(?![0-9a-fA-F]);?"
)


def clean(text: str) -> str:
    """Text without what cannot be seen: control characters, soft hyphens, zero-width spaces, direction overrides."""
    return unicodedata.normalize("NFC", _UNWANTED.sub("", text))


def fold(text: str) -> str:
    """Text on one line with single spaces.

    A no-break space stays only where typography wants it: before `: ; ! ? » %` and currency signs, after `«`, and
    between digits.
    """
    return _fold(clean(text)).strip()


def _fold(raw: str) -> str:
    def space(run: re.Match[str]) -> str:
        before, after = raw[run.start() - 1 : run.start()], raw[run.end() : run.end() + 1]
        if not before or not after:
            return _TAG * run[0].count(_TAG)
        marks = "".join(c for c in run[0] if c in (_TAG, _BR))
        if len(marks) == len(run[0]) or _BR in marks:
            return marks
        firm = next((c for c in run[0] if c in _NO_BREAK), "")
        if firm and (after in ":;!?»%€£$" or before == "«" or (before.isdecimal() and after.isdecimal())):
            return firm + marks
        # Where the first blank stood: `<b>a</b> b` must not become `<b>a </b>b`.
        first = next(n for n, c in enumerate(run[0]) if c != _TAG)
        return marks[:first] + " " + marks[first:]

    raw = raw.strip(" ")
    return _SPACES.sub(space, raw)


def parse(html: str) -> HtmlElement | None:
    """The tree of a page or fragment, None where there is none; at most 255 deep.

    Raises ItemError where the page is too large to be an article.
    """
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    if len(html) > MAX_CHARACTERS:
        raise ItemError(f"the page is {len(html) / 1e6:.0f} MB long, too long for an article; check the address")
    if html.count("<") > 2 * MAX_ELEMENTS:
        raise ItemError(f"the page has more than {MAX_ELEMENTS:,} elements, too many for an article; check the address")
    html = _MONSTROUS_TAG.sub(lambda tag: f"<{tag[1]}>" if len(tag[0].split()) > 2000 else tag[0], html)
    html = _FORBIDDEN.sub(lambda found: " " if found[0] in "\x0b\x0c" else "", html)
    data = html.encode("utf-8", "replace")
    try:
        # As bytes with a given encoding, because lxml refuses text with an XML declaration.
        parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        root: HtmlElement = document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return root


def web_link(href: str, base: str) -> str:
    """An absolute http(s) address, or nothing."""
    try:
        link = urljoin(base, clean(href).strip())
        parts = urlsplit(link)
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            return ""
    except ValueError:
        return ""
    return re.sub(r"[\s<>\"`{}|\\^]", lambda c: "".join(f"%{byte:02X}" for byte in c[0].encode()), link)


def blocks(root: HtmlElement, base: str) -> list[Block]:
    """The running text under an element, in order; links become absolute by `base`."""
    return [block for block, _ in located(root, base)]


def located(root: HtmlElement, base: str) -> list[tuple[Block, HtmlElement]]:
    """The running text under an element like `blocks`, each with the element it stands in."""
    reader = _Reader(base)
    reader.owners.append(root)
    reader.walk(root, BlockKind.PARAGRAPH)
    reader.flush(BlockKind.PARAGRAPH)
    return list(zip(reader.found, reader.places, strict=True))


def text(html: str) -> str:
    """The plain text of an HTML fragment, one line per block."""
    root = parse(html)
    if root is None:
        return ""
    prune(root)
    return "\n".join(block.text for block in blocks(root, ""))


class _Reader:
    """Walks a tree and gathers running text until a block ends."""

    def __init__(self, base: str) -> None:
        self.found: list[Block] = []
        self.places: list[Any] = []  # the element each block stands in
        self.owners: list[Any] = []  # the block elements open at this point
        self._base = base
        self._raw: list[str] = []
        self._tags: list[tuple[str, str] | None] = []  # an opened tag with its address, None for a closing one
        self._open: list[tuple[str, str]] = []  # the tags open at this point
        self._carried: list[tuple[str, str]] = []  # those that were open when the run began
        self._row = False

    def walk(self, element: Any, kind: BlockKind) -> None:
        tag = element.tag
        if not isinstance(tag, str):
            return
        if tag in _HEADINGS:
            inner = BlockKind.HEADING
        else:
            inner = {
                "li": BlockKind.LIST_ITEM,
                "blockquote": BlockKind.QUOTATION,
                "figcaption": BlockKind.CAPTION,
                "caption": BlockKind.CAPTION,
            }.get(tag, kind)
        if tag in _BLOCKS and inner is kind and _is_caption(element):
            inner = BlockKind.CAPTION
        if tag == "br":
            self._raw.append(_BR)
        elif tag == "pre" and not self._row:
            self.flush(kind)
            self.owners.append(element)
            for words, item in paragraphs(element.text_content()):
                self._add(BlockKind.LIST_ITEM if item else BlockKind.PARAGRAPH, fold(words), "")
            self.owners.pop()
        elif tag == "tr" and not self._row and _is_data(element):
            self.flush(kind)
            self.owners.append(element)
            self._cells(element)
            self.owners.pop()
        elif tag in _BLOCKS:
            self.flush(kind)
            self.owners.append(element)
            self._inside(element, inner)
            self.flush(inner)
            self.owners.pop()
        elif tag in INLINE and (opened := self._opened(element)):
            self._tags.append(opened)
            self._open.append(opened)
            self._raw.append(_TAG)
            self._inside(element, inner)
            self._open.pop()
            self._tags.append(None)
            self._raw.append(_TAG)
        else:
            self._inside(element, inner)

    def _inside(self, element: Any, kind: BlockKind) -> None:
        self._text(element.text)
        for child in element:
            self.walk(child, kind)
            self._text(child.tail)

    def _text(self, text: str | None) -> None:
        if text:
            self._raw.append(clean(text))

    def _opened(self, element: Any) -> tuple[str, str] | None:
        if element.tag != "a":
            return element.tag, ""
        href = clean(element.get("href", "")).strip()
        if not href or href.startswith("#") or any(tag == "a" for tag, _ in self._open):
            return None
        if href.lower().startswith("mailto:"):
            return "a", re.sub(r"[\s<>\"]", "", href)
        link = web_link(href, self._base)
        return ("a", link) if link else None

    def _cells(self, row: Any) -> None:
        self._row = True
        first = True
        for cell in row:
            if cell.tag in ("td", "th") and cell.text_content().strip():
                self._raw.append("" if first else " | ")
                self._inside(cell, BlockKind.TABLE_ROW)
                first = False
        self._row = False
        self.flush(BlockKind.TABLE_ROW)

    def flush(self, kind: BlockKind) -> None:
        """Ends the running block; two line breaks inside it part paragraphs."""
        if self._row:
            self._raw.append(" ")
            return
        tags = iter(self._tags)
        carried = self._carried
        for part in self._parts():
            text, html, carried = _render(part, tags, carried)
            self._add(kind, text, html)
        self._raw, self._tags, self._carried = [], [], list(self._open)

    def _parts(self) -> Iterator[str]:
        """The paragraphs of a run, each with its tags; those between two line breaks go to the next one."""
        raw, start = "".join(self._raw), 0
        for breaks in _TWO_BREAKS.finditer(raw):
            yield raw[start : breaks.start()] + _TAG * breaks[0].count(_TAG)
            start = breaks.end()
        yield raw[start:]

    def _add(self, kind: BlockKind, text: str, html: str) -> None:
        if not text or is_furniture(text):
            return
        if kind is BlockKind.HEADING and not any(c.isalnum() for c in text):
            kind = BlockKind.PARAGRAPH
        self.found.append(Block(kind, text, html))
        self.places.append(self.owners[-1])


def _is_caption(element: Any) -> bool:
    """Whether an element tells what a picture shows: all a figure holds that is no table or quotation, or by name."""
    if element.tag == "figure":
        return next(element.iter("table", "blockquote", "pre"), None) is None
    named = element.tag in ("p", "div", "dd", "td") and _CAPTIONED.search(element.get("class") or "")
    return bool(named) and len(element.text_content()) <= _MAX_CAPTION


def _render(
    raw: str, tags: Iterator[tuple[str, str] | None], carried: list[tuple[str, str]]
) -> tuple[str, str, list[tuple[str, str]]]:
    """A run as text and as html, with the tags still open at its end."""
    raw = _fold(raw)
    text = raw.replace(_TAG, "").replace(_BR, " ").strip()
    opened = list(carried)
    pieces = [_start(tag) for tag in opened]
    for piece in re.split(r"([\x00\x01])", raw):
        if piece == _BR:
            pieces.append("<br>")
        elif piece != _TAG:
            pieces.append(escape(piece, quote=False))
        elif (tag := next(tags, None)) is not None:
            opened.append(tag)
            pieces.append(_start(tag))
        elif opened:
            pieces.append(f"</{opened.pop()[0]}>")
    pieces += [f"</{tag}>" for tag, _ in reversed(opened)]
    return text, _inline("".join(pieces).strip(), text), opened


def _start(tag: tuple[str, str]) -> str:
    name, href = tag
    return f'<{name} href="{escape(href)}">' if href else f"<{name}>"


def _inline(html: str, text: str) -> str:
    """The sanitised html of a block; empty where it has no markup or does not say the same as its text."""
    if "<" not in html:
        return ""
    html = re.sub(r" ((?:</\w+>)+)", r"\1 ", html)  # a blank at the end of stressed words belongs after them
    before = ""
    while before != html:
        before, html = html, re.sub(r"<(\w+)(?: href=\"[^\"]*\")?></\1>", "", html)
    if "<" not in html:
        return ""
    import nh3

    safe = nh3.clean(
        html,
        tags={*INLINE, "br"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    ).replace("&nbsp;", "\u00a0")  # XML knows no such name
    said = unescape(re.sub(r"<[^<>]*>", "", safe.replace("<br>", " ")))
    return safe if "<" in safe and said.split() == text.split() else ""


def _is_data(row: Any) -> bool:
    """Whether a table row holds data rather than layout: two or more cells with text, none with a table or an essay."""
    filled = [cell for cell in row if cell.tag in ("td", "th") and cell.text_content().strip()]
    if len(filled) < 2:
        return False
    if sum(len(cell.findall(".//br")) for cell in filled) >= 4:
        return False
    return all(
        len(cell.text_content()) < 400 and cell.find(".//table") is None and len(cell.findall(".//p")) < 4
        for cell in filled
    )
