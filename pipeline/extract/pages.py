"""Reads a page, a feed entry's own HTML or a text file into a Draft: headline, date, language and a structured body.

The body of a page is looked for in this order: the source's own selector; the containers that wires and common site
software give it; what trafilatura takes for the text, with the container around it, so that last lines such as
"SOURCE …" and "Original link: …" come along.
"""

from __future__ import annotations

import logging
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pipeline.errors import ItemError, clean
from pipeline.extract import charset as charsets
from pipeline.extract import markup, metadata
from pipeline.extract.plaintext import paragraphs
from pipeline.model import Block, BlockKind, Draft, Selectors

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Class or id of the element that holds a release and nothing else.
_CONTAINERS = (
    "release-body",  # PR Newswire, CNW
    "bw-release-story",  # Business Wire
    "bw-release-body",
    "main-body-container",  # GlobeNewswire
    "essayDetails",  # imsilkroad.com, Chinese
    "entry-content",  # WordPress
    "field--name-body",  # Drupal
)
_ENOUGH = 200  # characters that make a known container the body
_TRAFILATURA_LIMIT = 2_000_000  # characters; its run time grows faster than the page


def article(page: bytes, *, url: str, charset: str = "", selectors: Selectors | None = None) -> Draft:
    """What stands on a page; a page without text gives a Draft with an empty body.

    `charset` is what the HTTP header says; links become absolute by `url`. A selector that is wrong or meets nothing
    is passed over. Raises ItemError where the page is too large or too deep to be read.
    """
    try:
        return _article(charsets.page(page, charset), url, selectors or Selectors())
    except RecursionError:
        raise ItemError(f"the page {clean(url)} is nested too deeply to be read; open it in a browser") from None


def fragment(html: str, *, url: str) -> Draft:
    """The body of a feed entry's own HTML content."""
    try:
        root = markup.parse(html)
        if root is None:
            return Draft(body=())
        markup.prune(root)
        return Draft(body=tuple(markup.blocks(root, url)))
    except RecursionError:
        raise ItemError(f"the content of {clean(url)} is nested too deeply to be read; open it in a browser") from None


def plain(text: str) -> Draft:
    """The body of a text file: paragraphs and list items; which of them is the headline is for `wire` to say."""
    found = []
    for words, item in paragraphs(text):
        if folded := markup.fold(words):
            found.append(Block(BlockKind.LIST_ITEM if item else BlockKind.PARAGRAPH, folded))
    return Draft(body=tuple(found))


def _article(html: str, url: str, selectors: Selectors) -> Draft:
    root = markup.parse(html)
    if root is None:
        return Draft(body=())
    about = metadata.read(root, url)
    published, headline = about.published, about.headline
    for element in _select(root, selectors.headline)[:1]:
        headline = markup.fold(element.text_content()[:1000]) or headline
    for element in _select(root, selectors.date)[:1]:
        for words in (element.get("datetime"), element.get("content"), element.text_content()):
            if words and (stated := metadata.when(words, about.language)):
                published = stated
                break
    for css in selectors.drop:
        for element in _select(root, css):
            if element is not root and element.getparent() is not None:
                element.drop_tree()
    chosen = _outermost(_select(root, selectors.body))
    body: list[Block] = []
    for element in chosen:
        markup.prune(element)
        body += markup.blocks(element, about.base)
    if not body:
        markup.prune(root)
        body = _known(root, about.base) or _general(root, about.base)
    kept, published = _without_heading(body, headline, published, about.language)
    return Draft(
        body=kept,
        headline=headline,
        published=published,
        language=about.language,
        canonical=about.canonical,
        alternates=about.alternates,
    )


def _select(root: HtmlElement, css: str) -> list[HtmlElement]:
    """The elements a CSS selector meets, in order; none where it is wrong."""
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
        found = []
    for element in elements:
        element.attrib.pop("data-n", None)
    return found


def _outermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    """Elements without those inside another of them."""
    chosen = set(elements)
    return [e for e in elements if not any(above in chosen for above in e.iterancestors())]


def _known(root: HtmlElement, base: str) -> list[Block]:
    """The body where it stands in a container that is known and the only one of its name with enough text."""
    for name in _CONTAINERS:
        test = f'contains(concat(" ", normalize-space(@class), " "), " {name} ") or @id="{name}"'
        found = _outermost([e for e in root.xpath(f".//*[{test}]") if isinstance(e.tag, str)])
        filled = [e for e in found if len(e.text_content()) >= _ENOUGH]
        if len(filled) == 1:
            return markup.blocks(filled[0], base)
    marked = root.xpath('.//*[@itemprop="articleBody"]')
    return markup.blocks(marked[0], base) if len(marked) == 1 and len(marked[0].text_content()) >= _ENOUGH else []


def _general(root: HtmlElement, base: str) -> list[Block]:
    """The body as trafilatura sees it, read from the smallest container that holds all of it."""
    import trafilatura

    weight = markup.weights(root)
    if weight[root] > _TRAFILATURA_LIMIT:
        return _main(root, base)
    # It warns of each page it makes nothing of, which cron would mail.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        # It changes the tree it is given.
        seen = trafilatura.bare_extraction(
            _copy(root), favor_recall=True, include_comments=False, include_tables=True, include_links=True,
            include_formatting=True,
        )  # fmt: skip
    except RecursionError:
        raise
    except Exception:
        # A stranger's page may hit any of trafilatura's own bugs; the page then is read without it.
        return _main(root, base)
    tree = getattr(seen, "body", None)
    if tree is None or not len(tree):
        return _main(root, base)
    pieces = {_squeeze(piece) for piece in tree.itertext()} - {""}
    container, share = _container(root, pieces)
    found = markup.blocks(container, base) if share >= 0.6 else []
    extra = weight[container] - sum(map(len, pieces))
    found = [block for block in found if not _is_menu(block)]
    if found and extra > 300 + sum(map(len, pieces)) / 2:
        found = _between(found, pieces)
    return found or _converted(tree, base)


def _is_menu(block: Block) -> bool:
    """Whether a block is nothing but two or more links."""
    left = re.sub(r"<a [^>]*>.*?</a>|<[^>]*>", "", block.html)
    return block.html.count("<a ") >= 2 and not any(c.isalnum() for c in left)


def _copy(root: HtmlElement) -> HtmlElement:
    from copy import deepcopy

    return deepcopy(root)


def _squeeze(text: str | None) -> str:
    return "".join(text.split()) if text else ""


def _container(root: HtmlElement, pieces: set[str]) -> tuple[HtmlElement, float]:
    """The smallest element around all the pieces of text found on the page, and the share of them found."""
    counts: dict[str, int] = {}
    for element in root.iter():
        for text in (element.text, element.tail):
            if (piece := _squeeze(text)) in pieces:
                counts[piece] = counts.get(piece, 0) + 1

    def met(text: str | None) -> int:
        # Short words that stand in several places ("News") would widen the container to the whole page.
        piece = _squeeze(text)
        return len(piece) if piece in counts and (counts[piece] == 1 or len(piece) >= 40) else 0

    weight: dict[Any, int] = {}
    for element in reversed(list(root.iter())):
        weight[element] = met(element.text) + sum(weight[child] + met(child.tail) for child in element)
    total = sum(map(len, pieces))
    here = root
    while (inner := next((child for child in here if weight[child] == weight[root] > 0), None)) is not None:
        here = inner
    return here, weight[root] / total if total else 0.0


def _between(found: list[Block], pieces: set[str]) -> list[Block]:
    """The blocks from the first to the last that trafilatura saw too, for a container with much beside the text."""
    text = "\n".join(pieces)
    seen = [n for n, block in enumerate(found) if any(p in pieces or p in text for p in [_squeeze(block.text)] if p)]
    return found[seen[0] : seen[-1] + 1] if seen else []


def _converted(tree: Any, base: str) -> list[Block]:
    """Blocks from trafilatura's own tree, for a page whose container cannot be told."""
    from lxml import etree

    names = {"head": "h3", "item": "li", "list": "ul", "quote": "blockquote", "row": "tr", "cell": "td", "lb": "br"}
    for element in tree.iter():
        if element.tag == "ref":
            element.tag = "a"
            element.set("href", element.get("target", ""))
        elif element.tag == "hi":
            element.tag = {"#b": "b", "#i": "i", "#sub": "sub", "#sup": "sup"}.get(element.get("rend", ""), "span")
        elif isinstance(element.tag, str):
            element.tag = names.get(element.tag, element.tag)
    root = markup.parse(etree.tostring(tree, encoding="unicode", method="html"))
    return markup.blocks(root, base) if root is not None else []


def _main(root: HtmlElement, base: str) -> list[Block]:
    """The lone article or main element, else the paragraphs of the page that are long enough to say something."""
    for path in (".//article", ".//main", './/*[@role="main"]'):
        found = root.xpath(path)
        if len(found) == 1 and (body := markup.blocks(found[0], base)):
            return body
    return [block for block in markup.blocks(root, base) if len(block.text) >= 40]


def _without_heading(
    body: list[Block], headline: str, published: datetime | None, language: str
) -> tuple[tuple[Block, ...], datetime | None]:
    """The body without the page's headline and date at its top, and the date, which may be printed only there."""
    kept: list[Block] = []
    for place, block in enumerate(body):
        if place < 4 and headline and re.sub(r"\W", "", block.text) == re.sub(r"\W", "", headline):
            continue
        if place < 4 and metadata.is_date_line(block.text, language):
            published = published or metadata.when(block.text, language)
            continue
        kept.append(block)
    return tuple(kept), published
