"""The editor in a real browser, against a stand-in for its server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.conftest import SETTINGS, Newsroom
from tests.review.editor.double import Double, app_of
from tests.review.editor.touching import Opener, ready


class Quiet(WSGIRequestHandler):
    """Keeps connections open, as a real server does, and says nothing."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[Double], str]]:
    """Serves a text; gives the address of its editor."""
    (tmp_path / "inbox").mkdir()
    (tmp_path / "models").mkdir()
    newsroom = Newsroom(tmp_path)
    newsroom.settings(SETTINGS)
    servers = []

    def served(double: Double) -> str:
        server = make_server("127.0.0.1", 0, app_of(newsroom.config(), double), threaded=True, request_handler=Quiet)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.port}/edit/{double.sheet.uri}"

    yield served
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def open_editor(chromium: Browser, serve: Callable[[Double], str]) -> Iterator[Opener]:
    """Opens a text in a browser of its own; what the browser complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(double: Double, *, scripted: bool = True, **options: Any) -> Page:
        options.setdefault("locale", "en-GB")
        context = chromium.new_context(java_script_enabled=scripted, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(serve(double))
        if scripted:
            ready(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [one for one in complaints if "Failed to load resource" not in one] == []
