"""Opens the database, brings its tables up to date, and draws the border of every transaction. No business logic."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.errors import StoreError

VERSION = 8  # the newest migration's `user_version`; schema.py itself is imported only when a database lacks it
PATIENCE = 15.0  # seconds to wait for another writer; every transaction here is short


class Store:
    """One open database. Reads need no transaction; every write happens inside `with store.write():`."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    def rows(self, sql: str, values: dict[str, Any] | tuple[Any, ...] = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        with self._told():
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: dict[str, Any] | tuple[Any, ...] = ()) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        with self._told():
            row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return row

    def run(self, sql: str, values: dict[str, Any] | tuple[Any, ...] = ()) -> int:
        """Execute one writing statement inside `write()`; returns how many rows it touched."""
        assert self._connection.in_transaction, "writes happen inside write()"
        with self._told():
            return self._connection.execute(sql, values).rowcount

    def insert(self, table: str, values: dict[str, Any], *, replace: bool = False) -> None:
        """Insert one row inside `write()`; table and column names come from the code, never from input."""
        verb = "INSERT OR REPLACE" if replace else "INSERT"
        marks = ", ".join(f":{name}" for name in values)
        self.run(f"{verb} INTO {table} ({', '.join(values)}) VALUES ({marks})", values)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Several reads of one moment: what others write meanwhile is not seen; writers do not wait for it."""
        if self._connection.in_transaction:
            yield
            return
        with self._told():
            self._connection.execute("BEGIN")
        try:
            yield
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    @contextmanager
    def write(self) -> Iterator[None]:
        """One transaction: all of it is stored, or nothing.

        The write lock is taken at the start (BEGIN IMMEDIATE), so that what is read inside still holds when it is
        written; a transaction that began by reading could not wait for another writer (sqlite.org/isolation.html).
        Inside, sqlite-utils' `atomic()` may nest as savepoints.
        """
        with self._told():
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            with self._told():
                self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(_words(error, self.path)) from error

    def close(self) -> None:
        """Close the connection; the last one to close folds the write-ahead log into the file."""
        self._connection.close()


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    """The database at `path`, made and migrated as needed, closed at the end.

    Any sqlite3 error inside becomes a StoreError that says what to do.
    """
    store: Store | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
        connection.row_factory = sqlite3.Row
        store = Store(path, connection)
        _prepare(connection, path)
        yield store
    except sqlite3.Error as error:
        raise StoreError(_words(error, path)) from error
    except OSError as error:
        if store is not None:  # not ours: something inside the block failed
            raise
        raise StoreError(f"the database {path} cannot be opened: {error.strerror}; mend `store:` or --db") from error
    finally:
        if store is not None:
            store.close()


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found > VERSION:
        raise StoreError(f"the database {path} was made by a newer version of this program; update the program")
    if found < VERSION:
        _migrate(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")


def _migrate(connection: sqlite3.Connection) -> None:
    from sqlite_utils import Database

    from pipeline.store.schema import migrations

    database = Database(connection, execute_plugins=False)
    database.enable_wal()
    with database.atomic():
        # Take the write lock before looking at what is pending: two first runs at once must not both migrate.
        connection.execute("CREATE TABLE IF NOT EXISTS migrating (one INTEGER) STRICT")
        connection.execute("DROP TABLE migrating")
        migrations.apply(database)


def _words(error: sqlite3.Error, path: Path) -> str:
    said = str(error)
    if "locked" in said or "busy" in said:
        return f"the database {path} is held by another program for more than {PATIENCE:.0f} seconds; try again later"
    if "not a database" in said or "malformed" in said:
        return f"{path} is not a usable database ({said}); restore a backup or move it away to begin anew"
    if "readonly" in said or "unable to open" in said:
        return f"the database {path} cannot be opened for writing; mend the permissions of the file and its folder"
    if "full" in said:
        return f"no room is left on the disk of {path}; free some and run again"
    return f"the database {path} failed: {said}"


def text(moment: datetime) -> str:
    """A time as the store keeps it: ISO 8601 in UTC to the microsecond, so that text order is time order."""
    from datetime import UTC

    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(stored: str | None) -> datetime | None:
    """A stored time as a value."""
    return datetime.fromisoformat(stored) if stored else None
