"""RSS, RDF and Atom in all their versions, read by feedparser: foreign shapes stay in here, plain values come out.

A document that could take long or much memory is read in a process of its own, with limits on both.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from calendar import timegm
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import SourceError, clean

SECONDS = 15.0  # for a document in a process of its own
MEMORY = 1024 * 1024 * 1024
_ROOM = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Body:
    """A text of an entry, with its media type as written and its language."""

    value: str
    type: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of an entry, absolute."""

    href: str
    rel: str = ""
    hreflang: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """A file an entry comes with (Media RSS, enclosures); type and medium as written."""

    href: str
    type: str = ""
    medium: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One item or entry as the feed says it; dates raw, with feedparser's reading of them in seconds since 1970."""

    id: str
    link: str
    links: tuple[Link, ...]
    title: Body
    summary: Body
    contents: tuple[Body, ...]
    language: str
    published: str
    published_seconds: float | None
    updated: str
    updated_seconds: float | None
    media: tuple[Media, ...] = ()
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed as it says itself; `title` is None where it has none, `minutes` how often it says that it changes."""

    version: str
    title: str | None
    language: str
    minutes: float
    items: tuple[Item, ...]


def parse(text: str, url: str) -> Channel:
    """What a feed says; `url` is where it was found, for relative links.

    Raises ValueError for a text that is no feed. Costs what feedparser costs: see `document.hazard` before.
    """
    import feedparser

    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    data = io.BytesIO(text.encode("utf-8", "replace"))
    try:
        # Sanitising is for extraction, which does it anyway.
        found = feedparser.parse(data, response_headers=headers, sanitize_html=False)
    except (RecursionError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError) as error:
        # feedparser promises not to raise, but hostile bytes find ways; any of them means it is no feed.
        raise ValueError(clean(error, 80)) from None
    if not found.get("version") and not found.entries:
        raise ValueError("neither RSS nor Atom")
    feed = found.feed
    title = _text(dict.get(feed, "title")) if "title" in feed else None
    language = _text(feed.get("language")) or _text(_detail(feed, "title").get("language"))
    items = tuple(item for one in found.entries if (item := _item(one)))
    return Channel(str(found.get("version") or ""), title, language, _minutes(feed), items)


def parse_apart(text: str, url: str, where: str, *, seconds: float = SECONDS, memory: int = MEMORY) -> Channel:
    """As `parse`, in a process of its own that ends after `seconds` or when it needs more than `memory` bytes.

    Raises SourceError in either case, ValueError as `parse` does.
    """
    code = f"from pipeline.syndication import reading\nreading.serve({seconds!r}, {memory!r})"
    environment = {**os.environ, "PYTHONPATH": str(_ROOM), "PYTHONIOENCODING": "utf-8"}
    line = [sys.executable, "-c", code]
    question = json.dumps([text, url]).encode("ascii")
    try:
        done = subprocess.run(line, input=question, capture_output=True, timeout=seconds + 5, env=environment)
    except subprocess.TimeoutExpired:
        raise SourceError(
            f"{where} cannot be read as a feed within {seconds:g} s, as if made to hang its readers; tell its owner"
        ) from None
    except OSError as error:
        raise SourceError(f"{where} cannot be read: {clean(error.strerror)}; free some memory") from None
    if done.returncode:
        raise SourceError(
            f"{where} cannot be read as a feed within {seconds:g} s and {memory // 2**20} MB, as if made to hang its "
            f"readers; tell its owner"
        )
    answer = json.loads(done.stdout)
    if isinstance(answer, str):
        raise ValueError(answer)
    return _channel(answer)


def serve(seconds: float, memory: int) -> None:
    """The other end of `parse_apart`: a document on standard input, what it says on standard output, as JSON."""
    try:
        import resource
    except ImportError:  # on Windows only the time is bounded, from outside
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    text, url = json.loads(sys.stdin.buffer.read())
    try:
        answer: Any = asdict(parse(text, url))
    except ValueError as error:
        answer = str(error)
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))


def _channel(answer: dict[str, Any]) -> Channel:
    items = []
    for one in answer.pop("items"):
        one["links"] = tuple(Link(**link) for link in one["links"])
        one["contents"] = tuple(Body(**body) for body in one["contents"])
        one["media"] = tuple(Media(**file) for file in one["media"])
        one["title"], one["summary"] = Body(**one["title"]), Body(**one["summary"])
        items.append(Item(**one))
    return Channel(items=tuple(items), **answer)


def _item(one: Any) -> Item | None:
    try:
        links = tuple(
            Link(_text(other.get("href")), _text(other.get("rel")), _text(other.get("hreflang")))
            for other in one.get("links") or ()
        )
        contents = tuple(
            Body(_text(part.get("value")), _text(part.get("type")), _text(part.get("language")))
            for part in one.get("content") or ()
        )
        # Dates as of a plain dict: feedparser's own look-up would answer for one date with the other.
        return Item(
            _text(one.get("id")),
            _text(one.get("link")),
            links[:300],
            _body(one, "title"),
            _body(one, "summary"),
            contents[:100],
            _text(one.get("language")),
            _text(dict.get(one, "published")),
            _seconds(dict.get(one, "published_parsed")),
            _text(dict.get(one, "updated")),
            _seconds(dict.get(one, "updated_parsed")),
            _media(one),
            _credit(one),
        )
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return None


def _body(one: Any, name: str) -> Body:
    detail = _detail(one, name)
    return Body(_text(one.get(name)), _text(detail.get("type")), _text(detail.get("language")))


def _media(one: Any) -> tuple[Media, ...]:
    files = [*(one.get("media_content") or ()), *(one.get("media_thumbnail") or ())]
    found = [Media(_text(file.get("url")), _text(file.get("type")), _text(file.get("medium"))) for file in files]
    links = [other for other in one.get("links") or () if other.get("rel") == "enclosure"]
    return tuple(found[:100]) + tuple(Media(_text(link.get("href")), _text(link.get("type"))) for link in links[:100])


def _credit(one: Any) -> str:
    """Whose the pictures are, where the entry names one; which of several it would be, nothing says."""
    named = {_text(credit.get("content")).strip() for credit in one.get("media_credit") or ()} - {""}
    return named.pop() if len(named) == 1 else ""


def _minutes(feed: Any) -> float:
    """RSS `ttl`, or `updatePeriod` and `updateFrequency` of the RSS 1.0 syndication module; 0 where nothing is said."""
    try:
        ttl = float(_text(feed.get("ttl")).strip() or 0)
    except ValueError:
        ttl = 0.0
    period = {"hourly": 60, "daily": 1440, "weekly": 10080, "monthly": 43200, "yearly": 525600}.get(
        _text(feed.get("sy_updateperiod")).strip().lower(), 0
    )
    try:
        frequency = float(_text(feed.get("sy_updatefrequency")).strip() or 1)
    except ValueError:
        frequency = 1.0
    said = max(ttl, period / frequency if frequency > 0 else 0)
    return said if 0 < said < float("inf") else 0.0


def _seconds(parsed: Any) -> float | None:
    try:
        return float(timegm(parsed)) if parsed else None
    except (ValueError, OverflowError, TypeError):
        return None


def _detail(one: Any, name: str) -> Any:
    detail = one.get(f"{name}_detail")
    return detail if isinstance(detail, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
