"""The static newsroom: what a reader sees, what a search engine is told, and what is said of a text that left."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from lxml.html import HtmlElement

from pipeline import content, labels
from pipeline.model import Block, BlockKind, Feed, FeedPage, Front, Item, Origin, Rights, Sister, State
from pipeline.outputs import html
from tests.newsroom import site
from tests.newsroom.samples import ANNOUNCEMENTS, LANGUAGES, MUSEUM

Build = tuple[Callable[..., Feed], Callable[..., Item]]
ROOT = "https://news.example.org/website/"


def page(tag: str, item: Item | None = None, **values: object) -> HtmlElement:
    """The page of one text of the sample newsroom, read again."""
    item = item or site.item(tag)
    (rendered,) = html.render_item(site.feed(tag, 0, **values), item).values()
    return parse(rendered)


def parse(rendered: bytes) -> HtmlElement:
    return lxml_html.document_fromstring(rendered.decode("utf-8"))


def data(document: HtmlElement) -> dict[str, Any]:
    (script,) = document.xpath('//script[@type="application/ld+json"]')
    found: dict[str, Any] = json.loads(script.text)
    return found


def with_article(item: Item, **values: Any) -> Item:
    return replace(item, article=replace(item.article, **values))


def hreflang(document: HtmlElement) -> dict[str, str]:
    return {link.get("hreflang"): link.get("href") for link in document.xpath("//link[@rel='alternate'][@hreflang]")}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return site.files()


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_page_is_in_its_language_from_title_to_dates(tag: str) -> None:
    document = page(tag)
    assert document.get("lang") == tag
    assert document.get("dir") == ("rtl" if tag == "ar" else "ltr")
    headline = ANNOUNCEMENTS[tag][0][0]
    assert document.findtext(".//title") == f"{headline} – Quayport newsroom"
    assert [one.text_content() for one in document.iter("h1")] == [headline]
    day = {"fr": "2 mars 2026", "ar": "2 مارس 2026", "zh-Hans": "2026年3月2日", "hi": "2 मार्च 2026"}[tag]
    assert day in document.xpath("//p[@class='dates']//time")[0].text_content()
    assert document.xpath("//p[@class='dates']//time/@datetime") == ["2026-03-02T08:10:00Z", "2026-03-02T12:00:00Z"]
    text = document.xpath("//div[@class='text']")[0].text_content()
    assert all(part in text for part in MUSEUM[tag][1:10])
    assert document.xpath("string(//p[@class='subhead'])") == MUSEUM[tag][0]
    assert document.text_content().count(MUSEUM[tag][0]) == 1


def test_a_first_version_is_not_called_updated() -> None:
    first = site.item("fr")
    first = with_article(first, updated=first.article.first_created + timedelta(seconds=30))
    assert len(page("fr", first).xpath("//p[@class='dates']//time")) == 1


@pytest.mark.parametrize(
    ("origin", "label"),
    [(Origin.MACHINE, labels.machine), (Origin.EDITED, labels.reviewed), (Origin.APPROVED, labels.approved)],
)
def test_how_a_text_was_made_stands_above_it_and_in_it(origin: Origin, label: Callable[..., labels.Label]) -> None:
    item = site.item("hi")
    document = page("hi", with_article(item, origin=origin))
    told = label("hi", "fr").text
    above, within = document.xpath("//p[@class='made']")[0], document.xpath("//p[@class='translation-note']")[0]
    assert told in above.text_content()
    assert told in within.text_content()
    assert within.xpath(".//a/@href") == ["https://museum.example.org/fr/opening.html"]
    (article,) = document.iter("article")
    assert (article.get("data-origin"), article.get("data-state")) == (origin.value, "current")
    entry = parse(html.render(site.feed("hi", 0, items=(with_article(item, origin=origin),))))
    assert told in entry.xpath("string(//p[@class='made'])")


def test_an_official_text_bears_no_label() -> None:
    document = page("fr")
    assert document.xpath("//p[@class='made' or @class='translation-note' or @class='internal']") == []
    found = data(document)
    assert {"translator", "translationOfWork", "digitalSourceType"} & found.keys() == set()
    assert found["creativeWorkStatus"][0]["termCode"] == "official"


def test_words_of_another_language_say_which(build: Build) -> None:
    _, make_item = build
    item = replace(make_item("tlh", origin=Origin.MACHINE), name="x")
    document = page("fr", item, language="tlh", url=f"{ROOT}tlh/")
    assert document.get("lang") == "tlh"
    foreign = document.xpath("//p[@class='made']")[0]
    assert (foreign.get("lang"), foreign.get("dir")) == ("en", "ltr")
    assert {time.get("lang") for time in document.iter("time")} == {"en"}
    assert document.xpath("//a[@class='skip']/@lang") == ["en"]


def test_data_for_machines_says_what_a_translation_was_made_from_and_by_whom() -> None:
    found = data(page("ar"))
    assert found["@type"] == "NewsArticle"
    assert found["headline"] == ANNOUNCEMENTS["ar"][0][0]
    assert found["inLanguage"] == "ar"
    assert found["url"] == found["mainEntityOfPage"]["@id"] == f"{ROOT}ar/{site.name(0)}.html"
    assert (found["datePublished"], found["dateModified"]) == ("2026-03-02T08:10:00Z", "2026-03-02T12:00:00Z")
    assert found["author"] == {"@type": "Organization", "name": "Musée du port"}
    assert found["publisher"]["name"] == "Quayport newsroom"
    assert found["isBasedOn"] == "https://museum.example.org/fr/opening.html"
    assert found["translationOfWork"] == {
        "@type": "NewsArticle",
        "@id": "tag:news.example.org,2026:sample0/fr",
        "inLanguage": "fr",
        "url": f"{ROOT}fr/{site.name(0)}.html",
    }
    assert found["translator"] == [
        {"@type": "SoftwareApplication", "name": "newsroom-pipeline", "description": "argos fr→en, argos en→ar"}
    ]
    assert found["digitalSourceType"] == "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
    assert found["creativeWorkStatus"][0]["inDefinedTermSet"] == "https://news.example.org/ns/origin"
    (image,) = found["image"]
    assert (image["width"], image["height"]) == (site.WIDTH, site.HEIGHT)
    assert (image["caption"], image["creditText"]) == (MUSEUM["ar"][10], "Musée du port")


def test_an_original_names_its_translations_and_each_of_them_names_it() -> None:
    original = data(page("fr"))
    assert {work["inLanguage"] for work in original["workTranslation"]} == {"ar", "zh-Hans", "hi"}
    for work in original["workTranslation"]:
        translation = data(page(work["inLanguage"]))
        assert translation["@id"] == work["@id"]
        assert translation["url"] == work["url"]
        assert translation["translationOfWork"]["@id"] == original["@id"]
    # Another official text is no translation of it, as far as anybody knows.
    official = replace(site.item("fr"), sisters=(Sister("pt", "tag:x,2026:pt", f"{ROOT}pt/x.html"),))
    assert "workTranslation" not in data(page("fr", official))


@pytest.mark.parametrize(
    ("values", "kinds"),
    [
        ({"origin": Origin.MACHINE}, ["SoftwareApplication"]),
        ({"origin": Origin.EDITED}, ["Organization", "SoftwareApplication"]),
        ({"origin": Origin.APPROVED}, ["Organization"]),
        ({"origin": Origin.EDITED, "route": ""}, ["Organization"]),
    ],
)
def test_who_answers_for_a_translation(values: dict[str, Any], kinds: list[str]) -> None:
    found = data(page("hi", with_article(site.item("hi"), **values)))
    assert [one["@type"] for one in found["translator"]] == kinds
    assert ("digitalSourceType" in found) is (values["origin"] is Origin.MACHINE)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_said_the_page_says_it_and_stays_a_page(headline: str, text: str) -> None:
    item = with_article(site.item("ar", 1), headline=headline, issuer=text, body=(Block(BlockKind.PARAGRAPH, text),))
    document = page("ar", item)
    assert document.xpath("string(//h1)") == content.line(headline)
    said = document.xpath("string(//div[@class='text'])")
    assert "".join(content.printable(text).split()) in "".join(said.split())  # a line break is an element there
    assert [script.get("type") for script in document.iter("script")] == ["application/ld+json"]
    assert data(document).get("headline", "") == content.line(headline)
    assert len(document.xpath("//body/*")) == 4


def test_data_cannot_leave_its_script() -> None:
    told = "</script><script>alert(1)</script> <!-- & \u2028"
    (rendered,) = html.render_item(
        site.feed("fr", 0), with_article(site.item("fr"), headline=told, issuer=told)
    ).values()
    text = rendered.decode()
    inside = text.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert not set("<>&\u2028\u2029") & set(inside)
    assert json.loads(inside)["headline"] == "</script><script>alert(1)</script> <!-- &"
    assert len(parse(rendered).xpath("//script")) == 1


def test_every_page_of_an_announcement_names_the_others_and_they_name_it(files: dict[str, bytes]) -> None:
    named: dict[str, dict[str, str]] = defaultdict(dict)
    for path, rendered in files.items():
        if path.endswith(".html") and "page-" not in path:
            named[f"{ROOT}{path}"] = hreflang(parse(rendered))
    several = {url: others for url, others in named.items() if others}
    assert len(several) == 4 * 8 + 4 + 1
    for url, others in several.items():
        assert url in others.values()
        for other in others.values():
            assert several[other] == others
    assert hreflang(page("ar"))["x-default"] == f"{ROOT}fr/{site.name(0)}.html"


def test_a_page_without_sisters_here_names_none() -> None:
    elsewhere = Sister("en", "tag:x,2026:1", "https://museum.example.org/en/opening.html")
    alone = replace(site.item("fr"), sisters=(elsewhere, Sister("ar", "tag:x,2026:2", "javascript:alert(1)")))
    document = page("fr", alone)
    assert hreflang(document) == {}
    assert document.xpath("//nav[@class='languages']//a/@href") == [f"{site.name(0)}.html", elsewhere.link]


def test_canonical_and_open_graph_say_where_and_in_which_languages() -> None:
    document = page("zh-Hans")
    url = f"{ROOT}zh-Hans/{site.name(0)}.html"
    assert document.xpath("//link[@rel='canonical']/@href") == [url]
    graph = {
        meta.get("property"): meta.get("content") for meta in document.xpath("//meta[starts-with(@property,'og')]")
    }
    assert graph["og:url"] == url
    assert graph["og:type"] == "article"
    assert graph["og:title"] == ANNOUNCEMENTS["zh-Hans"][0][0]
    assert graph["og:locale"] == "zh_CN"
    assert graph["og:image"] == f"{ROOT}{site.PICTURE}"
    assert document.xpath("//meta[@property='og:locale:alternate']/@content") == ["fr_FR", "ar_EG", "hi_IN"]


def test_every_link_leads_to_a_page_or_file_of_the_site(files: dict[str, bytes]) -> None:
    beside = {f"{tag}/{name}" for tag in LANGUAGES for name in site.FORMATS.values()}
    for path, rendered in files.items():
        if not path.endswith(".html"):
            continue
        for link in parse(rendered).xpath("//@href | //@src"):
            full = urljoin(f"{ROOT}{path}", link)
            if full.startswith(ROOT):
                there = full.removeprefix(ROOT).partition("#")[0].partition("?")[0]
                assert there in files.keys() | beside, f"{path} leads to {link}"
            else:
                assert full.startswith("https://museum.example.org/")


def test_nothing_is_asked_of_another_host_and_nothing_runs(files: dict[str, bytes]) -> None:
    for path, rendered in files.items():
        if not path.endswith(".html"):
            continue
        document = parse(rendered)
        (policy,) = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert document.xpath("//script/@type") in ([], ["application/ld+json"])
        assert document.xpath("//@style | //style | //iframe | //@*[starts-with(name(), 'on')]") == []
        assert not any(one.startswith("http") for one in document.xpath("//@src | //link[@rel='stylesheet']/@href"))


def test_pictures_have_their_size_and_words() -> None:
    item = site.item("fr")
    second = replace(item.images[0], caption="", credit="")
    document = page("fr", replace(item, images=(*item.images, second)))
    first, other = document.xpath("//figure/img")
    assert (first.get("src"), first.get("width"), first.get("height")) == ("../images/quay.png", "720", "405")
    assert first.get("alt") == MUSEUM["fr"][10]
    assert "Musée du port" in document.xpath("string(//figcaption)")
    assert (first.get("loading"), other.get("loading"), other.get("alt")) == (None, "lazy", "")
    assert len(document.xpath("//figcaption")) == 1
    without = replace(second, url="javascript:alert(1)")
    document = page("fr", replace(item, images=(without,)))
    assert document.xpath("//img") == []
    assert "image" not in data(document)


def test_what_must_stay_in_the_house_says_so_and_is_for_no_search_engine() -> None:
    item = with_article(site.item("ar"), rights=Rights.INTERNAL)
    document = page("ar", item)
    label = labels.internal("ar").text
    assert document.xpath("string(//p[@class='internal'])") == label
    assert document.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert data(document)["conditionsOfAccess"] == label
    listed = parse(html.render(site.feed("ar", 0, items=(item,))))
    assert listed.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert page("ar").xpath("//meta[@name='robots']") == []


def test_an_outdated_text_says_so_as_data() -> None:
    document = page("ar", with_article(site.item("ar"), state=State.OUTDATED))
    assert document.xpath("//article/@data-state") == ["outdated"]
    assert "outdated" in data(document)["creativeWorkStatus"]


@pytest.mark.parametrize("canceled", [True, False])
def test_a_withdrawn_text_leaves_a_notice_and_none_of_its_words(canceled: bool) -> None:
    ((name, rendered),) = html.render_withdrawn(site.feed("ar", 0), site.withdrawn("ar", canceled=canceled)).items()
    assert name == "2026-02-20-gone.html"
    document = parse(rendered)
    said = (labels.canceled if canceled else labels.withdrawn)("ar").text
    assert document.xpath("string(//h1)") == said
    assert document.findtext(".//title") == f"{said} – Quayport newsroom"
    assert document.xpath("//meta[@name='robots']/@content") == ["noindex"]
    links = set(document.xpath("//a/@href")) - {"#main"}
    assert links == ({"index.html"} if canceled else {"index.html", f"../fr/{site.name(1)}.html"})
    assert document.xpath("//script | //link[@rel='canonical' or @rel='alternate'] | //meta[@property]") == []
    assert document.get("dir") == "rtl"


def test_a_list_leads_to_each_text_and_from_page_to_page() -> None:
    listed = parse(html.render(site.feed("fr", page=FeedPage(0, "index.html", "index.html", previous="page-2.html"))))
    assert listed.xpath("//h2/a/@href") == [f"{site.name(number)}.html" for number in range(8)]
    assert [one.text for one in listed.xpath("//h2/a")] == [headline for headline, _ in ANNOUNCEMENTS["fr"]]
    assert listed.xpath("//nav[@class='pages']//a/@href") == ["page-2.html"]
    older = FeedPage(2, "page-2.html", "index.html", previous="page-1.html")
    second = parse(html.render_page(site.feed("fr", page=older)))
    assert second.xpath("//nav[@class='pages']//a/@href") == ["index.html", "page-1.html"]
    assert second.xpath("//link[@rel='prev' or @rel='next']/@href") == ["page-1.html", "index.html"]
    assert second.xpath("//link[@rel='canonical']/@href") == [f"{ROOT}fr/page-2.html"]
    assert "2" in second.xpath("string(//h1)")
    first = parse(
        html.render_page(site.feed("fr", 0, page=FeedPage(1, "page-1.html", "index.html", next="page-2.html")))
    )
    assert first.xpath("//nav[@class='pages']//a/@href") == ["page-2.html"]
    assert first.xpath("//p[@class='nothing']") == []
    with pytest.raises(ValueError, match="number"):
        html.render_page(site.feed("fr"))


def test_a_new_newsroom_says_that_nothing_is_out_yet() -> None:
    document = parse(html.render(site.feed("fr", 0)))
    assert document.xpath("string(//p[@class='nothing'])") == labels.word("empty", "fr").text


def test_the_front_page_leads_to_every_language_by_its_own_name(files: dict[str, bytes]) -> None:
    document = parse(files["index.html"])
    links = document.xpath("//ul[@class='choices']//a")
    assert [(a.get("href"), a.get("lang"), a.get("hreflang"), a.get("dir"), a.findtext("strong")) for a in links] == [
        ("fr/index.html", "fr", "fr", "ltr", "Français"),
        ("ar/index.html", "ar", "ar", "rtl", "العربية"),
        ("zh-Hans/index.html", "zh-Hans", "zh-Hans", "ltr", "简体中文"),
        ("hi/index.html", "hi", "hi", "ltr", "हिन्दी"),
    ]
    assert hreflang(document)["x-default"] == f"{ROOT}index.html"
    nobody = html.render_channel(Front(site.SITE, "website", ROOT, site.NOW, ()))
    assert parse(nobody).xpath("//li") == []


def test_many_languages_fold_up() -> None:
    tags = ("en", "fr", "ar", "he", "ja", "ko", "ru", "hi", "th", "pt-BR")
    languages = {tag: f"{ROOT}{tag}/" for tag in tags}
    document = parse(html.render(site.feed("fr", languages=languages)))
    assert document.xpath("string(//nav[@class='languages']/details/summary)").strip() == "Français"
    assert len(document.xpath("//nav[@class='languages']//li")) == 10
    assert document.xpath("//nav[@class='languages']//a[@aria-current='page']/@hreflang") == ["fr"]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_forty_texts_and_the_style_sheet_stay_below_50_kb(tag: str, files: dict[str, bytes]) -> None:
    long = "word " if tag == "fr" else ANNOUNCEMENTS[tag][0][0]
    items = tuple(
        replace(
            with_article(
                item,
                headline=f"{item.article.headline} {long * 20}"[:100],
                origin=Origin.MACHINE,
                translated_from=site.item("ar").article.translated_from,
            ),
            images=site.item(tag).images,
        )
        for item in (site.item(tag, number) for number in range(html.MAX_ITEMS))
    )
    rendered = html.render(site.feed(tag, 0, items=items))
    assert len(parse(rendered).xpath("//ol[@class='items']/li")) == 40
    assert len(rendered) + len(files["style.css"]) < 50_000
    assert len(files[f"{tag}/{site.name(0)}.html"]) + len(files["style.css"]) < 30_000


def test_a_headline_without_end_does_not_fill_a_list() -> None:
    endless = with_article(site.item("fr"), headline="mot " * 250_000)
    listed = parse(html.render(site.feed("fr", 0, items=(endless,))))
    assert len(listed.xpath("//h2/a")[0].text) <= html.TITLE_LENGTH
    document = page("fr", endless)
    assert len(document.findtext(".//title")) < html.TITLE_LENGTH + 30
    assert len(document.xpath("string(//h1)")) == 999_999


def test_the_same_feed_gives_the_same_bytes() -> None:
    assert site.files() == site.files()


def test_links_to_feeds_name_only_those_there_are() -> None:
    with_feeds = page("fr", formats={"application/rss+xml": "rss.xml", "text/html": "index.html"})
    assert with_feeds.xpath("//link[@rel='alternate'][@type]/@href") == ["rss.xml"]
    assert page("fr", formats={}).xpath("//link[@rel='alternate'][@type]") == []
