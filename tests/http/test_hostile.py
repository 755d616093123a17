"""A hostile server: whatever it does, each request ends in words, in bounded time and in little memory.

Run with `-s` to see what each took.
"""

from __future__ import annotations

import gzip
import random
import socket
import struct
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import brotli  # type: ignore[import-untyped]
import pytest

from pipeline.errors import SourceError
from pipeline.http import Client
from tests.conftest import ROOT
from tests.loopback import Loopback

Write = Callable[[socket.socket], None]
TIMEOUT = 0.5  # seconds one request may take here
SLACK = 6.0  # what a busy machine may add


@pytest.fixture
def web() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


@pytest.fixture
def report() -> Callable[[str], None]:
    """Tells what a case took, to those who run with `-s`."""

    def tell(line: str) -> None:
        sys.stdout.write(f"\n{line}")

    return tell


def sends(data: bytes) -> Write:
    return lambda connection: connection.sendall(data)


def drips(head: bytes, drop: bytes = b"x") -> Write:
    def write(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(200):
            connection.sendall(drop)
            time.sleep(0.02)

    return write


def pours(head: bytes, flood: bytes) -> Write:
    def write(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(flood)

    return write


def resets(head: bytes) -> Write:
    def write(connection: socket.socket) -> None:
        connection.sendall(head)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    return write


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + end


OK = b"HTTP/1.1 200 OK\r\n"
SLOW, BROKEN, LARGE = "did not answer in full within", "broke off or gave an answer that is not HTTP", "sends more than"
PACKED = gzip.compress(random.Random(1).randbytes(1000) * 200, mtime=0)


@pytest.mark.parametrize(
    ("name", "write", "words"),
    [
        ("silence", lambda connection: time.sleep(3), SLOW),
        ("drip of the status line", drips(b"HTT"), SLOW),
        ("drip of headers", drips(OK, b"X: y\r\n"), SLOW),
        ("drip of the body", drips(OK + b"Content-Length: 9999\r\n\r\n"), SLOW),
        ("drip of chunks", drips(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), SLOW),
        ("drip of an unwanted body", drips(b"HTTP/1.1 404 Not Found\r\nContent-Length: 9999\r\n\r\n"), "answered 404"),
        ("endless body", pours(OK + b"\r\n", b"x" * 65536), LARGE),
        ("endless chunks", pours(OK + b"Transfer-Encoding: chunked\r\n\r\n", chunked(b"x" * 60000, end=b"")), LARGE),
        ("endless tiny chunks", pours(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 1000), SLOW),
        ("endless empty gzip", pours(OK + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"", mtime=0) * 1000), LARGE),
        ("endless headers", pours(OK, b"X: y\r\n" * 1000), BROKEN),
        ("endless header line", pours(OK + b"X: ", b"y" * 60000), BROKEN),
        ("endless promises", pours(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100), SLOW),
        ("endless unwanted body", pours(b"HTTP/1.1 500 No\r\n\r\n", b"x" * 65536), "answered 500"),
        ("a hundred thousand letters in a header", sends(OK + b"X: " + b"y" * 200_000 + b"\r\n\r\n"), BROKEN),
        ("thirty thousand headers", sends(OK + b"X: y\r\n" * 30_000 + b"\r\n"), BROKEN),
        ("no status line", sends(b"hello\r\n\r\n"), BROKEN),
        ("a status that is no number", sends(b"HTTP/1.1 abc OK\r\n\r\n"), BROKEN),
        ("a status of four digits", sends(b"HTTP/1.1 2000 OK\r\n\r\n"), BROKEN),
        ("two lengths", sends(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx"), BROKEN),
        ("a negative length", sends(OK + b"Content-Length: -1\r\n\r\nxx"), BROKEN),
        ("a length that is too large", sends(OK + b"Content-Length: 99999999999999\r\n\r\nxx"), LARGE),
        ("nothing at all", sends(b""), BROKEN),
        ("half a status line", sends(b"HTTP/1.1 20"), BROKEN),
        ("half the headers", sends(OK + b"Content-Type: te"), BROKEN),
        ("half the body", sends(OK + b"Content-Length: 10\r\n\r\nshort"), BROKEN),
        ("half a chunk", sends(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel"), BROKEN),
        ("no last chunk", sends(OK + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(b"hello", end=b"")), BROKEN),
        ("a chunk of a strange size", sends(OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n"), BROKEN),
        ("half a gzip", sends(OK + b"Content-Encoding: gzip\r\n\r\n" + PACKED[:-50]), "damaged gzip"),
        ("half a gzip nobody declared", sends(OK + b"\r\n" + PACKED[:-50]), "damaged gzip"),
        ("half a brotli", sends(OK + b"Content-Encoding: br\r\n\r\n" + brotli.compress(b"hello" * 99)[:-2]), "damaged br"),
        ("a reset instead of an answer", resets(b""), BROKEN),
        ("a reset in the body", resets(OK + b"Content-Length: 10\r\n\r\nshort"), BROKEN),
        ("a redirect to a file", sends(b"HTTP/1.1 301 M\r\nLocation: file:///etc/passwd\r\n\r\n"), "only http and https"),
        ("a redirect to data", sends(b"HTTP/1.1 301 M\r\nLocation: data:text/html,x\r\n\r\n"), "only http and https"),
        ("a redirect to gopher", sends(b"HTTP/1.1 302 F\r\nLocation: gopher://a/\r\n\r\n"), "only http and https"),
        ("a redirect with a password", sends(b"HTTP/1.1 302 F\r\nLocation: http://u:p@a/\r\n\r\n"), "name or password"),
        ("a redirect to itself", sends(b"HTTP/1.1 302 F\r\nLocation: /a\r\n\r\n"), "in a circle"),
        ("a redirect of megabytes", sends(b"HTTP/1.1 302 F\r\nLocation: /" + b"a" * 70_000 + b"\r\n\r\n"), "not a web address"),
        ("304 that nobody asked for", sends(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "answered 304"),
        ("101", sends(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"), BROKEN),
        ("TLS where there is none", sends(b"\x16\x03\x01\x02\x00\x01"), BROKEN),
    ],
)  # fmt: skip
def test_it_ends_in_words_and_in_time(
    web: Loopback, name: str, write: Write, words: str, report: Callable[[str], None]
) -> None:
    url = web.raw("/a", write)
    with Client("desk@example.org", timeout=TIMEOUT, max_bytes=300_000) as client:
        began = time.monotonic()
        with pytest.raises(SourceError) as caught:
            client.get(url, allow_private=True)
        took = time.monotonic() - began
        assert words in str(caught.value)
        assert str(caught.value).isprintable()
        assert len(str(caught.value)) < 600
        assert took < TIMEOUT + SLACK
        # The same client asks the same server again as if nothing had happened.
        assert client.get(web.page("/b", "well"), allow_private=True).content == b"well"
    report(f"{name}: {took:.2f} s")


def test_link_local_addresses_are_never_asked_whatever_a_source_allows(web: Loopback) -> None:
    url = web.redirect("/a", "http://169.254.169.254/latest/meta-data/")
    with Client("x", timeout=2) as client, pytest.raises(SourceError, match="which is never asked"):
        client.get(url, allow_private=True)


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "10.0.0.1", "192.168.0.1", "100.64.0.1", "[fd00::1]", "[::1]", "0.0.0.0"]
)
def test_a_redirect_into_a_private_network_is_refused_at_once(
    web: Loopback, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    from pipeline.http import addresses

    # This machine plays the outside world: its address alone counts as a public one.
    monkeypatch.setattr(
        "pipeline.http.connection.refusal", lambda ip: "" if ip == "127.0.0.1" else addresses.refusal(ip)
    )
    url = web.redirect("/a", f"http://{address}:{web.port}/latest/meta-data/")
    began = time.monotonic()
    said = "never asked" if address.startswith("169.254") else "set allow_private: true"
    with Client("x", timeout=2) as client, pytest.raises(SourceError, match=said):
        client.get(url)
    assert time.monotonic() - began < 8
    assert [request.path for request in web.requests] == ["/robots.txt", "/a"]


def test_a_server_that_accepts_nobody_ends_with_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as deaf:
        port = deaf.getsockname()[1]
        waiting = [socket.socket() for _ in range(3)]  # they fill the queue, so that even connecting hangs
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        with Client("x", timeout=TIMEOUT, connect_timeout=0.3) as client:
            began = time.monotonic()
            with pytest.raises(SourceError, match="did not answer in full"):
                client.get(f"http://127.0.0.1:{port}/", allow_private=True)
            assert time.monotonic() - began < TIMEOUT + SLACK
        for one in waiting:
            one.close()


def bombs() -> dict[str, tuple[str, bytes]]:
    """Bodies of a few kilobytes that unfold to hundreds of megabytes, by name: their coding and their bytes."""
    zeros = bytes(16 * 1024 * 1024)
    packer = zlib.compressobj(9, wbits=31)
    once = b"".join(packer.compress(zeros) for _ in range(32)) + packer.flush()
    raw = zlib.compressobj(9, wbits=-15)
    deflated = b"".join(raw.compress(zeros) for _ in range(32)) + raw.flush()
    packed = brotli.Compressor(quality=5)
    brotlied = b"".join(packed.process(zeros) for _ in range(32)) + packed.finish()
    return {
        "gzip": ("gzip", once),
        "gzip members": ("gzip", gzip.compress(zeros, mtime=0) * 32),
        "gzip undeclared": ("", once),
        "gzip in gzip": ("gzip, gzip", gzip.compress(once, mtime=0)),
        "gzip in gzip undeclared": ("gzip", gzip.compress(once, mtime=0)),
        "brotli": ("br", brotlied),
        "brotli in gzip": ("br, gzip", gzip.compress(brotlied, mtime=0)),
        "gzip in brotli": ("gzip, br", brotli.compress(once)),
        "deflate": ("deflate", zlib.compress(zeros)),
        "raw deflate": ("deflate", deflated),
    }


CHILD = """
import re, sys, time
from pathlib import Path
from pipeline.errors import SourceError
from pipeline.http import Client

def peak():  # kB; getrusage would tell the peak of the process that started this one
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

with Client("x", timeout=20) as client:
    client.get(sys.argv[1] + "/small", allow_private=True)  # loads what is loaded late
    before = peak()
    for path in sys.argv[2:]:
        began = time.monotonic()
        try:
            body = client.get(sys.argv[1] + path, allow_private=True).content
            print(path, "gave", len(body))
        except SourceError as error:
            print(path, "refused" if "sends more than 20 MB" in str(error) else error, f"{time.monotonic() - began:.2f}")
print("grown", peak() - before)
"""


@pytest.mark.slow
def test_bombs_are_refused_in_little_memory_and_time(web: Loopback, report: Callable[[str], None]) -> None:
    web.page("/small", brotli.compress(b"x"), headers={"Content-Encoding": "br"})
    paths = []
    for n, (coding, body) in enumerate(bombs().values()):
        paths.append(f"/{n}")
        web.page(f"/{n}", body, headers={"Content-Encoding": coding} if coding else None)
    web.page("/bytes", bytes(40 * 1024 * 1024))
    web.raw("/endless", pours(OK + b"\r\n", b"x" * 65536))
    paths += ["/bytes", "/endless"]
    line = [sys.executable, "-c", CHILD, web.url(""), *paths]
    done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT, timeout=120, check=True)
    told = [words.split() for words in done.stdout.splitlines()]
    report(done.stdout)
    for path, (_, verdict, *seconds) in zip(paths, told[:-1], strict=True):
        # The plain deflate one unfolds to 16 MB, which is allowed.
        assert verdict in ("refused", "gave"), path
        assert verdict == "gave" or float(seconds[0]) < 15, path
    assert [words[1] for words in told[:-1]].count("gave") == 1
    grown = int(told[-1][1]) / 1024
    report(f"memory grew by {grown:.0f} MB")
    assert grown < 100


class Busy:
    """A route that counts how many requests are in it at once."""

    def __init__(self) -> None:
        self.now, self.most, self._lock = 0, 0, threading.Lock()

    def __call__(self, connection: socket.socket) -> None:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.05)
        with self._lock:
            self.now -= 1
        connection.sendall(OK + b"Content-Length: 4\r\n\r\nwell")


def test_one_request_at_a_time_per_host_and_hosts_in_parallel() -> None:
    with Loopback() as one, Loopback() as other, Client("x") as client, ThreadPoolExecutor(16) as pool:
        busy = {server: Busy() for server in (one, other)}
        urls = [server.raw("/a", busy[server]) for server in (one, other)] * 8
        began = time.monotonic()
        assert {answer.content for answer in pool.map(lambda url: client.get(url, allow_private=True), urls)} == {
            b"well"
        }
        took = time.monotonic() - began
        assert [busy[server].most for server in (one, other)] == [1, 1]
        assert took >= 0.4  # eight in a row at each


def test_hosts_that_hang_hold_up_nobody_else() -> None:
    with Loopback() as hangs, Loopback() as well, Client("x", timeout=TIMEOUT) as client, ThreadPoolExecutor(8) as pool:
        slow = [pool.submit(client.get, hangs.page("/a", "x", delay=2), allow_private=True) for _ in range(2)]
        began = time.monotonic()
        for n in range(20):
            client.get(well.page(f"/{n}", "x"), allow_private=True)
        assert time.monotonic() - began < TIMEOUT * 10
        for one in slow:
            with pytest.raises(SourceError, match="did not answer in full"):
                one.result()
