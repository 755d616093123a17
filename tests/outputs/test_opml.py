"""The list of feeds as OPML 2.0 has it, and as a program that imports lists gets it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import listparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline import content
from pipeline.model import Document, Front, Site
from pipeline.outputs import opml
from tests.outputs import schemas
from tests.outputs.samples import make_document, make_front

ADDRESS = "https://news.example.org/website"


@pytest.fixture(scope="module")
def schema() -> etree.RelaxNG:
    return schemas.opml()


def files(*languages: str) -> list[Document]:
    """What a channel with all kinds of files has in each language."""
    return [
        make_document(f"{tag}/{name}", output, media_type, page)
        for tag in languages
        for name, output, media_type, page in (
            ("rss.xml", "rss", "application/rss+xml", 0),
            ("atom.xml", "atom", "application/atom+xml", 0),
            ("archive/1.xml", "atom", "application/atom+xml", 1),
            ("feed.json", "jsonfeed", "application/feed+json", 0),
            ("feed-1.json", "jsonfeed", "application/feed+json", 1),
            ("ninjs.json", "ninjs", "application/json", 0),
            ("newssitemap.xml", "newssitemap", "application/xml", 0),
        )
    ]


FRONT = make_front(*files("ar", "fr", "zh-Hans"), make_document("fr/index.html", "html", "text/html"))


def parse(front: Front) -> Any:
    return etree.fromstring(opml.render_channel(front))


def test_the_list_is_valid(schema: etree.RelaxNG) -> None:
    for front in (FRONT, make_front(), replace(FRONT, site=Site("", "https://news.example.org", ""))):
        schema.assertValid(parse(front))


@pytest.mark.parametrize(
    ("name", "value"), [("type", "atom"), ("xmlUrl", "fr/atom.xml"), ("text", " "), ("created", "x")]
)
def test_the_schema_is_one_that_can_refuse(schema: etree.RelaxNG, name: str, value: str) -> None:
    document = parse(FRONT)
    document.find(".//outline[@xmlUrl]").set(name, value)
    assert not schema.validate(document)


def test_what_is_said_of_the_list() -> None:
    assert {element.tag: element.text for element in parse(FRONT).find("head")} == {
        "title": "Nouvelles de la conférence",
        "dateModified": "Wed, 04 Mar 2026 12:00:30 GMT",
        "ownerName": "Nouvelles de la conférence",
        "docs": "http://opml.org/spec2.opml",
    }


def test_each_language_has_its_feeds_and_nothing_else() -> None:
    groups = parse(FRONT).findall("body/outline")
    assert [group.get("text") for group in groups] == ["العربية", "français", "简体中文"]
    for group, tag in zip(groups, ("ar", "fr", "zh-Hans"), strict=True):
        assert [feed.get("xmlUrl") for feed in group] == [
            f"{ADDRESS}/{tag}/{name}" for name in ("atom.xml", "feed.json", "rss.xml")
        ]
        assert {feed.get("language") for feed in group} == {tag}
    assert dict(groups[1][2].attrib) == {
        "text": "Nouvelles (fr) – RSS",
        "title": "Nouvelles (fr)",
        "type": "rss",
        "xmlUrl": f"{ADDRESS}/fr/rss.xml",
        "htmlUrl": f"{ADDRESS}/fr/index.html",
        "language": "fr",
        "version": "RSS",
    }
    assert groups[0][0].get("htmlUrl") == "https://news.example.org/"


def test_a_program_that_imports_lists_gets_every_feed() -> None:
    read = listparser.parse(opml.render_channel(FRONT))
    assert read.bozo == 0
    assert read.version == "opml2"
    assert read.meta.title == "Nouvelles de la conférence"
    assert {feed.url for feed in read.feeds} == {
        f"{ADDRESS}/{tag}/{name}" for tag in ("ar", "fr", "zh-Hans") for name in ("atom.xml", "feed.json", "rss.xml")
    }
    assert {tuple(feed.categories[0]) for feed in read.feeds} == {("العربية",), ("français",), ("简体中文",)}


def test_the_same_front_gives_the_same_bytes() -> None:
    shuffled = replace(FRONT, feeds=FRONT.feeds[::-1], documents=FRONT.documents[::-1])
    assert opml.render_channel(FRONT) == opml.render_channel(shuffled)
    assert "简体中文".encode() in opml.render_channel(FRONT)


@settings(deadline=None, max_examples=60)
@given(st.text(), st.text())
def test_any_title_gives_a_valid_list(schema: etree.RelaxNG, name: str, title: str) -> None:
    site = Site(name, "https://news.example.org/", "desk@example.org")
    document = parse(make_front(*(replace(file, title=title) for file in files("fr")), site=site, languages=("fr",)))
    schema.assertValid(document)
    assert document.findtext("head/title") == (content.line(name) or "website")
