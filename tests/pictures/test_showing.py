"""An item's pictures, with captions in its own language or none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline import content
from pipeline.model import Block, BlockKind, Image, Origin, Picture
from pipeline.pictures import shown
from tests.outputs.conftest import make_item

TEXT, CAPTION = BlockKind.PARAGRAPH, BlockKind.CAPTION
SOURCE = (Block(TEXT, "The hall opened."), Block(CAPTION, "The hall\non Sunday"), Block(TEXT, "Entry is free."))
PICTURE = Picture("ab" * 32, "image/webp", 640, 480, 9000, "https://w.example/a", 1, 3, "Wire\x00photo")
URL = "https://news.example.org/web/"


def test_a_picture_is_our_own_copy_named_by_its_bytes() -> None:
    (found,) = shown(make_item("en", body=SOURCE).article, [PICTURE], URL)
    assert found == Image(
        "https://news.example.org/web/images/abababababababababab.webp",
        "image/webp", 640, 480, 9000, "The hall on Sunday", "Wirephoto",
    )  # fmt: skip


@pytest.mark.parametrize("words", ["القاعة يوم الأحد", "星期日的大厅 🌱", "האולם ביום ראשון"])
def test_a_translations_caption_is_the_block_at_the_same_place(words: str) -> None:
    body = (Block(TEXT, "…"), Block(CAPTION, words), Block(TEXT, "…"))
    article = make_item("ar", origin=Origin.MACHINE, body=body).article
    assert [image.caption for image in shown(article, [PICTURE], URL)] == [words]


@pytest.mark.parametrize(
    "body",
    [
        (),
        (Block(TEXT, "a"), Block(CAPTION, "b")),  # one block less
        (Block(TEXT, "a"), Block(CAPTION, "b"), Block(TEXT, "c"), Block(TEXT, "d")),  # one more
        (Block(CAPTION, "b"), Block(TEXT, "a"), Block(TEXT, "c")),  # as many, in another order
    ],
)
def test_no_caption_rather_than_a_wrong_one(body: tuple[Block, ...]) -> None:
    article = make_item("es", origin=Origin.EDITED, body=body).article
    assert [image.caption for image in shown(article, [PICTURE], URL)] == [""]
    without = replace(PICTURE, block=None)
    assert shown(make_item("en", body=SOURCE).article, [without], URL)[0].caption == ""


def test_a_caption_shown_with_its_image_does_not_stand_in_the_text_once_more() -> None:
    body = (*SOURCE, Block(CAPTION, "Photo - https://w.example/b.jpg"))
    item = make_item("en", body=body)
    item = replace(item, images=shown(item.article, [replace(PICTURE, blocks=4)], URL))
    assert "The hall<br>on Sunday" in content.html(item)
    pictured = content.html(item, pictured=True)
    assert "on Sunday" not in pictured
    assert "Photo - " in pictured, "a line that belongs to no image stays"
    assert content.html(replace(item, images=()), pictured=True) == content.html(item)
    assert "on Sunday" not in content.text(content.without_captions(item))
