"""The sample newsroom's web server: its feeds and pages on 127.0.0.1, with ETags, as a real site would serve them."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).parent
PAGES = {
    "/wire/feed.xml": ("wire-feed.xml", "application/rss+xml; charset=utf-8"),
    "/wire/quayport-302700001.html": ("wire-talent-en.html", "text/html; charset=utf-8"),
    "/wire/quayport-302700002.html": ("wire-talent-fr.html", "text/html; charset=utf-8"),
    "/wire/kettles-302700003.html": ("wire-other-en.html", "text/html; charset=utf-8"),
    "/wire/ferry-302700004.html": ("wire-ferry-en.html", "text/html; charset=utf-8"),
    "/wire/prize-302700005.html": ("wire-prize-en.html", "text/html; charset=utf-8"),
    "/wire/prize-302700006.html": ("wire-prize-corrected-en.html", "text/html; charset=utf-8"),
    "/wire/kill-302700007.html": ("wire-kill-en.html", "text/html; charset=utf-8"),
    "/partner/atom.xml": ("partner-atom.xml", "application/atom+xml; charset=utf-8"),
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with a page, 304 where the client has it, 404 where there is none."""
        name, media_type = PAGES.get(self.path, ("", ""))
        if not name:
            self.send_error(404)
            return
        content = (HERE / name).read_bytes().replace(b"SERVER", self.address().encode())
        etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        fresh = self.headers.get("If-None-Match") == etag
        self.send_response(304 if fresh else 200)
        self.send_header("ETag", etag)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", "0" if fresh else str(len(content)))
        self.end_headers()
        if not fresh:
            self.wfile.write(content)

    def address(self) -> str:
        """This server's own address."""
        _, port = self.connection.getsockname()
        return f"http://127.0.0.1:{port}"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the demo tells what came out."""


@contextmanager
def serving(port: int = 0) -> Iterator[str]:
    """The sample newsroom's address for the length of a block; `port` 0 takes any free one."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
