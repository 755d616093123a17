"""Atom feeds: one XML document per channel and language (RFC 4287).

Each entry says in data what its reader sees in words: who wrote it (category), what it was translated from (via), where
its sister versions are (alternate, hreflang).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import content, labels
from pipeline.model import Feed, Item, Origin, Rights, Site

if TYPE_CHECKING:
    from lxml.etree import _Element

FILENAME = "atom.xml"
MEDIA_TYPE = "application/atom+xml"

_ATOM = "{http://www.w3.org/2005/Atom}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def render(feed: Feed) -> bytes:
    """The feed as an Atom document in UTF-8; the same feed gives the same bytes.

    Entries keep the order they come in. Links that are not http or https are left out.
    """
    from lxml import etree

    address = f"{feed.url}{FILENAME}"
    namespaces = {None: _ATOM[1:-1]}
    # The stubs of lxml do not know the default namespace.
    root = etree.Element(f"{_ATOM}feed", {_XML_LANG: feed.language}, nsmap=namespaces)  # type: ignore[arg-type]
    _text(root, "id", address)
    _text(root, "title", content.line(feed.title), {"type": "text", _XML_LANG: feed.language})
    _text(root, "updated", content.timestamp(feed.updated))
    _link(root, "self", address, MEDIA_TYPE)
    if home := content.web_link(feed.site.url):
        _link(root, "alternate", home, "text/html")
    _text(root, "generator", content.GENERATOR)
    _author(root, content.publisher(feed))
    for item in feed.items:
        _entry(root, feed, item)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8") + b"\n"


def _entry(root: _Element, feed: Feed, item: Item) -> None:
    from lxml import etree

    article = item.article
    entry = etree.SubElement(root, f"{_ATOM}entry", {_XML_LANG: article.language})
    in_language = {"type": "text", _XML_LANG: article.language}
    _text(entry, "id", content.line(article.uri))
    _text(entry, "title", content.line(article.headline), in_language)
    _text(entry, "updated", content.timestamp(article.updated))
    _text(entry, "published", content.timestamp(content.published(item)))
    _author(entry, content.byline(item, feed))
    _links(entry, item)
    _categories(entry, feed.site, item)
    if article.rights is Rights.INTERNAL:
        label = labels.internal(article.language)
        _text(entry, "rights", label.text, {"type": "text", _XML_LANG: label.language})
    if subhead := content.line(article.subhead):
        _text(entry, "summary", subhead, in_language)
    _text(entry, "content", content.html(item), {"type": "html", _XML_LANG: article.language})


def _links(entry: _Element, item: Item) -> None:
    """The official page, each sister version once, and the original.

    RFC 4287, 4.1.2: no two alternates of an entry may have the same type and hreflang.
    """
    article = item.article
    alternates = [(sister.language, sister.type, sister.link) for sister in item.sisters]
    alternates.sort()
    if article.origin is Origin.OFFICIAL:
        alternates.insert(0, (article.language, "text/html", article.link))
    seen = set()
    for lang, media_type, address in alternates:
        link = content.web_link(address)
        if link and (lang.lower(), media_type.lower()) not in seen:
            seen.add((lang.lower(), media_type.lower()))
            _link(entry, "alternate", link, media_type, lang)
    if via := content.source_link(item) or content.web_link(article.origin_url):
        _link(entry, "via", via, "text/html", content.source_language(item) if content.source_link(item) else "")


def _categories(entry: _Element, site: Site, item: Item) -> None:
    from lxml import etree

    def category(scheme: str, term: str) -> _Element:
        return etree.SubElement(entry, f"{_ATOM}category", {"scheme": scheme, "term": term})

    origin = category(content.origin_scheme(site), item.article.origin.value)
    if label := content.note(item):
        origin.set("label", label.text)
        origin.set(_XML_LANG, label.language)
    if source_type := content.digital_source_type(item.article):
        category(content.DIGITAL_SOURCE_TYPES, source_type)


def _author(parent: _Element, name: str) -> None:
    from lxml import etree

    author = etree.SubElement(parent, f"{_ATOM}author")
    _text(author, "name", name)


def _link(parent: _Element, rel: str, href: str, media_type: str, hreflang: str = "") -> None:
    from lxml import etree

    attributes = {"rel": rel, "type": media_type, "hreflang": hreflang, "href": href}
    etree.SubElement(parent, f"{_ATOM}link", {name: value for name, value in attributes.items() if value})


def _text(parent: _Element, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
    from lxml import etree

    etree.SubElement(parent, f"{_ATOM}{name}", attributes or {}).text = text
