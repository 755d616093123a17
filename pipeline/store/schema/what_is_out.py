"""What each channel carries and carried, what changed in which order, what must be looked at again.

    version, story, article, issue, dismissal  --triggers-->  stale ──publish──> published ──> change
                                                                                    └──> published_file

`stale` names stories in which something changed since the last publish; publishing looks at these alone. `published`
has one row for each item that a feed ever carried, so an id is never given twice; `change` is only ever added to.

Drafts say which engines made their new sentences, so that a text a person wrote is labelled as translated by machine
once it has taken one up. Drafts of such texts from before are made once more by the next run.
"""

from __future__ import annotations

from sqlite_utils import Database

from pipeline.store.schema.migrations import migrations

TABLES = """
    CREATE TABLE published (
        channel TEXT NOT NULL,
        language TEXT NOT NULL,                     -- of the feed
        uri TEXT NOT NULL REFERENCES article (uri),
        tag TEXT NOT NULL,                          -- the language of the text itself: pt-BR in the feed pt
        story TEXT NOT NULL,
        version INTEGER NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('usable', 'withheld', 'canceled')),
        name TEXT NOT NULL,                         -- of its files, without an ending; kept for ever
        number INTEGER NOT NULL,                    -- which item of its feed it is, counted from 1 as they came
        published TEXT NOT NULL,
        updated TEXT NOT NULL,
        link TEXT NOT NULL DEFAULT '',              -- the issuer's page of an official version
        made_from TEXT NOT NULL DEFAULT '',         -- the URI a translation was made from
        changed TEXT NOT NULL,                      -- when the channel last changed it
        sequence INTEGER NOT NULL,                  -- of that change
        shown INTEGER NOT NULL DEFAULT 0,           -- the sequence that its files show
        fingerprint TEXT NOT NULL,                  -- of all that is shown of it
        replaced_by TEXT NOT NULL DEFAULT '',       -- the URI that stands in its place, once it is withdrawn
        PRIMARY KEY (channel, language, uri),
        UNIQUE (channel, language, number),
        UNIQUE (channel, language, name)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX published_newest ON published (channel, language, published DESC, uri) WHERE status = 'usable';
    CREATE INDEX published_withdrawn ON published (channel, language, changed) WHERE status <> 'usable';
    CREATE INDEX published_story ON published (story, channel);
    CREATE INDEX published_due ON published (channel, language, number) WHERE shown <> sequence;

    CREATE TABLE change (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        channel TEXT NOT NULL,
        number INTEGER NOT NULL,                    -- which change of its channel it is, counted from 1
        language TEXT NOT NULL,
        uri TEXT NOT NULL,
        story TEXT NOT NULL,
        version INTEGER NOT NULL,
        name TEXT NOT NULL,
        event TEXT NOT NULL CHECK (event IN ('published', 'updated', 'withdrawn', 'canceled')),
        notify INTEGER NOT NULL CHECK (notify IN (0, 1)),
        at TEXT NOT NULL,
        UNIQUE (channel, number)
    ) STRICT;
    CREATE INDEX change_of_channel ON change (channel, sequence);
    CREATE TRIGGER changes_never_change BEFORE UPDATE ON change
    BEGIN SELECT RAISE(ABORT, 'the record of changes is never changed'); END;
    CREATE TRIGGER changes_are_kept BEFORE DELETE ON change
    BEGIN SELECT RAISE(ABORT, 'the record of changes is kept'); END;

    CREATE TABLE stale (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        story TEXT NOT NULL
    ) STRICT;

    ALTER TABLE published_file RENAME TO published_before;
    CREATE TABLE published_file (
        path TEXT PRIMARY KEY,                      -- below the output folder
        sha256 TEXT NOT NULL,
        size INTEGER NOT NULL,
        channel TEXT NOT NULL,
        language TEXT NOT NULL DEFAULT '',          -- '' for a file of the whole channel
        output TEXT NOT NULL,
        owner TEXT NOT NULL DEFAULT '',             -- the URI of the item it shows
        page INTEGER NOT NULL DEFAULT 0,            -- its number among the pages of an output
        state TEXT NOT NULL DEFAULT '',             -- digest of what it was made from
        updated TEXT NOT NULL DEFAULT ''            -- the last change of what it shows
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE shown_picture (                    -- which items of a channel show which of its image files
        channel TEXT NOT NULL,
        language TEXT NOT NULL,
        uri TEXT NOT NULL,
        file TEXT NOT NULL,
        PRIMARY KEY (channel, language, uri, file)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX shown_picture_file ON shown_picture (channel, file);
    CREATE INDEX published_file_channel ON published_file (channel, language, output, page) WHERE owner = '';
    CREATE INDEX published_file_owner ON published_file (channel, owner) WHERE owner <> '';

    -- What was published before: it goes, unless an output writes it again.
    INSERT INTO published_file (path, sha256, size, channel, output)
        SELECT path, sha256, -1, substr(path, 1, instr(path, '/') - 1), '' FROM published_before;
    DROP TABLE published_before;

    CREATE TABLE picture (                          -- the images of an official version, looked at
        uri TEXT NOT NULL,
        version INTEGER NOT NULL,
        position INTEGER NOT NULL,
        sha256 TEXT NOT NULL REFERENCES picture_content (sha256),
        address TEXT NOT NULL,                      -- where it was fetched
        block INTEGER,                              -- of the body, that is its caption
        credit TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (uri, version, position),
        FOREIGN KEY (uri, version) REFERENCES version (uri, version)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX picture_bytes ON picture (sha256);
    CREATE TABLE picture_content (
        sha256 TEXT PRIMARY KEY,
        media_type TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        size INTEGER NOT NULL,                      -- of the content, in bytes, told without reading it
        content BLOB NOT NULL
    ) STRICT;
    CREATE TABLE picture_wanted (                   -- the images of an official version, still to be fetched
        uri TEXT NOT NULL,
        version INTEGER NOT NULL,
        position INTEGER NOT NULL,
        address TEXT NOT NULL,
        block INTEGER,
        credit TEXT NOT NULL DEFAULT '',
        source TEXT NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        next_try TEXT,                              -- NULL: given up
        error TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (uri, version, position),
        FOREIGN KEY (uri, version) REFERENCES version (uri, version)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX picture_wanted_due ON picture_wanted (next_try) WHERE next_try IS NOT NULL;

    CREATE TABLE delivery (
        channel TEXT NOT NULL,
        name TEXT NOT NULL,
        target TEXT NOT NULL DEFAULT '',            -- digest of where it goes
        delivered INTEGER NOT NULL DEFAULT 0,       -- the sequence up to which all changes arrived
        trying INTEGER NOT NULL DEFAULT 0,          -- up to which those go that were sent and perhaps arrived; else 0
        files INTEGER NOT NULL DEFAULT 0,           -- the channel's count of written files when they last arrived
        last_success TEXT,
        failures INTEGER NOT NULL DEFAULT 0,        -- in a row
        error TEXT NOT NULL DEFAULT '',
        since TEXT,                                 -- of the first of these failures
        next_try TEXT,                              -- NULL while it fails: not before a person asks for it
        PRIMARY KEY (channel, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE channel_files (
        channel TEXT PRIMARY KEY,
        count INTEGER NOT NULL                      -- of files written and removed, ever: it moves with each of them
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX story_embargo ON story (embargoed_until) WHERE embargoed_until IS NOT NULL;
    CREATE INDEX version_grace ON version (created) WHERE origin = 'machine' AND state IN ('current', 'outdated');

    INSERT INTO stale (story) SELECT id FROM story ORDER BY published, id;
"""

# Files change also where no item does, with a new style sheet; what mirrors them follows this count.
COUNTED = """
    CREATE TRIGGER file_written AFTER INSERT ON published_file BEGIN
        INSERT INTO channel_files VALUES (NEW.channel, 1) ON CONFLICT (channel) DO UPDATE SET count = count + 1;
    END;
    CREATE TRIGGER file_rewritten AFTER UPDATE OF sha256 ON published_file WHEN NEW.sha256 <> OLD.sha256 BEGIN
        INSERT INTO channel_files VALUES (NEW.channel, 1) ON CONFLICT (channel) DO UPDATE SET count = count + 1;
    END;
    CREATE TRIGGER file_removed AFTER DELETE ON published_file BEGIN
        INSERT INTO channel_files VALUES (OLD.channel, 1) ON CONFLICT (channel) DO UPDATE SET count = count + 1;
    END;
"""

# A story is named once for each change; publishing takes each once. A trigger must never keep a person's act from
# being stored, so there is nothing here that could fail.
TRIGGERS = """
    CREATE TRIGGER stale_version_added AFTER INSERT ON version BEGIN
        INSERT INTO stale (story) SELECT story FROM article WHERE uri = NEW.uri;
    END;
    CREATE TRIGGER stale_version_moved AFTER UPDATE OF state, rights, authority, source, published, link
    ON version BEGIN
        INSERT INTO stale (story) SELECT story FROM article WHERE uri = NEW.uri;
    END;
    CREATE TRIGGER stale_article_moved AFTER UPDATE OF story, language ON article BEGIN
        INSERT INTO stale (story) VALUES (OLD.story);
        INSERT INTO stale (story) SELECT NEW.story WHERE NEW.story <> OLD.story;
    END;
    CREATE TRIGGER stale_story_changed AFTER UPDATE OF pub_status, embargoed_until, joined_into, spiked, published
    ON story BEGIN
        INSERT INTO stale (story) VALUES (NEW.id);
    END;
    CREATE TRIGGER stale_issue_found AFTER INSERT ON issue WHEN NEW.severity = 'critical' BEGIN
        INSERT INTO stale (story) SELECT story FROM article WHERE uri = NEW.uri;
    END;
    CREATE TRIGGER stale_issue_changed AFTER UPDATE ON issue BEGIN
        INSERT INTO stale (story) SELECT story FROM article WHERE uri = NEW.uri;
    END;
    CREATE TRIGGER stale_issue_gone AFTER DELETE ON issue BEGIN
        INSERT INTO stale (story) SELECT story FROM article WHERE uri = OLD.uri;
    END;
    CREATE TRIGGER stale_dismissed AFTER INSERT ON dismissal BEGIN
        INSERT INTO stale (story) SELECT story FROM article WHERE uri = NEW.uri;
    END;
    CREATE TRIGGER stale_dismissed_anew AFTER UPDATE ON dismissal BEGIN
        INSERT INTO stale (story) SELECT story FROM article WHERE uri = NEW.uri;
    END;
    CREATE TRIGGER stale_dismissed_no_more AFTER DELETE ON dismissal BEGIN
        INSERT INTO stale (story) SELECT story FROM article WHERE uri = OLD.uri;
    END;
    CREATE TRIGGER stale_picture AFTER INSERT ON picture BEGIN
        INSERT INTO stale (story) SELECT story FROM article WHERE uri = NEW.uri;
    END;
    CREATE TRIGGER stale_picture_gone AFTER DELETE ON picture BEGIN
        INSERT INTO stale (story) SELECT story FROM article WHERE uri = OLD.uri;
    END;
"""

DRAFTS = """
    ALTER TABLE draft ADD COLUMN route TEXT NOT NULL DEFAULT '';   -- of what the machine made; '' for people's words
    DELETE FROM draft WHERE uri IN (SELECT uri FROM version WHERE ours AND route = '' AND state <> 'superseded');
"""


@migrations()
def what_is_out(db: Database) -> None:
    """What each channel carries and carried, what changed in which order, what must be looked at again."""
    db.executescript(TABLES + COUNTED + TRIGGERS + DRAFTS + "PRAGMA user_version = 8;")
