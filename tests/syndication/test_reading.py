"""Feeds read in this process and in one of their own: the same, but for how long they may take."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pipeline.errors import SourceError
from pipeline.syndication import document, reading

DATA = Path(__file__).parents[1] / "data" / "feed"
URL = "https://feeds.example/all.rss"


@pytest.mark.parametrize("name", ["wordpress.xml", "atom-languages.xml", "rdf.xml", "malformed.xml"])
def test_apart_or_not_the_same_is_read(name: str) -> None:
    text = document.read((DATA / name).read_bytes(), URL).text
    assert reading.parse_apart(text, URL, URL) == reading.parse(text, URL)


def test_what_is_no_feed_is_told_apart_too() -> None:
    with pytest.raises(ValueError, match="neither RSS nor Atom"):
        reading.parse_apart("<x/>", URL, URL)


def categories(count: int) -> str:
    """An entry that feedparser takes quadratic time for."""
    many = "".join(f"<category>{n}</category>" for n in range(count))
    return f"<rss version='2.0'><channel><title>T</title><item><title>t</title>{many}</item></channel></rss>"


def test_time_is_bounded() -> None:
    text = categories(60_000)
    assert document.hazard(text)
    start = time.perf_counter()
    with pytest.raises(SourceError, match="within 1 s"):
        reading.parse_apart(text, URL, URL, seconds=1)
    assert time.perf_counter() - start < 40


def test_memory_is_bounded() -> None:
    text = f"<rss version='2.0'><channel><title>T</title><item><title>{'x' * 30_000_000}</title></item></channel></rss>"
    with pytest.raises(SourceError, match="64 MB"):
        reading.parse_apart(text, URL, URL, memory=64 * 1024 * 1024)
