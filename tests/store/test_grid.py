"""Pages of the grid: every filter shows what a plain look at all stories would, in order, page by page."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.model import STATES, Authority, Cell, CellState, Filters, Person, Rights, Role, Row
from pipeline.store import Store, grid, opened, searching
from pipeline.store.cells import spread_out
from pipeline.store.connection import text
from pipeline.stories import counts_as
from tests.store import recount
from tests.store.conftest import NOW
from tests.store.histories import LANGUAGES, STEPS, History, fresh

ASKED = ["en", "fr", "pt", "zh-Hans", "de"]
LATER = NOW + timedelta(days=40)
FILTERS = st.builds(
    Filters,
    language=st.sampled_from(["", "", *ASKED]),
    source=st.sampled_from(["", "", "s0", "s1"]),
    state=st.sampled_from(["", *STATES]),
    severity=st.sampled_from(["", "", "critical", "functional"]),
    mine=st.sampled_from(["", "", "Editor", "Reviewer 1"]),
    embargoed=st.sampled_from([False, False, True]),
    text=st.sampled_from(["", "", "machine", "release"]),
)


def expected(store: Store, filters: Filters) -> set[str]:
    """The stories that fit, by looking at every cell of every story."""
    stories: dict[str, list[dict[str, Any]]] = {}
    for uri, cell in recount.cells(store).items():
        stories.setdefault(cell["story"], []).append(cell | {"uri": uri})
    found = set()
    for story, cells in stories.items():
        told = store.row("SELECT embargoed_until, source FROM grid WHERE story = ?", (story,))
        assert told is not None
        if filters.embargoed and (told["embargoed_until"] or "") <= text(LATER):
            continue
        if filters.state == "missing":
            wanted = [filters.language] if filters.language else ASKED
            lacks = any(not any(counts_as(cell["language"], tag, ASKED) for cell in cells) for tag in wanted)
            hit = not filters.text or any(_says(store, cell, filters) for cell in cells)
            if lacks and hit and cells[0]["standing"] != "canceled" and not (filters.severity or filters.mine):
                found |= {story} if filters.source in ("", told["source"]) else set()
            continue
        if any(_fits(store, cell, filters) for cell in cells):
            found.add(story)
    return found


def _says(store: Store, cell: dict[str, Any], filters: Filters) -> bool:
    rows = store.rows(
        "SELECT body FROM version WHERE uri = ? AND version IN (?, ?)", (cell["uri"], cell["version"], cell["ours"])
    )
    return any(re.search(rf"\b{filters.text}\b", row["body"]) for row in rows)


def _fits(store: Store, cell: dict[str, Any], filters: Filters) -> bool:
    severity = "critical" if cell["criticals"] else "functional" if cell["functionals"] else ""
    states = {"waits": cell["waits"], "outdated": cell["outdated"], "withheld": cell["standing"] == "withheld"}
    states |= {"killed": cell["standing"] == "canceled", "": True, cell["state"]: True}
    hands = store.rows(
        "SELECT editor AS person FROM version WHERE uri = ? UNION SELECT person FROM work WHERE uri = ?",
        (cell["uri"], cell["uri"]),
    )
    return bool(
        (not filters.language or counts_as(cell["language"], filters.language, ASKED))
        and filters.source in ("", cell["source"])
        and states.get(filters.state)
        and filters.severity in ("", severity)
        and (not filters.mine or filters.mine in {row["person"] for row in hands})
        and (not filters.text or _says(store, cell, filters))
    )


def walk(store: Store, filters: Filters, size: int) -> list[Row]:
    """All pages, one after the other."""
    found: list[Row] = []
    after = ""
    for _ in range(100):
        page = grid.page(store, filters, languages=ASKED, now=LATER, after=after, size=size)
        assert len(page.rows) <= size
        found += page.rows
        after = page.older
        if not after:
            return found
    raise AssertionError("the pages never end")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, min_size=5, max_size=25), st.lists(FILTERS, min_size=8, max_size=8), st.integers(1, 4))
def test_every_filter_shows_what_a_look_at_all_stories_would(
    steps: list[tuple[object, ...]], asked: list[Filters], size: int
) -> None:
    with fresh() as history:
        store = history.store
        for step in [("release", "en", 1, Authority.WIRE, Rights.PUBLIC), ("machine", 0, "fr", 3), *steps]:
            history.play(step)
        assert searching.catch_up(store)
        for filters in [Filters(), *asked]:
            found = walk(store, filters, size)
            assert len(found) == len({row.story for row in found})
            assert {row.story for row in found} == expected(store, filters), filters
            assert [row.published for row in found] == sorted((row.published for row in found), reverse=True)
            assert all(len(row.cells) == len(ASKED) for row in found)


@pytest.fixture
def history(tmp_path: Path) -> Any:
    with opened(tmp_path / "p.db") as store:
        yield History(store)


def one(history: History, filters: Filters = Filters(), **options: Any) -> Row:  # noqa: B008
    page = grid.page(history.store, filters, languages=ASKED, now=LATER, **options)
    assert len(page.rows) == 1
    return page.rows[0]


def test_a_missing_text_says_why(history: History) -> None:
    history.release("en", 1, Authority.WIRE, Rights.PUBLIC)
    story = history._story(0)
    assert [cell.why for cell in one(history).cells] == ["", "waiting", "waiting", "waiting", "waiting"]
    with history.store.write():
        history.store.run("INSERT INTO missing VALUES (?, 'de', 'en')", (story,))
        history.store.run("UPDATE story SET todo = 0")
    assert [cell.why for cell in one(history).cells][3:] == ["unasked", "route:en"]
    history.kill(0)
    assert {cell.why for cell in one(history).cells} == {"", "killed"}


def test_a_story_is_named_in_the_readers_language_where_it_has_a_text_in_it(history: History) -> None:
    history.release("en", 1, Authority.WIRE, Rights.PUBLIC)
    history.machine(0, "fr", 0)
    assert (one(history).language, one(history).headline) == ("en", "Head")
    assert (one(history, reading="fr").language, one(history, reading="fr").headline) == ("fr", "Headline")
    history.reject(0, 0)
    assert one(history, reading="fr").language == "en"


def test_a_sister_variant_stands_in_the_column_of_the_language_asked_for() -> None:
    have = [
        Cell("s", "pt-BR", CellState.OFFICIAL, "u/pt-BR"),
        Cell("s", "pt", CellState.MACHINE, "u/pt"),
        Cell("s", "ko", CellState.OFFICIAL, "u/ko"),
    ]
    shown, others = spread_out("s", have, ["pt", "fr"], lambda tag: f"none in {tag}")
    assert [(cell.language, cell.state, cell.why) for cell in shown] == [
        ("pt-BR", "official", ""),
        ("fr", "missing", "none in fr"),
    ]
    assert [cell.language for cell in others] == ["ko", "pt"]


def test_the_text_that_waited_longest_comes_first_and_the_next_one_after_it(history: History) -> None:
    uris = []
    for number in (0, 1, 2):
        history.release("en", number, Authority.WIRE, Rights.PUBLIC)
    for number, language in ((1, "pt"), (0, "fr"), (2, "fr")):
        history.machine(number, language, 0)
        rows = history.store.rows("SELECT uri FROM cell WHERE waits ORDER BY since")
        uris.append(rows[-1]["uri"])
    editor, french = Person("E", Role.EDITOR), Person("R", Role.REVIEWER, ("fr",))
    store = history.store
    assert grid.oldest_waiting(store, editor) == uris[0]
    assert grid.oldest_waiting(store, french) == uris[1]
    assert grid.oldest_waiting(store, editor, uris[0]) == uris[1]
    assert grid.oldest_waiting(store, editor, uris[2]) == uris[0]  # from the oldest again
    assert grid.oldest_waiting(store, editor, language="pt") == uris[0]
    assert grid.oldest_waiting(store, editor, uris[0], language="pt") == ""
    assert grid.oldest_waiting(store, Person("R", Role.REVIEWER, ("ar",))) == ""
    with store.write():
        store.run("INSERT INTO presence VALUES (?, 'Second reviewer', ?)", (uris[0], text(LATER)))
    assert grid.oldest_waiting(store, editor, now=LATER) == uris[1]
    assert grid.oldest_waiting(store, editor, language="pt", now=LATER) == uris[0]  # better than nothing
    assert [backlog.uri for backlog in grid.backlogs(store)] == [uris[0], uris[1]]
    assert [(backlog.language, backlog.texts) for backlog in grid.backlogs(store)] == [("pt", 1), ("fr", 2)]
    assert [cell.uri for cell, _ in grid.waiting(store)] == uris


def test_news_are_what_others_did_since(history: History) -> None:
    history.release("en", 1, Authority.WIRE, Rights.PUBLIC)
    seen = grid.turn(history.store)
    assert grid.news(history.store, seen, "Editor") == 0
    history.machine(0, "fr", 0)
    history.machine(0, "pt", 0)
    assert grid.news(history.store, seen, "Editor") == 2
    before = grid.turn(history.store)
    history.approve(0, 0)
    assert grid.news(history.store, seen, "Editor") == 1  # one's own doing is no news
    assert grid.news(history.store, before, "Reviewer") == 1
    before = grid.turn(history.store)
    history.reject(1, 0)
    assert grid.news(history.store, before, "Reviewer") == 1


@pytest.mark.parametrize("after", ["~", "nonsense", "9999999999999999999999", "-1", "2026~x~y", "\x00", "~~~~", "١٢٣"])
def test_a_made_up_place_to_go_on_from_is_no_error(history: History, after: str) -> None:
    history.release("en", 1, Authority.WIRE, Rights.PUBLIC)
    for filters in (Filters(), Filters(text="release"), Filters(state="missing"), Filters(mine="x", state="waits")):
        assert len(grid.page(history.store, filters, languages=ASKED, now=NOW, after=after).rows) <= 1


def test_no_page_reads_a_table_from_end_to_end(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(8):
        history.play(("release", LANGUAGES[number % 5], number * 3, Authority.WIRE, Rights.PUBLIC))
        history.play(("machine", number, "fr", 3))
    history.play(("edit", 0, 0, True))
    searching.catch_up(history.store)
    asked: dict[str, Any] = {}
    real = Store.rows

    def heard(self: Store, sql: str, values: Any = ()) -> Any:
        asked.setdefault(sql, values)
        return real(self, sql, values)

    monkeypatch.setattr(Store, "rows", heard)
    monkeypatch.setattr(Store, "row", lambda self, sql, values=(): next(iter(heard(self, sql, values)), None))
    for state in ("", *STATES):
        for more in (
            {},
            {"language": "fr"},
            {"source": "s0"},
            {"mine": "Reviewer 0"},
            {"embargoed": True},
            {"text": "release"},
        ):
            grid.page(
                history.store, Filters(state=state, **more), languages=ASKED, now=datetime(2020, 1, 1, tzinfo=UTC)
            )
    grid.backlogs(history.store)
    grid.oldest_waiting(history.store, Person("E", Role.EDITOR), "x", now=NOW)
    grid.waiting(history.store)
    grid.news(history.store, 0, "")
    grid.sources(history.store)
    searching.catch_up(history.store)
    monkeypatch.undo()
    assert len(asked) > 20
    small = {"tally", "spread", "met", "missing_of", "text_words"}
    for sql, values in asked.items():
        for row in history.store.rows(f"EXPLAIN QUERY PLAN {sql}", values):
            scanned = re.match(r"SCAN (\w+)\b(?! USING (?:COVERING )?INDEX cell_unsought)", row["detail"])
            assert not scanned or scanned[1] in small | {"CONSTANT"} or row["detail"] == "SCAN CONSTANT ROW", (
                row["detail"],
                sql,
            )
