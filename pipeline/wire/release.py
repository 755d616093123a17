"""A release read as a wire editor reads it: dateline, source line, original link and boilerplate become data.

What is not recognised stays in the body, in order. Nothing here decides what to publish; it only says what stands
on the page.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.model import Block, BlockKind, Dateline, Release
from pipeline.wire.boilerplate import (
    ends_sentence,
    has_address,
    is_caption,
    is_contact_label,
    is_end_mark,
    mark_kinds,
    normal,
    opens_description,
)
from pipeline.wire.dateline import is_date, read_dateline, render_dateline
from pipeline.wire.inline import cut

__all__ = ["read", "render_dateline"]

HEAD = 6  # blocks in which a dateline is looked for
TAIL = 6  # paragraphs in which links and source lines are looked for; boilerplate and contacts are not counted
LABEL = 40  # characters of a label in front of an address
HEADLINE = 200  # characters beyond which a block is no headline

_RUNNING = {BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.QUOTATION}
_URL = re.compile(r"https?://[^\s<>\"“”«»]{1,2000}", re.IGNORECASE)
_HREF = re.compile(r"href\s{0,9}=\s{0,9}[\"']([^\"'<>\s]{1,2000})[\"']", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    origin: tuple[str, ...]
    origin_whole: frozenset[str]
    own_page: re.Pattern[str]
    issuer: re.Pattern[str]
    issuer_in_capitals: re.Pattern[str]
    glued_issuer: re.Pattern[str]
    notice: frozenset[str]
    embargo: tuple[str, ...]


@dataclass(slots=True)
class _Tail:
    """What the last paragraphs have given so far, read from the end."""

    origin_url: str = ""
    issuer: str = ""


def read(blocks: Sequence[Block], *, headline: str = "", published: datetime | None = None) -> Release:
    """Read a body as a wire editor does; what is recognised becomes data, all else stays in the body in order.

    `headline` is what the page or feed already gave: a first block that repeats it is dropped. Without it, headline
    and subhead are taken off the front of the body where they stand above the dateline or look like one.
    `published` supplies the year of a dateline printed without. Nothing is kept of the wire's pointer to its own page
    ("View original content …"). `warnings` say what was missing or wants a person's eye. Never raises.
    """
    body = [block for block in blocks if block.text.strip()]
    body = [block for index, block in enumerate(body) if index >= HEAD or not _is_notice(block)]
    warnings = ["embargo line found"] if any(map(_is_embargo, body[:HEAD])) else []
    dateline, above, body = _take_dateline(body, published)
    if dateline is None:
        warnings.append("no dateline found")
    elif dateline.date is None:
        warnings.append("dateline has no date")
    subhead = ""
    if not headline:
        headline, subhead = _take_headline(above, body, dated=dateline is not None)
    else:
        front = above if dateline else body
        if front and normal(front[0].text) == normal(headline):
            front.pop(0)
    tail = _Tail()
    rest = _take_tail(mark_kinds(block for block in above + body if not is_end_mark(block)), tail)
    return Release(headline, subhead, dateline, tuple(rest), tail.origin_url, tail.issuer, tuple(warnings))


def _take_dateline(body: list[Block], published: datetime | None) -> tuple[Dateline | None, list[Block], list[Block]]:
    """The dateline, the blocks above its paragraph, and the rest with the dateline cut off."""
    for index, block in enumerate(body[:HEAD]):
        found = read_dateline(block.text, published) if block.kind in _RUNNING else None
        if found is not None:
            dateline, end = found
            lead = cut(block, [(0, end)])
            return dateline, body[:index], ([lead] if lead.text else []) + body[index + 1 :]
    return None, [], body


def _take_headline(above: list[Block], body: list[Block], *, dated: bool) -> tuple[str, str]:
    """Take headline and subhead off the blocks above the dateline, or off the front of an undated body."""
    front = above if dated else body
    spare = 0 if dated else 1  # an undated body keeps at least one block
    first = next((index for index, block in enumerate(front) if _is_headline(block, dated=dated)), len(front))
    if first + spare >= len(front) or (first and not dated):
        return "", ""
    headline, subhead = front.pop(first), ""
    if first + spare < len(front) and _is_headline(front[first], dated=dated):
        subhead = " ".join(front.pop(first).text.split())
    return " ".join(headline.text.split()), subhead


def _is_headline(block: Block, *, dated: bool) -> bool:
    """Whether a block can be the headline; above a dateline a full stop does not speak against it."""
    text = block.text.strip()
    if block.kind not in {BlockKind.HEADING, BlockKind.PARAGRAPH} or len(text) > HEADLINE:
        return False
    if not (dated or block.kind is BlockKind.HEADING) and (ends_sentence(text) or text[-1] in ":："):
        return False
    if _is_embargo(block) or is_contact_label(block) or is_caption(block) or is_end_mark(block):
        return False
    if block.kind is BlockKind.PARAGRAPH and opens_description(block):
        return False
    return not (has_address(text) or is_date(text) or _issuer(text))


def _is_notice(block: Block) -> bool:
    return len(block.text) <= 80 and normal(block.text).strip(" .:!*-–—/") in _lexicon().notice


def _is_embargo(block: Block) -> bool:
    """Whether this line sets an embargo; the word alone may also open a headline about trade."""
    text = block.text.strip()
    if len(text) > 300 or not normal(text[:40]).lstrip("*- ").startswith(_lexicon().embargo):
        return False
    return any(letter.isdigit() or letter in ":：" for letter in text) or text.isupper()


def _take_tail(body: list[Block], tail: _Tail) -> list[Block]:
    """Take original link, source line and the wire's own address off the last paragraphs."""
    kept: list[Block] = []  # from the end
    seen = 0
    for position in range(len(body) - 1, -1, -1):
        if seen >= TAIL:
            return body[: position + 1] + kept[::-1]
        left, used = _read_tail_block(body[position], kept[-1] if kept else None, tail)
        if used:
            kept.pop()
        if left is not None:
            kept.append(left)
            seen += left.kind not in {BlockKind.BOILERPLATE, BlockKind.CONTACT, BlockKind.CAPTION}
    return kept[::-1]


def _read_tail_block(block: Block, follower: Block | None, tail: _Tail) -> tuple[Block | None, bool]:
    """What is left of a block once its tail lines are taken, and whether the next block's address was used up."""
    if block.kind is BlockKind.TABLE_ROW:
        return block, False
    taken = _own_pages(block)
    used, whole = False, len(block.text.strip())
    for start, end in _lines(block.text, taken):
        line = block.text[start:end].strip()
        origin, in_follower = _origin(line, block, follower, alone=len(line) == whole)
        if origin and tail.origin_url in ("", origin):
            tail.origin_url, used = origin, used or in_follower
            taken.append((start, end))
        elif not origin and (issuer := _issuer(line)) and tail.issuer in ("", issuer):
            tail.issuer = issuer
            taken.append((start, end))
    if taken:
        block = cut(block, taken)
    return (block if block.text else None), used


def _own_pages(block: Block) -> list[tuple[int, int]]:
    """Where a block points to the wire's own page: the phrase and the address behind it."""
    text, spans = block.text, []
    for match in _lexicon().own_page.finditer(text):
        end = match.end()
        if match["url"]:
            end = match.start("url") + len(_until_issuer(match["url"]))
        elif len(text) > 160 or not (match[0].endswith((":", "：")) or "href" in block.html):
            continue  # a sentence that happens to say so
        elif issuer := _lexicon().issuer_in_capitals.search(text, match.start(), end):
            end = issuer.start()
        spans.append((match.start(), end))
    return spans


def _lines(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The lines of a text that are not taken, each also ended where a source line follows an address."""
    edges = [0, *(edge for span in taken for edge in span), len(text)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        for line in re.finditer(r"[^\n]+", text[start:end]):
            first, last = start + line.start(), start + line.end()
            url = _URL.search(text, first, last)
            middle = url.start() + len(_until_issuer(url[0])) if url else last
            if _lexicon().issuer_in_capitals.match(text[middle:last].lstrip()):
                yield first, middle
                first = middle
            if 0 < len(text[first:last].strip()) <= 2100:
                yield first, last


def _until_issuer(url: str) -> str:
    """An address without the source line that is often glued to it (….htmlSOURCE Acme)."""
    glued = _lexicon().glued_issuer.search(url)
    return url[: glued.start("issuer")] if glued else url


def _origin(line: str, block: Block, follower: Block | None, *, alone: bool) -> tuple[str, bool]:
    """The address behind an "original link" label, and whether it stood in the block after it.

    The label names the original or it is none: "Website:" and "Photo:" lead elsewhere.
    """
    lexicon = _lexicon()
    label, colon, rest = line.replace("：", ":", 1).partition(":")
    said = normal(label[: LABEL + 1]).strip(" *-–—•[(")
    if not colon or len(label) > LABEL:
        return "", False
    if said not in lexicon.origin_whole and not any(word in said for word in lexicon.origin):
        return "", False
    rest = rest.strip()
    printed = _URL.match(rest)
    if printed and not rest[printed.end() :].strip(" ]>».") and not rest.endswith(("...", "…")):
        return _clean_url(printed[0]), False
    links = {_clean_url(unescape(url)) for url in _HREF.findall(block.html)} - {""}
    if alone and len(links) == 1:
        return links.pop(), False
    if not rest and alone and follower and _URL.fullmatch(follower.text.strip()):
        url = _clean_url(follower.text.strip())
        return url, bool(url)
    return "", False


def _clean_url(url: str) -> str:
    """A web address without the punctuation around it; empty unless it is http or https with a host."""
    url = url.strip().rstrip(".,;:!?'’>。，；：！？、…》」』")
    for opening, closing in ("()", "[]", "（）", "【】"):
        while url.endswith(closing) and url.count(closing) > url.count(opening):
            url = url[:-1].rstrip(".,;:!?")
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    return url if parts.scheme.lower() in {"http", "https"} and host else ""


def _issuer(line: str) -> str:
    """Who a source line names: "SOURCE Acme", "Source : Acme", "来源：Acme"; empty for a running sentence."""
    match = _lexicon().issuer.fullmatch(line) if len(line) <= 180 else None
    if match is None:
        return ""
    word, name = match["word"], match["name"].strip()
    if not match["colon"] and not (word.isupper() or word.lower() == word.upper()):
        return ""
    running = name[0].islower() and not (word.isupper() and len(name.split()) <= 3)  # SOURCE eAcme
    return "" if running or _URL.search(name) or len(name) > 150 or ends_sentence(name) else name


@cache
def _lexicon() -> _Lexicon:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    issuers = sorted(data["issuer"]["words"], key=len, reverse=True)
    words = "|".join(map(re.escape, issuers))
    capitals = "|".join(re.escape(word.upper()) for word in issuers)
    phrases = "|".join(re.escape(phrase).replace(r"\ ", r"\s{1,3}") for phrase in data["own_page"]["phrases"])
    # Every gap is bounded, so a text full of phrases costs no more than its length.
    address = r"[^:：\n]{0,100}?[:：]?\s{0,5}(?P<url>https?://\S{1,2000})"
    return _Lexicon(
        tuple(data["origin"]["words"]),
        frozenset(data["origin"]["whole"]),
        re.compile(rf"(?:{phrases})(?:{address}|[^:：\n]{{0,100}}[:：]?)", re.IGNORECASE),
        re.compile(rf"(?P<word>{words})\s{{0,5}}(?:(?P<colon>[:：])|(?<=\s))\s{{0,5}}(?P<name>\S.*)", re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{capitals})(?=[\s:：])"),
        re.compile(rf"(?:\.html?|/)(?P<issuer>{capitals})(?![\w-])"),
        frozenset(data["notice"]["whole"]),
        tuple(data["notice"]["embargo"]),
    )
