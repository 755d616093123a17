"""A whole static newsroom on disk, as a publish puts it there: four languages, older pages, a text that was withdrawn."""

from __future__ import annotations

import struct
import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from math import sin
from pathlib import Path

from pipeline.model import (
    Article,
    Block,
    BlockKind,
    Dateline,
    Feed,
    FeedPage,
    Front,
    Image,
    Item,
    Origin,
    Rights,
    Sister,
    Site,
    State,
    TranslatedFrom,
    Withdrawn,
)
from pipeline.outputs import html
from tests.newsroom.samples import ANNOUNCEMENTS, LANGUAGES, MUSEUM, TITLE

SITE = Site(TITLE, "https://news.example.org", "press@example.org", "Europe/Lisbon")
ROOT = "https://news.example.org/website/"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ORIGINS = {"fr": Origin.OFFICIAL, "ar": Origin.MACHINE, "zh-Hans": Origin.APPROVED, "hi": Origin.EDITED}
FORMATS = {"application/atom+xml": "atom.xml", "application/rss+xml": "rss.xml", "application/feed+json": "feed.json"}
PICTURE = "images/quay.png"
WIDTH, HEIGHT = 720, 405
ROOFS = [height / 100 for height in (56, 50, 50, 50, 45, 45, 53, 53, 36, 36, 36, 36, 36, 36, 54, 54, 48, 48, 48, 52)]
ROOFS += [height / 100 for height in (44, 44, 44, 55, 55, 50, 50, 47, 47, 47)]


def name(number: int) -> str:
    """The file name of an announcement, without its ending."""
    return f"{(NOW - timedelta(days=number)):%Y-%m-%d}-sample{number:02}"


def article(tag: str, number: int = 0) -> Article:
    """One announcement in a language; French is official, the others are made from it in three ways."""
    headline, lead = ANNOUNCEMENTS[tag][number % len(ANNOUNCEMENTS[tag])]
    official = ORIGINS[tag] is Origin.OFFICIAL
    out = NOW - timedelta(days=number)
    first = Article(
        uri=f"tag:news.example.org,2026:sample{number}/{tag}",
        story=f"tag:news.example.org,2026:sample{number}",
        version=1,
        language=tag,
        origin=ORIGINS[tag],
        state=State.CURRENT,
        rights=Rights.PUBLIC,
        headline=headline,
        body=(Block(BlockKind.PARAGRAPH, lead),),
        first_created=out,
        version_created=out,
        updated=out,
        published=out - timedelta(minutes=50),
        issuer="Musée du port",
        link="https://museum.example.org/fr/opening.html" if official else "",
        route="" if official else f"argos fr→en, argos en→{tag}",
        translated_from=None if official else TranslatedFrom(f"tag:news.example.org,2026:sample{number}/fr", 1, "fr"),
    )
    return first if number else _museum(first)


def _museum(short: Article) -> Article:
    subhead, dateline, *paragraphs = MUSEUM[short.language]
    kinds = [BlockKind.PARAGRAPH] * 2 + [BlockKind.HEADING] + [BlockKind.LIST_ITEM] * 3 + [BlockKind.QUOTATION]
    kinds += [BlockKind.PARAGRAPH, BlockKind.CAPTION, BlockKind.BOILERPLATE, BlockKind.CONTACT]
    body = [Block(kind, text) for kind, text in zip(kinds, paragraphs, strict=True)]
    caption = next(block for block in body if block.kind is BlockKind.CAPTION)
    body.remove(caption)
    tickets = body[1].text
    linked = f'{tickets} <a href="https://museum.example.org/tickets">museum.example.org/tickets</a>'
    body[1] = Block(BlockKind.PARAGRAPH, f"{tickets} museum.example.org/tickets", linked)
    return replace(
        short,
        subhead=subhead,
        dateline=Dateline("QUAYPORT", date(2026, 3, 2), "", dateline),
        body=tuple(body),
        updated=short.updated + timedelta(hours=3),
    )


def item(tag: str, number: int = 0, languages: tuple[str, ...] = LANGUAGES) -> Item:
    """An announcement with its sister versions; the first has a picture."""
    own = article(tag, number)
    sisters = tuple(
        Sister(
            one,
            f"tag:news.example.org,2026:sample{number}/{one}",
            f"{ROOT}{one}/{name(number)}.html",
            translated_from="" if one == "fr" else f"tag:news.example.org,2026:sample{number}/fr",
        )
        for one in languages
        if one != tag
    )
    caption = MUSEUM[tag][10]
    image = Image(f"{ROOT}{PICTURE}", "image/png", WIDTH, HEIGHT, len(picture()), caption, "Musée du port")
    translated = own.translated_from is not None
    return Item(
        own,
        sisters,
        "https://museum.example.org/fr/opening.html" if translated else "",
        "fr" if translated else "",
        name(number),
        f"{ROOT}{tag}/{name(number)}.html",
        images=(image,) if number == 0 else (),
    )


def feed(tag: str, count: int = 8, **values: object) -> Feed:
    """The newest texts of a language."""
    items = tuple(item(tag, number) for number in range(count))
    made = Feed(
        SITE,
        "website",
        tag,
        f"{TITLE} ({tag})",
        f"{ROOT}{tag}/",
        NOW,
        items,
        languages={one: f"{ROOT}{one}/" for one in LANGUAGES},
        formats=FORMATS,
    )
    return replace(made, **values)  # type: ignore[arg-type]


def withdrawn(tag: str, *, canceled: bool = False) -> Withdrawn:
    """An item that left; where the story was not killed, the French text took its place."""
    uri = "tag:news.example.org,2026:gone"
    instead = None if canceled or tag == "fr" else Sister("fr", f"{uri}/fr", f"{ROOT}fr/{name(1)}.html")
    return Withdrawn(f"{uri}/{tag}", uri, tag, 1, "2026-02-20-gone", NOW, NOW, 9, canceled, replaced_by=instead)


def files(tags: tuple[str, ...] = LANGUAGES, options: object = None) -> dict[str, bytes]:
    """Every file of the channel by its path below the channel's folder."""
    found: dict[str, bytes] = {PICTURE: picture()}
    feeds = [feed(tag, options=options) for tag in tags]
    for one in feeds:
        bare = replace(one, items=())
        older = FeedPage(2, html.page_name(2, 8), html.FILENAME, previous=html.page_name(1, 40))
        own: dict[str, bytes] = {
            html.FILENAME: html.render(
                replace(one, page=FeedPage(0, html.FILENAME, html.FILENAME, previous=older.name))
            ),
            older.name: html.render_page(replace(one, page=older)),
            html.page_name(1, 40): html.render_page(
                replace(bare, page=FeedPage(1, html.page_name(1, 40), html.FILENAME, next=older.name))
            ),
        }
        for each in one.items:
            own |= html.render_item(bare, each)
        own |= html.render_withdrawn(bare, withdrawn(one.language, canceled=one.language == "ar"))
        found |= {f"{one.language}/{file}": content for file, content in own.items()}
    front = Front(SITE, "website", ROOT, NOW, tuple(replace(one, items=()) for one in feeds), options=options)
    return found | {html.CHANNEL_FILENAME: html.render_channel(front)} | dict(html.render_assets(front))


def write(folder: Path, content: Mapping[str, bytes]) -> Path:
    """Put files below a folder, which is returned."""
    for path, data in content.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on the loopback, as any web server would, until the block ends; gives its address."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@cache
def picture() -> bytes:
    """A quay in the evening, drawn by sums: a PNG of WIDTH × HEIGHT."""
    rows = bytearray()
    for y in range(HEIGHT):
        height = y / HEIGHT
        rows.append(0)
        for x in range(WIDTH):
            rows += bytes(_colour(x / WIDTH, height))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    pieces = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 6)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in pieces
    )


def _colour(x: float, y: float) -> tuple[int, int, int]:
    if y > 0.62:  # water, with the last light on it
        glint = max(0.0, sin(y * 160 + sin(x * 9) * 2)) * max(0.0, 0.5 - abs(x - 0.68)) * 0.5
        return _mix((38, 58, 84), (244, 180, 120), glint + (y - 0.62) * 0.1)
    if y > ROOFS[int(x * len(ROOFS))]:
        lit = int(x * 120) % 4 == 1 and int(y * 75) % 4 == 1 and int(x * 120) * int(y * 75) % 7 < 3
        return (236, 190, 110) if lit else (30, 38, 56)
    return _mix((64, 92, 138), (246, 190, 132), y * 1.5 + 0.12 * sin(x * 3 + 1))


def _mix(one: tuple[int, int, int], other: tuple[int, int, int], part: float) -> tuple[int, int, int]:
    part = min(1.0, max(0.0, part))
    red, green, blue = (int(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue
