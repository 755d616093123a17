"""Is a piece of html well-formed? As strict XML, with links outside each other."""

from __future__ import annotations

from xml.etree import ElementTree


def is_well_formed(html: str) -> bool:
    """Whether inline html is well-formed, properly nested, and no link stands in another."""
    visible = "".join(c for c in html if c >= " " or c in "\t\n\r")  # XML knows no control characters
    visible = visible.replace("\ufffe", "").replace("\uffff", "").encode("utf-8", "replace").decode()
    try:
        root = ElementTree.fromstring(f"<p>{visible.replace('<br>', '<br/>')}</p>")
    except ElementTree.ParseError:
        return False
    return not any(inner is not link for link in root.iter("a") for inner in link.iter("a"))
