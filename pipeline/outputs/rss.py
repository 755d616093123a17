"""RSS 2.0 feeds, for readers and content systems that know nothing newer (rssboard.org/rss-specification).

What RSS cannot say it borrows: full text from the content module, language and writer from Dublin Core, the time of
change and the sister versions from Atom.
"""

from __future__ import annotations

import html
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from pipeline import content, labels
from pipeline.model import Feed, Item, Rights

if TYPE_CHECKING:
    from lxml.etree import _Element

FILENAME = "rss.xml"
MEDIA_TYPE = "application/rss+xml"

_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_ATOM, _CONTENT, _DC = (f"{{{address}}}" for address in _NAMESPACES.values())


def render(feed: Feed) -> bytes:
    """The feed as an RSS 2.0 document in UTF-8; the same feed gives the same bytes.

    Items keep the order they come in. Links that are not http or https are left out.
    """
    from lxml import etree

    root = etree.Element("rss", {"version": "2.0"}, nsmap=_NAMESPACES)
    channel = etree.SubElement(root, "channel")
    address = f"{feed.url}{FILENAME}"
    _text(channel, "title", content.line(feed.title))
    _text(channel, "link", content.web_link(feed.site.url) or feed.url)
    _text(channel, "description", html.escape(content.publisher(feed), quote=False))
    _text(channel, "language", feed.language)
    _text(channel, "lastBuildDate", _time(feed.updated))
    _text(channel, "generator", content.GENERATOR)
    etree.SubElement(channel, f"{_ATOM}link", {"rel": "self", "type": MEDIA_TYPE, "href": address})
    for item in feed.items:
        _item(channel, feed, item)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8") + b"\n"


def _item(channel: _Element, feed: Feed, item: Item) -> None:
    from lxml import etree

    article = item.article
    element = etree.SubElement(channel, "item")
    _text(element, "title", content.line(article.headline))
    if link := content.source_link(item) or content.web_link(article.link):
        _text(element, "link", link)
    _text(element, "guid", content.line(article.uri), {"isPermaLink": "false"})
    _text(element, "pubDate", _time(content.published(item)))
    _text(element, f"{_ATOM}updated", content.timestamp(article.updated))
    _text(element, f"{_DC}language", article.language)
    _text(element, f"{_DC}creator", content.byline(item, feed))
    if article.rights is Rights.INTERNAL:
        _text(element, f"{_DC}rights", labels.internal(article.language).text)
    _categories(element, feed, item)
    # A description is HTML to those who read it, so plain text is escaped as such. Many readers show nothing else,
    # so the label of a translation stands here too.
    label = content.note(item)
    description = " ".join(filter(None, (content.lead(item), f"[{label.text}]" if label else "")))
    _text(element, "description", html.escape(description, quote=False))
    _text(element, f"{_CONTENT}encoded", content.html(item))
    for sister in sorted(item.sisters, key=lambda sister: (sister.language, sister.type, sister.link)):
        if href := content.web_link(sister.link):
            attributes = {"rel": "alternate", "type": sister.type, "hreflang": sister.language, "href": href}
            etree.SubElement(element, f"{_ATOM}link", attributes)


def _categories(element: _Element, feed: Feed, item: Item) -> None:
    _text(element, "category", item.article.origin.value, {"domain": content.origin_scheme(feed.site)})
    if source_type := content.digital_source_type(item.article):
        _text(element, "category", source_type, {"domain": content.DIGITAL_SOURCE_TYPES})


def _text(parent: _Element, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
    from lxml import etree

    etree.SubElement(parent, name, attributes or {}).text = text


def _time(when: datetime) -> str:
    """The time as RFC 822 has it, with a year of four digits: Thu, 27 Nov 2025 08:10:00 GMT."""
    return format_datetime(when.astimezone(UTC), usegmt=True)
