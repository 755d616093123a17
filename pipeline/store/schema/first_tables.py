"""Sources, entries, stories, articles and their versions, people's acts, problems, published files."""

from __future__ import annotations

from sqlite_utils import Database

from pipeline.store.schema.migrations import migrations


@migrations()
def first_tables(db: Database) -> None:
    """Sources, entries, stories, articles and their versions, people's acts, problems, published files."""
    db.executescript(
        """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

        CREATE TABLE source (
            id TEXT PRIMARY KEY,
            settings TEXT NOT NULL DEFAULT '',      -- hash of its configuration; another one voids the validators
            etag TEXT NOT NULL DEFAULT '',
            last_modified TEXT NOT NULL DEFAULT '',
            last_attempt TEXT,
            last_success TEXT,
            failures INTEGER NOT NULL DEFAULT 0,    -- in a row
            error TEXT,
            error_since TEXT,
            new INTEGER NOT NULL DEFAULT 0,         -- in the last visit
            changed INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        CREATE TABLE entry (
            source TEXT NOT NULL,
            id TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('pending', 'read', 'skipped', 'failed')),
            fingerprint TEXT NOT NULL,
            listed TEXT,                            -- the entry itself, while it waits to be read
            position INTEGER NOT NULL,
            first_seen TEXT NOT NULL,
            uri TEXT,
            error TEXT,
            attempts INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (source, id)
        ) STRICT;
        CREATE INDEX entry_waiting ON entry (source, position) WHERE state IN ('pending', 'failed');

        CREATE TABLE story (
            id TEXT PRIMARY KEY,                    -- a tag: URI (RFC 4151)
            created TEXT NOT NULL,
            published TEXT NOT NULL,                -- its first version
            pub_status TEXT NOT NULL DEFAULT 'usable' CHECK (pub_status IN ('usable', 'withheld', 'canceled')),
            embargoed_until TEXT,
            joined_into TEXT REFERENCES story (id),
            todo INTEGER NOT NULL DEFAULT 1 CHECK (todo IN (0, 1))
        ) STRICT;
        CREATE INDEX story_todo ON story (published DESC) WHERE todo = 1;

        CREATE TABLE story_key (
            key TEXT NOT NULL,
            story TEXT NOT NULL REFERENCES story (id),
            PRIMARY KEY (key, story)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX story_key_story ON story_key (story);

        CREATE TABLE article (
            uri TEXT PRIMARY KEY,                   -- minted once, kept for ever
            story TEXT NOT NULL REFERENCES story (id),
            language TEXT NOT NULL,
            first_created TEXT NOT NULL,
            UNIQUE (story, language)
        ) STRICT;

        CREATE TABLE version (
            uri TEXT NOT NULL REFERENCES article (uri),
            version INTEGER NOT NULL CHECK (version > 0),
            origin TEXT NOT NULL CHECK (origin IN ('official', 'approved', 'edited', 'machine')),
            ours INTEGER NOT NULL GENERATED ALWAYS AS (origin <> 'official') STORED,
            state TEXT NOT NULL CHECK (state IN ('current', 'outdated', 'superseded', 'rejected')),
            source TEXT NOT NULL,
            authority TEXT NOT NULL CHECK (authority IN ('issuer', 'wire', 'copy')),
            rights TEXT NOT NULL CHECK (rights IN ('internal', 'public')),
            headline TEXT NOT NULL,
            headline_derived INTEGER NOT NULL CHECK (headline_derived IN (0, 1)),
            subhead TEXT NOT NULL,
            byline TEXT NOT NULL,
            dateline TEXT,
            body TEXT NOT NULL,
            origin_url TEXT NOT NULL,
            issuer TEXT NOT NULL,
            link TEXT NOT NULL,
            published TEXT NOT NULL,
            created TEXT NOT NULL,
            updated TEXT NOT NULL,
            route TEXT NOT NULL DEFAULT '',
            models TEXT NOT NULL DEFAULT '',
            from_uri TEXT,
            from_version INTEGER,
            from_language TEXT,
            fingerprint TEXT NOT NULL,
            shingles TEXT NOT NULL DEFAULT '[]',
            evidence TEXT NOT NULL DEFAULT '',
            editor TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (uri, version),
            CHECK ((origin = 'official') = (from_uri IS NULL)),
            CHECK (origin NOT IN ('edited', 'approved') OR editor <> '')
        ) STRICT;
        CREATE UNIQUE INDEX version_live ON version (uri, ours) WHERE state <> 'superseded';
        CREATE INDEX version_from ON version (from_uri) WHERE from_uri IS NOT NULL AND state <> 'superseded';
        CREATE INDEX version_published ON version (published DESC) WHERE state IN ('current', 'outdated');

        CREATE TABLE place (                        -- where else the same text was found
            uri TEXT NOT NULL REFERENCES article (uri),
            source TEXT NOT NULL,
            entry TEXT NOT NULL,
            link TEXT NOT NULL,
            PRIMARY KEY (uri, source, entry)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE segment (
            uri TEXT NOT NULL,
            version INTEGER NOT NULL,
            position INTEGER NOT NULL,
            block INTEGER NOT NULL,
            source TEXT NOT NULL,
            target TEXT NOT NULL,
            origin TEXT NOT NULL CHECK (origin IN ('official', 'approved', 'edited', 'machine')),
            score REAL,
            PRIMARY KEY (uri, version, position),
            FOREIGN KEY (uri, version) REFERENCES version (uri, version)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE missing (                      -- translations no engine can make, as last found
            story TEXT NOT NULL REFERENCES story (id),
            target TEXT NOT NULL,
            language TEXT NOT NULL,
            PRIMARY KEY (story, target)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE act (
            id INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            person TEXT NOT NULL,
            act TEXT NOT NULL,
            uri TEXT NOT NULL,
            version INTEGER NOT NULL,
            before INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE problem (
            kind TEXT NOT NULL CHECK (kind IN ('source', 'item', 'engine', 'output')),
            subject TEXT NOT NULL,
            message TEXT NOT NULL,
            since TEXT NOT NULL,
            last TEXT NOT NULL,
            traceback TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (kind, subject)
        ) STRICT;

        CREATE TABLE published_file (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL) STRICT;

        CREATE TRIGGER machine_never_replaces_people BEFORE INSERT ON version
        WHEN NEW.origin = 'machine' AND EXISTS (
            SELECT 1 FROM version
            WHERE uri = NEW.uri AND origin IN ('edited', 'approved') AND state <> 'superseded'
        )
        BEGIN SELECT RAISE(ABORT, 'a machine may not replace what a person wrote or approved'); END;

        CREATE TRIGGER rejected_is_not_made_again BEFORE INSERT ON version
        WHEN NEW.origin = 'machine' AND EXISTS (
            SELECT 1 FROM version WHERE uri = NEW.uri AND state = 'rejected'
        )
        BEGIN SELECT RAISE(ABORT, 'a person rejected this translation; its source has not changed since'); END;

        CREATE TRIGGER words_never_change
        BEFORE UPDATE OF uri, version, origin, headline, subhead, byline, dateline, body, editor ON version
        BEGIN SELECT RAISE(ABORT, 'a stored version is never rewritten; add a new one'); END;

        CREATE TRIGGER versions_are_kept BEFORE DELETE ON version
        BEGIN SELECT RAISE(ABORT, 'a stored version is never removed'); END;

        PRAGMA user_version = 1;
        """
    )
