"""RSS feeds as the specification has them, and as a feed reader gets them."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline import content, labels
from pipeline.model import Block, BlockKind, Feed, Item, Origin, Rights
from pipeline.outputs import rss

NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
}

Build = tuple[Callable[..., Feed], Callable[..., Item]]


def parse(document: bytes) -> Any:
    return etree.fromstring(document, etree.XMLParser(huge_tree=True))


def test_what_is_said_of_the_channel(newsroom: Feed) -> None:
    root = parse(rss.render(newsroom))
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    channel = root.find("channel")
    assert {name: channel.findtext(name) for name in ("title", "link", "description", "language", "lastBuildDate")} == {
        "title": "Communiqués",
        "link": "https://news.example.org/",
        "description": "Nouvelles de la conférence",
        "language": "fr",
        "lastBuildDate": "Mon, 02 Mar 2026 10:30:15 GMT",
    }
    self_link = channel.find("atom:link", NAMES)
    assert dict(self_link.attrib) == {
        "rel": "self",
        "type": "application/rss+xml",
        "href": "https://news.example.org/website/fr/rss.xml",
    }


def test_every_item_says_what_the_article_says(newsroom: Feed) -> None:
    items = parse(rss.render(newsroom)).findall("channel/item")
    assert len(items) == len(newsroom.items)
    for element, item in zip(items, newsroom.items, strict=True):
        article = item.article
        assert element.findtext("title") == content.line(article.headline)
        assert element.findtext("guid") == article.uri
        assert element.find("guid").get("isPermaLink") == "false"
        assert parsedate_to_datetime(element.findtext("pubDate")) == (article.published or article.first_created)
        assert element.findtext("atom:updated", None, NAMES) == "2026-03-02T10:30:15Z"
        assert element.findtext("dc:language", None, NAMES) == article.language
        assert element.findtext("dc:creator", None, NAMES) == (article.issuer or article.by or newsroom.site.title)
        assert element.findtext("content:encoded", None, NAMES) == content.html(item)
        assert (element.find("dc:rights", NAMES) is not None) == (article.rights is Rights.INTERNAL)
        assert element.findtext("category") == article.origin.value
        assert (len(element.findall("category")) == 2) == (article.origin is Origin.MACHINE)


def test_links_lead_to_the_release_or_the_original_or_nowhere(newsroom: Feed) -> None:
    items = parse(rss.render(newsroom)).findall("channel/item")
    original = "https://wire.example.com/fr/opening.html"
    assert [item.findtext("link") for item in items] == [
        "https://wire.example.com/fr/opening.html?id=1&lang=fr",
        original,
        original,
        original,
        None,
        None,
    ]


def test_each_sister_version_is_linked(newsroom: Feed) -> None:
    item = parse(rss.render(newsroom)).find("channel/item")
    assert [(link.get("hreflang"), link.get("href")) for link in item.findall("atom:link", NAMES)] == [
        ("es", "https://news.example.org/website/es/opening.html"),
        ("zh-Hans", "https://news.example.org/website/zh-Hans/opening.html"),
    ]


def test_descriptions_are_short_escaped_and_labelled(newsroom: Feed) -> None:
    found = [item.findtext("description") for item in parse(rss.render(newsroom)).findall("channel/item")]
    assert found[0] == "Le salon accueille 337 exposants."
    assert found[1] == f"Le salon accueille 337 exposants. [{labels.machine('es', 'fr').text}]"
    chinese, label = found[3].split(" [")
    assert len(chinese) <= content.LEAD_LENGTH
    assert chinese.endswith("…")
    assert label == f"{labels.approved('zh-Hans', 'fr').text}]"
    assert found[4] == html.escape(content.lead(newsroom.items[4]), quote=False)
    assert "<script" not in found[4]


def test_a_feed_reader_gets_it(newsroom: Feed) -> None:
    read = feedparser.parse(rss.render(newsroom))
    assert not read.bozo
    assert read.version == "rss20"
    assert [entry.id for entry in read.entries] == [item.article.uri for item in newsroom.items]
    assert read.entries[4].title == "Seeds 🌱 👩‍🌾 and fields ]]> 🌾"
    assert read.entries[4].author == "R&D <Seeds>"
    assert "alert(2)" not in read.entries[4].content[0].value
    assert 'dir="rtl"' in read.entries[2].content[0].value
    assert read.entries[0].published_parsed[:6] == (2026, 3, 2, 8, 0, 0)
    assert read.entries[0].updated_parsed[:6] == (2026, 3, 2, 10, 30, 15)


def test_the_same_feed_gives_the_same_bytes(newsroom: Feed) -> None:
    shuffled = replace(newsroom, items=tuple(replace(one, sisters=one.sisters[::-1]) for one in newsroom.items))
    assert rss.render(newsroom) == rss.render(newsroom) == rss.render(shuffled)


def mojibake(text: str) -> bool:
    """Whether text reads as UTF-8 that was taken for Latin-1."""
    try:
        return not text.isascii() and bool(text.encode("iso-8859-1").decode("utf-8"))
    except (UnicodeEncodeError, UnicodeDecodeError):
        return False


@settings(deadline=None)
@given(headline=st.text(), body=st.text())
def test_any_text_gives_a_well_formed_feed(build: Build, headline: str, body: str) -> None:
    make_feed, make_item = build
    blocks = (Block(BlockKind.PARAGRAPH, body), Block(BlockKind.LIST_ITEM, headline, body))
    document = rss.render(make_feed(make_item("fr", headline=headline, body=blocks, issuer=body)))
    assert parse(document).findtext("channel/item/title") == content.line(headline)
    read = feedparser.parse(document)
    assert not read.bozo
    # feedparser takes some titles for HTML or for mojibake, and repairs them; nothing else may change.
    if not set("<&") & set(headline) and not mojibake(headline) and not mojibake(content.line(headline)):
        assert read.entries[0].title.split() == content.line(headline).split()
