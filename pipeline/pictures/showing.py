"""Pictures as an item of a channel shows them, with captions in its own language."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.content import line
from pipeline.model import Article, BlockKind, Image, Picture

FOLDER = "images"
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}


def shown(article: Article, pictures: Iterable[Picture], channel_url: str) -> tuple[Image, ...]:
    """An article's pictures, each at our own copy's address below the channel's (which ends in a slash).

    A translation's caption is the block at the same place of its own body. Where that is no caption, or the body has
    another number of blocks, because a person wrote it anew, there is none rather than a wrong one.
    """
    return tuple(
        Image(
            url=f"{channel_url}{FOLDER}/{file_name(one)}",
            media_type=one.media_type,
            width=one.width,
            height=one.height,
            size=one.size,
            caption=_caption(article, one),
            credit=line(one.credit),
        )
        for one in pictures
    )


def file_name(picture: Picture) -> str:
    """The name of a picture's file: by its bytes, so that it never changes and one that is there is the same."""
    return f"{picture.sha256[:20]}.{_ENDINGS[picture.media_type]}"


def _caption(article: Article, picture: Picture) -> str:
    if picture.block is None or picture.block >= len(article.body) or len(article.body) != picture.blocks:
        return ""
    block = article.body[picture.block]
    return line(block.text) if block.kind is BlockKind.CAPTION else ""
