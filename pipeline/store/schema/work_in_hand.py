"""What people wrote and made no version of yet; who looks at a text; facts to look at in sister texts."""

from __future__ import annotations

from sqlite_utils import Database

from pipeline.store.schema.migrations import migrations


@migrations()
def work_in_hand(db: Database) -> None:
    """What people have written and not yet made a version of; who is looking at a text; facts to look at."""
    db.executescript(
        """
        CREATE TABLE work (
            uri TEXT NOT NULL REFERENCES article (uri),
            key TEXT NOT NULL,                      -- of the sentence: digest of its source, and which of several alike
            block INTEGER NOT NULL,
            source TEXT NOT NULL,
            target TEXT NOT NULL,
            html TEXT NOT NULL DEFAULT '',
            revision INTEGER NOT NULL,              -- grows with every save
            issues TEXT NOT NULL DEFAULT '[]',      -- what the checks find in it, as JSON
            person TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (uri, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX work_person ON work (person);
        CREATE TABLE work_before (                  -- how far revisions came in work that was taken up
            uri TEXT NOT NULL REFERENCES article (uri),
            key TEXT NOT NULL,
            revision INTEGER NOT NULL,
            PRIMARY KEY (uri, key)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE presence (
            uri TEXT NOT NULL REFERENCES article (uri),
            person TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (uri, person)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX presence_at ON presence (at);

        CREATE TABLE fact_mark (                    -- a fact changed for this sentence in another language
            uri TEXT NOT NULL REFERENCES article (uri),
            key TEXT NOT NULL,
            language TEXT NOT NULL,                 -- where it was changed
            source TEXT NOT NULL,                   -- the sentence both were made from
            before TEXT NOT NULL,
            after TEXT NOT NULL,
            person TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (uri, key, language)
        ) STRICT, WITHOUT ROWID;

        PRAGMA user_version = 5;
        """
    )
