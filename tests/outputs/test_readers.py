"""Two feed readers that share no code or XML parser (Expat; quick-xml or libxml2) get every field as it was meant."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import fastfeedparser
import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import content, labels, withdrawals, xmlfeeds
from pipeline.labels import Label
from pipeline.model import Block, BlockKind, Feed, Image, Item, Origin, Withdrawn
from pipeline.outputs import atom, rss
from tests.outputs.rich import CHANNEL, HUGE, KILLED, REPLACED, RICH, WITHHELD, paged

Build = tuple[Callable[..., Feed], Callable[..., Item]]
Fields = dict[str, Any]

OUTPUTS = pytest.mark.parametrize("output", [atom, rss], ids=["atom", "rss"])


def said(label: Label, tail: str = "") -> str:
    direction = "rtl" if label.language == "ar" else "ltr"
    return f'<p lang="{label.language}" dir="{direction}">{label.text}{tail}</p>'


INSTEAD = f"{CHANNEL}/fr/2026-03-02-opening.html"
NOTICES = {
    KILLED.uri: said(labels.canceled("ar")),
    WITHHELD.uri: said(labels.withdrawn("ja")),
    REPLACED.uri: f"{said(labels.withdrawn('fr'))}\n"
    + said(labels.word("replaced", "fr"), f' <a href="{INSTEAD}" hreflang="fr" dir="ltr">{INSTEAD}</a>'),
}


def meant(output: ModuleType, feed: Feed, item: Item) -> Fields:
    """What a reader should get of an item."""
    article = item.article
    pictures = [image for image in item.images if content.web_link(image.url)]
    note = content.note(item)
    origin = content.origin_scheme(feed.site)
    enclosed = pictures if output is atom else pictures[:1]
    return {
        "id": article.uri,
        "title": content.line(article.headline),
        "link": item.url,
        "published": content.published(item),
        "updated": article.updated.replace(microsecond=0),
        "author": content.byline(item, feed),
        "content": content.html(item),
        "tags": {
            (scheme, term, note.text if note and output is atom and scheme == origin else None)
            for scheme, term in xmlfeeds.categories(feed.site, item)
        },
        "alternates": {item.url} | {href for _, href in xmlfeeds.sisters(item)} if item.sisters else {item.url},
        "via": set(xmlfeeds.origins(item)),
        "enclosures": [(one.url, one.media_type, one.size) for one in enclosed],
        "pictures": [(one.url, one.media_type, "image", one.width, one.height) for one in pictures],
        "credits": [one.credit for one in pictures if one.credit],
    }


def meant_of_notice(output: ModuleType, feed: Feed, withdrawn: Withdrawn) -> Fields:
    """What a reader of RSS should get of an item that left."""
    return {
        "id": withdrawn.uri,
        "title": content.notice(withdrawn).text,
        "link": withdrawn.url or None,
        "published": withdrawn.published,
        "updated": withdrawn.when,
        "author": None,
        "content": NOTICES[withdrawn.uri],
        "tags": {(xmlfeeds.namespace(feed.site, "status"), content.status(withdrawn), None)},
        "alternates": {withdrawn.url} - {""},
        "via": set(),
        "enclosures": [],
        "pictures": [],
        "credits": [],
    }


def by_feedparser(output: ModuleType, document: bytes) -> tuple[Fields, list[Fields]]:
    read = feedparser.parse(document, sanitize_html=False, resolve_relative_uris=False)
    assert not read.bozo
    entries = [
        {
            "id": entry.id,
            "title": entry.title,
            "link": entry.get("link"),
            "published": datetime(*entry.published_parsed[:6], tzinfo=UTC),
            "updated": datetime(*entry.updated_parsed[:6], tzinfo=UTC),
            "author": entry.get("author"),
            "content": entry.content[0].value,
            "tags": {(tag.scheme, tag.term, tag.label) for tag in entry.tags},
            "alternates": {link.href for link in entry.get("links", ()) if link.rel == "alternate"},
            "via": {link.href for link in entry.get("links", ()) if link.rel == "via"},
            "enclosures": [(one.href, one.type, int(one.length)) for one in entry.get("enclosures", ())],
            "pictures": [
                (one["url"], one["type"], one["medium"], int(one["width"]), int(one["height"]))
                for one in entry.get("media_content", ())
            ],
            "credits": [one["content"] for one in entry.get("media_credit", ())],
            "description": entry.get("summary"),
            "language": entry.content[0].language,
        }
        for entry in read.entries
    ]
    head = {
        name: read.feed.get(name) for name in ("title", "link", "language", "generator", "id", "author", "subtitle")
    }
    return head | {"updated": datetime(*read.feed.updated_parsed[:6], tzinfo=UTC)}, entries


def by_fastfeedparser(output: ModuleType, document: bytes) -> tuple[Fields, list[Fields]]:
    read = fastfeedparser.parse(document)
    entries = []
    for entry in read["entries"]:
        links = entry["links"]
        # Of a link it keeps no length.
        enclosed = [(one["href"], one["type"]) for one in links if one["rel"] == "enclosure"]
        entries.append(
            {
                "id": entry["id"],
                "title": entry["title"],
                "link": entry.get("link"),
                "published": datetime.fromisoformat(entry["published"]),
                "updated": datetime.fromisoformat(entry["updated"]),
                "author": entry.get("author"),
                "content": entry["content"][0]["value"],
                "tags": {(tag["scheme"], tag["term"], tag["label"]) for tag in entry["tags"]},
                # Where RSS has no alternate it means its own link.
                "alternates": {one["href"] for one in links if one["rel"] == "alternate"}
                or {entry.get("link")} - {None},
                "via": {one["href"] for one in links if one["rel"] == "via"},
                "enclosures": [(one["url"], one["type"], one["length"]) for one in entry.get("enclosures", ())]
                or enclosed,
                "pictures": [
                    (one["url"], one["type"], one["medium"], one["width"], one["height"])
                    for one in entry.get("media_content", ())
                ],
                "credits": [one["credit"] for one in entry.get("media_content", ()) if "credit" in one],
                "captions": [one.get("description") for one in entry.get("media_content", ())],
                "description": entry["description"],
            }
        )
    head = {
        name: read["feed"].get(name) for name in ("title", "link", "language", "generator", "id", "author", "subtitle")
    }
    updated = read["feed"]["updated"]
    when = feedparser.datetimes._parse_date(updated)
    return head | {"updated": datetime(*when[:6], tzinfo=UTC)}, entries


@OUTPUTS
def test_both_get_every_field_of_every_item(output: ModuleType) -> None:
    items = (*RICH.items, HUGE)
    document = output.render(replace(RICH, items=items))
    _, one = by_feedparser(output, document)
    _, two = by_fastfeedparser(output, document)
    expected = {item.article.uri: meant(output, RICH, item) for item in items}
    assert max(len(fields["content"]) for fields in expected.values()) > 1_000_000
    if output is rss:
        expected |= {left.uri: meant_of_notice(output, RICH, left) for left in RICH.withdrawn}
    assert len(one) == len(two) == len(expected)
    for first, second in zip(one, two, strict=True):
        fields = expected[first["id"]]
        assert {name: first[name] for name in fields} == fields
        enclosures = fields["enclosures"] if output is rss else [entry[:2] for entry in fields["enclosures"]]
        fields |= {"enclosures": enclosures}
        assert {name: second[name] for name in fields} == fields


@OUTPUTS
def test_both_get_the_same_of_the_feed(output: ModuleType) -> None:
    one, _ = by_feedparser(output, output.render(RICH))
    two, _ = by_fastfeedparser(output, output.render(RICH))
    assert one == two
    assert (one["title"], one["link"], one["language"]) == ("Communiqués", "https://news.example.org/", "fr")
    assert one["updated"] == datetime(2026, 3, 4, 7, 0, tzinfo=UTC)


@OUTPUTS
def test_captions_are_captions_and_no_description_of_the_item(output: ModuleType) -> None:
    document = output.render(RICH)
    _, one = by_feedparser(output, document)
    _, two = by_fastfeedparser(output, document)
    illustrated = [number for number, entry in enumerate(two) if entry["pictures"]]
    assert len(illustrated) == 2
    for number in illustrated:
        assert two[number]["captions"][0] == RICH.items[0].images[0].caption
        assert one[number]["description"] == two[number]["description"] != ""
        assert one[number]["description"] not in two[number]["captions"]


@OUTPUTS
def test_each_item_is_in_its_language(output: ModuleType) -> None:
    _, entries = by_feedparser(output, output.render(RICH))
    languages = {item.article.uri: item.article.language for item in RICH.items}
    languages |= {left.uri: withdrawals.language(left) for left in RICH.withdrawn}
    assert entries
    assert all(entry["language"] == languages[entry["id"]] for entry in entries)


def test_tombstones_are_no_entries_to_readers_that_do_not_know_them() -> None:
    document = atom.render(RICH)
    gone = {left.uri for left in RICH.withdrawn}
    for entries in (by_feedparser(atom, document)[1], by_fastfeedparser(atom, document)[1]):
        assert len(entries) == len(RICH.items)
        assert not gone & {entry["id"] for entry in entries}


def plain(text: str) -> str:
    """What is left to compare: feedparser decodes references twice and strips all white space at the ends."""
    return re.sub(r"\s+", " ", html.unescape(text)).strip()


def repaired(text: str) -> bool:
    """Whether feedparser takes text for HTML, or for UTF-8 that was taken for Latin-1, and repairs it."""
    try:
        return bool(set("<&") & set(text)) or (not text.isascii() and bool(text.encode("iso-8859-1").decode("utf-8")))
    except (UnicodeEncodeError, UnicodeDecodeError):
        return False


@OUTPUTS
@settings(deadline=None, max_examples=60)
@given(headline=st.text(), words=st.text(), caption=st.text())
def test_both_get_the_same_of_any_text(
    output: ModuleType, build: Build, headline: str, words: str, caption: str
) -> None:
    make_feed, make_item = build
    item = make_item(
        "he", headline=headline, issuer=words, origin=Origin.MACHINE, body=(Block(BlockKind.QUOTATION, words),)
    )
    image = Image(f"{CHANNEL}/images/1.jpg", "image/jpeg", 3, 2, 1, caption, words)
    document = output.render(make_feed(replace(paged(item, 1), images=(image,))))
    (first,), (second,) = by_feedparser(output, document)[1], by_fastfeedparser(output, document)[1]
    assert second["title"] == content.line(headline).strip()
    assert second["content"] == content.html(item)
    assert (second["captions"][0] or "") == content.line(caption).strip()
    assert second["credits"] == first["credits"] or repaired(content.line(words))
    for name in ("title", "author", "content", "description"):
        if not repaired(second[name] or ""):
            assert plain(first[name] or "") == plain(second[name] or ""), name
    assert {name: first[name] for name in ("id", "link", "via", "alternates", "tags")} == {
        name: second[name] for name in ("id", "link", "via", "alternates", "tags")
    }
