"""An RSS, RDF or Atom feed: its entries, as the source writes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from pydantic import BaseModel

from pipeline.errors import ItemError, SourceError, clean
from pipeline.extract import markup
from pipeline.http import Client, Response
from pipeline.model import Alternate, Entry, Listing, Source, Validators
from pipeline.syndication import answer, dates, document, entries, reading
from pipeline.syndication.answer import WebAddress

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
)
MAX_ENTRIES = 5000
MAX_CONTENT = 2_000_000  # characters of one entry's text
_TYPES = {
    "text/plain": "text/plain",
    "text": "text/plain",
    "": "text/html",
    "text/html": "text/html",
    "html": "text/html",
    "application/xhtml+xml": "text/html",
    "xhtml": "text/html",
}


class Options(BaseModel, extra="forbid", frozen=True, use_attribute_docstrings=True):
    """What `sources.yaml` says of a feed, beside what all sources have."""

    url: WebAddress
    """The feed's own address, http or https."""


def fetch(source: Source, client: Client, validators: Validators) -> Listing:
    """Lists a feed's entries, oldest first; a malformed feed is used as far as it can be read, with a note.

    Raises SourceError where the address does not answer, answers with something else, or with a feed that is valid
    and wrong (`syndication.entries.wrong`).
    """
    assert isinstance(source.options, Options)
    response = client.get(source.options.url, validators=validators, allow_private=source.allow_private, accept=ACCEPT)
    if response.not_modified:
        return answer.not_modified(response)
    return read(response, source.timezone, datetime.now(UTC))


def read(response: Response, timezone: str = "", now: datetime | None = None) -> Listing:
    """The entries of a feed that was fetched; raises nothing but SourceError, whatever the bytes.

    `timezone` (IANA, "" for UTC) is meant by dates that name no zone; entries dated more than a day after `now` are
    noted. Time and memory are bounded: see `syndication.document` and `reading.parse_apart`.
    """
    where = clean(response.url)
    content = document.unpack(response.content, where)
    found = document.read(content, where, response.charset)
    notes = list(found.notes)
    text, had = document.newest(found.text, MAX_ENTRIES, lambda words: dates.when(words, timezone))
    if had:
        notes.append(f"the feed lists {had:,} entries; the newest {MAX_ENTRIES:,} are read")
    try:
        if document.hazard(text):
            channel = reading.parse_apart(text, response.url, where)
        else:
            channel = reading.parse(text, response.url)
    except ValueError as error:
        raise SourceError(f"{where} cannot be read as a feed ({clean(error, 80)}); tell its owner") from None
    listed = _entries(channel, response.url, timezone, notes, cut_short=found.cut_short)
    if channel.items and not listed:
        raise SourceError(f"{where}: no entry of the feed can be read ({'; '.join(notes)[:200]}); tell its owner")
    return answer.listing(
        response,
        content,
        listed,
        notes,
        title=channel.title,
        language=channel.language,
        minutes=channel.minutes,
        timezone=timezone,
        now=now,
    )


def _entries(channel: reading.Channel, url: str, timezone: str, notes: list[str], *, cut_short: bool) -> list[Entry]:
    """The entries of a channel in its order; what cannot be read is noted, and the others go on."""
    items = channel.items[:MAX_ENTRIES]
    if any(len(body.value) > MAX_CONTENT for item in items for body in (item.summary, *item.contents)):
        notes.append(f"a text of more than {MAX_CONTENT:,} characters is left out; its page is read instead")
    if cut_short and len(channel.items) <= MAX_ENTRIES:
        items = items[:-1]
    found: list[Entry] = []
    for item in items:
        try:
            try:
                entry = _entry(item, url, timezone, channel)
            except ItemError as error:
                bare = replace(item, summary=reading.Body(""), contents=())
                entry = _entry(bare, url, timezone, channel)
                notes.append(f"the text of an entry is left out ({clean(error, 80)}); its page is read instead")
        except (ItemError, ValueError, TypeError, OverflowError, RecursionError) as error:
            notes.append(f"an entry cannot be read ({clean(error, 80)}); the others are used")
            continue
        if entry:
            found.append(entry)
    return found


def _entry(item: reading.Item, base: str, timezone: str, channel: reading.Channel) -> Entry | None:
    """One entry; None for one that says nothing."""
    language = entries.language(*(body.language for body in item.contents), item.language, item.title.language)
    language = language or entries.language(channel.language)
    link, alternates = _links(item, base, language)
    atom = channel.version.startswith("atom")
    # In RSS, where nothing can be declared, a title that looks like HTML is.
    html = _type(item.title) == "text/html" and bool(item.title.type)
    title = entries.plain(item.title.value, html=html or (not atom and entries.looks_like_html(item.title.value)))
    said = item.summary if len(item.summary.value) <= MAX_CONTENT else reading.Body("")
    bodies = [body for body in item.contents if body.value.strip() and _type(body) and len(body.value) <= MAX_CONTENT]
    content = max([*bodies, said], key=lambda body: len(body.value))
    kind = _type(content) or "text/html"
    summary = markup.fold(markup.text(said.value) if _type(said) == "text/html" else said.value)
    published = _when(item.published, item.published_seconds, timezone, language)
    updated = _when(item.updated, item.updated_seconds, timezone, language)
    if not (title or link or content.value.strip()):
        return None
    return Entry(
        id=entries.identity(item.id.strip(), link, title, published or updated),
        link=link,
        title=title,
        summary=summary,
        content=content.value.strip(),
        content_type=kind,
        complete=entries.is_complete(content.value, kind, link, from_element=content in bodies),
        cut=content not in bodies or entries.is_cut(content.value, kind),
        published=published or updated,
        updated=updated,
        language=language,
        alternates=alternates,
        images=entries.images([(one.href, one.type, one.medium) for one in item.media], base, item.credit),
    )


def _links(item: reading.Item, base: str, language: str) -> tuple[str, tuple[Alternate, ...]]:
    """The entry's own page, and its other languages; of several alternate links the own one names no other language."""
    found: dict[tuple[str, str], Alternate] = {}
    own = ""
    for other in item.links:
        address = entries.address(other.href, base)
        if other.rel != "alternate" or not address:
            continue
        tag = entries.language(other.hreflang)
        if not other.hreflang or (tag == language != ""):
            own = own or address
        if tag and len(found) < 200:
            found[tag, address] = Alternate(tag, address)
    return own or entries.address(item.link, base), tuple(found.values())


def _when(words: str, seconds: float | None, timezone: str, language: str) -> datetime | None:
    """A date by our own reading, which knows time zones and languages, else by feedparser's."""
    found = dates.when(words, timezone, language)
    if found or seconds is None:
        return found
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _type(body: reading.Body) -> str:
    """text/html or text/plain; nothing for content that is no text."""
    return _TYPES.get(body.type.lower(), "")
