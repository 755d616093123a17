"""Rows to values and back; no row leaves the store. No business logic."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from pipeline.model import (
    Alternate,
    Article,
    Authority,
    Block,
    BlockKind,
    Candidate,
    Dateline,
    Entry,
    Origin,
    Rights,
    State,
    TranslatedFrom,
)
from pipeline.store.connection import moment, text


def body_text(body: tuple[Block, ...]) -> str:
    """Blocks as JSON."""
    return json.dumps([[b.kind.value, b.text, b.html] for b in body], ensure_ascii=False)


def body(stored: str) -> tuple[Block, ...]:
    """Blocks from JSON."""
    return tuple(Block(BlockKind(kind), plain, html) for kind, plain, html in json.loads(stored))


def dateline_text(dateline: Dateline | None) -> str | None:
    """A dateline as JSON."""
    if dateline is None:
        return None
    shown = dateline.date.isoformat() if dateline.date else None
    return json.dumps([dateline.place, shown, dateline.wire, dateline.text], ensure_ascii=False)


def dateline(stored: str | None) -> Dateline | None:
    """A dateline from JSON."""
    if stored is None:
        return None
    place, day, wire, printed = json.loads(stored)
    return Dateline(place, date.fromisoformat(day) if day else None, wire, printed)


def entry_text(entry: Entry) -> str:
    """An entry as JSON; one without images reads as before there were any, so that it is not taken for changed."""
    told = asdict(entry) | {
        k: text(v) if v else None for k, v in (("published", entry.published), ("updated", entry.updated))
    }
    if not entry.images:
        del told["images"]
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def entry(stored: str) -> Entry:
    """An entry from JSON."""
    raw: dict[str, Any] = json.loads(stored)
    raw["published"], raw["updated"] = moment(raw["published"]), moment(raw["updated"])
    raw["images"] = tuple(Candidate(**image) for image in raw.get("images", ()))
    raw["alternates"] = tuple(Alternate(**alternate) for alternate in raw["alternates"])
    return Entry(**raw)


def always(stored: str) -> datetime:
    """A stored time that is never missing."""
    return datetime.fromisoformat(stored)


def article(row: sqlite3.Row) -> Article:
    """A row of `version` joined with `article` as the value the stages use."""
    origin = Origin(row["origin"])
    came_from = TranslatedFrom(row["from_uri"], row["from_version"], row["from_language"]) if row["from_uri"] else None
    return Article(
        uri=row["uri"],
        story=row["story"],
        version=row["version"],
        language=row["language"],
        origin=origin,
        state=State(row["state"]),
        rights=Rights(row["rights"]),
        headline=row["headline"],
        body=body(row["body"]),
        first_created=always(row["first_created"]),
        version_created=always(row["created"]),
        updated=always(row["updated"]),
        headline_derived=bool(row["headline_derived"]),
        subhead=row["subhead"],
        by=row["byline"],
        dateline=dateline(row["dateline"]),
        origin_url=row["origin_url"],
        issuer=row["issuer"],
        source=row["source"],
        authority=Authority(row["authority"]),
        link=row["link"],
        published=moment(row["published"]),
        route=row["route"],
        translated_from=came_from,
    )
