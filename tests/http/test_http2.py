"""HTTP/2 over TLS on this machine: used where it works, given up where a server breaks it off, bounded when hostile."""

from __future__ import annotations

import random
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import h2.config
import h2.connection
import h2.events
import pytest

from pipeline.errors import SourceError
from pipeline.http import Client
from pipeline.model import Validators

CERTIFICATE = Path(__file__).parents[1] / "data" / "http" / "loopback.pem"  # for this machine alone; its key is public
Answer = Callable[[h2.connection.H2Connection, int, dict[str, str]], None]


class Http2Server:
    """Answers each HTTP/2 request with `answer`; a client that speaks only HTTP/1.1 gets "one". `protocols` tells which."""

    def __init__(self, answer: Answer, rejected: bytes = b"") -> None:
        self.protocols: list[str] = []
        self.connections = 0
        self._answer, self._rejected = answer, rejected
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(CERTIFICATE)
        self._context.set_alpn_protocols(["h2", "http/1.1"])
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                raw, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(raw,), daemon=True).start()

    def _serve(self, raw: socket.socket) -> None:
        try:
            with self._context.wrap_socket(raw, server_side=True) as connection:
                self.connections += 1
                if connection.selected_alpn_protocol() == "h2":
                    self._http2(connection)
                else:
                    self._http1(connection)
        except OSError:
            pass

    def _http1(self, connection: ssl.SSLSocket) -> None:
        received = b""
        while data := connection.recv(65536):
            received += data
            if received.endswith(b"\r\n\r\n"):
                robots, received = received.startswith(b"GET /robots.txt"), b""
                self.protocols.append("robots" if robots else "http/1.1")
                connection.sendall(
                    b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
                    if robots
                    else b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none"
                )

    def _http2(self, connection: ssl.SSLSocket) -> None:
        state = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
        state.initiate_connection()
        connection.sendall(state.data_to_send())
        while data := connection.recv(65536):
            for event in state.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    headers = {str(name): str(value) for name, value in event.headers or ()}
                    robots = headers[":path"] == "/robots.txt"
                    self.protocols.append("robots" if robots else "h2")
                    if self._rejected:
                        connection.sendall(self._rejected)
                        return
                    if robots:
                        state.send_headers(event.stream_id, [(":status", "404")], end_stream=True)
                    else:
                        self._answer(state, event.stream_id, headers)
            connection.sendall(state.data_to_send())
            if state.state_machine.state == h2.connection.ConnectionState.CLOSED:
                return


@pytest.fixture(autouse=True)
def trust(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.http.client._tls", lambda: ssl.create_default_context(cafile=str(CERTIFICATE)))


@pytest.fixture
def serving() -> Iterator[Callable[..., Http2Server]]:
    servers: list[Http2Server] = []

    def serve(answer: Answer, rejected: bytes = b"") -> Http2Server:
        servers.append(Http2Server(answer, rejected))
        return servers[-1]

    yield serve
    for server in servers:
        server.close()


def good(state: h2.connection.H2Connection, stream: int, headers: dict[str, str]) -> None:
    if headers.get("if-none-match") == '"1"':
        state.send_headers(stream, [(":status", "304"), ("etag", '"1"')], end_stream=True)
        return
    state.send_headers(stream, [(":status", "200"), ("etag", '"1"'), ("content-encoding", "br")])
    state.send_data(stream, brotli.compress(b"two"), end_stream=True)


def test_http2_is_spoken_on_one_connection(serving: Callable[..., Http2Server]) -> None:
    server = serving(good)
    with Client("x") as client, ThreadPoolExecutor(4) as pool:
        bodies = list(pool.map(lambda _: client.get(server.address + "/a", allow_private=True).content, range(8)))
        assert bodies == [b"two"] * 8
        again = client.get(server.address + "/a", allow_private=True, validators=Validators('"1"'))
        assert again.not_modified
    assert server.protocols == ["robots"] + ["h2"] * 9
    assert server.connections == 1


def resets(state: h2.connection.H2Connection, stream: int, headers: dict[str, str]) -> None:
    state.reset_stream(stream, 0xD)  # HTTP_1_1_REQUIRED


def resets_midway(state: h2.connection.H2Connection, stream: int, headers: dict[str, str]) -> None:
    state.send_headers(stream, [(":status", "200")])
    state.send_data(stream, b"half")
    state.reset_stream(stream, 2)


def goes_away(state: h2.connection.H2Connection, stream: int, headers: dict[str, str]) -> None:
    state.close_connection(error_code=2, last_stream_id=stream)


@pytest.mark.parametrize("answer", [resets, resets_midway, goes_away])
def test_a_server_that_breaks_http2_off_is_asked_over_http1_from_then_on(
    serving: Callable[..., Http2Server], answer: Answer
) -> None:
    server = serving(answer)
    with Client("x") as client:
        for _ in range(3):
            assert client.get(server.address + "/a", allow_private=True).content == b"one"
    assert server.protocols[-3:] == ["http/1.1"] * 3
    assert server.protocols.count("h2") <= 2


@pytest.mark.parametrize(
    "rejected", [b"\x00" * 9, b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\xff" * 100, random.Random(1).randbytes(500)]
)
def test_a_server_that_breaks_the_rules_of_http2_is_asked_over_http1(
    serving: Callable[..., Http2Server], rejected: bytes
) -> None:
    server = serving(good, rejected)
    with Client("x") as client:
        assert client.get(server.address + "/a", allow_private=True).content == b"one"
    assert server.protocols == ["robots", "robots", "http/1.1"]


def test_after_an_answer_that_was_refused_the_next_one_is_not_disturbed(serving: Callable[..., Http2Server]) -> None:
    def large_then_good(state: h2.connection.H2Connection, stream: int, headers: dict[str, str]) -> None:
        if headers[":path"] != "/large":
            return good(state, stream, headers)
        state.send_headers(stream, [(":status", "200")])
        for _ in range(100):
            state.send_data(stream, b"x" * 16_000)
        return None

    server = serving(large_then_good)
    with Client("x", max_bytes=100_000) as client:
        for _ in range(20):
            with pytest.raises(SourceError, match="sends more than"):
                client.get(server.address + "/large", allow_private=True)
        assert client.get(server.address + "/a", allow_private=True).content == b"two"
    assert "http/1.1" not in server.protocols


def test_a_body_that_never_ends_ends_with_the_deadline(serving: Callable[..., Http2Server]) -> None:
    def silent(state: h2.connection.H2Connection, stream: int, headers: dict[str, str]) -> None:
        state.send_headers(stream, [(":status", "200")])
        state.send_data(stream, b"half")

    server = serving(silent)
    with Client("x", timeout=0.4) as client:
        began = time.monotonic()
        with pytest.raises(SourceError, match=r"did not answer in full within 0\.4 s"):
            client.get(server.address + "/a", allow_private=True)
        assert time.monotonic() - began < 10


def test_a_body_shorter_than_declared_is_refused(serving: Callable[..., Http2Server]) -> None:
    def short(state: h2.connection.H2Connection, stream: int, headers: dict[str, str]) -> None:
        state.send_headers(stream, [(":status", "200"), ("content-length", "10")])
        state.send_data(stream, b"short", end_stream=True)

    server = serving(short)
    with Client("x") as client:
        # Over HTTP/2 it is a breach of the protocol, so HTTP/1.1 is tried, which here has a whole answer.
        assert client.get(server.address + "/a", allow_private=True).content == b"one"


def test_a_certificate_nobody_vouches_for_is_refused(
    serving: Callable[..., Http2Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.http.client._tls", ssl.create_default_context)
    server = serving(good)
    with Client("x") as client, pytest.raises(SourceError, match=r"the certificate of 127\.0\.0\.1 is not accepted"):
        client.get(server.address + "/a", allow_private=True)
