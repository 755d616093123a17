"""Packed bodies unfolded a little at a time, so that a bomb is refused before it fills memory."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator

from pipeline.errors import SourceError, clean

MAX_BYTES = 20 * 1024 * 1024
CHUNK = 64 * 1024
ACCEPTED = "gzip, deflate, br"  # no zstd: its windows may ask for gigabytes before a byte comes out
_KNOWN = frozenset({"gzip", "x-gzip", "deflate", "br"})
_MAX_CODINGS = 2
_GZIP = b"\x1f\x8b"

Tick = Callable[[], object]


def unpacked(data: bytes, where: str, max_bytes: int = MAX_BYTES, tick: Tick = lambda: None) -> bytes:
    """A body or file that is gzip whatever it was declared as (`sitemap.xml.gz`), unpacked; any other as it is.

    `where` begins the message of the SourceError raised for a damaged one or one of more than `max_bytes`.
    """
    if not data.startswith(_GZIP):
        return data
    chunks = (data[start : start + CHUNK] for start in range(0, len(data), CHUNK))
    return b"".join(streamed(chunks, "gzip", where, max_bytes, tick))


def streamed(
    chunks: Iterable[bytes], coding: str, where: str, max_bytes: int, tick: Tick, *, cut: int = 0
) -> Iterator[bytes]:
    """A body as it comes, unpacked by its Content-Encoding (RFC 9110, 8.4), in pieces of about 64 KiB.

    No stage gives more than `max_bytes`, so two codings cannot hide a bomb between them; with `cut` the body ends
    quietly after so many bytes. `tick` is called before each piece of work and may raise to end it.
    """
    codings = [name for part in coding.split(",") if (name := part.strip().lower()) not in ("", "identity")]
    if len(codings) > _MAX_CODINGS or not _KNOWN.issuperset(codings):
        raise SourceError(f"{where} is packed as {clean(coding, 40)}, which was not asked for; tell its owner")
    pieces = _capped(chunks, where, max_bytes)
    for name in reversed(codings):  # the last one named was put on last
        damaged = SourceError(f"{where} sends a damaged {name} body; it is tried again later")
        pieces = _brotli(pieces, damaged, tick) if name == "br" else _inflated(pieces, name, damaged, tick)
        pieces = _capped(pieces, where, max_bytes)
    return _cut(pieces, cut) if cut else pieces


def _capped(pieces: Iterable[bytes], where: str, max_bytes: int) -> Iterator[bytes]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > max_bytes:
            raise too_large(where, max_bytes)
        yield piece


def _cut(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    for piece in pieces:
        yield piece[:size]
        size -= len(piece)
        if size <= 0:
            return


def too_large(where: str, max_bytes: int) -> SourceError:
    """The error for a body that passes its cap."""
    return SourceError(f"{where} sends more than {max_bytes / 1024 / 1024:.3g} MB; check that it is the right address")


def _inflated(chunks: Iterable[bytes], coding: str, damaged: SourceError, tick: Tick) -> Iterator[bytes]:
    """gzip (with any number of members) or deflate (with or without its zlib header), at most 64 KiB at a time."""
    window = zlib.MAX_WBITS if coding == "deflate" else zlib.MAX_WBITS | 16
    unpacker, first = zlib.decompressobj(window), True
    for chunk in chunks:
        if first and coding == "deflate" and chunk and (chunk[0] & 0x0F != 8 or chunk[0] >> 4 > 7):
            unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        first, data = first and not chunk, chunk
        while data:
            if unpacker.eof:
                if coding == "deflate" or not data.strip(b"\0"):
                    break  # padding after the end is harmless
                unpacker = zlib.decompressobj(window)
            tick()
            try:
                piece = unpacker.decompress(data, CHUNK)
            except zlib.error:
                raise damaged from None
            data = unpacker.unconsumed_tail or unpacker.unused_data
            if piece:
                yield piece
    while not first and not unpacker.eof:
        try:
            piece = unpacker.decompress(b"", CHUNK)
        except zlib.error:
            raise damaged from None
        if not piece:
            raise damaged
        yield piece


def _brotli(chunks: Iterable[bytes], damaged: SourceError, tick: Tick) -> Iterator[bytes]:
    """Brotli (RFC 7932), at most about 64 KiB at a time; what follows its end is left unread."""
    import brotli  # type: ignore[import-untyped]

    decoder, empty = brotli.Decompressor(), True
    for chunk in chunks:
        empty, data = empty and not chunk, chunk
        while not decoder.is_finished():
            tick()
            try:
                piece = decoder.process(data, output_buffer_limit=CHUNK)
            except brotli.error:
                raise damaged from None
            data = b""
            if piece:
                yield piece
            if decoder.can_accept_more_data():
                break
            if not piece:
                raise damaged
    if not empty and not decoder.is_finished():
        raise damaged
