"""Stories that nobody needs; whose word an embargo is; short names, questions and joined stories found by index."""

from __future__ import annotations

from sqlite_utils import Database

from pipeline.store.schema.migrations import migrations


@migrations()
def spiked(db: Database) -> None:
    """Stories that nobody needs; whose word an embargo is; short names, questions, joined stories found by index."""
    db.executescript(
        """
        ALTER TABLE story ADD COLUMN spiked TEXT NOT NULL DEFAULT '';       -- who and why; '' for one that is needed
        ALTER TABLE story ADD COLUMN embargo_by TEXT NOT NULL DEFAULT '';   -- who set or lifted it in spite of its line

        -- What follows the host and the day in a tag: URI: that is what people type.
        CREATE INDEX story_name ON story (substr(id, instr(id, ',') + 12) COLLATE NOCASE);
        CREATE INDEX article_name ON article (substr(uri, instr(uri, ',') + 12) COLLATE NOCASE);

        CREATE INDEX story_joined ON story (joined_into) WHERE joined_into IS NOT NULL;
        CREATE INDEX proposal_story ON proposal (story);
        CREATE INDEX proposal_open ON proposal (score DESC, uri) WHERE state = 'open';
        CREATE INDEX notice_story ON notice (story) WHERE story IS NOT NULL;

        DROP VIEW standing;
        CREATE VIEW standing AS                         -- the stories that stand for themselves, and how
            SELECT id AS story, published, embargoed_until, iif(spiked <> '', 'spiked', pub_status) AS standing
            FROM story WHERE joined_into IS NULL;
        CREATE TRIGGER grid_story_spiked AFTER UPDATE OF spiked ON story BEGIN
            INSERT INTO regrid SELECT uri FROM article WHERE story = NEW.id;
            INSERT INTO regrid_story VALUES (NEW.id);
        END;

        PRAGMA user_version = 7;
        """
    )
