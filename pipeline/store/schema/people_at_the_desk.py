"""Accounts, sessions and refused sign-ins; the record of acts, which is only ever added to."""

from __future__ import annotations

from sqlite_utils import Database

from pipeline.store.schema.migrations import migrations


@migrations()
def people_at_the_desk(db: Database) -> None:
    """Accounts, sessions and refused sign-ins; the record of acts, which is only ever added to."""
    db.executescript(
        """
        CREATE TABLE person (
            name TEXT PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,               -- the name without case or width: no two people differ by that
            role TEXT NOT NULL CHECK (role IN ('reviewer', 'editor')),
            languages TEXT NOT NULL DEFAULT '',     -- BCP 47, a space between; '' for every one
            desk TEXT NOT NULL DEFAULT '',          -- the language the desk speaks to them; '' for the browser's
            password TEXT NOT NULL DEFAULT '',      -- argon2id, as PHC string; '' until they set one
            link TEXT UNIQUE,                       -- SHA-256 of their one-time link, while it is good
            link_until TEXT,
            active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
            created TEXT NOT NULL,
            created_by TEXT NOT NULL,
            seen TEXT                               -- when they last did or read something, to the minute
        ) STRICT;

        CREATE TABLE session (
            token TEXT PRIMARY KEY,                 -- SHA-256; the token itself is only in the browser
            person TEXT NOT NULL REFERENCES person (name) ON UPDATE CASCADE,
            created TEXT NOT NULL,
            seen TEXT NOT NULL,
            until TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX person_editors ON person (role) WHERE active = 1;
        CREATE INDEX session_person ON session (person);
        CREATE INDEX session_until ON session (until);

        CREATE TABLE refused_sign_in (
            name TEXT NOT NULL,                     -- SHA-256: people type their passwords there
            address TEXT NOT NULL,
            at TEXT NOT NULL
        ) STRICT;
        CREATE INDEX refused_sign_in_at ON refused_sign_in (at);
        CREATE INDEX refused_sign_in_name ON refused_sign_in (name, at);
        CREATE INDEX refused_sign_in_address ON refused_sign_in (address, at);

        ALTER TABLE act ADD COLUMN was TEXT NOT NULL DEFAULT '';     -- before and after, in words, where the two
        ALTER TABLE act ADD COLUMN became TEXT NOT NULL DEFAULT '';  -- versions do not tell it
        CREATE INDEX story_joined_into ON story (joined_into) WHERE joined_into IS NOT NULL;
        CREATE INDEX act_uri ON act (uri, id);
        CREATE INDEX act_at ON act (at);
        CREATE INDEX act_person ON act (person COLLATE NOCASE, at);
        CREATE TRIGGER acts_never_change BEFORE UPDATE ON act
        BEGIN SELECT RAISE(ABORT, 'the record of acts is never changed'); END;
        CREATE TRIGGER acts_are_kept BEFORE DELETE ON act
        BEGIN SELECT RAISE(ABORT, 'the record of acts is kept'); END;

        PRAGMA user_version = 4;
        """
    )
