"""What went wrong and still does: one row per thing that fails, since when, until it works again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.store import codec
from pipeline.store.connection import Store, text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that fails: a source, an item, an engine or an output."""

    kind: str
    subject: str
    message: str
    since: datetime
    traceback: str


def failed(store: Store, kind: str, subject: str, message: str, now: datetime, traceback: str = "") -> None:
    """Record a failure; one that goes on keeps its beginning."""
    with store.write():
        store.run(
            """
            INSERT INTO problem VALUES (:kind, :subject, :message, :now, :now, :traceback)
            ON CONFLICT (kind, subject) DO UPDATE SET message = :message, last = :now, traceback = :traceback
            """,
            {"kind": kind, "subject": subject, "message": message, "now": text(now), "traceback": traceback},
        )


def works(store: Store, kind: str, subject: str) -> None:
    """Record that something works (again)."""
    if store.row("SELECT 1 FROM problem WHERE kind = ? AND subject = ?", (kind, subject)) is not None:
        with store.write():
            store.run("DELETE FROM problem WHERE kind = ? AND subject = ?", (kind, subject))


def problems(store: Store) -> list[Problem]:
    """All that fails now, the oldest first."""
    return [
        Problem(row["kind"], row["subject"], row["message"], codec.always(row["since"]), row["traceback"])
        for row in store.rows("SELECT * FROM problem ORDER BY since, kind, subject")
    ]
