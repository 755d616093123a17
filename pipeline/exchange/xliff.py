"""XLIFF 2.1 and 1.2 (OASIS), written and read with translate-toolkit: one file for one text and one pair of languages.

The toolkit is free software under the GPL, version 3 or later. Whoever hands on a whole that contains it must hand that
on under the GPL too, which nobody who installs this product should be bound to without choosing it: so it is an extra,
loaded here when a file is written or read, and nothing else of the product needs it.

Units stand under the key of their sentence, so that a file is understood even where a program dropped everything but
units, sources and targets. In 2.1 what the file was made from is metadata (module `mda`), terms are a glossary (`gls`);
1.2 has notes and context groups for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pipeline.errors import ActError, Told, clean
from pipeline.exchange import inline
from pipeline.exchange.codes import legal
from pipeline.exchange.values import Parcel, Piece, Returned, Sentence, Unit
from pipeline.language import direction
from pipeline.model import Issue, SegmentOrigin, SegmentState, Severity, Term

if TYPE_CHECKING:
    from lxml.etree import _Element

FORMATS = ("2.1", "1.2")
MAX_BYTES = 50_000_000
MAX_UNITS = 20_000
MAX_PIECES = 2_000  # words and codes in one sentence

_CORE = {"2.1": "urn:oasis:names:tc:xliff:document:2.0", "1.2": "urn:oasis:names:tc:xliff:document:1.2"}
_SPACES = "urn:oasis:names:tc:xliff:document:"
_MDA = "urn:oasis:names:tc:xliff:metadata:2.0"
_GLS = "urn:oasis:names:tc:xliff:glossary:2.0"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_OURS = "newsroom"  # the category of what only this product reads
_PRIORITY = {Severity.CRITICAL: "1", Severity.FUNCTIONAL: "3", Severity.COSMETIC: "5"}
_STATES = {  # XLIFF 1.2, state of a target
    SegmentState.INITIAL: "needs-translation",
    SegmentState.TRANSLATED: "translated",
    SegmentState.REVIEWED: "signed-off",
    SegmentState.FINAL: "final",
}
_QUALIFIERS = {SegmentOrigin.ENGINE: "mt-suggestion", SegmentOrigin.MEMORY: "exact-match"}


def ready(version: str = FORMATS[0]) -> None:
    """Raise ActError for a version of XLIFF that is not written here, or where translate-toolkit is not installed."""
    import importlib.util

    if version not in FORMATS:
        raise ActError("there is no XLIFF {} here; say {}", clean(version, 20), " or ".join(FORMATS))

    if importlib.util.find_spec("translate") is None:
        raise ActError(
            "files for translators' programs are written and read with translate-toolkit, which is not installed; "
            "install it with: pip install newsroom-pipeline[translators]"
        )


def _store(version: str) -> Any:
    if version == "1.2":
        from translate.storage.xliff import Xliff1File

        return Xliff1File
    from translate.storage.xliff2 import Xliff2File

    return Xliff2File


# --- writing ---------------------------------------------------------------------------------------------------------
def write(parcel: Parcel, version: str = FORMATS[0]) -> bytes:
    """A parcel as an XLIFF file; the same parcel gives the same bytes."""
    ready(version)
    if not parcel.units:
        raise ActError("{} has no sentence to translate", parcel.uri)
    made = _modern(parcel) if version == "2.1" else _former(parcel)
    return bytes(made)


def _modern(parcel: Parcel) -> Any:
    from lxml import etree

    core = _CORE["2.1"]
    nsmap: dict[Any, str] = {None: core, "mda": _MDA, "gls": _GLS}
    root = etree.Element(
        f"{{{core}}}xliff",
        {"version": "2.1", "srcLang": parcel.source_language, "trgLang": parcel.language},
        nsmap=nsmap,
    )
    told = {"id": "f1", "original": parcel.uri, "canResegment": "no"}
    told |= {"srcDir": direction(parcel.source_language), "trgDir": direction(parcel.language)}
    file = etree.SubElement(root, f"{{{core}}}file", told)
    _metadata(file, _facts(parcel))
    for unit in parcel.units:
        _modern_unit(file, unit, core)
    return _parsed("2.1", etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _modern_unit(file: _Element, unit: Unit, core: str) -> None:
    from lxml import etree

    attributes = {"id": unit.id, "name": unit.name} | ({"translate": "no"} if unit.locked else {})
    held = etree.SubElement(file, f"{{{core}}}unit", attributes | {_SPACE: "preserve"})
    _metadata(held, {"revision": str(unit.revision), "mark": unit.mark, "origin": unit.origin.value})
    if unit.terms:
        glossary = etree.SubElement(held, f"{{{_GLS}}}glossary")
        for term in unit.terms:
            _entry(glossary, term)
    notes = list(_notes(unit, terms=False))
    if notes:
        said = etree.SubElement(held, f"{{{core}}}notes")
        for number, (category, priority, side, text) in enumerate(notes, 1):
            told = {"id": f"n{number}", "appliesTo": side, "category": category, "priority": priority}
            etree.SubElement(said, f"{{{core}}}note", told).text = legal(text)
    kept = [found for code in unit.codes if (found := inline.data(code))]
    if kept:
        original = etree.SubElement(held, f"{{{core}}}originalData")
        for name, text in kept:
            etree.SubElement(original, f"{{{core}}}data", {"id": name}).text = legal(text)
    state = {"state": unit.state.value, "subState": f"{_OURS}:{unit.origin.value}"}
    segment = etree.SubElement(held, f"{{{core}}}segment", state)
    _sides(segment, unit, core, modern=True)


def _entry(glossary: _Element, term: Term) -> None:
    from lxml import etree

    entry = etree.SubElement(glossary, f"{{{_GLS}}}glossEntry")
    etree.SubElement(entry, f"{{{_GLS}}}term", {"source": _OURS}).text = legal(term.term)
    if term.wanted:
        etree.SubElement(entry, f"{{{_GLS}}}translation", {"source": _OURS}).text = legal(term.wanted)
    remark = _remark(term)
    if remark or not term.wanted:
        etree.SubElement(entry, f"{{{_GLS}}}definition", {"source": _OURS}).text = legal(remark or term.term)


def _metadata(element: _Element, facts: Mapping[str, str]) -> None:
    from lxml import etree

    group = etree.SubElement(
        etree.SubElement(element, f"{{{_MDA}}}metadata"), f"{{{_MDA}}}metaGroup", {"category": _OURS}
    )
    for kind, value in facts.items():
        etree.SubElement(group, f"{{{_MDA}}}meta", {"type": kind}).text = legal(value)


def _former(parcel: Parcel) -> Any:
    from lxml import etree

    core = _CORE["1.2"]
    nsmap: dict[Any, str] = {None: core}
    root = etree.Element(f"{{{core}}}xliff", {"version": "1.2"}, nsmap=nsmap)
    told = {"original": parcel.uri, "source-language": parcel.source_language, "target-language": parcel.language}
    file = etree.SubElement(root, f"{{{core}}}file", told | {"datatype": "html", "product-name": "newsroom-pipeline"})
    header = etree.SubElement(file, f"{{{core}}}header")
    for kind, value in _facts(parcel).items():
        etree.SubElement(header, f"{{{core}}}note", {"from": f"{_OURS}:{kind}"}).text = legal(value)
    body = etree.SubElement(file, f"{{{core}}}body")
    for unit in parcel.units:
        attributes = {"id": unit.id, "resname": unit.name} | ({"translate": "no"} if unit.locked else {})
        approved = {"approved": "yes"} if unit.state is SegmentState.FINAL else {}
        held = etree.SubElement(body, f"{{{core}}}trans-unit", attributes | approved | {_SPACE: "preserve"})
        _sides(held, unit, core, modern=False)
        group = etree.SubElement(held, f"{{{core}}}context-group", {"name": _OURS, "purpose": "information"})
        for kind, value in (("revision", str(unit.revision)), ("mark", unit.mark)):
            etree.SubElement(group, f"{{{core}}}context", {"context-type": f"x-{kind}"}).text = value
        for category, priority, side, text in _notes(unit, terms=True):
            note = {"from": category, "priority": priority, "annotates": side}
            etree.SubElement(held, f"{{{core}}}note", note).text = legal(text)
    return _parsed("1.2", etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _sides(parent: _Element, unit: Unit, core: str, *, modern: bool) -> None:
    """Source and target of a unit, with their codes."""
    from lxml import etree

    codes = {code.id: code for code in unit.codes}
    inline.fill(etree.SubElement(parent, f"{{{core}}}source"), unit.source, codes, modern=modern)
    if unit.target is None:
        return
    state: dict[str, str] = {}
    if not modern:
        state["state"] = _STATES[unit.state]
        if unit.origin in _QUALIFIERS and unit.state in (SegmentState.INITIAL, SegmentState.TRANSLATED):
            state["state-qualifier"] = _QUALIFIERS[unit.origin]
    inline.fill(etree.SubElement(parent, f"{{{core}}}target", state), unit.target, codes, modern=modern)


def _facts(parcel: Parcel) -> dict[str, str]:
    """What a file was made from."""
    return {
        "version": str(parcel.version),
        "source": parcel.source_uri,
        "source-version": str(parcel.source_version),
        "digest": f"sha256:{parcel.digest}",
    }


def _notes(unit: Unit, *, terms: bool) -> Iterator[tuple[str, str, str, str]]:
    """What a translator is told beside a sentence: category, priority from 1 to 10, source or target, text."""
    for issue in sorted(unit.issues, key=lambda one: one.severity.rank):
        yield f"{issue.severity.value}:{issue.check}", _PRIORITY[issue.severity], "target", _said(issue)
    before, kept = unit.before
    if before:
        yield "source-before", "1", "source", before
    if kept:
        yield "translation-before", "1", "target", kept
    for code in unit.codes:
        if code.href:
            yield "link", "5", "source", f"{code.id}: {code.href}"
    for term in unit.terms if terms else ():
        told = f"{term.term}: {term.wanted}" if term.wanted else term.term
        yield "glossary", "3", "source", f"{told} ({_remark(term)})" if _remark(term) else told


def _said(issue: Issue) -> str:
    return f"{issue.check}: {issue.text}"


def _remark(term: Term) -> str:
    never = f"never {', '.join(term.forbidden)}" if term.forbidden else ""
    return "; ".join(part for part in ("stays as it is" if term.keep else "", never, term.note) if part)


# --- reading ---------------------------------------------------------------------------------------------------------
def read(content: bytes, name: str) -> list[Returned]:
    """The texts of an XLIFF file that came back, `name` being what it is called.

    Raises ActError for what is no XLIFF 1.2 or 2.x file, or larger than any of ours, or has a DTD; entities and
    external parts are never followed. What is wrong with one unit is told there and hides no other.
    """
    from lxml import etree

    if len(content) > MAX_BYTES:
        raise ActError("{} is larger than {:,} bytes; is this the right file?", name, MAX_BYTES)
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ActError(
            "{} is not readable as XML: {}; export it again from your program", name, clean(error)
        ) from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise ActError("{} has a document type declaration, which no XLIFF file has; it was not read", name)
    kind = _local(root)
    version = root.get("version", "")
    modern = version.startswith("2.")
    space = root.tag.rpartition("}")[0].lstrip("{")
    known = space.startswith(_SPACES + ("2" if modern else "1")) or (not space and not modern)
    if kind != "xliff" or not known or not (modern or version in ("1.2", "1.1")):
        told = f"<{clean(kind, 40)}> {clean(version, 20)}".strip()
        raise ActError("{} is no XLIFF file of version 2.x or 1.2: it begins with {}", name, told)
    files = [child for child in root if _local(child) == "file"]
    if not files:
        raise ActError("{} holds no text: it has no <file>", name)
    store = _parsed("2.1" if modern else "1.2", content, name)
    by_file: dict[Any, dict[Any, None]] = {child: {} for child in store.document.getroot() if _local(child) == "file"}
    for count, unit in enumerate(store.units):
        if count >= MAX_UNITS:
            raise ActError("{} has more than {:,} units; is this the right file?", name, MAX_UNITS)
        element = unit.getunitelement() if modern else unit.xmlelement
        file = next((one for one in element.iterancestors() if one in by_file), None)
        if file is not None:
            by_file[file][element] = None
    read_unit = _modern_sentence if modern else _former_sentence
    found = []
    for file, units in by_file.items():
        tags = (root.get("srcLang", ""), root.get("trgLang", ""))
        if not modern:
            tags = (file.get("source-language", ""), file.get("target-language", ""))
        uri = file.get("original", "")
        found.append(Returned(uri, *tags, tuple(read_unit(unit) for unit in units), _told(file, modern)))
    return found


def _parsed(version: str, content: bytes, name: str = "") -> Any:
    """A file as translate-toolkit has it."""
    from lxml import etree

    store = _store(version)()
    try:
        store.parse(content)
    except (etree.LxmlError, ValueError, AssertionError, StopIteration, LookupError, AttributeError) as error:
        raise ActError("{} is not readable as XLIFF {}: {}", name, version, clean(error)) from error
    return store


def _local(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _child(element: _Element, kind: str) -> _Element | None:
    return next((child for child in element if _local(child) == kind), None)


def _told(element: _Element, modern: bool) -> dict[str, str]:
    """The facts that this product put beside a file or a unit, as far as they came back."""
    found: dict[str, str] = {}
    for child in element:
        kind = _local(child)
        if modern and kind == "metadata":
            for meta in child.iter(f"{{{_MDA}}}meta"):
                found.setdefault(meta.get("type", ""), meta.text or "")
        elif kind == "header":
            for note in child:
                category, _, name = (note.get("from") or "").partition(":")
                if category == _OURS:
                    found.setdefault(name, note.text or "")
        elif kind == "context-group" and child.get("name") == _OURS:
            for context in child:
                found.setdefault((context.get("context-type") or "").removeprefix("x-"), context.text or "")
    return found


def _sentence(
    element: _Element,
    source: tuple[Piece, ...],
    target: tuple[Piece, ...] | None,
    state: SegmentState,
    modern: bool,
    fault: str = "",
) -> Sentence:
    facts = _told(element, modern)
    revision = facts.get("revision", "")
    seen = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else 0
    if not fault and max(len(source), len(target or ())) > MAX_PIECES:
        fault = Told("it has more than {:,} codes", MAX_PIECES // 2)
    return Sentence(element.get("id", ""), source, target, state, seen, facts.get("mark", "")[:40], fault)


def _former_sentence(element: _Element) -> Sentence:
    source, target = _child(element, "source"), _child(element, "target")
    fault = Told("it has no source") if source is None else ""
    told = target.get("state", "") if target is not None else ""
    state = next((one for one, name in _STATES.items() if name == told), SegmentState.INITIAL)
    if element.get("approved") == "yes":
        state = SegmentState.FINAL
    said = inline.pieces(target) if target is not None else None
    return _sentence(element, inline.pieces(source) if source is not None else (), said, state, False, fault)


def _modern_sentence(element: _Element) -> Sentence:
    """A unit with its segments joined again, where a program split it in spite of being told not to."""
    parts = [child for child in element if _local(child) in ("segment", "ignorable")]
    segments = [child for child in parts if _local(child) == "segment"]
    sources, targets = [_child(part, "source") for part in parts], [_child(part, "target") for part in parts]
    fault = Told("it has no source") if not segments or any(one is None for one in sources) else ""
    states = []
    for segment in segments:
        told = segment.get("state", "")
        states.append(SegmentState(told) if told in set(SegmentState) else SegmentState.INITIAL)
    order = list(SegmentState)
    state = min(states, key=order.index) if states else SegmentState.INITIAL
    said = [inline.pieces(one) for one in sources if one is not None]
    translated = [
        inline.pieces(one) if one is not None else said[number] if _local(part) == "ignorable" and not fault else None
        for number, (part, one) in enumerate(zip(parts, targets, strict=True))
    ]
    if any(one is not None and one.get("order") for one in targets):
        fault = fault or Told("its parts are in another order; it was split though it should not be")
    there = [one for one in translated if one is not None]
    whole = tuple(piece for one in there for piece in one) if there and len(there) == len(parts) else None
    source = tuple(piece for one in said for piece in one)
    return _sentence(element, source, whole, state, True, fault)
