"""Every page, as it stands in a browser: open to everybody, whatever the window's width, by day and by night."""

from __future__ import annotations

import pytest

from tests.browser import accessibility
from tests.browser.addresses import PAGES, address
from tests.browser.conftest import Seat
from tests.browser.window import PHONE, WIDE


@pytest.mark.parametrize("name", PAGES)
def test_no_page_shuts_anybody_out(visit: Seat, name: str) -> None:
    window = visit()
    page = window.go(address(window.served.stocked, name))
    assert accessibility.violations(page) == []
    assert accessibility.structure(page) == []
    page.emulate_media(color_scheme="dark")
    assert accessibility.violations(page, "color-contrast") == []
    page.set_viewport_size(PHONE)
    assert accessibility.violations(page, "color-contrast") == []
    page.emulate_media(color_scheme="light")
    assert accessibility.violations(page) == []
    assert accessibility.small_targets(page) == []


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_every_control_is_reached_by_the_tab_key_named_and_seen(visit: Seat, name: str, size: dict[str, int]) -> None:
    window = visit(viewport=size)
    page = window.go(address(window.served.stocked, name))
    assert accessibility.by_keyboard(page) == []
    assert accessibility.overflow(page) == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [768, 320])
def test_no_page_has_to_be_scrolled_sideways(visit: Seat, width: int) -> None:
    window = visit(viewport={"width": width, "height": 700})
    wide = {name: accessibility.overflow(window.go(address(window.served.stocked, name))) for name in PAGES}
    assert {name: told for name, told in wide.items() if told} == {}


@pytest.mark.parametrize("width", [375, 320])
def test_a_phone_shows_the_way_to_every_page_in_two_lines_and_the_whole_menu(visit: Seat, width: int) -> None:
    page = visit(viewport={"width": width, "height": 700}).go("/sources")
    ways = page.get_by_role("navigation", name="Pages").get_by_role("link").all()
    boxes = [box for way in ways if (box := way.bounding_box())]
    assert len(boxes) == len(ways) == 6
    assert len({box["y"] for box in boxes}) <= 2
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
    page.locator(".person > summary").click()
    menu = page.locator(".person .menu").bounding_box()
    assert menu is not None
    assert menu["x"] >= 0
    assert menu["x"] + menu["width"] <= width


def test_the_readers_view_has_its_look_and_its_links_lead_nowhere(visit: Seat) -> None:
    window = visit()
    window.go(address(window.served.stocked, "preview"))
    frame = window.page.frame_locator(".reader")
    link = frame.get_by_text("la page du musée")
    assert link.get_attribute("title") == "https://museum.example.org/tickets"
    assert link.get_attribute("href") is None
    assert "Georgia" in str(frame.locator("body").evaluate("(one) => getComputedStyle(one).fontFamily"))


def test_nothing_is_shown_to_somebody_nobody_knows(visit: Seat) -> None:
    stranger = visit(None)
    for name in PAGES:
        stranger.page.goto(stranger.served.url(address(stranger.served.stocked, name)))
        main = stranger.page.get_by_role("main").inner_text()
        assert "museum" not in main.lower() and "musée" not in main
        assert stranger.page.get_by_role("navigation").count() == 0
    stranger.expect("status of 40[14]")
