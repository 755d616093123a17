"""What sitemaps share: which addresses one may list, and the protocol's elements (sitemaps.org, version 0.9)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipeline import content
from pipeline.model import Feed, Item

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MEDIA_TYPE = "application/xml"
MAX_FILES = 50_000  # in one index

_LONGEST = 2048  # characters of an address, by the protocol's schema


def own_pages(feed: Feed) -> Iterator[tuple[Item, str]]:
    """The items with a page of their own, and its address; only what is below the sitemap itself may stand in it."""
    below = content.web_link(feed.url)
    for item in feed.items:
        if (url := listable(item.url)) and below and url.startswith(below):
            yield item, url


def listable(url: str) -> str:
    """The address as a URI if a sitemap can hold it, else nothing."""
    link = content.web_link(url)
    return link if len(link) <= _LONGEST else ""


def root(name: str, **prefixes: str) -> _Element:
    """An empty `urlset` or `sitemapindex`; `prefixes` are the namespaces of its extensions."""
    from lxml import etree

    # The stubs of lxml do not know the default namespace.
    namespaces: dict[Any, str] = {None: NAMESPACE, **prefixes}
    return etree.Element(f"{{{NAMESPACE}}}{name}", nsmap=namespaces)


def add(parent: _Element, kind: str, url: str, changed: str = "") -> _Element:
    """Add a `url` or `sitemap` with its address and, where it is known, the time of its last change (RFC 3339)."""
    entry = text(parent, NAMESPACE, kind)
    text(entry, NAMESPACE, "loc", url)
    if changed:
        text(entry, NAMESPACE, "lastmod", changed)
    return entry


def text(parent: _Element, namespace: str, name: str, value: str | None = None) -> _Element:
    """Add an element that holds a text, or is there to hold others."""
    from lxml import etree

    element = etree.SubElement(parent, f"{{{namespace}}}{name}")
    element.text = value
    return element


def write(document: _Element, front: str) -> bytes:
    """The document in UTF-8; one that lists nothing lists `front`, for the schema asks for one address at least.

    An index of no sitemaps becomes a sitemap, as readers take either for the other.
    """
    from lxml import etree

    if not len(document):
        document = root("urlset")
        add(document, "url", front)
    etree.indent(document)
    return etree.tostring(document, xml_declaration=True, encoding="utf-8") + b"\n"
