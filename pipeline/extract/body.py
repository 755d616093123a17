"""Which of the text on a page is the article?

Three witnesses are heard: trafilatura, the article's text in the JSON-LD, and the container that the site names for it.
None is believed alone: each block of the page is looked up in what they say; what stands among the blocks they agree
on, and reads like text, belongs to the article too (last lines such as "SOURCE …", sub-headings, lists); what they
took for text and is none (related links, sign-ups) goes.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.extract import furniture, markup
from pipeline.model import Block, BlockKind

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Class or id of the element that holds a release and nothing else: wires, and sites that are read often.
_WIRES = (
    "release-body",  # PR Newswire, CNW
    "bw-release-story",  # Business Wire
    "bw-release-body",
    "main-body-container",  # GlobeNewswire
    "essayDetails",  # imsilkroad.com, Chinese
)
# What sites in general call the element with the text of an article, the surest first.
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:article[_-]*(?:body|text|content)(?:[_-]*(?:text|content|inner))?|(?:story|post|entry|news|blog|press|release)"
    r"[_-]*(?:body|content|text)(?:[_-]*(?:text|content|inner))?|field--name-body|field-name-body|body-text|bodytext|td-post-content"
    r"|wysiwyg|rich-?text|rte|trs_editor|trs_uedit|content_area|detail-content|newsbody|art_?text|text-body|maincontent"
    r"|c-article-body|single-content|artikeltext|cuerpo|nota-cuerpo|corpo|texto)(?=$|\s)",
    re.IGNORECASE,
)
_PARTING = {"p", "head", "list", "item", "quote", "table", "row", "cell", "lb", "div", "code"}  # in trafilatura's tree
_LISTS = {"ul", "ol", "dl", "li", "table", "tbody", "thead", "tr", "td", "blockquote"}
_READERS = re.compile(r"comment|disqus|repl(?:y|ies)|forum|review|related|sidebar|footer", re.IGNORECASE)
_ENOUGH = 200  # characters that make a known container the body; a third of it for scripts that write in fewer
_LIMIT = 2_000_000  # characters; trafilatura's run time grows faster than the page
_WINDOW = 20  # letters by which a longer text is recognised
_END = tuple('.!?…。！？”"»』」)）:：؟।।।')
_DENSE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


@dataclass(slots=True)
class _Piece:
    """A block of the page with what is known of it: its letters, how much of it is links, which witnesses name it."""

    block: Block
    place: Any
    key: str
    links: float
    prose: bool  # whether it reads like running text: of some length, and not made of links
    seen: bool = False
    told: bool = False


Placed = tuple[Block, Any]  # a block and the element it stands in, None where it is not taken from the page's own


def read(root: HtmlElement, base: str, told: str) -> list[Placed]:
    """The body of a page, which is pruned by this; `told` is the article's text by the page's JSON-LD, or nothing."""
    furniture.drop_cards(root)
    seen_lines = _trafilatura(root)
    furniture.prune(root)
    for name in _WIRES:
        held = _outermost(
            root.xpath(f'.//*[contains(concat(" ", normalize-space(@class), " "), " {name} ") or @id="{name}"]')
        )
        filled = [e for e in held if len(e.text_content()) >= _ENOUGH]
        if len(filled) == 1:
            return markup.located(filled[0], base)
    pieces = [_piece(block, place) for block, place in markup.located(root, base)]
    seen, said = _Witness(seen_lines), _Witness(told.splitlines())
    for piece in pieces:
        piece.seen, piece.told = seen.names(piece.key), said.names(piece.key)
    named = _named(root)
    letters = sum(len(p.key) for p in pieces if p.seen)
    telling = sum(len(p.key) for p in pieces if p.told)
    if said.size >= _scaled(200, told) and telling < said.size * 0.3 and said.size > 1.5 * letters:
        return _lines(told.splitlines())  # the page is drawn by its scripts
    both = sum(len(p.key) for p in pieces if p.seen and p.told)
    if _trusted(said, telling, letters, both):
        for piece in pieces:
            piece.seen = piece.told
    elif seen.size >= 200 and letters < seen.size * 0.5:
        return _lines(seen_lines)  # pruning took what should have stayed
    else:
        _densest(pieces, letters, letters < _scaled(_ENOUGH, "".join(p.key for p in pieces[:200])))
    return _chosen(pieces, named)


def _trusted(said: _Witness, telling: int, letters: int, both: int) -> bool:
    """Whether the JSON-LD tells the whole text: the page holds it all, and it is no mere beginning of what is seen."""
    whole = said.size >= letters * 0.75 or both < said.size * 0.3
    return said.size >= 200 and telling >= said.size * 0.85 and whole


def _trafilatura(root: HtmlElement) -> list[str]:
    """The lines of text trafilatura finds on a page; none where the page is too long for it or meets its bugs."""
    import trafilatura
    from trafilatura.settings import DEFAULT_CONFIG

    text = root.text_content()
    if len(text) > _LIMIT:
        return []
    # It warns of each page it makes nothing of, which cron would mail.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    config = DEFAULT_CONFIG
    if (size := _scaled(250, text)) != 250:
        from copy import deepcopy

        config = deepcopy(DEFAULT_CONFIG)
        config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(size))
    try:
        found = trafilatura.bare_extraction(root, include_comments=False, include_tables=True, config=config)
    except RecursionError:
        raise
    except Exception:
        return []
    tree = getattr(found, "body", None)
    if tree is None:
        return []
    return _leaves(tree)


def _leaves(element: Any) -> list[str]:
    """The lines of text under an element of trafilatura's tree, each once."""
    lines, run = [], [element.text or ""]
    for child in element:
        if child.tag in _PARTING:
            lines += ["".join(run), *_leaves(child)]
            run = []
        else:
            run.append("".join(child.itertext()))
        run.append(child.tail or "")
    lines.append("".join(run))
    return [line for line in lines if line.strip()]


class _Witness:
    """Lines of text somebody took for the article, to look blocks up in."""

    def __init__(self, lines: list[str]) -> None:
        keys = [_key(line) for line in lines]
        self._lines = set(keys) - {""}
        joined = "".join(keys)
        self.size = len(joined)
        joined = joined[:400_000]
        self._windows = {joined[n : n + _WINDOW] for n in range(len(joined) - _WINDOW + 1)}

    def names(self, key: str) -> bool:
        """Whether the text holds a block: short ones as a line of their own, most of the longer ones anywhere."""
        if not key or key in self._lines:
            return bool(key)
        if len(key) < _WINDOW:
            return False
        places = list(range(0, len(key) - _WINDOW + 1, _WINDOW // 2))
        return sum(key[n : n + _WINDOW] in self._windows for n in places) >= 0.6 * len(places)


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _piece(block: Block, place: Any) -> _Piece:
    key = _key(block.text)
    linked = 0
    for words in re.findall(r"<a [^>]*>(.*?)</a>", block.html):
        words = re.sub(r"<[^>]*>", "", words)
        # An address printed in full is information; "www." and "@" stand for such.
        if not re.search(r"https?:/|www\.|@", words):
            linked += len(_key(words))
    links = linked / len(key) if key else 0.0
    return _Piece(block, place, key, links, links < 0.4 and len(key) >= _scaled(36, key[:60]))


def _scaled(size: int, text: str) -> int:
    """A number of characters as it is meant for an alphabet, for a text that may be in a denser script."""
    letters = [c for c in text[:20_000] if c.isalpha()]
    dense = len(_DENSE.findall("".join(letters)))
    return size // 3 if letters and dense > len(letters) * 0.4 else size


def _outermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    """Elements without those inside another of them."""
    chosen = set(elements)
    return [e for e in elements if not any(above in chosen for above in e.iterancestors())]


def _named(root: HtmlElement) -> HtmlElement | None:
    """The only element that the site names as its article's text."""
    marked = root.xpath('.//*[contains(@itemprop, "articleBody")]')
    for found in (
        marked,
        [
            e
            for e in root.iter("div", "section", "article", "td")
            if _NAMED.search(f"{e.get('class') or ''} {e.get('id') or ''}"[:500])
        ],
    ):
        held = _outermost(found)
        if len(held) == 1 and len(held[0].text_content()) >= _ENOUGH // 2:
            return held[0]
    return None


def _lines(lines: list[str]) -> list[Placed]:
    return [
        (Block(BlockKind.PARAGRAPH, text), None)
        for line in lines
        if (text := markup.fold(line)) and not furniture.is_furniture(text)
    ]


def _densest(pieces: list[_Piece], known: int, unknown: bool) -> None:
    """Takes the element with most prose directly below it for the article, where the witnesses know little of the page.

    They do where they know of a line or two (`unknown`), or of less than a third of what stands there together:
    trafilatura then took a teaser for the article.
    """
    score: dict[Any, float] = {}
    for piece in pieces:
        if piece.block.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTATION) and piece.prose:
            above = piece.place.getparent()
            around = (above, above.getparent() if above is not None else None)
            for element, share in zip((piece.place, *around), (0.5, 1.0, 0.4), strict=True):
                if element is not None:
                    score[element] = score.get(element, 0.0) + share * len(piece.key)
    if not score:
        return
    best = max(score, key=lambda element: score[element])
    above = [best, *best.iterancestors()]
    if _READERS.search(" ".join(f"{e.get('class') or ''} {e.get('id') or ''}" for e in above if e.tag != "body")):
        return
    inside = [p for p in pieces if p.prose and (p.place is best or best in p.place.iterancestors())]
    if sum(len(p.key) for p in inside) > (1.5 if unknown else 3) * known:
        for piece in pieces:
            piece.seen = False
        for piece in inside:
            piece.seen = True


def _chosen(pieces: list[_Piece], named: HtmlElement | None) -> list[Placed]:
    """The blocks of the article: those witnessed, and those that stand among them and read like text."""
    inside = {id(p) for p in pieces if named is not None and (p.place is named or named in p.place.iterancestors())}
    if named is not None:
        held = sum(len(p.key) for p in pieces if id(p) in inside and p.seen)
        prose = sum(len(p.key) for p in pieces if id(p) in inside and p.prose)
        known = sum(len(p.key) for p in pieces if p.seen)
        if held < known * 0.3:
            if prose <= known or held > known * 0.1:
                inside = set()  # it is not what its name says
            else:
                for piece in pieces:
                    piece.seen = id(piece) in inside and piece.prose
    seen = [n for n, p in enumerate(pieces) if p.seen]
    if not seen:
        return [(p.block, p.place) for p in pieces if len(p.block.text) >= 40 and p.links < 0.5]
    frames, alike = _frames(pieces), {_markup(p) for p in pieces if p.seen}
    first, last = _core(pieces, seen)
    kept: dict[int, bool] = {}
    for n, piece in enumerate(pieces):
        within = first <= n <= last
        if piece.seen:
            kept[n] = _stays(piece, within or id(piece) in inside)
        elif within or id(piece) in inside:
            kept[n] = _joins(piece, _framed(piece, frames, alike))
    n = last + 1
    while n < len(pieces) and (kept.get(n) or _follows(pieces, n, frames)):
        kept[n] = kept.get(n, True)
        n += 1
    order = sorted(number for number, keep in kept.items() if keep)
    return [(pieces[n].block, pieces[n].place) for n in _without_ends(pieces, order)]


def _frames(pieces: list[_Piece]) -> set[Any]:
    """The elements that hold witnessed blocks directly: text beside those is likely text too."""
    weight: dict[Any, int] = {}
    for piece in pieces:
        if piece.seen:
            for element in {piece.place, _holder(piece)}:
                weight[element] = weight.get(element, 0) + len(piece.key)
    total = sum(len(p.key) for p in pieces if p.seen)
    return {element for element, size in weight.items() if size >= total * 0.1}


def _holder(piece: _Piece) -> Any:
    """The element a block stands in beside others: for a list item or a table row, the one around list or table."""
    above = piece.place.getparent()
    while above is not None and above.tag in _LISTS and above.getparent() is not None:
        above = above.getparent()
    return piece.place if above is None else above


def _framed(piece: _Piece, frames: set[Any], alike: set[tuple[str, ...]]) -> bool:
    """Whether a block stands directly among witnessed ones, or is marked up just as they are."""
    return piece.place in frames or _holder(piece) in frames or _markup(piece) in alike


def _markup(piece: _Piece) -> tuple[str, ...]:
    """How a block is marked up: its element and the two around it, with their classes."""
    around = [piece.place, *list(piece.place.iterancestors())[:2]]
    return tuple(f"{element.tag} {element.get('class') or ''}" for element in around)


def _core(pieces: list[_Piece], seen: list[int]) -> tuple[int, int]:
    """The first and the last block of the article: stray witnessed blocks far from all others do not count."""
    total = sum(len(pieces[n].key) for n in seen)
    first, last, begun = seen[0], seen[-1], 0
    for n in seen:
        begun += len(pieces[n].key)
        if begun > total * 0.02 and len(pieces[n].key) >= 15:
            first = n
            break
    ended = 0
    for n in reversed(seen):
        ended += len(pieces[n].key)
        if ended > total * 0.01:
            last = n
            break
    return min(first, last), max(first, last)


def _stays(piece: _Piece, within: bool) -> bool:
    """Whether a block that is witnessed is text indeed."""
    text = piece.block.text
    if piece.links >= 0.9 and piece.block.kind is not BlockKind.TABLE_ROW:
        return within and (piece.block.kind is BlockKind.LIST_ITEM or text.endswith(_END[:8]))
    return within or (piece.links < 0.5 and (len(piece.key) >= _scaled(30, piece.key[:60]) or text.endswith(_END[:8])))


def _joins(piece: _Piece, framed: bool) -> bool:
    """Whether a block among the witnessed ones, but itself not witnessed, is text."""
    kind, text = piece.block.kind, piece.block.text
    if piece.links >= 0.5 or not piece.key:
        return False
    if kind is BlockKind.CAPTION:
        return True
    if not framed:
        return False
    if kind in (BlockKind.TABLE_ROW, BlockKind.LIST_ITEM) or piece.prose:
        return True
    if kind is BlockKind.HEADING:
        return len(text) <= 200
    return text.endswith(_END) or bool(re.search(r"\d|://", text))


def _follows(pieces: list[_Piece], n: int, frames: set[Any]) -> bool:
    """Whether the block right after the article's last one belongs to it: it stands beside it, unnamed, and is text."""
    piece = pieces[n]
    if piece.links >= 0.5 or not piece.key or (_holder(piece) not in frames and piece.place not in frames):
        return False
    if piece.place not in frames and (piece.place.get("class") or "") not in (
        "",
        pieces[n - 1].place.get("class") or "",
    ):
        return False
    if piece.block.kind is BlockKind.HEADING:
        return (
            n + 1 < len(pieces)
            and pieces[n + 1].block.kind is not BlockKind.HEADING
            and _follows(pieces, n + 1, frames)
        )
    return piece.block.kind is not BlockKind.LIST_ITEM or piece.links == 0


def _without_ends(pieces: list[_Piece], order: list[int]) -> list[int]:
    """Without headings that nothing follows, and without what was said before word for word (mobile and desktop)."""
    kept: list[int] = []
    said: set[str] = set()
    again = False
    for n in order:
        key = pieces[n].key
        if key in said and (again or len(key) >= _scaled(60, key[:60])):
            again = True
            continue
        again = False
        said.add(key)
        kept.append(n)
    while kept and pieces[kept[-1]].block.kind is BlockKind.HEADING:
        kept.pop()
    return kept
