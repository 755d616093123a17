"""JSON Feeds good, odd and hostile. A new case is `<name>.json` in tests/data/jsonfeed with `<name>.expected` beside it.

Expectations are those of tests/data/feed: `{"error": words}`, or `{"entries": [...], "notes": [...]}`.
"""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.errors import SourceError
from pipeline.fetchers.jsonfeed import Options, fetch, is_json, read
from pipeline.http import Client, Response
from pipeline.model import Entry, Listing, Source, Validators
from tests.loopback import Loopback

DATA = Path(__file__).parent.parent / "data" / "jsonfeed"
CASES = sorted(DATA.glob("*.json"))
VERSION = "https://jsonfeed.org/version/1.1"


def listing(content: bytes, timezone: str = "", charset: str = "") -> Listing:
    return read(
        Response("https://feeds.example/all.json", 200, "application/feed+json", charset, {}, content), timezone
    )


def plainly(entry: Entry, name: str) -> object:
    value = getattr(entry, name)
    return value.isoformat() if isinstance(value, datetime) else value


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_each_feed_reads_as_expected(path: Path) -> None:
    expected = json.loads(path.with_suffix(".expected").read_text("utf-8"))
    if "error" in expected:
        with pytest.raises(SourceError, match=expected["error"]) as caught:
            listing(path.read_bytes())
        assert "https://feeds.example/all.json" in str(caught.value)
        return
    found = listing(path.read_bytes(), expected.get("timezone", ""))
    assert [
        {name: plainly(entry, name) for name in wanted}
        for entry, wanted in zip(found.entries, expected["entries"], strict=True)
    ] == expected["entries"]
    for note, words in zip(found.notes, expected["notes"], strict=True):
        assert words in note
    about = {"title": found.title, "language": found.language}
    assert {name: about[name] for name in about if name in expected} == {n: expected[n] for n in about if n in expected}


def feed(*items: Mapping[str, object], **more: object) -> bytes:
    return json.dumps({"version": VERSION, "title": "Häfen", "items": items, **more}, ensure_ascii=False).encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_and_packing(encoding: str) -> None:
    content = feed({"id": "1", "title": "Größere Säle öffnen in Bregenz"}).decode().encode(encoding)
    for body in (content, gzip.compress(content, mtime=0)):
        found = listing(body, charset="utf-8")
        assert (found.title, found.entries[0].title) == ("Häfen", "Größere Säle öffnen in Bregenz")


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 2_000_000,
        b'{"items": ' + b'[{"a":' * 200_000,
        b'{"items": [' + b"{}," * 3_000_000 + b"{}]}",
        b'{"items": [' + b"1" * 5_000_000 + b"]}",
        b'{"items": ["' + b"\\ud800" * 1_000_000,
        b"{" * 100,
    ],
)
def test_hostile_json_is_refused_in_bounded_time(content: bytes) -> None:
    start = time.perf_counter()
    with pytest.raises(SourceError):
        listing(content)
    assert time.perf_counter() - start < 20


def test_of_fifty_thousand_entries_the_newest_are_read() -> None:
    items = [
        {"id": str(n), "title": "t", "date_published": f"2026-03-02T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z"}
        for n in range(50_000)
    ]
    start = time.perf_counter()
    found = listing(feed(*items))
    assert time.perf_counter() - start < 40
    assert [found.entries[0].id, found.entries[-1].id, len(found.entries)] == ["45000", "49999", 5000]
    assert "50,000 entries" in found.notes[0]


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "items",
                        "id",
                        "url",
                        "title",
                        "content_html",
                        "content_text",
                        "date_published",
                        "language",
                        "next_url",
                        "version",
                        "summary",
                    ]
                ),
                inner,
                max_size=6,
            )
        ),
        max_leaves=25,
    )
)
def test_any_json_is_read_or_refused(value: object) -> None:
    for content in (json.dumps(value).encode(), json.dumps({"title": "T", "items": [value]}).encode()):
        try:
            found = listing(content)
        except SourceError as error:
            assert str(error).isprintable()
            continue
        for entry in found.entries:
            assert entry.id
            (entry.id + entry.title + entry.summary + entry.content).encode("utf-8")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with pytest.raises(SourceError):
        listing(content)


@pytest.mark.parametrize(
    ("content", "json_feed"),
    [
        (b'{"version"', True), (b"\xef\xbb\xbf\n {", True), ('{"a": 1}'.encode("utf-16"), True), (b"[1]", True),
        (b"<?xml", False), (b"\n<rss>", False), ("<rss>".encode("utf-16"), False), (b"", False), (b"words", False),
    ],
)  # fmt: skip
def test_json_and_xml_are_told_apart(content: bytes, json_feed: bool) -> None:
    assert is_json(content) is json_feed


def source(url: str) -> Source:
    return Source(id="s", kind="jsonfeed", options=Options(url=url), allow_private=True)


def test_over_the_network_and_not_modified_after() -> None:
    with Loopback() as web, Client("x") as client:
        url = web.page("/f", feed({"id": "1", "title": "a"}), content_type="application/feed+json", etag='"1"')
        first = fetch(source(url), client, Validators())
        assert [entry.id for entry in first.entries] == ["1"]
        assert fetch(source(url), client, first.validators) == Listing(validators=Validators('"1"'), not_modified=True)
        assert "application/feed+json" in web.asked[0].headers["accept"]


def test_short_pages_are_followed_to_the_third_and_no_further() -> None:
    with Loopback() as web, Client("x") as client:
        for n in range(1, 6):
            web.page(f"/{n}", feed({"id": str(10 - n), "title": "t"}, {"id": "9", "title": "t"}, next_url=f"/{n + 1}"))
        found = fetch(source(web.url("/1")), client, Validators())
        assert [entry.id for entry in found.entries] == ["7", "8", "9"]
        assert len(web.asked) == 3
        assert len(found.raw) == 3


def test_pages_elsewhere_broken_or_again_are_not_followed() -> None:
    with Loopback() as web, Client("x") as client:
        web.page("/away", feed({"id": "1", "title": "t"}, next_url="https://other.example/2"))
        web.page("/again", feed({"id": "1", "title": "t"}, next_url="/again"))
        web.page("/on", feed({"id": "1", "title": "t"}, next_url="/page"))
        web.page("/page", "<html></html>")
        for path in ("/away", "/again"):
            assert fetch(source(web.url(path)), client, Validators()).notes == ()
        found = fetch(source(web.url("/on")), client, Validators())
        assert len(found.entries) == 1
        assert "a further page is left out" in found.notes[0]
        assert len(web.asked) == 4


def test_twenty_entries_are_enough_for_one_visit() -> None:
    with Loopback() as web, Client("x") as client:
        web.page("/1", feed(*({"id": str(n), "title": "t"} for n in range(20)), next_url="/2"))
        fetch(source(web.url("/1")), client, Validators())
        assert len(web.asked) == 1


@pytest.mark.parametrize("url", ["", "feed.json", "file:///etc/passwd", "http://u:p@a.example/"])
def test_options_refuse_what_is_no_web_address(url: str) -> None:
    with pytest.raises(ValidationError):
        Options(url=url)
