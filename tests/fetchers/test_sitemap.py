"""Sitemaps good, odd and hostile. A new case is a file in tests/data/sitemap with its expectation beside it."""

from __future__ import annotations

import gzip
import json
import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.errors import SourceError
from pipeline.fetchers.sitemap import Options, fetch, read
from pipeline.http import Client, Response
from pipeline.model import Entry, Source, Validators
from tests.loopback import Loopback

DATA = Path(__file__).parent.parent / "data" / "sitemap"
CASES = sorted(path for path in DATA.iterdir() if path.suffix != ".json")
URL = "https://wire.example/sitemap.xml"
OLDEST = datetime(2026, 9, 21, tzinfo=UTC)


def response(content: bytes) -> Response:
    return Response(URL, 200, "application/xml", content=content)


def plainly(entry: Entry, name: str) -> object:
    value = getattr(entry, name)
    if isinstance(value, datetime):
        return value.isoformat()
    return [[a.language, a.link] for a in value] if name == "alternates" else value


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_each_sitemap_reads_as_expected(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    options = Options(url=URL, **expected.get("options", {}))
    for data in (path.read_bytes(), gzip.compress(path.read_bytes(), mtime=0)):
        if "error" in expected:
            with pytest.raises(SourceError, match=expected["error"]):
                read(response(data if path.suffix != ".gz" else path.read_bytes()), options, oldest=OLDEST)
            continue
        found = read(response(data), options, oldest=OLDEST, timezone=expected.get("timezone", ""))
        assert [
            {name: plainly(entry, name) for name in wanted}
            for entry, wanted in zip(found.entries, expected["entries"], strict=True)
        ] == expected["entries"]
        assert (found.addresses, found.matched) == (expected["addresses"], expected["matched"])
        children = [[c.url, f"{c.covers:%Y-%m-%d}" if c.covers else None, c.exact] for c in found.children]
        assert children == expected.get("children", [])
        for note, words in zip(found.notes, expected["notes"], strict=True):
            assert words in note


def urls(*links: str, lastmod: str = "") -> str:
    dated = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    inside = "".join(f"<url><loc>{link}</loc>{dated}</url>" for link in links)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inside}</urlset>'


def index(*children: tuple[str, str]) -> str:
    inside = "".join(
        f"<sitemap><loc>{loc}</loc>{f'<lastmod>{at}</lastmod>' if at else ''}</sitemap>" for loc, at in children
    )
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inside}</sitemapindex>'


def source(web: Loopback, **options: Any) -> Source:
    return Source("s", "sitemap", Options(url=web.url("/sitemap.xml"), **options), allow_private=True)


def ago(**time: float) -> str:
    return (datetime.now(UTC) - timedelta(**time)).isoformat(timespec="seconds")


def test_of_an_index_the_young_files_are_read_and_the_old_ones_never_asked(web: Loopback) -> None:
    web.page(
        "/sitemap.xml",
        index(("/old.xml", ago(days=30)), ("/b.xml", ago(days=2)), ("/a.xml.gz", ago(hours=1))),
        etag='"1"',
    )
    web.page(
        "/a.xml.gz",
        gzip.compress(urls("https://x.example/new", lastmod=ago(hours=1)).encode()),
        content_type="application/gzip",
    )
    web.page("/b.xml", urls("https://x.example/older", "https://x.example/new", lastmod=ago(days=2)))
    with Client("x") as client:
        found = fetch(source(web), client, Validators())
        assert [entry.id for entry in found.entries] == ["https://x.example/older", "https://x.example/new"]
        assert [request.path for request in web.asked] == ["/sitemap.xml", "/a.xml.gz", "/b.xml"]
        assert (found.notes, len(found.raw)) == ((), 3)
        assert fetch(source(web), client, found.validators).not_modified


@pytest.mark.parametrize("lastmod", ["", datetime.now(UTC).date().isoformat()])
def test_an_index_that_does_not_say_when_its_files_change_is_never_taken_for_unchanged(
    web: Loopback, lastmod: str
) -> None:
    web.page("/sitemap.xml", index(("/a.xml", lastmod)), etag='"1"')
    web.page("/a.xml", urls("https://x.example/1"))
    with Client("x") as client:
        found = fetch(source(web), client, Validators())
    assert (len(found.entries), found.validators) == (1, Validators())


def test_a_file_that_fails_is_told_and_asked_for_again(web: Loopback) -> None:
    web.page("/sitemap.xml", index(("/a.xml", ago(hours=1)), ("/b.xml", ago(hours=2))), etag='"1"')
    web.page("/b.xml", urls("https://x.example/1"))
    with Client("x") as client:
        found = fetch(source(web), client, Validators())
        assert "a file of the index is left out" in found.notes[0]
        assert (len(found.entries), found.validators) == (1, Validators())
        web.remove("/b.xml")
        with pytest.raises(SourceError, match="no file of the index can be read"):
            fetch(source(web), client, Validators())


def test_files_are_bounded_and_undated_series_are_taken_from_both_ends(web: Loopback) -> None:
    web.page("/sitemap.xml", index(*((f"/posts-{n}.xml", "") for n in range(1, 9))))
    for n in range(1, 9):
        web.page(f"/posts-{n}.xml", urls(f"https://x.example/{n}"))
    with Client("x") as client:
        found = fetch(source(web, max_files=3), client, Validators())
    assert {entry.id[-1] for entry in found.entries} == {"8", "1", "7"}
    assert found.notes == ("5 files of the index are not read; raise max_files if something is missing",)


def test_indexes_that_name_each_other_end(web: Loopback) -> None:
    web.page("/sitemap.xml", index(("/two.xml", "")))
    web.page("/two.xml", index(("/sitemap.xml", ""), ("/two.xml", ""), ("/three.xml", "")))
    web.page("/three.xml", urls("https://x.example/1"))
    with Client("x") as client:
        assert len(fetch(source(web), client, Validators()).entries) == 1
    assert len(web.asked) <= 6


def test_a_match_that_fits_nothing_is_told(web: Loopback) -> None:
    web.page("/sitemap.xml", urls("https://x.example/1", "https://x.example/2"))
    with Client("x") as client:
        found = fetch(source(web, match="/press/"), client, Validators())
    assert found.entries == ()
    assert "`match` (/press/) fits none of 2 addresses" in found.notes[0]


@pytest.mark.slow
def test_bombs_and_giants_end_in_bounded_time() -> None:
    begun = time.monotonic()
    options = Options(url=URL)
    with pytest.raises(SourceError, match="unpacks to more than 50 MB"):
        read(response(gzip.compress(b"<urlset>" + b" " * 60_000_000, mtime=0)), options, oldest=OLDEST)
    many = urls(*(f"https://x.example/{n}" for n in range(60_000))).encode()
    found = read(response(many), options, oldest=OLDEST)
    assert found.addresses == 50_000
    assert "the rest is left out" in found.notes[0]
    attributes = (
        b"<urlset><url "
        + b" ".join(b'a%d="1"' % n for n in range(50_000))
        + b"><loc>https://x.example/</loc></url></urlset>"
    )
    assert read(response(attributes), options, oldest=OLDEST).addresses <= 1
    deep = b"<urlset><url>" + b"<a>" * 100_000
    assert read(response(deep), options, oldest=OLDEST).addresses == 0
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize(
    ("options", "words"),
    [({"match": "("}, "no regular expression"), ({"max_age": "a week"}, "write a number"), ({"url": "file:///x"}, "only http"), ({"max_files": 0}, "greater than")],
)  # fmt: skip
def test_options_say_what_is_wrong(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Options(**{"url": URL, **options})


@settings(max_examples=80, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(CASES))
def test_damaged_sitemaps_never_fail_but_as_source_errors(chance: random.Random, path: Path) -> None:
    data = bytearray(path.read_bytes() or b"<urlset/>")
    for _ in range(chance.randint(1, 30)):
        start = chance.randrange(len(data) + 1)
        data[start : start + chance.randint(0, 8)] = bytes(chance.randrange(256) for _ in range(chance.randint(0, 8)))
    try:
        found = read(response(bytes(data)), Options(url=URL), oldest=OLDEST)
    except SourceError as error:
        assert str(error).isprintable()
    else:
        assert all(entry.link.startswith("http") for entry in found.entries)
        assert all(note.isprintable() for note in found.notes)
