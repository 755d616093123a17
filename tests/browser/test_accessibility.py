"""The measure itself: a page that shuts people out is told in every way it does."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import accessibility
from tests.browser.window import PHONE, Window

GOOD = """<!doctype html><html lang="en"><head><title>Good</title></head><body><main><h1>Good</h1>
<style>:focus-visible { outline: 3px solid #b3540a }</style>
<p><a href="#x">Further</a></p><form><label>Name <input name="n"></label>
<label><input type="radio" name="r" value="1"> one</label><label><input type="radio" name="r" value="2"> two</label>
<button>Send it</button></form></main></body></html>"""


@pytest.fixture
def page(chromium: Browser) -> Page:
    context = chromium.new_context(viewport=PHONE)
    return context.new_page()


def test_a_good_page_passes(page: Page) -> None:
    page.set_content(GOOD)
    assert accessibility.violations(page) == []
    assert accessibility.structure(page) == []
    assert accessibility.by_keyboard(page) == []
    assert accessibility.overflow(page) == []
    assert [line[:7] for line in accessibility.small_targets(page)] == ["<input ", "<button"]  # as browsers draw them


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ('<p style="color:#bbb">Pale words</p>', "color-contrast"),
        ('<input name="without">', "label"),
        ('<p dir="rtl" lang="not a tag">x</p>', "valid-lang"),
    ],
)
def test_axe_finds_what_is_grave(page: Page, spoilt: str, told: str) -> None:
    page.set_content(GOOD.replace("<p><a", spoilt + "<p><a"))
    assert {line.split(" ")[0] for line in accessibility.violations(page)} == {told}


def test_headings_tables_and_titles_are_asked_for(page: Page) -> None:
    page.set_content("<title> · Desk</title><h1>One</h1><h3>Three</h3><h1>Two</h1><table><tr><th>a</th></tr></table>")
    assert accessibility.structure(page) == [
        "there is not exactly one h1", "h3 follows h1: Three", "a table has no caption", "a th has no scope",
        "the page has no title",
    ]  # fmt: skip


def test_the_keyboard_and_the_focus_are_followed(page: Page) -> None:
    page.set_content(
        GOOD.replace("<p><a", '<a href="#y" style="outline: none">Unseen</a><button></button><p><a').replace(
            "<button>Send it</button>", '<button id="last">Send it</button>'
        )
    )
    page.evaluate("document.getElementById('last').addEventListener('focus', (event) => event.target.blur())")
    told = [line.split(":")[0] for line in accessibility.by_keyboard(page)]
    assert sorted(told) == ["focus not seen", "no name", "not reached"]


def test_a_page_wider_than_its_window_is_told(page: Page) -> None:
    page.set_content(GOOD.replace("<h1>", '<h1 style="width: 700px">'))
    assert len(accessibility.overflow(page)) > 1


def test_a_window_tells_of_errors_dialogs_and_strange_addresses(window: Window) -> None:
    page = window.go()
    page.evaluate("alert('hello')")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"http://other.example/x.png\">')")
    page.evaluate("setTimeout(() => { throw new Error('broken') })")
    page.evaluate("new Promise((done) => setTimeout(done, 50))")
    kinds = {fault.split(":")[0] for fault in window.unexpected()}
    assert kinds == {"dialog", "console", "exception", "request"}
    assert page.evaluate("window.violations") == ["img-src: http://other.example/x.png"]
    window.expect(".")
    assert window.unexpected() == []
