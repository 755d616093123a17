"""A real browser before a real desk: Debian's Chromium, driven by Playwright; everything on this machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from pipeline.model import Person
from tests.browser import stock
from tests.browser.serving import EDITOR, SEAT, Served, serving
from tests.browser.window import WIDE, Window, opened
from tests.conftest import Newsroom

_USUAL: dict[str, Any] = {
    "viewport": WIDE,
    "locale": "en-GB",
    "reduced_motion": "reduce",
}  # no colour half way to another
_NAMES = ("chromium", "chromium-browser", "google-chrome")
# No name is looked up and nothing but this machine is reached, whatever a page or the browser itself would like.
_OFFLINE = ("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-background-networking")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window; one per test process."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail(
            "this test drives a browser; install it with: apt-get install chromium fonts-noto-core fonts-noto-cjk"
        )
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()  # Chromium refuses to be root within its sandbox
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*_OFFLINE, *sandbox])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def stocked_folder(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Path:
    """A stocked newsroom that tests copy and never change."""
    newsroom = Newsroom(tmp_path_factory.mktemp("stocked"))
    (newsroom.folder / "inbox").mkdir()
    (newsroom.folder / "models").symlink_to(models)
    stock.stock(newsroom)
    return newsroom.folder


@pytest.fixture
def served(stocked_folder: Path, tmp_path: Path) -> Iterator[Served]:
    """The desk of a stocked newsroom of its own, at an address on this machine."""
    folder = tmp_path / "newsroom"
    shutil.copytree(stocked_folder, folder, symlinks=True)
    with serving(stock.found(Newsroom(folder))) as desk:
        yield desk


@pytest.fixture
def seat(served: Served, chromium: Browser) -> Iterator[Callable[..., Window]]:
    """A browser in which somebody sits: `seat()`, `seat(REVIEWER, viewport=PHONE, color_scheme="dark")`.

    Each has cookies and storage of its own. When the test ends, nothing must have gone wrong in any of them.
    """
    with ExitStack() as stack:
        windows = []

        def sit(person: Person | None = EDITOR, **options: Any) -> Window:
            context = stack.enter_context(chromium.new_context(**_USUAL | options))
            if person is not None:
                value = person.name.replace(" ", "_")
                context.add_cookies([{"name": SEAT, "value": value, "url": served.address}])
            windows.append(opened(served, context))
            return windows[-1]

        yield sit
        wrong = [fault for window in windows for fault in window.unexpected()]
    assert wrong == []


@pytest.fixture
def window(seat: Callable[..., Window]) -> Window:
    """A browser in which an editor sits."""
    return seat()
