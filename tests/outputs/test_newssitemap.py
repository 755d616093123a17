"""News sitemaps as Google's documentation has them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline import content
from pipeline.fetchers import sitemap as fetcher
from pipeline.http import Response
from pipeline.model import Block, BlockKind, Feed, Item, Origin, Site
from pipeline.outputs import newssitemap
from tests.outputs import schemas
from tests.outputs.conftest import make_feed, make_item
from tests.outputs.samples import hostile, make_withdrawn, with_page, with_pages

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return schemas.sitemap()


def parse(feed: Feed) -> Any:
    return etree.fromstring(newssitemap.render(feed), etree.XMLParser(huge_tree=True))


def feed_of(item: Item, **values: Any) -> Feed:
    return make_feed(item, language=item.article.language, **values)


def test_news_sitemaps_are_valid(newsroom: Feed, schema: etree.XMLSchema) -> None:
    for feed in (*map(feed_of, with_pages(newsroom).items), feed_of(hostile()), make_feed(), make_feed(make_item())):
        schema.assertValid(parse(feed))


@pytest.mark.parametrize(
    ("element", "value"),
    [("name", "News (Kiel)"), ("language", "zh-Hans"), ("publication_date", "2026-03-02T08:00:00"), ("title", " ")],
)
def test_the_schema_is_one_that_can_refuse(schema: etree.XMLSchema, element: str, value: str) -> None:
    document = parse(make_feed(with_page(make_item())))
    assert schema.validate(document)
    document.find(f".//n:{element}", NAMES).text = value
    assert not schema.validate(document)


def test_what_is_said_of_a_page() -> None:
    (url,) = parse(make_feed(with_page(make_item())))
    said = {etree.QName(element).localname: (element.text or "").strip() for element in url.iter() if not len(element)}
    assert said == {
        "loc": "https://news.example.org/website/fr/2026-03-02-abcdefgh.html",
        "lastmod": "2026-03-02T10:30:15Z",
        "name": "Nouvelles de la conférence",
        "language": "fr",
        "publication_date": "2026-03-02T08:00:00Z",
        "title": "Le salon des semences ouvre ses portes",
    }


@pytest.mark.parametrize(
    ("tag", "named"),
    [("zh-Hans", "zh-cn"), ("zh-Hant", "zh-tw"), ("pt-BR", "pt"), ("sr-Latn", "sr"), ("fil", "fil"), ("ar", "ar")],
)
def test_languages_are_named_as_news_search_wants_them(tag: str, named: str) -> None:
    document = parse(feed_of(with_page(make_item(tag, origin=Origin.MACHINE))))
    assert document.findtext(".//n:language", None, NAMES) == named


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Nouvelles (Lyon)", "Nouvelles"),
        ("新闻部（北京）", "新闻部"),
        ("(Lyon) Nouvelles (presse) du jour", "Nouvelles du jour"),
        ("", "website"),
    ],
)
def test_the_publication_is_named_without_brackets(title: str, name: str) -> None:
    site = Site(title, "https://news.example.org/", "desk@example.org")
    document = parse(make_feed(with_page(make_item()), site=site))
    assert document.findtext(".//n:name", None, NAMES) == name


def test_only_items_with_a_page_and_a_title_are_listed() -> None:
    titled = with_page(make_item(headline=" \x00", body=(Block(BlockKind.PARAGRAPH, "Une phrase."),)), "a")
    nameless = with_page(make_item(headline="", body=()), "b")
    document = parse(
        make_feed(make_item(link="https://wire.example.com/a"), titled, nameless, withdrawn=(make_withdrawn(),))
    )
    assert [title.text for title in document.findall(".//n:title", NAMES)] == ["Une phrase."]


def test_a_quiet_two_days_leave_the_front_page_without_news(schema: etree.XMLSchema) -> None:
    document = parse(make_feed())
    assert schema.validate(document)
    assert [loc.text for loc in document.iter(f"{{{NAMES['s']}}}loc")] == ["https://news.example.org/website/fr/"]
    assert document.find(".//n:news", NAMES) is None


def test_there_are_never_more_than_a_thousand() -> None:
    items = (with_page(make_item(), f"page-{number}") for number in range(1005))
    assert len(parse(make_feed(*items))) == newssitemap.MAX_ITEMS == 1000
    assert timedelta(days=2) == newssitemap.MAX_AGE


def test_our_own_fetcher_reads_it() -> None:
    item = with_page(make_item("zh-Hant", origin=Origin.MACHINE, headline="種子展覽會開幕 🌱"))
    answer = Response(f"{feed_of(item).url}newssitemap.xml", 200, content=newssitemap.render(feed_of(item)))
    oldest = datetime(2026, 3, 1, tzinfo=UTC)
    (entry,) = fetcher.read(answer, fetcher.Options(url=answer.url), oldest=oldest).entries
    assert (entry.title, entry.language, entry.link) == ("種子展覽會開幕 🌱", "zh-Hant", item.url)
    assert entry.published == datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def test_the_same_feed_gives_the_same_bytes(newsroom: Feed) -> None:
    feed = with_pages(newsroom)
    assert newssitemap.render(feed) == newssitemap.render(replace(feed, updated=datetime(2027, 1, 1, tzinfo=UTC)))


@settings(deadline=None, max_examples=60)
@given(headline=st.text(), title=st.text())
def test_any_text_gives_a_valid_sitemap(schema: etree.XMLSchema, headline: str, title: str) -> None:
    site = Site(title, "https://news.example.org/", "desk@example.org")
    document = parse(make_feed(with_page(make_item(headline=headline)), site=site))
    wanted = content.line(headline) or "Le salon accueille 337 exposants."
    assert document.findtext(".//n:title", None, NAMES) == wanted
    if not set("()（）") & set(title):  # a name of nothing but brackets is left as it is
        schema.assertValid(document)
