"""Where, when and with which device a photo was taken leaves it; no pixel is touched.

Only the containers are rewritten. Of Exif the maker, the rights, the description and which way up it is stay; IPTC and
XMP stay whole but for places, because they say whose picture it is and how it came to be.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

_KEPT = (0x010E, 0x0112, 0x013B, 0x8298)  # ImageDescription, Orientation, Artist, Copyright
_EXIF = b"Exif\x00\x00"
_XMP = b"http://ns.adobe.com/x"  # /xap/1.0/ and /xmp/extension/
_GPS = re.compile(
    rb"\bexif:GPS\w{1,40}\s{0,5}=\s{0,5}(?:\"[^\"<>]{0,200}\"|'[^'<>]{0,200}')"
    rb"|<exif:GPS(\w{1,40})(?:\s[^<>]{0,200})?>[^<>]{0,200}</exif:GPS\1\s{0,5}>"
)
_PNG = b"\x89PNG\r\n\x1a\n"


def without_whereabouts(content: bytes, media_type: str) -> bytes:
    """The image without Exif's places, times and devices; one whose parts do not add up comes back as it is."""
    try:
        if media_type == "image/jpeg":
            return b"".join(_jpeg(content))
        if media_type == "image/png":
            return b"".join(_png(content))
        if media_type == "image/webp":
            return _webp(content)
    except (struct.error, IndexError):
        pass  # it is found broken when it is decoded
    return content


def _jpeg(content: bytes) -> Iterator[bytes]:
    """Segment by segment (ITU-T T.81, B.1.1) up to the first scan, from which on all is pixels."""
    yield content[:2]
    place = 2
    while content[place] == 0xFF and content[place + 1] not in (0xDA, 0xD9):
        if content[place + 1] == 0xFF:  # a fill byte
            place += 1
            continue
        (length,) = struct.unpack_from(">H", content, place + 2)
        if length < 2:
            break
        segment = content[place : place + 2 + length]
        if content[place + 1] == 0xE1 and segment[4:].startswith(_EXIF):
            if kept := _little(segment[4:]):
                yield b"\xff\xe1" + struct.pack(">H", len(kept) + 2) + kept
        elif content[place + 1] == 0xE1 and segment[4:].startswith(_XMP):
            yield _blanked(segment)
        else:
            yield segment
        place += 2 + length
    yield content[place:]


def _png(content: bytes) -> Iterator[bytes]:
    """Chunk by chunk (W3C PNG, 5.3)."""
    yield content[: len(_PNG)]
    place = len(_PNG)
    while place < len(content):
        length, name = struct.unpack_from(">I4s", content, place)
        data = content[place + 8 : place + 8 + length]
        if name == b"eXIf":
            data = _little(_EXIF + data)[len(_EXIF) :]
        elif name == b"iTXt" and data.startswith(b"XML:com.adobe.xmp"):
            data = _blanked(data)
        raw = name in (b"tEXt", b"zTXt", b"iTXt") and data.startswith(
            (b"Raw profile type exif", b"Raw profile type APP1")
        )
        if not raw and (data or name != b"eXIf"):
            yield struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        place += 12 + length
        if name == b"IEND":
            return  # what hangs on behind is no picture


def _webp(content: bytes) -> bytes:
    """Chunk by chunk (RFC 9649, 2.3); none is left out, because the header says which there are."""
    parts, place = [], 12
    while place < len(content):
        name, length = struct.unpack_from("<4sI", content, place)
        data = content[place + 8 : place + 8 + length]
        if name == b"EXIF":
            data = _little(data if data.startswith(_EXIF) else _EXIF + data)[len(_EXIF) :]
        elif name == b"XMP ":
            data = _blanked(data)
        parts.append(name + struct.pack("<I", len(data)) + data + b"\x00" * (len(data) % 2))
        place += 8 + length + length % 2
    body = b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _little(exif: bytes) -> bytes:
    """Exif with the few tags that stay; empty where it has none of them, or cannot be read."""
    from PIL import Image

    before, after = Image.Exif(), Image.Exif()
    try:
        before.load(exif)
        for tag in _KEPT:
            if before.get(tag):
                after[tag] = before[tag]
        told = after.tobytes() if len(after) else b""
    except Exception:  # made by hundreds of devices and programs, and by hand
        return b""
    told = told if not told or told.startswith(_EXIF) else _EXIF + told
    return told if len(told) < 60_000 else b""


def _blanked(xmp: bytes) -> bytes:
    """XMP with blanks in place of where it was: the same length, so that nothing around it moves."""
    return _GPS.sub(lambda place: b" " * len(place[0]), xmp)
