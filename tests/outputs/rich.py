"""A feed with all that a channel can have: pages of its own, pictures, languages, and items that left."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pipeline.model import Block, BlockKind, Feed, FeedPage, Image, Item, Origin, Sister, State, Withdrawn
from tests.outputs.conftest import NEWSROOM, make_feed, make_item, sisters

CHANNEL = "https://news.example.org/website"
OPENING = "tag:news.example.org,2026:opening"
LEFT = datetime(2026, 3, 4, 7, 0, tzinfo=UTC)

PICTURES = (
    Image(f"{CHANNEL}/images/1.jpg", "image/jpeg", 1200, 800, 84_211, "المعرض <يوم> & الافتتاح", "Salon / R&D"),
    Image(f"{CHANNEL}/images/2.png", "image/png", 640, 480, 9_000),
    Image("javascript:alert(1)", "image/png", 1, 1, 1, "never"),
)


def gone(language: str = "fr", **values: object) -> Withdrawn:
    """An item that left; `values` take the place of its own."""
    stock = {
        "uri": f"{OPENING}-gone/{language}",
        "story": f"{OPENING}-gone",
        "language": language,
        "version": 4,
        "name": "2026-03-01-gone",
        "published": datetime(2026, 3, 1, 12, 0, tzinfo=UTC),
        "when": LEFT,
        "sequence": 41,
    }
    return Withdrawn(**(stock | values))  # type: ignore[arg-type]


KILLED = gone("ar", uri=f"{OPENING}-killed/ar", canceled=True, url=f"{CHANNEL}/ar/2026-03-01-killed.html")
REPLACED = gone(
    "fr",
    when=LEFT - timedelta(days=1),
    sequence=0,
    published=datetime(2026, 3, 3, 12, 0, tzinfo=UTC),
    replaced_by=Sister("fr", f"{OPENING}/fr", f"{CHANNEL}/fr/2026-03-02-opening.html"),
)
WITHHELD = gone("ja", uri=f"{OPENING}-withheld/ja", when=LEFT - timedelta(hours=2))


def paged(item: Item, number: int) -> Item:
    """The item with a page of its own and a sequence."""
    return replace(item, name=f"2026-03-02-{number}", url=f"{CHANNEL}/fr/2026-03-02-{number}.html", sequence=number)


OUTDATED = make_item(
    "he",
    uri="tag:news.example.org,2026:outdated/he",
    origin=Origin.EDITED,
    state=State.OUTDATED,
    headline="התערוכה נפתחת",
    body=(Block(BlockKind.PARAGRAPH, "בתערוכה 337 מציגים."),),
)

HUGE = paged(NEWSROOM.items[5], 5)

RICH = make_feed(
    *(paged(item, number) for number, item in enumerate((*NEWSROOM.items[:5], OUTDATED), start=7)),
    languages={tag: f"{CHANNEL}/{tag}/" for tag in ("fr", "zh-Hans", "ar")},
    withdrawn=(REPLACED, KILLED, WITHHELD),
    page=FeedPage(0, "atom.xml", "atom.xml", previous="archive/3-12.xml"),
    sequence=41,
)
RICH = replace(
    RICH,
    items=(
        replace(RICH.items[0], images=PICTURES),
        replace(RICH.items[1], images=PICTURES[:1], sisters=sisters("fr", "zh-Hans")),
        *RICH.items[2:],
    ),
)


def archived(feed: Feed, number: int, name: str, previous: str = "", newer: str = "") -> Feed:
    """The feed as one of its archives."""
    return replace(feed, page=FeedPage(number, name, "atom.xml", previous, newer))
