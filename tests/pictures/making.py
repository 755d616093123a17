"""Images made for a test: real ones, with the things cameras and enemies put into them."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image


def picture(kind: str = "PNG", size: tuple[int, int] = (160, 120), shade: int = 90, **options: Any) -> bytes:
    """A picture of one type; another `shade` gives other bytes."""
    made = Image.linear_gradient("L").resize(size).convert("RGB")
    made.putpixel((0, 0), (shade, shade, shade))
    told = io.BytesIO()
    made.save(told, kind, **options)
    return told.getvalue()


def moving(kind: str) -> bytes:
    """Two frames that differ."""
    frames = [Image.new("RGB", (120, 120), colour) for colour in ("red", "blue")]
    told = io.BytesIO()
    frames[0].save(told, kind, save_all=True, append_images=frames[1:], duration=100)
    return told.getvalue()


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few kilobytes that unfolds to gigabytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(bytes(4_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def exif() -> Image.Exif:
    """What a telephone writes: its maker and number, the time, the place; and who holds the rights, turned by 90°."""
    told = Image.Exif()
    told[0x010F] = "Phonemaker"
    told[0x0112] = 6
    told[0x013B] = "A photographer"
    told[0x8298] = "Harbour Museum"
    told[0x9003] = "2026:03:02 10:11:12"
    told.get_ifd(0x8825)[1] = "N"
    told.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    return told


XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="52,31.2N" '
    b'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
    b'Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture">'
    b"<exif:GPSLongitude>13,24.5E</exif:GPSLongitude></rdf:Description></rdf:RDF></x:xmpmeta>"
)
