"""What JSON and XML documents are checked against: schemas with their formats, which most validators let through."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker  # type: ignore[import-untyped]
from lxml import etree

DATA = Path(__file__).parent.parent / "data" / "outputs"

_FORMATS = FormatChecker(formats=())
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


@_FORMATS.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(_URI.fullmatch(value))


@_FORMATS.checks("date-time", raises=ValueError)
def _is_date_time(value: object) -> bool:
    return not isinstance(value, str) or bool(_DATE_TIME.fullmatch(value) and datetime.fromisoformat(value))


def json_feed() -> Any:
    """A validator for JSON Feed 1.1."""
    return Draft7Validator(_read("jsonfeed-1.1.schema.json"), format_checker=_FORMATS)


def ninjs(version: str) -> Any:
    """A validator for ninjs in the version named."""
    return Draft202012Validator(_read(f"ninjs-{version}.schema.json"), format_checker=_FORMATS)


def sitemap() -> etree.XMLSchema:
    """The schema of sitemaps, those for news and those with languages among them."""
    return etree.XMLSchema(file=str(DATA / "sitemap-all.xsd"))


def sitemap_index() -> etree.XMLSchema:
    """The schema of an index of sitemaps."""
    return etree.XMLSchema(file=str(DATA / "sitemap-index.xsd"))


def opml() -> etree.RelaxNG:
    """The schema of a list of feeds."""
    return etree.RelaxNG(file=str(DATA / "opml.rng"))


def _read(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))
