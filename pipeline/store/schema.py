"""The tables, as migrations that are only ever appended to; each sets `user_version`, which `VERSION` must equal.

    source ──< entry ──> article ──< version ──< segment ──< issue
                            │
              story_key >─ story          act: what people did     problem: what went wrong

An article is one story in one language, under one permanent URI. Its versions are never changed or removed; what is
live is every version not superseded: at most one official (the issuer's words) and one of ours (machine or staff).
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("pipeline")


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


@migrations()
def checked_and_remembered(db: Database) -> None:
    """What was checked about each segment, approved sentences and set pieces, drafts, words to decide on."""
    db.executescript(
        """
        CREATE TABLE segment_of_before (
            uri TEXT NOT NULL,
            version INTEGER NOT NULL,
            position INTEGER NOT NULL,
            block INTEGER NOT NULL,
            source TEXT NOT NULL,
            target TEXT NOT NULL,
            html TEXT NOT NULL DEFAULT '',          -- the target with inline markup
            origin TEXT NOT NULL CHECK (origin IN ('engine', 'memory', 'locked', 'human', 'copied')),
            state TEXT NOT NULL CHECK (state IN ('initial', 'translated', 'reviewed', 'final')),
            score REAL,
            route TEXT NOT NULL DEFAULT '',         -- '' for the version's own
            models TEXT NOT NULL DEFAULT '',
            rungs TEXT NOT NULL DEFAULT '',         -- ways out that were tried, in order
            digest INTEGER NOT NULL DEFAULT 0,      -- of the source, 0 where it need not be found again
            PRIMARY KEY (uri, version, position),
            FOREIGN KEY (uri, version) REFERENCES version (uri, version)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO segment_of_before (uri, version, position, block, source, target, origin, state, score)
            SELECT uri, version, position, block, source, target,
                CASE origin WHEN 'machine' THEN 'engine' ELSE 'human' END, 'translated', score FROM segment;
        DROP TABLE segment;
        ALTER TABLE segment_of_before RENAME TO segment;
        CREATE INDEX segment_digest ON segment (digest) WHERE digest <> 0;

        CREATE TABLE issue (
            uri TEXT NOT NULL,
            version INTEGER NOT NULL,
            position INTEGER NOT NULL,
            number INTEGER NOT NULL,                -- within the segment
            check_name TEXT NOT NULL,
            severity TEXT NOT NULL CHECK (severity IN ('critical', 'functional', 'cosmetic')),
            message TEXT NOT NULL,
            told TEXT NOT NULL,                     -- values and places, as JSON
            PRIMARY KEY (uri, version, position, number),
            FOREIGN KEY (uri, version, position) REFERENCES segment (uri, version, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX issue_critical ON issue (uri, version) WHERE severity = 'critical';

        CREATE TABLE dismissal (                    -- holds for the same words of source and target, in any version
            uri TEXT NOT NULL REFERENCES article (uri),
            words INTEGER NOT NULL,                 -- digest of source and target
            check_name TEXT NOT NULL,
            message TEXT NOT NULL,                  -- with its values
            person TEXT NOT NULL,
            why TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (uri, words, check_name, message)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE memory (                       -- people's words only: approved here, or brought in as TMX
            id INTEGER PRIMARY KEY,
            source_language TEXT NOT NULL,
            target_language TEXT NOT NULL,
            digest INTEGER NOT NULL,
            source TEXT NOT NULL,
            target TEXT NOT NULL,
            html TEXT NOT NULL DEFAULT '',
            origin TEXT NOT NULL CHECK (origin IN ('approved', 'imported')),
            person TEXT NOT NULL,
            uri TEXT NOT NULL DEFAULT '',
            at TEXT NOT NULL,
            size INTEGER NOT NULL GENERATED ALWAYS AS (length(source)) STORED,
            UNIQUE (digest, source_language, target_language, origin)
        ) STRICT;
        CREATE INDEX memory_size ON memory (source_language, target_language, size);
        CREATE INDEX memory_uri ON memory (uri) WHERE uri <> '';
        CREATE VIRTUAL TABLE memory_text USING fts5 (source, content='memory', content_rowid='id', tokenize='trigram');
        CREATE TRIGGER memory_added AFTER INSERT ON memory BEGIN
            INSERT INTO memory_text (rowid, source) VALUES (NEW.id, NEW.source);
        END;
        CREATE TRIGGER memory_removed AFTER DELETE ON memory BEGIN
            INSERT INTO memory_text (memory_text, rowid, source) VALUES ('delete', OLD.id, OLD.source);
        END;
        CREATE TRIGGER memory_sentence_stays BEFORE UPDATE OF source ON memory
        BEGIN SELECT RAISE(ABORT, 'a remembered sentence is not reworded; add another'); END;

        CREATE TABLE locked (                       -- set pieces, translated once per language and reused verbatim
            fingerprint TEXT NOT NULL,
            source_language TEXT NOT NULL,
            target_language TEXT NOT NULL,
            kind TEXT NOT NULL,
            source TEXT NOT NULL,
            target TEXT NOT NULL,
            html TEXT NOT NULL DEFAULT '',
            origin TEXT NOT NULL CHECK (origin IN ('machine', 'edited', 'approved')),
            person TEXT NOT NULL DEFAULT '',
            uri TEXT NOT NULL,                      -- the article it was first said in so
            at TEXT NOT NULL,
            PRIMARY KEY (fingerprint, source_language, target_language)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX locked_uri ON locked (uri);

        CREATE TABLE draft (                        -- what an outdated text of a person's could become: theirs, and new
            uri TEXT NOT NULL REFERENCES article (uri),
            position INTEGER NOT NULL,
            version INTEGER NOT NULL,               -- of ours that it starts from
            from_version INTEGER NOT NULL,          -- of the source that it would be up to date with
            block INTEGER NOT NULL,
            source TEXT NOT NULL,
            before TEXT NOT NULL DEFAULT '',        -- the old source where it changed
            kept TEXT NOT NULL DEFAULT '',          -- the person's words for that
            target TEXT NOT NULL,
            html TEXT NOT NULL DEFAULT '',
            origin TEXT NOT NULL CHECK (origin IN ('engine', 'memory', 'locked', 'human', 'copied')),
            state TEXT NOT NULL CHECK (state IN ('initial', 'translated', 'reviewed', 'final')),
            score REAL,
            PRIMARY KEY (uri, position)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER draft_has_had_its_day AFTER INSERT ON version BEGIN
            DELETE FROM draft WHERE uri = NEW.uri
                OR uri IN (SELECT uri FROM version WHERE from_uri = NEW.uri AND state <> 'superseded');
        END;

        CREATE TABLE candidate (                    -- names and phrases no glossary knows, before they are translated
            language TEXT NOT NULL,
            term TEXT NOT NULL,
            kind TEXT NOT NULL,
            story TEXT NOT NULL REFERENCES story (id),
            example TEXT NOT NULL,
            seen INTEGER NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (language, term, story)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX candidate_story ON candidate (story);
        CREATE TABLE known_word (                   -- candidates that a person looked at and does not want
            language TEXT NOT NULL, term TEXT NOT NULL, person TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (language, term)
        ) STRICT, WITHOUT ROWID;

        PRAGMA user_version = 3;
        """
    )
