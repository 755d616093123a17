"""A JSON Feed (jsonfeed.org, versions 1 and 1.1): its entries, as the source writes them."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NoReturn
from urllib.parse import urlsplit

from pydantic import BaseModel

from pipeline.errors import SourceError, clean
from pipeline.extract import charset, markup
from pipeline.http import Client, Response
from pipeline.model import Entry, Listing, Source, Validators
from pipeline.syndication import answer, dates, document, entries
from pipeline.syndication.answer import WebAddress

ACCEPT = "application/feed+json, application/json;q=0.9, */*;q=0.1"
MAX_ENTRIES = 5000
MAX_CONTENT = 2_000_000  # characters of one entry's text
MAX_VALUES = 1_000_000  # of a document: each takes some hundred bytes once read
MAX_PAGES = 3
_ENOUGH = 20  # entries from which on no further page is asked for
_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1(?:\.\d+)?/?")


class Options(BaseModel, extra="forbid", frozen=True, use_attribute_docstrings=True):
    """What `sources.yaml` says of a JSON Feed, beside what all sources have."""

    url: WebAddress
    """The feed's own address, http or https."""


def fetch(source: Source, client: Client, validators: Validators) -> Listing:
    """Lists a JSON Feed's entries, oldest first, from up to three pages (`next_url`) of a feed with short pages.

    Raises SourceError where the address does not answer, answers with something else, or with a feed that is valid
    and wrong (`syndication.entries.wrong`). A further page that cannot be read is noted.
    """
    assert isinstance(source.options, Options)
    response = client.get(source.options.url, validators=validators, allow_private=source.allow_private, accept=ACCEPT)
    if response.not_modified:
        return answer.not_modified(response)
    now = datetime.now(UTC)
    listing = read(response, source.timezone, now)
    seen, page = {source.options.url, response.url}, response
    for _ in range(MAX_PAGES - 1):
        further = next_page(page)
        if not further or further in seen or len(listing.entries) >= _ENOUGH:
            break
        seen.add(further)
        try:
            page = client.get(further, allow_private=source.allow_private, accept=ACCEPT)
            older = read(page, source.timezone, now)
        except SourceError as error:
            listing = dataclasses.replace(listing, notes=(*listing.notes, f"a further page is left out: {error}"))
            break
        notes = [*listing.notes, *older.notes]
        both = entries.ordered(entries.distinct((*reversed(listing.entries), *reversed(older.entries)), []))
        listing = dataclasses.replace(listing, entries=tuple(both), notes=tuple(notes), raw=listing.raw + older.raw)
    return listing


def read(response: Response, timezone: str = "", now: datetime | None = None) -> Listing:
    """The entries of a JSON Feed that was fetched; raises nothing but SourceError, whatever the bytes.

    `timezone` (IANA, "" for UTC) is meant by dates that name no zone; entries dated more than a day after `now` are
    noted.
    """
    where = clean(response.url)
    content = document.unpack(response.content, where)
    feed = _object(content, where, response.charset)
    notes: list[str] = []
    if not _VERSION.fullmatch(_text(feed.get("version")).strip()):
        notes.append("the feed does not say that it is JSON Feed 1 or 1.1; what can be read is used")
    if feed.get("expired") is True:
        notes.append("the feed says that it is finished and will not change any more; look for its successor")
    items = [item for item in feed["items"] if isinstance(item, dict)]
    if len(items) < len(feed["items"]):
        notes.append(f"{len(feed['items']) - len(items)} entries are no JSON objects; the others are used")
    language = entries.language(feed.get("language"))
    found = [entry for item in items if (entry := _entry(item, response.url, timezone, language))]
    if items and not found:
        raise SourceError(f"{where}: no entry of the feed can be read; tell its owner")
    if len(found) > MAX_ENTRIES:
        notes.append(f"the feed lists {len(found):,} entries; the newest {MAX_ENTRIES:,} are read")
        found = _newest(found)
    title = _text(feed["title"]) if "title" in feed else None
    return answer.listing(response, content, found, notes, title=title, language=language, timezone=timezone, now=now)


def is_json(content: bytes) -> bool:
    """Whether bytes are JSON rather than XML, by how they begin, in whatever encoding."""
    head = content[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return head.startswith((b"{", b"["))


def next_page(response: Response) -> str:
    """The address of the next older page on the same host, "" where there is none."""
    try:
        feed = _object(document.unpack(response.content, ""), "", response.charset)
    except SourceError:
        return ""
    further = entries.address(feed.get("next_url"), response.url)
    return further if further and urlsplit(further).netloc == urlsplit(response.url).netloc else ""


def _object(content: bytes, where: str, declared: str) -> dict[str, Any]:
    """The feed object with its list of items; raises SourceError, saying what it is instead."""
    # RFC 8259 knows UTF-8 only, but what a server writes is another matter.
    text = charset.decode(content, declared).text.lstrip("\ufeff").strip()
    if not text:
        raise SourceError(f"{where} answers with nothing; it is tried again on the next run")
    if text.startswith("<"):
        if re.search(r"<!doctype\s+html|<html[\s>]", text[:4096], re.IGNORECASE):
            raise SourceError(f"{where} answers with a web page, not a feed; look for the feed's own address")
        raise SourceError(f"{where} answers with XML, not JSON; if it is RSS or Atom, use kind: feed")
    if text.count(",") + text.count("{") + text.count("[") > MAX_VALUES:
        raise SourceError(f"{where} holds more than {MAX_VALUES:,} values, too many for a feed; tell its owner")
    try:
        feed = json.loads(text, parse_constant=_no_number, object_pairs_hook=_members, strict=False)
    except RecursionError:
        raise SourceError(f"{where} is JSON nested too deep to be a feed; tell its owner") from None
    except ValueError as error:
        raise SourceError(f"{where} is not JSON that can be read ({clean(error, 100)}); tell its owner") from None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise SourceError(f"{where} is JSON, but not a JSON Feed (it has no list of items); check the address")
    return feed


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number in JSON")


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{clean(twice, 40)!r} stands twice in one object")
    return found


def _entry(item: dict[str, Any], base: str, timezone: str, declared: str) -> Entry | None:
    """One entry; None for one that says nothing."""
    link = entries.address(item.get("url"), base) or entries.address(item.get("external_url"), base)
    language = entries.language(item.get("language")) or declared
    words = _text(item.get("title"))
    # A title is plain text, but character references in it were meant as characters.
    title = entries.plain(words, html="<" not in words and entries.looks_like_html(words))
    html, text = _body(item.get("content_html")), _body(item.get("content_text"))
    content, kind = (html, "text/html") if html.strip() else (text, "text/plain")
    published = dates.when(_text(item.get("date_published")), timezone, language)
    updated = dates.when(_text(item.get("date_modified")), timezone, language)
    if not (title or link or content.strip()):
        return None
    own = item.get("id")
    own = str(own) if isinstance(own, int | float) and not isinstance(own, bool) else _text(own)
    return Entry(
        id=entries.identity(own.strip(), link, title, published or updated),
        link=link,
        title=title,
        summary=markup.fold(_body(item.get("summary"))),
        content=content.strip(),
        content_type=kind,
        complete=entries.is_complete(content, kind, link, from_element=True),
        cut=entries.is_cut(content, kind),
        published=published or updated,
        updated=updated,
        language=language,
        images=entries.images(_files(item), base),
    )


def _files(item: dict[str, Any]) -> list[tuple[object, str, str]]:
    """The files an entry comes with, its main image first."""
    attached = item.get("attachments")
    files = [one for one in attached if isinstance(one, dict)] if isinstance(attached, list) else []
    told: list[tuple[object, str, str]] = [(one.get("url"), _text(one.get("mime_type")), "") for one in files[:100]]
    return [(item.get("image"), "", "image"), (item.get("banner_image"), "", "image"), *told]


def _newest(found: Iterable[Entry]) -> list[Entry]:
    """The newest entries by date where all have one, else the first, as feeds list the newest first."""
    listed = list(found)
    if all(entry.published for entry in listed):
        listed.sort(key=lambda entry: entry.published or datetime.min.replace(tzinfo=UTC), reverse=True)
    return listed[:MAX_ENTRIES]


def _body(value: object) -> str:
    """A text with lone surrogates, which JSON can write, made safe to store; nothing for one that is too long."""
    return _text(value) if len(_text(value)) <= MAX_CONTENT else ""


def _text(value: object) -> str:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""
