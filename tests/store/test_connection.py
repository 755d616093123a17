"""Opening, migrating and locking: real files, real contention."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from pipeline.errors import StoreError
from pipeline.store import connection, opened, schema


def test_a_new_database_is_made_with_its_folder(tmp_path: Path) -> None:
    with opened(tmp_path / "deep" / "p.db") as store:
        row = store.row("SELECT count(*) AS n FROM story")
    assert row is not None
    assert row["n"] == 0


def test_the_newest_migration_sets_the_version_that_opening_expects(tmp_path: Path) -> None:
    with opened(tmp_path / "p.db") as store:
        row = store.row("PRAGMA user_version")
        mode = store.row("PRAGMA journal_mode")
    assert row is not None
    assert row[0] == connection.VERSION
    assert mode is not None
    assert mode[0] == "wal"
    assert len(schema.migrations._migrations) >= 1


def test_every_table_is_strict(tmp_path: Path) -> None:
    with opened(tmp_path / "p.db") as store:
        tables = store.rows("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite_%'")
    assert len(tables) > 8
    # FTS5 makes the tables of its index itself, and they know no STRICT.
    ours = [row for row in tables if not row["name"].startswith(("memory_text", "text_words"))]
    assert [row["name"] for row in ours if "STRICT" not in row["sql"]] == []


def test_first_runs_at_once_migrate_once(tmp_path: Path) -> None:
    failures: list[Exception] = []

    def open_it() -> None:
        try:
            with opened(tmp_path / "p.db") as store:
                store.rows("SELECT * FROM story")
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with opened(tmp_path / "p.db") as store:
        with pytest.raises(RuntimeError), store.write():
            store.insert("meta", {"key": "a", "value": "1"})
            raise RuntimeError("power cut")
        assert store.rows("SELECT * FROM meta WHERE key = 'a'") == []
        with store.write():
            store.insert("meta", {"key": "a", "value": "2"})


def test_a_database_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    raw = sqlite3.connect(tmp_path / "p.db")
    raw.execute("PRAGMA user_version = 99")
    raw.close()
    with pytest.raises(StoreError, match="newer version of this program"), opened(tmp_path / "p.db"):
        pass


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "p.db").write_bytes(b"not a database at all, but long enough to be read as one" * 20)
    with pytest.raises(StoreError, match="not a usable database"), opened(tmp_path / "p.db"):
        pass


def test_a_folder_in_place_of_the_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "p.db").mkdir()
    with pytest.raises(StoreError, match="cannot be opened"), opened(tmp_path / "p.db"):
        pass


def test_a_database_held_by_another_program_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 0.2)
    with opened(tmp_path / "p.db"):
        pass
    other = sqlite3.connect(tmp_path / "p.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with (
        pytest.raises(StoreError, match="held by another program"),
        opened(tmp_path / "p.db") as store,
        store.write(),
    ):
        pass
    other.close()


def test_writers_wait_for_each_other(tmp_path: Path) -> None:
    with opened(tmp_path / "p.db") as store, store.write():
        store.insert("meta", {"key": "n", "value": "0"})
    failures: list[Exception] = []

    def count() -> None:
        try:
            with opened(tmp_path / "p.db") as store:
                for _ in range(25):
                    with store.write():
                        row = store.row("SELECT value FROM meta WHERE key = 'n'")
                        assert row is not None
                        store.run("UPDATE meta SET value = ? WHERE key = 'n'", (str(int(row["value"]) + 1),))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=count) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with opened(tmp_path / "p.db") as store:
        row = store.row("SELECT value FROM meta WHERE key = 'n'")
    assert row is not None
    assert row["value"] == "150"
