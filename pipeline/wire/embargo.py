"""Embargo lines: until when a release may not go out, as an instant, or as a question for a person.

A line that names no time zone, no hour, two different times, or a zone that means several things gives no instant: one
hour too early cannot be taken back, so a person must look (DOMAIN 2.3).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from pathlib import Path

from pipeline.model import Block, BlockKind, Embargo
from pipeline.wire.boilerplate import ends_sentence, normal, whole_word
from pipeline.wire.dateline import read_dateline
from pipeline.wire.dates import day_of, find_dates, fold, without_weekday
from pipeline.wire.inline import cut

HEAD = 6  # blocks in which an embargo line is looked for
LONGEST = 300  # characters of an embargo line
_FRAME = ' \t*#=-–—_.,:|/<>([{【〔《«"“'
_RUNNING = {BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.QUOTATION, BlockKind.LIST_ITEM}

_HALF_BEFORE = r"(?:(?P<half>上午|下午|早上|晚上|中午|午前|午後|오전|오후)\s{0,3})?"
_HALF_BEHIND = r"(?:\s{0,3}(?P<m>a\.?m\.?|p\.?m\.?|صباحا|صباحًا|مساء|مساءً)(?![^\W\d_]))?"
_CLOCK = re.compile(
    rf"(?<![\d.,/:-]){_HALF_BEFORE}(?P<hour>\d{{1,2}})"
    r"(?:[:.](?P<minute>\d{2})(?::\d{2})?(?![\d.])(?:\s?(?:uhr|uur|hrs?|hours|h)(?![^\W\d_]))?"
    r"|\s?(?P<sign>[h時时点點시])\s?(?:(?P<minute2>\d{2})(?!\d)\s?[分분]?|(?P<thirty>半|반))?(?![^\W\d_時时点點시])"
    r"|\s?(?P<word>uhr|uur|o'clock)(?![^\W\d_])"
    r"|(?=\s{0,3}(?:a\.?m\.?|p\.?m\.?|صباح|مساء)))" + _HALF_BEHIND,
    re.IGNORECASE,
)
_MILITARY = re.compile(
    r"(?<![\d.,/:+-])(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\s?(?:hrs?|hours|h|z)?(?![\d./:-])", re.I
)
_HOUR_NAMED = re.compile(
    r"(?:godz\.?|godzin[ay]|ore|om|в|الساعة|às|a las|à)\s{1,2}(?P<hour>\d{1,2})(?![\d.:/h-])", re.I
)
_NOON = re.compile(r"(?<![^\W\d_])(?:12\s)?noon(?![^\W\d_])", re.IGNORECASE)
_VAGUE = re.compile(r"(?<![^\W\d_])(?:midnight|mitternacht|minuit|medianoche|meia-noite|mezzanotte|middernacht)", re.I)
_OFFSET = re.compile(
    r"(?:(?:utc|gmt|tmg)\s?)?(?P<sign>[+\-−–])(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?(?!\d)", re.I
)
_NUMERIC = re.compile(r"\d{1,4}[./-]\d{1,2}|\d{1,2}:\d{2}")  # 06/12 may be June or December
_IANA = re.compile(r"(?<!\w)[A-Z][A-Za-z]{2,13}/[A-Z][A-Za-z_]{2,20}(?:/[A-Z][A-Za-z_]{2,20})?(?!\w)")


@dataclass(frozen=True, slots=True)
class _Lexicon:
    sure: re.Pattern[str]
    unsure: re.Pattern[str]
    dated: re.Pattern[str]
    before: re.Pattern[str]
    lifted: re.Pattern[str]
    until: re.Pattern[str]
    follows: re.Pattern[str]
    abbreviations: dict[str, tuple[int | None, str]]
    abbreviation: re.Pattern[str]
    names: dict[str, str]
    name: re.Pattern[str]


SHORT = 100  # characters of a line that can hardly be a sentence about something else
# Forms that are rare enough not to be told further apart: they only ever make a person look.
_FORBIDS = re.compile(
    r"gesperrt bis|zakaz publikacji|nie publikować|non pubblicare|não publicar|no publicar|ne pas publier"
    r"|(?:报道|報道|新闻|新聞)?(?:解禁|禁运|禁運|禁发|禁發)(?:时间|時間|日時|至)?|보도 ?제한"
)


def read_embargo(line: str, published: datetime | None = None) -> Embargo | None:
    """The embargo that a line sets, or None where it sets none; a sentence about an embargo on trade sets none.

    `published` supplies the year of a date printed without. `until` is in UTC. Never raises.
    """
    text = line.strip()
    if not text or len(text) > LONGEST:
        return None
    lexicon = _lexicon()
    said = normal(fold(text)).lstrip(_FRAME)
    while ahead := lexicon.before.match(said):
        said = said[ahead.end() :].lstrip(_FRAME)
    opener = lexicon.sure.match(said) or lexicon.unsure.match(said)
    dated = None if opener else lexicon.dated.match(said)
    match = opener or dated
    if match is None and len(said) <= SHORT and _FORBIDS.match(said) and find_dates(fold(text)):
        return Embargo(None, text)
    if match is None or lexicon.lifted.search(said):
        return None
    rest = said[match.end() :]
    dates = find_dates(fold(text))
    if dated:
        day = day_of(dates[0], published) if dates else None
        to_come = published is None or (day is not None and day > published.date())
        if not dates or len(said) > 120 or not (_clocks(fold(text)) or (to_come and dated[0].endswith("release"))):
            return None
    elif not dates and not _NUMERIC.search(rest):
        ends = not rest.strip(_FRAME + ')]}】〕》»"”!')
        colon = rest.lstrip("】)] ")[:1] in (":", "=") and len(rest.split()) <= 12
        open_end = bool(lexicon.until.match(rest.lstrip(_FRAME))) and len(rest.split()) <= 12
        capitals = text.isupper()
        sure = lexicon.sure.match(said)
        if not ((sure and (ends or colon or open_end or capitals)) or (capitals and ends)):
            return None
    elif not _is_line(match[0], rest, text, sure=bool(lexicon.sure.match(said))):
        # A short line that opens so and names a day and an hour is more likely meant than not: a person looks.
        return Embargo(None, text) if len(said) <= SHORT and dates and _clocks(fold(text)) else None
    return Embargo(_instant(text, published), text)


def take_embargo(body: Sequence[Block], published: datetime | None = None) -> tuple[Embargo | None, list[Block]]:
    """The embargo set in the first blocks, and the blocks without its line. Never raises."""
    blocks = list(body)
    for index, block in enumerate(blocks[:HEAD]):
        if block.kind not in _RUNNING:
            continue
        for start, end in _lines(block.text):
            embargo = read_embargo(block.text[start:end], published)
            if embargo is None:
                continue
            left = [cut(block, [(start, end)])] if block.text[:start].strip() or block.text[end:].strip() else []
            rest = [*left, *blocks[index + 1 :]]
            if not find_dates(fold(embargo.text)) and rest and (joined := _continued(embargo, rest[0], published)):
                embargo, taken = joined
                rest[0] = cut(rest[0], [taken])
                rest = [block for block in rest if block.text]
            return embargo, [*blocks[:index], *rest]
    return None, blocks


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """The first lines of a block; an embargo stands above the text, not in it."""
    start = 0
    for _ in range(4):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end - start <= LONGEST:
            yield start, end
        if end == len(text):
            return
        start = end + 1


def _continued(embargo: Embargo, block: Block, published: datetime | None) -> tuple[Embargo, tuple[int, int]] | None:
    """The embargo with the date that stands on the line below it."""
    start, end = next(_lines(block.text), (0, 0))
    line = block.text[start:end].strip()
    dates = find_dates(fold(line)) if 0 < len(line) <= 80 else []
    if not dates or dates[0].start > 25 or len(line.split()) > 12 or ends_sentence(line) or read_dateline(line):
        return None
    text = f"{embargo.text} {line}"
    return Embargo(_instant(text, published), text), (start, end)


def _is_line(opener: str, rest: str, text: str, *, sure: bool) -> bool:
    """Whether what follows the opener is a time and little else.

    "Embargo on arms from 6 December" and "Embargoed goods" are trade; "EMBARGO: 6 December, 09:00 CET" is not.
    """
    lexicon, behind = _lexicon(), rest.lstrip(" ")
    if "embarg" in opener or "эмбарго" in opener:
        date = find_dates(behind[:40])
        at_once = (
            not behind or not behind[0].isalpha() or bool(date and not without_weekday(behind[: date[0].start]).strip())
        )
        if not (
            at_once
            or lexicon.until.match(behind)
            or (sure and lexicon.follows.match(behind))
            or lexicon.until.search(opener)
        ):
            return False
    date = find_dates(rest)
    words = re.findall(r"[^\W\d_]{2,}", rest[: date[0].start] if date else rest)
    return len(words) <= (14 if sure else 8 if text.isupper() or behind[:1] in (":", "=") else 4)


def _instant(text: str, published: datetime | None) -> datetime | None:
    """The one moment a line names, in UTC, or None."""
    folded = fold(text)
    days = {day_of(when, published) for when in find_dates(folded)}
    clocks = _clocks(folded)
    day = days.pop() if len(days) == 1 else None
    if day is None or not clocks or _VAGUE.search(folded):
        return None
    moments = set()
    for position, (_, end, clock) in enumerate(clocks):
        until = clocks[position + 1][0] if position + 1 < len(clocks) else len(folded)
        where = (
            _without(folded, clocks[0][:2]) if len(clocks) == 1 else " " * end + _without(folded, (0, end))[end:until]
        )
        anchors = [end, *(when.end for when in find_dates(folded))]
        zones = _zones(where, anchors, datetime.combine(day, clock))
        if not zones:
            return None
        moments |= {_in_utc(datetime.combine(day, clock, zone)) for zone in zones}
    return moments.pop() if len(moments) == 1 else None


def _in_utc(moment: datetime) -> datetime | None:
    try:
        return moment.astimezone(UTC)
    except (OverflowError, ValueError):  # the first or last day there is
        return None


def _without(text: str, span: tuple[int, int]) -> str:
    """A text without its clock time and its dates, whose digits and dashes would read as offsets."""
    cut_out = [span, *((when.start, when.end) for when in find_dates(text))]
    letters = list(text)
    for start, end in cut_out:
        letters[start:end] = " " * (end - start)
    return "".join(letters)


def _clocks(folded: str) -> list[tuple[int, int, time]]:
    """Every clock time with where it stands, in order."""
    blank = _without(folded, (0, 0))
    found: list[tuple[int, int, time]] = []
    for pattern in (_CLOCK, _NOON, _HOUR_NAMED, _MILITARY):
        for match in pattern.finditer(blank):
            if any(match.start() < end and start < match.end() for start, end, _ in found):
                continue
            if blank[: match.start()].rstrip()[-1:] in ("+", "−") or re.search(
                r"(?:utc|gmt)\s?[-–]?$", blank[: match.start()], re.I
            ):
                continue  # an offset
            clock = time(12) if pattern is _NOON else _clock(match.groupdict())
            if clock is None:
                return []
            found.append((match.start(), match.end(), clock))
        if found and pattern is _NOON:
            break
    return sorted(found)


def _clock(parts: dict[str, str | None]) -> time | None:
    hour = int(parts["hour"] or 0)
    minute = 30 if parts.get("thirty") else int(parts.get("minute") or parts.get("minute2") or 0)
    half = (parts.get("m") or parts.get("half") or "").lower()
    if half and hour > 12:
        return time(hour, minute) if half in ("下午", "晚上", "午後", "오후") and hour < 24 and minute < 60 else None
    if half.startswith("p") or half in ("下午", "晚上", "午後", "오후", "مساء", "مساءً"):
        hour = hour % 12 + 12
    elif half and half != "中午":
        hour %= 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _zones(text: str, anchors: Sequence[int], local: datetime) -> list[tzinfo] | None:
    """Every time zone a text names on that day; None where one is unclear or contradicts the season.

    `anchors` are where abbreviations may stand: elsewhere EST is French and ET is "and".
    """
    lexicon = _lexicon()
    said = " ".join(text.replace("’", "'").lower().split())
    zones: list[tzinfo] = []
    for match in _OFFSET.finditer(said):
        offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
        named = re.match(r"[a-z]", match[0])
        if offset > timedelta(hours=14) or not (named or match["sign"] == "+" or match["minutes"]):
            continue
        zones.append(timezone(offset if match["sign"] == "+" else -offset))
    offset_said = bool(zones)
    for match in _IANA.finditer(text):
        if (zone := _zone(match[0])) is None:
            return None
        zones.append(zone)
    for match in lexicon.name.finditer(said):
        if (zone := _zone(lexicon.names[match[0]])) is None:
            return None
        zones.append(zone)
    for anchor in sorted(set(anchors)):
        short = lexicon.abbreviation.match(text, anchor)
        if short is None:
            continue
        hours, place = lexicon.abbreviations[short["name"]]
        if hours == 0 and offset_said:  # GMT+8 has been read as an offset
            continue
        kept = _zone(place)
        if kept is None or (hours is not None and local.replace(tzinfo=kept).utcoffset() != timedelta(hours=hours)):
            return None
        zones.append(kept)
    return zones


def _zone(name: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo

    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        return None


@cache
def _lexicon() -> _Lexicon:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    openers, zones = data["openers"], data["zones"]
    abbreviations = {
        name.upper(): (None if hours == "any" else int(hours), str(place))
        for name, (hours, place) in zones["abbreviations"].items()
    }
    return _Lexicon(
        _either(openers["sure"]),
        _either(openers["unsure"]),
        _either(openers["dated"]),
        _either(openers["before"]),
        _either(openers["lifted"]),
        _either(openers["until"]),
        _either(openers["follows"]),
        abbreviations,
        re.compile(rf"[\s,(]{{0,3}}(?P<name>{_words(abbreviations)})"),
        dict(zones["names"]),
        re.compile(_words(zones["names"])),
    )


def _either(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(_words(words), re.IGNORECASE)


def _words(words: Iterable[str]) -> str:
    return "|".join(whole_word(word) for word in sorted(words, key=lambda word: (-len(word), word)))
