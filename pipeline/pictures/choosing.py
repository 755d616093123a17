"""Which of the images a page and a feed show are pictures of the story, and which block is whose caption."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.model import Block, BlockKind, Candidate, Wanted
from pipeline.pictures.addresses import ends_like_one, is_of_the_house, key, may_show

MOST = 10  # of one release

_LINE = re.compile(
    r"[(\[]?([^\d:：]{2,30}?)\s?\d{0,2}\s{0,3}[-–—:：]\s{0,3}(https?://[^\s<>\"“”«»)\]]{1,1900})[)\]]?\s*"
)
_LOGO = re.compile(r"logo|logotipo|логотип|标志|標誌|标识|標識|ロゴ|로고|شعار", re.IGNORECASE)


def choose(
    shown: Iterable[Candidate], listed: Iterable[Candidate], named: str, body: Sequence[Block]
) -> tuple[Candidate, ...]:
    """The images of a release, each once and at most ten: those its text shows, then those its feed lists.

    `shown` stand in the text, `body` may name more by address ("Photo - https://…"), `listed` came with the feed.
    `named` is what the page names for itself (og:image), the last resort, and never where it is the site's logo.
    """
    found: dict[str, Candidate] = {}
    for one in (*shown, *_lines(body), *listed):
        if may_show(one.address):
            before = found.setdefault(key(one.address), one)
            if one.credit and not before.credit:
                found[key(one.address)] = Candidate(before.address, before.caption, one.credit)
    if not found and may_show(named) and not is_of_the_house(named):
        found[key(named)] = Candidate(named)
    return tuple(found.values())[:MOST]


def placed(candidates: Iterable[Candidate], body: Sequence[Block]) -> tuple[Wanted, ...]:
    """The images with the numbers of the blocks that are their captions in this body, each block's only once."""
    captions = [number for number, block in enumerate(body) if block.kind is BlockKind.CAPTION]
    wanted = []
    for one in candidates:
        block = next((number for number in captions if body[number].text == one.caption != ""), None)
        if block is not None:
            captions.remove(block)
        wanted.append(Wanted(one.address, block, one.credit))
    return tuple(wanted)


def _lines(body: Sequence[Block]) -> Iterator[Candidate]:
    """Pictures that lines of the text name by address; a logo is no picture of the story."""
    for block in body:
        line = _LINE.fullmatch(block.text) if block.kind in (BlockKind.CAPTION, BlockKind.PARAGRAPH) else None
        if line and ends_like_one(line[2]) and not _LOGO.search(line[1]):
            yield Candidate(line[2])
