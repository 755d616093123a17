"""Pages that list items. A new case is a page in tests/data/listing with its options and expectation beside it."""

from __future__ import annotations

import json
import random
import re
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.errors import SourceError
from pipeline.fetchers.listing import Options, fetch, read
from pipeline.http import Client, Response
from pipeline.model import Entry, Source, Validators
from tests.loopback import Loopback

DATA = Path(__file__).parent.parent / "data" / "listing"
CASES = sorted(DATA.glob("*.html"))
URL = "https://wire.example/all/"
NOW = "Mon, 28 Sep 2026 15:00:00 GMT"


def response(content: bytes, charset: str = "") -> Response:
    return Response(URL, 200, "text/html", charset=charset, headers={"date": NOW}, content=content)


def plainly(entry: Entry, name: str) -> object:
    value = getattr(entry, name)
    return value.isoformat() if isinstance(value, datetime) else value


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_each_page_lists_as_expected(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    options = Options(url=URL, **expected["options"])
    if "error" in expected:
        with pytest.raises(SourceError, match=re.escape(expected["error"])):
            read(response(path.read_bytes()), options)
        return
    page = read(response(path.read_bytes()), options, timezone=expected.get("timezone", ""))
    assert [
        {name: plainly(entry, name) for name in wanted}
        for entry, wanted in zip(page.entries, expected["entries"], strict=True)
    ] == expected["entries"]
    assert page.next == expected.get("next", "")
    for note, words in zip(page.notes, expected["notes"], strict=True):
        assert words in note


def test_every_page_has_its_expectation() -> None:
    assert {path.stem for path in CASES} == {path.stem for path in DATA.glob("*.json")}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "give item: or link:"),
        ({"item": "div[", "link": "a"}, "is no CSS selector"),
        ({"link": "a, "}, "something is missing"),
        ({"link": "a[href='x]"}, "has no other half"),
        ({"link": "a", "next": "a", "pages": "https://a.example/{page}"}, "not both"),
        ({"link": "a", "pages": "https://a.example/2"}, "must hold {page}"),
        ({"link": "a", "pages": "file:///{page}"}, "only http and https"),
        ({"link": "a", "max_pages": 51}, "less than or equal to 50"),
        ({"link": "a", "selector": "x"}, "Extra inputs"),
    ],
)
def test_options_say_what_is_wrong(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(words)):
        Options(url=URL, **options)
    with pytest.raises(ValidationError, match="only http and https"):
        Options(url="ftp://a.example/", link="a")


def test_a_selector_that_only_looks_like_one_is_told_when_it_is_used() -> None:
    with pytest.raises(SourceError, match="a selector is no CSS"):
        read(response(b"<p>x</p>"), Options(url=URL, link="a:no-such-thing"))


@pytest.mark.parametrize(
    "css", ["a[href*='/p/(1)']", 'a[title="it\'s"]', "li:not(.ad, [hidden]) > a", "a:nth-child(2n+1)", "#n\\[1\\]"]
)
def test_selectors_that_are_some_pass(css: str) -> None:
    assert Options(url=URL, link=css).link == css


def cards(*numbers: int, after: str = "") -> str:
    rows = "".join(f"<li><a href='/n/{n}'>Item number {n}</a></li>" for n in numbers)
    return f"<html><body><ul>{rows}</ul>{after}</body></html>"


def source(web: Loopback, **options: Any) -> Source:
    return Source("s", "listing", Options(url=web.url("/news"), link="li a", **options), allow_private=True)


def numbers(entries: tuple[Entry, ...]) -> list[int]:
    return [int(entry.id.rpartition("/")[2]) for entry in entries]


def test_pages_are_followed_to_the_first_without_anything_new(web: Loopback) -> None:
    web.page("/news", cards(9, 8, 7, after="<a class=next href='/news/2'>older</a>"), etag='"1"')
    web.page("/news/2", cards(7, 6, 5, after="<a class=next href='/news/3'>older</a>"))
    web.page("/news/3", cards(4, 3, 2, after="<a class=next href='/news/4'>older</a>"))
    seen = {web.url(f"/n/{n}") for n in range(1, 8)}
    with Client("x") as client:
        found = fetch(source(web, next="a.next", max_pages=10), client, Validators(), known=seen.__contains__)
        assert numbers(found.entries) == [5, 6, 7, 8, 9]
        assert [request.path for request in web.asked] == ["/news", "/news/2"]
        assert (found.notes, found.validators) == ((), Validators('"1"'))
        assert [raw.url for raw in found.raw] == [web.url("/news"), web.url("/news/2")]
        again = fetch(source(web, next="a.next"), client, found.validators, known=seen.__contains__)
        assert again.not_modified


def test_pages_by_number_end_where_the_server_says_so_and_repeats_end_too(web: Loopback) -> None:
    web.page("/news", cards(9, 8))
    web.page("/p/2", cards(7, 6))
    with Client("x") as client:
        found = fetch(source(web, pages=web.url("/p/{page}"), max_pages=9), client, Validators())
        assert (numbers(found.entries), found.notes) == ([6, 7, 8, 9], ())
        web.page("/p/3", cards(7, 6))
        found = fetch(source(web, pages=web.url("/p/{page}"), max_pages=9), client, Validators())
        assert numbers(found.entries) == [6, 7, 8, 9]
        assert web.asked[-1].path == "/p/3"


def test_what_max_pages_leaves_out_is_told(web: Loopback) -> None:
    for page in range(1, 9):
        web.page("/news" if page == 1 else f"/p/{page}", cards(100 - page))
    with Client("x") as client:
        found = fetch(source(web, pages=web.url("/p/{page}")), client, Validators(), known=lambda _: False)
    assert numbers(found.entries) == [97, 98, 99]
    assert "raise max_pages" in found.notes[0]


def test_a_page_that_fails_is_asked_for_again_on_the_next_visit(web: Loopback) -> None:
    web.page("/news", cards(9, 8, 7), etag='"1"')
    web.page("/p/2", "busy", status=503)
    listed: set[str] = set()
    with Client("x") as client:
        first = fetch(source(web, pages=web.url("/p/{page}")), client, Validators(), known=listed.__contains__)
        assert numbers(first.entries) == [8, 9]
        assert "page 2 cannot be had" in first.notes[0]
        assert first.validators == Validators()
        listed |= {entry.id for entry in first.entries}
        web.page("/p/2", cards(6, 5))
        second = fetch(source(web, pages=web.url("/p/{page}")), client, first.validators, known=listed.__contains__)
        assert numbers(second.entries) == [5, 6, 7, 8, 9]


def test_a_loop_and_a_next_page_elsewhere_are_not_followed(web: Loopback) -> None:
    web.page("/news", cards(9, after="<a class=next href='/news'>older</a>"))
    with Client("x") as client:
        assert numbers(fetch(source(web, next="a.next"), client, Validators()).entries) == [9]
        web.page("/news", cards(9, after="<a class=next href='http://10.0.0.1/steal'>older</a>"))
        found = fetch(source(web, next="a.next"), client, Validators())
    assert "is on another host" in found.notes[0]
    assert len(web.asked) == 2


def test_a_gbk_page_that_declares_nothing_useful() -> None:
    page = "<html><head><meta charset=gb2312></head><body><h3><a href='/a'>港口图书馆开放阅览室</a></h3></body></html>"
    (entry,) = read(response(page.encode("gbk"), "iso-8859-1x"), Options(url=URL, link="h3 a")).entries
    assert entry.title == "港口图书馆开放阅览室"


def test_a_huge_page_is_refused_and_a_large_one_read_in_bounded_time() -> None:
    options = Options(url=URL, item="li")
    begun = time.monotonic()
    with pytest.raises(SourceError, match="too many for a listing"):
        read(response(b"<li><a href=/a>x</a>" * 80_000), options)
    page = read(
        response(("<li " + "x " * 40_000 + "><a href='/a'>Hall</a></li>").encode() + b"<div>" * 20_000), options
    )
    assert [entry.title for entry in page.entries] == ["Hall"]
    many = "".join(f"<li><h3><a href='/{n}'>Title {n}</a></h3><time>2 May 2026</time></li>" for n in range(5000))
    assert len(read(response(many.encode()), options).entries) == 5000
    assert time.monotonic() - begun < 40


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(CASES))
def test_damaged_pages_never_fail_but_as_source_errors(chance: random.Random, path: Path) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 30)):
        start = chance.randrange(len(data))
        data[start : start + chance.randint(0, 12)] = bytes(chance.randrange(256) for _ in range(chance.randint(0, 12)))
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    try:
        page = read(response(bytes(data)), Options(url=URL, **expected["options"]))
    except SourceError as error:
        assert str(error).isprintable()
    else:
        assert all(entry.id.startswith("http") for entry in page.entries)
