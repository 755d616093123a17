"""Sitemaps against the protocol's schema, and what search engines ask of languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline import sitemaps
from pipeline.fetchers import sitemap as fetcher
from pipeline.http import Response
from pipeline.model import Feed, Item, Origin, Sister
from pipeline.outputs import sitemap
from tests.outputs import schemas
from tests.outputs.conftest import make_feed, make_item
from tests.outputs.samples import hostile, make_document, make_front, make_withdrawn, with_page, with_pages

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
SITE = "https://news.example.org/website"
EVER = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return schemas.sitemap()


def parse(document: bytes) -> Any:
    return etree.fromstring(document, etree.XMLParser(huge_tree=True))


def alternates(element: Any) -> dict[str, str]:
    return {link.get("hreflang"): link.get("href") for link in element.findall("x:link", NAMES)}


def versions(*languages: str, original: str = "fr") -> list[Item]:
    """One story in these languages, each with its page and linked with all others."""
    own = {one: Sister(one, f"tag:{one}", f"{SITE}/{one}/2026-03-02-abcdefgh.html") for one in languages}
    items = []
    for language in languages:
        origin = Origin.OFFICIAL if language == original else Origin.MACHINE
        others = tuple(sister for tag, sister in own.items() if tag != language)
        items.append(replace(with_page(make_item(language, origin=origin)), sisters=others))
    return items


def listing(item: Item, **values: Any) -> Any:
    """The one `url` of a sitemap with this item alone, in the feed of its language."""
    (element,) = parse(sitemap.render_page(make_feed(item, language=item.article.language, **values)))
    return element


def test_sitemaps_are_valid(newsroom: Feed, schema: etree.XMLSchema) -> None:
    for feed in (
        *(make_feed(item, language=item.article.language) for item in with_pages(newsroom).items),
        *(make_feed(item, language=item.article.language) for item in versions("fr", "es", "zh-Hant", "pt-BR")),
        make_feed(hostile(), language="en"),
        make_feed(),
        make_feed(make_item(), withdrawn=(make_withdrawn(),)),
    ):
        schema.assertValid(parse(sitemap.render_page(feed)))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<url><loc>ftp</loc></url>",
        '<url><loc>https://example.org/</loc><x:link rel="alternate" hreflang="french" href="https://a.org/"/></url>',
        '<url><loc>https://example.org/</loc><x:link rel="self" hreflang="fr" href="https://example.org/"/></url>',
    ],
)
def test_the_schema_is_one_that_can_refuse(schema: etree.XMLSchema, body: str) -> None:
    assert not schema.validate(parse(f'<urlset xmlns="{NAMES["s"]}" xmlns:x="{NAMES["x"]}">{body}</urlset>'.encode()))


def test_each_page_is_listed_with_the_time_of_its_last_change(newsroom: Feed) -> None:
    (element,) = parse(sitemap.render_page(make_feed(with_page(make_item()))))
    assert element.findtext("s:loc", None, NAMES) == f"{SITE}/fr/2026-03-02-abcdefgh.html"
    assert element.findtext("s:lastmod", None, NAMES) == "2026-03-02T10:30:15Z"
    assert alternates(element) == {}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://wire.example.com/fr/opening.html",
        "https://news.example.org/website/es/opening.html",
        "https://news.example.org.evil.example/website/fr/a.html",
        "javascript:alert(1)",
        f"{SITE}/fr/{'a' * 2048}.html",
    ],
)
def test_only_pages_below_the_sitemap_are_listed(url: str) -> None:
    item = with_page(make_item(link="https://wire.example.com/fr/opening.html"), url=url)
    feed = make_feed(item, with_page(make_item()))
    found = parse(sitemap.render_page(feed)).findall("s:url/s:loc", NAMES)
    assert [loc.text for loc in found] == [f"{SITE}/fr/2026-03-02-abcdefgh.html"]


def test_a_sitemap_of_nothing_lists_the_front_page(schema: etree.XMLSchema) -> None:
    """The schema asks for one address at least, and a feed may have lost all it had."""
    gone = make_feed(make_item(), withdrawn=(make_withdrawn(url=f"{SITE}/fr/gone.html"),))
    document = parse(sitemap.render_page(gone))
    assert schema.validate(document)
    assert [loc.text for loc in document.iter(f"{{{NAMES['s']}}}loc")] == [f"{SITE}/fr/"]


@pytest.mark.parametrize("original", ["fr", "es", "none of them"])
def test_languages_name_each_other(original: str) -> None:
    order = {one: f"{SITE}/{one}/" for one in ("zh-Hans", "fr", "es", "ar")}
    expected = {one: f"{SITE}/{one}/2026-03-02-abcdefgh.html" for one in ("es", "fr", "zh-Hans")}
    expected["x-default"] = expected["zh-Hans"]
    for item in versions("fr", "es", "zh-Hans", original=original):
        assert alternates(listing(item, languages=order)) == expected
        assert listing(item).findtext("s:loc", None, NAMES) in expected.values()


def test_sisters_elsewhere_are_left_out() -> None:
    elsewhere = (
        Sister("es", "tag:es", "https://wire.example.com/es/opening.html"),
        Sister("de", "tag:de", f"{SITE}/de/atom.xml#abc", "application/atom+xml"),
        Sister("it", "tag:it", "https://news.example.org.evil.example/it.html"),
        Sister("und", "tag:und", f"{SITE}/und/a.html"),
    )
    item = with_page(make_item(), sisters=elsewhere)
    assert alternates(listing(item)) == {}
    pt = Sister("pt-BR", "tag:pt", f"{SITE}/pt-BR/a.html")
    assert set(alternates(listing(replace(item, sisters=(*elsewhere, pt))))) == {"fr", "pt-BR", "x-default"}


def test_the_name_of_a_page_stays_while_it_grows() -> None:
    names = {sitemap.page_name(7, count) for count in (1, 500, sitemap.PAGE_SIZE)}
    assert names == {"sitemap-7.xml"}


def test_the_index_lists_all_sitemaps_of_the_channel() -> None:
    files = [
        make_document(f"{tag}/sitemap-{n}.xml", "sitemap", "application/xml", n)
        for tag in ("fr", "ar")
        for n in (2, 10)
    ]
    others = [
        make_document("fr/atom.xml", "atom", "application/atom+xml"),
        make_document("fr/newssitemap.xml", "newssitemap", "application/xml"),
        make_document("fr/page-1.html", "html", "text/html", 1),
        make_document("sitemap.xml", "sitemap", "application/xml"),
    ]
    index = sitemap.render_channel(make_front(*files, *others))
    schemas.sitemap_index().assertValid(parse(index))
    assert [entry.findtext("s:loc", None, NAMES) for entry in parse(index)] == [
        f"{SITE}/{path}" for path in ("ar/sitemap-2.xml", "ar/sitemap-10.xml", "fr/sitemap-2.xml", "fr/sitemap-10.xml")
    ]
    assert {entry.findtext("s:lastmod", None, NAMES) for entry in parse(index)} == {"2026-03-04T12:00:30Z"}
    assert sitemap.render_channel(make_front(*others, *files[::-1])) == index


def test_an_index_of_nothing_is_a_sitemap_of_the_front_page(schema: etree.XMLSchema) -> None:
    document = parse(sitemap.render_channel(make_front()))
    assert schema.validate(document)
    assert [loc.text for loc in document.iter(f"{{{NAMES['s']}}}loc")] == [f"{SITE}/"]


def test_an_index_holds_the_newest_and_no_more_than_the_protocol_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sitemaps.MAX_FILES == 50_000
    monkeypatch.setattr(sitemaps, "MAX_FILES", 3)
    files = [
        make_document(f"fr/sitemap-{n}.xml", "sitemap", "application/xml", n, updated=datetime.fromtimestamp(n, UTC))
        for n in range(1, 6)
    ]
    index = parse(sitemap.render_channel(make_front(*files)))
    assert schemas.sitemap_index().validate(index)
    assert [loc.text for loc in index.iterfind("s:sitemap/s:loc", NAMES)] == [
        f"{SITE}/fr/sitemap-{n}.xml" for n in (3, 4, 5)
    ]


def test_our_own_fetcher_reads_them() -> None:
    (item, *_) = versions("fr", "es")
    answer = Response(f"{SITE}/fr/sitemap-1.xml", 200, content=sitemap.render_page(make_feed(item)))
    (entry,) = fetcher.read(answer, fetcher.Options(url=answer.url), oldest=EVER).entries
    assert (entry.link, entry.updated) == (item.url, datetime(2026, 3, 2, 10, 30, 15, tzinfo=UTC))
    assert {one.language for one in entry.alternates} >= {"es"}
    front = make_front(make_document("fr/sitemap-1.xml", "sitemap", "application/xml", 1))
    index = Response(f"{SITE}/sitemap.xml", 200, content=sitemap.render_channel(front))
    assert [child.url for child in fetcher.read(index, fetcher.Options(url=index.url), oldest=EVER).children] == [
        answer.url
    ]


def test_the_same_feed_gives_the_same_bytes() -> None:
    for item in versions("fr", "es", "zh-Hans"):
        feed = make_feed(item, language=item.article.language)
        shuffled = replace(feed, items=(replace(item, sisters=item.sisters[::-1]),))
        assert sitemap.render_page(feed) == sitemap.render_page(shuffled)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=4))
def test_any_address_gives_a_valid_sitemap(schema: etree.XMLSchema, addresses: list[tuple[str, str]]) -> None:
    items = [
        with_page(make_item(), url=f"{SITE}/fr/{own}", sisters=(Sister("es", "tag:es", f"{SITE}/es/{other}"),))
        for own, other in addresses
    ]
    document = parse(sitemap.render_page(make_feed(*items)))
    schema.assertValid(document)
    found = [loc.text for loc in document.findall("s:url/s:loc", NAMES)]
    assert all(loc.startswith(f"{SITE}/fr/") and loc.isascii() for loc in found)
    assert len(found) == max(len(items), 1)
