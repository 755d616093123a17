"""A web page that lists items: CSS selectors say what an item is, and where its link, title, date and language stand.

Pages are followed, newest first, until one holds nothing new.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self
from urllib.parse import urldefrag, urlsplit

from pydantic import BaseModel, Field, model_validator

from pipeline import dates
from pipeline.errors import ItemError, SourceError, clean
from pipeline.extract import charset, markup
from pipeline.http import Client, Response
from pipeline.language import canonical
from pipeline.model import Entry, Listing, Raw, Source, Validators
from pipeline.options import Selector, WebAddress

if TYPE_CHECKING:
    from bs4 import Tag

ACCEPT = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"
MAX_ITEMS = 5000  # of all pages together
MAX_TOTAL = 60_000_000  # bytes of all pages together
_MAX_TAGS = 150_000  # of one page; its tree takes ten seconds at that
_TITLE = 400  # characters; what is longer is a teaser
_BLOCKS = ["p", "div", "ul", "ol", "section", "article", "time", "table", "dl", "figure", "small"]
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_STATED = ("datetime", "content")  # attributes that say a date for machines
_AFTER_THE_END = (400, 404, 410)  # what servers answer for a page beyond the last


class Options(BaseModel, extra="forbid", frozen=True, use_attribute_docstrings=True):
    """What `sources.yaml` says of a listing, beside what all sources have. All selectors are CSS."""

    url: WebAddress
    """The page that lists the newest items."""
    item: Selector = ""
    """The element that holds one item; without it each `link` is one."""
    link: Selector = ""
    """The link of an item; its first link without this."""
    title: Selector = ""
    """The title of an item; its heading, or the text of its link, without this."""
    date: Selector = ""
    """The date of an item; its first time element without this."""
    language: Selector = ""
    """The element whose lang attribute says an item's language; the item itself without this."""
    summary: Selector = ""
    """The teaser of an item."""
    next: Selector = ""
    """The link to the next page."""
    pages: str = ""
    """The address of further pages, with {page} for the number, in place of `next`."""
    max_pages: int = Field(3, ge=1, le=50)
    """At most so many pages, the first one counted."""
    empty: Selector = ""
    """What the page shows when there is nothing to list; then an empty listing is no failure."""

    @model_validator(mode="after")
    def _told_what_to_look_for(self) -> Self:
        if not (self.item or self.link):
            raise ValueError("give item: or link:, the CSS selector of what the page lists")
        if self.next and self.pages:
            raise ValueError("give next: or pages:, not both")
        if self.pages:
            if "{page}" not in self.pages:
                raise ValueError("pages: must hold {page}, which becomes the number of the page")
            _checked_pattern(self.pages)
        return self


def _checked_pattern(pages: str) -> None:
    from pydantic import TypeAdapter

    TypeAdapter(WebAddress).validate_python(pages.replace("{page}", "2"))


def nothing_known(_: str) -> bool:
    """The answer of a caller that keeps no account of what was listed before."""
    return False


@dataclass(slots=True)
class Page:
    """One page read: its entries in the order of the page, where it leads, and what struck the eye."""

    entries: list[Entry]
    next: str = ""
    notes: list[str] = field(default_factory=list)


def fetch(
    source: Source, client: Client, validators: Validators, *, known: Callable[[str], bool] = nothing_known
) -> Listing:
    """Lists the items of a page and of those after it, oldest first, up to the first page without anything new.

    `known` tells whether the entry of an id, which is the item's absolute link, was listed before. Raises SourceError
    where the first page does not answer, or where a selector meets nothing: a changed layout is no quiet day.
    """
    options = source.options
    assert isinstance(options, Options)
    first = client.get(options.url, validators=validators, allow_private=source.allow_private, accept=ACCEPT)
    if first.not_modified:
        return Listing(validators=first.validators, not_modified=True, wait=getattr(first, "wait", None))
    found: dict[str, Entry] = {}
    raws: list[Raw] = []
    notes: list[str] = []
    kept, response, asked = first.validators, first, {options.url, first.url}
    while True:
        raws.append(Raw(response.url, tuple(response.headers.items()), response.content))
        page = read(response, options, timezone=source.timezone, first=len(raws) == 1)
        new = [entry for entry in page.entries if entry.id not in found]
        fresh = [entry for entry in new if not known(entry.id)]
        found |= {entry.id: entry for entry in new}
        notes += [note for note in page.notes if note not in notes]
        following = options.pages.replace("{page}", str(len(raws) + 1)) or page.next
        if not fresh or not following or following in asked or options.max_pages == 1:
            break
        if len(raws) >= options.max_pages or len(found) >= MAX_ITEMS or sum(len(r.content) for r in raws) > MAX_TOTAL:
            if known is not nothing_known:
                notes.append(
                    f"the last of {len(raws)} pages still holds items not listed before; "
                    f"unless this is the first visit, some may be missing: raise max_pages"
                )
            break
        try:
            response = client.get(following, allow_private=source.allow_private, accept=ACCEPT)
        except SourceError as error:
            if error.status not in _AFTER_THE_END:
                notes.append(f"page {len(raws) + 1} cannot be had, so older items may be missing: {error}")
                kept = Validators()
                if len(fresh) > 1:  # one new item is left for the next visit, which then asks for that page again
                    del found[fresh[-1].id]
            break
        asked |= {following, response.url}
    entries = tuple(found.values())[:MAX_ITEMS][::-1]
    moved = str(getattr(first, "moved_to", ""))
    return Listing(
        entries, kept, notes=tuple(notes[:20]), wait=getattr(first, "wait", None), moved_to=moved, raw=tuple(raws)
    )


def read(response: Response, options: Options, *, timezone: str = "", first: bool = True) -> Page:
    """The items of one page; a page after the `first` may hold none. Raises nothing but SourceError.

    Dates without a zone are taken in `timezone`, times without a date by the server's clock.
    """
    from soupsieve import SelectorSyntaxError

    where = clean(response.url)
    try:
        return _read(response, options, timezone, first, where)
    except ItemError as error:
        raise SourceError(f"{where} cannot be read: {error}") from None
    except (SelectorSyntaxError, NotImplementedError) as error:
        said = clean(str(error).partition("\n")[0], 120)
        raise SourceError(f"a selector is no CSS ({said}); mend it in sources.yaml") from None
    except RecursionError:
        raise SourceError(f"{where} is nested too deeply to be read; open it in a browser") from None


def _read(response: Response, options: Options, timezone: str, first: bool, where: str) -> Page:
    from bs4 import BeautifulSoup
    from lxml.html import tostring

    text = charset.page(response.content, response.charset)
    if text.count("<") > _MAX_TAGS:
        raise SourceError(f"{where} has more than {_MAX_TAGS:,} tags, too many for a listing; check the address")
    root = markup.parse(text)
    if root is None:
        raise SourceError(f"{where} answers with nothing to read; it is tried again on the next run")
    base = next((markup.web_link(one.get("href", ""), response.url) for one in root.iterfind(".//base")), "")
    soup = BeautifulSoup(tostring(root, encoding="unicode"), "lxml")
    css = options.item or options.link
    items = soup.select(css, limit=MAX_ITEMS)
    if not items:
        if first and not (options.empty and soup.select_one(options.empty)):
            raise SourceError(
                f"selector `{css}` matches nothing on {where}; "
                f"the page's layout changed, or it is not the page you mean"
            )
        return Page([])
    reader = _Reader(
        options, base or response.url, response.url, timezone, _clock(response), str(root.get("lang") or "")
    )
    entries = _distinct(entry for item in items if (entry := reader.entry(item)))
    if first and not entries:
        wanted = f"holds a link by `{options.link}`" if options.link and options.item else "holds a link to follow"
        raise SourceError(
            f"selector `{css}` matches {len(items)} times on {where}, but none {wanted}; mend the selector"
        )
    following, strange = reader.next(soup)
    return Page(entries, following, [*reader.notes(), *strange])


def _clock(response: Response) -> datetime:
    """When the page was made, so that "10:10 ET" means the same when it is read again later."""
    return dates.read(response.headers.get("date", "")) or datetime.now(UTC)


@dataclass(slots=True)
class _Reader:
    """Reads the items of one page, and remembers which selectors met something."""

    options: Options
    base: str
    page: str
    timezone: str
    now: datetime
    page_language: str
    met: set[str] = field(default_factory=set)
    unread: str = ""

    def entry(self, item: Tag) -> Entry | None:
        """One item as entry; None where it has no link."""
        link_element, link = self._link(item)
        if link_element is None:
            return None
        dated = item.select(self.options.date) if self.options.date else item.find_all("time")
        language = self._language(item, link_element)
        titled = self._title(item, link_element)
        summary = item.select_one(self.options.summary) if self.options.summary else None
        name = markup.fold(_words(titled, dated)) if titled is not None else ""
        return Entry(
            id=link,
            link=link,
            title=name if len(name) <= _TITLE else "",
            summary=markup.fold(_words(summary, ()))[:2000] if summary is not None else "",
            published=self._date(dated, language),
            language=language,
        )

    def next(self, soup: Tag) -> tuple[str, list[str]]:
        """The address of the next page, and a note where it leads off the site."""
        element = soup.select_one(self.options.next) if self.options.next else None
        address = self._address(element)[1] if element is not None else ""
        if address and _host(address) != _host(self.page):
            return "", [f"the next page is on another host ({clean(address, 80)}) and is not followed; mend `next`"]
        return address, []

    def notes(self) -> list[str]:
        """What whoever tends this source should know of its selectors."""
        given = {"title": self.options.title, "date": self.options.date}
        found = [
            f"selector `{css}` ({name}) matches nothing in any item; the page's layout changed"
            for name, css in given.items()
            if css and name not in self.met
        ]
        if self.unread:
            found.append(f"a date cannot be read ({self.unread!r}); mend the selector `date`")
        return found

    def _link(self, item: Tag) -> tuple[Tag | None, str]:
        candidates = [item]
        if self.options.item and self.options.link:
            candidates = item.select(self.options.link) or ([item] if item.get("href") else [])
        elif self.options.item and not item.get("href"):
            candidates = item.select("a[href]")
        for candidate in candidates:
            element, address = self._address(candidate)
            if address and address != urldefrag(self.page)[0]:
                return element, address
        return None, ""

    def _address(self, element: Tag) -> tuple[Tag, str]:
        """The link that an element is, holds or stands in, without its fragment."""
        around = None if element.get("href") else element.select_one("a[href]") or element.find_parent("a", href=True)
        element = around or element
        href = str(element.get("href") or "")[:4000].strip()
        return element, urldefrag(markup.web_link(href, self.base))[0] if href else ""

    def _title(self, item: Tag, link: Tag) -> Tag | None:
        """The element that holds the title; none where a link's words may be anything."""
        from bs4 import Tag

        if self.options.title:
            found = item.select_one(self.options.title)
            self.met |= {"title"} if found is not None else set()
            return found
        heading = (
            link.find(_HEADINGS) or link.find_parent(_HEADINGS) or (item.find(_HEADINGS) if self.options.item else None)
        )
        if isinstance(heading, Tag):
            return heading
        alike = [link, *(item.find_all("a", href=link.get("href")) if self.options.item else ())]
        return next((one for one in alike if one.get_text(strip=True) and one.find(_BLOCKS) is None), None)

    def _date(self, elements: Iterable[Tag], language: str) -> datetime | None:
        for element in elements:
            self.met.add("date")
            text = markup.fold(_words(element, ()))
            stated = [one.get(name) for one in (element, *element.select("time[datetime]")) for name in _STATED]
            for words in (*(str(one) for one in stated if one), text):
                language = language or self.page_language
                if found := dates.read(words, timezone=self.timezone, language=language, now=self.now):
                    return found
            if self.options.date:
                self.unread = self.unread or clean(text, 40)
        return None

    def _language(self, item: Tag, link: Tag) -> str:
        chosen = item.select(self.options.language, limit=1) if self.options.language else []
        for element in (*chosen, item, link):
            text = markup.fold(element.get_text()) if element in chosen else ""
            told = [element.get(name) for name in ("lang", "xml:lang", "hreflang")]
            for tag in (*told, text if re.fullmatch(r"[A-Za-z]{2}(?:[-_][A-Za-z]{2,4})?", text) else ""):
                with contextlib.suppress(ValueError):
                    return canonical(str(tag or ""))
        return ""


def _words(element: Tag, without: Iterable[Tag]) -> str:
    """The text of an element, less some elements inside it."""
    from bs4 import Comment, NavigableString

    left_out = {id(one) for one in without if one is not element}
    said: list[str] = []
    for part in element.descendants:
        if not isinstance(part, NavigableString):
            said.append(" " if part.name in ("br", *_BLOCKS, *_HEADINGS) else "")  # type: ignore[attr-defined]
        elif not isinstance(part, Comment) and not any(
            id(above) in left_out or above.name in ("script", "style") for above in part.parents
        ):
            said.append(str(part))
    return "".join(said)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _distinct(entries: Iterable[Entry]) -> list[Entry]:
    """One entry for each link, with the fullest title; a title that several links share ("Read more") is none."""
    found: dict[str, Entry] = {}
    for entry in entries:
        before = found.setdefault(entry.id, entry)
        longer = entry if len(entry.title) > len(before.title) else before
        found[entry.id] = replace(
            before,
            title=longer.title,
            published=before.published or entry.published,
            language=before.language or entry.language,
        )
    counts = Counter(entry.title for entry in found.values())
    return [replace(entry, title="") if counts[entry.title] > 1 else entry for entry in found.values()]
