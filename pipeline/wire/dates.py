"""Dates as datelines, embargoes and notices print them, in every language of `dates.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

# One character for one, so that an offset in the folded text is an offset in the printed one.
_FOLD: dict[int, str] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # （, ／, ３, Ａ
_FOLD |= {ord(wide): narrow for wide, narrow in zip("、،’［］", ",,'[]", strict=True)}
_FOLD |= {start + digit: str(digit) for start in (0x0660, 0x06F0) for digit in range(10)}  # ٣, ۳
_FOLD |= dict.fromkeys([0xA0, 0x202F, 0x2009, 0x3000, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF], " ")
_FOLD |= dict.fromkeys(range(0x2066, 0x206A), " ")


@dataclass(frozen=True, slots=True)
class Printed:
    """A date found in a text: from `start` up to `end`, a weekday behind it included; no year where none is printed."""

    start: int
    end: int
    year: int | None
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class _Lexicon:
    months: dict[str, int]
    patterns: tuple[re.Pattern[str], ...]
    weekday_before: re.Pattern[str]
    weekday_behind: re.Pattern[str]


def fold(text: str) -> str:
    """A text with wide and Arabic digits and punctuation made plain, character for character."""
    return text.translate(_FOLD)


def find_dates(folded: str) -> list[Printed]:
    """Every date in a folded text of a few hundred characters, in order and without overlaps."""
    lexicon = _lexicon()
    found = []
    for pattern in lexicon.patterns:
        for match in pattern.finditer(folded):
            parts = match.groupdict()
            name = parts.get("name")
            month = lexicon.months.get(unicodedata.normalize("NFC", name).lower(), 0) if name else int(parts["month"])
            year, day = parts.get("year"), int(parts["day"])
            if 1 <= month <= 12 and 1 <= day <= 31:
                behind = lexicon.weekday_behind.match(folded, match.end())
                end = behind.end() if behind else match.end()
                found.append(Printed(match.start(), end, int(year) if year else None, month, day))
    found.sort(key=lambda when: (when.start, -when.end))
    kept: list[Printed] = []
    for when in found:
        if not kept or when.start >= kept[-1].end:
            kept.append(when)
    return kept


def without_weekday(text: str) -> str:
    """What stands before a date without the weekday that leads up to it: "London, Thursday," -> "London"."""
    return _lexicon().weekday_before.sub("", text)


def is_date(text: str) -> bool:
    """Whether a line says a date and nothing else, but for a weekday."""
    line = fold(text).strip()
    if len(line) > 40:
        return False
    return any(when.end == len(line) and not without_weekday(line[: when.start]).strip() for when in find_dates(line))


def day_of(when: Printed | None, published: datetime | None = None, *, past: bool = False) -> date | None:
    """The day a printed date means; without a year the one that brings it nearest to `published`, else None.

    With `past` it is the last such day up to the day after `published`: no dateline lies ahead of its release.
    """
    if when is None:
        return None
    years: Iterable[int] = (when.year,) if when.year else ()
    if not when.year and published:
        years = (published.year - 1, published.year, published.year + 1)
    possible = []
    for year in years:
        try:
            possible.append(date(year, when.month, when.day))
        except ValueError:  # 29 February of another year, 31 April
            continue
    if past and published and not (when and when.year):
        possible = [day for day in possible if (day - published.date()).days <= 1][-1:]
    if published and len(possible) > 1:
        return min(possible, key=lambda day: abs((day - published.date()).days))
    return possible[0] if possible else None


@cache
def _lexicon() -> _Lexicon:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    english = _numbered(data["months"]["english"])
    months = _numbered(data["months"]["other"]) | english
    letter = r"(?![^\W\d_])"
    year = r"(?P<year>\d{4})(?!\d)(?:\s*(?:r\.|г\.|года|р\.|року)|\s*[rг](?![^\W_]))?"
    then_year = rf"(?:,?\s*(?:de\s+|del\s+)?{year})?"
    ordinal = r"(?:st|nd|rd|th|er|re|º|°|ª|\.)?"
    nth = "(?:st|nd|rd|th)?"
    patterns = (
        rf"(?<!\d)(?P<day>\d{{1,2}}){ordinal}\s*(?:de\s+|d'|of\s+)?(?P<name>{_either(months)}){letter}\.?{then_year}",
        rf"(?<![^\W_])(?P<name>{_either(english)}){letter}\.?\s*(?P<day>\d{{1,2}})(?![\d:]){nth}(?:\s*,?\s*{year})?",
        r"(?:(?<!\d)(?P<year>\d{4})\s*[年년]\s*)?(?<!\d)(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일]",
        r"(?<!\d)(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)",
        rf"(?<!\d)(?P<day>\d{{1,2}})-(?P<name>{_either(months)})-(?P<year>\d{{4}})(?!\d)",  # 10-Nov-2025
    )
    days = data["weekdays"]
    names, short, joining = (_either(days[key]) for key in ("words", "short", "joining"))
    return _Lexicon(
        months,
        tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns),
        re.compile(
            rf"(?:^|(?<=[\s,(]))(?:(?:{joining})\s)?(?:{names})\.?,?\s{{0,3}}(?:(?:{joining})\s{{0,3}})?$",
            re.IGNORECASE,
        ),
        re.compile(rf",?\s{{0,3}}(?:\(\s?(?:{names}|{short})\s?\)|(?:{names})(?![^\W_]))", re.IGNORECASE),
    )


def _numbered(months: list[list[str]]) -> dict[str, int]:
    return {name: number for number, names in enumerate(months, 1) for name in names}


def _either(names: Iterable[str]) -> str:
    # Some pages come with decomposed accents; folding them would move every offset, so both spellings are offered.
    both = {form for name in names for form in (name, unicodedata.normalize("NFD", name))}
    return "|".join(re.escape(name) for name in sorted(both, key=lambda name: (-len(name), name)))
