"""Notices about an earlier item: corrections, kills, holds, advisories, repeats, and what they say of which item.

A notice has a wire's form: a set word in front of a headline, in capitals, slashes or brackets or before a colon, or a
set sentence in the first paragraphs (DOMAIN 2.4). Text that merely speaks of killing or correcting is none.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pipeline.model import Block, BlockKind, Notice, NoticeKind
from pipeline.wire.boilerplate import ends_sentence, normal
from pipeline.wire.dateline import read_dateline
from pipeline.wire.dates import day_of, find_dates, fold
from pipeline.wire.inline import cut
from pipeline.wire.number import normal_number, number_in_address

HEAD = 4  # blocks in which a set sentence makes a notice
LEAD = 12  # blocks in which the line stands under which a corrected text begins
REACH = 1200  # characters of a block that are looked at
_RUNNING = {BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.QUOTATION}
_URL = re.compile(r"https?://[^\s<>\"]{1,500}")
_QUOTED = re.compile(r"[\"“„«「『](?P<headline>[^\"“”„«»「」『』\n]{3,300})[\"”“»」』]")
_STORY = re.compile(
    r"(?:kill|hold|withdraw|disregard) the (?:story|item) (?P<headline>[^\n,\"“]{3,120}),", re.IGNORECASE
)
# Ordinary content, although it begins with one of the words.
_CONTENT = re.compile(r"(?:media|news|press|travel|weather|investor)\s+advisory", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Front:
    """How a headline says that it is a notice: in slashes, or in front of the old headline."""

    kind: NoticeKind
    slashed: re.Pattern[str]
    set_off: re.Pattern[str]
    phrase: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Lexicon:
    fronts: tuple[_Front, ...]
    sentences: tuple[tuple[NoticeKind, re.Pattern[str]], ...]
    numbers: tuple[re.Pattern[str], ...]
    issued: tuple[re.Pattern[str], ...]
    wrong: re.Pattern[str]
    follows: re.Pattern[str]


@dataclass(slots=True)
class _Found:
    kind: NoticeKind
    text: str
    headline: str = ""
    issued: date | None = None


def take_notice(headline: str, body: Sequence[Block]) -> tuple[Notice | None, str, list[Block]]:
    """The notice that a headline or the first blocks give; the headline and the blocks without its words.

    A correction or repeat leaves its headline and the lines that say what was wrong; where it names only the company
    ("/C O R R E C T I O N -- Acme/") the headline comes back empty and is read off the text. A kill, hold or advisory
    keeps its text. Never raises.
    """
    blocks = list(body)
    front = _read_front(headline)
    if front is None and blocks and blocks[0].kind in _RUNNING and len(blocks[0].text) <= 400:
        front = _read_front(blocks[0].text)
        if front and front[0].kind in {NoticeKind.CORRECTION, NoticeKind.REPEAT}:
            blocks = _without_front(blocks, front[1])
        headline_given = False
    else:
        headline_given = front is not None
    sentence = _read_sentences(blocks)
    found = _weightier(front[0] if front else None, sentence)
    if found is None:
        found = _should_read(blocks)
        if found is None:
            return None, headline, blocks
    texts = [found.text]
    if found.kind is NoticeKind.CORRECTION:
        said, blocks = _take_lead_in(blocks)
        texts += said
    if front and headline_given and found.kind in {NoticeKind.CORRECTION, NoticeKind.REPEAT}:
        headline = headline[front[1] :].strip() if front[1] < len(headline) else ""
        if not found.headline:
            found.headline = headline
    return _notice(found, "\n".join(dict.fromkeys(texts)), blocks), headline, blocks


def _weightier(front: _Found | None, sentence: _Found | None) -> _Found | None:
    """The graver of the two, with what the other knows of the item."""
    if front is None or sentence is None:
        return front or sentence
    order = [NoticeKind.KILL, NoticeKind.HOLD, NoticeKind.CORRECTION, NoticeKind.ADVISORY, NoticeKind.REPEAT]
    first, second = sorted((front, sentence), key=lambda found: order.index(found.kind))
    headline = sentence.headline or front.headline
    return _Found(first.kind, f"{first.text}\n{second.text}", headline, sentence.issued or front.issued)


def _read_front(text: str) -> tuple[_Found, int] | None:
    """The notice a headline begins with, and where the headline proper begins (its length where there is none)."""
    line = text.strip()[:400].split("\n")[0]
    offset = len(text) - len(text.lstrip())
    if not line or _CONTENT.match(line.lstrip("/*[( ")):
        return None
    for front in _lexicon().fronts:
        slashed = front.slashed.match(line)
        if slashed:
            rest = line[slashed.end() :].strip(" -–—:/")
            return _Found(front.kind, line, rest), offset + (slashed.end() if rest else len(text))
        match = front.set_off.match(line)
        if match:
            headline = line[match.end() :].strip(" -–—:")
            return _Found(front.kind, line, headline), offset + (match.end() if headline else len(text))
        if front.phrase and front.phrase.search(line):
            return _Found(front.kind, line, ""), offset
    return None


def _without_front(blocks: list[Block], start: int) -> list[Block]:
    """The blocks without the words in front of the headline in the first of them."""
    if start <= 0:
        return blocks
    first = cut(blocks[0], [(0, min(start, len(blocks[0].text)))])
    return ([first] if first.text else []) + blocks[1:]


def _read_sentences(blocks: Sequence[Block]) -> _Found | None:
    """The gravest set sentence in the first blocks."""
    found: _Found | None = None
    for text in _openings(blocks[:HEAD]):
        for kind, pattern in _lexicon().sentences:
            match = pattern.search(text)
            if match is None:
                continue
            said = match.groupdict()
            headline = (said.get("headline") or "").strip(' "“”„«»,')
            dates = find_dates(fold(said.get("issued") or ""))
            one = _Found(kind, text, headline, day_of(dates[0]) if dates else None)
            found = one if found is None else _weightier(found, one)
            break
    return found


def _openings(blocks: Sequence[Block]) -> Iterator[str]:
    """The first characters of each block, without a dateline, on one line."""
    for block in blocks:
        if block.kind is BlockKind.TABLE_ROW:
            continue
        text = block.text[:REACH].strip()
        dateline = read_dateline(text)
        yield " ".join((text[dateline[1] :] if dateline else text).split())


def _should_read(blocks: Sequence[Block]) -> _Found | None:
    """A correction that says so only by its lines: "X should read Y" above "The corrected release follows"."""
    follows = _follows(blocks)
    if follows is None:
        return None
    wrong = [block.text for block in blocks[: follows + 1] if _lexicon().wrong.search(block.text[:REACH])]
    return _Found(NoticeKind.CORRECTION, wrong[0]) if wrong else None


def _take_lead_in(blocks: list[Block]) -> tuple[list[str], list[Block]]:
    """Take what stands above a corrected text, or the lines that say what was wrong, off the front."""
    follows = _follows(blocks)
    if follows is not None and follows + 1 < len(blocks):
        lead = blocks[: follows + 1]
        kept = [block for block in lead[:-1] if block.kind is BlockKind.HEADING and not _says_wrong(block)]
        return [block.text for block in lead if block not in kept], kept + blocks[follows + 1 :]
    taken: list[str] = []
    kept = []
    for index, block in enumerate(blocks):
        if index < HEAD and _says_wrong(block) and len(blocks) - len(taken) > 1:
            taken.append(block.text)
            if dateline := read_dateline(block.text):
                kept.append(cut(block, [(dateline[1], len(block.text))]))
        else:
            kept.append(block)
    return taken, kept


def _says_wrong(block: Block) -> bool:
    """Whether a line only says what was wrong: it names the old wording beside the new one."""
    text = block.text[:REACH]
    return len(block.text) <= 600 and bool(_lexicon().wrong.search(text)) and bool(re.search(r"[:：\"“„«「(]", text))


def _follows(blocks: Sequence[Block]) -> int | None:
    """Which of the first blocks ends by saying that the corrected text follows."""
    for index, block in enumerate(blocks[:LEAD]):
        text = block.text.strip()
        tail = text[-160:]
        match = next((m for m in _lexicon().follows.finditer(tail) if not tail[m.end() :].strip(" .:：…)")), None)
        if match:
            return index
    return None


def _notice(found: _Found, text: str, blocks: Sequence[Block]) -> Notice:
    """The notice with what its own text says of the item: number, quoted headline, day."""
    own = f"{text}\n{' '.join(_openings(blocks[:2]))}" if found.kind in {NoticeKind.KILL, NoticeKind.HOLD} else text
    own = own[: 2 * REACH]
    number = next((n for url in _URL.findall(own) if (n := number_in_address(url.rstrip(".,;:!?)]»”")))), "")
    without_addresses = _URL.sub(" ", own)
    if not number:
        matches = (match for pattern in _lexicon().numbers for match in pattern.finditer(without_addresses))
        number = next((normal_number(match["number"]) for match in matches), "")
    headline = found.headline
    if not headline or found.kind in {NoticeKind.KILL, NoticeKind.HOLD, NoticeKind.ADVISORY}:
        said = found.headline if _is_said(found.headline) else ""
        quoted = _QUOTED.search(own) or _STORY.search(own)
        headline = said or (quoted["headline"].strip() if quoted else "")
    issued = found.issued
    for pattern in _lexicon().issued:
        for match in pattern.finditer(own):
            dates = find_dates(fold(match["issued"]))
            if issued is None and dates and dates[0].start <= 12:
                issued = day_of(dates[0])
    if issued is None and found.kind in {NoticeKind.KILL, NoticeKind.HOLD}:
        issued = _only_day(blocks[:2])
    return Notice(found.kind, text, number, headline, issued)


def _only_day(blocks: Sequence[Block]) -> date | None:
    """The one day with a year that a notice names, outside of a dateline: that of the item it speaks of."""
    texts = [block.text for block in blocks if read_dateline(block.text) is None]
    days = {day_of(when) for text in texts for when in find_dates(fold(text[:REACH])) if when.year}
    return days.pop() if len(days) == 1 else None


def _is_said(headline: str) -> bool:
    """Whether this can be a headline and is not the notice's own running words."""
    return (
        bool(headline)
        and len(headline) <= 300
        and not re.match(r"please\b|=|bitte\b", normal(headline))
        and not (ends_sentence(headline) and len(headline.split()) > 14)
    )


def _spaced(pattern: str) -> str:
    """A pattern that also matches C O R R E C T I O N."""
    return " ?".join(pattern) if pattern.isascii() and pattern.isalpha() else pattern


@cache
def _lexicon() -> _Lexicon:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    order = (NoticeKind.KILL, NoticeKind.HOLD, NoticeKind.CORRECTION, NoticeKind.ADVISORY, NoticeKind.REPEAT)
    fronts = tuple(_front(kind, data[kind.value]) for kind in order)
    sentences = data["sentences"]
    return _Lexicon(
        fronts,
        tuple(
            (kind, re.compile(pattern, re.IGNORECASE))
            for kind in (NoticeKind.KILL, NoticeKind.HOLD, NoticeKind.CORRECTION, NoticeKind.ADVISORY)
            for pattern in sentences[kind.value]
        ),
        tuple(re.compile(pattern, re.IGNORECASE) for pattern in sentences["number"]),
        tuple(re.compile(pattern, re.IGNORECASE) for pattern in sentences["issued"]),
        re.compile("|".join(data["lines"]["wrong"]), re.IGNORECASE),
        re.compile("|".join(data["lines"]["follows"]), re.IGNORECASE),
    )


def _front(kind: NoticeKind, words: dict[str, list[str]]) -> _Front:
    """The patterns of one kind's headlines."""
    ordinary, shouted, slashed = words["any"], words["capitals"], [*words["any"], *words["capitals"], *words["slashed"]]
    in_slashes = "|".join(_spaced(word) for word in slashed)
    in_brackets = "|".join([*ordinary, *shouted])
    capitals = "|".join(_in_capitals(word) for word in shouted) or "(?!)"
    # A phrase of several words in capitals needs nothing behind it: CORRECTING and REPLACING Acme Opens.
    phrases = [_in_capitals(word) for word in words["any"] if " " in word and word.isascii()]
    alone = "|".join(phrases).replace(" AND ", " (?:and|AND) ") or "(?!)"
    behind = r"(?:\s?[:：=]|\s?--|\s[-–—](?=\s)|-(?=[A-Z]))"
    return _Front(
        kind,
        re.compile(rf"/\s?(?i:{in_slashes})(?![^\W\d_])[^/\n]{{0,160}}/|\*{{2,3}}\s?(?i:{in_slashes})\s?\*{{2,3}}"),
        re.compile(
            rf"[*\s]{{0,4}}(?:[\[【〔(（]\s?(?i:{in_brackets})\s?[\]】〕)）]\s?[:：]?"
            rf"|(?:{capitals})(?:{behind}|$)|(?i:{'|'.join(ordinary)})(?:{behind}|$)|(?:{alone})(?=\s))\s{{0,3}}"
        ),
        re.compile("|".join(words["phrases"]), re.IGNORECASE) if words["phrases"] else None,
    )


def _in_capitals(pattern: str) -> str:
    """The pattern in capitals; scripts that have none stay as they are."""
    return pattern.upper()
