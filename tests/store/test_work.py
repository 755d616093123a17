"""Saved work, presence and marks in their rows: found by index, gone when their time is over."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

from pipeline.model import Issue, Mark, Segment, Severity, Work
from pipeline.sheets import keys
from pipeline.store import Store, opened, work
from tests.store.conftest import NOW, Desk


def words(uri: str, key: str = "0" * 16 + "-0", target: str = "Zwei.", person: str = "Reviewer") -> Work:
    issue = Issue("numbers", Severity.CRITICAL, "the source says {}", ("2",), (0, 1), None)
    return Work(uri, key, "Two.", target, "<b>Zwei.</b>", 0, person, NOW, (issue,))


def test_work_comes_back_as_it_was_saved(desk: Desk) -> None:
    uri = desk.release("de")
    with desk.store.write():
        assert work.save(desk.store, words(uri), 3, seen=0, now=NOW)[::2] == (True, 1)
    (found,) = work.of(desk.store, uri)
    assert found == Work(uri, "0" * 16 + "-0", "Two.", "Zwei.", "<b>Zwei.</b>", 1, "Reviewer", NOW, words(uri).issues)
    assert work.current(desk.store, uri) == {found.key: 1}


def test_revisions_only_grow(desk: Desk) -> None:
    uri = desk.release("de")
    key = words(uri).key
    with desk.store.write():
        for seen in range(3):
            assert work.save(desk.store, words(uri, target=f"{seen}"), 0, seen=seen, now=NOW)[0]
        done, standing, at = work.save(desk.store, words(uri, target="late"), 0, seen=1, now=NOW)
        assert (done, standing and standing.target, at) == (False, "2", 3)
        work.taken_up(desk.store, uri, 9, {key: 2}, by="Reviewer")
        assert [one.target for one in work.of(desk.store, uri)] == ["2"]  # saved after what was taken up
        work.taken_up(desk.store, uri, 9, {key: 3}, by="Reviewer")
        assert work.of(desk.store, uri) == []
        assert work.save(desk.store, words(uri), 0, seen=0, now=NOW) == (False, None, 3)
        assert work.save(desk.store, words(uri), 0, seen=3, now=NOW)[2] == 4
        assert work.drop(desk.store, uri, key, seen=3, by="Editor", now=NOW)[0] is False
        assert work.drop(desk.store, uri, key, seen=4, by="Editor", now=NOW)[0]
        assert work.drop(desk.store, uri, key, seen=4, by="Editor", now=NOW) == (True, None)
    assert work.current(desk.store, uri) == {key: 5}


def test_a_text_written_anew_moves_on_only_what_changed(desk: Desk) -> None:
    uri = desk.release("de")
    before = [Segment(0, "One.", "Eins."), Segment(0, "Two.", "Zwei.")]
    after = [Segment(0, "One.", "Eins."), Segment(0, "Two.", "Zwo."), Segment(0, "", "Neu.")]
    with desk.store.write():
        work.overtaken(desk.store, uri, before, after)
    assert work.revisions(desk.store, uri) == {keys(before)[1]: 1}


def test_earlier_words_are_told_newest_first(desk: Desk) -> None:
    english = desk.release("en")
    desk.machine(english, "fr", checked=False)
    uri = english.replace("/en", "/fr")
    with desk.store.write():
        for number, (target, origin) in enumerate((("Un.", "engine"), ("Une.", "human"))):
            row = {"uri": uri, "version": 1, "position": number, "block": 0, "source": "One day.", "target": target}
            desk.store.insert("segment", row | {"origin": origin, "state": "translated"})
    assert [told[:2] for told in work.earlier(desk.store, uri, "One  day.")] == [
        ("Un.", "machine"),
        ("Une.", "machine"),
    ]
    assert work.earlier(desk.store, uri, "Two days.") == []


class Watched(Store):
    """Tells which queries walk through a whole table."""

    def __init__(self, store: Store) -> None:
        super().__init__(store.path, store._connection)
        self.scans: list[str] = []

    def _look(self, sql: str, values: Any) -> None:
        plan = self._connection.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
        self.scans += [f"{row[3]}: {sql}" for row in plan if row[3].startswith("SCAN") and "SUBQUERY" not in row[3]]

    def rows(self, sql: str, values: dict[str, Any] | tuple[Any, ...] = ()) -> list[sqlite3.Row]:
        self._look(sql, values)
        return super().rows(sql, values)

    def row(self, sql: str, values: dict[str, Any] | tuple[Any, ...] = ()) -> sqlite3.Row | None:
        self._look(sql, values)
        return super().row(sql, values)

    def run(self, sql: str, values: dict[str, Any] | tuple[Any, ...] = ()) -> int:
        self._look(sql, values)
        return super().run(sql, values)


def test_no_question_walks_through_a_table(tmp_path: Path) -> None:
    with opened(tmp_path / "p.db") as store:
        desk = Desk(store)
        english = desk.release("en")
        desk.machine(english, "fr")
        uri = english.replace("/en", "/fr")
        watched = Watched(store)
        mark = Mark("0" * 16 + "-0", "fr", "4", "5", "Reviewer", NOW, "One.")
        with watched.write():
            work.save(watched, words(uri), 0, seen=0, now=NOW)
            work.save(watched, words(uri, target="x", person="Other"), 0, seen=1, now=NOW)
            work.taken_up(watched, uri, 1, {words(uri).key: 2}, by="Reviewer")
            work.overtaken(watched, uri, [], [Segment(0, "One.", "Un.")])
            work.drop(watched, uri, words(uri).key, seen=None, by="Reviewer", now=NOW)
            work.here(watched, uri, by="Reviewer", now=NOW)
            work.mark(watched, mark, uri, english)
            work.unmark(watched, mark.key, "fr", uri, english)
            work.looked(watched, uri, [mark])
        work.of(watched, uri)
        work.current(watched, uri)
        work.left_out(watched, uri, [], {})
        work.others(watched, uri, than="x", now=NOW + timedelta(seconds=1))
        work.marks(watched, uri)
        work.earlier(watched, uri, "One.")
        work.once_said(watched, uri, "0" * 16 + "-0")
        work.sources_once(watched, english)
        assert watched.scans == []
