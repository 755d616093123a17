"""A text that switches language, such as a bilingual release, told block by block."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.language import scripts, weigh
from pipeline.language.identify import identify
from pipeline.language.tables import pairs
from pipeline.language.tags import base, parts
from pipeline.model import UNDETERMINED

ENOUGH = 60  # letters; a shorter block in the main language's script may be a name, a slogan or a quotation
PLENTY = 20  # letters in a script of their own
SURE = 0.9
SURE_OF_KIN = 0.98  # of a language close to the main one


def identify_blocks(blocks: Sequence[str], *, main: str = "") -> list[str]:
    """The language of each block that is clearly in another language than the text; "" for all others.

    `blocks` are the plain texts of paragraphs, headings and the like in their order, `main` the tag of the whole text
    (none: that of all blocks together). A block differs when it has at least 60 letters and leaves no doubt, or is
    written in a script the main language is not written in; simplified and traditional Chinese differ. Names, numbers,
    addresses and short blocks never do. Tags are canonical, one for each block. Never raises.
    """
    main = main or identify("\n".join(blocks)).language
    if main == UNDETERMINED:
        return [""] * len(blocks)
    known: dict[str, str] = {}
    for block in blocks:
        if block not in known:
            known[block] = _differs(block, main)
    return [known[block] for block in blocks]


def _differs(block: str, main: str) -> str:
    """The language of a block if it is clearly not the main one; else nothing."""
    script, letters, others = scripts.script(scripts.running_text(block), [])
    own = parts(main)[1]
    foreign = _written_otherwise(script, own)
    if letters < (PLENTY if foreign else ENOUGH) or others:
        return ""
    found = identify(block)
    if found.language == UNDETERMINED or base(found.language) == base(main):
        return ""
    if foreign and script in pairs("only"):
        return found.language
    kin = base(found.language) in weigh.close(base(main))
    return found.language if found.confidence >= (SURE_OF_KIN if kin else SURE) else ""


def _written_otherwise(script: str, own: str) -> bool:
    """Whether a script is not the main language's own; Han characters serve Chinese and Japanese alike."""
    if script == "Hani":
        return own not in ("Hans", "Hant", "Jpan")
    return script != own
