"""The grid's tables say what a plain recount says, whatever happened before and in what order."""

from __future__ import annotations

import inspect
import re
import sqlite3
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.model import Authority, Rights
from pipeline.store import connection, opened, standing
from tests.store.histories import LANGUAGES, STEPS, History, fresh
from tests.store.recount import assert_agrees


@settings(max_examples=35, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, min_size=1, max_size=25))
def test_whatever_happens_the_grid_says_what_a_plain_recount_says(steps: list[tuple[object, ...]]) -> None:
    with fresh() as history:
        for step in [("release", "en", 1, Authority.WIRE, Rights.PUBLIC), ("machine", 0, "fr", 3), *steps]:
            history.play(step)
        assert_agrees(history.store)


def aged(path: Path) -> None:
    """Make a database what it was before there was a grid."""
    since = ("the_grid", "spiked")
    told = "".join(inspect.getsource(sys.modules[f"pipeline.store.schema.{name}"]) for name in since)
    raw = sqlite3.connect(path)
    for kind in ("trigger", "view", "index", "table"):
        for name in re.findall(rf"CREATE (?:VIRTUAL )?{kind.upper()} (\w+)", told):
            raw.execute(f"DROP {kind} IF EXISTS {name}")
    raw.execute("ALTER TABLE issue DROP COLUMN words")
    raw.execute("ALTER TABLE issue DROP COLUMN said")
    raw.execute("ALTER TABLE story DROP COLUMN spiked")
    raw.execute("ALTER TABLE story DROP COLUMN embargo_by")
    raw.execute("DELETE FROM _sqlite_migrations WHERE name IN (?, ?)", since)
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
        assert_agrees(store)
        found = [
            dict(row)
            for row in store.rows("SELECT uri, waits, criticals, functionals, since, severity FROM cell ORDER BY uri")
        ]
        history = History(store)
        history.play(("dismiss", 1, 0))
        history.play(("release", "fr", 8, Authority.ISSUER, Rights.PUBLIC))
        assert_agrees(store)
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
        assert_agrees(store)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE issue SET severity = 'critical'",
        "DELETE FROM issue WHERE severity = 'critical'",
        "UPDATE dismissal SET message = 'something else'",
        "DELETE FROM dismissal",
        "UPDATE work SET person = 'Second reviewer'",
        "UPDATE story SET published = '2026-05-05T00:00:00.000000Z'",
        "UPDATE story SET pub_status = 'withheld'",
        "UPDATE story SET embargoed_until = '2027-01-01T00:00:00.000000Z'",
        "UPDATE story SET embargoed_until = NULL, pub_status = 'canceled'",
        "UPDATE version SET authority = 'copy' WHERE origin = 'official'",
        "UPDATE version SET source = 'another'",
        "UPDATE version SET state = 'outdated' WHERE ours AND state = 'current'",
        "UPDATE version SET state = 'superseded' WHERE ours",
        "UPDATE version SET state = 'superseded'",
        "UPDATE article SET language = 'it' WHERE language = 'fr'",
    ],
)
def test_whoever_writes_the_grid_follows(statement: str) -> None:
    with fresh() as history:
        for number in (0, 1, 2):
            history.release("en", number, Authority.WIRE, Rights.PUBLIC)
            history.machine(number, "fr", 7)
            history.machine(number, "pt", 7)
        for number in (0, 1, 2):
            history.dismiss(number, number)
            history.work(number, number)
        history.edit(0, 7, True)
        history.approve(0, 1)
        assert_agrees(history.store)
        with history.store.write():
            history.store.run(statement)
        assert_agrees(history.store)


def test_a_spiked_story_waits_for_nobody_until_it_is_taken_up_again(tmp_path: Path) -> None:
    with opened(tmp_path / "p.db") as store:
        history = History(store)
        history.release("en", 1, Authority.ISSUER, Rights.PUBLIC)
        history.machine(0, "fr", 1)
        row = store.row("SELECT story, waits FROM cell WHERE language = 'fr'")
        assert row is not None
        story = row["story"]
        assert row["waits"] == 1
        for act, found in ((standing.spike, (0, "spiked")), (standing.unspike, (1, "usable"))):
            act(store, story, by="Editor", why="nobody needs it", now=history.desk.tick())
            row = store.row("SELECT waits, standing FROM cell WHERE language = 'fr'")
            assert row is not None
            assert tuple(row) == found
            assert_agrees(store)
