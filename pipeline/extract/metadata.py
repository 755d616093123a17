"""What a page says of itself: headline, date, language, canonical address and its other language versions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Any

from pipeline.extract.markup import fold, web_link
from pipeline.language import canonical as canonical_tag
from pipeline.model import Alternate

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ARTICLES = {"newsarticle", "article", "reportagenewsarticle", "pressrelease", "blogposting", "webpage"}
_DATE_METAS = (
    "article:published_time",
    "datepublished",
    "date",
    "pubdate",
    "dc.date",
    "dcterms.created",
    "publishdate",
)
_SMALL_WORDS = "de del of the at le el den der um à et est utc gmt am pm h 年 月 日 posted published date"
_AROUND_DATES = frozenset(_SMALL_WORDS.split())
_MAX_HEADLINE = 1000


@dataclass(frozen=True, slots=True)
class Metadata:
    """A page's own account of itself; `base` is the address its relative links start from."""

    base: str
    headline: str = ""
    published: datetime | None = None
    language: str = ""
    canonical: str = ""
    alternates: tuple[Alternate, ...] = ()


def read(root: HtmlElement, url: str) -> Metadata:
    """Reads the head, the JSON-LD and the headings of a page that has not been pruned yet."""
    base = url
    for element in root.iterfind(".//base"):
        base = web_link(element.get("href", ""), url) or url
        break
    metas = _metas(root)
    linked = _linked_data(root)
    language = tag(root.get("lang", "") or root.get("{http://www.w3.org/XML/1998/namespace}lang", ""))
    language = language or tag(_words(linked.get("inLanguage"))) or tag(metas.get("og:locale", ""))
    language = language or tag(metas.get("content-language", ""))
    published = when(_words(linked.get("datePublished")))
    for name in _DATE_METAS:
        published = published or when(metas.get(name, ""))
    if published is None:
        published = next((d for e in root.iterfind(".//time") if (d := when(e.get("datetime", "")))), None)
    canonical, alternates = _links(root, base)
    return Metadata(base, _headline(root, metas, linked), published, language, canonical, alternates)


def tag(words: str) -> str:
    """A declared language as canonical tag, or nothing where it is none."""
    try:
        return canonical_tag(words.strip()) if words.strip() else ""
    except ValueError:
        return ""


def when(words: str, language: str = "") -> datetime | None:
    """A date as pages write it, as UTC: ISO 8601, RFC 822, 2022-12-20, 2022年12月20日, 20 décembre 2022.

    Month names are read in English and in `language`; a date without a zone is taken as UTC; the order of
    03/04/2022 is anyone's guess, so it is none.
    """
    words = fold(words[:200])
    if not words:
        return None
    found: datetime | None = None
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        try:
            found = parsedate_to_datetime(words) if re.search(r"\d:\d\d", words) else None
        except (ValueError, IndexError, TypeError):
            found = None
    try:
        found = found or _written(words, language)
        return found and (found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC))
    except (ValueError, OverflowError):
        return None


def is_date_line(words: str, language: str = "") -> bool:
    """Whether a line says a date and nothing else."""
    names = _months(language) | _months("en")
    letters = re.findall(r"[^\W\d_]+", words.lower())
    return len(words) <= 60 and all(w in names or w in _AROUND_DATES for w in letters) and bool(when(words, language))


def _written(words: str, language: str) -> datetime | None:
    clock = re.search(r"(?<!\d)([01]?\d|2[0-3])[:h]([0-5]\d)(?!\d)", words)
    hour, minute = (int(clock[1]), int(clock[2])) if clock else (0, 0)
    if numeric := re.search(r"(?<!\d)((?:19|20)\d\d) ?[-./年년] ?(\d{1,2}) ?[-./月월] ?(\d{1,2})(?!\d)", words):
        year, month, day = (int(part) for part in numeric.groups())
        return datetime(year, month, day, hour, minute, tzinfo=UTC)
    year_found = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", words)
    day_found = re.search(r"(?<![\d:])([1-9]|[0-3]\d)(?![\d:h])", words)
    names = _months(language) | _months("en")
    month = next((names[w] for w in re.findall(r"[^\W\d_]+", words.lower()) if w in names), 0)
    if year_found and day_found and month:
        return datetime(int(year_found[0]), month, int(day_found[1]), hour, minute, tzinfo=UTC)
    return None


@lru_cache(maxsize=64)
def _months(language: str) -> dict[str, int]:
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language, sep="-")
    except (ValueError, TypeError, UnknownLocaleError):
        return {}
    return {
        str(name).lower().strip("."): number
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in locale.months[context][width].items()
        if not str(name).isdecimal()
    } | ({"sept": 9} if language == "en" else {})


def _metas(root: HtmlElement) -> dict[str, str]:
    """Name or property, in lower case, to content; the first of each counts."""
    found: dict[str, str] = {}
    for meta in root.iterfind(".//meta"):
        name = (
            meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        ).lower()
        content = fold(meta.get("content", "")[:5000])
        if name and content:
            found.setdefault(name, content)
    return found


def _linked_data(root: HtmlElement) -> dict[str, Any]:
    """The JSON-LD object of the article, an empty one where there is none."""
    others: dict[str, Any] = {}
    for script in root.iterfind(".//script"):
        if "ld+json" not in script.get("type", "").lower():
            continue
        try:
            value = json.loads(re.sub(r"[\x00-\x1f]+", " ", (script.text or "")[:1_000_000]))
        except (ValueError, RecursionError):
            continue
        for thing in _things(value, 0):
            kinds = thing.get("@type")
            names = {str(k).lower() for k in (kinds if isinstance(kinds, list) else [kinds])}
            if names & (_ARTICLES - {"webpage"}) and thing.get("headline"):
                return thing
            if names & _ARTICLES and not others:
                others = {k: v for k, v in thing.items() if k in ("datePublished", "inLanguage", "headline")}
    return others


def _things(value: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(value, list):
        for one in value[:200]:
            yield from _things(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        yield from _things([value.get("@graph"), value.get("mainEntity")], depth + 1)


def _words(value: object) -> str:
    """A JSON-LD value as text: HTML-encoded once or twice in the wild."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name") or value.get("@value")
    if not isinstance(value, str):
        return ""
    return fold(re.sub(r"</?[a-zA-Z][^<>]{0,100}>", "", unescape(unescape(value[:5000]))))


def _headline(root: HtmlElement, metas: dict[str, str], linked: dict[str, Any]) -> str:
    """The headline: an h1 that the metadata confirms, else what the metadata says, else a lone h1 or the title."""
    site = metas.get("og:site_name", "")
    titles = [fold(e.text_content()[:5000]) for e in root.iterfind(".//title")]
    title = _without_site(titles[0], site) if titles else ""
    shared = _without_site(_words(metas.get("og:title", "")), site)
    declared = [name for name in (_words(linked.get("headline")), shared) if name]
    headings = [fold(e.text_content()[:5000]) for e in root.iterfind(".//h1")]
    headings = [h for h in headings if h and _key(h) != _key(site)]
    for heading in headings:
        # JSON-LD headlines are cut at 110 characters, with or without dots.
        if any(_confirms(name, heading) for name in [*declared, title] if name):
            return heading[:_MAX_HEADLINE]
    if not declared:
        for heading in (fold(e.text_content()[:5000]) for e in root.iterfind(".//h2")):
            if title and _confirms(title, heading) and len(heading) <= len(title):
                return heading[:_MAX_HEADLINE]
    first = declared[:1] or (headings if len(headings) == 1 else []) or [title]
    return first[0][:_MAX_HEADLINE]


def _confirms(name: str, heading: str) -> bool:
    name, heading = _key(name), _key(heading)
    if not name or not heading:
        return False
    short = min(len(name), len(heading))
    return name == heading or (short >= 20 and (name.startswith(heading) or heading.startswith(name)))


def _key(words: str) -> str:
    return "".join(c for c in words.casefold() if c.isalnum())


def _without_site(title: str, site: str) -> str:
    """A title without the " | Site" at its end, or " - Site" where that is the site's name."""
    head, bar, _ = title.rpartition(" | ")
    if bar and head:
        return head
    found = re.fullmatch(r"(.+?)\s+[-–—:·•»]+\s+(.+)", title)
    if found and site and _key(found[2]) == _key(site):
        return found[1]
    if site and _key(title.rpartition(" - ")[2]) == _key(site):
        return title.rpartition(" - ")[0] or title
    return title


def _links(root: HtmlElement, base: str) -> tuple[str, tuple[Alternate, ...]]:
    canonical, alternates = "", dict[tuple[str, str], Alternate]()
    for link in root.iterfind(".//link"):
        relations = link.get("rel", "").lower().split()
        address = web_link(link.get("href", ""), base) if link.get("href") else ""
        if not address:
            continue
        if "canonical" in relations and not canonical:
            canonical = address
        elif "alternate" in relations and (language := tag(link.get("hreflang", ""))) and len(alternates) < 200:
            alternates[language, address] = Alternate(language, address)
    return canonical, tuple(alternates.values())
