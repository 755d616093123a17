"""Printed dates, in the languages and shapes of wires and partner sites, become moments in UTC.

Read are ISO 8601 and RFC 822, "December 20, 2022", "20 décembre 2022", "2022年12月20日 下午3:05", "20.12.2022 14h30",
"Sep 28, 2026, 08:32 ET", and a mere "10:10 ET". The order of 03/04/2022 depends on the language; without one it is
anyone's guess, and no date.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from datetime import timezone as FixedZone  # noqa: N812  (`timezone` names an IANA zone here)
from email.utils import parsedate_tz
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

LONGEST = 300  # characters looked at
EARLIEST, LATEST = 1970, 2099  # years; what is outside is no date of a release

_YEAR = r"(?:19[7-9]\d|20\d\d)"
_NUMBERS = re.compile(
    rf"(?<!\d)(?P<year>{_YEAR})\s?[-./年년]\s?(?P<month>1[0-2]|0?[1-9])\s?[-./月월]\s?(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)"
    rf"|(?<!\d)(?P<one>\d{{1,2}})\s?(?P<mark>[-./])\s?(?P<two>\d{{1,2}})\s?(?P=mark)\s?(?P<last>{_YEAR})(?!\d)"
)
_CJK_DAY = re.compile(r"(?<!\d)(?P<month>1[0-2]|0?[1-9])\s?[月월]\s?(?P<day>3[01]|[12]\d|0?[1-9])\s?[日일]")
# As PR Newswire heads its Chinese pages: "11 12月, 2025, 13:52 CST".
_DAY_FIRST = re.compile(
    rf"(?<!\d)(?P<day>3[01]|[12]\d|0?[1-9])\s(?P<month>1[0-2]|0?[1-9])\s?月,?\s?(?P<year>{_YEAR})(?!\d)"
)
_ERA = re.compile(r"(?P<era>令和|平成|民國|民国)\s?(?P<year>\d{1,3}|元)\s?年")
_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
_AM = r"a\.?\s?m\.?(?![^\W\d_])|上午|凌晨|早上|午前|오전|صباحا|[дп]о полудня"
_PM = r"p\.?\s?m\.?(?![^\W\d_])|下午|晚上|中午|午後|오후|مساء|после полудня"
_CLOCK = re.compile(
    rf"(?:(?P<before>{_AM}|{_PM})\s?)?"
    r"(?<![\d.,/])(?P<hour>[01]?\d|2[0-4])"
    r"(?:\s?[:h時时点點시：]\s?(?P<minute>[0-5]\d)\s?[分분]?(?:[:：](?P<second>[0-5]\d)(?:[.,]\d+)?)?(?!\d)"
    rf"|\.(?P<dotted>[0-5]\d)(?=\s?(?:Uhr|uhr|(?:{_AM}|{_PM})))"
    rf"|\s?(?:h|Uhr|uhr|[時时点點시])(?![^\W\d_])|(?=\s?(?:{_AM}|{_PM})))"
    rf"\s?(?P<after>{_AM}|{_PM})?",
    re.IGNORECASE,
)
_OFFSET = re.compile(
    r"(?:(?:GMT|UTC)\s?)?(?P<sign>[+\-−])(?P<hours>0?\d|1[0-4])(?::?(?P<minutes>[0-5]\d))?(?!\d)", re.IGNORECASE
)
_WORD = re.compile(r"[^\s\d!-@\[-`{-~،·«»“”–—]+")  # not \w: Thai and Hindi vowel signs are no letters


@dataclass(frozen=True, slots=True)
class _Day:
    year: int | None
    month: int
    day: int


def read(text: str, *, timezone: str = "", language: str = "", now: datetime | None = None) -> datetime | None:
    """The moment a printed date names, in UTC; None where it names none.

    `timezone` (IANA, default UTC) is for dates without a zone, and says whose CST or IST is meant; a date without a
    time is the start of that day there. `language` (BCP 47) is that of the month names and decides the order of
    03/04/2022. A date without a year is the one nearest to `now`, a time without a date the last such time before it;
    without `now` neither is read. Never raises.
    """
    words = " ".join(unicodedata.normalize("NFKC", text[:LONGEST]).split()).strip(" |·•-–—")
    if not words or not any(c.isdecimal() for c in words):
        return None
    words = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in words)  # ٢٠ is 20
    zone = _zone(timezone)
    try:
        found = _standard(words, zone) or _printed(words, zone, language, now)
        return found.astimezone(UTC) if found and EARLIEST <= found.year <= LATEST else None
    except (ValueError, OverflowError):
        return None


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


@cache
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (ValueError, OSError, KeyError):
        return UTC


def _standard(words: str, zone: tzinfo) -> datetime | None:
    """ISO 8601 (also as sitemaps write it: 2022-12) and RFC 822, whose parser takes only dates with a time."""
    try:
        if re.fullmatch(rf"{_YEAR}-(?:0[1-9]|1[0-2])", words):
            words += "-01"
        found = (
            datetime.fromisoformat(re.sub(r"(\d) ?(?:Z|z|UTC)$", r"\1+00:00", words)) if words[:4].isdecimal() else None
        )
        if found:
            return found if found.tzinfo else found.replace(tzinfo=zone)
    except ValueError:
        pass
    if re.match(r"(?:[A-Za-z]{3,9},? )?\d{1,2} [A-Za-z]{3} \d{4} \d{1,2}:\d\d", words):
        parts = parsedate_tz(words)
        if parts and parts[9] is not None and re.search(r"[+-]\d{4}|GMT|UTC|\bZ$", words):
            return datetime(*parts[:6], tzinfo=UTC) - timedelta(seconds=parts[9])
    return None


def _printed(words: str, zone: tzinfo, language: str, now: datetime | None) -> datetime | None:
    clock = _clock(words)
    rest = words[: clock[0]] + " " + words[clock[1] :] if clock else words
    hour, minute, second = clock[2] if clock else (0, 0, 0)
    day = _day(rest, language)
    zone = _named_zone(words[clock[1] :] if clock else "", zone, now)
    if day is None:
        if not clock or now is None or len(rest) > 20 or any(c.isdecimal() for c in rest):
            return None
        here = now.astimezone(zone).replace(hour=hour, minute=minute, second=second, microsecond=0)
        # Clocks differ: what is a few minutes ahead is now, not yesterday.
        return here if here <= now + timedelta(minutes=15) else here - timedelta(days=1)
    if day.year is not None:
        return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)
    if now is None:
        return None
    near = []
    for year in (now.year - 1, now.year, now.year + 1):
        try:
            near.append(datetime(year, day.month, day.day, hour, minute, second, tzinfo=zone))
        except ValueError:  # 29 February of another year
            continue
    return min(near, key=lambda moment: abs(moment - now), default=None)


def _clock(words: str) -> tuple[int, int, tuple[int, int, int]] | None:
    """Where a time of day stands, and hour, minute, second; the first one counts."""
    for match in _CLOCK.finditer(words):
        hour, half = int(match["hour"]), (match["before"] or match["after"] or "")
        minute = int(match["minute"] or match["dotted"] or 0)
        if half:
            late = bool(re.fullmatch(_PM, half, re.IGNORECASE))
            if hour > 12 and not late:
                continue
            hour = (0 if hour == 12 else hour) + 12 if late and hour <= 12 else 0 if hour == 12 else hour
        if hour == 24:
            if minute:
                continue
            hour = 0
        return match.start(), match.end(), (hour, minute, int(match["second"] or 0))
    return None


def _named_zone(after: str, zone: tzinfo, now: datetime | None) -> tzinfo:
    """The zone printed right after the time; `zone` where there is none that says one place only."""
    after = after.strip(" ,()（）[]")
    if match := _OFFSET.match(after):
        hours, minutes = int(match["hours"]), int(match["minutes"] or 0)
        away = timedelta(hours=hours, minutes=minutes)
        return FixedZone(away if match["sign"] == "+" else -away)
    name = (_WORD.match(after) or [""])[0].lower()
    moment = now or datetime(2020, 1, 1, tzinfo=UTC)
    if name and name in {(moment + timedelta(days=days)).astimezone(zone).tzname().lower() for days in (0, 182)}:  # type: ignore[union-attr]
        return zone
    return _zone(_tables()["zones"].get(name, "")) if name in _tables()["zones"] else zone


def _day(words: str, language: str) -> _Day | None:
    if era := _ERA.search(words):
        year = _ERAS[era["era"]] + (1 if era["year"] == "元" else int(era["year"]))
        words = f"{year}年" + words[era.end() :]
    for match in _NUMBERS.finditer(words):
        if match["year"]:
            return _Day(int(match["year"]), int(match["month"]), int(match["day"]))
        if ordered := _order(int(match["one"]), int(match["two"]), match["mark"], language):
            return _Day(int(match["last"]), *ordered)
    if headed := _DAY_FIRST.search(words):
        return _Day(int(headed["year"]), int(headed["month"]), int(headed["day"]))
    if yearless := _CJK_DAY.search(words):
        return _Day(None, int(yearless["month"]), int(yearless["day"]))
    return _named(words, language)


def _order(one: int, two: int, mark: str, language: str) -> tuple[int, int] | None:
    """Month and day of `one` and `two`, in whichever order the numbers or the language allow."""
    if one > 12 or (mark == "." and two <= 12) or one == two:
        return (two, one) if 1 <= two <= 12 and 1 <= one <= 31 else None
    if two > 12:
        return (one, two) if 1 <= one <= 12 and two <= 31 else None
    if not language or language.lower() in ("en", "und"):
        return None
    return (one, two) if language.lower() in ("en-us", "en-ph", "fil") else (two, one)


def _named(words: str, language: str) -> _Day | None:
    """A date with its month in words: the name, the number nearest to it as the day, a number of four as the year."""
    lower = words.lower()
    years = list(re.finditer(rf"(?<!\d)(?:{_YEAR}|2[45]\d\d)(?!\d)", lower))
    days = list(re.finditer(r"(?<!\d)(?<!\d[:.,])(?:3[01]|[12]\d|0?[1-9])(?![\d:%]|[.,]\d(?!\d{3}(?!\d)))", lower))
    if not days:
        return None
    for names in _lexicons(language):
        for start, end, month in _months_in(lower, names):
            day = min(days, key=lambda d: (max(d.start() - end, start - d.end()), d.start()))
            if max(day.start() - end, start - day.end()) > 8:
                continue
            year = int(years[0][0]) if years else None
            if year and year > LATEST:  # the Thai calendar counts from the Buddha
                year -= 543
            return _Day(year, month, int(day[0]))
    if vietnamese := re.search(r"(\d{1,2})\s+tháng\s+(\d{1,2})(?:,?\s+(?:năm\s+)?(\d{4}))?", lower):
        return _Day(int(vietnamese[3]) if vietnamese[3] else None, int(vietnamese[2]), int(vietnamese[1]))
    return None


def _months_in(lower: str, names: dict[str, int]) -> Iterator[tuple[int, int, int]]:
    """Where months stand: by words of one, then two ("تشرين الأول"), longest first."""
    words = list(_WORD.finditer(lower))
    for here, following in zip(words, [*words[1:], None], strict=True):
        pair = following and f"{here[0]} {following[0]}"
        if following and pair in names:
            yield here.start(), following.end(), names[pair]
        elif here[0] in names:
            yield here.start(), here.end(), names[here[0]]


def _lexicons(language: str) -> Iterator[dict[str, int]]:
    """Month names of the language, then English ones, then those of all others."""
    own = language.replace("-", "_").partition("_")[0].lower()
    if own and own not in ("en", "und", "zh", "ja", "ko"):
        yield _months(own)
    yield _months("en")
    yield _all_months()


@cache
def _months(language: str) -> dict[str, int]:
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language)
    except (ValueError, TypeError, UnknownLocaleError):
        return {}
    found: dict[str, int] = {}
    for width in ("wide", "abbreviated"):
        for context in ("format", "stand-alone"):
            for number, name in locale.months[context][width].items():
                plain = unicodedata.normalize("NFKC", str(name)).lower().strip(". ")
                words = _WORD.findall(plain)
                if words and " ".join(words) == plain and len(words) <= 2:
                    found.setdefault(plain, int(number))
    found.update(_tables()["months"].get(language, {}))
    return found


@cache
def _all_months() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in _tables()["languages"]["order"].split():
        for name, month in _months(language).items():
            if len(name) > 2 or not name.isascii():
                found.setdefault(name, month)
    return found
