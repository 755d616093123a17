"""TMX 1.4b, the format in which translation programs exchange memories (LISA/GALA, 2005).

Read as a stream, so that a file of any size takes little memory; external entities, DTDs and the network stay shut.
A unit that cannot be used is told by its number and line, and the rest goes on.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ActError, Told, clean
from pipeline.language import canonical

if TYPE_CHECKING:
    from lxml.etree import _Element

LONGEST = 10_000  # characters in one segment
LANGUAGES = 60  # variants in one unit
CHUNK = 1 << 16
LARGEST = 1 << 20  # characters in one unit

_OPEN = re.compile(r"<tu(?=[\s>/])")
_ROOT = re.compile(r"<tmx(?=[\s>/])")
_HEADER = re.compile(r"""<header\s[^<>]{0,4000}?\bsrclang\s{0,3}=\s{0,3}["']([^"'<>]{1,60})["']""")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    ("<?".encode("utf-16-le"), "utf-16-le"),
    ("<?".encode("utf-16-be"), "utf-16-be"),
)
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CODES = {"bpt", "ept", "it", "ph", "ut", "sub"}  # native codes: not words; `hi` marks words and goes, they stay


@dataclass(frozen=True, slots=True)
class Pairing:
    """A sentence and its translation as a TMX unit holds them; languages in BCP 47."""

    source: str
    target: str
    source_language: str
    target_language: str
    person: str = ""
    at: datetime | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A unit that could not be used, by its number in the file from 1, and the line where it begins."""

    unit: int
    line: int
    message: str

    @property
    def text(self) -> str:
        """The fault in one line for staff."""
        return Told("unit {}, line {}: {}", self.unit, self.line, self.message) if self.unit else self.message


def read(path: Path) -> Iterator[Pairing | Fault]:
    """The sentences of a TMX file, each direction by itself; faults among them, in the order of the file.

    A unit whose source language is "*all*" is read from each of its languages into each other. Inline codes (bpt, ept,
    it, ph, ut) are dropped with what is in them, `hi` is flattened, white space folded. Raises ActError when the file
    cannot be read or is no TMX file at all.
    """
    try:
        with path.open("rb") as file:
            opening = file.read(CHUNK)
            file.seek(0)
            decoder = codecs.getincrementaldecoder(_charset(opening))("replace")
            yield from _read(iter(lambda: file.read(CHUNK), b""), decoder, path)
    except OSError as error:
        raise ActError("{} cannot be read: {}", path, error.strerror) from error


def _charset(opening: bytes) -> str:
    """The encoding of a file by its byte order mark, else by its XML declaration, else UTF-8 (XML 1.0, appendix F)."""
    for mark, name in _MARKS:
        if opening.startswith(mark):
            return name
    told = re.match(rb"""<\?xml[^>]{0,80}encoding\s{0,3}=\s{0,3}["']([A-Za-z0-9._-]{1,40})""", opening)
    try:
        return codecs.lookup(told[1].decode()).name if told else "utf-8"
    except LookupError:
        return "utf-8"


def _read(chunks: Iterator[bytes], decoder: codecs.IncrementalDecoder, path: Path) -> Iterator[Pairing | Fault]:
    """The units one by one, each parsed by itself, so that a broken one does not hide the rest."""
    waiting, default, number, line = "", "*all*", 0, 1
    known = False
    for chunk in chunks:
        waiting += decoder.decode(chunk)
        start = _OPEN.search(waiting)
        if not known:
            root = _ROOT.search(waiting)
            if root is None and (start is not None or len(waiting) >= CHUNK):
                break
            known = root is not None
        while start is not None:
            header = _HEADER.search(waiting, 0, start.start())
            default = header[1] if header else default
            end = waiting.find("</tu>", start.end())
            following = _OPEN.search(waiting, start.end(), end if end >= 0 else len(waiting))
            if end < 0 and following is None and len(waiting) - start.start() <= LARGEST:
                break  # the rest of it is to come
            number += 1
            line += waiting.count("\n", 0, start.start())
            if following is not None or end < 0:
                stop = following.start() if following else len(waiting)
                yield Fault(number, line, Told("broken XML: the unit is not closed"))
            else:
                stop = end + len("</tu>")
                yield from _parsed(waiting[start.start() : stop], default, number, line)
            line += waiting.count("\n", start.start(), stop)
            waiting = waiting[stop:]
            start = _OPEN.search(waiting)
        if start is None and known and len(waiting) > CHUNK:  # no unit in sight: keep what may be the beginning of one
            line += waiting.count("\n", 0, len(waiting) - 4096)
            waiting = waiting[-4096:]
    if not known:
        raise ActError("{} is no TMX file: it has no <tmx> element", path)
    if _OPEN.search(waiting) or "</tmx" not in waiting:
        yield Fault(number + 1, line, Told("the file ends too early; what came before was read"))


def _parsed(unit: str, default: str, number: int, line: int) -> Iterator[Pairing | Fault]:
    from lxml import etree

    # Standing alone a unit knows no DTD, so that no entity can mean anything, and none can grow.
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        element = etree.fromstring(_allowed(unit).encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        yield Fault(number, line, Told("broken XML: {}", clean(error.msg)))
        return
    yield from _unit(element, default, number, line)


def _unit(element: _Element, default: str, number: int, line: int) -> Iterator[Pairing | Fault]:
    """One unit in every direction it serves."""
    variants: dict[str, tuple[str, str, datetime | None]] = {}
    found = [child for child in element if _local(child.tag) == "tuv"]
    if len(found) > LANGUAGES:
        yield Fault(number, line, Told("more than {} languages", LANGUAGES))
        return
    for tuv in found:
        told = _variant(tuv)
        if isinstance(told, str):
            yield Fault(number, line, told)
        else:
            language, words, person, at = told
            variants.setdefault(language, (words, person, at))
    if len(variants) < 2:
        if len(found) < 2:
            yield Fault(number, line, Told("it has no two languages"))
        return
    named = element.get("srclang", default)
    source = "" if named.strip().lower() == "*all*" else _tag(named)
    if source and source not in variants:  # many tools write en in the header and en-US beside the words
        kin = [tag for tag in variants if tag.partition("-")[0] == source.partition("-")[0]]
        source = kin[0] if len(kin) == 1 else source
    if source and source not in variants:
        yield Fault(number, line, Told("it has no text in its source language {}", clean(named)))
        return
    by, when = element.get("changeid") or element.get("creationid") or "", _moment(element)
    for one in [source] if source else list(variants):
        for other, (target, person, at) in variants.items():
            if one != other:
                yield Pairing(variants[one][0], target, one, other, clean(person or by, 100), at or when)


def _variant(tuv: _Element) -> tuple[str, str, str, datetime | None] | str:
    """Language, words, person and time of one variant; or what is wrong with it."""
    named = tuv.get(_XML_LANG) or tuv.get("lang") or ""
    language = _tag(named)
    if not language:
        return (
            Told("its language “{}” is no language tag", clean(named)) if named else Told("a variant names no language")
        )
    segment = next((child for child in tuv if _local(child.tag) == "seg"), None)
    if segment is None:
        return Told("its {} variant has no seg", language)
    words = _words(segment)
    if words is None:
        return Told("its {} variant holds an entity that is not defined here", language)
    if not words:
        return Told("its {} variant is empty", language)
    if len(words) > LONGEST:
        return Told("its {} variant is longer than {:,} characters", language, LONGEST)
    return language, words, tuv.get("changeid") or tuv.get("creationid") or "", _moment(tuv)


def _words(segment: _Element) -> str | None:
    """The words of a seg, its codes dropped; None where an entity stands for some of them."""
    parts = [segment.text or ""]
    for child in segment:
        if not isinstance(child.tag, str):  # an entity that was not resolved
            return None
        if _local(child.tag) not in _CODES:
            inner = _words(child)
            if inner is None:
                return None
            parts.append(inner)
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())


def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _tag(named: str) -> str:
    try:
        return canonical(named.strip())
    except ValueError:
        return ""


def _moment(element: _Element) -> datetime | None:
    """When it was last changed, as TMX writes times: YYYYMMDDThhmmssZ."""
    for name in ("changedate", "creationdate"):
        try:
            return datetime.strptime(element.get(name, ""), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def write(path: Path, pairings: Iterable[Pairing], *, version: str = "1") -> int:
    """Write a memory as TMX 1.4b, a unit for each sentence and direction; returns how many that was.

    Written beside `path` first and put there whole. Raises ActError when the file cannot be written.
    """
    fresh = path.with_name(f".{path.name}.new")
    count = 0
    try:
        with fresh.open("w", encoding="utf-8", newline="\n") as file:
            file.write(
                '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
                f'<header creationtool="newsroom-pipeline" creationtoolversion={_quoted(version)} segtype="sentence" '
                'o-tmf="newsroom-pipeline" adminlang="en" srclang="*all*" datatype="plaintext"/>\n<body>\n'
            )
            for one in pairings:
                file.write(_written(one))
                count += 1
            file.write("</body>\n</tmx>\n")
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise ActError("{} cannot be written: {}", path, error.strerror) from error
    return count


def _written(one: Pairing) -> str:
    told = f" changedate={_quoted(one.at.astimezone(UTC).strftime('%Y%m%dT%H%M%SZ'))}" if one.at else ""
    told += f" changeid={_quoted(one.person)}" if one.person else ""
    prop = f'<prop type="x-origin">{_safe(one.origin)}</prop>' if one.origin else ""
    return (
        f"<tu srclang={_quoted(one.source_language)}{told}>{prop}"
        f"<tuv xml:lang={_quoted(one.source_language)}><seg>{_safe(one.source)}</seg></tuv>"
        f"<tuv xml:lang={_quoted(one.target_language)}><seg>{_safe(one.target)}</seg></tuv></tu>\n"
    )


def _safe(text: str) -> str:
    from xml.sax.saxutils import escape

    return escape(_allowed(text))


def _quoted(text: str) -> str:
    from xml.sax.saxutils import quoteattr

    return quoteattr(_allowed(text))


def _allowed(text: str) -> str:
    """What XML 1.0 may hold: no control characters, no lone surrogates."""
    return "".join(
        c for c in text if (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff") or c in "\t\n\r"
    )
