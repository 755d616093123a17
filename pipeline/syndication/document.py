"""The bytes of an XML feed become text that a parser can read: unpacked, decoded, mended, cut to what is wanted.

Everything here is linear in the length of the document. What is mended is told in `notes`.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html.entities import html5

from pipeline.errors import SourceError, clean
from pipeline.extract import charset

MAX_BYTES = 20 * 1024 * 1024
MAX_ATTRIBUTES = 200  # of one element; the rest are left out
MAX_SUBSTITUTED = 1_000_000  # characters that entities of the document's own may unfold to

_PROLOG = re.compile(r"\s*<\?xml\b[^<>]{0,200}\?>", re.IGNORECASE)
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,30}:)?(?:rss|feed|rdf|channel)(?=[\s>/])", re.IGNORECASE)
_HTML = re.compile(r"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!DOCTYPE\s[^\[<>]{0,2000}+(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_DECLARED_ENTITY = re.compile(r"<!ENTITY\s+([\w.-]{1,50})\s+(?:\"([^\"]{0,200})\"|'([^']{0,200})')\s*>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LITERAL = r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
_LOOSE = re.compile(
    _LITERAL + r"|&(?:(#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z]\w{0,40});)?|<(?![A-Za-z_/!?])", re.DOTALL
)
_SECTION = re.compile(_LITERAL, re.DOTALL)
_STRETCH = re.compile(r"<[A-Za-z_][^<]{1000,}+")
_LONG_TAG = re.compile(r"<[A-Za-z_][^\s<>/]*+(?=\s)")
_ATTRIBUTE = re.compile(r"\s*+[^\s=<>\"'/]++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+')")
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]{0,30}):[A-Za-z_]|\s([A-Za-z_][\w.-]{0,30}):[A-Za-z_][\w.-]*\s*=\s*[\"']")
_TAG = re.compile(r"<(/?)([A-Za-z_][^\s<>/]{0,100})[^<>]*?(/?)>")
_ITEM = re.compile(r"<(/?)(?:[A-Za-z_][\w.-]{0,30}:)?(?:item|entry)(?=[\s>])[^<>]*>", re.IGNORECASE)
_DATES = re.compile(
    r"<(?:[\w.-]{1,30}:)?(?:pubDate|published|issued|date|updated|modified)\b[^<>]{0,200}>\s*"
    r"(?:<!\[CDATA\[)?\s*([^<>\]]{4,60})",
    re.IGNORECASE,
)
# An id that is no address: feedparser would make one of it, which would change when the feed moves.
_NO_PERMALINK = re.compile(r"<((?:guid|id))>(?=\s*+(?:<!\[CDATA\[)?\s*+(?![A-Za-z][\w+.-]*+:|/)[^\s<])", re.IGNORECASE)
_FIVE = {"amp", "lt", "gt", "quot", "apos"}
_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "georss": "http://www.georss.org/georss",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "xlink": "http://www.w3.org/1999/xlink",
}


@dataclass(frozen=True, slots=True)
class Document:
    """A feed as text with an XML declaration; `cut_short` where it breaks off within an entry."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()
    cut_short: bool = False


def unpack(content: bytes, where: str) -> bytes:
    """The body of an answer, gzip though no header says so; raises SourceError where it is too large or damaged."""
    for _ in range(2):  # some servers pack what is packed already
        if not content.startswith(b"\x1f\x8b\x08"):
            break
        try:
            unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
            unpacked = unpacker.decompress(content, MAX_BYTES + 1)
        except zlib.error:
            raise SourceError(f"{where} sends a damaged gzip file; it is tried again on the next run") from None
        if len(unpacked) > MAX_BYTES:
            raise SourceError(
                f"{where} unpacks to more than {MAX_BYTES // 2**20} MB; check that it is the right address"
            )
        content = unpacked
    return content


def read(content: bytes, where: str, declared: str = "") -> Document:
    """Decodes and mends the bytes of an XML feed; `where` is its address, `declared` the charset of the HTTP header.

    Raises SourceError for what is no XML feed: a web page, JSON, nothing at all.
    """
    notes: list[str] = []
    found = charset.decode(content, declared)
    text = found.text.lstrip("\ufeff")
    refuse(text, where)
    if found.contradicted and found.encoding:
        notes.append(f"declared as {clean(', '.join(found.contradicted), 60)}, read as {found.encoding}, which it is")
    text = _from_the_start(text, notes)
    text = _without_doctype(text)
    text, cut = _without_long_tags(text)
    if cut:
        notes.append(f"an element has {cut:,} attributes; all after the first {MAX_ATTRIBUTES} are left out")
    cut_short = _cut_short(text)
    if trouble := _trouble(text):
        text = _without_long_tags(_mended(_CONTROL.sub("", text)))[0]
        if cut_short:
            notes.append("the feed breaks off in the middle; its last entry is left for the next run")
        else:
            notes.append(f"the feed is malformed ({clean(trouble, 100)}); what can be read is used")
    text = _NO_PERMALINK.sub(r'<\1 isPermaLink="false">', text)
    return Document(text, found.encoding, tuple(notes), cut_short)


def refuse(text: str, where: str) -> None:
    """Raises SourceError, saying what it is instead, for a text that is no XML feed."""
    head = text[:4096]
    feed, html = _ROOT.search(head), _HTML.search(head)
    if html and (not feed or html.start() < feed.start()):
        raise SourceError(f"{where} answers with a web page, not a feed; look for the feed's own address")
    if not text.strip():
        raise SourceError(f"{where} answers with nothing; it is tried again on the next run")
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[{")):
        raise SourceError(f"{where} answers with JSON, not RSS or Atom; if it is a JSON Feed, use kind: jsonfeed")
    if not feed and not _ROOT.search(text[:65536]):
        raise SourceError(f"{where} is not a feed; look for the feed's own address")


def _from_the_start(text: str, notes: list[str]) -> str:
    """The document from its root on, behind one XML declaration that says UTF-8."""
    root = _ROOT.search(text)
    assert root
    before = text[: root.start()]
    declaration = re.search(r"<\?xml\b", before, re.IGNORECASE)
    garbage = before[: declaration.start()] if declaration else re.split(r"<[!?]", before, maxsplit=1)[0]
    if garbage.strip(" \t\r\n\ufeff\x00"):
        notes.append(f"the feed is malformed ({clean(garbage.strip(), 40)!r} in front of it); what can be read is used")
    before = _PROLOG.sub("", before[len(garbage) :], count=1)
    before = re.sub(r"<\?xml\b.*?(?:\?>|\Z)", "", before, flags=re.DOTALL | re.IGNORECASE)
    return f"<?xml version='1.0' encoding='utf-8'?>{before}{text[root.start() :]}"


def _without_doctype(text: str) -> str:
    """The document without its DOCTYPE: plain entities it declares are written out, others are not followed.

    So nothing unfolds (billion laughs) and no file of this machine is read.
    """
    if "<!DOCTYPE" not in text[:200_000].upper():
        return text
    found = _DOCTYPE.search(text)
    root = _ROOT.search(text)
    if not found or not root or found.start() > root.start():
        return text
    entities = {name: one or other for name, one, other in _DECLARED_ENTITY.findall(found[0][:500_000])}
    entities = {name: value for name, value in entities.items() if "&" not in value and "<" not in value}
    text = text[: found.start()] + text[found.end() :]
    if not entities:
        return text
    left = MAX_SUBSTITUTED

    def written(reference: re.Match[str]) -> str:
        nonlocal left
        value = entities.get(reference[1])
        if value is None or reference[1] in _FIVE:
            return reference[0]
        left -= len(value)
        return value if left >= 0 else ""

    return re.sub(r"&([A-Za-z_][\w.-]{0,49});", written, text)


def _without_long_tags(text: str) -> tuple[str, int]:
    """Elements with hundreds of attributes keep the first of them, because parsers compare each with all others."""
    most, pieces, done = 0, list[str](), 0
    for stretch in _STRETCH.finditer(text):
        tag = _LONG_TAG.match(text, stretch.start())
        if not tag or text.count("=", stretch.start(), stretch.end()) <= MAX_ATTRIBUTES:
            continue
        place, count, keep = tag.end(), 0, 0
        while attribute := _ATTRIBUTE.match(text, place, stretch.end()):
            place, count = attribute.end(), count + 1
            keep = place if count <= MAX_ATTRIBUTES else keep
        if count > MAX_ATTRIBUTES:
            most = max(most, count)
            pieces += [text[done:keep]]
            done = place
    return ("".join(pieces) + text[done:], most) if most else (text, 0)


def _trouble(text: str) -> str:
    """Why a document is not well-formed XML with namespaces, "" where it is."""
    from xml.parsers import expat

    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    data = text.encode("utf-8", "surrogatepass")
    try:
        for start in range(0, len(data), 2**22):
            parser.Parse(data[start : start + 2**22], start + 2**22 >= len(data))
    except expat.ExpatError as error:
        return expat.ErrorString(error.code) or str(error)
    return ""


def _mended(text: str) -> str:
    """Bare ampersands and angles escaped, HTML's named characters written out, prefixes declared."""

    def mend(found: re.Match[str]) -> str:
        mark = found[0]
        if mark == "<":
            return "&lt;"
        if mark[0] != "&":
            return mark
        name = found[1] or ""
        if name in _FIVE:
            return mark
        if name.startswith("#"):
            number = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
            fits = number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE
            return mark if fits or 0x10000 <= number < 0x110000 else ""
        written = html5.get(f"{name};", "")
        return written.replace("&", "&amp;").replace("<", "&lt;") or "&amp;" + mark[1:]

    text = _LOOSE.sub(mend, text)
    bare = _SECTION.sub("", text)
    used = {one or other for one, other in _PREFIX.findall(bare)}
    missing = used - set(re.findall(r"\sxmlns:([\w.-]{1,31})\s*=", bare)) - {"xml", "xmlns"}
    root = _ROOT.search(text)
    if not missing or not root:
        return text
    uris = {prefix: _NAMESPACES.get(prefix.lower(), f"urn:undeclared:{prefix}") for prefix in sorted(missing)[:50]}
    declared = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in uris.items())
    return text[: root.end()] + declared + text[root.end() :]


def _cut_short(text: str) -> bool:
    """Whether a document ends inside an entry."""
    if re.search(r"</(?:[\w.-]{1,30}:)?(?:rss|feed|rdf)\s*>", text[-400:], re.IGNORECASE):
        return False
    opened = 0
    for mark in _ITEM.finditer(_SECTION.sub("", text[-200_000:])):
        if not mark[0].endswith("/>"):
            opened = max(0, opened + (-1 if mark[1] else 1))
    return opened == 1


def newest(text: str, limit: int, when: Callable[[str], datetime | None]) -> tuple[str, int]:
    """A document with its `limit` newest entries, and how many entries it had.

    By date where each entry has one that `when` can read, else the first, as feeds list the newest first. A document
    whose entries do not stand one after another stays whole.
    """
    if len(re.findall(r"<(?:[\w.-]{1,30}:)?(?:item|entry)[\s>]", text)) <= limit:
        return text, 0
    masked = _SECTION.sub(lambda found: " " * len(found[0]), text)
    marks = [mark for mark in _ITEM.finditer(masked) if not mark[0].endswith("/>")]
    if [bool(mark[1]) for mark in marks] != [False, True] * (len(marks) // 2) or len(marks) // 2 <= limit:
        return text, 0
    spans = [(marks[n].start(), marks[n + 1].end()) for n in range(0, len(marks), 2)]
    dates: list[datetime] = []
    for start, end in spans:
        found = _DATES.search(text, start, end)
        moment = when(found[1].strip()) if found else None
        if moment is None:
            break
        dates.append(moment)
    chosen = range(limit)
    if len(dates) == len(spans):
        chosen = sorted(sorted(range(len(spans)), key=dates.__getitem__, reverse=True)[:limit])  # type: ignore[assignment]
    kept = "".join(text[spans[n][0] : spans[n][1]] for n in chosen)
    return text[: spans[0][0]] + kept + text[spans[-1][1] :], len(spans)


def hazard(text: str) -> str:
    """Why a document must not be parsed within this process: words, or nothing for one that is sure to be quick."""
    if len(text) > 1_500_000:
        return "it is large"
    for stretch in _STRETCH.finditer(text):
        if stretch[0].count("=") > 2 * MAX_ATTRIBUTES:
            return "an element has very many attributes"
    if text.count("<") + text.count("&lt;") > 40_000:
        return "it has very many elements"
    depth = deepest = crowd = most = 0
    for closing, name, empty in _TAG.findall(_SECTION.sub("", text)):
        if closing:
            depth = max(0, depth - 1)
            continue
        crowd = 0 if name.lower() in ("item", "entry") else crowd + 1
        most = max(most, crowd)
        if not empty:
            depth += 1
            deepest = max(deepest, depth)
    if deepest > 200:
        return "its elements are nested very deep"
    return "an entry has very many elements" if most > 1000 else ""
