"""The original as fetched: told whole, shown as text, kept as bytes; nothing in it ever runs."""

from __future__ import annotations

import hashlib

import pytest
from bs4 import BeautifulSoup

from pipeline.model import Raw
from pipeline.store import evidence
from tests.review.pages.floor import Floor, floor

__all__ = ["floor"]
ADDRESS = "https://w.example/fair"
PAGE = "<!doctype html><meta charset=utf-8><script>alert(1)</script><h1>Messe öffnet</h1>\u202e\u0000</pre>".encode()


@pytest.fixture
def story(floor: Floor) -> str:
    found = floor.story("de", "Die Messe öffnet.")
    with floor.store.write():
        floor.store.run("UPDATE entry SET page = ?", (ADDRESS,))
    return found


def keep(floor: Floor, content: bytes, *headers: tuple[str, str]) -> str:
    with floor.store.write():
        evidence.keep(floor.store, "wire", Raw(ADDRESS, headers, content), floor.tick())
    return hashlib.sha256(content).hexdigest()


def shown(floor: Floor, story: str, more: str = "") -> BeautifulSoup:
    return BeautifulSoup(floor.get(f"/story/{story}/raw?uri={story}/de{more}"), "lxml")


def test_headers_times_checksum_and_bytes_are_told(floor: Floor, story: str) -> None:
    mark = keep(floor, PAGE, ("Content-Type", "text/html; charset=utf-8"), ("ETag", '"<b>x</b>"'))
    found = shown(floor, story)
    text = found.main.text  # type: ignore[union-attr]
    assert mark in text and "ETag" in text and '"<b>x</b>"' in text and "Mar 2, 2026" in text
    body = found.select_one("pre").text  # type: ignore[union-attr]
    assert "<script>alert(1)</script><h1>Messe öffnet</h1>⟨U+202E⟩" in body and body.endswith("</pre>")
    assert found.main.find_all(["script", "h1"])[0].text == "The original, as it was fetched"  # type: ignore[union-attr]


def test_the_download_is_bytes_that_no_browser_draws(floor: Floor, story: str) -> None:
    keep(floor, PAGE)
    answer = floor.browser.get(f"/story/{story}/raw/file?uri={story}/de")
    assert answer.data == PAGE
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_earlier_answers_of_the_same_address_can_be_read(floor: Floor, story: str) -> None:
    first = keep(floor, b"<p>300 ships")
    keep(floor, b"<p>320 ships")
    assert "320 ships" in shown(floor, story).select_one("pre").text  # type: ignore[union-attr]
    (link,) = [a["href"] for a in shown(floor, story).select("details a[href*=sha256]")]
    assert first in link and "300 ships" in floor.get(link)
    assert floor.browser.get(f"/story/{story}/raw/file?uri={story}/de&sha256={first}").data == b"<p>300 ships"
    floor.get(f"/story/{story}/raw?uri={story}/de&sha256={'0' * 64}", 404)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "windows-1251"])
def test_bytes_of_any_encoding_are_read_and_cut_at_a_character(floor: Floor, story: str, encoding: str) -> None:
    line = "Музей открывается в мае. " if encoding == "windows-1251" else "展会于五月开幕，"
    keep(
        floor,
        (line * 15_000 if encoding == "windows-1251" else line * 60_000).encode(encoding),
        ("Content-Type", f"text/plain; charset={encoding}"),
    )
    found = shown(floor, story)
    text = found.select_one("pre").text  # type: ignore[union-attr]
    assert text.removeprefix("⟨U+FEFF⟩").startswith(line) and len(text) <= 200_000
    if encoding in ("utf-8", "gb18030"):
        assert set(text) == set(line)
    assert "first 200 kB" in found.text


def test_bytes_that_are_no_text_are_shown_all_the_same(floor: Floor, story: str) -> None:
    keep(floor, bytes(range(256)) * 20, ("Content-Type", "text/html; charset=nonsense-base64"))
    assert "⟨U+0001⟩" in shown(floor, story).select_one("pre").text  # type: ignore[union-attr]
    keep(floor, b"")
    assert shown(floor, story).select_one("pre").text == ""  # type: ignore[union-attr]


def test_what_is_not_kept_is_said(floor: Floor, story: str) -> None:
    assert "Nothing is kept of it" in shown(floor, story).text
