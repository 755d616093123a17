"""What was checked about each segment, approved sentences and set pieces, drafts, words to decide on."""

from __future__ import annotations

from sqlite_utils import Database

from pipeline.store.schema.migrations import migrations


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

        ALTER TABLE version ADD COLUMN tag TEXT NOT NULL DEFAULT '';      -- its article's language, for the index
        UPDATE version SET tag = (SELECT language FROM article WHERE article.uri = version.uri);
        CREATE TRIGGER version_tag AFTER INSERT ON version BEGIN
            UPDATE version SET tag = (SELECT language FROM article WHERE uri = NEW.uri)
            WHERE uri = NEW.uri AND version = NEW.version;
        END;
        CREATE INDEX version_newest ON version (tag, published DESC) WHERE state IN ('current', 'outdated');

        PRAGMA user_version = 3;
        """
    )
