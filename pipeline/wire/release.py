"""A release read as a wire editor reads it: dateline, source line, original link and boilerplate become data.

What is not recognised stays in the body, in order. Nothing here decides what to publish; it only says what stands
on the page.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

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
from pipeline.wire.dateline import dateline_within, read_dateline, render_dateline
from pipeline.wire.dates import is_date
from pipeline.wire.embargo import read_embargo, take_embargo
from pipeline.wire.inline import cut
from pipeline.wire.notices import take_notice
from pipeline.wire.number import number_in_address, take_number
from pipeline.wire.tail import Tail, issuer_of, take_tail

__all__ = ["read", "render_dateline"]

HEAD = 6  # blocks in which a dateline is looked for
HEADLINE = 200  # characters beyond which a block is no headline

_RUNNING = {BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.QUOTATION}
_SLUG = re.compile(r"OTS\d{4}\s.{0,80}")  # APA-OTS: number, priority, categories, day
_ABSTRACT = re.compile(r"(?:abstract|summary|摘要|résumé|resumen|zusammenfassung)\s?[:：]\s{0,5}", re.IGNORECASE)


def read(blocks: Sequence[Block], *, headline: str = "", published: datetime | None = None, link: str = "") -> Release:
    """Read a body as a wire editor does; what is recognised becomes data, all else stays in the body in order.

    `headline` is what the page or feed already gave: a first block that repeats it is dropped. Without it, headline
    and subhead are taken off the front of the body where they stand above the dateline or look like one.
    `published` supplies the year of a dateline or embargo printed without. `link` is the release's own address, for
    its number. Nothing is kept of the wire's pointer to its own page ("View original content …"). `warnings` say what
    was missing or wants a person's eye. Never raises.
    """
    body = [block for block in blocks if block.text.strip()]
    body = [block for index, block in enumerate(body) if index >= HEAD or not _is_notice(block)]
    embargo, body = take_embargo(body, published)
    embargo = embargo or read_embargo(headline, published)
    warnings = ["embargo without a clear time"] if embargo and embargo.until is None else []
    whole = body
    notice, headline, body = take_notice(headline, body)
    number, body = take_number(body)
    dateline, above, body, subhead = _take_dateline(body, published)
    if dateline is None:
        warnings.append("no dateline found")
    elif dateline.date is None:
        warnings.append("dateline has no date")
    if headline:
        given_subhead = _take_subhead(headline, above if dateline else body, dated=dateline is not None)
    else:
        headline, given_subhead = _take_headline(above, body, dated=dateline is not None)
    subhead = "" if normal(subhead) == normal(headline) else subhead
    if subhead and given_subhead and normal(subhead) != normal(given_subhead):
        above.append(Block(BlockKind.PARAGRAPH, subhead))
    subhead = given_subhead or subhead
    tail = Tail()
    body = _without_abstract(above, body)
    rest = take_tail(mark_kinds(block for block in body if not is_end_mark(block)), tail)
    number = number_in_address(link) or number or number_in_address(tail.own_page)
    if notice and not rest:  # a kill is all there is to say
        rest = [replace(block, kind=BlockKind.PARAGRAPH) for block in whole[:1]]
    return Release(
        headline, subhead, dateline, tuple(rest), tail.origin_url, tail.issuer, tuple(warnings), number, embargo, notice
    )


def _take_dateline(
    body: list[Block], published: datetime | None
) -> tuple[Dateline | None, list[Block], list[Block], str]:
    """The dateline, the blocks above its paragraph, the rest with the dateline cut off, the subhead in front of it."""
    head = [(index, block) for index, block in enumerate(body[:HEAD]) if block.kind in _RUNNING]
    for index, block in head:
        found = read_dateline(block.text, published)
        if found is not None:
            dateline, end = found
            lead = cut(block, [(0, end)])
            return dateline, body[:index], ([lead] if lead.text else []) + body[index + 1 :], ""
    for index, block in head:
        within = dateline_within(block.text, published)
        if within is not None:
            dateline, start, end = within
            lead = cut(block, [(0, end)])
            subhead = " ".join(block.text[:start].strip(" -–—").split())
            return dateline, body[:index], ([lead] if lead.text else []) + body[index + 1 :], subhead
    return None, [], body, ""


def _take_subhead(headline: str, front: list[Block], *, dated: bool) -> str:
    """Drop what repeats the headline; the first line between it and the dateline is the subhead."""
    while front and (normal(front[0].text) == normal(headline) or (dated and is_date(front[0].text))):
        front.pop(0)
    if dated and front and _is_headline(front[0], dated=True) and not _ABSTRACT.match(front[0].text.strip()):
        return " ".join(front.pop(0).text.split())
    return ""


def _without_abstract(above: list[Block], body: list[Block]) -> list[Block]:
    """All blocks in order, without the page's date above the dateline and an abstract that repeats the first lines."""
    lead = "".join(normal(block.text) for block in body[:2])
    kept = []
    for block in above:
        text = block.text.strip()
        label = _ABSTRACT.match(text)
        if is_date(text) or (label and normal(text[label.end() :]).rstrip(" .…。")[:80] in lead):
            continue
        kept.append(block)
    return kept + body


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
    if is_contact_label(block) or is_caption(block) or is_end_mark(block):
        return False
    if block.kind is BlockKind.PARAGRAPH and opens_description(block):
        return False
    return not (has_address(text) or is_date(text) or issuer_of(text))


def _is_notice(block: Block) -> bool:
    text = block.text.strip()
    if len(text) > 90:
        return False
    return normal(text).strip(" .:!*-–—/") in _notices() or bool(_SLUG.fullmatch(text))


@cache
def _notices() -> frozenset[str]:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return frozenset(data["notice"]["whole"])
