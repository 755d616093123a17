"""Sitemaps with all pages of a channel and their other languages, for search engines (sitemaps.org, version 0.9).

Files of a thousand pages, the oldest first, so that only the newest file changes from day to day; `sitemap.xml` of
the channel is their index. Each page names itself and its sister versions (`hreflang`), because search engines
believe only what both sides say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import content, sitemaps
from pipeline.model import UNDETERMINED, Feed, Front, Item

if TYPE_CHECKING:
    from lxml.etree import _Element

CHANNEL_FILENAME = "sitemap.xml"
MEDIA_TYPE = sitemaps.MEDIA_TYPE
PAGE_SIZE = 100

# There is nothing to list where no other output of the channel gives items pages of their own.
NEEDS_PAGES = True

_XHTML = "http://www.w3.org/1999/xhtml"


def page_name(number: int, count: int) -> str:
    """The file name of a page; the same while it grows, because search engines ask again for what they know."""
    return f"sitemap-{number}.xml"


def render_page(feed: Feed) -> bytes:
    """A sitemap in UTF-8 of those items that have a page of their own; the same feed gives the same bytes."""
    document = sitemaps.root("urlset", xhtml=_XHTML)
    for item, address in sitemaps.own_pages(feed):
        entry = sitemaps.add(document, "url", address, content.timestamp(item.article.updated))
        _languages(entry, feed, item, address)
    return sitemaps.write(document, content.web_link(feed.url))


def render_channel(front: Front) -> bytes:
    """The index of all sitemaps of a channel in UTF-8: the newest 50,000 of them, as the protocol allows no more."""
    pages = [document for document in front.documents if document.output == "sitemap" and document.page]
    pages.sort(key=lambda page: (page.updated, page.path), reverse=True)
    root = sitemaps.root("sitemapindex")
    for page in sorted(pages[: sitemaps.MAX_FILES], key=lambda page: (page.language, page.page)):
        if address := sitemaps.listable(f"{front.url}{page.path}"):
            sitemaps.add(root, "sitemap", address, content.timestamp(page.updated))
    return sitemaps.write(root, content.web_link(front.url))


def _languages(entry: _Element, feed: Feed, item: Item, address: str) -> None:
    """The page itself and its sisters on this site, once per language, where there is more than one.

    `x-default`, for readers of any other language, is the first in the channel's order, so that every version of an
    item names the same one: an official text does not know which of its sisters is official too.
    """
    from lxml import etree

    site = content.web_link(feed.site.url).rstrip("/")
    pages = {item.article.language: address}
    for sister in sorted(item.sisters, key=lambda sister: (sister.language, sister.link)):
        link = content.web_link(sister.link)
        if sister.type == "text/html" and link.startswith(f"{site}/"):
            pages.setdefault(sister.language, link)
    pages.pop(UNDETERMINED, None)
    if len(pages) < 2:
        return
    order = {tag: number for number, tag in enumerate(feed.languages)}
    versions = sorted(pages.items(), key=lambda page: (order.get(page[0], len(order)), page[0]))
    for language, link in [*versions, ("x-default", versions[0][1])]:
        etree.SubElement(entry, f"{{{_XHTML}}}link", {"rel": "alternate", "hreflang": language, "href": link})
