"""The grid's tables say what a plain recount says, whatever happened before and in what order."""

from __future__ import annotations

import inspect
import re
import sqlite3
import sys
import tempfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import acts
from pipeline.errors import ActError, StoreError
from pipeline.model import (
    Authority,
    Block,
    BlockKind,
    Embargo,
    Issue,
    Rights,
    Segment,
    SegmentOrigin,
    Severity,
    TranslatedFrom,
)
from pipeline.store import Store, connection, opened, people, standing, translations
from tests.store.conftest import Desk
from tests.store.recount import agree

LANGUAGES = ["en", "fr", "pt", "pt-BR", "zh-Hans"]
FOUND = [
    Issue("numbers", Severity.CRITICAL, "the source has {}, the translation has {}", ("12", "21")),
    Issue("length", Severity.FUNCTIONAL, "much longer than the source"),
    Issue("typography", Severity.COSMETIC, "another quotation mark"),
]
numbers = st.integers(0, 30)
STEPS = st.one_of(
    st.tuples(
        st.just("release"), st.sampled_from(LANGUAGES), numbers, st.sampled_from(Authority), st.sampled_from(Rights)
    ),
    st.tuples(st.just("machine"), numbers, st.sampled_from(LANGUAGES), numbers),
    st.tuples(st.just("edit"), numbers, numbers, st.booleans()),
    st.tuples(st.sampled_from(["approve", "reject", "dismiss", "recant", "work"]), numbers, numbers),
    st.tuples(st.sampled_from(["hold", "release_story", "kill", "reinstate", "embargo"]), numbers),
    st.tuples(st.just("join"), numbers, numbers),
    st.tuples(st.just("part"), numbers),
)


class History:
    """Plays steps through the functions that the product itself uses; a step that cannot be done is refused."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.desk = Desk(store)

    def play(self, step: tuple[object, ...]) -> None:
        name, *rest = step
        with suppress(ActError):
            getattr(self, str(name))(*rest)

    def _uri(self, number: int, where: str = "TRUE") -> str:
        rows = self.store.rows(f"SELECT DISTINCT uri FROM version WHERE state <> 'superseded' AND {where} ORDER BY uri")
        if not rows:
            raise ActError("nothing is there yet")
        return str(rows[number % len(rows)]["uri"])

    def _story(self, number: int) -> str:
        rows = self.store.rows("SELECT id FROM story ORDER BY id")
        if not rows:
            raise ActError("nothing is there yet")
        return standing.find(self.store, rows[number % len(rows)]["id"])

    def release(self, language: str, number: int, authority: Authority, rights: Rights) -> None:
        self.desk.release(
            language,
            f"Words {number} of a release that grows to {number // 6} halls.",
            source=f"s{number % 3}",
            entry=f"e{number % 4}" if number % 2 else "",
            authority=authority,
            rights=rights,
            origin=f"https://e.example/p/{number % 3}.html",
        )

    def machine(self, number: int, target: str, found: int) -> None:
        uri = self._uri(number, "NOT ours")
        row = self.store.row(
            "SELECT version, tag FROM version WHERE uri = ? AND NOT ours AND state <> 'superseded'", (uri,)
        )
        assert row is not None
        with suppress(StoreError):
            translations.add(
                self.store,
                TranslatedFrom(uri, row["version"], row["tag"]),
                target,
                headline="Headline",
                subhead="",
                body=(Block(BlockKind.PARAGRAPH, "words of the machine"),),
                dateline=None,
                route="argos:x",
                models="m 1",
                segments=self._segments(found),
                now=self.desk.tick(),
            )

    def _segments(self, found: int) -> list[Segment]:
        return [
            Segment(
                0, f"sentence {n}", "phrase", SegmentOrigin.ENGINE, issues=tuple(FOUND[n:]) if found >> n & 1 else ()
            )
            for n in range(3)
        ]

    def edit(self, number: int, found: int, up_to_date: bool) -> None:
        uri = self._uri(number, "ours")
        words = {"headline": "Head", "subhead": "", "body": (Block(BlockKind.PARAGRAPH, f"said better {found}"),)}
        person = f"Reviewer {number % 2}"
        people.edit(
            self.store, uri, **words, dateline=None, up_to_date=up_to_date, by=person, now=self.desk.tick(),
            paired=self._segments(found),
        )  # fmt: skip

    def approve(self, number: int, other: int) -> None:
        up_to_date = bool(other % 2)
        people.approve(self.store, self._uri(number, "ours"), up_to_date=up_to_date, by="Editor", now=self.desk.tick())

    def reject(self, number: int, _: int) -> None:
        people.reject(self.store, self._uri(number, "ours"), by="Editor", now=self.desk.tick())

    def dismiss(self, number: int, other: int) -> None:
        uri, issue = self._uri(number, "ours"), FOUND[other % 3]
        acts.dismiss(self.store, uri, other % 3 + 1, issue.check, by="Editor", why="it is right", now=self.desk.tick())

    def recant(self, number: int, _: int) -> None:
        with self.store.write():
            self.store.run("DELETE FROM dismissal WHERE uri = ?", (self._uri(number, "ours"),))

    def work(self, number: int, other: int) -> None:
        row = {"uri": self._uri(number, "ours"), "key": f"k{other}", "block": 0, "source": "s", "target": "t"}
        with self.store.write():
            self.store.insert("work", row | {"revision": 1, "person": "Reviewer", "at": "2026"}, replace=True)

    def hold(self, number: int) -> None:
        acts.hold(self.store, self._story(number), by="Editor", why="w", now=self.desk.tick())

    def release_story(self, number: int) -> None:
        acts.release(self.store, self._story(number), by="Editor", why="w", now=self.desk.tick())

    def kill(self, number: int) -> None:
        acts.kill(self.store, self._story(number), by="Editor", why="w", now=self.desk.tick())

    def reinstate(self, number: int) -> None:
        acts.reinstate(self.store, self._story(number), by="Editor", why="w", now=self.desk.tick())

    def embargo(self, number: int) -> None:
        story, until = self._story(number), datetime(2026, 4, 1 + number % 28, tzinfo=UTC)
        with self.store.write():
            standing.embargo(self.store, story, Embargo(until if number % 4 else None, "until then"))

    def join(self, number: int, other: int) -> None:
        acts.join(self.store, self._story(number), self._story(other), by="Editor", now=self.desk.tick())

    def part(self, number: int) -> None:
        acts.part(self.store, self._uri(number, "NOT ours"), by="Editor", now=self.desk.tick())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, min_size=1, max_size=25))
def test_whatever_happens_the_grid_says_what_a_plain_recount_says(steps: list[tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder) / "p.db") as store:
        history = History(store)
        for step in [("release", "en", 1, Authority.WIRE, Rights.PUBLIC), ("machine", 0, "fr", 3), *steps]:
            history.play(step)
        agree(store)


def aged(path: Path) -> None:
    """Make a database what it was before there was a grid."""
    told = inspect.getsource(sys.modules["pipeline.store.schema.the_grid"])
    raw = sqlite3.connect(path)
    for kind in ("trigger", "view", "index", "table"):
        for name in re.findall(rf"CREATE (?:VIRTUAL )?{kind.upper()} (\w+)", told):
            raw.execute(f"DROP {kind} IF EXISTS {name}")
    raw.execute("ALTER TABLE issue DROP COLUMN words")
    raw.execute("ALTER TABLE issue DROP COLUMN said")
    raw.execute("DELETE FROM _sqlite_migrations WHERE name = 'the_grid'")
    raw.execute("PRAGMA user_version = 5")
    raw.commit()
    raw.close()


def test_an_older_database_gets_its_grid_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    with opened(path) as store:
        history = History(store)
        for number in range(7):
            history.play(("release", LANGUAGES[number % 5], number * 5, Authority.WIRE, Rights.PUBLIC))
            history.play(("machine", number, LANGUAGES[(number + 2) % 5], 7))
        for step in (
            ("edit", 0, 7, False),
            ("approve", 1, 0),
            ("dismiss", 0, 0),
            ("dismiss", 2, 1),
            ("kill", 0),
            ("embargo", 1),
        ):
            history.play(step)
        before = [
            dict(row)
            for row in store.rows("SELECT uri, waits, criticals, functionals, since, severity FROM cell ORDER BY uri")
        ]
    aged(path)
    with opened(path) as store:
        agree(store)
        found = [
            dict(row)
            for row in store.rows("SELECT uri, waits, criticals, functionals, since, severity FROM cell ORDER BY uri")
        ]
        history = History(store)
        history.play(("dismiss", 1, 0))
        history.play(("release", "fr", 8, Authority.ISSUER, Rights.PUBLIC))
        agree(store)
    assert found == before
    assert any(row["criticals"] for row in before)
    assert connection.VERSION >= 6


def test_a_dismissal_counts_from_the_moment_it_is_made_and_no_longer_than_it_stands(tmp_path: Path) -> None:
    with opened(tmp_path / "p.db") as store:
        history = History(store)
        history.play(("release", "en", 1, Authority.WIRE, Rights.PUBLIC))
        history.machine(0, "fr", 1)

        def criticals() -> list[int]:
            return [row["criticals"] for row in store.rows("SELECT criticals FROM cell WHERE ours > 0")]

        assert criticals() == [1]
        history.dismiss(0, 0)
        assert criticals() == [0]
        history.edit(0, 1, True)  # the same sentence with the same words in a new version
        assert criticals() == [0]
        with store.write():
            store.run("DELETE FROM dismissal")
        assert criticals() == [1]


def test_waiting_begins_when_nobody_stands_for_the_text_any_more(tmp_path: Path) -> None:
    with opened(tmp_path / "p.db") as store:
        history = History(store)
        history.play(("release", "en", 1, Authority.WIRE, Rights.PUBLIC))
        history.machine(0, "fr", 0)
        made = history.desk.now

        def since() -> tuple[int, str]:
            row = store.row("SELECT waits, since FROM cell WHERE ours > 0")
            assert row is not None
            return row["waits"], row["since"]

        history.edit(0, 0, True)
        assert since() == (1, connection.text(made))  # an edit alone does not put it at the end of the queue
        history.approve(0, 0)
        assert since()[0] == 0
        history.desk.now += timedelta(hours=3)
        history.release("en", 13, Authority.WIRE, Rights.PUBLIC)
        assert since() == (1, connection.text(history.desk.now))
        history.kill(0)
        assert since()[0] == 0


@pytest.mark.parametrize("older", ["approved", "edited"])
def test_a_text_of_ours_beside_an_internal_official_one_is_remembered(tmp_path: Path, older: str) -> None:
    with opened(tmp_path / "p.db") as store:
        history = History(store)
        history.release("en", 1, Authority.ISSUER, Rights.PUBLIC)
        history.machine(0, "fr", 1)
        history.edit(0, 1, True)
        if older == "approved":
            history.approve(0, 1)
        history.release("fr", 4, Authority.WIRE, Rights.INTERNAL)
        row = store.row("SELECT state, version, ours, waits, criticals FROM cell WHERE language = 'fr'")
        assert row is not None
        assert (row["state"], row["waits"]) == ("official", int(older == "edited"))
        assert 0 < row["ours"] != row["version"]
        agree(store)
