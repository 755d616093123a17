"""What a feed lists, what a page says, which language a text is in: the reading stages on one input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from pipeline import extract, language, pictures, wire
from pipeline.errors import ItemError, PipelineError, SourceError, clean
from pipeline.fetchers import feed, jsonfeed
from pipeline.http import Client, Response
from pipeline.http.addresses import check
from pipeline.model import BlockKind, Entry, Listing, Selectors
from pipeline.records import Record, block, dateline, moment

MAX_BYTES = 64 * 1024 * 1024
AGENT = "newsroom-pipeline try"


def feeds(inputs: Iterable[str], *, allow_private: bool = False) -> Iterator[Record]:
    """What each feed lists: `title`, `language`, `entries` and `problems`; one record per file or address."""
    with Client(AGENT) as client:
        for given in inputs:
            yield {"input": given} | _feed(given, client, allow_private)


def _feed(given: str, client: Client, allow_private: bool) -> Record:
    found: Record = {"title": "", "language": "", "entries": [], "problems": []}
    try:
        response = _response(given, client, allow_private, feed.ACCEPT)
        reader = jsonfeed.read if jsonfeed.is_json(response.content) else feed.read
        listing: Listing = reader(response)
    except PipelineError as error:
        return found | {"problems": [str(error)]}
    return found | {
        "title": listing.title,
        "language": listing.language,
        "entries": [_entry(entry) for entry in listing.entries],
        "problems": list(listing.notes),
    }


def _entry(entry: Entry) -> Record:
    return {
        "id": entry.id,
        "link": entry.link,
        "title": entry.title,
        "summary": entry.summary,
        "content": entry.content,
        "published": moment(entry.published),
        "updated": moment(entry.updated),
        "language": entry.language,
        "alternates": [{"language": a.language, "link": a.link} for a in entry.alternates],
        "complete": entry.complete,
        "images": [{"address": image.address, "credit": image.credit} for image in entry.images],
    }


def pages(
    inputs: Iterable[str], *, url: str = "", selectors: Selectors | None = None, allow_private: bool = False
) -> Iterator[Record]:
    """What each page says: headline, facts of the wire, language, body; one record per file or address."""
    with Client(AGENT) as client:
        for given in inputs:
            yield {"input": given} | _page(given, client, url, selectors or Selectors(), allow_private)


def _page(given: str, client: Client, url: str, selectors: Selectors, allow_private: bool) -> Record:
    found: Record = {
        "headline": "",
        "subhead": "",
        "by": "",
        "located": "",
        "dateline": None,
        "published": None,
        "language": "",
        "origin_url": "",
        "alternates": [],
        "body": [],
        "images": [],
        "text": "",
        "problems": [],
    }
    try:
        response = _response(given, client, allow_private, "text/html,application/xhtml+xml")
        address = url or response.url
        if url:
            check(url)
        draft = extract.article(response.content, url=address, charset=response.charset, selectors=selectors)
    except PipelineError as error:
        return found | {"problems": [str(error)]}
    release = wire.read(draft.body, headline=draft.headline, published=draft.published, link=address)
    text = "\n\n".join(b.text for b in release.body if b.kind is not BlockKind.CAPTION)
    detected = language.identify(text or release.headline, page=draft.language)
    tags = language.identify_blocks([b.text for b in release.body], main=detected.language)
    problems = [*draft.notes, *release.warnings, *([] if release.body else ["no text found"])]
    return found | {
        "headline": release.headline,
        "subhead": release.subhead or draft.subhead,
        "by": draft.by,
        "located": release.dateline.place if release.dateline else "",
        "dateline": dateline(release.dateline),
        "published": draft.stated.isoformat() if draft.stated else moment(draft.published),
        "language": detected.language,
        "origin_url": release.origin_url,
        "alternates": [{"language": a.language, "link": a.link} for a in draft.alternates],
        "body": [
            block(b) | {"html": b.html or escape(b.text, quote=False), "language": tag or detected.language}
            for b, tag in zip(release.body, tags, strict=True)
        ],
        "images": [
            {"address": image.address, "caption": image.caption}
            for image in pictures.choose(draft.images, (), draft.image, release.body)
        ],
        "text": text,
        "issuer": release.issuer,
        "number": release.number,
        "transmission": draft.transmission,
        "embargo": (
            {"until": moment(release.embargo.until), "text": release.embargo.text} if release.embargo else None
        ),
        "notice": release.notice.kind.value if release.notice else None,
        "problems": problems,
    }


def languages(texts: Iterable[str]) -> Iterator[Record]:
    """Which language each text is in, how sure that is, and why."""
    for text in texts:
        found = language.identify(text)
        yield {
            "language": found.language,
            "confidence": round(found.confidence, 3),
            "evidence": list(found.evidence),
        }


def _response(given: str, client: Client, allow_private: bool, accept: str) -> Response:
    """An address is fetched; anything else is a file, read as if its server had sent it without a word."""
    if given.startswith(("http://", "https://")):
        return client.get(given, allow_private=allow_private, accept=accept)
    path = Path(given)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SourceError(f"{clean(path)} is larger than {MAX_BYTES:,} bytes")
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise ItemError(f"{clean(path)} cannot be read: {clean(getattr(error, 'strerror', None) or error)}") from None
    return Response(path.absolute().as_uri(), 200, content=content)
