"""A sitemap: addresses with their dates, in news sitemaps also titles and languages; index files are followed.

Read are the protocol's XML and text forms, plain or gzipped (https://www.sitemaps.org/protocol.html), with Google's
news extension and hreflang links.
"""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from pydantic import BaseModel, Field

from pipeline import dates
from pipeline.errors import SourceError, clean
from pipeline.extract import charset, markup
from pipeline.http import Client, Response
from pipeline.language import canonical
from pipeline.model import Alternate, Entry, Listing, Raw, Source, Validators
from pipeline.options import Duration, Pattern, WebAddress

ACCEPT = "application/xml, text/xml;q=0.9, application/gzip;q=0.8, text/plain;q=0.5, */*;q=0.1"
MAX_BYTES = 50 * 1024 * 1024  # of one file unpacked, as the protocol says
MAX_ADDRESSES = 50_000  # of one file, as the protocol says
MAX_ENTRIES = 5000  # of one visit
MAX_TOTAL = 100_000_000  # bytes of all files together
_MAX_ALTERNATES = 200
_DEPTH = 2  # index files below index files
_MONTH = re.compile(r"(?<!\d)(?P<year>20\d\d)[-_/]?(?P<month>0[1-9]|1[0-2])(?!\d)")
_NAMED_MONTH = re.compile(r"(?P<name>[A-Z][a-z]{2})[-_](?P<year>20\d\d)(?!\d)")
Element = Any  # of lxml, which is imported where it is used
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);")
_EVER = datetime.min.replace(tzinfo=UTC)
_SITEMAP = re.compile(r"<(?:[\w.-]+:)?(?P<kind>urlset|sitemapindex)[\s>]", re.IGNORECASE)


class Options(BaseModel, extra="forbid", frozen=True, use_attribute_docstrings=True):
    """What `sources.yaml` says of a sitemap, beside what all sources have."""

    url: WebAddress
    """The sitemap's own address, or that of an index of sitemaps."""
    match: Pattern = ""
    """A regular expression; only addresses in which it is found are listed, such as /press/."""
    max_age: Duration = timedelta(days=7)
    """What was neither published nor changed within this time is left out."""
    max_files: int = Field(10, ge=1, le=200)
    """At most so many files of an index, the newest first."""


@dataclass(frozen=True, slots=True)
class Child:
    """A sitemap that an index names; `covers` is the end of the time its entries are from, None where untold."""

    url: str
    covers: datetime | None = None
    exact: bool = False  # whether the index itself says when it changed, to the minute


@dataclass(slots=True)
class Sitemap:
    """One file read: its young entries, or the files that an index names; counts are before `match` and `max_age`."""

    entries: list[Entry] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    addresses: int = 0
    matched: int = 0
    notes: list[str] = field(default_factory=list)


def fetch(
    source: Source, client: Client, validators: Validators, *, known: Callable[[str], bool] = lambda _: False
) -> Listing:
    """Lists what a sitemap names and what is young enough, oldest first; an entry's id is its address.

    Of an index the newest files are read, up to `max_files`; one that fails is noted and the others are used. A
    sitemap without a young entry is a quiet one and no failure. `known` is not used: sitemaps tell dates. Raises
    SourceError where the address does not answer or is no sitemap.
    """
    options = source.options
    assert isinstance(options, Options)
    first = client.get(options.url, validators=validators, allow_private=source.allow_private, accept=ACCEPT)
    wait = getattr(first, "wait", None)
    if first.not_modified:
        return Listing(validators=first.validators, not_modified=True, wait=wait)
    oldest = datetime.now(UTC) - options.max_age
    sitemap = read(first, options, timezone=source.timezone, oldest=oldest)
    trusted, raws = True, [_raw(first)]
    if sitemap.children:
        trusted = _follow(sitemap, source, client, oldest, raws)
    if sitemap.addresses and not sitemap.matched:
        fits = f"`match` ({clean(options.match, 60)}) fits none of {sitemap.addresses} addresses"
        sitemap.notes.append(f"{fits} in {clean(first.url)}; mend it")
    # An address in several files counts as its newest mention says.
    newest = {entry.id: entry for entry in sorted(sitemap.entries, key=_moment)}
    entries = sorted(newest.values(), key=_moment)
    if len(entries) > MAX_ENTRIES:
        sitemap.notes.append(f"only {MAX_ENTRIES} of {len(entries)} entries are listed; narrow them with `match`")
    return Listing(
        tuple(entries[-MAX_ENTRIES:]),
        first.validators if trusted else Validators(),
        notes=tuple(dict.fromkeys(sitemap.notes))[:20],
        wait=wait,
        moved_to=str(getattr(first, "moved_to", "")),
        raw=tuple(raws),
    )


def _follow(whole: Sitemap, source: Source, client: Client, oldest: datetime, raws: list[Raw]) -> bool:
    """Read the files of an index into `whole`; whether an unchanged index would mean that nothing has changed."""
    options = source.options
    assert isinstance(options, Options)
    waiting = [(child, 1) for child in _newest_first(whole.children, oldest)]
    trusted, read_files, failures, asked = True, 0, list[str](), set[str]()
    while waiting and read_files + len(failures) < options.max_files and sum(len(r.content) for r in raws) < MAX_TOTAL:
        child, depth = waiting.pop(0)
        if child.url in asked:
            continue
        asked.add(child.url)
        try:
            response = client.get(child.url, allow_private=source.allow_private, accept=ACCEPT)
            inner = read(response, options, timezone=source.timezone, oldest=oldest)
        except SourceError as error:
            failures.append(f"a file of the index is left out: {error}")
            continue
        read_files += 1
        trusted = trusted and child.exact and not inner.children
        raws.append(_raw(response))
        whole.entries += inner.entries
        whole.addresses += inner.addresses
        whole.matched += inner.matched
        whole.notes += inner.notes
        if depth < _DEPTH:
            waiting = [(one, depth + 1) for one in _newest_first(inner.children, oldest)] + waiting
    if failures and not read_files:
        raise SourceError(f"no file of the index can be read; {failures[0]}")
    left = [child for child, _ in waiting if child.url not in asked]
    if left:
        whole.notes.append(f"{len(left)} files of the index are not read; raise max_files if something is missing")
    whole.notes += failures
    return trusted and not failures


def read(response: Response, options: Options, *, oldest: datetime, timezone: str = "") -> Sitemap:
    """One sitemap or index; entries older than `oldest` are left out. Raises nothing but SourceError.

    Dates without a zone are taken in `timezone`.
    """
    where = clean(response.url)
    text = charset.page(_unpacked(response.content, where), response.charset)
    if "<!ENTITY" in text:
        raise SourceError(f"{where} defines XML entities, which no sitemap does, and is not read; tell its owner")
    kind = _SITEMAP.search(text[:100_000])
    if kind is None:
        return _plain(text, options, where)
    found = Sitemap()
    index = kind["kind"].lower() == "sitemapindex"
    for number, element in enumerate(_elements(text, "sitemap" if index else "url", where, found.notes)):
        if number >= MAX_ADDRESSES:
            found.notes.append(f"{where} has more than {MAX_ADDRESSES:,} addresses; the rest is left out")
            break
        if index:
            if child := _child(element, response.url, timezone):
                found.children.append(child)
        else:
            _add(found, _entry(element, response.url, timezone), options, oldest)
    return found


def _unpacked(data: bytes, where: str) -> bytes:
    """The bytes of a file, out of its gzip where it is one; a bomb is refused before it unfolds."""
    unpacker, done, total = zlib.decompressobj(zlib.MAX_WBITS | 16), list[bytes](), 0
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        while data:
            if unpacker.eof:
                if not data.startswith(b"\x1f\x8b"):
                    break  # padding
                unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
            done.append(unpacker.decompress(data, MAX_BYTES))
            total += len(done[-1])
            if total > MAX_BYTES:
                raise SourceError(f"{where} unpacks to more than {MAX_BYTES >> 20} MB; tell its owner")
            data = unpacker.unconsumed_tail or unpacker.unused_data
    except zlib.error:
        unpacker = zlib.decompressobj()
    if not unpacker.eof:
        raise SourceError(f"{where} is a damaged gzip file; it is tried again on the next run")
    return b"".join(done)


def _elements(text: str, name: str, where: str, notes: list[str]) -> Iterator[Element]:
    """The elements of a name, one after the other, each forgotten after it was seen."""
    from lxml import etree

    data = re.sub(r"^\s*<\?xml[^<>]*\?>", "", text.lstrip("\ufeff")).encode("utf-8", "replace")
    walk = etree.iterparse(
        io.BytesIO(data), events=("end",), tag=(name, f"{{*}}{name}"), encoding="utf-8", recover=True, no_network=True,
        resolve_entities=False, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        for _, element in walk:
            if element.getparent() is not None and element.getparent().getparent() is None:
                yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except (etree.LxmlError, ValueError) as error:
        notes.append(f"{where} is malformed ({clean(error, 80)}); what can be read is used")
        return
    if len(walk.error_log):
        notes.append(f"{where} is malformed ({clean(walk.error_log[0].message, 80)}); what can be read is used")


def _plain(text: str, options: Options, where: str) -> Sitemap:
    """A sitemap as text: one address to a line, and nothing else."""
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    if not lines or not all(re.match(r"https?://\S+$", line) for line in lines[:1000]):
        head = text[:2000].lower()
        if re.search(r"<(?:rss|feed|rdf:rdf)[\s>]", head):
            raise SourceError(f"{where} is a feed, not a sitemap; use kind: feed")
        is_page = "<html" in head or "<!doctype html" in head
        said = "answers with a web page, not a sitemap" if is_page else "is not a sitemap"
        raise SourceError(f"{where} {said}; look for the line `Sitemap:` in the site's robots.txt")
    found = Sitemap()
    for line in lines[:MAX_ADDRESSES]:
        if link := markup.web_link(line, where):
            _add(found, Entry(id=_identity(link), link=link), options, None)
    return found


def _add(found: Sitemap, entry: Entry | None, options: Options, oldest: datetime | None) -> None:
    if entry is None:
        return
    found.addresses += 1
    if options.match and not re.search(options.match, entry.link):
        return
    found.matched += 1
    dated = [moment for moment in (entry.published, entry.updated) if moment]
    if oldest is None or not dated or max(dated) >= oldest:
        found.entries.append(entry)


def _entry(element: Element, base: str, timezone: str) -> Entry | None:
    """One address with what is said of it; None where it is no web address."""
    said = _said(element)
    link = markup.web_link(said.get("loc", ""), base) if said.get("loc") else ""
    if not link:
        return None
    news = next((child for child in element if _name(child) == "news"), None)
    about = {} if news is None else _said(news)
    publication = [] if news is None else [child for child in news if _name(child) == "publication"]
    alternates = tuple(_alternates(element, base))
    language = _tag(about.get("language", "") or next((_said(p).get("language", "") for p in publication), ""))
    own = next((one.language for one in alternates if one.link == link), "")
    title = about.get("title", "")
    return Entry(
        id=_identity(link),
        link=link,
        title=markup.fold(unescape(title) if _ENTITY.search(title) else title)[:1000],
        published=dates.read(about.get("publication_date", ""), timezone=timezone),
        updated=dates.read(said.get("lastmod", ""), timezone=timezone),
        language=language or own,
        alternates=alternates,
    )


def _alternates(element: Element, base: str) -> Iterator[Alternate]:
    seen: set[tuple[str, str]] = set()
    for child in element:
        if _name(child) == "link" and "alternate" in str(child.get("rel", "")).lower().split():
            language, href = _tag(str(child.get("hreflang", ""))), str(child.get("href", "")).strip()
            link = markup.web_link(href, base) if href else ""
            if language and link and (language, link) not in seen and len(seen) < _MAX_ALTERNATES:
                seen.add((language, link))
                yield Alternate(language, link)


def _child(element: Element, base: str, timezone: str) -> Child | None:
    """One file of an index, with the end of the time it covers: by its date, else by a month in its name."""
    said = _said(element)
    link = markup.web_link(said.get("loc", ""), base) if said.get("loc") else ""
    if not link:
        return None
    stated = said.get("lastmod", "")
    if changed := dates.read(stated, timezone=timezone):
        exact = ":" in stated
        return Child(link, changed if exact else changed + timedelta(days=1), exact)
    name = link.partition("://")[2]
    month = _MONTH.search(name) or _NAMED_MONTH.search(name)
    first = (
        dates.read(
            f"{month['year']}-{month['month']}"
            if "month" in month.groupdict()
            else f"1 {month['name']} {month['year']}"
        )
        if month
        else None
    )
    return Child(link, first + timedelta(days=33) if first else None)


def _newest_first(children: list[Child], oldest: datetime) -> list[Child]:
    """The files worth reading: undated ones first, as they may hold anything, then from the newest back.

    Of undated ones that differ in a number, now the last and now the first is taken: some sites count from the
    newest, others from the oldest.
    """
    series: dict[str, list[Child]] = {}
    for child in children:
        if child.covers is None:
            series.setdefault(re.sub(r"\d+", "#", child.url), []).append(child)
    undated = [one for group in series.values() for pair in zip(group[::-1], group, strict=True) for one in pair]
    dated = sorted(
        ((child.covers, child) for child in children if child.covers and child.covers >= oldest),
        key=lambda one: one[0],
        reverse=True,
    )
    return list(dict.fromkeys([*undated, *(child for _, child in dated)]))


def _said(element: Element) -> dict[str, str]:
    """The texts of an element's children by their local names; the first of each counts."""
    found: dict[str, str] = {}
    for child in element:
        text = (child.text or "").strip()[:4000]
        if text:
            found.setdefault(_name(child), text)
    return found


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower() if isinstance(element.tag, str) else ""


def _tag(words: str) -> str:
    try:
        return canonical(words)
    except ValueError:
        return ""


def _identity(link: str) -> str:
    return link if len(link) <= 500 else "sha256:" + hashlib.sha256(link.encode("utf-8", "replace")).hexdigest()


def _moment(entry: Entry) -> datetime:
    return max((moment for moment in (entry.published, entry.updated) if moment), default=_EVER)


def _raw(response: Response) -> Raw:
    return Raw(response.url, tuple(response.headers.items()), response.content)
