"""Feeds as documents: unpacked, mended and cut in time that grows with their length only."""

from __future__ import annotations

import gzip
import time
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import SourceError
from pipeline.syndication import dates, document

MB = 1024 * 1024


def rss(inside: str) -> str:
    return f"<rss version='2.0'><channel><title>T</title>{inside}</channel></rss>"


def item(n: int, date: str = "") -> str:
    return f"<item><title>T {n}</title><guid>g{n}</guid><pubDate>{date}</pubDate></item>"


def test_gzip_is_unpacked_once_or_twice_though_nothing_says_so() -> None:
    assert document.unpack(gzip.compress(b"<rss/>", mtime=0), "x") == b"<rss/>"
    assert document.unpack(gzip.compress(gzip.compress(b"<rss/>"), mtime=0), "x") == b"<rss/>"
    assert document.unpack(b"<rss/>", "x") == b"<rss/>"


def test_a_gzip_bomb_is_refused_before_it_unfolds() -> None:
    bomb = gzip.compress(bytes(200 * MB), 9, mtime=0)
    start = time.perf_counter()
    with pytest.raises(SourceError, match="more than 20 MB"):
        document.unpack(bomb, "x")
    assert time.perf_counter() - start < 15


def test_damaged_gzip_is_refused() -> None:
    with pytest.raises(SourceError, match="damaged gzip"):
        document.unpack(b"\x1f\x8b\x08" + b"no gzip at all" * 10, "x")


def test_attributes_beyond_measure_are_left_out_wherever_they_hide() -> None:
    for value in ("x", ">", "<", "&"):
        text = rss("<item " + " ".join(f'a{n}="{value}"' for n in range(50_000)) + "><title>t</title></item>")
        found = document.read(text.encode(), "x")
        assert found.text.count('="') < 1000 or document.hazard(found.text)
        assert "<title>t</title>" in found.text


def test_the_newest_entries_are_kept_by_date_in_any_order() -> None:
    days = [f"2026-01-{n % 28 + 1:02}T{n // 28:02}:00:00Z" for n in range(100)]
    text = rss("".join(item(n, day) for n, day in enumerate(days)))
    cut, had = document.newest(text, 10, dates.when)
    assert had == 100
    assert cut.count("<item>") == 10
    newest = sorted(range(100), key=days.__getitem__)[-10:]
    assert all(f"<guid>g{n}</guid>" in cut for n in newest)
    assert cut.startswith("<rss version='2.0'><channel><title>T</title><item>")
    assert cut.endswith("</item></channel></rss>")


def test_without_dates_the_first_entries_are_kept() -> None:
    cut, had = document.newest(rss("".join(item(n) for n in range(30))), 10, dates.when)
    assert had == 30
    assert "g9<" in cut
    assert "g10<" not in cut


def test_what_stands_in_cdata_is_no_entry() -> None:
    text = rss("".join(f"<item><description><![CDATA[<item>{n}</item>]]></description></item>" for n in range(8)))
    assert document.newest(text, 10, dates.when) == (text, 0)


def test_entries_that_never_end_are_left_alone() -> None:
    text = rss("<item><title>x</title>" * 30)
    assert document.newest(text, 10, dates.when) == (text, 0)


@pytest.mark.parametrize(
    "inside",
    [
        "x" * 1_600_000,
        "<b>" * 300,
        "<item>" + "<category>c</category>" * 2000 + "</item>",
        "<item " + " ".join(f"a{n}=1" for n in range(1000)) + ">",
        "<a/>" * 50_000,
    ],
)
def test_what_could_take_long_is_hazardous(inside: str) -> None:
    assert document.hazard(rss(inside))


def test_a_usual_feed_is_not_hazardous() -> None:
    text = rss(
        "".join(item(n) for n in range(100))
        + "<item><description><![CDATA["
        + "<p>" * 5000
        + "]]></description></item>"
    )
    assert document.hazard(text) == ""


def none(words: str) -> datetime | None:
    return None


@pytest.mark.parametrize(
    "piece",
    ["<", "&", ">", "<!--", "<![CDATA[", "<!", "<?", "</", "<a ", "<item ", "<item>", "&a;", '"', "<a b='", "<!ENTITY ", "[", "]]>", "a:", " x:y=",
     "<!DOCTYPE ", "\x00", " ", "<?xml "],
)  # fmt: skip
def test_a_million_of_anything_takes_seconds(piece: str) -> None:
    start = time.perf_counter()
    for text in (rss("<item>" + piece * (MB // len(piece))), piece * (MB // len(piece)) + rss(item(1))):
        try:
            found = document.read(text.encode(), "x")
            document.newest(found.text, 100, none)
            document.hazard(found.text)
        except SourceError:
            pass
    assert time.perf_counter() - start < 30


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<",
                "&",
                ">",
                "<item>",
                "</item>",
                "<![CDATA[",
                "]]>",
                "<!--",
                "-->",
                " a='1'",
                "x",
                "&amp;",
                "&nbsp;",
                "<p:q>",
                "\x01",
                "é",
                "<rss>",
            ]
        ),
        max_size=40,
    )
)
def test_any_document_is_mended_or_refused(pieces: list[str]) -> None:
    try:
        found = document.read(("<rss><channel>" + "".join(pieces)).encode(), "x")
    except SourceError:
        return
    assert found.text.startswith("<?xml version='1.0' encoding='utf-8'?>")
    assert document.read(found.text.encode(), "x").text == found.text  # mending is done once
