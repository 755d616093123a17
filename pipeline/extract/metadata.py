"""What a page says of itself: headline, subhead, author, date, language, canonical address, other language versions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.extract import dates, headline, linked_data
from pipeline.extract.markup import fold, web_link
from pipeline.language import canonical as canonical_tag
from pipeline.model import Alternate

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SUBTITLE = re.compile(
    r"(?:^|[\s_-])(?:sub-?title|sub-?head(?:line|ing)?|dek|deck|standfirst|alternative-?headline)(?=$|[\s_-])",
    re.IGNORECASE,
)
_AUTHOR_METAS = (
    "author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "article:author", "byl",
    "cxenseparse:author", "citation_author",
)  # fmt: skip
_NAME_CLASSES = ("author-name", "byline-name", "author__name", "byline__name")
_BY = re.compile(
    r"^(?:by|von|par|por|di|door|av|af|przez|от|автор|作者|記者|记者|文|بقلم)\b\s*[:：]?\s*", re.IGNORECASE
)
_BYLINE = re.compile(
    r"(?:By|BY|Von|Por|Par|Di|Door|Av|Af)"
    r"(?:(?: |, )(?:[A-ZÀ-ÞŁŚŻ][\w.'’-]*|and|und|y|et|e|en|och|og|van|de|der|den|del|for)){1,9}"
)
_BEACON = re.compile(r"[?&;]NewsItemId=([A-Za-z0-9]{3,40})")
_MAX_SUBHEAD = 500


@dataclass(frozen=True, slots=True)
class Metadata:
    """A page's own account of itself; `base` is the address its relative links start from.

    `published` keeps the zone it is stated in; `told` is the article's text by the JSON-LD, a paragraph per line.
    """

    base: str
    headline: str = ""
    subhead: str = ""
    by: str = ""
    published: datetime | None = None
    language: str = ""
    canonical: str = ""
    alternates: tuple[Alternate, ...] = ()
    told: str = ""


def read(root: HtmlElement, url: str, now: datetime) -> Metadata:
    """Reads the head, the JSON-LD and the headings of a page that has not been pruned yet; `now` bounds its date."""
    base = url
    for element in root.iterfind(".//base"):
        base = web_link(element.get("href", ""), url) or url
        break
    metas = _metas(root)
    canonical, alternates = _links(root, base)
    linked = linked_data.read(root, (url, canonical, metas.get("og:url", "")))
    language = tag(root.get("lang", "") or root.get("{http://www.w3.org/XML/1998/namespace}lang", ""))
    language = language or tag(linked.language) or tag(metas.get("og:locale", ""))
    language = language or tag(metas.get("content-language", ""))
    title = headline.find(root, metas, linked.headlines, linked.sites, url)
    return Metadata(
        base=base,
        headline=title,
        subhead=_subhead(root, title, linked.subhead),
        by=_by(root, metas, linked.authors),
        published=dates.published(root, title, linked.published, metas, url, language, now),
        language=language,
        canonical=canonical,
        alternates=alternates,
        told=linked.body,
    )


def tag(words: str) -> str:
    """A declared language as canonical tag, or nothing where it is none."""
    try:
        return canonical_tag(words.strip()) if words.strip() else ""
    except ValueError:
        return ""


def transmission(html: str) -> str:
    """The wire's own number of an item, from the address of its tracking beacon (`rt.gif?NewsItemId=SF38264&…`)."""
    found = _BEACON.search(html)
    return found[1] if found else ""


def is_byline(words: str, by: str) -> bool:
    """Whether a line names who wrote it and nothing else: the author known, or some names in capitals after "by"."""
    if by and _key(_BY.sub("", words)) == _key(by):
        return True
    return len(words) <= 80 and _BYLINE.fullmatch(words) is not None


def _metas(root: HtmlElement) -> dict[str, str]:
    """Name or property, in lower case, to content; the first of each counts."""
    found: dict[str, str] = {}
    for meta in root.iterfind(".//meta"):
        content = fold(meta.get("content", "")[:5000])
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (meta.get(attribute) or "").lower().strip()
            if name and content:
                found.setdefault(name, content)
    return found


def _subhead(root: HtmlElement, title: str, linked: str) -> str:
    """The line below the headline: marked as such, or the h2 next to the h1 in the article's own header."""
    for element in root.iter("p", "h2", "h3", "div", "span"):
        names = f"{element.get('class') or ''} {element.get('itemprop') or ''}"[:500]
        if names != " " and _SUBTITLE.search(names) and _is_beside_headline(element, title):
            siblings = [element]
            while (after := siblings[-1].getnext()) is not None and after.get("class") == element.get("class"):
                siblings.append(after)
            text = fold(" ".join(e.text_content() for e in siblings[:8]))
            if text and len(text) <= _MAX_SUBHEAD and _key(text) != _key(title):
                return text
    for h1 in root.iter("h1"):
        after = h1.getnext()
        if after is not None and after.tag == "h2" and any(a.tag == "header" for a in h1.iterancestors()):
            text = fold(after.text_content()[:5000])
            if 20 <= len(text) <= _MAX_SUBHEAD and _key(text) != _key(title):
                return text
    if len(linked) <= _MAX_SUBHEAD and linked and not _key(title).startswith(_key(linked)[:40]):
        return linked
    return ""


def _is_beside_headline(element: HtmlElement, title: str) -> bool:
    """Whether the headline stands just before an element: among the few blocks before it, or in the same header."""
    wanted, here = _key(title)[:60], element
    for _ in range(3):
        before = here.getprevious()
        for _ in range(4):
            if before is None:
                break
            if wanted and wanted in _key(before.text_content()[-3000:] if isinstance(before.tag, str) else ""):
                return True
            before = before.getprevious()
        parent = here.getparent()
        if parent is None:
            return False
        here = parent
    return False


def _by(root: HtmlElement, metas: dict[str, str], authors: tuple[str, ...]) -> str:
    """Who wrote or sent it: a wire's "News provided by", the JSON-LD, the metadata, a marked name on the page."""
    for element in root.xpath('.//header//a/strong | .//*[contains(@class, "release-header")]//a/strong')[:1]:
        if name := _name(element.text_content()):
            return name
    if authors:
        return _name(", ".join(authors))
    for meta in _AUTHOR_METAS:
        if name := _name(metas.get(meta, "")):
            return name
    named = " or ".join(f'contains(@class, "{name}")' for name in _NAME_CLASSES)
    marked = f'.//*[@rel="author" or @itemprop="author" or {named}]'
    for element in root.xpath(marked)[:3]:
        inner = element.xpath('.//*[@itemprop="name"]')
        if name := _name((inner[0] if inner else element).text_content()):
            return name
    return ""


def _name(words: str) -> str:
    name = _BY.sub("", fold(words[:500]))
    return name if name and len(name) <= 200 and "://" not in name and not name.isdecimal() else ""


def _key(words: str) -> str:
    return re.sub(r"[\W_]+", "", words.casefold())


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
