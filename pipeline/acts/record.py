"""The record of what people did, taken out: a table for spreadsheets, or a line of JSON per act."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import TextIO
from zoneinfo import ZoneInfo

from pipeline.errors import ActError
from pipeline.model import Act

COLUMNS = (
    "number", "time", "person", "act", "story", "uri", "language", "version", "why", "before", "after"
)  # fmt: skip
# A cell that begins so is a formula to spreadsheets, full-width in East Asian ones (OWASP, CSV Injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def export_record(found: Iterable[Act], file: TextIO, *, table: bool) -> int:
    """Write acts as they come, as CSV (RFC 4180) or as JSON Lines; returns how many there were.

    In the table no cell is a formula: what would begin one has an apostrophe before it.
    """
    writer = csv.writer(file, lineterminator="\r\n")
    if table:
        writer.writerow(COLUMNS)
    count = 0
    for act in found:
        count += 1
        row = _row(act)
        if table:
            writer.writerow([_cell(value) for value in row.values()])
        else:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return count


def bound(told: str, zone: str, option: str, *, end: bool = False) -> datetime | None:
    """A day (2026-11-22, in the newsroom's zone) or a time as a moment; `end` for the end of that day; None for ''.

    Raises ActError for what is neither.
    """
    if not told:
        return None
    try:
        found = datetime.fromisoformat(told.strip())
    except ValueError as error:
        raise ActError(
            f"{option} {told}: write a day such as 2026-11-22, or a time such as 2026-11-22T09:00Z"
        ) from error
    found = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))
    try:
        if end and found.time() == time() and len(told.strip()) <= 10:
            found += timedelta(days=1)
        return found.astimezone(UTC)
    except OverflowError as error:
        raise ActError(f"{option} {told}: write a day of our time") from error


def _row(act: Act) -> dict[str, str | int]:
    at = act.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    values = (act.number, at, act.person, act.act, act.story, act.uri, act.language, act.version)
    return dict(zip(COLUMNS, (*values, act.why, act.before, act.after), strict=True))


def _cell(value: str | int) -> str | int:
    if not isinstance(value, str):
        return value
    plain = value.replace("\x00", "")
    return f"'{plain}" if plain.lstrip(" \u3000\xa0").startswith(FORMULA) else plain
