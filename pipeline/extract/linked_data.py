"""What a page tells machines in JSON-LD (schema.org): the article it holds, and the names of its site.

Pages write it by template: several blocks, lists, `@graph`, trailing commas, raw line breaks, comments, HTML entities
once or twice over. Whatever can be understood is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

from pipeline.extract.markup import fold

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# The types that are an article, the surest first; a page is the last resort.
_RANKS = (
    {"newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "backgroundnewsarticle"},
    {"pressrelease", "blogposting", "liveblogposting", "article", "techarticle", "scholarlyarticle", "report"},
    {"advertisercontentarticle", "satiricalarticle", "reviewnewsarticle", "specialannouncement", "socialmediaposting"},
    {"webpage", "itempage"},
)
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart", "about")
_PAGE = len(_RANKS) - 1
_SITES = {"website", "organization", "newsmediaorganization", "corporation", "governmentorganization"}
_MAX_SCRIPT = 1_000_000  # characters
_MAX_THINGS = 2_000
_FIELDS = re.compile(
    r'"(headline|datePublished|dateCreated|alternativeHeadline|inLanguage)"\s*:\s*"((?:[^"\\\n]|\\.){1,2000})"'
)


@dataclass(frozen=True, slots=True)
class LinkedData:
    """The article of a page as its JSON-LD tells it; `sites` are names of the site, its publisher and its sections."""

    headlines: tuple[str, ...] = ()
    subhead: str = ""
    published: tuple[str, ...] = ()  # as written, the surest first
    authors: tuple[str, ...] = ()
    language: str = ""
    body: str = ""  # plain text, paragraphs on lines of their own where the page parts them
    description: str = ""
    sites: tuple[str, ...] = ()


def read(root: HtmlElement, addresses: tuple[str, ...] = ()) -> LinkedData:
    """Reads all JSON-LD blocks of a page; of several articles the one at the page's own `addresses` is meant."""
    ranked: list[tuple[tuple[bool, bool, int, bool], dict[str, Any]]] = []
    sites: list[str] = []
    own = {_path(address) for address in addresses if address}
    for thing in _all(root):
        names = _types(thing)
        rank = next((n for n, kinds in enumerate(_RANKS) if names & kinds), None)
        if rank is not None:
            ranked.append(((rank == _PAGE, not _is_at(thing, own), rank, not _is_whole(thing)), thing))
        if names & _SITES:
            sites += [words(thing.get("name")), words(thing.get("alternateName"))]
        if "breadcrumblist" in names and isinstance(crumbs := thing.get("itemListElement"), list):
            sites += [words(crumb.get("name") or crumb.get("item")) for crumb in crumbs[:-1] if isinstance(crumb, dict)]
        sites += [words(thing.get(key)) for key in ("publisher", "isPartOf", "provider", "sourceOrganization")]
    ranked.sort(key=lambda pair: pair[0])
    best = [thing for _, thing in ranked[:1]]
    things = best + [thing for key, thing in ranked if key[0] and thing not in best][:1]
    return LinkedData(
        headlines=_unique(words(t.get(key)) for t in best for key in ("headline", "name")),
        subhead=next((w for t in best if (w := words(t.get("alternativeHeadline")))), ""),
        published=_unique(words(t.get(key)) for key in ("datePublished", "dateCreated", "uploadDate") for t in things),
        authors=_authors(best[0].get("author") or best[0].get("creator")) if best else (),
        language=next((w for t in things if (w := words(t.get("inLanguage"), code=True))), ""),
        body=max((_prose(t.get(key)) for t in best for key in ("articleBody", "text")), key=len, default=""),
        description=next((w for t in things if (w := words(t.get("description")))), ""),
        sites=_unique(sites),
    )


def _all(root: HtmlElement) -> Iterator[dict[str, Any]]:
    left = _MAX_THINGS
    for script in root.iterfind(".//script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        for value in _values((script.text_content() or "")[:_MAX_SCRIPT]):
            for thing in _things(value, 0):
                left -= 1
                if left < 0:
                    return
                yield thing


def _path(address: str) -> str:
    return re.sub(r"^https?://(?:www\.|m\.|amp\.)?|[?#].*$|/+(?:amp/?)?$", "", address.lower())


def _is_at(thing: dict[str, Any], own: set[str]) -> bool:
    page = thing.get("mainEntityOfPage")
    stated = [page.get("@id") if isinstance(page, dict) else page, thing.get("url"), thing.get("@id")]
    return any(isinstance(address, str) and _path(address) in own for address in stated)


def words(value: object, *, code: bool = False) -> str:
    """A JSON-LD value as one line of text; things give their name, with `code` their alternateName (a language)."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        keys = ("alternateName", "name", "@value") if code else ("name", "@value", "headline")
        value = next((value[key] for key in keys if isinstance(value.get(key), str)), None)
    if not isinstance(value, str):
        return ""
    return fold(_unmarked(value[:5000]))


def _unmarked(text: str) -> str:
    """Text without the HTML that was written into it, encoded once or twice in the wild."""
    return re.sub(r"</?[a-zA-Z][^<>]{0,200}>", "", unescape(unescape(text)))


def _prose(value: object) -> str:
    if isinstance(value, list):
        value = "\n".join(one for one in value[:500] if isinstance(one, str))
    if not isinstance(value, str):
        return ""
    value = unescape(unescape(value[:500_000]))
    value = re.sub(r"<(?:script|style)\b.*?</(?:script|style)>", " ", value, flags=re.IGNORECASE | re.DOTALL)
    value = re.sub(r"</?(?:p|br|div|li|h\d|tr|ul|blockquote)\b[^<>]{0,300}>", "\n", value, flags=re.IGNORECASE)
    value = re.sub(r"</?[a-zA-Z][^<>]{0,1000}>", "", value)
    return "\n".join(line for part in value.splitlines() if (line := fold(part)))


def _is_whole(thing: dict[str, Any]) -> bool:
    return bool(thing.get("headline")) and bool(thing.get("datePublished") or thing.get("articleBody"))


def _unique(texts: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _authors(value: object) -> tuple[str, ...]:
    found = value if isinstance(value, list) else [value]
    names = [words(one) for one in found[:20]]
    return _unique(name for name in names if len(name) <= 100 and "://" not in name)


def _types(thing: dict[str, Any]) -> set[str]:
    kinds = thing.get("@type")
    return {str(kind).lower().rpartition("/")[2] for kind in (kinds if isinstance(kinds, list) else [kinds])}


def _things(value: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 5:
        return
    if isinstance(value, list):
        for one in value[:200]:
            yield from _things(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        if "breadcrumblist" in _types(value):
            return
        yield from _things([value[key] for key in _INSIDE if isinstance(value.get(key), dict | list)], depth)


def _values(text: str) -> list[Any]:
    """The JSON values of a script, mended where they are not quite JSON; its bare fields where nothing helps."""
    text = re.sub(r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*$", "", text.strip()).strip()
    text = text.rstrip("; \n")
    for mend in (str, _mend, lambda raw: _mend(unescape(raw))):
        try:
            return _decode(mend(text))
        except (ValueError, RecursionError):
            continue
    fields: dict[str, Any] = {}
    for name, value in _FIELDS.findall(text):
        try:
            fields.setdefault(name, json.loads(f'"{value}"', strict=False))
        except ValueError:
            fields.setdefault(name, value)
    return [{"@type": "Article", **fields}] if fields else []


def _decode(text: str) -> list[Any]:
    decoder = json.JSONDecoder(strict=False)  # raw line breaks inside strings are common
    found, place = [], 0
    while place < len(text):
        value, place = decoder.raw_decode(text, place)
        found.append(value)
        while place < len(text) and text[place] in " \t\r\n,;":
            place += 1
    return found


def _mend(text: str) -> str:
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]+", " ", text)
    text = re.sub(r"/\*.{0,2000}?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)
    text = re.sub(r",\s*(?=[}\]])", "", text)
    text = re.sub(r'("(?:[^"\\]|\\.)*")(\s*\n\s*)(?=")', r"\1,\2", text)  # a forgotten comma between two members
    return re.sub(r'\\(?!["\\/bfnrtu])', r"\\\\", text)
