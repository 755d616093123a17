"""A store with one announcement, and short ways to do to it what a run, a wire and people do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pipeline import acts, stories
from pipeline.acts import Opened
from pipeline.model import (
    Authority,
    Block,
    BlockKind,
    Entry,
    Line,
    Listing,
    Rights,
    Saved,
    Segment,
    Source,
    TranslatedFrom,
)
from pipeline.segments import assemble, plain, units
from pipeline.store import Store, articles, drafts, people, sources, translations
from pipeline.store import segments as stored

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ENGLISH = (
    "The museum opens on 4 May. It shows 300 ships.",
    'See <a href="https://e.example/plan">the plan</a> now.',
    "Entry is free on Sundays.",
)
WORDS = {
    "pt": {
        "Museum opens": "Museu abre",
        "The museum opens on 4 May.": "O museu abre a 4 de maio.",
        "It shows 300 ships.": "Mostra 300 navios.",
        "See the plan now.": 'Veja <a href="https://e.example/plan">o plano</a> agora.',
        "Entry is free on Sundays.": "A entrada é livre aos domingos.",
    },
    "fr": {
        "Museum opens": "Le musée ouvre",
        "The museum opens on 4 May.": "Le musée ouvre le 4 mai.",
        "It shows 300 ships.": "Il montre 300 navires.",
        "See the plan now.": 'Voyez <a href="https://e.example/plan">le plan</a>.',
        "Entry is free on Sundays.": "L’entrée est libre le dimanche.",
    },
}


class Newsdesk:
    """A store with one announcement and what a run would do to it; its clock moves on by itself."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOW

    def tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def release(self, *paragraphs: str, headline: str = "Museum opens") -> str:
        """Place and add the announcement, or a new version of it; returns its URI."""
        body = tuple(Block(BlockKind.PARAGRAPH, plain(one), one if "<" in one else "") for one in paragraphs or ENGLISH)
        listing = Listing((Entry(id="e", content=body[0].text),))
        sources.listed(self.store, Source("wire", "folder", None), listing, "", self.tick(), next_visit=self.now)
        item = stories.Item(
            source="wire",
            entry="e",
            language="en",
            authority=Authority.WIRE,
            rights=Rights.PUBLIC,
            keys=(),
            origin_key=stories.origin_key("https://e.example/p/1.html"),
            fingerprint=stories.fingerprint(headline, body),
            shingles=stories.shingles(body),
            published=NOW,
        )
        said = articles.Text(headline, False, "", "", None, body, "https://e.example/p/1.html", "", "https://w.example/e", "")  # fmt: skip
        with self.store.write():
            row = self.store.row("SELECT uri FROM entry WHERE source = 'wire' AND id = 'e'")
            before = articles.became(self.store, (row["uri"] if row else "") or "")
            placed = stories.place(item, articles.known(self.store, [item.origin_key]), before=before)
            return articles.add(self.store, item, said, placed, site_url="https://n.example", now=self.tick())

    def machine(self, uri: str, language: str, changed: dict[str, str] | None = None) -> bool:
        """Store what an engine makes of the newest version; False where the store refused it."""
        source = translations.newest(self.store, uri)
        assert source is not None
        rows = self.rows(uri, language, changed)
        found = units(source.headline, source.subhead, source.body, "en")
        headline, subhead, body = assemble(
            found, [one.target for one in rows], source.headline, source.subhead, source.body, language,
            html=[one.html for one in rows],
        )  # fmt: skip
        return translations.add(
            self.store,
            TranslatedFrom(source.uri, source.version, "en"),
            language,
            headline=headline,
            subhead=subhead,
            body=body,
            dateline=None,
            route="argos:x",
            models="m 1",
            segments=rows,
            now=self.tick(),
        )

    def rows(self, uri: str, language: str, changed: dict[str, str] | None = None) -> list[Segment]:
        source = translations.newest(self.store, uri)
        assert source is not None
        words = WORDS[language] | (changed or {})
        said = [
            (unit, words.get(unit.text, f"[{unit.text}]"))
            for unit in units(source.headline, source.subhead, source.body, "en")
        ]
        return [Segment(u.block, u.text, plain(t), html=t if "<" in t else "") for u, t in said]

    def drafted(self) -> None:
        """What a run does with people's texts whose source moved on."""
        for one in drafts.pending(self.store):
            drafts.put(self.store, one, self.rows(one.source.uri, one.target), self.tick())

    def open(self, uri: str) -> Opened:
        return acts.open_sheet(self.store, uri)

    def line(self, uri: str, source: str) -> Line:
        return next(one for one in self.open(uri).sheet.lines if one.segment.source == source)

    def save(self, uri: str, source: str, target: str, *, by: str = "Reviewer", revision: int | None = None) -> Line:
        line = self.line(uri, source)
        seen = line.revision if revision is None else revision
        found = acts.save(self.store, uri, line.key, target, revision=seen, by=by, now=self.tick())
        assert isinstance(found, Saved), found
        return found.line

    def said(self, uri: str) -> dict[str, str]:
        """What the text says for each sentence of its source."""
        version = people.ours(self.store, uri).version
        return {one.source: one.target for one in stored.of(self.store, uri, version)}

    def finish(self, uri: str, *, by: str = "Reviewer", **options: int | bool) -> int:
        return acts.finish(self.store, uri, by=by, now=self.tick(), **options)  # type: ignore[arg-type]


SHOWS, OPENS, PLAN, FREE = (
    "It shows 300 ships.",
    "The museum opens on 4 May.",
    "See the plan now.",
    "Entry is free on Sundays.",
)
