"""What XLIFF 2.1 and 1.2 (OASIS standards) allow of the elements that we write, as checks on a whole file."""

from __future__ import annotations

import re
from collections import Counter

from lxml import etree

CORE = {"2.1": "urn:oasis:names:tc:xliff:document:2.0", "1.2": "urn:oasis:names:tc:xliff:document:1.2"}
MDA = "urn:oasis:names:tc:xliff:metadata:2.0"
GLS = "urn:oasis:names:tc:xliff:glossary:2.0"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
NMTOKEN = re.compile(r"[-.:\w]+")
LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
USER = re.compile(r"[^\s:]+:[^\s:]+")
YES = {"yes", "no"}

CODE = "canCopy canDelete canReorder copyOf dataRef disp equiv id subFlows subType type"
PAIR = (
    "canCopy canDelete canOverlap canReorder copyOf dispEnd dispStart equivEnd equivStart id dataRefEnd dataRefStart "
    "subFlowsEnd subFlowsStart subType type dir"
)
# element: attributes that may be there, attributes that must, children in their order (* any number, ? none or one)
MODERN = {
    "xliff": ("version srcLang trgLang", "version srcLang", "file*"),
    "file": ("id canResegment original translate srcDir trgDir", "id", "mda:metadata? notes? unit*"),
    "unit": (
        f"id name canResegment translate srcDir trgDir type {SPACE}",
        "id",
        "mda:metadata? gls:glossary? notes? originalData? segment*",
    ),
    "notes": ("", "", "note*"),
    "note": ("id appliesTo category priority ref", "", ""),
    "originalData": ("", "", "data*"),
    "data": (f"id dir {SPACE}", "id", ""),
    "segment": ("id canResegment state subState", "", "source target?"),
    "mda:metadata": ("id", "", "mda:metaGroup*"),
    "mda:metaGroup": ("id category appliesTo", "", "mda:meta*"),
    "mda:meta": ("type", "type", ""),
    "gls:glossary": ("", "", "gls:glossEntry*"),
    "gls:glossEntry": ("id ref", "", "gls:term gls:translation* gls:definition?"),
    "gls:term": ("source", "", ""),
    "gls:translation": ("id ref source", "", ""),
    "gls:definition": ("source", "", ""),
    "ph": (CODE, "id", ""),
    "cp": ("hex", "hex", ""),
}
MODERN_INLINE = {"source": f"{SPACE}", "target": f"order {SPACE}", "pc": PAIR}
FORMER = {
    "xliff": ("version", "version", "file*"),
    "file": (
        "original source-language target-language datatype product-name product-version date",
        "original source-language datatype",
        "header? body",
    ),
    "header": ("", "", "note*"),
    "body": ("", "", "trans-unit*"),
    "trans-unit": (
        f"id approved translate resname restype {SPACE}",
        "id",
        "source target? context-group* note*",
    ),
    "context-group": ("name purpose crc", "", "context*"),
    "context": ("context-type match-mandatory crc", "context-type", ""),
    "note": ("from priority annotates", "", ""),
    "x": ("id ctype clone xid equiv-text", "id", ""),
    "ph": ("id ctype crc assoc xid equiv-text", "id", ""),
}
FORMER_INLINE = {
    "source": f"{SPACE}",
    "target": f"state state-qualifier {SPACE}",
    "g": "id ctype clone xid equiv-text",
}
STATES = {
    "final", "needs-adaptation", "needs-l10n", "needs-review-adaptation", "needs-review-l10n",
    "needs-review-translation", "needs-translation", "new", "signed-off", "translated",
}  # fmt: skip


def faults(content: bytes, version: str) -> list[str]:
    """What is not as the standard has it, a line each."""
    root = etree.fromstring(content)
    core = CORE[version]
    table, inline = (MODERN, MODERN_INLINE) if version == "2.1" else (FORMER, FORMER_INLINE)
    codes = {"2.1": {"pc", "ph", "cp"}, "1.2": {"g", "x", "ph"}}[version]
    found: list[str] = []
    if root.get("version") != version:
        found.append("version")
    for element in root.iter():
        name = _name(element, core)
        if name in inline:
            allowed = inline[name].split()
            wrong = [_name(child, core) for child in element if _name(child, core) not in codes]
            found += [f"{name} holds {one}" for one in wrong]
            needed: list[str] = ["id"] if name in codes else []
        elif name in table:
            told, must, children = table[name]
            allowed, needed = told.split(), must.split()
            said = " ".join(_name(child, core) for child in element) + " "
            pattern = "".join(f"(?:{re.escape(c.rstrip('*?'))} ){c[len(c.rstrip('*?')) :]}" for c in children.split())
            if not re.fullmatch(pattern, said.lstrip(" ")):
                found.append(f"{name} holds {said}")
            mixed = name in ("note", "data", "mda:meta", "gls:term", "gls:translation", "gls:definition", "context")
            mixed |= name == "ph" and version == "1.2"
            if not mixed and (element.text or "").strip():
                found.append(f"{name} holds words")
        else:
            found.append(f"there is no {name}")
            continue
        found += [f"{name} has no {one}" for one in needed if not element.get(one)]
        found += [f"{name} has {one}" for one in element.attrib if one not in allowed]
    return found + (_modern(root, core) if version == "2.1" else _former(root, core))


def _name(element: etree._Element, core: str) -> str:
    space, _, local = element.tag[1:].partition("}")
    return {core: "", MDA: "mda:", GLS: "gls:"}.get(space, f"{space} ") + local


def _modern(root: etree._Element, core: str) -> list[str]:
    found = [
        f"language {tag}" for tag in (root.get("srcLang", ""), root.get("trgLang", "")) if not LANGUAGE.fullmatch(tag)
    ]
    units = [unit.get("id", "") for unit in root.iter(f"{{{core}}}unit")]
    found += [f"unit {name} is there {n} times" for name, n in Counter(units).items() if n > 1]
    for element in root.iter():
        for name in ("id", "dataRef"):
            if element.get(name) is not None and not NMTOKEN.fullmatch(element.get(name, "")):
                found.append(f"{name} {element.get(name)}")
        for name in ("canCopy", "canDelete", "canResegment", "translate"):
            if element.get(name, "yes") not in YES:
                found.append(f"{name} {element.get(name)}")
        if element.get("subType") and (not element.get("type") or not USER.fullmatch(element.get("subType", ""))):
            found.append(f"subType {element.get('subType')}")
        if element.tag != f"{{{MDA}}}meta" and element.get("type", "fmt") not in (
            "fmt",
            "ui",
            "quote",
            "link",
            "image",
            "other",
        ):
            found.append(f"type {element.get('type')}")
        if element.get("priority") and not 1 <= int(element.get("priority", "0")) <= 10:
            found.append("priority")
        if element.get("appliesTo", "source") not in ("source", "target"):
            found.append("appliesTo")
        if element.get("hex") and not re.fullmatch("([0-9A-F]{2})+", element.get("hex", "")):
            found.append("hex")
    for unit in root.iter(f"{{{core}}}unit"):
        data = {one.get("id") for one in unit.iter(f"{{{core}}}data")}
        for segment in unit.iter(f"{{{core}}}segment"):
            source, target = segment.find(f"{{{core}}}source"), segment.find(f"{{{core}}}target")
            if segment.get("state", "initial") not in ("initial", "translated", "reviewed", "final"):
                found.append("state")
            if segment.get("state", "initial") != "initial" and target is None:
                found.append("a state without a target")
            if segment.get("subState") and not USER.fullmatch(segment.get("subState", "")):
                found.append("subState")
            sides = [_codes(one) for one in (source, target) if one is not None]
            for side in sides:
                names = [code.get("id") for code in side]
                found += [f"code {name} twice" for name, n in Counter(names).items() if n > 1]
                found += [
                    f"no data {code.get('dataRef')}" for code in side if code.get("dataRef", None) not in (None, *data)
                ]
            if target is not None:
                there = {code.get("id") for code in sides[1]}
                firm = [code.get("id") for code in sides[0] if code.get("canDelete") == "no"]
                found += [f"code {name} is not in the target" for name in firm if name not in there]
    for entry in root.iter(f"{{{GLS}}}glossEntry"):
        if len(entry) < 2:
            found.append("a term without translation or definition")
    return found


def _former(root: etree._Element, core: str) -> list[str]:
    found = []
    for file in root.iter(f"{{{core}}}file"):
        found += [n for n in ("source-language", "target-language") if not LANGUAGE.fullmatch(file.get(n, ""))]
        names = Counter(unit.get("id") for unit in file.iter(f"{{{core}}}trans-unit"))
        found += [f"trans-unit {name} is there {n} times" for name, n in names.items() if n > 1]
    for target in root.iter(f"{{{core}}}target"):
        if target.get("state", "new") not in STATES:
            found.append(f"state {target.get('state')}")
    for side in root.iter(f"{{{core}}}source", f"{{{core}}}target"):
        names = Counter(code.get("id") for code in side.iterdescendants())
        found += [f"code {name} twice" for name, n in names.items() if n > 1]
    for unit in root.iter(f"{{{core}}}trans-unit"):
        if unit.get("approved", "no") not in YES or unit.get("translate", "yes") not in YES:
            found.append("approved or translate")
    for note in root.iter(f"{{{core}}}note"):
        if note.get("annotates", "general") not in ("source", "target", "general"):
            found.append("annotates")
        if not 1 <= int(note.get("priority", "1")) <= 10:
            found.append("priority")
    return found


def _codes(side: etree._Element) -> list[etree._Element]:
    return [one for one in side.iterdescendants() if one.get("id") is not None]
