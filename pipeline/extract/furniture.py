"""What on a page is no running text: scripts, forms, navigation, share bars, sign-ups, hidden elements.

Told by tags, by the names pages give their furniture, and by its words; the names and words are in `furniture.toml`.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DROPPED_TAGS = """
    script style noscript template iframe frame object embed applet svg canvas audio video map nav footer aside header
    button input select textarea option datalist dialog menu form
"""
_DROPPED = frozenset(_DROPPED_TAGS.split())
_MAX_CARD = 400  # characters of a teaser
_MIN_REST = 250  # characters outside links that a page must have beside its teasers
_MAX_ELEMENTS = 30_000  # no page of news has more
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def prune(root: HtmlElement) -> None:
    """Takes everything out of a tree that is no running text; an element with most of the text is never dropped."""
    for element in list(root.iter("head", "title", "script", "style", "noscript", "template", "svg")):
        if element is not root:
            element.drop_tree()
    for element in root.xpath(".//*[@data-cfemail]"):
        _reveal(element)
    weight = weights(root)
    prose = _prose(root, weight)
    most, much = weight[root] / 2, max(prose[root] * 0.3, 150)
    gone: set[HtmlElement] = set()
    for element in list(root.iter()):
        if element is root:
            continue
        if element.getparent() in gone:
            gone.add(element)
        elif (reason := unwanted(element)) and (
            element.tag == "nav" or (weight[element] <= most and (reason == "sure" or prose[element] < much))
        ):
            if reason == "named" and element.tag in ("article", "main"):  # WordPress: class="post author-admin"
                continue
            gone.add(element)
            element.drop_tree()


def drop_cards(root: HtmlElement) -> None:
    """Takes out rows of teasers: three or more elements alike side by side, each a linked title with a line or two.

    They stay where they are all that the page has to say.
    """
    weight = weights(root)
    if len(weight) > _MAX_ELEMENTS:
        return
    linked = _linked(root, weight)
    rows: dict[tuple[HtmlElement, str, str], list[HtmlElement]] = {}
    for element in root.iter("div", "li", "article", "section", "a", "dl", "td"):
        parent = element.getparent()
        if parent is not None and 15 <= weight[element] <= _MAX_CARD and _is_card(element, weight, linked):
            rows.setdefault((parent, str(element.tag), element.get("class") or ""), []).append(element)
    cards = [row for (parent, *_), row in rows.items() if len(row) >= 3 and _fill(row, parent, weight)]
    rest = weight[root] - linked[root] - sum(weight[card] - linked[card] for row in cards for card in row)
    if rest < _MIN_REST:
        return
    for row in cards:
        for card in row:
            if card.getparent() is not None:
                card.drop_tree()


def _fill(row: list[HtmlElement], parent: HtmlElement, weight: dict[HtmlElement, int]) -> bool:
    return sum(weight[card] for card in row) >= 0.6 * weight[parent]


def _is_card(element: HtmlElement, weight: dict[HtmlElement, int], linked: dict[HtmlElement, int]) -> bool:
    if element.tag == "a":
        return next(element.iter("h2", "h3", "h4", "h5", "p", "div"), None) is not None
    if linked[element] < 10 or element.find(".//h1") is not None:
        return False
    if any(linked[head] >= 0.9 * weight[head] > 0 for head in element.iter("h2", "h3", "h4", "h5")):
        return True
    blocks = next(element.iterchildren("p", "div", "span", "figure", "img", "a"), None) is not None
    return blocks and linked[element] >= 0.5 * weight[element]


def _linked(root: HtmlElement, weight: dict[HtmlElement, int]) -> dict[HtmlElement, int]:
    """How many characters of text in links each element holds, those of a link around it included."""
    found: dict[HtmlElement, int] = {}
    for element in reversed(list(root.iter())):
        found[element] = weight[element] if element.tag == "a" else sum(found.get(child, 0) for child in element)
    for link in root.iter("a"):
        for inner in link.iterdescendants():
            found[inner] = weight[inner]
    return found


def _prose(root: HtmlElement, weight: dict[HtmlElement, int]) -> dict[HtmlElement, int]:
    """How many characters of paragraphs of some length each element holds."""
    found: dict[HtmlElement, int] = {}
    for element in reversed(list(root.iter())):
        own = weight[element] if element.tag == "p" else 0
        found[element] = own if own >= 70 else sum(found.get(child, 0) for child in element)
    return found


def weights(root: HtmlElement) -> dict[HtmlElement, int]:
    """How many characters of text, whitespace aside, each element holds."""
    found: dict[HtmlElement, int] = {}
    for element in reversed(list(root.iter())):
        found[element] = _length(element.text) + sum(found.get(e, 0) + _length(e.tail) for e in element)
    return found


@cache
def _noise() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """The patterns of `markup.toml`: names of page furniture, text that always is furniture, names that always are."""
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    # "has-sidebar" holds what it names beside the text; "category-social" is what the text is about.
    start = r"(?:^|[\s_-])" + "".join(f"(?<!{word}[-_])" for word in table["not_after"])
    end = r"(?=$|[\s_-])"
    return (
        re.compile(f"{start}(?:{'|'.join(table['names'])}){end}", re.IGNORECASE),
        re.compile("|".join(f"(?:{pattern})" for pattern in table["texts"]), re.IGNORECASE),
        re.compile(f"{start}(?:{'|'.join(table['always'])}){end}", re.IGNORECASE),
    )


def is_furniture(text: str) -> bool:
    """Whether a block is page furniture by its words ("Modal title", "Share this article")."""
    return _noise()[1].fullmatch(text) is not None


def _length(text: str | None) -> int:
    return len("".join(text.split())) if text else 0


def unwanted(element: HtmlElement) -> str:
    """Why an element is no running text: "sure" by what it is, "named" by its name alone; empty where it may be."""
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return "sure"
    if _HIDING.search(element.get("style", "")[:2000]):
        return "sure"
    if element.tag in _DROPPED:
        return "named" if element.tag in ("header", "form", "aside", "footer") else "sure"
    names = f"{element.get('class', '')} {element.get('id', '')}"[:2000]
    if not names.strip():
        return ""
    by_name, _, always = _noise()
    return "sure" if always.search(names) else "named" if by_name.search(names) else ""


def _reveal(element: HtmlElement) -> None:
    """Cloudflare's hidden e-mail address back in the open: each byte was xor-ed with the first."""
    try:
        key, *rest = bytes.fromhex(element.get("data-cfemail", "")[:200])
        element.text = bytes(byte ^ key for byte in rest).decode("utf-8")
    except ValueError:
        return
    element.attrib.pop("href", None)  # it leads to a page about protected addresses
    for child in list(element):
        element.remove(child)
