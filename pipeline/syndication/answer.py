"""What was read from an answer becomes a listing, or is refused because it is valid and wrong."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator

from pipeline.errors import SourceError, clean
from pipeline.http import Response
from pipeline.http.addresses import check
from pipeline.model import Entry, Listing, Raw
from pipeline.syndication import dates, entries

LONGEST_WAIT = timedelta(hours=24)  # a feed that says it changes yearly is still looked at daily
_MAX_NOTES = 20


def _web_address(url: str) -> str:
    try:
        check(url)
    except SourceError as error:
        raise ValueError(str(error)) from None
    return url


WebAddress = Annotated[str, AfterValidator(_web_address)]


def not_modified(response: Response) -> Listing:
    """The listing of a source that has nothing new (304)."""
    return Listing(
        validators=response.validators,
        not_modified=True,
        wait=getattr(response, "wait", None),
        moved_to=getattr(response, "moved_to", ""),
    )


def listing(
    response: Response,
    content: bytes,
    found: list[Entry],
    notes: list[str],
    *,
    title: str | None,
    language: str = "",
    minutes: float = 0,
    timezone: str = "",
    now: datetime | None = None,
) -> Listing:
    """Entries as a listing, oldest first; `title` is None where the feed has none, `minutes` how often it changes.

    Raises SourceError where it cannot be the feed that was asked for (`entries.wrong`).
    """
    where = clean(response.url)
    listed = entries.ordered(entries.distinct(found, notes))
    if reason := entries.wrong(title, listed, dates.place(timezone), now):
        raise SourceError(f"{where}: {reason}")
    if title is None:
        notes.append("the feed has no title; check that it is the right one")
    if now and (note := entries.ahead(listed, now)):
        notes.append(note)
    return Listing(
        entries=tuple(listed),
        validators=response.validators,
        notes=tuple(notes[:_MAX_NOTES]),
        wait=wait(minutes, getattr(response, "wait", None)),
        moved_to=getattr(response, "moved_to", ""),
        raw=(Raw(response.url, tuple(response.headers.items()), content),),
        title=entries.plain(title or "", html=entries.looks_like_html(title or "")),
        language=entries.language(language),
    )


def wait(minutes: float, asked: timedelta | None) -> timedelta | None:
    """How long to wait before the next visit: the longer of what feed and server ask, at most a day by the feed."""
    said = min(timedelta(minutes=min(minutes, 1e6)), LONGEST_WAIT) if minutes > 0 else None
    return max(said, asked) if said and asked else said or asked
