"""A real browser before a real desk: Debian's Chromium, driven by Playwright; everything on this machine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from pipeline.model import Person
from tests.browser import hostile, stock
from tests.browser.serving import EDITOR, Served, serving
from tests.browser.window import USUAL, Window, opened
from tests.conftest import Newsroom

Seat = Callable[..., Window]


@pytest.fixture(scope="session")
def stocked_folder(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Path:
    """A stocked newsroom that tests copy and never change."""
    newsroom = Newsroom(tmp_path_factory.mktemp("stocked"))
    (newsroom.folder / "inbox").mkdir()
    (newsroom.folder / "models").symlink_to(models)
    stock.stock(newsroom)
    return newsroom.folder


def _copy(folder: Path, to: Path) -> stock.Stocked:
    shutil.copytree(folder, to, symlinks=True)
    return stock.found(Newsroom(to))


@pytest.fixture
def served(stocked_folder: Path, tmp_path: Path) -> Iterator[Served]:
    """The desk of a stocked newsroom of the test's own."""
    with serving(_copy(stocked_folder, tmp_path / "newsroom")) as desk:
        yield desk


@pytest.fixture(scope="session")
def shown(stocked_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The desk of a stocked newsroom that tests look at and leave as it is."""
    with serving(_copy(stocked_folder, tmp_path_factory.mktemp("shown") / "newsroom")) as desk:
        yield desk


@pytest.fixture(scope="session")
def spoilt(stocked_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The desk of a newsroom whose stories mean harm; left as it is, too."""
    stocked = _copy(stocked_folder, tmp_path_factory.mktemp("spoilt") / "newsroom")
    hostile.spoil(stocked)
    with serving(stocked) as desk:
        yield desk


@contextmanager
def _seats(served: Served, chromium: Browser) -> Iterator[Seat]:
    """Browsers in which somebody sits: `seat()`, `seat(REVIEWER, viewport=PHONE, color_scheme="dark")`.

    Each has cookies and storage of its own. At the end, nothing must have gone wrong in any of them.
    """
    with ExitStack() as stack:
        windows = []

        def sit(person: Person | None = EDITOR, **options: Any) -> Window:
            context = stack.enter_context(chromium.new_context(**USUAL | options))
            windows.append(opened(served, context))
            if person is not None:
                windows[-1].sit(person)
            return windows[-1]

        yield sit
        wrong = [fault for window in windows for fault in window.unexpected()]
    assert wrong == []


@pytest.fixture
def seat(served: Served, chromium: Browser) -> Iterator[Seat]:
    """Browsers before a desk that the test may change."""
    with _seats(served, chromium) as sit:
        yield sit


@pytest.fixture
def window(seat: Seat) -> Window:
    """A browser in which an editor sits, before a desk that the test may change."""
    return seat()


@pytest.fixture
def visit(shown: Served, chromium: Browser) -> Iterator[Seat]:
    """Browsers before a desk that the test only looks at."""
    with _seats(shown, chromium) as sit:
        yield sit


@pytest.fixture
def intrude(spoilt: Served, chromium: Browser) -> Iterator[Seat]:
    """Browsers before the desk whose stories mean harm."""
    with _seats(spoilt, chromium) as sit:
        yield sit
