"""What makes an Atom document valid: the schema, and the rules that a schema cannot count."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "at": "http://purl.org/atompub/tombstones/1.0",
    "fh": "http://purl.org/syndication/history/1.0",
    "media": "http://search.yahoo.com/mrss/",
    "n": "https://news.example.org/ns/",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
}
ATOM_SCHEMA = Path(__file__).parent.parent / "data" / "outputs" / "atom.rng"


@cache
def schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(str(ATOM_SCHEMA)))


def parse(document: bytes) -> Any:
    return etree.fromstring(document, etree.XMLParser(huge_tree=True))


def check_atom(document: bytes) -> Any:
    """The root of a valid document; AssertionError or DocumentInvalid for any other."""
    root = parse(document)
    schema().assertValid(root)
    rels = Counter(link.get("rel") for link in root.findall("a:link", NAMES))
    assert rels.pop("self") == 1  # RFC 4287, 4.1.1: should have one
    archive = root.find("fh:archive", NAMES) is not None
    assert rels.pop("current", 0) == int(archive)
    rels.pop("alternate", 0)
    assert set(rels.values()) <= {1}
    for element in (root, *root.findall("a:entry", NAMES)):  # 4.1.1 and 4.1.2
        alternates = element.findall("a:link[@rel='alternate']", NAMES)
        kinds = [(link.get("type").lower(), (link.get("hreflang") or "").lower()) for link in alternates]
        assert len(kinds) == len(set(kinds)), kinds
    ids = [one.text for one in root.findall("a:entry/a:id", NAMES)]
    assert len(ids) == len(set(ids)), ids
    refs = [one.get("ref") for one in root.findall("at:deleted-entry", NAMES)]
    assert len(refs) == len(set(refs)), refs  # RFC 6721, 3: none twice with the same time
    return root
