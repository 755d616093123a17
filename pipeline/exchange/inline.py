"""Inline codes as elements inside <source> and <target>, in both generations of XLIFF, and back.

2.x: <pc> around words, <ph/> alone (its text among the unit's <originalData>), <cp/> for a character that XML cannot
carry. 1.2: <g>, <x/> and <ph>. What programs make of them when they split or join (sc/ec, bx/ex, bpt/ept) is read too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.exchange.values import ADDRESS, BREAK, CHARACTER, Code, Kind, Piece, Tag

if TYPE_CHECKING:
    from lxml.etree import _Element

_TYPES = {"a": "link", "b": "bold", "i": "italic"}  # XLIFF 1.2, ctype; all else is x-…
_AROUND = ("pc", "g")
_ALONE = ("ph", "x", "it")
_BEGIN = ("sc", "bx", "bpt")
_END = ("ec", "ex", "ept")
_NOTES = ("sm", "em")  # where a program's remark begins and ends (XLIFF 2)


def fill(element: _Element, pieces: Sequence[Piece], codes: Mapping[str, Code], *, modern: bool) -> None:
    """Put a sentence into an empty <source> or <target>; `modern` for XLIFF 2."""
    from lxml import etree

    space = element.tag.rpartition("}")[0] + "}" if element.tag.startswith("{") else ""
    stack = [element]

    def say(words: str) -> None:
        if len(stack[-1]):
            stack[-1][-1].tail = (stack[-1][-1].tail or "") + words
        else:
            stack[-1].text = (stack[-1].text or "") + words

    for piece in pieces:
        if isinstance(piece, str):
            say(piece)
        elif piece.kind is Kind.END:
            stack.pop()
        else:
            code = codes[piece.id]
            name, attributes, inside = _modern(code) if modern else _former(code)
            child = etree.SubElement(stack[-1], space + name, attributes)
            child.text = inside or None
            if piece.kind is Kind.START:
                stack.append(child)


def data(code: Code) -> tuple[str, str] | None:
    """The name and text of a code among the original data of a unit; None where it has none."""
    return (f"d{code.id}", code.text) if code.tag == ADDRESS else None


def _modern(code: Code) -> tuple[str, dict[str, str], str]:
    fixed = {"canCopy": "no"} if code.loose else {"canCopy": "no", "canDelete": "no"}
    if code.tag == CHARACTER:
        return "cp", {"hex": f"{ord(code.text):04X}"}, ""
    if code.tag == BREAK:
        return (
            "ph",
            {"id": code.id, "type": "fmt", "subType": "xlf:lb", "equiv": " ", "disp": "<br>", "canCopy": "no"},
            "",
        )
    if code.tag == ADDRESS:
        told = {"id": code.id, "type": "other", "subType": "html:text", "dataRef": f"d{code.id}"}
        return "ph", told | {"disp": code.text, "equiv": code.text} | fixed, ""
    if code.tag == "a":
        shown = {"dispStart": f'<a href="{code.href}">', "dispEnd": "</a>"}
        return "pc", {"id": code.id, "type": "link"} | shown | fixed, ""
    shown = {"dispStart": f"<{code.tag}>", "dispEnd": f"</{code.tag}>"}
    return "pc", {"id": code.id, "type": "fmt", "subType": f"html:{code.tag}"} | shown | fixed, ""


def _former(code: Code) -> tuple[str, dict[str, str], str]:
    if code.tag == CHARACTER:
        return "x", {"id": code.id, "ctype": "x-char", "equiv-text": f"U+{ord(code.text):04X}"}, ""
    if code.tag == BREAK:
        return "x", {"id": code.id, "ctype": "lb"}, ""
    if code.tag == ADDRESS:
        return "ph", {"id": code.id, "ctype": "x-address"}, code.text
    return "g", {"id": code.id, "ctype": _TYPES.get(code.tag, f"x-{code.tag}")}, ""


def pieces(element: _Element) -> tuple[Piece, ...]:
    """The sentence inside a <source> or <target>, whatever its program made of the codes."""
    found: list[Piece] = []
    begun: dict[str, str] = {}
    for piece in _walk(element, begun):
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        elif piece != "":
            found.append(piece)
    return tuple(found)


def _walk(element: _Element, begun: dict[str, str]) -> Iterator[Piece]:
    """Pieces in order; `begun` are the codes that begin by themselves, by the name their ends use."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):  # a comment or an instruction says nothing
            yield from _element(child, begun)
        yield child.tail or ""


def _element(child: _Element, begun: dict[str, str]) -> Iterator[Piece]:
    kind = child.tag.rpartition("}")[2]
    name = child.get("id", "")
    if kind in _AROUND:
        yield Tag(name, Kind.START)
        yield from _walk(child, begun)
        yield Tag(name, Kind.END)
    elif kind in _ALONE:
        yield Tag(name, Kind.ALONE, _shown(child))
    elif kind in _BEGIN:
        begun[child.get("rid") or name] = name
        yield Tag(name, Kind.START)
    elif kind in _END:
        ends = child.get("startRef") or child.get("rid") or name
        yield Tag(begun.get(ends, ends), Kind.END)
    elif kind == "cp":
        yield _character(child.get("hex", ""))
    elif kind == "mrk":
        yield from _walk(child, begun)
    elif kind not in _NOTES:
        yield Tag(kind, Kind.ALONE)


def _shown(child: _Element) -> str:
    """What a file shows for a code that stands alone."""
    return (
        child.get("equiv")
        or child.get("disp")
        or child.get("equiv-text")
        or "".join(str(part) for part in child.itertext())
    )


def _character(told: str) -> str:
    """The character of a code point in hexadecimal; nothing where there is none."""
    try:
        found = int(told, 16)
        return chr(found) if len(told) <= 6 and not 0xD800 <= found <= 0xDFFF else ""
    except (ValueError, OverflowError):
        return ""
