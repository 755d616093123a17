"""RSS 2.0 feeds, for readers and content systems that know nothing newer (rssboard.org/rss-specification).

What RSS cannot say it borrows: full text from the content module, language and writer from Dublin Core, pictures from
Media RSS, the time of change and the sister versions from Atom. An item that left stays for a while under its guid,
with a notice in place of its words, because RSS knows no other way to take something back.
"""

from __future__ import annotations

import html
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from pipeline import content, labels, withdrawals, xmlfeeds
from pipeline.model import Feed, Item, Rights, Withdrawn
from pipeline.xmlfeeds import HTML

if TYPE_CHECKING:
    from lxml.etree import _Element

FILENAME = "rss.xml"
MEDIA_TYPE = "application/rss+xml"

_NAMESPACES = {
    "atom": xmlfeeds.ATOM_NAMESPACE,
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": xmlfeeds.MEDIA_NAMESPACE,
}
_ATOM, _CONTENT, _DC, _ = (f"{{{address}}}" for address in _NAMESPACES.values())
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def render(feed: Feed) -> bytes:
    """The feed as an RSS 2.0 document in UTF-8; the same feed gives the same bytes.

    Items keep the order they come in. Links that are not http or https are left out.
    """
    from lxml import etree

    root = etree.Element("rss", {"version": "2.0"}, nsmap=_NAMESPACES | {"n": xmlfeeds.namespace(feed.site)})
    channel = etree.SubElement(root, "channel", {_XML_LANG: feed.language})
    _text(channel, "title", content.line(feed.title))
    _text(channel, "description", html.escape(content.publisher(feed), quote=False))
    _text(channel, "language", feed.language)
    _text(channel, "lastBuildDate", _time(xmlfeeds.moved(feed)))
    _text(channel, "generator", content.GENERATOR)
    xmlfeeds.link(channel, "self", f"{feed.url}{FILENAME}", MEDIA_TYPE)
    home = content.web_link(feed.site.url) or feed.url
    languages = [(MEDIA_TYPE, tag, address) for tag, address in xmlfeeds.other_languages(feed, FILENAME)]
    _link(channel, home, "", languages)
    for one in withdrawals.in_place(feed):
        if isinstance(one, Withdrawn):
            _notice(channel, feed, one)
        else:
            _item(channel, feed, one)
    return xmlfeeds.document(root)


def _item(channel: _Element, feed: Feed, item: Item) -> None:
    from lxml import etree

    article = item.article
    element = etree.SubElement(channel, "item", {_XML_LANG: article.language})
    _text(element, "title", content.line(article.headline))
    _links(element, item)
    _head(element, article.uri, content.published(item), article.updated, article.language)
    _text(element, f"{_DC}creator", content.byline(item, feed))
    if article.rights is Rights.INTERNAL:
        _text(element, f"{_DC}rights", labels.internal(article.language).text)
    for scheme, term in xmlfeeds.categories(feed.site, item):
        _text(element, "category", term, {"domain": scheme})
    # A description is HTML to those who read it, so plain text is escaped as such.
    _text(element, "description", html.escape(xmlfeeds.brief(item), quote=False))
    _text(element, f"{_CONTENT}encoded", content.html(item))
    for image, href in xmlfeeds.pictures(item)[:1]:  # many readers take no second enclosure
        attributes = {"url": href, "length": str(image.size), "type": image.media_type}
        etree.SubElement(element, "enclosure", attributes)
    xmlfeeds.media(element, item)
    xmlfeeds.place(element, feed.site, item)


def _notice(channel: _Element, feed: Feed, withdrawn: Withdrawn) -> None:
    """A notice under the guid of an item that left.

    The date stays, for one that moves would bring the notice to readers as news; the changed words under a known guid
    are what makes them show it in place of the text they keep.
    """
    from lxml import etree

    element = etree.SubElement(channel, "item", {_XML_LANG: withdrawals.language(withdrawn)})
    _text(element, "title", content.notice(withdrawn).text)
    if page := content.web_link(withdrawn.url):
        _text(element, "link", page)
    _head(element, withdrawn.uri, withdrawn.published, withdrawn.when, withdrawals.language(withdrawn))
    _text(element, "category", content.status(withdrawn), {"domain": xmlfeeds.namespace(feed.site, "status")})
    words = content.notice_html(withdrawn)
    _text(element, "description", words)
    _text(element, f"{_CONTENT}encoded", words)
    if (instead := withdrawn.replaced_by) and (href := withdrawals.replacement(withdrawn)):
        xmlfeeds.link(element, "related", href, instead.type, instead.language)
    xmlfeeds.place(element, feed.site, withdrawn)


def _head(element: _Element, uri: str, published: datetime, updated: datetime, tag: str) -> None:
    _text(element, "guid", content.line(uri), {"isPermaLink": "false"})
    _text(element, "pubDate", _time(published))
    _text(element, f"{_ATOM}updated", content.timestamp(updated))
    _text(element, f"{_DC}language", tag)


def _links(element: _Element, item: Item) -> None:
    """The page of the item, else that of the text it was made from; its sister versions; where else it comes from."""
    origins = xmlfeeds.origins(item)
    page = xmlfeeds.own_page(item)
    tag = item.article.language if page else content.source_language(item)
    link = page or content.source_link(item)
    others = [(sister.type, sister.language, href) for sister, href in xmlfeeds.sisters(item) if href != link]
    _link(element, link, tag, others)
    for address, origin_tag in origins.items():
        if address != link:
            xmlfeeds.link(element, "via", address, HTML, origin_tag)


def _link(element: _Element, link: str, tag: str, others: list[tuple[str, str, str]]) -> None:
    """The link of an item or channel, and the same in other languages: type, language and address of each.

    Some readers put an alternate of Atom above the link: some the first they find, others the last link of any kind.
    So where there are any the link is the first of them, and stands by itself after them.
    """
    if link and others:
        xmlfeeds.link(element, "alternate", link, HTML, tag)
    for media_type, other_tag, href in others:
        xmlfeeds.link(element, "alternate", href, media_type, other_tag)
    if link:
        _text(element, "link", link)


def _text(parent: _Element, name: str, words: str, attributes: dict[str, str] | None = None) -> None:
    xmlfeeds.text(parent, name, words, attributes)


def _time(when: datetime) -> str:
    """The time as RFC 822 has it, with a year of four digits: Thu, 27 Nov 2025 08:10:00 GMT."""
    return format_datetime(when.astimezone(UTC), usegmt=True)
