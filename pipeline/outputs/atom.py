"""Atom feeds: one XML document per channel and language (RFC 4287), and archives of all it ever carried (RFC 5005).

Each entry says in data what its reader sees in words: who wrote it (category), what it was translated from (via), where
its sister versions are (alternate, hreflang). An entry that left stands as a tombstone (RFC 6721).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import content, labels, withdrawals, xmlfeeds
from pipeline.model import Feed, FeedPage, Item, Rights, Withdrawn
from pipeline.xmlfeeds import HTML

if TYPE_CHECKING:
    from lxml.etree import _Element

FILENAME = "atom.xml"
MEDIA_TYPE = "application/atom+xml"
PAGE_SIZE = 50

_ATOM = f"{{{xmlfeeds.ATOM_NAMESPACE}}}"
_HISTORY = "{http://purl.org/syndication/history/1.0}"
_TOMBSTONES = "{http://purl.org/atompub/tombstones/1.0}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def render(feed: Feed) -> bytes:
    """The feed as an Atom document in UTF-8; the same feed gives the same bytes.

    Entries keep the order they come in. Links that are not http or https are left out.
    """
    root = _feed(feed)
    xmlfeeds.link(root, "self", f"{feed.url}{FILENAME}", MEDIA_TYPE)
    if home := content.web_link(feed.site.url):
        xmlfeeds.link(root, "alternate", home, HTML)
    for tag, address in xmlfeeds.other_languages(feed, FILENAME):
        xmlfeeds.link(root, "alternate", address, MEDIA_TYPE, tag)
    if feed.page and feed.page.previous:
        xmlfeeds.link(root, "prev-archive", f"{feed.url}{feed.page.previous}", MEDIA_TYPE)
    return _filled(root, feed)


def page_name(number: int, count: int) -> str:
    """The archive's address below the feed's: `archive/7.xml`, and `archive/7-12.xml` while it has only 12 entries.

    Clients read an archive once and never again (RFC 5005, 4), so one that still grows has another name each time.
    """
    return f"archive/{number}.xml" if count >= PAGE_SIZE else f"archive/{number}-{count}.xml"


def render_page(feed: Feed) -> bytes:
    """One archive of the feed (RFC 5005, 4): the entries have the ids they have in the feed itself.

    ValueError where the feed does not say which page it is.
    """
    from lxml import etree

    if feed.page is None:
        raise ValueError("an archive must have a page")
    root = _feed(feed)
    etree.SubElement(root, f"{_HISTORY}archive")
    for rel, name in _neighbours(feed.page):
        xmlfeeds.link(root, rel, f"{feed.url}{name}", MEDIA_TYPE)
    return _filled(root, feed)


def _neighbours(page: FeedPage) -> list[tuple[str, str]]:
    found = [("self", page.name), ("current", page.current)]
    if page.previous:
        found.append(("prev-archive", page.previous))
    # The name of an archive that still grows leads nowhere after the next arrival, and would change this one each time.
    if page.next == page_name(page.number + 1, PAGE_SIZE):
        found.append(("next-archive", page.next))
    return found


def _feed(feed: Feed) -> _Element:
    """What stands at the head of all documents of a feed; they share its id."""
    from lxml import etree

    namespaces = {
        None: _ATOM[1:-1],
        "at": _TOMBSTONES[1:-1],
        "fh": _HISTORY[1:-1],
        "media": xmlfeeds.MEDIA_NAMESPACE,
        "n": xmlfeeds.namespace(feed.site),
    }
    # The stubs of lxml do not know the default namespace.
    root = etree.Element(f"{_ATOM}feed", {_XML_LANG: feed.language}, nsmap=namespaces)  # type: ignore[arg-type]
    _text(root, "id", f"{feed.url}{FILENAME}")
    _text(root, "title", content.line(feed.title), {"type": "text", _XML_LANG: feed.language})
    _text(root, "updated", content.timestamp(xmlfeeds.moved(feed)))
    _text(root, "generator", content.GENERATOR)
    _author(root, content.publisher(feed))
    return root


def _filled(root: _Element, feed: Feed) -> bytes:
    for withdrawn in _gone(feed):
        _tombstone(root, feed, withdrawn)
    for item in feed.items:
        _entry(root, feed, item)
    return xmlfeeds.document(root)


def _gone(feed: Feed) -> list[Withdrawn]:
    """What left, the last one first; nothing that came back, for a tombstone younger than its entry removes that."""
    left = [one for one in withdrawals.in_place(feed) if isinstance(one, Withdrawn)]
    return sorted(left, key=lambda one: (one.when, one.uri), reverse=True)


def _tombstone(root: _Element, feed: Feed, withdrawn: Withdrawn) -> None:
    """RFC 6721, 3: links are allowed in it, and readers that do not know it take an alternate for the feed's own."""
    from lxml import etree

    attributes = {"ref": content.line(withdrawn.uri), "when": content.timestamp(withdrawn.when)}
    deleted = etree.SubElement(root, f"{_TOMBSTONES}deleted-entry", attributes)
    label = content.notice(withdrawn)
    xmlfeeds.text(deleted, f"{_TOMBSTONES}comment", label.text, {"type": "text", _XML_LANG: label.language})
    if (instead := withdrawn.replaced_by) and (href := withdrawals.replacement(withdrawn)):
        title = labels.word("replaced", withdrawn.language).text
        xmlfeeds.link(deleted, "related", href, instead.type, instead.language, title=title)
    xmlfeeds.place(deleted, feed.site, withdrawn)


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
    _categories(entry, feed, item)
    if article.rights is Rights.INTERNAL:
        label = labels.internal(article.language)
        _text(entry, "rights", label.text, {"type": "text", _XML_LANG: label.language})
    # Readers that find no summary make one up, or take the caption of a picture for it.
    if summary := content.line(article.subhead) or xmlfeeds.brief(item):
        _text(entry, "summary", summary, in_language)
    _text(entry, "content", content.html(item), {"type": "html", _XML_LANG: article.language})
    xmlfeeds.media(entry, item)
    xmlfeeds.place(entry, feed.site, item)


def _links(entry: _Element, item: Item) -> None:
    """The item's own page, each sister version once, where the text comes from, and its pictures.

    Of several pages some readers take the first for the item's, others the last. So its own stands at either end; the
    second time without a language, because no two alternates may have the same type and hreflang (RFC 4287, 4.1.2).
    """
    own = xmlfeeds.own_page(item)
    if own:
        xmlfeeds.link(entry, "alternate", own, HTML, item.article.language)
    others = list(xmlfeeds.sisters(item))
    for sister, href in others:
        xmlfeeds.link(entry, "alternate", href, sister.type, sister.language)
    if own and any(sister.type == HTML for sister, _ in others):
        xmlfeeds.link(entry, "alternate", own, HTML)
    for address, tag in xmlfeeds.origins(item).items():
        xmlfeeds.link(entry, "via", address, HTML, tag)
    for image, href in xmlfeeds.pictures(item):
        title = content.line(image.caption).strip()
        xmlfeeds.link(entry, "enclosure", href, image.media_type, title=title, length=image.size)


def _categories(entry: _Element, feed: Feed, item: Item) -> None:
    from lxml import etree

    for scheme, term in xmlfeeds.categories(feed.site, item):
        category = etree.SubElement(entry, f"{_ATOM}category", {"scheme": scheme, "term": term})
        if scheme == content.origin_scheme(feed.site) and (label := content.note(item)):
            category.set("label", label.text)
            category.set(_XML_LANG, label.language)


def _author(parent: _Element, name: str) -> None:
    from lxml import etree

    author = etree.SubElement(parent, f"{_ATOM}author")
    _text(author, "name", name)


def _text(parent: _Element, name: str, words: str, attributes: dict[str, str] | None = None) -> None:
    xmlfeeds.text(parent, f"{_ATOM}{name}", words, attributes)
