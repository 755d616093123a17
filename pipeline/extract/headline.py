"""Which of the many titles of a page is its headline?

A page says its title up to six times: h1, JSON-LD, og:title, twitter:title, `<title>`, its address; with site and
section names around it, cut short, or written anew for search engines. They are weighed against each other: what
stands on the page and is borne out by the others wins; a heading that nothing bears out is a logo or a section name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from pipeline.extract.markup import fold

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MAX = 1000  # characters
_MAX_ON_PAGE = 60  # candidates
_PART = 0.3  # the agreement of a text with a title of which it is a minor part, as the site's name is
_METAS = {  # weight of each; the first two are mostly written by hand
    "og:title": 1.0,
    "twitter:title": 0.4,
    "parsely-title": 0.4,
    "sailthru.title": 0.3,
    "cxenseparse:title": 0.3,
    "dc.title": 0.3,
    "dcterms.title": 0.3,
    "citation_title": 0.3,
    "headline": 0.4,
    "title": 0.3,
    "name": 0.1,
}
_SITE_METAS = ("og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:app:name:iphone",
               "article:publisher", "dc.publisher", "copyright", "cre", "publisher", "al:android:app_name",
               "article:section", "parsely-section", "source")  # fmt: skip
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:entry|post|article|story|news|page|content|release|single|detail|main)[_-]*(?:title|headline|heading)"
    r"|(?:^|[\s_-])(?:headline|tdb-title-text|articletitle|newstitle)(?:$|[\s_-])"
    r"|^\s*(?:title|tit|heading|subject|bt)\s*$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"kicker|eyebrow|label|badge|categor|topline|overline|topic|roof|rubric|section|flag|sub-?title|sub-?head|premium"
    r"|icon|tag|sr-only|visually-?hidden|screen-reader|visuallyhidden|dachzeile|spitzmarke|catchline|label|prefix|date",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"related|recommend|teaser|sidebar|(?<!elementor-)widget|comment|popular|trending|read-?next|newsletter|modal|cookie|consent|menu"
    r"|breadcrumb|footer|latest|promo",
    re.IGNORECASE,
)
_LOGO = re.compile(r"logo|brand|site-?(?:title|name|header)|masthead|blog-?title", re.IGNORECASE)
_SKIPPED = {"script", "style", "noscript", "template", "svg", "button", "sup", "form", "select", "time", "aside"}
_SPACING = {"br", "div", "p", "li", "h1", "h2", "h3", "hr", "td", "tr", "ul", "section", "small"}
# Between a title and a site's name; without blanks only where the mark is never inside a sentence.
_MARKS = re.compile(r"\s+(?:[|\-–—·•»«›‹:/~⋆<>]|::|--|\|\|)\s+|\s*[|｜¦]\s*|(?<=[^\x00-\x7f])\s*[_＿]\s*|\s+_\s+")
_TIGHT = re.compile(r"[-_－—–](?=[^-_－—–\s]{2,12}$)")  # 标题-新华网
_PRESS = re.compile(
    r"(?:网|網|新闻|新聞|报|報|频道|頻道|在线|网站|網站|门户网站|中心|ニュース|オンライン|뉴스|신문|일보|닷컴)$"
)
_CUT = re.compile(r"\s*(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*$")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class _Title:
    """One candidate; `base` is what speaks for it by itself, `whole` whether it is all of its element."""

    text: str
    base: float
    whole: bool = True
    heading: bool = False


def find(root: HtmlElement, metas: dict[str, str], linked: Iterable[str], sites: Iterable[str], url: str) -> str:
    """The headline of a page that has not been pruned, "" where it has none; `linked` are those of the JSON-LD."""
    names = {_key(name) for name in (*sites, *(metas.get(name, "") for name in _SITE_METAS), *_home(root, url))} - {""}
    domain = _domain(url)
    declared = _declared(root, metas, linked, names, domain)
    said = [(text, weight) for text, weight, _ in declared]
    slug = _slug(url)
    best: tuple[float, str] = (0.0, "")
    on_page = _on_page(root, names, domain)
    lone = sum(title.heading and title.whole for title in on_page) == 1
    for title in on_page:
        score = title.base + sum(weight * _agreement(title.text, text) for text, weight in said)
        like = [_overlap(title.text, text) for text, _ in said if _agreement(title.text, text) != _PART]
        near = max([*like, _overlap(title.text, slug), *(1.0 for t, _ in said if _agreement(title.text, t) >= 0.8)])
        if title.heading and (title.whole or near >= 0.9):
            if near >= 0.35:
                score += 1.5
            elif lone and _size(title.text) >= 6:
                score += 1.6
            elif said and near < 0.2:
                score -= 0.3  # nothing else on the page knows of it: a section, a logo
        elif not title.whole and near < 0.9:
            continue
        if score > best[0] + 1e-9:
            best = score, title.text
    for text, weight, _raw in declared:
        others = sum(w * _agreement(text, other) for other, w in said) - weight
        base = (0.9 if weight == 1 else 0.6 if _size(text) > 2 else 0.2) * weight
        score = base + others + 0.5 * _overlap(text, slug) - (0.8 if _CUT.search(text) else 0.0)
        if score > best[0] + 1e-9:
            best = score, text
    chosen = best[1] or next((title.text for title in on_page), "") or next((raw for *_, raw in declared), "")
    return _finished(chosen, [text for text, _ in said])[:_MAX]


def _declared(
    root: HtmlElement, metas: dict[str, str], linked: Iterable[str], names: set[str], domain: str
) -> list[tuple[str, float, str]]:
    """What the head says: text without the site's name, its weight, and the text as it stands."""
    raws = [(text, 1.0 if n == 0 else 0.3) for n, text in enumerate(linked)]
    raws += [(metas[name], weight) for name, weight in _METAS.items() if name in metas]
    for element in root.iterfind(".//title"):
        if element.getparent() is not None and element.getparent().tag != "svg":
            raws.append((fold(element.text_content()[:5000]), 0.8))
            break
    found = []
    for raw, weight in ((unescape(raw), weight) for raw, weight in raws):
        text = without_site(raw, names, domain)
        if text and not _is_site(text, names, domain):
            found.append((text, weight, raw))
    return found


def _on_page(root: HtmlElement, names: set[str], domain: str) -> list[_Title]:
    found: list[_Title] = []
    elements = list(root.iter("h1"))
    elements += [e for e in root.iter("h2", "h3", "h4", "div", "p", "span", "td", "strong") if _is_title(e)]
    for element in elements[:_MAX_ON_PAGE]:
        text = _line(element)
        if not text or len(text) > 500 or _is_site(text, names, domain):
            continue
        above = [a for a in element.iterancestors() if a.tag not in ("body", "html")]
        around = " ".join(f"{a.get('class', '')} {a.get('id', '')}" for a in [element, *above[:4]])
        heading = element.tag == "h1"
        base = 0.5 if heading or element.get("itemprop") else 0.3 if element.tag == "h2" else 0.2
        if any(a.tag in ("article", "main") for a in above):
            base += 0.2
        if _ELSEWHERE.search(around) or any(a.tag in ("aside", "nav", "footer") for a in above):
            base -= 0.6
        if _LOGO.search(f"{element.get('class', '')} {element.get('id', '')}") or element.find(".//img") is not None:
            base -= 0.3
        if element.get("hidden") is not None or "none" in element.get("style", "").partition("display")[2][:10]:
            base -= 0.4
        found.append(_Title(text, base + 0.1, True, heading and base > 0.2))
        parts = [part for part in _parts(element) if part != text and _size(part) >= 2]
        found += [_Title(part, base, False, heading) for part in parts]
    return found


def _is_title(element: HtmlElement) -> bool:
    if "headline" in (element.get("itemprop") or "").lower().split():
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if element.tag in ("h2", "h3", "h4"):
        return len(names) < 500 and (bool(_NAMED.search(names)) or element.tag == "h2")
    return len(names) < 500 and len(element) < 8 and bool(_NAMED.search(names))


def _line(element: Any, labels: bool = True) -> str:
    """The text of a heading on one line; without its labels (kicker, badge …) if asked."""
    pieces: list[str] = []

    def walk(node: Any, depth: int) -> None:
        pieces.append(node.text or "")
        for child in node:
            tag = child.tag if isinstance(child.tag, str) else "script"
            hidden = child.get("hidden") is not None or "sr-only" in child.get("class", "")
            dropped = tag in _SKIPPED or hidden or depth > 8
            if not dropped and (labels or not _LABEL.search(child.get("class", ""))):
                # Two spans side by side without a blank are lines of their own: kicker and title.
                spaced = tag in _SPACING or (tag == "span" and not (child.tail or "") and child.getnext() is not None)
                pieces.append(" " if spaced else "")
                walk(child, depth + 1)
                pieces.append(" " if spaced else "")
            pieces.append(child.tail or "")

    walk(element, 0)
    return fold("".join(pieces)[:5000])


def _parts(element: Any) -> list[str]:
    """What the headline may be where an element holds more than it: each child, what is outside them, no labels."""
    found = [_line(element, labels=False)]
    inner = element
    while len(inner) == 1 and not (inner.text or "").strip() and not (inner[0].tail or "").strip():
        inner = inner[0]
    children = [child for child in inner if isinstance(child.tag, str) and child.tag not in _SKIPPED][:8]
    found += [_line(child) for child in children]
    own = [inner.text or "", *(child.tail or "" for child in inner)]
    found += [fold(" ".join(own)), *(fold(piece) for piece in own)]
    return [part for part in dict.fromkeys(found) if part]


def without_site(title: str, names: set[str], domain: str = "") -> str:
    """A title without the names of site and section around it; `names` are keys (letters and digits, lower case)."""
    title = whole = fold(title)
    while True:
        marks = list(_MARKS.finditer(title))
        if not marks:
            break
        head, tail = title[: marks[-1].start()], title[marks[-1].end() :]
        bar = any(c in marks[-1][0] for c in "|｜_＿»¦")
        section = bar and _size(tail) <= 3 and _size(head) >= 4
        alone = bar and title == whole and len(marks) == 1 and _size(tail) <= _size(head)
        if head and (_is_site(tail, names, domain) or section or alone):
            title = head
            continue
        first, rest = title[: marks[0].start()], title[marks[0].end() :]
        if rest and _is_site(first, names, domain):
            title = rest
            continue
        if "|" in title and len(marks) > 1 and bar and _size(tail) <= _size(head):
            title = head
        break
    colon = re.match(r"(.{2,40}?)\s?[:：]\s*(?=\S)", title)
    if colon and _is_site(colon[1], names, domain) and len(title) > colon.end() + 10:
        title = title[colon.end() :]
    tight = _TIGHT.search(title)
    if tight and _UNSPACED.search(title):
        tail = title[tight.end() :]
        if _is_site(tail, names, domain) or _PRESS.search(tail):
            title = title[: tight.start()]
    return title.strip()


def _is_site(text: str, names: set[str], domain: str) -> bool:
    key = _key(text)
    if not key or key in names:
        return True
    if any(len(name) >= 4 and (key.startswith(name) or name.startswith(key)) and abs(len(key) - len(name)) <= 8
           and len(key) >= 4 for name in names):  # fmt: skip
        return True
    if not domain or len(key) < 2:
        return False
    plain = re.sub(r"^(?:the|el|la|le|der|die|das)(?=\w{3})", "", key)
    words = re.findall(r"\w+", text.lower())
    acronym = "".join(word[0] for word in words)
    bare = domain.replace("-", "")
    return (
        plain in (bare, f"{bare}com", f"{bare}org", f"{bare}net")
        or (
            len(plain) >= 4
            and len(words) <= 5
            and (plain in bare or (bare in plain and len(bare) >= 4 and len(words) <= 4))
        )
        or (len(words) >= 2 and len(acronym) >= 3 and acronym == bare)
    )


def _home(root: HtmlElement, url: str) -> list[str]:
    """What the page calls its home page: the words of links to it, or of the picture they show."""
    try:
        host = urlsplit(url).netloc
    except ValueError:
        host = ""
    homes = {"/", f"https://{host}", f"https://{host}/", f"http://{host}/", f"//{host}/"} - {"https://", "http:///"}
    found: list[str] = []
    for link in root.iter("a"):
        if link.get("href") in homes and len(found) < 20:
            pictures = [image.get("alt") or image.get("title") or "" for image in link.iter("img")]
            words = fold(link.text_content()[:200])
            found += [name for name in (words, link.get("title") or "", *pictures) if 0 < len(name) <= 40]
    return found


def _domain(url: str) -> str:
    """The label of a host that is the site's name: `nytimes` of www.nytimes.com, `bbc` of news.bbc.co.uk."""
    try:
        labels = (urlsplit(url).hostname or "").split(".")
    except ValueError:
        return ""
    kept = [
        label
        for label in labels[:-1]
        if label not in ("www", "com", "co", "org", "gov", "net", "news", "ac", "go", "or")
    ]
    return max(kept[-1:], key=len, default="")


def _slug(url: str) -> str:
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return ""
    return max((re.sub(r"\.\w{2,5}$|\d{5,}", "", part) for part in path.split("/")), key=len, default="").replace(
        "-", " "
    )


def _agreement(text: str, other: str) -> float:
    """How far a declared title bears out a candidate: 1 the same, 0.9 the same but for names around it or a cut end."""
    key, told = _key(text), _key(other)
    if not key or not told:
        return 0.0
    if key == told:
        return 1.0
    if _CUT.search(other) and len(told) >= 10 and key.startswith(_key(_CUT.sub("", other))):
        return 0.95
    if len(told) >= 50 and key.startswith(told) and len(key) - len(told) < len(told):
        return 0.9  # schema.org allows 110 characters, and templates cut there
    segments = [_key(part) for part in _MARKS.split(other)]
    if len(segments) > 1 and key in (
        "".join(segments[n:m]) for n in range(len(segments)) for m in range(n + 1, len(segments) + 1)
    ):
        return 0.9 if len(key) * 5 >= len(told) * 2 else _PART
    label = re.match(r"\S+(?: \S+){0,2}: ?", other)
    if label and key == _key(other[label.end() :]):
        return 0.8
    similar = _overlap(text, other)
    return 0.6 * similar if similar >= 0.5 else 0.0


def _overlap(text: str, other: str) -> float:
    """The share of words two titles have in common (Dice); of pairs of characters where words are not parted."""
    mine, theirs = _tokens(text), _tokens(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0


def _tokens(text: str) -> set[str]:
    found: set[str] = set()
    for word in re.findall(r"\w+", text.casefold()[:_MAX]):
        if _UNSPACED.search(word):
            found |= {word[n : n + 2] for n in range(max(1, len(word) - 1))}
        elif len(word) > 1 or word.isdecimal():
            found.add(word)
    return found


def _size(text: str) -> int:
    """About how many words a text has; two characters are one where words are not parted."""
    return len(re.findall(r"\w+", _UNSPACED.sub("", text))) + (len(_UNSPACED.findall(text)) + 1) // 2


def _key(words: str) -> str:
    return re.sub(r"[\W_]+", "", words.casefold())


def _finished(chosen: str, others: list[str]) -> str:
    """The chosen headline as it is best written: whole, with its blanks, in capitals only where all are."""
    cut = _key(_CUT.sub("", chosen))
    if _CUT.search(chosen) and len(cut) >= 10:
        longer = [text for text in others if _key(text).startswith(cut) and not _CUT.search(text)]
        chosen = max(longer, key=len, default=chosen)
    same = [text for text in others if _key(text) == _key(chosen)]
    if any(text.count(" ") > chosen.count(" ") for text in same) and not _UNSPACED.search(chosen):
        chosen = max(same, key=lambda text: text.count(" "))
    mixed = [text for text in same if not text.isupper()]
    return mixed[0] if chosen.isupper() and len(chosen) > 12 and len(mixed) * 2 > len(same) else chosen
