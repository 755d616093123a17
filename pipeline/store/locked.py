"""Set pieces beside their translations, to be reused word for word: translated once per language, approved once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from pipeline.memory.locked import fingerprint, pieces
from pipeline.model import Block, BlockKind, Locked, Origin, Segment
from pipeline.store import codec
from pipeline.store.connection import Store, text

AT_ONCE = 500  # values in one IN list


def find(store: Store, fingerprints: Iterable[str], source_language: str, target_language: str) -> dict[str, Locked]:
    """The set pieces that are known in a language, by fingerprint; `origin` says how far a person stands for each."""
    waiting = iter(dict.fromkeys(one for one in fingerprints if one))
    found: dict[str, Locked] = {}
    while some := list(islice(waiting, AT_ONCE)):
        rows = store.rows(
            "SELECT * FROM locked WHERE source_language = ? AND target_language = ? "
            f"AND fingerprint IN ({', '.join('?' * len(some))})",
            (source_language, target_language, *some),
        )
        for row in rows:
            found[row["fingerprint"]] = Locked(
                fingerprint=row["fingerprint"],
                kind=BlockKind(row["kind"]),
                source=row["source"],
                target=row["target"],
                html=row["html"],
                origin=Origin(row["origin"]),
                person=row["person"],
                at=codec.always(row["at"]),
            )
    return found


def keep(
    store: Store,
    uri: str,
    source: Sequence[Block],
    target: Sequence[Block],
    segments: Sequence[Segment],
    languages: tuple[str, str],
    *,
    origin: Origin,
    person: str = "",
    now: datetime,
) -> None:
    """Lock the set pieces of a version that is being stored, inside `write()`; `languages` are source and target.

    Words of a better origin stay (approved before edited before machine); of the same origin the newer ones count.
    """
    ours, theirs = languages
    for one, other in pieces(source, target, segments):
        store.run(
            "INSERT INTO locked (fingerprint, source_language, target_language, kind, source, target, html, origin, "
            "person, uri, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (fingerprint, source_language, target_language) DO UPDATE SET kind = excluded.kind, "
            "source = excluded.source, target = excluded.target, html = excluded.html, origin = excluded.origin, "
            "person = excluded.person, uri = excluded.uri, at = excluded.at "
            "WHERE instr('approved edited machine', excluded.origin) < instr('approved edited machine', locked.origin) "
            "OR (excluded.origin = locked.origin AND excluded.target <> locked.target)",
            (
                fingerprint(source[one], ours),
                ours,
                theirs,
                source[one].kind.value,
                source[one].text,
                target[other].text,
                target[other].html,
                origin.value,
                person,
                uri,
                text(now),
            ),
        )


def refused(store: Store, uri: str) -> None:
    """Unlock what was first said in an article whose translation a person rejected, inside `write()`."""
    store.run("DELETE FROM locked WHERE uri = ?", (uri,))
