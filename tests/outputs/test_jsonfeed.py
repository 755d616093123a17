"""JSON feeds against the schema of JSON Feed 1.1."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from pipeline import content, labels
from pipeline.model import Block, BlockKind, Feed, Item
from pipeline.outputs import jsonfeed

SCHEMA = Path(__file__).parent.parent / "data" / "outputs" / "jsonfeed-1.1.schema.json"

Build = tuple[Callable[..., Feed], Callable[..., Item]]


@pytest.fixture(scope="session")
def validator() -> Draft7Validator:
    return Draft7Validator(
        json.loads(SCHEMA.read_text(encoding="utf-8")), format_checker=Draft7Validator.FORMAT_CHECKER
    )


def read(feed: Feed) -> Any:
    return json.loads(jsonfeed.render(feed))


def test_the_feed_is_valid(newsroom: Feed, validator: Draft7Validator) -> None:
    for feed in (newsroom, replace(newsroom, items=())):
        assert [error.message for error in validator.iter_errors(read(feed))] == []


def test_the_schema_is_one_that_can_refuse(newsroom: Feed, validator: Draft7Validator) -> None:
    document = read(newsroom)
    document["items"][0]["_story"] = ["a list where an object belongs"]
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
def test_any_text_gives_a_valid_feed(
    build: Build, validator: Draft7Validator, headline: str, body: str, address: str
) -> None:
    make_feed, make_item = build
    blocks = (Block(BlockKind.PARAGRAPH, body),)
    item = make_item("fr", headline=headline, body=blocks, link=address, origin_url=address)
    document = read(make_feed(item))
    validator.validate(document)
    assert document["items"][0].get("title", "") == content.line(headline)
