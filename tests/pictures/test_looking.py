"""What an image is, its bytes say; where it was taken, they say no more."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.errors import ItemError
from pipeline.pictures import MAX_BYTES, look
from tests.pictures.making import XMP, bomb, exif, moving, picture


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("GIF", "image/gif"), ("WEBP", "image/webp"), ("MPO", "image/jpeg")],
)
def test_a_picture_is_told_by_its_bytes(kind: str, media_type: str) -> None:
    options = {"append_images": [Image.new("RGB", (160, 120))], "save_all": True} if kind == "MPO" else {}
    found = look(picture(kind, **options))
    assert (found.media_type, found.width, found.height) == (media_type, 160, 120)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<html><body>not here</body></html>", "no JPEG, PNG, GIF or WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "no JPEG, PNG, GIF or WebP"),
        (b"\x89PNG\r\n\x1a\n<html>", "it "),
        (b"", "no JPEG, PNG, GIF or WebP"),
        (picture("BMP"), "no JPEG, PNG, GIF or WebP"),
        (picture("TIFF"), "no JPEG, PNG, GIF or WebP"),
        (picture("PDF"), "no JPEG, PNG, GIF or WebP"),
        (picture("GIF", (1, 1)), "1 x 1 pixels small"),
        (picture("PNG", (400, 99)), "400 x 99 pixels small"),
        (moving("GIF"), "moves"),
        (moving("PNG"), "moves"),
        (moving("WEBP"), "moves"),
        (bomb(), "pixels"),
        (bomb(8000, 5001), "8000 x 5001 pixels large"),
        (picture("PNG")[:-80], "cannot be decoded"),
        (picture("JPEG")[:-300], "cannot be decoded"),
        (picture("JPEG") + b"\xff\xda" * 70, "more passes"),
        (picture("PNG") + bytes(MAX_BYTES), "larger than 8 MB"),
    ],
)  # fmt: skip
def test_what_is_no_picture_to_show_is_refused_with_the_reason(content: bytes, why: str) -> None:
    with pytest.raises(ItemError, match=why):
        look(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_time_and_device_leave_it_and_its_maker_and_pixels_stay(kind: str) -> None:
    given = picture(kind, exif=exif(), xmp=XMP) if kind != "PNG" else _png_with_xmp()
    with Image.open(io.BytesIO(given)) as before:
        assert before.getexif().get_ifd(0x8825), "the test gives it a place"
        pixels = before.convert("RGB").tobytes()
    found = look(given)
    for secret in (b"Phonemaker", b"2026:03:02", b"52,31.2N", b"13,24.5E", b"GPSL"):
        assert secret not in found.content
    with Image.open(io.BytesIO(found.content)) as after:
        kept = after.getexif()
        assert (kept[0x0112], kept[0x013B], kept[0x8298]) == (6, "A photographer", "Harbour Museum")
        assert not kept.get_ifd(0x8825)
        assert after.convert("RGB").tobytes() == pixels
    assert b"digitalCapture" in found.content
    assert look(found.content).content == found.content, "and once is enough"


def _png_with_xmp() -> bytes:
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return picture("PNG", exif=exif(), pnginfo=told)


def test_a_plain_picture_stays_byte_for_byte_what_it_was() -> None:
    for kind in ("JPEG", "PNG", "GIF", "WEBP"):
        assert look(picture(kind)).content == picture(kind)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["JPEG", "PNG", "GIF", "WEBP"]),
    st.integers(0, 10**6),
    st.binary(min_size=1, max_size=12),
    st.booleans(),
)
def test_damaged_bytes_are_a_picture_or_refused_and_nothing_else(kind: str, at: int, junk: bytes, cut: bool) -> None:
    whole = picture(kind, exif=exif()) if kind != "GIF" else picture(kind)
    at %= len(whole)
    given = whole[:at] + junk + (b"" if cut else whole[at + len(junk) :])
    try:
        found = look(given)
    except ItemError as error:
        assert str(error).startswith("it ")
    else:
        assert min(found.width, found.height) >= 100
        assert b"GPS" not in found.content
