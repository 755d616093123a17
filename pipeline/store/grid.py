"""The desk's grid: pages of stories × languages, what waits, and what is new; never a count over what is stored.

Every cell is of one kind (language, state, …: the few rows of `tally`), and each kind's cells stand in an index by
date. Whatever one filters by, the newest stories are those that the newest of each fitting kind lead to.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from pipeline.model import Backlog, Cell, CellState, Filters, Page, Person, PubStatus
from pipeline.store import codec, searching
from pipeline.store.cells import HERE, cell, of_stories
from pipeline.store.connection import Store, text
from pipeline.stories import counts_as

EMBARGOED = 2000  # stories under embargo at once that are looked through
NEWS = 100  # new texts that are counted; more are "more than 99"
LAST = ("9999", "")  # a place before every story

Place = tuple[str, str]  # date of publication and id of a story: the order of the grid


def page(
    store: Store,
    filters: Filters,
    *,
    languages: Sequence[str],
    now: datetime,
    reading: str = "",
    after: str = "",
    size: int = 25,
) -> Page:
    """One page of the grid, the newest stories first.

    `languages` are the newsroom's, which the cells stand for; `reading` is the one that headlines are best shown in.
    `after` is the `older` of the page before.
    """
    if filters.text:
        hits = searching.find(store, filters, Fitting(store, filters, languages, now).hit, after=after, size=size)
        found = of_stories(store, hits.stories, languages, reading, now)
        return Page(found, hits.older, hits.searched)
    places = _places(store, filters, languages, _place(after), size + 1, now)
    found = of_stories(store, [story for _, story in places[:size]], languages, reading, now)
    more = len(places) > size
    return Page(found, "~".join(places[size - 1]) if more else "")


def _place(after: str) -> Place:
    published, tilde, story = after.partition("~")
    return (published, story) if tilde else LAST


def _places(
    store: Store, filters: Filters, languages: Sequence[str], before: Place, size: int, now: datetime
) -> list[Place]:
    """The newest stories older than a place that have a text which fits."""
    fitting = Fitting(store, filters, languages, now)
    if filters.embargoed:
        return _embargoed(store, fitting, before, size, now)
    if filters.state == CellState.MISSING:
        sql = "SELECT published, story FROM grid WHERE spread = :key AND (published, story) < (:published, :story) "
        if filters.source:
            sql += "AND source = :source "
        keys: Iterable[int] = fitting.spreads
    elif filters.mine:
        sql = (
            "SELECT published, story FROM hand WHERE person = :mine AND kind = :key "
            "AND (published, story) < (:published, :story) "
        )
        if filters.source:
            sql += "AND source = :source "
        keys = fitting.kinds
    elif filters.source:
        sql = (
            "SELECT published, story FROM cell WHERE source = :source AND kind = :key "
            "AND (published, story) < (:published, :story) "
        )
        keys = fitting.kinds
    elif filters.language or filters.state or filters.severity:
        sql = "SELECT published, story FROM cell WHERE kind = :key AND (published, story) < (:published, :story) "
        keys = fitting.kinds
    else:
        sql = (
            "SELECT published, story FROM grid "
            "WHERE standing <> 'spiked' AND (published, story) < (:published, :story) "
        )
        keys = (0,)
    values = {"published": before[0], "story": before[1], "source": filters.source, "mine": filters.mine, "size": size}
    found: set[Place] = set()
    floor = ""
    for key in keys:
        rows = store.rows(
            f"{sql} AND published >= :floor ORDER BY published DESC, story DESC LIMIT :size",
            values | {"key": key, "floor": floor},
        )
        found.update((row["published"], row["story"]) for row in rows)
        if len(found) >= size:
            found = set(sorted(found, reverse=True)[:size])
            floor = min(found)[0]
    return sorted(found, reverse=True)[:size]


def _embargoed(store: Store, fitting: Fitting, before: Place, size: int, now: datetime) -> list[Place]:
    rows = store.rows(
        "SELECT published, story FROM grid WHERE embargoed_until > ? ORDER BY embargoed_until LIMIT ?",
        (text(now), EMBARGOED),
    )
    found = []
    for place in sorted(((row["published"], row["story"]) for row in rows), reverse=True):
        if place < before and fitting.story(place[1]):
            found.append(place)
            if len(found) == size:
                break
    return found


class Fitting:
    """Which kinds of cells fit the filters, and whether one story does. For one question, then thrown away."""

    def __init__(self, store: Store, filters: Filters, languages: Sequence[str], now: datetime) -> None:
        self._store = store
        self._filters = filters
        self._languages = languages
        self._now = text(now)
        self.kinds = [row["kind"] for row in store.rows("SELECT * FROM tally WHERE cells > 0") if self._fits(row)]
        self._kinds = set(self.kinds)
        missing = filters.state == CellState.MISSING and not (filters.severity or filters.mine)
        spreads = store.rows("SELECT * FROM spread WHERE stories > 0") if missing else []
        self.spreads = [row["id"] for row in spreads if self._lacks(row)]

    def _fits(self, kind: sqlite3.Row) -> bool:
        """Whether the cells of one kind fit in all but source, person and words."""
        wanted, standing = self._filters, kind["standing"]
        if wanted.language and not counts_as(kind["language"], wanted.language, self._languages):
            return False
        if wanted.severity and kind["severity"] != wanted.severity:
            return False
        if standing == "spiked" or wanted.state == "spiked":
            return bool(standing == wanted.state)
        match wanted.state:
            case "":
                return True
            case "waits":
                return bool(kind["waits"])
            case "outdated":
                return bool(kind["outdated"])
            case "withheld":
                return bool(standing == PubStatus.WITHHELD)
            case "killed":
                return bool(standing == PubStatus.CANCELED)
        return bool(kind["state"] == wanted.state)

    def _lacks(self, spread: sqlite3.Row) -> bool:
        """Whether stories with texts in these languages lack the wanted one, or any of the newsroom's."""
        if spread["standing"] not in (PubStatus.USABLE, PubStatus.WITHHELD):
            return False
        have = spread["languages"].split(" ")
        wanted = [self._filters.language] if self._filters.language else self._languages
        return any(not any(counts_as(tag, one, self._languages) for tag in have) for one in wanted)

    def story(self, story: str) -> bool:
        """Whether a story has a text that fits in all but its words."""
        if self._filters.state == CellState.MISSING:
            row = self._store.row("SELECT spread, source FROM grid WHERE story = ?", (story,))
            fits = row is not None and row["spread"] in self.spreads
            return fits and (not self._filters.source or row is None or row["source"] == self._filters.source)
        rows = self._store.rows("SELECT uri, kind, source FROM cell WHERE story = ?", (story,))
        return any(self._cell(row) for row in rows)

    def hit(self, cell: sqlite3.Row) -> bool:
        """Whether the text in which words were found fits, given its cell."""
        if self._filters.embargoed:
            row = self._store.row("SELECT embargoed_until FROM grid WHERE story = ?", (cell["story"],))
            if row is None or (row["embargoed_until"] or "") <= self._now:
                return False
        return self.story(cell["story"]) if self._filters.state == CellState.MISSING else self._cell(cell)

    def _cell(self, cell: sqlite3.Row) -> bool:
        wanted = self._filters
        if cell["kind"] not in self._kinds or (wanted.source and cell["source"] != wanted.source):
            return False
        return not wanted.mine or bool(
            self._store.row("SELECT 1 FROM hand WHERE person = ? AND uri = ?", (wanted.mine, cell["uri"]))
        )


def backlogs(store: Store) -> list[Backlog]:
    """What waits in each language, the one that waited longest first."""
    found = []
    for row in store.rows(
        "SELECT language, sum(cells) AS texts, sum(iif(severity = 'critical', cells, 0)) AS criticals "
        "FROM tally WHERE waits AND cells > 0 GROUP BY language"
    ):
        oldest = store.row(
            "SELECT since, uri FROM cell WHERE waits AND language = ? ORDER BY since, uri LIMIT 1", (row["language"],)
        )
        if oldest is not None:
            since = codec.always(oldest["since"])
            found.append(Backlog(row["language"], row["texts"], row["criticals"], since, oldest["uri"]))
    return sorted(found, key=lambda one: (one.since, one.language))


def withheld(store: Store) -> int:
    """How many stories are withheld: a person must release or kill them."""
    row = store.row("SELECT coalesce(sum(stories), 0) AS stories FROM spread WHERE standing = 'withheld'")
    return int(row["stories"]) if row else 0


def oldest_waiting(
    store: Store, person: Person, after: str = "", *, language: str = "", now: datetime | None = None
) -> str:
    """The URI of the text that has waited longest for this person, or "" where none does.

    With `after`, the one that began to wait next after that text, from the oldest again when there is none; never
    `after` itself. `language` narrows to one. With `now`, texts that somebody else looks at come last.
    """
    row = store.row("SELECT since, uri FROM cell WHERE uri = ?", (after,)) if after else None
    begin = (row["since"], row["uri"]) if row is not None else ("", "")
    for start in dict.fromkeys((begin, ("", ""))):
        found = [uri for _, uri in _waiting(store, person.reviews, language, start, 20) if uri != after]
        free = [uri for uri in found if now is None or not _taken(store, uri, person.name, now)]
        if found:
            return (free or found)[0]
    return ""


def _waiting(
    store: Store, reviewed: Callable[[str], bool], language: str, after: Place, size: int
) -> list[tuple[str, str]]:
    """The texts in languages that are `reviewed`, each as since and uri: those that waited longest after one."""
    tags = [row["language"] for row in store.rows("SELECT DISTINCT language FROM tally WHERE waits AND cells > 0")]
    found = []
    for tag in tags:
        if reviewed(tag) and (not language or tag == language or tag.startswith(language + "-")):
            rows = store.rows(
                "SELECT since, uri FROM cell WHERE waits AND language = ? AND (since, uri) > (?, ?) "
                "ORDER BY since, uri LIMIT ?",
                (tag, *after, size),
            )
            found += [(row["since"], row["uri"]) for row in rows]
    return sorted(found)[:size]


def waiting(store: Store, language: str = "", size: int = 50) -> list[tuple[Cell, str]]:
    """The texts that wait for a person, those that waited longest first, each with its headline."""
    found = []
    for _, uri in _waiting(store, lambda _: True, language, ("", ""), size):
        row = store.row("SELECT * FROM cell WHERE uri = ?", (uri,))
        head = store.row("SELECT headline FROM version WHERE uri = ? AND ours AND state <> 'superseded'", (uri,))
        if row is not None and head is not None:
            found.append((cell(row), str(head["headline"])))
    return found


def _taken(store: Store, uri: str, person: str, now: datetime) -> bool:
    row = store.row("SELECT 1 FROM presence WHERE uri = ? AND person <> ? AND at > ?", (uri, person, text(now - HERE)))
    return row is not None


def turn(store: Store) -> int:
    """How many times a text anywhere has changed: what `news` counts from."""
    row = store.row("SELECT coalesce(max(turn), 0) AS turn FROM cell")
    return int(row["turn"]) if row else 0


def news(store: Store, since: int, person: str) -> int:
    """How many texts changed since a turn by others' doing, `NEWS` at most."""
    row = store.row(
        "SELECT count(*) AS texts FROM (SELECT 1 FROM cell WHERE turn > ? AND person <> ? LIMIT ?)",
        (since, person, NEWS),
    )
    return int(row["texts"]) if row else 0


def sources(store: Store) -> list[str]:
    """The sources that stories in the grid came from; told from the index, however many stories that are."""
    rows = store.rows(
        """
        WITH RECURSIVE met (source) AS (
            SELECT min(source) FROM cell
            UNION ALL
            SELECT (SELECT min(source) FROM cell WHERE source > met.source) FROM met WHERE source IS NOT NULL
        )
        SELECT source FROM met WHERE source IS NOT NULL
        """
    )
    return [row["source"] for row in rows]
