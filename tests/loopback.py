"""A small web server on 127.0.0.1 for tests: routes set from Python, every request recorded.

    with Loopback() as web:
        web.page("/feed.xml", FEED, content_type="application/rss+xml", etag='"1"')
        web.redirect("/old", "/feed.xml")
        client.get(web.url("/old"), allow_private=True)
        assert web.requests[-1].headers["user-agent"]

A page with an `etag` or `last_modified` answers 304 to a request that brings it back. Unknown paths answer 404. A route
may be changed at any time by setting it again. `raw` gives a route the bare socket, for answers that break the rules;
`program` has a function answer each request, also POST.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Request:
    """One request as it came: `path` with its query, headers with lower-case names, `connection` the client's port."""

    method: str
    path: str
    headers: dict[str, str]
    connection: int
    body: bytes = b""


@dataclass(frozen=True)
class Route:
    """What a path answers; `delay` is in seconds, before the first byte."""

    content: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    raw: Callable[[socket.socket], None] | None = None
    program: Callable[[Request], Route] | None = None


class Loopback:
    """The server; a context manager. `requests` are all that came, in order."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self._routes: dict[str, Route] = {}
        loopback = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # headers and body are two writes, and would be 40 ms apart

            def do_GET(self) -> None:
                loopback._answer(self)

            def do_POST(self) -> None:
                loopback._answer(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                pass  # a client that hung up is no news here

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    @property
    def asked(self) -> list[Request]:
        """The requests but for those for robots.txt, which come once per client."""
        return [request for request in self.requests if request.path != "/robots.txt"]

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """The full address of a path."""
        return f"http://{host}:{self.port}{path}"

    def page(
        self,
        path: str,
        content: str | bytes = b"",
        *,
        status: int = 200,
        content_type: str = "text/html; charset=utf-8",
        etag: str = "",
        last_modified: str = "",
        headers: Mapping[str, str] | None = None,
        delay: float = 0,
    ) -> str:
        """Sets what a path answers, and returns its full address; text is sent as UTF-8."""
        data = content.encode("utf-8") if isinstance(content, str) else content
        all_headers = {"Content-Type": content_type, "ETag": etag, "Last-Modified": last_modified, **(headers or {})}
        kept = {name: value for name, value in all_headers.items() if value}
        self._routes[path] = Route(data, status, kept, delay)
        return self.url(path)

    def redirect(self, path: str, target: str, status: int = 301) -> str:
        """Sets a redirect; `target` goes into Location as it is."""
        self._routes[path] = Route(status=status, headers={"Location": target})
        return self.url(path)

    def raw(self, path: str, write: Callable[[socket.socket], None]) -> str:
        """Sets a path whose answer `write` sends itself, status line and all; the connection is closed after it."""
        self._routes[path] = Route(raw=write)
        return self.url(path)

    def program(self, path: str, answer: Callable[[Request], Route]) -> str:
        """Sets a path whose every request `answer` is asked about."""
        self._routes[path] = Route(program=answer)
        return self.url(path)

    def remove(self, path: str) -> None:
        """Makes a path answer 404 again."""
        self._routes.pop(path, None)

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        headers = {name.lower(): value for name, value in handler.headers.items()}
        body = handler.rfile.read(int(headers.get("content-length", "0")))
        request = Request(handler.command, handler.path, headers, handler.client_address[1], body)
        self.requests.append(request)
        route = self._routes.get(handler.path) or self._routes.get(handler.path.split("?")[0])
        if route is None:
            route = Route(b"not here", 404, {"Content-Type": "text/plain"})
        if route.program:
            route = route.program(request)
        if route.delay:
            time.sleep(route.delay)
        try:
            if route.raw:
                handler.close_connection = True
                route.raw(handler.connection)
                return
            etag, modified = route.headers.get("ETag"), route.headers.get("Last-Modified")
            known = (etag and headers.get("if-none-match") == etag) or (
                not etag and modified and headers.get("if-modified-since") == modified
            )
            content, status = (b"", 304) if known else (route.content, route.status)
            handler.send_response(status)
            for name, value in route.headers.items():
                handler.send_header(name, value)
            if "Content-Length" not in route.headers and status != 304:
                handler.send_header("Content-Length", str(len(content)))
            handler.end_headers()
            handler.wfile.write(content)
        except OSError:
            handler.close_connection = True  # the client hung up, as some tests want
