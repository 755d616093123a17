"""Takes the README's pictures of the desk anew: `make pictures`.

They show the stocked newsroom of these tests, in a window of 1280 × 800, as an editor sees it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from pipeline import packages
from tests.browser import stock
from tests.browser.addresses import address
from tests.browser.serving import EDITOR, serving
from tests.browser.window import USUAL, launched, opened
from tests.conftest import ROOT, STARTER, Newsroom

PICTURES = {"desk": "desk", "editor": "editor"}  # file in docs/: page of addresses.py
LARGEST = 200_000  # bytes


def take(folder: Path) -> list[Path]:
    """Write the pictures into a folder; returns where they are. ValueError for one too large."""
    taken = []
    with tempfile.TemporaryDirectory() as place, launched() as browser:
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
                if path.stat().st_size > LARGEST:
                    raise ValueError(f"{path.name} has {path.stat().st_size} bytes; at most {LARGEST} are wanted")
                taken.append(path)
            if faults := window.unexpected():
                raise ValueError("; ".join(faults))
    return taken


if __name__ == "__main__":
    sys.stdout.writelines(f"{path.relative_to(ROOT)}\n" for path in take(ROOT / "docs"))
