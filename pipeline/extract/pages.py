"""Reads a page, a feed entry's own HTML or a text file into a Draft: headline, date, language and a structured body.

The body of a page is where the source's own selector says; without one, `body` weighs the witnesses.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.errors import ItemError, clean
from pipeline.extract import body as bodies
from pipeline.extract import charset as charsets
from pipeline.extract import dates, images, markup, metadata
from pipeline.extract.plaintext import paragraphs
from pipeline.model import Block, BlockKind, Draft, Selectors

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TOP = 5  # blocks at the top of a body that may repeat the headline, the date and the byline


def article(
    page: bytes, *, url: str, charset: str = "", selectors: Selectors | None = None, now: datetime | None = None
) -> Draft:
    """What stands on a page; a page without text gives a Draft with an empty body.

    `charset` is what the HTTP header says; links become absolute by `url`. A selector that is wrong or meets nothing
    is passed over, and named in the draft's notes. A date guessed from the text lies no more than two days after `now`
    (the clock's, if not given). Raises ItemError where the page is too large or too deep to be read.
    """
    try:
        return _article(charsets.page(page, charset), url, selectors or Selectors(), now or datetime.now(UTC))
    except RecursionError:
        raise ItemError(f"the page {clean(url)} is nested too deeply to be read; open it in a browser") from None


def fragment(html: str, *, url: str) -> Draft:
    """The body of a feed entry's own HTML content."""
    try:
        root = markup.parse(html)
        if root is None:
            return Draft(body=())
        seen = images.on(root, url)
        markup.prune(root)
        body = markup.located(root, url)
        return Draft(
            body=tuple(block for block, _ in body),
            transmission=metadata.transmission(html),
            images=images.among(seen, body, (root,)),
        )
    except RecursionError:
        raise ItemError(f"the content of {clean(url)} is nested too deeply to be read; open it in a browser") from None


def plain(text: str) -> Draft:
    """The body of a text file: paragraphs and list items; which of them is the headline is for `wire` to say."""
    found = []
    for words, item in paragraphs(text):
        if folded := markup.fold(words):
            found.append(Block(BlockKind.LIST_ITEM if item else BlockKind.PARAGRAPH, folded))
    return Draft(body=tuple(found))


def _article(html: str, url: str, selectors: Selectors, now: datetime) -> Draft:
    root = markup.parse(html)
    if root is None:
        return Draft(body=())
    about = metadata.read(root, url, now)
    stated, headline = about.published, about.headline
    notes: list[str] = []
    for element in _select(root, selectors.headline, "headline", notes)[:1]:
        headline = markup.fold(element.text_content()[:1000]) or headline
    for element in _select(root, selectors.date, "date", notes)[:1]:
        for words in (element.get("datetime"), element.get("content"), element.text_content()):
            if words and (found := dates.stated(words, about.language)):
                stated = found
                break
    for css in selectors.drop:
        for element in _select(root, css, "drop", notes):
            if element is not root and element.getparent() is not None:
                element.drop_tree()
    chosen = _outermost(_select(root, selectors.body, "body", notes))
    seen = images.on(root, about.base)
    body: list[bodies.Placed] = []
    for element in chosen:
        markup.prune(element)
        body += markup.located(element, about.base)
    held = chosen if body else []
    body = body or bodies.read(root, about.base, about.told)
    places = {id(block): place for block, place in body}
    kept, stated = _without_heading([block for block, _ in body], headline, stated, about)
    if stated is None:
        stated = _from_text(kept, html, url, about.language, now)
    subhead = about.subhead if _is_apart(about.subhead, kept) else ""
    kept = [block for block in kept if not subhead or _letters(block.text) != _letters(subhead)]
    return Draft(
        body=tuple(kept),
        headline=headline,
        subhead=subhead,
        by=about.by,
        published=stated and stated.astimezone(UTC),
        stated=stated,
        language=about.language,
        canonical=about.canonical,
        alternates=about.alternates,
        transmission=metadata.transmission(html),
        notes=tuple(dict.fromkeys(notes)),
        images=images.among(seen, [(block, places[id(block)]) for block in kept], held),
        image=seen.named,
    )


def _from_text(body: list[Block], html: str, url: str, language: str, now: datetime) -> datetime | None:
    """The date where nothing marks it: in the dateline, else as htmldate guesses it."""
    for block in body[:2]:
        if re.search(r"/\s?--|--|–|—|\)\s?[-–—]|[電电]", block.text[:200]) and (
            found := dates.from_dateline(block.text, language, now)
        ):
            return found
    root = markup.parse(html) if body else None
    return None if root is None else dates.guessed(root, url, now)


def _is_apart(subhead: str, body: list[Block]) -> bool:
    """Whether a subhead is none of the body's sentences: a standfirst that the body begins with is text."""
    top = {_letters(block.text) for block in body[:_TOP]}
    return bool(subhead) and (_letters(subhead) not in top or not subhead.endswith((".", "。", "؟", "!", "?", "।")))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


def _select(root: HtmlElement, css: str, name: str, notes: list[str]) -> list[HtmlElement]:
    """The elements a CSS selector meets, in order; none where it is wrong, which goes into the notes."""
    if not css.strip():
        return []
    from bs4 import BeautifulSoup
    from lxml.html import tostring
    from soupsieve import SelectorSyntaxError

    # BeautifulSoup knows CSS, lxml is the tree we read: each element bears its number across.
    elements = list(root.iter())
    for number, element in enumerate(elements):
        element.set("data-n", str(number))
    found: list[HtmlElement] = []
    try:
        soup = BeautifulSoup(tostring(root, encoding="unicode"), "lxml")
        numbers = {str(one.get("data-n")) for one in soup.select(css)}
        found = [element for number, element in enumerate(elements) if str(number) in numbers]
    except (SelectorSyntaxError, ValueError, NotImplementedError):
        notes.append(f"selector {name}: {clean(css)} is no CSS selector; look it up in the page again")
    else:
        if not found and name != "drop":
            notes.append(f"selector {name}: {clean(css)} matches nothing; the page may have a new layout")
    for element in elements:
        element.attrib.pop("data-n", None)
    return found


def _outermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    """Elements without those inside another of them."""
    chosen = set(elements)
    return [e for e in elements if not any(above in chosen for above in e.iterancestors())]


def _without_heading(
    body: list[Block], headline: str, stated: datetime | None, about: metadata.Metadata
) -> tuple[list[Block], datetime | None]:
    """The body without the page's headline, date and byline at its top, and the date, which may stand only there."""
    kept: list[Block] = []
    for place, block in enumerate(body):
        if place < _TOP and headline and block.text.startswith(headline):
            rest = block.text.removeprefix(headline).strip()
            if not rest or dates.is_date_line(rest, about.language):
                stated = stated or dates.stated(rest, about.language)
                continue
        if place < _TOP and headline and _letters(block.text) == _letters(headline):
            continue
        if place < _TOP and dates.is_date_line(block.text, about.language):
            stated = stated or dates.stated(block.text, about.language)
            continue
        if (
            place < _TOP
            and about.by
            and len(block.text) <= len(about.by) + 8
            and metadata.is_byline(block.text, about.by)
        ):
            continue
        kept.append(block)
    return kept, stated
