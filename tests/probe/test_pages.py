"""`pipeline try page` tells the images of a page before anybody fetches them."""

from __future__ import annotations

from pathlib import Path

from pipeline import probe


def test_a_page_tells_its_images_with_their_captions(tmp_path: Path) -> None:
    text = "The harbour museum shows three hundred model ships from four centuries, the city said on Monday."
    page = tmp_path / "a.html"
    page.write_text(
        f"<html lang=en><body><h1>Museum opens</h1><article><p>{text}</p><figure><img src=/hall.jpg>"
        f"<figcaption>The hall</figcaption></figure><p>{text} Entry is free on all days.</p>"
        "<img src='https://rt.prnewswire.com/rt.gif?NewsItemId=SF1'></article></body></html>",
        "utf-8",
    )
    (found,) = probe.pages([str(page)], url="https://site.example/a.html")
    assert found["images"] == [{"address": "https://site.example/hall.jpg", "caption": "The hall"}]
    assert "[image] https://site.example/hall.jpg  The hall" in list(probe.shown(found))
