"""What Atom and RSS say alike, as XML: links, pictures, what machines must know of an item, what has left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline import content
from pipeline.model import Feed, Image, Item, Origin, Sister, Site, Withdrawn

if TYPE_CHECKING:
    from lxml.etree import _Element

ATOM_NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_NAMESPACE = "http://search.yahoo.com/mrss/"  # Media RSS 1.5.1; the slash at the end is part of the name

HTML = "text/html"

_MEDIA = f"{{{MEDIA_NAMESPACE}}}"


def namespace(site: Site, name: str = "") -> str:
    """The address that stands for a vocabulary of ours: `story`, `state`, `status`; "" for that of our own elements."""
    return f"{site.url.rstrip('/')}/ns/{name}"


def document(root: _Element) -> bytes:
    """The whole document, indented, in UTF-8; the same elements give the same bytes."""
    from lxml import etree

    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8") + b"\n"


def text(parent: _Element, name: str, words: str, attributes: dict[str, str] | None = None) -> None:
    """An element with nothing but text in it; the words must be `content.printable` already."""
    from lxml import etree

    etree.SubElement(parent, name, attributes or {}).text = words


def link(
    parent: _Element, rel: str, href: str, media_type: str, hreflang: str = "", *, title: str = "", length: int = 0
) -> None:
    """An Atom link (RFC 4287, 4.2.7), in a feed of either kind; attributes without a value are left out."""
    from lxml import etree

    attributes = {"rel": rel, "type": media_type, "hreflang": hreflang, "title": title, "href": href}
    if length:
        attributes["length"] = str(length)
    etree.SubElement(parent, f"{{{ATOM_NAMESPACE}}}link", {key: value for key, value in attributes.items() if value})


def moved(feed: Feed) -> datetime:
    """When anything in the document last changed: an item, or that one left it."""
    changed = [item.article.updated for item in feed.items]
    left = [one.when for one in feed.withdrawn]
    return max([feed.updated, *changed, *left])


def own_page(item: Item) -> str:
    """Where readers find this very text: our page, else the issuer's of an official version; "" where there is none."""
    official = item.article.origin is Origin.OFFICIAL
    return content.web_link(item.url) or (content.web_link(item.article.link) if official else "")


def sisters(item: Item) -> Iterator[tuple[Sister, str]]:
    """The other language versions that can be reached, in the order of their languages, each with its address.

    RFC 4287, 4.1.2: no two alternates of an entry may have the same type and hreflang; the page of the item is one.
    """
    seen = {("", HTML), (item.article.language.lower(), HTML)} if own_page(item) else set()
    for sister in sorted(item.sisters, key=lambda sister: (sister.language, sister.type, sister.link)):
        key = (sister.language.lower(), sister.type.lower())
        href = content.web_link(sister.link)
        if href and key not in seen:
            seen.add(key)
            yield sister, href


def origins(item: Item) -> dict[str, str]:
    """Where the text comes from, each address with its language ("" where nobody knows): the wire's page, the issuer's.

    A translation names the text it was made from, or else the issuer's original.
    """
    article = item.article
    issuer = content.web_link(article.origin_url)
    if article.origin is not Origin.OFFICIAL:
        made_from = content.source_link(item)
        found = {made_from: content.source_language(item)} if made_from else {issuer: ""}
    else:
        found = {issuer: ""} | {content.web_link(article.link): article.language}
    return {address: tag for address, tag in found.items() if address and address != own_page(item)}


def other_languages(feed: Feed, filename: str) -> Iterator[tuple[str, str]]:
    """The same document in the channel's other languages: tag and address, each language once."""
    seen = {feed.language.lower()}
    for tag, folder in sorted(feed.languages.items()):
        address = content.web_link(f"{folder}{filename}")
        if address and tag.lower() not in seen:
            seen.add(tag.lower())
            yield tag, address


def brief(item: Item) -> str:
    """The first words of an item and, since many readers show nothing else, how a translation was made."""
    label = content.note(item)
    return " ".join(filter(None, (content.lead(item), f"[{label.text}]" if label else "")))


def pictures(item: Item) -> list[tuple[Image, str]]:
    """The images that can be reached, in their order, each with its address."""
    return [(image, href) for image in item.images if (href := content.web_link(image.url))]


def media(parent: _Element, item: Item) -> None:
    """The item's pictures as Media RSS: address, type and size as data, caption and credit in words.

    It must come after the item's summary and text: some readers take the first description they meet for the item's.
    """
    from lxml import etree

    for image, href in pictures(item):
        sizes = {"width": image.width, "height": image.height, "fileSize": image.size}
        attributes = {"url": href, "type": image.media_type, "medium": "image"}
        attributes |= {name: str(size) for name, size in sizes.items() if size > 0}
        element = etree.SubElement(parent, f"{_MEDIA}content", attributes)
        if (caption := content.line(image.caption)).strip():
            text(element, f"{_MEDIA}description", caption, {"type": "plain"})
        if (credit := content.line(image.credit)).strip():
            text(element, f"{_MEDIA}credit", credit)


def place(parent: _Element, site: Site, one: Item | Withdrawn) -> None:
    """Which version of the item this is, and its number among the channel's changes; for one that left, also how."""
    from lxml import etree

    version = one.version if isinstance(one, Withdrawn) else one.article.version
    attributes = {"version": str(version)}
    if one.sequence:
        attributes["sequence"] = str(one.sequence)
    if isinstance(one, Withdrawn):
        attributes["status"] = content.status(one)
    etree.SubElement(parent, f"{{{namespace(site)}}}item", attributes)


def categories(site: Site, item: Item) -> Iterator[tuple[str, str]]:
    """What machines must know of an item, as pairs of vocabulary and term: origin, source type, state, story."""
    article = item.article
    yield content.origin_scheme(site), article.origin.value
    if source_type := content.digital_source_type(article):
        yield content.DIGITAL_SOURCE_TYPES, source_type
    if article.origin is not Origin.OFFICIAL:
        yield namespace(site, "state"), article.state.value
    yield namespace(site, "story"), content.line(article.story)
