"""A file that is too large: said before it is sent, and nothing that was typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Seat


@pytest.mark.parametrize(("size", "refused"), [(4_100_000, True), (1_000, False)])
def test_a_file_that_is_too_large_is_told_of_on_the_page(visit: Seat, size: int, refused: bool) -> None:
    page = visit().go("/memory")
    page.locator("#q").fill("What I typed")
    page.locator("#file").set_input_files({"name": "x.tmx", "mimeType": "application/xml", "buffer": b"x" * size})
    expect(page.locator("#file-large")).to_be_visible(visible=refused)
    if refused:
        page.get_by_role("button", name="Bring in", exact=True).click()
        expect(page.locator("#file-large")).to_be_visible()
        expect(page.locator("#q")).to_have_value("What I typed")
        assert page.url.endswith("/memory")
