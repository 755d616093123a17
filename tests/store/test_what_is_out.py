"""A database from before channels had memories learns what is out, and loses no file of sight."""

from __future__ import annotations

import inspect
import re
import sqlite3
import sys
from pathlib import Path

from pipeline.store import opened, published, written
from tests.store.conftest import Desk


def aged(path: Path) -> None:
    """Make a database what it was before: a list of files, and no more."""
    told = inspect.getsource(sys.modules["pipeline.store.schema.what_is_out"])
    raw = sqlite3.connect(path)
    for kind in ("trigger", "index", "table"):
        for name in re.findall(rf"CREATE (?:UNIQUE )?{kind.upper()} (\w+)", told):
            raw.execute(f"DROP {kind} IF EXISTS {name}")
    raw.execute("ALTER TABLE draft DROP COLUMN route")
    raw.execute("CREATE TABLE published_file (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL) STRICT")
    raw.execute("INSERT INTO published_file VALUES ('web/fr/atom.xml', 'a'), ('web/fr/feed.json', 'b')")
    raw.execute("DELETE FROM _sqlite_migrations WHERE name = 'what_is_out'")
    raw.execute("PRAGMA user_version = 7")
    raw.commit()
    raw.close()


def test_an_older_database_looks_at_every_story_and_knows_its_files(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    with opened(path) as store:
        desk = Desk(store)
        desk.machine(desk.release("en"), "fr")
        desk.release("en", "Another release about another fair.", origin="https://e.example/p/2.html", entry="two")
        stories = [row["id"] for row in store.rows("SELECT id FROM story ORDER BY published, id")]
    aged(path)
    with opened(path) as store:
        assert published.stale(store, 10)[1] == stories
        assert [(file.path, file.output) for file in written.of_channel(store, "web")] == [
            ("web/fr/atom.xml", ""),
            ("web/fr/feed.json", ""),
        ]
        assert published.channels(store) == ["web"]
        Desk(store).release("fr", origin="https://e.example/p/3.html")
        assert len(published.stale(store, 10)[1]) == 3
