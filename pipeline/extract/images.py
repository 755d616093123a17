"""The images that stand in a text: those among its blocks, each with the block that is its caption.

A page is full of images that are none of the story's. What counts is where one stands: between the headline and the
last block of the body, or in the element that holds the body, and in no furniture of the page. The images are noted
before the page is pruned, because wires put them into elements that are no text (`PRN_ImbeddedAssetReference`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pipeline.extract import furniture
from pipeline.extract.markup import web_link
from pipeline.model import Block, BlockKind, Candidate
from pipeline.pictures.addresses import may_show

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MOST = 300  # images of a page that are looked at
_LEAST = 100  # pixels either way, where the page says how large it shows one
_LATER = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-getimg", "data-image", "data-url")
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_WIDEST = 2400  # pixels; a larger one is for print
_ASSETS = re.compile(r"PRN_ImbeddedAssetReference|imageDownload|lightbox|gallery|overlay|pop-?up", re.IGNORECASE)
_SHARING = re.compile(
    r"(?:facebook\.com/(?:sharer|dialog)|(?:twitter|x)\.com/(?:intent|share)|linkedin\.com/share|wa\.me/|t\.me/share|"
    r"pinterest\.\w+/pin/create|mailto:|whatsapp:)",
    re.IGNORECASE,
)
_SIZE = re.compile(r"\s*(\d{1,5})(?:\.\d*)?\s*(?:px)?\s*;?", re.IGNORECASE)
_STYLED = re.compile(r"(?:^|[;\s])(?:max-)?(width|height)\s*:\s*(\d{1,5})(?:\.\d*)?px", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Seen:
    """The images of a tree as it was before pruning, with the order of its elements."""

    images: tuple[tuple[Any, str, tuple[Any, ...]], ...]  # element, address, the elements around it from the inside
    order: dict[Any, int]
    named: str = ""  # the page's og:image


def on(root: HtmlElement, base: str) -> Seen:
    """Every image of a tree that may be a picture, with what stands around it; to be asked before it is pruned."""
    found = []
    for element in list(root.iter("img"))[:_MOST]:
        address = "" if _is_small(element) else _address(element, base)
        if address:
            found.append((element, address, tuple(element.iterancestors())))
    # The numbers also hold the elements, for lxml would make new ones of them later.
    order = {element: number for number, element in enumerate(root.iter())} if found else {}
    return Seen(tuple(found), order, _named(root, base))


def among(seen: Seen, body: Sequence[tuple[Block, Any]], within: Sequence[Any] = ()) -> tuple[Candidate, ...]:
    """Those of the images that belong to a body, in order; its blocks come with the elements they stand in.

    `within` are the elements known to be the text and nothing else, such as those a source's own selector names.
    """
    places = {place for _, place in body if place in seen.order}
    if not places or not seen.images:
        return ()
    holder = _holder(places)
    around, sure = {holder, *holder.iterancestors()}, set(within)
    first, last = min(map(seen.order.__getitem__, places)), max(map(seen.order.__getitem__, places))
    start = max((number for one, number in seen.order.items() if one.tag == "h1" and number < first), default=first)

    def belongs(element: Any, above: tuple[Any, ...]) -> bool:
        if sure:
            return not sure.isdisjoint(above)
        if holder in above[:-2]:  # the last two are body and html, which hold everything
            return True
        return start < seen.order[element] <= last or not places.isdisjoint(above)

    images = [one for one in seen.images if belongs(one[0], one[2]) and not _is_apart(one[2], around)]
    captions = _captions(images, body, seen.order)
    return tuple(Candidate(address, captions.get(number, "")) for number, (_, address, _) in enumerate(images))


def _holder(places: Collection[Any]) -> Any:
    """The smallest element that holds all blocks."""
    first = next(iter(places))
    common = [first, *first.iterancestors()]
    for place in places:
        here = {place, *place.iterancestors()}
        common = [one for one in common if one in here]
    return common[0]


def _is_apart(above: Sequence[Any], around: set[Any]) -> bool:
    """Whether an image stands in furniture of the page, hidden, or on a button."""
    for element in above:
        if element in around:
            return False
        if element.tag == "a" and _SHARING.search(element.get("href") or ""):
            return True
        reason = furniture.unwanted(element)
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if reason == "sure" and not _ASSETS.search(names):
            return True
        if reason == "named" and element.tag not in ("figure", "picture", "a", "header") and not _ASSETS.search(names):
            return True
    return False


def _captions(
    images: Sequence[tuple[Any, str, tuple[Any, ...]]], body: Sequence[tuple[Block, Any]], order: dict[Any, int]
) -> dict[int, str]:
    """The text of each image's caption, by the image's number; the first image of a caption has it."""
    lines = [(block.text, place) for block, place in body if block.kind is BlockKind.CAPTION and place in order]
    text = {place for block, place in body if block.kind is not BlockKind.CAPTION and place in order}
    holding = text.union(*(place.iterancestors() for place in text))
    marks = sorted({order[place] for _, place in body if place in order} | {order[one] for one, *_ in images})
    after = dict(pairwise(marks))
    found: dict[int, str] = {}
    for words, place in lines:
        near = [place, *place.iterancestors()]
        figure = next((one for one in near if one.tag == "figure"), None)
        for number, (element, _, above) in enumerate(images):
            if number in found:
                continue
            if figure is not None:
                belongs = figure in above
            else:
                # In a box of its own with the image and no other text, or the next thing after it.
                box = next((one for one in near if one in above), None)
                belongs = box is not None and box not in holding
                belongs = belongs or after.get(order[element]) == order[place]
            if belongs:
                found[number] = words
                break
    return found


def _address(element: Any, base: str) -> str:
    """Where the image itself is, for the many pages that put a stand-in there until a reader scrolls."""
    for name in ("src", *_LATER):
        given = (element.get(name) or "").strip()
        if given and not given.lower().startswith("data:") and may_show(link := web_link(given[:2000], base)):
            return link
    picture = next((one for one in list(element.iterancestors())[:6] if one.tag == "picture"), None)
    # libxml2 does not know that a <source> is empty, and puts what follows into it.
    for one in (element, *(picture.iter("source") if picture is not None else ())):
        for name in _SETS:
            if link := _widest((one.get(name) or "")[:20_000], base):
                return link
    return ""


def _widest(given: str, base: str) -> str:
    """The widest of a set of images that is not made for print."""
    best, width = "", -1
    for part in re.split(r",\s+|,(?=https?:)", given):
        address, _, told = part.strip(" \t\r\n,").partition(" ")
        size = int(told[:-1]) if re.fullmatch(r"\d{1,5}w", told.strip()) else 0
        if not address or address.startswith("data:"):
            continue
        if width < size <= _WIDEST and may_show(link := web_link(address, base)):
            best, width = link, size
    return best


def _is_small(element: Any) -> bool:
    """Whether the page says that it shows the image smaller than a picture, or not at all."""
    style = (element.get("style") or "")[:2000]
    sizes = [size for name in ("width", "height") if (size := _SIZE.fullmatch(element.get(name) or ""))]
    told = [int(size[1]) for size in sizes] + [int(size[2]) for size in _STYLED.finditer(style)]
    return any(size < _LEAST for size in told) or bool(furniture.unwanted(element) == "sure")


def _named(root: HtmlElement, base: str) -> str:
    for meta in root.iterfind(".//meta"):
        name = (meta.get("property") or meta.get("name") or "").lower().strip()
        if name in ("og:image", "og:image:url", "og:image:secure_url", "twitter:image") and meta.get("content"):
            return web_link(meta.get("content", "")[:2000], base)
    return ""
