"""How each story stands in each language, kept by triggers so that the desk never counts; words to search.

    version, issue, dismissal, article, story  --triggers-->  cell ──> tally     (how many cells of each kind)
                                                                └────> grid ──> spread  (which languages a story has)

`cell_now` and `grid_now` say what is true; `regrid` and `regrid_story` are the two procedures that make it so: a view
into which a trigger inserts the URI or the story to look at again. A migration that changes what is true replaces the
view `standing` or `cell_now` and calls `regrid` from one more trigger.
"""

from __future__ import annotations

import json

from sqlite_utils import Database

from pipeline.store.schema.migrations import migrations

TABLES = """
    ALTER TABLE issue ADD COLUMN words INTEGER NOT NULL DEFAULT 0;  -- digest of its sentence's source and target
    ALTER TABLE issue ADD COLUMN said TEXT NOT NULL DEFAULT '';     -- the message with its values

    CREATE TABLE cell (                             -- an article with a live text, in a story that stands for itself
        id INTEGER PRIMARY KEY,
        uri TEXT NOT NULL UNIQUE REFERENCES article (uri),
        story TEXT NOT NULL REFERENCES story (id),
        language TEXT NOT NULL,
        published TEXT NOT NULL,                    -- of the story
        standing TEXT NOT NULL,                     -- of the story
        state TEXT NOT NULL CHECK (state IN ('official', 'approved', 'edited', 'machine', 'rejected')),
        version INTEGER NOT NULL,                   -- the one that goes first
        ours INTEGER NOT NULL,                      -- the live one of ours, 0 where there is none
        outdated INTEGER NOT NULL,                  -- the source of ours moved on
        waits INTEGER NOT NULL,                     -- for a person to approve ours
        criticals INTEGER NOT NULL,                 -- open issues of ours
        functionals INTEGER NOT NULL,
        severity TEXT NOT NULL GENERATED ALWAYS AS (
            CASE WHEN criticals > 0 THEN 'critical' WHEN functionals > 0 THEN 'functional' ELSE '' END
        ) VIRTUAL,
        source TEXT NOT NULL,
        person TEXT NOT NULL,                       -- who wrote or approved ours
        since TEXT NOT NULL,                        -- when it began that nobody stands for ours as it is
        kind INTEGER NOT NULL DEFAULT 0,            -- its row of tally
        turn INTEGER NOT NULL DEFAULT 0,            -- grows with every change of a text anywhere
        sought INTEGER NOT NULL DEFAULT 0,          -- whether its words can be searched
        UNIQUE (story, language)
    ) STRICT;

    CREATE TABLE tally (
        kind INTEGER PRIMARY KEY,
        language TEXT NOT NULL,
        state TEXT NOT NULL,
        standing TEXT NOT NULL,
        outdated INTEGER NOT NULL,
        waits INTEGER NOT NULL,
        severity TEXT NOT NULL,
        cells INTEGER NOT NULL DEFAULT 0,
        UNIQUE (language, state, standing, outdated, waits, severity)
    ) STRICT;

    CREATE TABLE grid (                             -- a story with a live text in some language
        story TEXT PRIMARY KEY REFERENCES story (id),
        published TEXT NOT NULL,
        standing TEXT NOT NULL,
        embargoed_until TEXT,
        source TEXT NOT NULL,                       -- of its first official text
        languages TEXT NOT NULL,                    -- that it has texts in, sorted, a space between
        spread INTEGER NOT NULL DEFAULT 0           -- its row of spread
    ) STRICT;

    CREATE TABLE spread (
        id INTEGER PRIMARY KEY,
        languages TEXT NOT NULL,
        standing TEXT NOT NULL,
        stories INTEGER NOT NULL DEFAULT 0,
        UNIQUE (languages, standing)
    ) STRICT;

    CREATE TABLE hand (                             -- who ever wrote, approved or began to edit what
        person TEXT NOT NULL,
        uri TEXT NOT NULL REFERENCES article (uri),
        kind INTEGER NOT NULL DEFAULT 0,            -- these four as in its cell; 0 where it has none
        published TEXT NOT NULL DEFAULT '',
        story TEXT NOT NULL DEFAULT '',
        source TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (person, uri)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE indexed (                          -- a version whose words can be searched
        doc INTEGER PRIMARY KEY,                    -- grows with the story's date of publication
        uri TEXT NOT NULL REFERENCES article (uri),
        version INTEGER NOT NULL,
        UNIQUE (uri, version)
    ) STRICT;
    CREATE TABLE arrival (                          -- how many entries a source listed for the first time on a day
        source TEXT NOT NULL,
        day TEXT NOT NULL,                          -- in UTC
        entries INTEGER NOT NULL,
        PRIMARY KEY (source, day)
    ) STRICT, WITHOUT ROWID;
    CREATE VIRTUAL TABLE text_words USING fts5 (
        word, single, tag, content='', columnsize=0, tokenize='ascii'
    );
"""

VIEWS = """
    CREATE VIEW standing AS                         -- the stories that stand for themselves, and how
        SELECT id AS story, published, embargoed_until, pub_status AS standing FROM story WHERE joined_into IS NULL;

    CREATE VIEW open_issue AS                       -- what a check found and nobody set aside
        SELECT uri, version, severity FROM issue WHERE NOT EXISTS (
            SELECT 1 FROM dismissal
            WHERE dismissal.uri = issue.uri AND dismissal.words = issue.words
                AND dismissal.check_name = issue.check_name AND dismissal.message = issue.said
        );

    CREATE VIEW cell_now AS
        SELECT article.uri, article.story, article.language, standing.published, standing.standing,
            iif(first.state = 'rejected', 'rejected', first.origin) AS state,
            first.version,
            coalesce(ours.version, 0) AS ours,
            coalesce(ours.state = 'outdated', 0) AS outdated,
            coalesce(
                standing.standing = 'usable' AND ours.state <> 'rejected'
                    AND (ours.origin <> 'approved' OR ours.state = 'outdated'), 0
            ) AS waits,
            (SELECT count(*) FROM open_issue
                WHERE uri = ours.uri AND version = ours.version AND severity = 'critical') AS criticals,
            (SELECT count(*) FROM open_issue
                WHERE uri = ours.uri AND version = ours.version AND severity = 'functional') AS functionals,
            first.source,
            iif(ours.origin IN ('edited', 'approved'), ours.editor, '') AS person,
            CASE
                WHEN ours.version IS NULL THEN first.created
                WHEN ours.origin = 'approved' AND ours.state = 'outdated' THEN coalesce(
                    (SELECT min(created) FROM version AS newer
                        WHERE newer.uri = ours.from_uri AND NOT newer.ours AND newer.version > ours.from_version),
                    ours.created
                )
                ELSE (SELECT min(created) FROM version AS past
                    WHERE past.uri = ours.uri AND past.ours AND past.version <= ours.version AND past.version > max(
                        coalesce((SELECT max(version) FROM version AS settled WHERE settled.uri = ours.uri
                            AND settled.origin IN ('approved', 'official') AND settled.version < ours.version), 0),
                        coalesce((SELECT max(version) FROM act WHERE act.uri = ours.uri
                            AND act.act = 'reject' AND act.version < ours.version), 0)
                    ))
            END AS since
        FROM article
        JOIN standing ON standing.story = article.story
        JOIN version AS first ON first.uri = article.uri AND first.version = (
            SELECT version FROM version AS one WHERE one.uri = article.uri AND one.state <> 'superseded'
            ORDER BY one.state = 'rejected',
                CASE WHEN one.origin = 'official' AND one.authority <> 'copy' THEN 0
                     WHEN one.origin = 'approved' THEN 1
                     WHEN one.origin = 'edited' THEN 2
                     WHEN one.origin = 'official' THEN 3
                     ELSE 4 END
            LIMIT 1
        )
        LEFT JOIN version AS ours ON ours.uri = article.uri AND ours.ours AND ours.state <> 'superseded';

    CREATE VIEW grid_now AS
        SELECT story, published, standing, embargoed_until,
            (SELECT source FROM cell WHERE cell.story = standing.story
                ORDER BY state <> 'official', uri LIMIT 1) AS source,
            (SELECT group_concat(language, ' ') FROM (
                SELECT language FROM cell WHERE cell.story = standing.story ORDER BY language)) AS languages
        FROM standing WHERE EXISTS (SELECT 1 FROM cell WHERE cell.story = standing.story);

    CREATE VIEW regrid AS SELECT '' AS uri WHERE FALSE;
    CREATE VIEW regrid_story AS SELECT '' AS story WHERE FALSE;
"""

CELL = "uri, story, language, published, standing, state, version, ours, outdated, waits, criticals, functionals, source, person, since"  # fmt: skip # noqa: E501
KIND = "language, state, standing, outdated, waits, severity"

FILLED = f"""
    INSERT INTO cell ({CELL}) SELECT {CELL} FROM cell_now ORDER BY published, uri;
    UPDATE cell SET turn = id;
    INSERT INTO tally ({KIND}, cells) SELECT {KIND}, count(*) FROM cell GROUP BY {KIND};
    UPDATE cell SET kind = (SELECT kind FROM tally WHERE tally.language = cell.language AND tally.state = cell.state
        AND tally.standing = cell.standing AND tally.outdated = cell.outdated AND tally.waits = cell.waits
        AND tally.severity = cell.severity);
    INSERT INTO grid (story, published, standing, embargoed_until, source, languages)
        SELECT story, published, standing, embargoed_until, source, languages FROM grid_now;
    INSERT INTO spread (languages, standing, stories) SELECT languages, standing, count(*) FROM grid GROUP BY 1, 2;
    UPDATE grid SET spread = (SELECT id FROM spread
        WHERE spread.languages = grid.languages AND spread.standing = grid.standing);
    INSERT INTO hand (person, uri)
        SELECT editor, uri FROM version WHERE editor <> '' UNION SELECT person, uri FROM work;
    UPDATE hand SET (kind, published, story, source) = (SELECT kind, published, story, source FROM cell
        WHERE cell.uri = hand.uri) WHERE uri IN (SELECT uri FROM cell);
    INSERT INTO arrival SELECT source, substr(first_seen, 1, 10), count(*) FROM entry GROUP BY 1, 2;
"""

INDEXES = """
    CREATE INDEX cell_kind ON cell (kind, published DESC, story DESC);
    CREATE INDEX cell_source ON cell (source, kind, published DESC, story DESC);
    CREATE INDEX cell_waits ON cell (language, since, uri) WHERE waits;
    CREATE INDEX cell_turn ON cell (turn, language, person);
    CREATE INDEX cell_unsought ON cell (published) WHERE NOT sought;
    CREATE INDEX grid_newest ON grid (published DESC, story DESC) WHERE standing <> 'spiked';
    CREATE INDEX grid_spread ON grid (spread, published DESC, story DESC);
    CREATE INDEX grid_embargo ON grid (embargoed_until) WHERE embargoed_until IS NOT NULL;
    CREATE INDEX hand_kind ON hand (person, kind, published DESC, story DESC, source);
    CREATE INDEX hand_uri ON hand (uri);
    CREATE INDEX entry_order ON entry (source, position);
    CREATE INDEX entry_failed ON entry (source, position) WHERE state = 'failed';
"""

# No OR IGNORE and no upsert in a trigger: the conflict rule of the statement that set it off would stand in its place.
TRIGGERS = f"""
    CREATE TRIGGER regrid_one INSTEAD OF INSERT ON regrid BEGIN
        DELETE FROM cell WHERE uri = NEW.uri AND NOT EXISTS (SELECT 1 FROM cell_now WHERE uri = NEW.uri);
        UPDATE cell SET ({CELL}) = (SELECT {CELL} FROM cell_now WHERE uri = NEW.uri) WHERE uri = NEW.uri;
        INSERT INTO cell ({CELL}) SELECT {CELL} FROM cell_now
            WHERE uri = NEW.uri AND NOT EXISTS (SELECT 1 FROM cell WHERE uri = NEW.uri);
    END;
    CREATE TRIGGER regrid_one_story INSTEAD OF INSERT ON regrid_story BEGIN
        DELETE FROM grid WHERE story = NEW.story AND NOT EXISTS (SELECT 1 FROM grid_now WHERE story = NEW.story);
        UPDATE grid SET (published, standing, embargoed_until, source, languages) =
            (SELECT published, standing, embargoed_until, source, languages FROM grid_now WHERE story = NEW.story)
            WHERE story = NEW.story;
        INSERT INTO grid (story, published, standing, embargoed_until, source, languages)
            SELECT story, published, standing, embargoed_until, source, languages FROM grid_now
            WHERE story = NEW.story AND NOT EXISTS (SELECT 1 FROM grid WHERE story = NEW.story);
    END;

    CREATE TRIGGER grid_version_added AFTER INSERT ON version BEGIN
        INSERT INTO regrid VALUES (NEW.uri);
        INSERT INTO regrid SELECT uri FROM version
            WHERE NOT NEW.ours AND from_uri = NEW.uri AND from_uri IS NOT NULL AND state <> 'superseded';
        INSERT INTO hand (person, uri) SELECT NEW.editor, NEW.uri
            WHERE NEW.editor <> '' AND NOT EXISTS (SELECT 1 FROM hand WHERE person = NEW.editor AND uri = NEW.uri);
    END;
    CREATE TRIGGER grid_version_moved AFTER UPDATE OF state, authority, source, from_uri, from_version ON version BEGIN
        INSERT INTO regrid VALUES (NEW.uri);
    END;
    CREATE TRIGGER grid_article_moved AFTER UPDATE OF story, language ON article BEGIN
        INSERT INTO regrid VALUES (NEW.uri);
    END;
    CREATE TRIGGER grid_story_changed AFTER UPDATE OF pub_status, embargoed_until, joined_into, published ON story BEGIN
        INSERT INTO regrid SELECT uri FROM article WHERE story = NEW.id;
        INSERT INTO regrid_story VALUES (NEW.id);
    END;
    CREATE TRIGGER grid_issue_found AFTER INSERT ON issue BEGIN
        UPDATE cell SET criticals = criticals + (NEW.severity = 'critical'),
            functionals = functionals + (NEW.severity = 'functional')
        WHERE uri = NEW.uri AND ours = NEW.version AND NOT EXISTS (
            SELECT 1 FROM dismissal WHERE uri = NEW.uri AND words = NEW.words
                AND check_name = NEW.check_name AND message = NEW.said
        );
    END;
    CREATE TRIGGER grid_issue_changed AFTER UPDATE ON issue BEGIN INSERT INTO regrid VALUES (NEW.uri); END;
    CREATE TRIGGER grid_issue_gone AFTER DELETE ON issue BEGIN INSERT INTO regrid VALUES (OLD.uri); END;
    CREATE TRIGGER grid_dismissed AFTER INSERT ON dismissal BEGIN INSERT INTO regrid VALUES (NEW.uri); END;
    CREATE TRIGGER grid_dismissed_anew AFTER UPDATE ON dismissal BEGIN INSERT INTO regrid VALUES (NEW.uri); END;
    CREATE TRIGGER grid_dismissed_no_more AFTER DELETE ON dismissal BEGIN INSERT INTO regrid VALUES (OLD.uri); END;
    CREATE TRIGGER hand_took_up AFTER INSERT ON work BEGIN
        INSERT INTO hand (person, uri) SELECT NEW.person, NEW.uri
            WHERE NOT EXISTS (SELECT 1 FROM hand WHERE person = NEW.person AND uri = NEW.uri);
    END;
    CREATE TRIGGER hand_took_over AFTER UPDATE OF person ON work BEGIN
        INSERT INTO hand (person, uri) SELECT NEW.person, NEW.uri
            WHERE NOT EXISTS (SELECT 1 FROM hand WHERE person = NEW.person AND uri = NEW.uri);
    END;
    CREATE TRIGGER hand_new AFTER INSERT ON hand BEGIN
        UPDATE hand SET (kind, published, story, source) =
            (SELECT kind, published, story, source FROM cell WHERE uri = NEW.uri)
            WHERE person = NEW.person AND uri = NEW.uri AND EXISTS (SELECT 1 FROM cell WHERE uri = NEW.uri);
    END;

    CREATE TRIGGER arrival_of_entry AFTER INSERT ON entry BEGIN
        INSERT INTO arrival SELECT NEW.source, substr(NEW.first_seen, 1, 10), 0 WHERE NOT EXISTS (
            SELECT 1 FROM arrival WHERE source = NEW.source AND day = substr(NEW.first_seen, 1, 10));
        UPDATE arrival SET entries = entries + 1 WHERE source = NEW.source AND day = substr(NEW.first_seen, 1, 10);
    END;

    CREATE TRIGGER cell_new AFTER INSERT ON cell BEGIN
        INSERT INTO tally ({KIND}) SELECT NEW.language, NEW.state, NEW.standing, NEW.outdated, NEW.waits, NEW.severity
            WHERE NOT EXISTS (SELECT 1 FROM tally WHERE ({KIND}) = (
                NEW.language, NEW.state, NEW.standing, NEW.outdated, NEW.waits, NEW.severity));
        UPDATE cell SET turn = (SELECT coalesce(max(turn), 0) + 1 FROM cell),
            kind = (SELECT kind FROM tally WHERE ({KIND}) = (
                NEW.language, NEW.state, NEW.standing, NEW.outdated, NEW.waits, NEW.severity))
            WHERE id = NEW.id;
        INSERT INTO regrid_story VALUES (NEW.story);
    END;
    CREATE TRIGGER cell_other_kind AFTER UPDATE OF language, state, standing, outdated, waits, criticals, functionals
    ON cell WHEN (NEW.language, NEW.state, NEW.standing, NEW.outdated, NEW.waits, NEW.severity)
        <> (OLD.language, OLD.state, OLD.standing, OLD.outdated, OLD.waits, OLD.severity)
    BEGIN
        INSERT INTO tally ({KIND}) SELECT NEW.language, NEW.state, NEW.standing, NEW.outdated, NEW.waits, NEW.severity
            WHERE NOT EXISTS (SELECT 1 FROM tally WHERE ({KIND}) = (
                NEW.language, NEW.state, NEW.standing, NEW.outdated, NEW.waits, NEW.severity));
        UPDATE cell SET kind = (SELECT kind FROM tally WHERE ({KIND}) = (
                NEW.language, NEW.state, NEW.standing, NEW.outdated, NEW.waits, NEW.severity))
            WHERE id = NEW.id;
    END;
    CREATE TRIGGER cell_counted AFTER UPDATE OF kind ON cell WHEN NEW.kind <> OLD.kind BEGIN
        UPDATE tally SET cells = cells - 1 WHERE kind = OLD.kind;
        UPDATE tally SET cells = cells + 1 WHERE kind = NEW.kind;
        UPDATE hand SET (kind, published, story, source) = (NEW.kind, NEW.published, NEW.story, NEW.source)
            WHERE uri = NEW.uri;
    END;
    CREATE TRIGGER cell_gone AFTER DELETE ON cell BEGIN
        UPDATE tally SET cells = cells - 1 WHERE kind = OLD.kind;
        UPDATE hand SET kind = 0 WHERE uri = OLD.uri;
        INSERT INTO regrid_story VALUES (OLD.story);
    END;
    CREATE TRIGGER cell_moved AFTER UPDATE OF story, published, source ON cell
    WHEN (NEW.story, NEW.published, NEW.source) <> (OLD.story, OLD.published, OLD.source) BEGIN
        UPDATE hand SET (published, story, source) = (NEW.published, NEW.story, NEW.source) WHERE uri = NEW.uri;
    END;
    CREATE TRIGGER cell_in_other_grid AFTER UPDATE OF story, language, published, standing, state, source ON cell
    WHEN (NEW.story, NEW.language, NEW.published, NEW.standing, NEW.state, NEW.source)
        <> (OLD.story, OLD.language, OLD.published, OLD.standing, OLD.state, OLD.source) BEGIN
        INSERT INTO regrid_story VALUES (OLD.story);
        INSERT INTO regrid_story SELECT NEW.story WHERE NEW.story <> OLD.story;
    END;
    CREATE TRIGGER cell_other_text AFTER UPDATE OF version, ours, state, outdated, published ON cell
    WHEN (NEW.version, NEW.ours, NEW.state, NEW.outdated, NEW.published)
        <> (OLD.version, OLD.ours, OLD.state, OLD.outdated, OLD.published) BEGIN
        UPDATE cell SET turn = (SELECT max(turn) + 1 FROM cell), sought = 0 WHERE id = NEW.id;
    END;

    CREATE TRIGGER grid_new AFTER INSERT ON grid BEGIN
        INSERT INTO spread (languages, standing) SELECT NEW.languages, NEW.standing WHERE NOT EXISTS (
            SELECT 1 FROM spread WHERE languages = NEW.languages AND standing = NEW.standing);
        UPDATE grid SET spread = (
            SELECT id FROM spread WHERE languages = NEW.languages AND standing = NEW.standing) WHERE story = NEW.story;
    END;
    CREATE TRIGGER grid_other_spread AFTER UPDATE OF languages, standing ON grid
    WHEN (NEW.languages, NEW.standing) <> (OLD.languages, OLD.standing) BEGIN
        INSERT INTO spread (languages, standing) SELECT NEW.languages, NEW.standing WHERE NOT EXISTS (
            SELECT 1 FROM spread WHERE languages = NEW.languages AND standing = NEW.standing);
        UPDATE grid SET spread = (
            SELECT id FROM spread WHERE languages = NEW.languages AND standing = NEW.standing) WHERE story = NEW.story;
    END;
    CREATE TRIGGER grid_counted AFTER UPDATE OF spread ON grid WHEN NEW.spread <> OLD.spread BEGIN
        UPDATE spread SET stories = stories - 1 WHERE id = OLD.spread;
        UPDATE spread SET stories = stories + 1 WHERE id = NEW.spread;
    END;
    CREATE TRIGGER grid_gone AFTER DELETE ON grid BEGIN
        UPDATE spread SET stories = stories - 1 WHERE id = OLD.spread;
    END;
"""


@migrations()
def the_grid(db: Database) -> None:
    """How each story stands in each language, kept up to date by triggers; words to search."""
    from pipeline.store.segments import digest

    def words(source: str, target: str) -> int:
        return digest(source, target)

    def said(message: str, told: str) -> str:
        return message.format(*json.loads(told)["values"])

    db.executescript(TABLES)
    db.register_function(words, name="digest_of", deterministic=True)
    db.register_function(said, name="said_of", deterministic=True)
    db.executescript(
        """
        UPDATE issue SET said = said_of(message, told), words = (
            SELECT digest_of(source, target) FROM segment WHERE segment.uri = issue.uri
                AND segment.version = issue.version AND segment.position = issue.position
        ) WHERE severity <> 'cosmetic'
        """
    )
    db.executescript(VIEWS + FILLED + INDEXES + TRIGGERS + "PRAGMA user_version = 6;")
