"""JSON feeds against the schema of JSON Feed 1.1."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import fastfeedparser
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline import content, labels
from pipeline.fetchers import jsonfeed as fetcher
from pipeline.http import Response
from pipeline.model import Block, BlockKind, Feed, Image, Item, Origin, State
from pipeline.outputs import jsonfeed
from tests.outputs import schemas
from tests.outputs.conftest import make_feed, make_item
from tests.outputs.samples import (
    PICTURES,
    REPLACEMENT,
    hostile,
    make_page,
    make_withdrawn,
    with_page,
    with_pages,
)

Build = tuple[Callable[..., Feed], Callable[..., Item]]


@pytest.fixture(scope="session")
def validator() -> Any:
    return schemas.json_feed()


def read(feed: Feed) -> Any:
    return json.loads(jsonfeed.render(feed))


def test_the_feed_is_valid(newsroom: Feed, validator: Any) -> None:
    gone = (make_withdrawn(), make_withdrawn("ar", canceled=True, replaced_by=REPLACEMENT))
    pictured = make_feed(with_page(make_item(), images=PICTURES), hostile(), withdrawn=gone)
    paged = make_page(0, "feed-7-12.json", with_pages(newsroom))
    for feed in (newsroom, replace(newsroom, items=()), pictured, paged, make_feed(withdrawn=gone)):
        assert [error.message for error in validator.iter_errors(read(feed))] == []


def test_the_schema_is_one_that_can_refuse(newsroom: Feed, validator: Any) -> None:
    for name, value in (("_story", ["a list"]), ("url", "no address"), ("date_modified", "2026-02-30T10:00:00Z")):
        document = read(newsroom)
        document["items"][0][name] = value
        assert not validator.is_valid(document)


def test_what_is_said_of_the_feed(newsroom: Feed) -> None:
    document = read(newsroom)
    assert document.pop("items")
    assert document == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Communiqués",
        "home_page_url": "https://news.example.org/",
        "feed_url": "https://news.example.org/website/fr/feed.json",
        "language": "fr",
        "authors": [{"name": "Nouvelles de la conférence"}],
    }


def test_an_official_release(newsroom: Feed) -> None:
    assert read(newsroom)["items"][0] == {
        "id": "tag:news.example.org,2026:opening/fr",
        "url": "https://wire.example.com/fr/opening.html?id=1&lang=fr",
        "external_url": "https://salon.example.net/p/1.html",
        "title": "Le salon des semences ouvre ses portes",
        "content_html": content.html(newsroom.items[0]),
        "summary": "Trois jours à Lyon",
        "date_published": "2026-03-02T08:00:00Z",
        "date_modified": "2026-03-02T10:30:15Z",
        "language": "fr",
        "authors": [{"name": "Salon des semences"}],
        "_story": {
            "uri": "tag:news.example.org,2026:opening",
            "version": 3,
            "sequence": 0,
            "alternates": [
                {
                    "language": one,
                    "id": f"tag:news.example.org,2026:opening/{one}",
                    "url": f"https://news.example.org/website/{one}/opening.html",
                    "type": "text/html",
                }
                for one in ("es", "zh-Hans")
            ],
        },
    }


def test_a_machine_translation_says_so(newsroom: Feed) -> None:
    item = read(newsroom)["items"][1]
    assert "url" not in item
    assert item["external_url"] == "https://wire.example.com/fr/opening.html"
    assert item["_rights"] == {"use": "internal", "label": "Solo para uso interno."}
    assert item["_translation"] == {
        "origin": "machine",
        "state": "current",
        "from": "fr",
        "source_uri": "tag:news.example.org,2026:opening/fr",
        "source_version": 2,
        "route": "argos fr→en, argos en→es",
        "label": labels.machine("es", "fr").text,
        "digital_source_type": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
    }


def test_an_approved_translation_is_told_apart(newsroom: Feed) -> None:
    translation = read(newsroom)["items"][3]["_translation"]
    assert translation["origin"] == "approved"
    assert translation["label"] == labels.approved("zh-Hans", "fr").text
    assert translation["digital_source_type"] is None


def test_a_translation_whose_source_moved_on_says_so() -> None:
    behind = make_item("es", origin=Origin.EDITED, state=State.OUTDATED)
    translation = read(make_feed(behind))["items"][0]["_translation"]
    assert (translation["state"], translation["outdated"]) == ("outdated", True)
    assert "outdated" not in read(make_feed(make_item("es", origin=Origin.EDITED)))["items"][0]["_translation"]


def test_pages_of_our_own_come_first_and_the_issuers_is_named() -> None:
    link = "https://wire.example.com/fr/opening.html"
    official = with_page(make_item("fr", link=link, origin_url="https://salon.example.net/p/1.html"))
    machine = with_page(make_item("es", origin=Origin.MACHINE))
    assert [(item["url"], item["external_url"]) for item in read(make_feed(official, machine))["items"]] == [
        ("https://news.example.org/website/fr/2026-03-02-abcdefgh.html", link),
        ("https://news.example.org/website/es/2026-03-02-abcdefgh.html", link),
    ]
    assert read(make_feed(official))["items"][0]["_story"]["sequence"] == 7


def test_pictures_are_attached() -> None:
    item = read(make_feed(with_page(make_item(), images=PICTURES)))["items"][0]
    assert item["image"] == "https://news.example.org/website/media/aa11.jpg"
    assert item["attachments"] == [
        {
            "url": "https://news.example.org/website/media/aa11.jpg",
            "mime_type": "image/jpeg",
            "title": "Lúc 🌱 ]]> halle",
            "size_in_bytes": 91_233,
            "_image": {"width": 1200, "height": 800, "credit": "R. Photo"},
        },
        {
            "url": "https://news.example.org/website/media/bb22.png",
            "mime_type": "image/png",
            "size_in_bytes": 12_000,
            "_image": {"width": 640, "height": 480},
        },
    ]


def test_two_pictures_with_one_caption_are_not_called_copies_of_each_other() -> None:
    """JSON Feed takes attachments of the same title for the same thing in another form."""
    images = tuple(Image(f"https://example.org/{n}.jpg", "image/jpeg", 9, 9, 9, "La salle") for n in (1, 2))
    attachments = read(make_feed(replace(make_item(), images=images)))["items"][0]["attachments"]
    assert len(attachments) == 2
    assert not any("title" in attachment for attachment in attachments)


def test_what_was_withdrawn_keeps_its_id_and_loses_its_words() -> None:
    gone = make_withdrawn("fr", replaced_by=REPLACEMENT, url="https://news.example.org/website/fr/gone.html")
    withdrawn = labels.withdrawn("fr").text
    assert read(make_feed(withdrawn=(gone,)))["items"] == [
        {
            "id": "tag:news.example.org,2026:gone/fr",
            "url": "https://news.example.org/website/fr/gone.html",
            "title": withdrawn,
            "content_text": f"{withdrawn}\n\n{labels.word('replaced', 'fr').text}\n{REPLACEMENT.link}",
            "date_published": "2026-03-02T07:00:00Z",
            "date_modified": "2026-03-04T12:00:30Z",
            "language": labels.withdrawn("fr").language,
            "_status": {
                "status": "withheld",
                "withdrawn_at": "2026-03-04T12:00:30Z",
                "replaced_by": {"language": "fr", "id": REPLACEMENT.uri, "url": REPLACEMENT.link, "type": "text/html"},
            },
            "_story": {"uri": "tag:news.example.org,2026:gone", "version": 4, "sequence": 12, "alternates": []},
        }
    ]


def test_what_was_killed_says_so_and_leads_nowhere() -> None:
    item = read(make_feed(withdrawn=(make_withdrawn("ar", canceled=True),)))["items"][0]
    assert item["title"] == item["content_text"] == labels.canceled("ar").text
    assert item["_status"] == {"status": "canceled", "withdrawn_at": "2026-03-04T12:00:30Z", "replaced_by": None}
    assert "url" not in item


def test_notices_stand_where_the_items_stood() -> None:
    days = [datetime(2026, 3, day, tzinfo=UTC) for day in (9, 7, 5)]
    items = [make_item("fr", uri=f"tag:example.org,2026:{day.day}", published=day) for day in days]
    gone = [
        make_withdrawn(uri=f"tag:example.org,2026:{d}", published=datetime(2026, 3, d, tzinfo=UTC)) for d in (1, 6, 8)
    ]
    listed = read(make_feed(*items, withdrawn=tuple(gone)))["items"]
    assert [item["id"].rpartition(":")[2] for item in listed] == ["9", "8", "7", "6", "5", "1"]


def test_pages_lead_from_the_newest_to_everything_older() -> None:
    items = [make_item("fr", uri=f"tag:example.org,2026:{number}") for number in range(120)]
    chunks = [items[start : start + jsonfeed.PAGE_SIZE] for start in range(0, len(items), jsonfeed.PAGE_SIZE)]
    names = [jsonfeed.page_name(number, len(chunk)) for number, chunk in enumerate(chunks, 1)]
    assert names == ["feed-1.json", "feed-2.json", "feed-3-20.json"]
    base = make_feed().url
    files = {
        f"{base}{name}": jsonfeed.render_page(make_page(number, before, make_feed(*chunk[::-1])))
        for number, (name, before, chunk) in enumerate(zip(names, ["", *names], chunks, strict=False), 1)
    }
    newest = json.loads(jsonfeed.render(make_page(0, names[-1], make_feed(*items[:-11:-1]))))
    found, seen, document = [item["id"] for item in newest["items"]], set[str](), newest
    while further := document.get("next_url"):
        assert further not in seen | {document["feed_url"]}
        seen.add(further)
        document = json.loads(files[further])
        assert document["feed_url"] == newest["feed_url"]
        found += [item["id"] for item in document["items"]]
    assert set(found) == {item.article.uri for item in items}
    assert seen == set(files)


@example(7, 49, 7, 50)
@given(
    st.integers(1, 10**6), st.integers(1, jsonfeed.PAGE_SIZE), st.integers(1, 10**6), st.integers(1, jsonfeed.PAGE_SIZE)
)
def test_no_two_states_of_pages_share_a_name(number: int, count: int, other: int, others: int) -> None:
    same = jsonfeed.page_name(number, count) == jsonfeed.page_name(other, others)
    assert same == ((number, count) == (other, others))


def test_a_feed_reader_gets_it(newsroom: Feed) -> None:
    feed = replace(with_pages(newsroom), withdrawn=(make_withdrawn(),))
    parsed = fastfeedparser.parse(jsonfeed.render(feed).decode())
    notice, entries = parsed.entries[-1], parsed.entries[:-1]
    assert notice.title == notice.content[0]["value"] == labels.withdrawn("fr").text
    assert parsed.feed.title == "Communiqués"
    for entry, item in zip(entries, feed.items, strict=True):
        assert entry.id == item.article.uri
        assert entry.title == content.line(item.article.headline)
        assert entry.link == item.url
        assert entry.author == content.byline(item, feed)
        assert entry.content[0]["value"] == content.html(item)
        assert datetime.fromisoformat(entry.published) == content.published(item)
        assert datetime.fromisoformat(entry.updated) == item.article.updated.replace(microsecond=0)


def test_our_own_fetcher_reads_it_and_goes_on(newsroom: Feed) -> None:
    feed = make_page(0, "feed-7-12.json", with_pages(newsroom))
    answer = Response(f"{feed.url}feed.json", 200, "application/feed+json", content=jsonfeed.render(feed))
    assert fetcher.next_page(answer) == "https://news.example.org/website/fr/feed-7-12.json"
    listing = fetcher.read(answer, "UTC", datetime(2026, 3, 5, tzinfo=UTC))
    assert {entry.id for entry in listing.entries} == {item.article.uri for item in feed.items}


def test_hostile_fields_are_harmless() -> None:
    item = read(make_feed(hostile()))["items"][0]
    assert item["title"] == "Seeds 🌱 ]]> <b>🌾 & evil"
    assert item["url"] == "https://news.example.org/website/en/2026-03-02-abcdefgh.html"
    assert "external_url" not in item
    assert [one["url"] for one in item["attachments"]] == ["https://news.example.org/a%20b%22%3C%3E.jpg"]
    assert item["attachments"][0]["title"] == "]]><b>"


def test_hostile_text_is_harmless(newsroom: Feed) -> None:
    item = read(newsroom)["items"][4]
    assert item["title"] == "Seeds 🌱 👩‍🌾 and fields ]]> 🌾"
    assert "url" not in item
    assert "<script" not in item["content_html"]
    assert "javascript:" not in item["content_html"]


def test_the_same_feed_gives_the_same_bytes_in_readable_utf_8(newsroom: Feed) -> None:
    shuffled = replace(newsroom, items=tuple(replace(one, sisters=one.sisters[::-1]) for one in newsroom.items))
    document = jsonfeed.render(newsroom)
    assert document == jsonfeed.render(shuffled)
    assert "种子展览会开幕".encode() in document
    assert document.endswith(b"}\n")


@settings(deadline=None)
@given(headline=st.text(), body=st.text(), address=st.text() | st.text().map("https://{}".format))
def test_any_text_gives_a_valid_feed(build: Build, validator: Any, headline: str, body: str, address: str) -> None:
    make_feed, make_item = build
    blocks = (Block(BlockKind.PARAGRAPH, body),)
    item = make_item("fr", headline=headline, body=blocks, link=address, origin_url=address)
    document = read(make_feed(item))
    validator.validate(document)
    assert document["items"][0].get("title", "") == content.line(headline)
