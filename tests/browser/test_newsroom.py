"""The public pages in a real browser: open to everybody, in four scripts, by day and by night, without a script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from pipeline.model import Block, BlockKind
from pipeline.outputs import html
from tests.browser import accessibility
from tests.browser.window import PHONE, WIDE
from tests.newsroom import site
from tests.newsroom.samples import ANNOUNCEMENTS, LANGUAGES
from tests.newsroom.test_validity import cruel

PAGES = {
    "index": "{tag}/index.html",
    "text": f"{{tag}}/{site.name(0)}.html",
    "older": "{tag}/page-2.html",
    "withdrawn": "{tag}/2026-02-20-gone.html",
    "wide": "{tag}/wide.html",
    "many": "{tag}/many.html",
    "languages": "index.html",
}
NARROW = {"width": 320, "height": 640}
LARGE_TARGETS = """() => [...document.querySelectorAll("nav a, footer a, summary, .masthead a, .withdrawn main a")]
  .filter((one) => one.checkVisibility())
  .map((one) => [one.getBoundingClientRect(), one])
  .filter(([box]) => box.height < 44)
  .map(([box, one]) => one.outerHTML.slice(0, 120) + " " + box.height)"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sample newsroom on the loopback, with texts that are hard to lay out beside it."""
    content = site.files() | {"images/a b.png": site.picture()}
    languages = {one: f"{site.ROOT}{one}/" for one in (*LANGUAGES, "en", "de", "he", "ja", "ru", "th", "pt-BR")}
    for tag in LANGUAGES:
        wide = replace(cruel(site.item(tag)), name="wide")
        row = Block(BlockKind.TABLE_ROW, " | ".join(f"{ANNOUNCEMENTS[tag][0][0][:9]} {cell}" for cell in range(6)))
        # A megabyte is for the checker of HTML: here it would be for the patience of whoever runs the tests.
        body = tuple(replace(block, text=block.text[:6_000]) for block in wide.article.body)
        wide = replace(wide, article=replace(wide.article, body=(*body, row, row)))
        content |= {f"{tag}/{name}": page for name, page in html.render_item(site.feed(tag, 0), wide).items()}
        content[f"{tag}/many.html"] = html.render(site.feed(tag, languages=languages))
    folder = site.write(tmp_path_factory.mktemp("site"), content)
    with site.serving(folder) as served:
        yield served


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """A window on the site; whatever goes wrong in it, or leaves this site, fails the test."""
    context = chromium.new_context(viewport=WIDE, reduced_motion="reduce", base_url=address)
    faults: list[str] = []
    opened = _watched(context, address, faults)
    yield opened
    context.close()
    assert faults == []


def _watched(context: BrowserContext, address: str, faults: list[str]) -> Page:
    page = context.new_page()
    page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(address) else faults.append(asked.url))
    page.on(
        "response",
        lambda answer: None if answer.status in (200, 304) else faults.append(f"{answer.status} {answer.url}"),
    )
    return page


@pytest.mark.parametrize("tag", LANGUAGES)
def test_no_page_shuts_anybody_out(page: Page, tag: str) -> None:
    for name, path in PAGES.items():
        if tag != "fr" and name in ("older", "languages"):
            continue  # as in French
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(WIDE)
        page.goto(path.format(tag=tag))
        assert accessibility.violations(page) == [], path
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size(PHONE)
        assert accessibility.violations(page) == [], path
        assert accessibility.overflow(page) == [], path
        assert page.evaluate(LARGE_TARGETS) == [], path
        page.set_viewport_size(NARROW)
        assert accessibility.overflow(page) == [], path


@pytest.mark.parametrize("path", PAGES.values())
def test_every_link_is_reached_by_the_tab_key_named_and_seen(page: Page, path: str) -> None:
    page.goto(path.format(tag="ar"))
    assert accessibility.by_keyboard(page) == []
    page.goto(path.format(tag="fr"))
    assert [told for told in accessibility.structure(page) if "caption" not in told] == []


def test_a_reader_without_scripts_goes_from_language_to_language_and_back(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("index.html")
    page.get_by_role("link", name="العربية").click()
    page.get_by_role("link", name=ANNOUNCEMENTS["ar"][0][0]).click()
    assert page.locator("h1").inner_text() == ANNOUNCEMENTS["ar"][0][0]
    page.get_by_role("link", name="简体中文").click()
    assert page.locator("h1").inner_text() == ANNOUNCEMENTS["zh-Hans"][0][0]
    page.locator(".foot a").first.click()
    page.locator(".pages a").click()
    assert page.url == f"{address}zh-Hans/page-2.html"
    page.goto("fr/many.html")
    page.locator("summary").click()
    page.get_by_role("link", name="Português (Brasil)").wait_for()
    context.close()


def test_a_site_on_a_disk_has_its_looks_too(chromium: Browser, tmp_path: Path) -> None:
    site.write(tmp_path, site.files())
    page = chromium.new_page()
    page.goto((tmp_path / "fr" / f"{site.name(0)}.html").as_uri())
    assert page.evaluate("getComputedStyle(document.body).maxWidth") == "992px"
    assert page.evaluate("document.querySelector('figure img').naturalWidth") == site.WIDTH
    page.close()


def test_a_page_that_is_printed_shows_addresses_and_no_menus(page: Page) -> None:
    page.goto(PAGES["text"].format(tag="fr"))
    page.emulate_media(media="print", color_scheme="dark")
    after = "getComputedStyle(document.querySelector('.text p a'), '::after').content"
    assert "https://museum.example.org/tickets" in page.evaluate(after)
    assert not page.locator(".languages").is_visible()
    assert not page.locator(".foot").is_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


def test_what_is_read_from_right_to_left_begins_at_the_right(page: Page) -> None:
    page.goto(PAGES["index"].format(tag="ar"))
    name, languages = page.locator(".name a").bounding_box(), page.locator(".languages").bounding_box()
    assert name is not None
    assert languages is not None
    assert name["x"] > languages["x"]
    assert page.locator(".items h2").first.evaluate("(one) => getComputedStyle(one).direction") == "rtl"
