"""What an answer's headers say: how long to leave the server alone, where it moved, what it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SourceError
from pipeline.http import Client, unpacked
from pipeline.http.answers import lowered, retry_after, unwelcome, wait
from pipeline.model import Validators
from tests.loopback import Loopback

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SENT = "Mon, 02 Mar 2026 08:00:00 GMT"  # by a server whose clock is an hour behind ours


@pytest.fixture
def web() -> Iterator[Loopback]:
    with Loopback() as server:
        server.page("/end", "x")
        yield server


@pytest.fixture
def client() -> Iterator[Client]:
    with Client("desk@example.org", timeout=5) as one:
        yield one


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache-control": "max-age=300"}, 300),
        ({"cache-control": "public, MAX-AGE = 300 , must-revalidate"}, 300),
        ({"cache-control": 'max-age="300"'}, 300),
        ({"cache-control": "max-age=300", "age": "250"}, 50),
        ({"cache-control": "max-age=300", "age": "999"}, 0),
        ({"cache-control": "max-age=300", "age": "old"}, 300),
        ({"cache-control": "s-maxage=300"}, None),
        ({"cache-control": "x-max-age=300"}, None),
        ({"cache-control": "s-maxage=9, max-age=300"}, 300),
        ({"cache-control": "max-age=-5"}, None),
        ({"cache-control": "max-age=99999999999999999999"}, 7 * 86400),
        ({"cache-control": "max-age=0"}, 0),
        ({"cache-control": "no-cache, max-age=300"}, 0),
        ({"cache-control": "no-store"}, 0),
        ({"cache-control": 'no-cache="set-cookie", max-age=300'}, 300),
        ({"cache-control": "max-age=300", "expires": "0"}, 300),
        ({"expires": "Mon, 02 Mar 2026 09:10:00 GMT"}, 600),
        ({"expires": "Mon, 02 Mar 2026 09:10:00 GMT", "date": SENT}, 4200),
        ({"expires": "Monday, 02-Mar-26 09:10:00 GMT"}, 600),
        ({"expires": "Mon Mar  2 09:10:00 2026"}, 600),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"expires": "Fri, 31 Dec 9999 23:59:59 GMT"}, 7 * 86400),
        ({"expires": "-1"}, 0),
    ],
)
def test_how_long_an_answer_stays_fresh(headers: dict[str, str], seconds: float | None) -> None:
    assert wait(headers, NOW) == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("120, 120", 120),
        ("999999999999", 86400),
        ("Mon, 02 Mar 2026 09:02:00 GMT", 120),
        ("Sun, 01 Mar 2026 09:02:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86400),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("1" * 10_000, 86400),
        ("²", None),
    ],
)
def test_retry_after_in_both_forms(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}, NOW) == seconds


def test_retry_after_counts_by_the_servers_own_clock() -> None:
    assert retry_after({"retry-after": "Mon, 02 Mar 2026 08:05:00 GMT", "date": SENT}, NOW) == 300


@given(st.dictionaries(st.sampled_from(["cache-control", "expires", "age", "date", "retry-after"]), st.text()))
def test_any_headers_give_a_bounded_wait(headers: dict[str, str]) -> None:
    found = wait(headers, NOW)
    assert found is None or timedelta() <= found <= timedelta(days=7)
    seconds = retry_after(headers, NOW)
    assert seconds is None or 0 <= seconds <= 86400
    assert str(unwelcome("http://a/", 503, headers, NOW)).isprintable()


def test_many_fields_of_one_name_are_joined_quickly() -> None:
    assert len(lowered([(b"X", b"y")] * 30_000)["x"]) == 30_000 * 3 - 2


def test_the_wait_comes_with_answers_new_and_unchanged(web: Loopback, client: Client) -> None:
    url = web.page("/a", "x", etag='"1"', headers={"Cache-Control": "max-age=60"})
    assert client.get(url, allow_private=True).wait == timedelta(seconds=60)
    assert client.get(url, allow_private=True, validators=Validators('"1"')).wait == timedelta(seconds=60)
    assert client.get(web.url("/end"), allow_private=True).wait is None


@pytest.mark.parametrize("status", [429, 503, 404, 500])
def test_errors_carry_status_and_retry_after(web: Loopback, client: Client, status: int) -> None:
    url = web.page("/a", status=status, headers={"Retry-After": "120"})
    with pytest.raises(SourceError) as caught:
        client.get(url, allow_private=True)
    assert (caught.value.status, caught.value.retry_after, caught.value.gone) == (status, 120, False)


def test_gone_is_told_apart(web: Loopback, client: Client) -> None:
    with pytest.raises(SourceError) as caught:
        client.get(web.page("/a", status=410), allow_private=True)
    assert caught.value.gone
    assert caught.value.retry_after is None


@pytest.mark.parametrize(
    ("hops", "moved"),
    [
        ((), False),
        ((301,), True),
        ((308,), True),
        ((301, 308), True),
        ((302,), False),
        ((303,), False),
        ((307,), False),
        ((301, 302), False),
        ((302, 301), False),
        ((308, 307, 301), False),
    ],
)
def test_only_permanent_redirects_all_the_way_are_a_move(
    web: Loopback, client: Client, hops: tuple[int, ...], moved: bool
) -> None:
    for n, status in enumerate(hops):
        web.redirect(f"/{n}", f"/{n + 1}" if n + 1 < len(hops) else "/end#part", status)
    answer = client.get(web.url("/0" if hops else "/end"), allow_private=True)
    assert answer.content == b"x"
    assert answer.moved_to == (web.url("/end") if moved else "")


def test_a_move_is_told_with_304_too(web: Loopback, client: Client) -> None:
    target = web.page("/b", "x", etag='"1"')
    answer = client.get(web.redirect("/a", "/b", 301), allow_private=True, validators=Validators('"1"'))
    assert (answer.not_modified, answer.moved_to) == (True, target)


@given(st.binary(max_size=200))
def test_what_is_not_gzip_is_left_as_it_is(data: bytes) -> None:
    if data.startswith(b"\x1f\x8b"):
        return
    assert unpacked(data, "a file") == data
