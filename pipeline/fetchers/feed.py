"""An RSS or Atom feed: its entries, as the source writes them."""

from __future__ import annotations

import hashlib
import io
import re
from calendar import timegm
from collections.abc import Iterable
from datetime import UTC, datetime
from html import unescape
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel

from pipeline.errors import ItemError, SourceError, clean
from pipeline.extract import markup
from pipeline.http import Client, Response
from pipeline.http.addresses import check
from pipeline.language import canonical
from pipeline.model import Alternate, BlockKind, Entry, Listing, Source, Validators

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
)
MAX_ENTRIES = 5000
_ENOUGH_CONTENT = 250  # characters that make a content element the whole text
_ENOUGH_SUMMARY = 600  # characters that make a description the whole text, in two paragraphs or more
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);")
# How sites ask readers on to the full text, in the languages of the wires.
_MORE = (
    r"read (?:more|on|full|the (?:full|whole|rest))|continue reading|full story|see more|lire (?:la suite|plus)|"
    r"en savoir plus|leer más|(?:seguir|continuar) leyendo|(?:ler|leia) mais|continuar lendo|weiterlesen|"
    r"mehr (?:lesen|erfahren)|leggi (?:tutto|di più)|continua a leggere|lees (?:meer|verder)|"
    r"czytaj (?:więcej|dalej)|läs mer|les mer|læs mere|lue lisää|читать (?:далее|дальше|полностью)|"
    r"阅读更多|閱讀更多|阅读全文|閱讀全文|查看全文|続きを読む|더 ?보기|اقرأ المزيد"
)
_CUT = re.compile(
    rf"(?:\.\.\.|…|\[\s*(?:\.\.\.|…)\s*\]|(?:[.!?…\])»。]\s*|[(\[]\s*|\A\s*)(?:{_MORE}|more|suite|continued?))"
    r"[\s»›→>.:)\]]*\Z",
    re.IGNORECASE,
)
_CUT_LINE = re.compile(rf"[\s«‹(\[]*(?:{_MORE})(?!\w).{{0,150}}", re.IGNORECASE)
_APPEARED = re.compile(r"(?:the post|l.article|el cargo|la entrada|o post|der beitrag)\b.{0,400}", re.IGNORECASE)


def _web_address(url: str) -> str:
    try:
        check(url)
    except SourceError as error:
        raise ValueError(str(error)) from None
    return url


class Options(BaseModel, extra="forbid", frozen=True, use_attribute_docstrings=True):
    """What `sources.yaml` says of a feed, beside what all sources have."""

    url: Annotated[str, AfterValidator(_web_address)]
    """The feed's own address, http or https."""


def fetch(source: Source, client: Client, validators: Validators) -> Listing:
    """Lists a feed's entries, oldest first; a malformed feed is used as far as it can be read, with a note.

    Raises SourceError where the address does not answer, answers with something else, or the feed is empty.
    """
    assert isinstance(source.options, Options)
    response = client.get(source.options.url, validators=validators, allow_private=source.allow_private, accept=ACCEPT)
    if response.not_modified:
        return Listing(validators=response.validators, not_modified=True)
    return read(response)


def read(response: Response) -> Listing:
    """The entries of a feed that was fetched; raises nothing but SourceError, whatever the bytes."""
    where = clean(response.url)
    _refuse_what_is_no_feed(response, where)
    import feedparser

    headers = {"content-type": response.headers.get("content-type", ""), "content-location": response.url}
    try:
        # Our own client fetched it; feedparser would know no timeout. Sanitising is for extraction.
        found = feedparser.parse(io.BytesIO(response.content), response_headers=headers, sanitize_html=False)
    except Exception as error:
        # feedparser promises not to raise, but hostile bytes find ways; any of them means it is no feed.
        raise SourceError(f"{where} cannot be read as a feed ({clean(error, 80)}); tell its owner") from None
    if not found.get("version") and not found.entries:
        raise SourceError(f"{where} is not a feed; look for the feed's own address")
    notes: list[str] = []
    broken = found.get("bozo") and type(found.get("bozo_exception")).__name__ not in (
        "CharacterEncodingOverride", "NonXMLContentType",
    )  # fmt: skip
    raw = found.entries[:MAX_ENTRIES]
    if broken and raw and _cut_short(response.content, len(raw)):
        raw = raw[:-1]
        notes.append("the feed breaks off in the middle; its last entry is left for the next run")
    elif broken and raw:
        notes.append(f"the feed is malformed ({clean(found.get('bozo_exception'), 100)}); what can be read is used")
    if not raw:
        raise SourceError(f"{where}: the feed lists no entries; check that it is the right address")
    if not str(found.feed.get("title") or "").strip():
        notes.append("the feed has no title, as some servers answer for an address they do not know; check it")
    plain_titles = str(found.get("version")).startswith("atom")
    declared = _language(found.feed.get("language"), _detail(found.feed, "title").get("language"))
    entries: list[Entry] = []
    for one in raw:
        try:
            entry = _entry(one, response.url, declared, plain_titles)
        except (ItemError, ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError) as error:
            notes.append(f"an entry cannot be read ({clean(error, 80)}); the others are used")
            continue
        if entry:
            entries.append(entry)
    if not entries:
        raise SourceError(f"{where}: no entry of the feed can be read; tell its owner")
    return Listing(tuple(_ordered(_distinct(entries, notes))), response.validators, notes=tuple(notes[:20]))


def _refuse_what_is_no_feed(response: Response, where: str) -> None:
    head = response.content[:4096].replace(b"\x00", b"")  # as good as decoding UTF-16 for this look
    feed, html = _FEED.search(head), _HTML.search(head)
    if html and (not feed or html.start() < feed.start()):
        raise SourceError(f"{where} answers with a web page, not a feed; look for the feed's own address")
    if not response.content.strip():
        raise SourceError(f"{where} answers with nothing; it is tried again on the next run")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        raise SourceError(f"{where} answers with JSON, not RSS or Atom; if it is a JSON Feed, use kind: jsonfeed")
    if not feed and not _FEED.search(response.content[:65536].replace(b"\x00", b"")):
        raise SourceError(f"{where} is not a feed; look for the feed's own address")


def _cut_short(content: bytes, entries: int) -> bool:
    """Whether the bytes end inside an entry; encodings in which tags cannot be seen give the benefit of the doubt."""
    if not re.search(rb"<(?:\w+:)?(?:item|entry)[\s>]", content):
        return False
    closed = len(re.findall(rb"</(?:\w+:)?(?:item|entry)\s*>", content))
    return closed < entries and not re.search(rb"</(?:\w+:)?(?:rss|feed|rdf)\s*>", content[-400:], re.IGNORECASE)


def _entry(one: Any, base: str, declared: str, plain_titles: bool) -> Entry | None:
    """One entry; None for one that says nothing."""
    said = [part.get("language") for part in one.get("content") or ()]
    language = _language(*said, one.get("language"), _detail(one, "title").get("language")) or declared
    link, alternates = _links(one, base, language)
    title = _title(one, plain_titles)
    summary_html = _text(one.get("summary"))
    summary_type = _type(_detail(one, "summary"))
    bodies = [
        (value, _type(part))
        for part in (one.get("content") or ())
        if (value := _text(part.get("value"))).strip() and _type(part)
    ]
    summary = markup.fold(markup.text(summary_html) if summary_type == "text/html" else summary_html)
    content, kind = max([*bodies, (summary_html, summary_type)], key=lambda body: len(body[0]))
    from_element = any(value == content for value, _ in bodies)
    published, updated = _when(one, "published_parsed"), _when(one, "updated_parsed")
    own = _text(one.get("id")).strip()
    if not (title or link or content.strip()):
        return None
    return Entry(
        id=_identity(own, link, title, published or updated),
        link=link,
        title=title,
        summary=summary,
        content=content.strip(),
        content_type=kind or "text/html",
        complete=is_complete(content, kind or "text/html", link, from_element=from_element),
        published=published or updated,
        updated=updated,
        language=language,
        alternates=alternates,
    )


def is_complete(content: str, content_type: str, link: str, *, from_element: bool) -> bool:
    """Whether an entry's own content is the whole text, so that the linked page need not be fetched.

    Without a link, any content is. With one, content that ends in a cut mark ("…", "[…]", "Read more", also as the
    text of a last link) is not; else a content element counts from 250 characters on, a description only from 600
    characters in at least two paragraphs.
    """
    lines = _lines(content, content_type)
    if not lines:
        return False
    if not link:
        return True
    if len(lines) > 1 and _APPEARED.fullmatch(lines[-1]):  # WordPress: "The post … appeared first on …"
        lines = lines[:-1]
    if _CUT.search(lines[-1][-300:]) or _CUT_LINE.fullmatch(lines[-1]):
        return False
    length = sum(map(len, lines))
    return length >= _ENOUGH_CONTENT if from_element else length >= _ENOUGH_SUMMARY and len(lines) >= 2


def _lines(content: str, content_type: str) -> list[str]:
    if content_type == "text/plain":
        return [folded for part in re.split(r"\n\s*\n", content) if (folded := markup.fold(part))]
    root = markup.parse(content)
    if root is None:
        return []
    markup.prune(root)
    return [block.text for block in markup.blocks(root, "") if block.kind is not BlockKind.CAPTION]


def _links(one: Any, base: str, language: str) -> tuple[str, tuple[Alternate, ...]]:
    """The entry's own page, and its other languages; of several alternate links the own one names no other language."""
    found: dict[tuple[str, str], Alternate] = {}
    own = ""
    for other in one.get("links") or ():
        address = _address(other.get("href"), base)
        if other.get("rel") != "alternate" or not address:
            continue
        hreflang = other.get("hreflang")
        if not hreflang or (_language(hreflang) == language != ""):
            own = own or address
        if _language(hreflang) and len(found) < 200:
            found[_language(hreflang), address] = Alternate(_language(hreflang), address)
    return own or _address(one.get("link"), base), tuple(found.values())


def _address(href: object, base: str) -> str:
    return markup.web_link(_text(href), base) if _text(href).strip() else ""


def _title(one: Any, plain: bool) -> str:
    """A title as plain text: HTML where it is declared, and in RSS, where nothing can be declared, if it looks so."""
    title = _text(one.get("title"))[:5000]
    if _type(_detail(one, "title")) == "text/html" or (not plain and _MARKUP.search(title)):
        title = re.sub(r"<(?:br|/?p|/?div)\b[^<>]*>", " ", title, flags=re.IGNORECASE)
        title = unescape(re.sub(r"</?[a-zA-Z][^<>]*>", "", title))
    return markup.fold(title)


def _identity(own: str, link: str, title: str, moment: datetime | None) -> str:
    """guid or id, else the link, else a hash of title and date; one too long to store becomes a hash."""
    name = clean(own or link, 2000)
    if name and len(name) <= 500:
        return name
    said = name or f"{title}\n{moment.isoformat() if moment else ''}"
    return "sha256:" + hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


def _distinct(entries: list[Entry], notes: list[str]) -> Iterable[Entry]:
    """Entries with ids of their own: of those that share id and link the first, of other sharers all."""
    kept: dict[str, Entry] = {}
    again = 0
    for entry in entries:
        if entry.id in kept:
            again += 1
            if entry.link in ("", kept[entry.id].link):
                continue
            longer = Entry(
                **{name: getattr(entry, name) for name in Entry.__slots__} | {"id": f"{entry.id} {entry.link}"}
            )
            kept.setdefault(longer.id, longer)
        else:
            kept[entry.id] = entry
    if again:
        notes.append(f"{again} entries have the id of another one; those with a link of their own are kept")
    return kept.values()


def _ordered(entries: Iterable[Entry]) -> list[Entry]:
    """Oldest first: by date where every entry has one, else the feed's order turned round."""
    turned = list(entries)[::-1]
    dates = [entry.published for entry in turned]
    if any(date is None for date in dates):
        return turned
    return sorted(turned, key=lambda entry: entry.published or datetime.min.replace(tzinfo=UTC))


def _when(one: Any, name: str) -> datetime | None:
    # As a plain dict: feedparser's own look-up would answer for one date with the other.
    parsed = dict.get(one, name)
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, TypeError, OSError):
        return None


def _language(*tags: object) -> str:
    for tag in tags:
        if isinstance(tag, str) and tag.strip():
            try:
                return canonical(tag)
            except ValueError:
                continue
    return ""


def _detail(one: Any, name: str) -> Any:
    return one.get(f"{name}_detail") or {}


def _type(detail: Any) -> str:
    """text/html or text/plain; nothing for content that is no text."""
    kind = str(detail.get("type") or "text/html").lower()
    return {"text/plain": "text/plain", "text/html": "text/html", "application/xhtml+xml": "text/html"}.get(kind, "")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
