"""When to ask again, robots.txt, raw evidence, notices, proposals, and why a story stands as it does."""

from __future__ import annotations

from sqlite_utils import Database

from pipeline.store.schema.migrations import migrations


@migrations()
def good_citizen(db: Database) -> None:
    """When to ask again, robots.txt, raw evidence, notices, proposals, and why a story stands as it does."""
    db.executescript(
        """
        ALTER TABLE source ADD COLUMN next_visit TEXT;
        ALTER TABLE source ADD COLUMN moved_to TEXT NOT NULL DEFAULT '';       -- in place of the configured address
        ALTER TABLE source ADD COLUMN candidate TEXT NOT NULL DEFAULT '';      -- where permanent redirects lead
        ALTER TABLE source ADD COLUMN candidate_seen INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE source ADD COLUMN gone_since TEXT;                         -- 410: a person must look
        ALTER TABLE source ADD COLUMN gap_since TEXT;

        CREATE TABLE robots (
            host TEXT PRIMARY KEY,
            status INTEGER NOT NULL,
            text TEXT NOT NULL,
            fetched TEXT NOT NULL
        ) STRICT;

        CREATE TABLE raw (
            id INTEGER PRIMARY KEY,
            source TEXT NOT NULL,
            url TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            first_fetched TEXT NOT NULL,
            last_fetched TEXT NOT NULL,
            headers TEXT NOT NULL,
            body BLOB NOT NULL,                     -- zlib
            UNIQUE (url, sha256)
        ) STRICT;
        CREATE INDEX raw_url ON raw (url, last_fetched);
        CREATE INDEX raw_age ON raw (source, last_fetched);
        ALTER TABLE entry ADD COLUMN page TEXT NOT NULL DEFAULT '';            -- the address its text was read from
        ALTER TABLE entry ADD COLUMN next_try TEXT;                            -- of an entry that could not be read
        ALTER TABLE source ADD COLUMN notes TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE entry ADD COLUMN checked TEXT;                             -- when that was last seen there
        CREATE INDEX entry_seen ON entry (source, first_seen);
        CREATE INDEX entry_uri ON entry (uri) WHERE uri IS NOT NULL;

        ALTER TABLE story ADD COLUMN standing TEXT NOT NULL DEFAULT '';        -- why it is withheld or canceled
        ALTER TABLE story ADD COLUMN embargo TEXT NOT NULL DEFAULT '';         -- the embargo line as printed
        ALTER TABLE version ADD COLUMN change TEXT NOT NULL DEFAULT '';        -- what differs from the one before
        CREATE INDEX article_story ON article (story);
        CREATE INDEX version_created ON version (uri, created);
        ALTER TABLE act ADD COLUMN why TEXT NOT NULL DEFAULT '';

        CREATE TABLE clue (
            clue TEXT NOT NULL,
            published TEXT NOT NULL,
            uri TEXT NOT NULL REFERENCES article (uri),
            PRIMARY KEY (clue, published, uri)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX clue_uri ON clue (uri);
        CREATE INDEX clue_age ON clue (published);

        CREATE TABLE proposal (
            uri TEXT NOT NULL REFERENCES article (uri),
            story TEXT NOT NULL REFERENCES story (id),
            score REAL NOT NULL,
            evidence TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'joined', 'declined')),
            at TEXT NOT NULL,
            PRIMARY KEY (uri, story)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE notice (
            source TEXT NOT NULL,
            entry TEXT NOT NULL,
            authority TEXT NOT NULL CHECK (authority IN ('issuer', 'wire', 'copy')),
            kind TEXT NOT NULL CHECK (kind IN ('correction', 'kill', 'hold', 'advisory', 'repeat')),
            text TEXT NOT NULL,
            number TEXT NOT NULL,
            headline TEXT NOT NULL,
            issued TEXT,
            story TEXT REFERENCES story (id),
            verdict TEXT NOT NULL DEFAULT '',
            why TEXT NOT NULL DEFAULT '',
            at TEXT NOT NULL,
            settled INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)),   -- a person looked, or nothing is to ask
            PRIMARY KEY (source, entry)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX notice_open ON notice (at) WHERE NOT settled;
        CREATE INDEX notice_homeless ON notice (at) WHERE story IS NULL;

        PRAGMA user_version = 2;
        """
    )
