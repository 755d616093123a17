"""A store with one story in it, and short ways to add to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline import stories
from pipeline.model import Authority, Block, BlockKind, Entry, Issue, Listing, Rights, Segment, Source, TranslatedFrom
from pipeline.store import Store, articles, opened, sources, translations

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SITE = "https://news.example.org"


class Desk:
    """Adds releases and translations to a store as a run would, with a clock that moves on by itself."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOW

    def tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def release(
        self,
        language: str = "en",
        text: str = "",
        *,
        source: str = "wire",
        entry: str = "",
        authority: Authority = Authority.WIRE,
        rights: Rights = Rights.PUBLIC,
        origin: str = "https://e.example/p/1.html",
    ) -> str:
        """Place and add an official text; returns its URI."""
        body = (Block(BlockKind.PARAGRAPH, text or f"A release in {language} that says one thing about the fair."),)
        entry = entry or f"{language}-{origin}"
        listing = Listing((Entry(id=entry, content=body[0].text),))
        sources.listed(self.store, Source(source, "folder", None), listing, "", self.tick(), next_visit=self.now)
        item = stories.Item(
            source=source,
            entry=entry,
            language=language,
            authority=authority,
            rights=rights,
            keys=(),
            origin_key=stories.origin_key(origin),
            fingerprint=stories.fingerprint("Head", body),
            shingles=stories.shingles(body),
            published=NOW,
        )
        said = articles.Text("Head", False, "", "", None, body, origin, "", f"https://w.example/{entry}", "")
        with self.store.write():
            row = self.store.row("SELECT uri FROM entry WHERE source = ? AND id = ?", (source, entry))
            before = articles.became(self.store, (row["uri"] if row else "") or "")
            placed = stories.place(item, articles.known(self.store, [item.origin_key]), before=before)
            return articles.add(self.store, item, said, placed, site_url=SITE, now=self.tick())

    def machine(
        self,
        uri: str,
        target: str,
        text: str = "machine words",
        version: int = 1,
        *,
        issues: tuple[Issue, ...] = (),
        checked: bool = True,
        again_by: str = "",
    ) -> bool:
        """Add what an engine made from a version of an official text; False when the store refused it."""
        return translations.add(
            self.store,
            TranslatedFrom(uri, version, uri.rpartition("/")[2]),
            target,
            headline="Headline",
            subhead="",
            body=(Block(BlockKind.PARAGRAPH, text),),
            dateline=None,
            route="argos:x",
            models="m 1",
            segments=(Segment(0, "A sentence of the source.", text, issues=issues),) if checked else (),
            now=self.tick(),
            again_by=again_by,
        )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path / "p.db") as store:
        yield Desk(store)
