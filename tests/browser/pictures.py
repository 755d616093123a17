"""Takes the README's pictures anew: `make pictures`.

The desk is the stocked newsroom of these tests, in a window of 1280 × 800, as an editor sees it; the public pages are
those of the sample newsroom, on four phones side by side.
"""

from __future__ import annotations

import base64
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from pipeline import packages
from tests.browser import stock
from tests.browser.addresses import address
from tests.browser.serving import EDITOR, serving
from tests.browser.window import USUAL, launched, opened
from tests.conftest import ROOT, STARTER, Newsroom
from tests.newsroom import site

PICTURES = {"desk": "desk", "editor": "editor"}  # file in docs/: page of addresses.py
LARGEST = 200_000  # bytes


# Four phones on a sheet of 1200 pixels.
_PHONE = {"width": 390, "height": 700}
_SHEET = """<!doctype html><html lang="en"><title>Sheet</title><style>
body { margin: 0; padding: 24px; display: grid; grid-template-columns: repeat(4, 1fr); gap: 24px; background: #e7e3da }
img { width: 100%; border-radius: 10px; box-shadow: 0 1px 2px #0003, 0 6px 18px #0002 }
</style>"""


def take(folder: Path) -> list[Path]:
    """Write the pictures into a folder; returns where they are. ValueError for one too large."""
    with launched() as browser:
        return [*_desk(browser, folder), _newsroom(browser, folder / "newsroom.png")]


def _newsroom(browser: Browser, path: Path) -> Path:
    """The public pages: a front page and a text, by day and by night, each in another script."""
    phones = []
    pages = [
        ("fr", "index", "light"),
        ("ar", site.name(0), "light"),
        ("zh-Hans", "index", "dark"),
        ("hi", site.name(0), "light"),
    ]
    with tempfile.TemporaryDirectory() as place, site.serving(site.write(Path(place), site.files())) as address:
        for tag, name, scheme in pages:
            with browser.new_context(viewport=_PHONE, color_scheme=scheme, reduced_motion="reduce") as context:
                page = context.new_page()
                page.goto(f"{address}{tag}/{name}.html", wait_until="load")
                phones.append(base64.b64encode(page.screenshot(animations="disabled")).decode())
    images = "".join(f'<img alt="" src="data:image/png;base64,{phone}">' for phone in phones)
    with browser.new_context(viewport={"width": 1200, "height": 100}) as context:
        page = context.new_page()
        page.set_content(_SHEET + images, wait_until="load")
        page.screenshot(path=path, full_page=True)
    return _small(path)


def _small(path: Path) -> Path:
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path.name} has {path.stat().st_size} bytes; at most {LARGEST} are wanted")
    return path


def _desk(browser: Browser, folder: Path) -> list[Path]:
    taken = []
    with tempfile.TemporaryDirectory() as place:
        newsroom = Newsroom(Path(place))
        (newsroom.folder / "inbox").mkdir()
        for archive in STARTER:
            packages.install(archive, newsroom.folder / "models")
        stock.stock(newsroom)
        with serving(stock.found(newsroom)) as served, browser.new_context(**USUAL) as context:
            window = opened(served, context)
            window.sit(EDITOR)
            for name, page in PICTURES.items():
                path = folder / f"{name}.png"
                window.go(address(served.stocked, page)).screenshot(path=path, animations="disabled", caret="hide")
                taken.append(_small(path))
            if faults := window.unexpected():
                raise ValueError("; ".join(faults))
    return taken


if __name__ == "__main__":
    sys.stdout.writelines(f"{path.relative_to(ROOT)}\n" for path in take(ROOT / "docs"))
