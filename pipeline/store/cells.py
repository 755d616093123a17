"""Stories of the grid with all their cells: what stands in each language, or why nothing does."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from pipeline.model import UNDETERMINED, Cell, CellState, PubStatus, Row
from pipeline.store import codec
from pipeline.store.connection import Store, moment, text
from pipeline.stories import counts_as

HERE = timedelta(seconds=45)  # how long somebody counts as looking at a text
RANK = (CellState.OFFICIAL, CellState.APPROVED, CellState.EDITED, CellState.MACHINE, CellState.REJECTED)


def of_stories(
    store: Store, stories: Sequence[str], languages: Sequence[str], reading: str, now: datetime
) -> tuple[Row, ...]:
    """Stories with all their cells, in the order given."""
    if not stories:
        return ()
    marks = ", ".join("?" * len(stories))
    lacking: dict[str, dict[str, str]] = {}
    for one in store.rows(f"SELECT story, target, language FROM missing WHERE story IN ({marks})", tuple(stories)):
        lacking.setdefault(one["story"], {})[one["target"]] = one["language"]
    cells: dict[str, list[Cell]] = {}
    here = _presence(store, now)
    rows = store.rows(f"SELECT * FROM cell WHERE story IN ({marks})", tuple(stories))
    saved = _saved(store, [row["uri"] for row in rows])
    for one in rows:
        cells.setdefault(one["story"], []).append(cell(one, here.get(one["uri"], ()), saved=one["uri"] in saved))
    told = {
        row["story"]: row
        for row in store.rows(
            f"SELECT grid.*, story.standing AS why, todo FROM grid JOIN story ON story.id = grid.story "
            f"WHERE grid.story IN ({marks})",
            tuple(stories),
        )
    }
    found = []
    for story in stories:
        have, row = cells.get(story), told.get(story)
        if have is None or row is None:  # it was joined or emptied a moment ago
            continue
        missing = _why(row, have, lacking.get(story, {}))
        shown, others = spread_out(story, have, languages, missing)
        named = _named(have, reading, languages)
        head = store.row("SELECT headline FROM version WHERE uri = ? AND version = ?", (named.uri, named.version))
        found.append(
            Row(
                story=story,
                headline=head["headline"] if head else "",
                language=named.language,
                published=codec.always(row["published"]),
                source=row["source"],
                pub_status=PubStatus(row["standing"]) if row["standing"] in list(PubStatus) else PubStatus.USABLE,
                standing=row["why"],
                embargoed_until=until if (until := moment(row["embargoed_until"])) and until > now else None,
                cells=shown,
                others=others,
                spiked=row["standing"] == "spiked",
            )
        )
    return tuple(found)


def _presence(store: Store, now: datetime) -> dict[str, tuple[str, ...]]:
    """Who looks at which text now."""
    found: dict[str, tuple[str, ...]] = {}
    for row in store.rows(
        "SELECT uri, person FROM presence WHERE at > ? ORDER BY person LIMIT 500", (text(now - HERE),)
    ):
        found[row["uri"]] = (*found.get(row["uri"], ()), row["person"])
    return found


def _saved(store: Store, uris: Sequence[str]) -> set[str]:
    """For which texts people saved words that no version took up yet."""
    found: set[str] = set()
    for begin in range(0, len(uris), 500):  # as many values as any build of SQLite takes
        some = tuple(uris[begin : begin + 500])
        marks = ", ".join("?" * len(some))
        found |= {row["uri"] for row in store.rows(f"SELECT DISTINCT uri FROM work WHERE uri IN ({marks})", some)}
    return found


def cell(row: sqlite3.Row, here: tuple[str, ...] = (), *, saved: bool = False) -> Cell:
    """A row of `cell` as a value."""
    return Cell(
        story=row["story"],
        language=row["language"],
        state=CellState(row["state"]),
        uri=row["uri"],
        version=row["version"],
        outdated=bool(row["outdated"]),
        waits=bool(row["waits"]),
        since=codec.always(row["since"]),
        criticals=row["criticals"],
        functionals=row["functionals"],
        person=row["person"],
        ours=row["ours"],
        here=here,
        saved=saved,
    )


def _why(row: sqlite3.Row, have: Collection[Cell], lacking: dict[str, str]) -> Callable[[str], str]:
    """Why a story has no text in a language: `route:en` (no engine leads there from en), killed, spiked, undetermined
    (nobody knows what language the original is in), waiting (it is made by the next run), unasked."""
    if row["standing"] not in (PubStatus.USABLE, PubStatus.WITHHELD):
        standing = "killed" if row["standing"] == PubStatus.CANCELED else row["standing"]
        return lambda _: standing
    officials = [one for one in have if one.state is CellState.OFFICIAL and one.language != UNDETERMINED]
    rest = "undetermined" if not officials else "waiting" if row["todo"] else "unasked"
    return lambda language: f"route:{lacking[language]}" if language in lacking else rest


def spread_out(
    story: str, have: Collection[Cell], languages: Sequence[str], why: Callable[[str], str]
) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    """A story's cells, one for each of the newsroom's languages, and those in other languages. Pure.

    A sister variant that nobody asks for itself (pt-BR for pt) stands in, where it goes first.
    """
    shown, used = [], set()
    for language in languages:
        serving = [one for one in have if counts_as(one.language, language, languages)]
        if not serving:
            shown.append(Cell(story, language, CellState.MISSING, why=why(language)))
            continue
        best = min(serving, key=lambda one: (RANK.index(one.state), one.language != language, one.language))
        shown.append(best)
        used.add(best.uri)
    return tuple(shown), tuple(sorted((one for one in have if one.uri not in used), key=lambda one: one.language))


def _named(have: Collection[Cell], reading: str, languages: Sequence[str]) -> Cell:
    """The text that names a story: one in the reader's language, else the official one."""
    own = [one for one in have if reading and counts_as(one.language, reading, languages)]
    own = [one for one in own if one.state is not CellState.REJECTED]
    return min(own or have, key=lambda one: (RANK.index(one.state), one.language))
