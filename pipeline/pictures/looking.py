"""What the bytes of an image really are, whatever its name or its server says."""

from __future__ import annotations

import io
import warnings

from pipeline.errors import ItemError
from pipeline.model import Photo
from pipeline.pictures.private import without_whereabouts

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000  # decoded, that is 160 MB
SMALLEST = 100  # pixels either way; what is smaller is an icon, or counts readers
MAX_SCANS = 64  # of a progressive JPEG: each is decoded over all pixels

# MPO is a JPEG with further pictures behind it (depth, brightness); what shows is the first.
_TYPES = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
}


def look(content: bytes) -> Photo:
    """An image as its bytes show it: a whole, still JPEG, PNG, GIF or WebP of at least 100 x 100 pixels.

    Raises ItemError that says why it is none: another type whatever it is called, broken, cut off, moving, too small,
    or larger once decoded than 40 million pixels. Where and with which device it was taken is removed; who made it and
    how (IPTC, XMP) stays in it.
    """
    if len(content) > MAX_BYTES:
        raise ItemError(f"it is larger than {MAX_BYTES // 2**20} MB")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of odd images, which cron would mail
        media_type, _, _ = _opened(content, decode=False)
        if media_type == "image/jpeg" and content.count(b"\xff\xda") > MAX_SCANS:
            raise ItemError("it is drawn in more passes than any camera uses")
        content = without_whereabouts(content, media_type)
        return Photo(content, *_opened(content, decode=True))


def _opened(content: bytes, *, decode: bool) -> tuple[str, int, int]:
    """Type, width and height; with `decode` every pixel is read, so that a cut or broken image is found out."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "GIF", "WEBP")) as image:
            kind, (width, height) = _TYPES[image.format or ""], image.size
            if width * height > MAX_PIXELS:
                raise ItemError(f"it is {width} x {height} pixels large")
            if min(width, height) < SMALLEST:
                raise ItemError(f"it is {width} x {height} pixels small")
            if image.format != "MPO" and getattr(image, "is_animated", False):
                raise ItemError("it moves")
            if decode:
                image.load()
        if decode:
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "GIF", "WEBP")) as image:
                image.verify()  # the sums of a PNG; it can only be asked of an image not decoded yet
    except ItemError:
        raise
    except UnidentifiedImageError:
        raise ItemError("it is no JPEG, PNG, GIF or WebP") from None
    except Image.DecompressionBombError:
        raise ItemError(f"it has more than {MAX_PIXELS:,} pixels") from None
    except Exception as error:  # hostile bytes find every way to fail in a decoder
        raise ItemError(f"it cannot be decoded ({type(error).__name__})") from None
    return kind, width, height
