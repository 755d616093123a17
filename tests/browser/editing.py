"""What a reviewer sees and touches on an editor's page, by the names it has for them."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.addresses import address
from tests.browser.window import WHOLE, Window

SAVED = 10_000  # milliseconds that saving, the checks included, may take on a busy machine


@dataclass(frozen=True, slots=True)
class Editing:
    """An open text; sentences are named by words of their source."""

    window: Window
    page: Page

    def ready(self) -> None:
        """Wait until the editor that a link or button led to listens to keys."""
        self.page.wait_for_function(WHOLE)

    def line(self, source: str) -> Locator:
        """The row of a sentence."""
        return self.page.get_by_role("listitem").filter(has=self.page.locator(".source", has_text=source)).first

    def target(self, source: str) -> Locator:
        """The field with a sentence's translation."""
        return self.line(source).get_by_role("textbox").first

    def write(self, source: str, words: str) -> None:
        """Put other words in the place of a sentence's translation, and wait until the desk has them."""
        self.target(source).fill(words)
        self.saved(source)

    def saved(self, source: str) -> None:
        """Wait until a sentence's words are with the desk."""
        expect(self.line(source).locator("[data-status]")).to_contain_text("saved", timeout=SAVED)
        expect(self.line(source).locator("[data-status]")).not_to_contain_text("not saved", timeout=SAVED)

    def issues(self, source: str) -> Locator:
        """What the checks have to say about a sentence."""
        return self.line(source).locator(".issue")


def edit(window: Window, language: str, announcement: str = "museum") -> Editing:
    """Open a text of an announcement for editing."""
    return Editing(window, window.go(address(window.served.stocked, "editor", announcement, language)))
