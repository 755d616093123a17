"""robots.txt: whom it lets in, what it costs, and what happens where it cannot be read."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SourceError
from pipeline.http import Client, Copy, Robots
from pipeline.http.robots import MAX_BYTES, ours
from tests.loopback import Loopback

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SITE = "https://example.org"


@pytest.fixture
def web() -> Iterator[Loopback]:
    with Loopback() as server:
        server.page("/feed.xml", "feed")
        server.page("/closed/feed.xml", "closed")
        yield server


def robots(text: str, status: int = 200) -> Robots:
    one = Robots()
    one.add(SITE, Copy(text, status, NOW))
    return one


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/x", True),
        ("User-agent: *\nDisallow:", "/x", True),
        ("User-agent: *\nDisallow: /", "/x", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("\ufeffUser-agent: *\r\nDisallow: /x # note\r\n", "/x/y", False),
        ("User-agent: *\nDisallow: /x\nAllow: /x/feed", "/x/feed.xml", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x", True),
        ("User-agent: *\nDisallow: /a%3cb", "/a%3Cb", False),
        ("User-agent: *\nDisallow: /фид", "/%D1%84%D0%B8%D0%B4", False),
        # Our own group counts alone, however it is spelt.
        ("User-agent: *\nDisallow: /\n\nUser-agent: Newsroom-Pipeline\nDisallow: /y", "/x", True),
        ("User-agent: newsroom-pipeline/0.1\nDisallow: /", "/x", False),
        ("User-agent: other\nUser-agent: newsroom-pipeline\nDisallow: /", "/x", False),
        ("User-agent: other\nDisallow: /", "/x", True),
        ("User-agent: newsroom\nDisallow: /", "/x", True),
        ("User-agent: *\nDisallow: /a\nUser-agent: other\nDisallow: /x\nUser-agent: *\nDisallow: /b", "/x", True),
        ("User-agent: *\nDisallow: /a\nUser-agent: other\nDisallow: /x\nUser-agent: *\nDisallow: /b", "/b", False),
        ("User-agent: *\nSitemap: https://example.org/s.xml\nUser-agent: other\nDisallow: /x", "/x", False),
        ("<!doctype html><html><body>not found</body></html>", "/x", True),
    ],
)
def test_whom_it_lets_in(text: str, path: str, allowed: bool) -> None:
    assert robots(text).allows(SITE + path) is allowed


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 5", 5),
        ("User-agent: *\nCrawl-delay: 0.5\nUser-agent: other\nCrawl-delay: 9", 0.5),
        ("User-agent: *\nCrawl-delay: 86400", 10),
        ("User-agent: *\nCrawl-delay: -3", 0),
        ("User-agent: *\nCrawl-delay: nan", 0),
        ("User-agent: *\nCrawl-delay: soon", 0),
        ("User-agent: *\nDisallow: /", 0),
    ],
)
def test_how_long_it_wants_to_be_left_alone(text: str, delay: float) -> None:
    assert robots(text).delay(SITE) == delay


@given(st.text(alphabet=st.sampled_from("user-agent: *\nDisallow/xSitempCrwlyé#$\t\r\ufeff%")) | st.text())
def test_any_text_is_read(text: str) -> None:
    one = robots(text)
    one.allows(f"{SITE}/x?y=z#é")
    assert 0 <= one.delay(SITE) <= 10
    assert len(ours(text).splitlines()) <= 3 * len(text.splitlines())


@pytest.mark.parametrize(
    "line",
    [
        "User-agent: a{n}\n",
        "Disallow: /{n}\n",
        "Disallow: /*a*a*a*a*a*a*a*a*b{n}$\n",
        "Allow: /%{n}\n",
        "User-agent: *\n",
    ],
)
@pytest.mark.parametrize("after", ["User-agent: b{n}\n", "Disallow: /{n}\n", "User-agent: *\nDisallow: /*{n}*a*\n"])
def test_half_a_megabyte_of_anything_is_read_in_no_time(line: str, after: str) -> None:
    text = "User-agent: *\n"
    for shape in (line, after):
        text += "".join(shape.replace("{n}", str(n)) for n in range(MAX_BYTES // 2 // (len(shape) + 3)))
    began = time.monotonic()
    robots(text).allows(f"{SITE}/{'a' * 2000}")
    assert time.monotonic() - began < 15


def test_copies_are_kept_a_day_and_travel_as_plain_values() -> None:
    one = Robots()
    one.load({SITE: ("User-agent: *\nDisallow: /", 200, NOW), "http://b": ("", 404, NOW - timedelta(hours=25))})
    assert one.fresh(SITE, NOW + timedelta(hours=11))
    assert not one.fresh(SITE, NOW + timedelta(hours=13))
    assert one.usable(SITE, NOW + timedelta(hours=23))
    assert not one.usable(SITE, NOW + timedelta(hours=24))
    assert not one.usable(SITE, NOW - timedelta(hours=1)), "a copy from the future says that a clock was wrong"
    assert one.dump(NOW) == {SITE: ("User-agent: *\nDisallow: /", 200, NOW)}


def test_it_is_asked_once_and_obeyed(web: Loopback) -> None:
    web.page("/robots.txt", "User-agent: *\nDisallow: /closed/")
    with Client("x") as client:
        assert client.get(web.url("/feed.xml"), allow_private=True).content == b"feed"
        with pytest.raises(SourceError, match=r"robots.txt of 127.0.0.1:\d+ does not allow http://.*; ask its owner"):
            client.get(web.url("/closed/feed.xml"), allow_private=True)
        client.get(web.url("/feed.xml"), allow_private=True)
    assert [request.path for request in web.requests] == ["/robots.txt", "/feed.xml", "/feed.xml"]
    assert "newsroom-pipeline" in web.requests[0].headers["user-agent"]


def test_a_redirect_does_not_lead_around_it(web: Loopback) -> None:
    web.page("/robots.txt", "User-agent: *\nDisallow: /closed/")
    with Client("x") as client, pytest.raises(SourceError, match="does not allow"):
        client.get(web.redirect("/a", "/closed/feed.xml"), allow_private=True)
    assert web.asked[-1].path == "/a"


def test_copies_of_an_earlier_run_save_the_request(web: Loopback) -> None:
    with Client("x") as first:
        first.get(web.url("/feed.xml"), allow_private=True)
        kept = first.robots.dump(datetime.now(UTC))
    one = Robots()
    one.load({origin: (text, status, at) for origin, (text, status, at) in kept.items()})
    with Client("x", robots=one) as second:
        second.get(web.url("/feed.xml"), allow_private=True)
    assert [request.path for request in web.requests] == ["/robots.txt", "/feed.xml", "/feed.xml"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 451])
def test_any_4xx_means_that_all_is_allowed(web: Loopback, status: int) -> None:
    web.page("/robots.txt", "User-agent: *\nDisallow: /", status=status)
    with Client("x") as client:
        assert client.get(web.url("/feed.xml"), allow_private=True).content == b"feed"


@pytest.mark.parametrize("status", [500, 502, 503, 599])
def test_any_5xx_means_that_nothing_is_allowed(web: Loopback, status: int) -> None:
    web.page("/robots.txt", status=status, headers={"Retry-After": "60"})
    with Client("x") as client:
        for _ in range(3):
            with pytest.raises(SourceError, match="while its robots") as caught:
                client.get(web.url("/feed.xml"), allow_private=True)
            assert (caught.value.status, caught.value.retry_after) == (status, 60)
    assert [request.path for request in web.requests] == ["/robots.txt"], "asked once, not for every page"


def test_an_outage_is_bridged_by_a_copy_of_the_day(web: Loopback) -> None:
    now = NOW
    web.page("/robots.txt", "User-agent: *\nDisallow: /closed/")
    with Client("x", clock=lambda: now) as client:
        client.get(web.url("/feed.xml"), allow_private=True)
        web.page("/robots.txt", status=503)
        now = NOW + timedelta(hours=20)
        assert client.get(web.url("/feed.xml"), allow_private=True).content == b"feed"
        with pytest.raises(SourceError, match="does not allow"):
            client.get(web.url("/closed/feed.xml"), allow_private=True)
        now = NOW + timedelta(hours=25)
        with pytest.raises(SourceError, match="cannot be read"):
            client.get(web.url("/feed.xml"), allow_private=True)


def test_a_new_copy_counts_after_half_a_day(web: Loopback) -> None:
    now = NOW
    with Client("x", clock=lambda: now) as client:
        client.get(web.url("/feed.xml"), allow_private=True)
        web.page("/robots.txt", "User-agent: *\nDisallow: /")
        client.get(web.url("/feed.xml"), allow_private=True)
        now = NOW + timedelta(hours=13)
        with pytest.raises(SourceError, match="does not allow"):
            client.get(web.url("/feed.xml"), allow_private=True)


def test_its_redirects_are_followed_and_its_end_may_be_missing(web: Loopback) -> None:
    web.redirect("/robots.txt", "/elsewhere.txt")
    rules = "User-agent: *\nDisallow: /closed/\n"
    web.page("/elsewhere.txt", rules + "# padding\n" * 60_000 + "Disallow: /feed.xml\n")
    with Client("x", max_bytes=100_000) as client:
        assert client.get(web.url("/feed.xml"), allow_private=True).content == b"feed"
        with pytest.raises(SourceError, match="does not allow"):
            client.get(web.url("/closed/feed.xml"), allow_private=True)


def test_redirects_without_end_mean_that_there_is_none(web: Loopback) -> None:
    with Client("x") as client:
        web.redirect("/robots.txt", "/robots.txt")
        assert client.get(web.url("/feed.xml"), allow_private=True).content == b"feed"


def test_a_robots_txt_that_drips_is_waited_for_once(web: Loopback) -> None:
    web.page("/robots.txt", "User-agent: *", delay=2)
    with Client("x", timeout=0.3) as client:
        began = time.monotonic()
        for _ in range(3):
            with pytest.raises(SourceError, match=r"robots.txt did not answer in full within 0.3 s"):
                client.get(web.url("/feed.xml"), allow_private=True)
        assert time.monotonic() - began < 8


def test_a_source_that_may_not_go_there_spoils_it_for_no_other(web: Loopback) -> None:
    with Client("x") as client:
        with pytest.raises(SourceError, match="set allow_private: true"):
            client.get(web.url("/feed.xml"))
        assert client.get(web.url("/feed.xml"), allow_private=True).content == b"feed"
        with pytest.raises(SourceError, match="set allow_private: true"):
            client.get(web.url("/feed.xml"))


def test_the_pause_a_site_asks_for_is_kept_and_is_nobodys_fault(web: Loopback) -> None:
    web.page("/robots.txt", "User-agent: *\nCrawl-delay: 0.3")
    with Client("x", timeout=0.5) as client, ThreadPoolExecutor(4) as pool:
        began = time.monotonic()
        asked = [pool.submit(client.get, web.url("/feed.xml"), allow_private=True) for _ in range(4)]
        assert [one.result().content for one in asked] == [b"feed"] * 4
        assert 0.9 <= time.monotonic() - began < 8


def test_closing_the_client_ends_the_pause(web: Loopback) -> None:
    web.page("/robots.txt", "User-agent: *\nCrawl-delay: 60")
    with ThreadPoolExecutor(1) as pool:
        client = Client("x")
        client.get(web.url("/feed.xml"), allow_private=True)
        waiting = pool.submit(client.get, web.url("/feed.xml"), allow_private=True)
        time.sleep(0.1)
        client.close()
        with pytest.raises(SourceError, match="the run was ended"):
            waiting.result(timeout=2)
