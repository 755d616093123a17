"""A list of all feeds of a channel, to subscribe to in one step (OPML 2.0, opml.org/spec2.opml)."""

from __future__ import annotations

from datetime import UTC
from email.utils import format_datetime

from pipeline import content, language
from pipeline.model import Document, Feed, Front

CHANNEL_FILENAME = "feeds.opml"
MEDIA_TYPE = "text/x-opml"

_FORMATS = {"application/atom+xml": "Atom", "application/feed+json": "JSON Feed", "application/rss+xml": "RSS"}


def render_channel(front: Front) -> bytes:
    """The list in UTF-8: an outline per language, in it one per feed; the same front gives the same bytes.

    Feeds are those documents of the newest items whose type says so. Their type is `rss` whatever their format, as
    readers pass over any other; their text names the format, their title is the feed's own.
    """
    from lxml import etree

    root = etree.Element("opml", {"version": "2.0"})
    head = etree.SubElement(root, "head")
    name = content.line(front.site.title) or front.channel
    changed = format_datetime(front.updated.astimezone(UTC), usegmt=True)
    for element, text in {
        "title": name,
        "dateModified": changed,
        "ownerName": name,
        "docs": "http://opml.org/spec2.opml",
    }.items():
        etree.SubElement(head, element).text = text
    body = etree.SubElement(root, "body")
    for feed in sorted(front.feeds, key=lambda feed: feed.language):
        own = language.name(feed.language, feed.language)
        group = etree.SubElement(body, "outline", {"text": own, "title": own})
        for document in sorted(front.documents, key=lambda document: document.path):
            if document.language == feed.language and not document.page and document.media_type in _FORMATS:
                etree.SubElement(group, "outline", _outline(front, feed, document))
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8") + b"\n"


def _outline(front: Front, feed: Feed, document: Document) -> dict[str, str]:
    title = content.line(document.title) or content.line(feed.title)
    form = _FORMATS[document.media_type]
    return {
        "text": f"{title} – {form}",
        "title": title,
        "type": "rss",
        "xmlUrl": content.web_link(f"{front.url}{document.path}"),
        "htmlUrl": _page(front, feed.language),
        "language": feed.language,
    } | ({"version": "RSS"} if form == "RSS" else {})


def _page(front: Front, tag: str) -> str:
    """Where readers find the same news in a browser: the channel's page of the language, else the site."""
    pages = sorted(
        document.path
        for document in front.documents
        if document.language == tag and document.media_type == "text/html" and not document.page
    )
    return content.web_link(f"{front.url}{pages[0]}" if pages else front.site.url)
