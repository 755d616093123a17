"""Trial results as lines of JSON, or laid out for reading."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pipeline.records import Record


def as_line(record: Record) -> str:
    """One record as one line of JSON."""
    return json.dumps(record, ensure_ascii=False)


def shown(record: dict[str, Any]) -> Iterator[str]:
    """A record for reading: a line per fact, then what it holds."""
    for name, value in record.items():
        if name in ("entries", "body", "images", "text") or value in ("", None, []):
            continue
        told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield f"{name + ':':14}{told}"
    for entry in record.get("entries", []):
        whole = "whole" if entry["complete"] else "cut"
        when, tag = entry["published"] or "no date", entry["language"] or "?"
        yield f"- {when}  {tag}  {whole}  {entry['title']}  {entry['link']}"
    for piece in record.get("body", []):
        yield f"[{piece['kind']}] {piece['text']}"
    for image in record.get("images", []):
        yield f"[image] {image['address']}" + (f"  {image['caption']}" if image["caption"] else "")
