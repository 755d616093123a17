"""Terms from and to other terminology tools, as TBX-Basic (ISO 30042:2019, and the martif of 2008 for reading).

A TBX file holds concepts with their terms in several languages and knows no direction; a glossary entry leads from one
language to another. What is written here says so in a note of the concept, so that reading it again gives the same
entries. For a file of somebody else's the source language is the one asked for, else that of the whole file.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.errors import ActError, Told, clean
from pipeline.glossary.terms import EVERY, checked, serving
from pipeline.model import Term

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_BYTES = 20_000_000
MAX_TERMS = 200_000
_NAMESPACE = "urn:iso:std:iso:30042:ed-2"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ANY = "mul"  # how xml:lang says "several languages" (RFC 5646), for the "*" of a glossary
_SOURCE = "source language: "
_KEEP = "do-not-translate: "
_FORBIDDEN = ("deprecatedTerm-admn-sts", "supersededTerm-admn-sts", "deprecatedTerm", "supersededTerm")
_PREFERRED = ("preferredTerm-admn-sts", "preferredTerm")
_CONCEPTS, _LANGUAGES = ("conceptEntry", "termEntry"), ("langSec", "langSet")
_TERMS = ("termSec", "tig", "ntig")


@dataclass(slots=True)
class _Said:
    """One term of a concept in one language."""

    term: str = ""
    status: str = ""
    notes: list[str] = field(default_factory=list)


def read(content: bytes, name: str, *, source: str = "", target: str = "") -> tuple[list[Term], list[str]]:
    """The entries of a TBX file, and what of it could not be used, each as a line with the file's name.

    `source` and `target` narrow the languages. Raises ActError for a file that is too large or no TBX. Entities and
    external parts are never followed.
    """
    from lxml import etree

    if len(content) > MAX_BYTES:
        raise ActError("{} is larger than {:,} bytes; split it and import the parts", name, MAX_BYTES)
    terms: dict[Term, None] = {}
    warnings: list[str] = []
    usual = ""
    try:
        events = etree.iterparse(
            io.BytesIO(content),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
        )
        root = True
        for event, element in events:
            kind = _local(element)
            if root:
                if kind.lower() not in ("tbx", "martif"):
                    raise ActError(
                        "{} is no TBX file: it begins with <{}>; export it as TBX-Basic", name, clean(kind, 40)
                    )
                usual, root = element.get(_LANG, ""), False
            if event == "start" or kind not in _CONCEPTS:
                continue
            for found in _entries(
                element, source, target, usual, warnings, Told("{}, line {}", name, element.sourceline)
            ):
                terms[found] = None
            _forget(element)
            if len(terms) >= MAX_TERMS:
                warnings.append(Told("{}: more than {:,} entries; the rest is left unread", name, MAX_TERMS))
                break
    except etree.XMLSyntaxError as error:
        raise ActError("{} is not readable as XML: {}; export it again", name, clean(error)) from error
    if not terms and not warnings:
        if source:
            warnings.append(Told("{}: no entry leads from one language to another from {}", name, source))
        else:
            warnings.append(Told("{}: no entry leads from one language to another", name))
    return list(terms), warnings


def _forget(element: _Element) -> None:
    """Give back the memory of a concept that was read."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _local(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: _Element) -> str:
    """All text inside, without entities that nobody resolved."""
    return " ".join("".join(str(part) for part in element.itertext(with_tail=False)).split())


def _entries(
    concept: _Element, source: str, target: str, usual: str, warnings: list[str], where: str
) -> Iterator[Term]:
    """The entries one concept comes to."""
    sections: list[tuple[str, list[_Said]]] = []
    stated = ""
    for child in concept:
        kind = _local(child)
        if kind in _LANGUAGES:
            sections.append((_tag(child.get(_LANG, "")), _said(child)))
        elif kind == "note" and _text(child).startswith(_SOURCE):
            stated = _text(child).removeprefix(_SOURCE)
    wanted = source or stated or usual
    close = {EVERY} if wanted in (_ANY, EVERY) else set(serving(wanted)) - {EVERY}
    at = next((n for n, (tag, _) in enumerate(sections) if tag in close), None if source else 0)
    if at is None or not sections:
        return
    origin, terms = sections[at]
    targets: dict[str, list[_Said]] = {}
    for n, (tag, said) in enumerate(sections):
        if n != at and (stated or tag != origin) and (not target or tag in serving(target)):
            targets.setdefault(tag, []).extend(said)
    for term in terms:
        if term.status in _FORBIDDEN:
            continue
        for tag, said in targets.items():
            try:
                yield checked(_entry(term, origin, tag, said))
            except ValueError as error:
                warnings.append(Told("{}: “{}” ({} > {}): {}", where, clean(term.term), origin, clean(tag, 40), error))


def _tag(tag: str) -> str:
    return EVERY if tag.strip().casefold() == _ANY else (serving(tag)[0] if serving(tag)[0] != EVERY else tag)


def _said(section: _Element) -> list[_Said]:
    found = []
    for element in section.iter():
        if _local(element) not in _TERMS:
            continue
        said = _Said()
        for part in element.iter():
            kind = part.get("type") or _local(part)  # DCA names the category in an attribute, DCT in the element
            if kind == "term" and not said.term:
                said.term = _text(part)
            elif kind in ("administrativeStatus", "normativeAuthorization"):
                said.status = _text(part)
            elif kind == "note":
                said.notes.append(_text(part))
            elif kind == "partOfSpeech" and _text(part) == "properNoun":
                said.notes.append("proper noun")
        if said.term:
            found.append(said)
    return found


def _entry(term: _Said, source: str, target: str, said: list[_Said]) -> Term:
    usable = [one for one in said if one.status not in _FORBIDDEN]
    best = next((one for one in usable if one.status in _PREFERRED), usable[0] if usable else None)
    notes = [*term.notes, *(best.notes if best else [note for one in said for note in one.notes])]
    keep = any(note == _KEEP + "yes" for note in notes[:1])
    if notes and notes[0] in (_KEEP + "yes", _KEEP + "no"):
        notes = notes[1:]
    return Term(
        term=term.term,
        source=source,
        target=target,
        translation=best.term if best and not keep else "",
        forbidden=tuple(one.term for one in said if one.status in _FORBIDDEN),
        keep=keep,
        note="; ".join(dict.fromkeys(notes)),
    )


def write(terms: Iterable[Term]) -> bytes:
    """Entries as a TBX-Basic file of 2019 (DCA style), one concept for each.

    Forbidden forms are deprecated terms; what stays untranslated says so in a note, which other tools keep.
    """
    from lxml import etree

    root = etree.Element("TBX", {"style": "dca", "type": "TBX-Basic", _LANG: "en"}, nsmap={None: _NAMESPACE})  # type: ignore[dict-item]
    header = etree.SubElement(etree.SubElement(root, "tbxHeader"), "fileDesc")
    etree.SubElement(etree.SubElement(header, "sourceDesc"), "p").text = "Exported from a newsroom's glossary"
    body = etree.SubElement(etree.SubElement(root, "text"), "body")
    for number, term in enumerate(terms, 1):
        concept = etree.SubElement(body, "conceptEntry", {"id": f"c{number}"})
        etree.SubElement(concept, "note").text = _SOURCE + (_ANY if term.source == EVERY else term.source)
        _section(concept, term.source, [(term.term, "", [])])
        notes = [term.note] if term.note else []
        if term.keep or term.note.startswith(_KEEP):
            notes = [_KEEP + ("yes" if term.keep else "no"), *notes]
        said = [(term.wanted, "preferredTerm-admn-sts", notes)] if term.wanted else []
        forms = [(form, "deprecatedTerm-admn-sts", [] if said else notes) for form in term.forbidden]
        _section(concept, term.target, said + [(f, s, n if i == 0 else []) for i, (f, s, n) in enumerate(forms)])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _section(concept: Any, tag: str, said: list[tuple[str, str, list[str]]]) -> None:
    from lxml import etree

    section = etree.SubElement(concept, "langSec", {_LANG: _ANY if tag == EVERY else tag})
    for words, status, notes in said:
        held = etree.SubElement(section, "termSec")
        etree.SubElement(held, "term").text = words
        if status:
            etree.SubElement(held, "termNote", {"type": "administrativeStatus"}).text = status
        for note in notes:
            etree.SubElement(held, "note").text = note
