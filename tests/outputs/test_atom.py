"""Atom feeds against RFC 4287, and as a feed reader gets them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline import content, labels
from pipeline.model import Block, BlockKind, Feed, Item, Origin, Rights, Sister
from pipeline.outputs import atom

ATOM = {"a": "http://www.w3.org/2005/Atom"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SCHEMA = Path(__file__).parent.parent / "data" / "outputs" / "atom.rng"

Build = tuple[Callable[..., Feed], Callable[..., Item]]


def parse(document: bytes) -> Any:
    return etree.fromstring(document, etree.XMLParser(huge_tree=True))


@pytest.fixture(scope="module")
def schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(str(SCHEMA)))


def test_the_feed_is_valid(newsroom: Feed, schema: etree.RelaxNG) -> None:
    schema.assertValid(parse(atom.render(newsroom)))


def test_an_empty_feed_is_valid(newsroom: Feed, schema: etree.RelaxNG) -> None:
    schema.assertValid(parse(atom.render(replace(newsroom, items=()))))


def test_the_schema_refuses_what_the_rfc_forbids(newsroom: Feed, schema: etree.RelaxNG) -> None:
    for path in ("a:id", "a:updated", "a:author/a:name", "a:entry/a:title", "a:entry/a:category/@term"):
        root = parse(atom.render(newsroom))
        if "@" in path:
            root.find(path.rsplit("/", 1)[0], ATOM).attrib.pop(path.rsplit("@", 1)[1])
        else:
            found = root.find(path, ATOM)
            found.getparent().remove(found)
        assert not schema.validate(root), path


def test_no_two_alternates_share_type_and_language(newsroom: Feed, build: Build) -> None:
    _, item = build
    twice = (
        Sister("es", "a", "https://news.example.org/es/1"),
        Sister("ES", "b", "https://news.example.org/es/2"),
        Sister("es", "c", "https://news.example.org/es/feed.json", "application/feed+json"),
        Sister("fr", "d", "https://news.example.org/fr/mine"),
        Sister("ar", "e", "javascript:alert(1)"),
    )
    feed = replace(newsroom, items=(replace(item("fr", link="https://wire.example.com/1"), sisters=twice),))
    links = parse(atom.render(feed)).findall("a:entry/a:link[@rel='alternate']", ATOM)
    assert sorted((link.get("hreflang"), link.get("type"), link.get("href")) for link in links) == [
        ("ES", "text/html", "https://news.example.org/es/2"),
        ("es", "application/feed+json", "https://news.example.org/es/feed.json"),
        ("fr", "text/html", "https://wire.example.com/1"),
    ]


def test_what_is_said_of_the_feed(newsroom: Feed) -> None:
    root = parse(atom.render(newsroom))
    assert root.get(LANG) == "fr"
    assert root.findtext("a:id", None, ATOM) == "https://news.example.org/website/fr/atom.xml"
    assert root.findtext("a:title", None, ATOM) == "Communiqués"
    assert root.findtext("a:updated", None, ATOM) == "2026-03-02T10:30:15Z"
    assert root.findtext("a:author/a:name", None, ATOM) == "Nouvelles de la conférence"
    assert root.findtext("a:generator", None, ATOM) == "newsroom-pipeline"
    links = {link.get("rel"): link.get("href") for link in root.findall("a:link", ATOM)}
    assert links == {
        "self": "https://news.example.org/website/fr/atom.xml",
        "alternate": "https://news.example.org/",
    }


def test_every_entry_says_what_the_item_says(newsroom: Feed) -> None:
    entries = parse(atom.render(newsroom)).findall("a:entry", ATOM)
    assert len(entries) == len(newsroom.items)
    for entry, item in zip(entries, newsroom.items, strict=True):
        article = item.article
        assert entry.get(LANG) == article.language
        assert entry.findtext("a:id", None, ATOM) == article.uri
        assert entry.findtext("a:title", None, ATOM) == content.line(article.headline)
        assert entry.findtext("a:updated", None, ATOM) == "2026-03-02T10:30:15Z"
        published = "2026-03-02T08:00:00Z" if article.published else "2026-03-02T09:05:00Z"
        assert entry.findtext("a:published", None, ATOM) == published
        assert entry.findtext("a:content", None, ATOM) == content.html(item)
        assert entry.find("a:content", ATOM).get("type") == "html"
        assert entry.findtext("a:author/a:name", None, ATOM) == (article.issuer or article.by or newsroom.site.title)
        assert (entry.findtext("a:summary", None, ATOM) or "") == article.subhead
        assert (entry.find("a:rights", ATOM) is not None) == (article.rights is Rights.INTERNAL)


def test_the_links_of_an_official_release(newsroom: Feed) -> None:
    entry = parse(atom.render(newsroom)).find("a:entry", ATOM)
    assert [(link.get("rel"), link.get("hreflang"), link.get("href")) for link in entry.findall("a:link", ATOM)] == [
        ("alternate", "fr", "https://wire.example.com/fr/opening.html?id=1&lang=fr"),
        ("alternate", "es", "https://news.example.org/website/es/opening.html"),
        ("alternate", "zh-Hans", "https://news.example.org/website/zh-Hans/opening.html"),
        ("via", None, "https://salon.example.net/p/1.html"),
    ]


def test_a_translation_leads_to_its_original_and_claims_no_page_of_it(newsroom: Feed) -> None:
    entry = parse(atom.render(newsroom)).findall("a:entry", ATOM)[2]
    assert [(link.get("rel"), link.get("hreflang"), link.get("href")) for link in entry.findall("a:link", ATOM)] == [
        ("via", "fr", "https://wire.example.com/fr/opening.html"),
    ]


def test_categories_tell_machine_reviewed_and_official_apart(newsroom: Feed) -> None:
    found = [
        [(one.get("scheme"), one.get("term"), one.get("label")) for one in entry.findall("a:category", ATOM)]
        for entry in parse(atom.render(newsroom)).findall("a:entry", ATOM)
    ]
    origin = "https://news.example.org/ns/origin"
    iptc = ("http://cv.iptc.org/newscodes/digitalsourcetype/", "trainedAlgorithmicMedia", None)
    assert found[0] == [(origin, "official", None)]
    assert found[1] == [(origin, "machine", labels.machine("es", "fr").text), iptc]
    assert found[2] == [(origin, "machine", labels.machine("ar", "fr").text), iptc]
    assert found[3] == [(origin, "approved", labels.approved("zh-Hans", "fr").text)]


def test_a_feed_reader_gets_it(newsroom: Feed) -> None:
    read = feedparser.parse(atom.render(newsroom))
    assert not read.bozo
    assert read.version == "atom10"
    assert read.feed.language == "fr"
    assert [entry.id for entry in read.entries] == [item.article.uri for item in newsroom.items]
    assert [entry.title for entry in read.entries][4] == "Seeds 🌱 👩‍🌾 and fields ]]> 🌾"
    assert [entry.content[0].language for entry in read.entries] == [item.article.language for item in newsroom.items]
    assert [entry.author for entry in read.entries][4] == "R&D <Seeds>"
    assert 'dir="rtl"' in read.entries[2].content[0].value
    assert len(read.entries[5].content[0].value) > 1_000_000
    assert read.entries[0].published == "2026-03-02T08:00:00Z"


def test_the_same_feed_gives_the_same_bytes(newsroom: Feed) -> None:
    shuffled = replace(newsroom, items=tuple(replace(one, sisters=one.sisters[::-1]) for one in newsroom.items))
    assert atom.render(newsroom) == atom.render(newsroom) == atom.render(shuffled)


def plain(text: str) -> str:
    """What is left to compare: feedparser decodes references twice and strips all white space at the ends."""
    return re.sub(r"\s+", " ", html.unescape(text)).strip()


def mojibake(text: str) -> bool:
    """Whether text reads as UTF-8 that was taken for Latin-1; feedparser repairs that."""
    try:
        return not text.isascii() and bool(text.encode("iso-8859-1").decode("utf-8"))
    except (UnicodeEncodeError, UnicodeDecodeError):
        return False


@settings(deadline=None)
@given(headline=st.text(), body=st.text(), markup=st.text())
def test_any_text_gives_a_well_formed_feed(build: Build, headline: str, body: str, markup: str) -> None:
    make_feed, make_item = build
    blocks = (Block(BlockKind.PARAGRAPH, body, markup),)
    document = atom.render(
        make_feed(make_item("fr", headline=headline, body=blocks, subhead=body, by=headline, origin=Origin.EDITED))
    )
    assert parse(document).findtext("a:entry/a:title", None, ATOM) == content.line(headline)
    read = feedparser.parse(document)
    assert not read.bozo
    if not mojibake(content.line(headline)):
        assert plain(read.entries[0].title) == plain(content.line(headline))
