"""RSS feeds as the specification has them, and as a feed reader gets them."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import replace
from email.utils import parsedate_to_datetime

import feedparser
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import content, labels
from pipeline.model import Block, BlockKind, Feed, Item, Origin, Rights
from pipeline.outputs import rss
from tests.outputs.rich import CHANNEL, KILLED, PICTURES, REPLACED, RICH, WITHHELD
from tests.outputs.validity import NAMES, parse

Build = tuple[Callable[..., Feed], Callable[..., Item]]


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
        categories = {one.get("domain").rpartition("/ns/")[2]: one.text for one in element.findall("category")}
        iptc = categories.pop("http://cv.iptc.org/newscodes/digitalsourcetype/", None)
        assert iptc == ("trainedAlgorithmicMedia" if article.origin is Origin.MACHINE else None)
        assert categories.pop("state", None) == (None if article.origin is Origin.OFFICIAL else article.state.value)
        assert categories == {"origin": article.origin.value, "story": article.story}


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
    links = item.findall("atom:link[@rel='alternate']", NAMES)
    assert [(link.get("hreflang"), link.get("href")) for link in links] == [
        ("fr", "https://wire.example.com/fr/opening.html?id=1&lang=fr"),
        ("es", "https://news.example.org/website/es/opening.html"),
        ("zh-Hans", "https://news.example.org/website/zh-Hans/opening.html"),
    ]


def test_no_reader_takes_a_sister_version_or_another_feed_for_the_page() -> None:
    read = feedparser.parse(rss.render(RICH))
    own = {item.article.uri: item.url for item in RICH.items}
    assert {entry.id: entry.link for entry in read.entries if entry.id in own} == own
    assert read.feed.link == "https://news.example.org/"
    # WordPress and others take the first alternate of Atom above the link.
    channel = parse(rss.render(RICH)).find("channel")
    assert channel.find("atom:link[@rel='alternate']", NAMES).get("href") == "https://news.example.org/"
    for element in channel.findall("item"):
        first = element.find("atom:link[@rel='alternate']", NAMES)
        assert first is None or first.get("href") == element.findtext("link")


def test_an_official_text_with_a_page_here_still_leads_to_its_issuer() -> None:
    item = parse(rss.render(RICH)).xpath("channel/item[enclosure]")[0]
    assert item.findtext("link") == f"{CHANNEL}/fr/2026-03-02-7.html"
    assert [link.get("href") for link in item.findall("atom:link[@rel='via']", NAMES)] == [
        "https://salon.example.net/p/1.html",
        "https://wire.example.com/fr/opening.html?id=1&lang=fr",
    ]


def test_the_channel_leads_to_its_other_languages() -> None:
    channel = parse(rss.render(RICH)).find("channel")
    links = [link for link in channel.findall("atom:link", NAMES) if link.get("hreflang")]
    assert [(link.get("rel"), link.get("type"), link.get("hreflang"), link.get("href")) for link in links] == [
        ("alternate", rss.MEDIA_TYPE, "ar", f"{CHANNEL}/ar/rss.xml"),
        ("alternate", rss.MEDIA_TYPE, "zh-Hans", f"{CHANNEL}/zh-Hans/rss.xml"),
    ]


def test_pictures_stand_as_media_and_the_first_as_the_enclosure() -> None:
    item = parse(rss.render(RICH)).xpath("channel/item[enclosure]")[0]
    (enclosure,) = item.findall("enclosure")
    assert dict(enclosure.attrib) == {"url": PICTURES[0].url, "length": "84211", "type": "image/jpeg"}
    first, second = item.findall("media:content", NAMES)
    assert dict(first.attrib) == {
        "url": PICTURES[0].url,
        "type": "image/jpeg",
        "medium": "image",
        "width": "1200",
        "height": "800",
        "fileSize": "84211",
    }
    assert first.findtext("media:description", None, NAMES) == PICTURES[0].caption
    assert first.findtext("media:credit", None, NAMES) == PICTURES[0].credit
    assert (second.get("url"), list(second)) == (PICTURES[1].url, [])


def test_version_and_sequence_stand_as_data() -> None:
    items = parse(rss.render(RICH)).xpath("channel/item[enclosure]")
    assert dict(items[0].find("n:item", NAMES).attrib) == {"version": "3", "sequence": "7"}


def test_what_left_stays_under_its_guid_with_a_notice_in_its_place() -> None:
    elements = {one.findtext("guid"): one for one in parse(rss.render(RICH)).iter("item")}
    killed, replaced = elements[KILLED.uri], elements[REPLACED.uri]
    words = labels.canceled("ar").text
    assert killed.findtext("title") == words
    assert words in killed.findtext("description")
    assert killed.findtext("content:encoded", None, NAMES) == killed.findtext("description")
    assert killed.findtext("link") == KILLED.url
    assert killed.find("guid").get("isPermaLink") == "false"
    assert parsedate_to_datetime(killed.findtext("pubDate")) == KILLED.published
    assert killed.findtext("atom:updated", None, NAMES) == "2026-03-04T07:00:00Z"
    assert killed.findtext("dc:language", None, NAMES) == labels.canceled("ar").language
    status = killed.find("category")
    assert (status.get("domain"), status.text) == ("https://news.example.org/ns/status", "canceled")
    assert dict(killed.find("n:item", NAMES).attrib) == {"version": "4", "sequence": "41", "status": "canceled"}
    assert replaced.findtext("category") == "withheld"
    assert replaced.findtext("link") is None
    assert replaced.find("atom:link[@rel='related']", NAMES).get("href") == f"{CHANNEL}/fr/2026-03-02-opening.html"
    assert f'href="{CHANNEL}/fr/2026-03-02-opening.html"' in replaced.findtext("description")
    assert labels.word("replaced", "fr").text in replaced.findtext("description")


def test_a_notice_stands_where_its_date_puts_it() -> None:
    known = {one.uri for one in (KILLED, REPLACED, WITHHELD)}
    places = [one.findtext("guid") in known for one in parse(rss.render(RICH)).iter("item")]
    assert places == [True] + [False] * 6 + [True, True]


def test_the_channel_is_updated_by_what_leaves(newsroom: Feed) -> None:
    feed = replace(newsroom, withdrawn=(KILLED,))
    assert parse(rss.render(feed)).findtext("channel/lastBuildDate") == "Wed, 04 Mar 2026 07:00:00 GMT"


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
    assert rss.render(RICH) == rss.render(replace(RICH, withdrawn=RICH.withdrawn[::-1]))


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
