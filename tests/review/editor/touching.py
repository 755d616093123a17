"""What a person does and sees in the editor, in the words of its tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.review.editor.sheets import key

WRONG = key(3)
Opener = Callable[..., Page]


def ready(page: Page) -> None:
    page.wait_for_selector("#editor[data-ready]")


def field(page: Page, name: str = WRONG) -> Locator:
    return page.locator(f"#target-{name}")


def line(page: Page, name: str = WRONG) -> Locator:
    return page.locator(f"#line-{name}")


def write(page: Page, text: str, name: str = WRONG) -> None:
    """Writes a line and leaves it, which saves at once."""
    field(page, name).fill(text)
    field(page, name).blur()


def saved(page: Page, name: str = WRONG) -> None:
    expect(line(page, name).locator("[data-status]")).to_have_text("saved")


def drafts(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(
        "Object.keys(localStorage).filter((n) => n.startsWith('draft|')).map((n) => JSON.parse(localStorage.getItem(n)))"
    )
    return found


def met(condition: Callable[[], bool]) -> None:
    """Wait for something that happens on the server."""
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)
