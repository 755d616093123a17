"""A browser window in a test: whatever must not happen in it is collected, and told when the test ends."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    expect,
    sync_playwright,
)

from pipeline.model import Person
from tests.browser.serving import PASSWORD, SEAT, Served

WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
USUAL: dict[str, Any] = {
    "viewport": WIDE,
    "locale": "en-GB",
    "reduced_motion": "reduce",
}  # no colour half way to another

# The editor's parts are loaded after the page itself.
WHOLE = "() => [...document.querySelectorAll('#editor')].every((one) => one.dataset.ready)"
_NAMES = ("chromium", "chromium-browser", "google-chrome")
# No name is looked up and nothing but this machine is reached, whatever a page or the browser itself would like.
_OFFLINE = ("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-background-networking")

# What a hostile text sets when it runs, and what the browser reports when it would have without our policy.
_WATCH = """
window.ran = [];
window.violations = [];
document.addEventListener("securitypolicyviolation",
  (event) => window.violations.push(event.effectiveDirective + ": " + (event.blockedURI || event.sample)));
"""


@contextmanager
def launched() -> Iterator[Browser]:
    """The machine's own Chromium, without a window on the screen; raises FileNotFoundError where there is none."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise FileNotFoundError("there is no browser; install one with: apt-get install chromium fonts-noto-core")
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()  # Chromium refuses to be root within its sandbox
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*_OFFLINE, *sandbox])
        yield browser
        browser.close()


@dataclass(slots=True)
class Window:
    """One window of one person: `page` is Playwright's; `faults` says what went wrong in it so far.

    A fault is an error on the console (those against the Content-Security-Policy too), an exception in a script, a
    dialog that no test asked for, or a request to anywhere but the desk. `expect` names those that a test sets off.
    """

    served: Served
    context: BrowserContext
    page: Page
    faults: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def go(self, path: str = "/") -> Page:
        """Open a page of the desk, settled: styles, scripts and fonts are there."""
        answer = self.page.goto(self.served.url(path), wait_until="load")
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        self.page.evaluate("document.fonts.ready.then(() => true)")
        self.page.wait_for_function(WHOLE)
        return self.page

    def sit(self, person: Person) -> None:
        """Somebody takes a seat before this browser, or takes it over."""
        seat = {"name": SEAT, "value": person.name.replace(" ", "_"), "url": self.served.address}
        self.context.add_cookies([seat])

    def sign_in(self, person: Person) -> None:
        """Somebody with an account signs in on the page that asks who they are, by keyboard."""
        self.page.get_by_label("Name").fill(person.name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("heading", level=1)).not_to_contain_text("Sign in")

    def expect(self, pattern: str) -> None:
        """Faults that match a pattern are what this test is about."""
        self.expected.append(pattern)

    def unexpected(self) -> list[str]:
        """The faults nobody expected."""
        return [fault for fault in self.faults if not any(re.search(one, fault) for one in self.expected)]


def opened(served: Served, context: BrowserContext) -> Window:
    """A window in a context, watched from the first page on."""
    context.add_init_script(_WATCH)
    window = Window(served, context, context.new_page())

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            window.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def asked(dialog: Dialog) -> None:
        window.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def fetched(request: Request) -> None:
        if not request.url.startswith((served.address + "/", "data:", "blob:", "about:")):
            window.faults.append(f"request: {request.url}")

    context.on("console", said)
    context.on("weberror", lambda error: window.faults.append(f"exception: {error.error}"))
    context.on("dialog", asked)
    context.on("request", fetched)
    return window
