"""The client against a real server on this machine: answers good, bad and hostile."""

from __future__ import annotations

import gzip
import re
import socket
import sys
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SourceError, clean
from pipeline.http import Client
from pipeline.http.addresses import refusal
from pipeline.model import Validators
from tests.loopback import Loopback


@pytest.fixture
def web() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


@pytest.fixture
def client() -> Iterator[Client]:
    with Client("desk@example.org", "https://example.org/", timeout=5, connect_timeout=2) as one:
        yield one


def refused(client: Client, url: str, *, allow_private: bool = True) -> str:
    """The message of the SourceError that an address ends in: one line, nothing unprintable."""
    with pytest.raises(SourceError) as caught:
        client.get(url, allow_private=allow_private)
    message = str(caught.value)
    assert message.isprintable()
    return message


def test_an_answer_with_all_its_parts(web: Loopback, client: Client) -> None:
    url = web.page("/a", "<p>é</p>", content_type='Text/HTML; Charset="UTF-8"', etag='W/"x"', last_modified="Thu")
    answer = client.get(url, allow_private=True, accept="text/html")
    assert (answer.url, answer.status, answer.content) == (url, 200, "<p>é</p>".encode())
    assert (answer.content_type, answer.charset) == ("text/html", "utf-8")
    assert answer.validators == Validators('W/"x"', "Thu")
    assert answer.headers["etag"] == 'W/"x"'
    assert not answer.not_modified
    sent = web.requests[-1].headers
    assert sent["user-agent"] == "newsroom-pipeline/0.1 (+https://example.org/; desk@example.org)"
    assert sent["accept"] == "text/html"
    assert "cookie" not in sent
    assert "if-none-match" not in sent


def test_validators_are_sent_verbatim_and_304_keeps_them(web: Loopback, client: Client) -> None:
    url = web.page("/a", "x", etag='"é-1"', last_modified="Fri, 28 Nov 2025 00:00:00 GMT")
    first = client.get(url, allow_private=True)
    second = client.get(url, allow_private=True, validators=first.validators)
    assert second.not_modified
    assert second.status == 304
    assert second.content == b""
    assert second.validators == first.validators
    assert web.requests[-1].headers["if-modified-since"] == "Fri, 28 Nov 2025 00:00:00 GMT"
    web.page("/a", "y", etag='"2"')
    third = client.get(url, allow_private=True, validators=first.validators)
    assert (third.content, third.validators) == (b"y", Validators('"2"'))


def test_304_that_nobody_asked_for_is_refused(web: Loopback, client: Client) -> None:
    assert "answered 304 Not Modified" in refused(client, web.page("/a", status=304))


def test_connections_are_used_again_and_cookies_are_not(web: Loopback, client: Client) -> None:
    url = web.page("/a", "x", headers={"Set-Cookie": "a=b"})
    client.get(url, allow_private=True)
    client.get(url, allow_private=True)
    assert web.requests[0].connection == web.requests[1].connection
    assert "cookie" not in web.requests[1].headers


def test_a_connection_opened_with_permission_serves_nobody_without(web: Loopback, client: Client) -> None:
    url = web.page("/a", "x")
    client.get(url, allow_private=True)
    assert "is on this machine itself (127.0.0.1); set allow_private: true" in refused(client, url, allow_private=False)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (500, "answered 500 Internal Server Error; it is tried again later"),
        (503, "answered 503 Service Unavailable; it is tried again later (it asks to wait 120 s)"),
        (404, "answered 404 Not Found; check whether the address has moved"),
        (410, "answered 410 Gone; its owner says that it is withdrawn for good"),
        (403, "answered 403 Forbidden; it does not let this client in"),
        (418, "answered 418"),
        (599, "answered 599; it is tried"),
        (300, "answered 300"),
    ],
)
def test_unwelcome_answers(web: Loopback, client: Client, status: int, words: str) -> None:
    url = web.page("/a", "sorry", status=status, headers={"Retry-After": "120"} if status == 503 else None)
    message = refused(client, url)
    assert message.startswith(url)
    assert words in message


def test_redirects_are_followed_and_the_last_address_is_told(web: Loopback, client: Client) -> None:
    target = web.page("/new/feed.xml", "x")
    web.redirect("/old", "/mid?a=b", 302)
    web.redirect("/mid?a=b", "new/feed.xml", 308)
    assert client.get(web.url("/old"), allow_private=True).url == target


def test_redirects_in_a_circle_end_at_once(web: Loopback, client: Client) -> None:
    web.redirect("/a", "/b", 302)
    assert "/a redirects in a circle" in refused(client, web.redirect("/b", "/a") and web.url("/a"))
    assert [request.path for request in web.requests] == ["/robots.txt", "/a", "/b"]


def test_redirects_without_end_are_not_followed(web: Loopback, client: Client) -> None:
    for n in range(10):
        web.redirect(f"/{n}", f"/{n + 1}")
    assert "redirects more than 5 times" in refused(client, web.url("/0"))
    assert len(web.requests) == 7


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("http://user:secret@example.org/", "user name or password"),
        ("http://[::1", "not a web address"),
        ("http://a:99999/", "not a web address"),
    ],
)
def test_redirects_to_what_is_no_web_address(web: Loopback, client: Client, target: str, words: str) -> None:
    message = refused(client, web.redirect("/a", target))
    assert "redirects to" in message
    assert words in message
    assert "secret" not in message


def test_a_redirect_to_a_private_address_is_refused(
    web: Loopback, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The outside world is played by this machine: only the first look-up calls it public.
    monkeypatch.setattr(
        "pipeline.http.connection.refusal", lambda address: "" if address == "127.0.0.1" else "on a private net"
    )
    web.redirect("/a", f"http://[::1]:{web.port}/b")
    assert "::1 is on a private net (::1)" in refused(client, web.url("/a"), allow_private=False)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::ffff:127.0.0.1]"])
def test_every_spelling_of_this_machine_is_refused(web: Loopback, client: Client, host: str) -> None:
    web.page("/a", "x")
    assert "allow_private: true" in refused(client, web.url("/a", host), allow_private=False)
    assert web.requests == []


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.3",
        "172.16.1.1",
        "192.168.1.1",
        "127.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::10.0.0.1",
        "2002:a00:1::",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2001:db8::1",
        "2001:0:a00:1::",
    ],
)
def test_addresses_that_are_refused(address: str) -> None:
    assert refusal(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"])
def test_addresses_that_are_public(address: str) -> None:
    assert refusal(address) == ""


@pytest.mark.parametrize(
    "url",
    ["", "feed.xml", "file:///etc/passwd", "ftp://example.org/", "http://", "http://a b/", "http://a\nb/", "http://[x/",
     "http://example.org:port/", "http://user@example.org/", "http://" + "a" * 300 + "/", "http://exa\u202emple\x00.org/",
     "http://..", "http://-.-/", "http://xn--/"],
)  # fmt: skip
def test_bad_addresses(client: Client, url: str) -> None:
    assert len(refused(client, url)) < 500


@given(st.text(max_size=60))
def test_any_text_as_address_ends_in_words(text: str) -> None:
    with Client("x", timeout=0.2, connect_timeout=0.2) as client, pytest.raises(SourceError):
        client.get("file://" + text)


def test_connection_refused(client: Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert refused(client, f"http://127.0.0.1:{port}/") == (
        "cannot reach 127.0.0.1: connection refused; check the address or your network"
    )


def test_unknown_host(client: Client) -> None:
    assert "cannot find nowhere.invalid: no such host" in refused(client, "http://nowhere.invalid/")


def test_no_tls_where_tls_is_expected(web: Loopback, client: Client) -> None:
    assert "no secure connection to 127.0.0.1" in refused(client, web.url("/").replace("http:", "https:"))


def drip(head: bytes) -> object:
    def write(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(100):
            connection.sendall(b"x")
            time.sleep(0.05)

    return write


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b""]
)
def test_a_dripping_answer_ends_with_the_deadline(web: Loopback, head: bytes) -> None:
    web.raw("/a", drip(head))  # type: ignore[arg-type]
    began = time.monotonic()
    with Client("x", timeout=0.4) as client:
        assert "did not answer in full within 0.4 s" in refused(client, web.url("/a"))
    assert time.monotonic() - began < 8


def test_a_slow_answer_ends_with_the_deadline(web: Loopback) -> None:
    with Client("x", timeout=0.2) as client:
        assert "did not answer in full" in refused(client, web.page("/a", "x", delay=1))


def test_redirects_share_one_deadline(web: Loopback) -> None:
    for n in range(5):
        web.page(f"/{n}", status=302, headers={"Location": f"/{n + 1}"}, delay=0.15)
    web.page("/5", "x")
    with Client("x", timeout=0.5) as client:
        assert "did not answer in full" in refused(client, web.url("/0"))


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(b"hello", mtime=0)),
        ("x-gzip", gzip.compress(b"hel", mtime=0) + gzip.compress(b"lo", mtime=0) + b"\0" * 20),
        ("deflate", zlib.compress(b"hello")),
        ("deflate", zlib.compress(b"hello")[2:-4]),
        ("identity", b"hello"),
        ("br", brotli.compress(b"hello")),
        ("gzip, br", brotli.compress(gzip.compress(b"hello", mtime=0))),
        ("GZIP , identity", gzip.compress(b"hello", mtime=0)),
        ("", gzip.compress(b"hello", mtime=0)),
        ("gzip", gzip.compress(gzip.compress(b"hello", mtime=0), mtime=0)),
    ],
)
def test_packed_answers(web: Loopback, client: Client, coding: str, packed: bytes) -> None:
    url = web.page("/a", packed, headers={"Content-Encoding": coding})
    assert client.get(url, allow_private=True).content == b"hello"


@pytest.mark.parametrize(
    ("coding", "packed", "words"),
    [
        ("gzip", b"not gzip at all", "damaged gzip"),
        ("gzip", gzip.compress(b"hello" * 999, mtime=0)[:-20], "damaged gzip"),
        ("deflate", b"\xff\xff\xff", "damaged deflate"),
        ("br", b"not brotli at all", "damaged br"),
        ("br", brotli.compress(b"hello" * 999)[:-3], "damaged br"),
        ("br", b"x", "damaged br"),
        ("gzip, br", brotli.compress(b"x"), "damaged gzip"),
        ("zstd", b"x", "packed as zstd"),
        ("gzip, gzip, gzip", b"x", "packed as gzip, gzip, gzip"),
        ("", gzip.compress(b"hello" * 999, mtime=0)[:-20], "damaged gzip"),
    ],
)
def test_badly_packed_answers(web: Loopback, client: Client, coding: str, packed: bytes, words: str) -> None:
    assert words in refused(client, web.page("/a", packed, headers={"Content-Encoding": coding}))


def test_a_gzip_bomb_is_refused_in_little_memory(web: Loopback) -> None:
    bomb = gzip.compress(bytes(100 * 1024 * 1024), mtime=0)
    url = web.page("/a", bomb, headers={"Content-Encoding": "gzip"})
    with Client("x", max_bytes=1024 * 1024) as client:
        tracemalloc.start()
        try:
            assert "more than 1 MB" in refused(client, url)
            assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
        finally:
            tracemalloc.stop()


def test_too_large_an_answer_is_refused_declared_or_not(web: Loopback) -> None:
    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    with Client("x", max_bytes=1000) as client:
        assert "sends more than" in refused(client, web.page("/a", b"x" * 1001))
        assert "sends more than" in refused(client, web.raw("/b", endless))
        assert len(client.get(web.page("/c", b"x" * 1000), allow_private=True).content) == 1000


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 \x1b[31mred\x07\r\nBad\x00Header: \xff\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 40000 + b"\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://\x1b[31m\xe2\x80\xae/\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    ],
)
def test_answers_that_break_the_rules(web: Loopback, client: Client, answer: bytes) -> None:
    assert len(refused(client, web.raw("/a", lambda connection: connection.sendall(answer)))) < 500


def test_validators_that_would_smuggle_headers_are_not_sent(web: Loopback, client: Client) -> None:
    client.get(web.page("/a", "x"), allow_private=True, validators=Validators('"1"\r\nX-Evil: 1'))
    assert "if-none-match" not in web.requests[-1].headers
    assert not any("x-evil" in request.headers for request in web.requests)


def test_threads_share_a_client_and_keep_their_own_rules(web: Loopback, client: Client) -> None:
    url = web.page("/a", "x", delay=0.05)

    def ask(n: int) -> str:
        try:
            return client.get(url, allow_private=n % 2 == 0).content.decode()
        except SourceError:
            return "refused"

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(16))) == ["x", "refused"] * 8


@given(st.text())
def test_messages_are_one_clean_line(text: str) -> None:
    assert clean(text).isprintable()
    assert len(clean(text)) <= 200
    assert not re.search(r"^\s|\s$|\s\s", clean(text))


def test_importing_the_client_does_not_load_httpx() -> None:
    import subprocess

    code = "import sys, pipeline.http; sys.exit('httpx' in sys.modules or 'httpcore' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_connection_that_was_closed_while_idle_is_replaced_at_once(web: Loopback, client: Client) -> None:
    answers = [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell", b""]
    url = web.raw("/a", lambda connection: connection.sendall(answers.pop(0)))
    assert client.get(url, allow_private=True).content == b"well"
    assert len(web.asked) == 2
    assert "broke off" in refused(client, url)
    assert len(web.asked) == 3, "a fresh connection that breaks is not tried twice"
