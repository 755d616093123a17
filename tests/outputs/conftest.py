"""One channel as the outputs get it: official and translated items, well-behaved and hostile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from pipeline.model import (
    Article,
    Block,
    BlockKind,
    Dateline,
    Feed,
    Item,
    Origin,
    Rights,
    Sister,
    Site,
    State,
    TranslatedFrom,
)

SITE = Site(title="Nouvelles de la conférence", url="https://news.example.org/", contact="desk@example.org")
PARIS = Dateline("PARIS", date(2026, 3, 2), "PRNewswire", "PARIS, 2 mars 2026 /PRNewswire/ --")


def make_article(language: str = "fr", **values: Any) -> Article:
    """An official French release; `values` take the place of its own."""
    stock: dict[str, Any] = {
        "uri": f"tag:news.example.org,2026:opening/{language}",
        "story": "tag:news.example.org,2026:opening",
        "version": 3,
        "language": language,
        "origin": Origin.OFFICIAL,
        "state": State.CURRENT,
        "rights": Rights.PUBLIC,
        "headline": "Le salon des semences ouvre ses portes",
        "body": (Block(BlockKind.PARAGRAPH, "Le salon accueille 337 exposants."),),
        "first_created": datetime(2026, 3, 2, 9, 5, tzinfo=UTC),
        "version_created": datetime(2026, 3, 2, 11, 0, tzinfo=UTC),
        "updated": datetime(2026, 3, 2, 10, 30, 15, 123456, tzinfo=UTC),
        "published": datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
    }
    return Article(**(stock | values))


def make_item(language: str = "fr", **values: Any) -> Item:
    """A release alone, or a translation of it with what belongs to one."""
    if values.get("origin", Origin.OFFICIAL) is Origin.OFFICIAL:
        return Item(make_article(language, **values))
    made_from = TranslatedFrom("tag:news.example.org,2026:opening/fr", 2, "fr")
    article = make_article(language, **({"translated_from": made_from, "route": "argos fr→en, argos en→es"} | values))
    return Item(article, (), "https://wire.example.com/fr/opening.html", "fr")


def make_feed(*items: Item, language: str = "fr", **values: Any) -> Feed:
    """One feed of the site with these items."""
    feed = Feed(
        site=SITE,
        channel="website",
        language=language,
        title="Communiqués",
        url=f"https://news.example.org/website/{language}/",
        updated=datetime(2026, 3, 2, 10, 30, 15, tzinfo=UTC),
        items=items,
    )
    return replace(feed, **values)


def sisters(*languages: str) -> tuple[Sister, ...]:
    """Sister versions, each with a page of its own."""
    return tuple(
        Sister(one, f"tag:news.example.org,2026:opening/{one}", f"https://news.example.org/website/{one}/opening.html")
        for one in languages
    )


NEWSROOM = make_feed(
    replace(
        make_item(
            "fr",
            subhead="Trois jours à Lyon",
            issuer="Salon des semences",
            dateline=PARIS,
            link="https://wire.example.com/fr/opening.html?id=1&lang=fr",
            origin_url="https://salon.example.net/p/1.html",
        ),
        sisters=sisters("zh-Hans", "es"),
    ),
    replace(
        make_item(
            "es", origin=Origin.MACHINE, headline="El salón abre sus puertas", dateline=PARIS, rights=Rights.INTERNAL
        ),
        sisters=sisters("fr"),
    ),
    make_item(
        "ar",
        origin=Origin.MACHINE,
        headline="المعرض يفتح أبوابه",
        body=(Block(BlockKind.PARAGRAPH, "يستقبل المعرض 337 عارضا."),),
        published=None,
    ),
    make_item(
        "zh-Hans",
        origin=Origin.APPROVED,
        headline="种子展览会开幕",
        by="新闻部",
        body=(Block(BlockKind.PARAGRAPH, "展览会迎来337家参展商。" * 60),),
    ),
    make_item(
        "en",
        uri="tag:news.example.org,2026:hostile/en",
        headline="Seeds 🌱 👩‍🌾 \x00and\r\nfields ]]> \ud83c\udf3e",
        link="javascript:alert(1)",
        issuer="R&D <Seeds>",
        body=(
            Block(BlockKind.PARAGRAPH, "a ]]> b <script>alert(1)</script> & \x0b\ud800 c \ufffe"),
            Block(
                BlockKind.PARAGRAPH,
                "safe",
                '<b onclick="x()">safe</b><script>alert(2)</script>&#1;<a href="javascript:alert(3)">a</a>'
                '<a href="/rel">b</a><a href="https://example.org/?a=1&amp;b=2" target="_blank">c</a>',
            ),
        ),
    ),
    make_item(
        "de", uri="tag:news.example.org,2026:huge/de", body=(Block(BlockKind.PARAGRAPH, "Saatgut und mehr. " * 60_000),)
    ),
)


@pytest.fixture(scope="session")
def newsroom() -> Feed:
    """A feed with six items: official fr, machine es and ar, approved zh-Hans, hostile en, huge de."""
    return NEWSROOM


@pytest.fixture(scope="session")
def build() -> tuple[Callable[..., Feed], Callable[..., Item]]:
    """How to make a feed of one's own: `make_feed(*items)` and `make_item(language, **values)`."""
    return make_feed, make_item
