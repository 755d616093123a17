"""A real browser before a real desk: Debian's Chromium, driven by Playwright; everything on this machine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from pipeline.model import Person
from tests.browser import stock
from tests.browser.serving import EDITOR, SEAT, Served, serving
from tests.browser.window import USUAL, Window, launched, opened
from tests.conftest import Newsroom


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window; one per test process."""
    try:
        with launched() as browser:
            yield browser
    except FileNotFoundError as error:
        pytest.fail(str(error))


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
            context = stack.enter_context(chromium.new_context(**USUAL | options))
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
