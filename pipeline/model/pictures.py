"""Images of releases, on their way from a page to an output."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """An image that a page or feed shows with a release; nobody has looked at it yet.

    `caption` is the text of the body's block that says what it shows, "" where there is none.
    """

    address: str
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An image to be fetched; `block` is the number of the body's block that is its caption, from 0, or None."""

    address: str
    block: int | None = None
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Photo:
    """An image that was looked at: its bytes, and what they really are; `width` and `height` are in pixels."""

    content: bytes
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of an official version, as the store keeps it; `size` is in bytes.

    `block` is the number of its caption in a body of `blocks` blocks: in the body it came with, and in every
    translation that has as many.
    """

    sha256: str
    media_type: str
    width: int
    height: int
    size: int
    address: str
    block: int | None = None
    blocks: int = 0
    credit: str = ""
