"""Every page, as it stands in a browser: open to everybody, whatever the window's width, by day and by night."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser import accessibility
from tests.browser.addresses import PAGES, address
from tests.browser.window import PHONE, WIDE, Window


@pytest.mark.parametrize("name", PAGES)
def test_no_page_shuts_anybody_out(window: Window, name: str) -> None:
    page = window.go(address(window.served.stocked, name))
    assert accessibility.violations(page) == []
    assert accessibility.structure(page) == []
    page.emulate_media(color_scheme="dark")
    assert accessibility.violations(page, "color-contrast") == []
    page.set_viewport_size(PHONE)
    assert accessibility.violations(page, "color-contrast", "target-size", "scrollable-region-focusable") == []
    page.emulate_media(color_scheme="light")
    assert accessibility.violations(page) == []
    assert accessibility.small_targets(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_every_control_is_reached_by_the_tab_key_named_and_seen(window: Window, name: str) -> None:
    page = window.go(address(window.served.stocked, name))
    assert accessibility.by_keyboard(page) == []
    page.set_viewport_size(PHONE)
    page = window.go(address(window.served.stocked, name))
    assert accessibility.by_keyboard(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_to_be_scrolled_sideways(window: Window, name: str) -> None:
    for size in (WIDE, {"width": 768, "height": 900}, PHONE, {"width": 320, "height": 640}):
        window.page.set_viewport_size(size)
        assert accessibility.overflow(window.go(address(window.served.stocked, name))) == []


def test_the_desk_is_not_shown_to_somebody_nobody_knows(seat: Callable[..., Window]) -> None:
    stranger = seat(None)
    stranger.expect(r"status of 401")
    stranger.go("/")
    assert stranger.page.get_by_role("heading", name="Desk").count() == 0
    assert stranger.page.get_by_role("navigation").count() == 0
