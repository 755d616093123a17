"""Dates as feeds and listings write them, in any of their languages, become times in UTC.

A date without a zone is local time at its source. An abbreviation that means several zones (CST: Chicago, Shanghai,
Havana) means the source's own where that is among them.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_MONTHS = """
    january february march april may june july august september october november december
    jan feb mar apr may jun jul aug sep oct nov dec
"""
_ENGLISH = {name: number % 12 + 1 for number, name in enumerate(_MONTHS.split())} | {"sept": 9}
# Languages whose month names are tried after the declared one; where names clash (listopad), the earlier counts.
_LANGUAGES = """
    fr es de pt it nl pl ru uk cs sk sv da nb fi is hu ro tr el ca gl hr sl bg lt lv et id ms vi
"""
_ISO = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:[T\s]\s*(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?", re.IGNORECASE
)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?\s*(Z|[+-]\d\d:?\d\d)?)?", re.IGNORECASE)
_RFC822 = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,?\s+)?(\d\d?)[\s-]+([A-Za-z]{3,9})\.?[\s-]+(\d{4})[\s,]+(\d\d?):(\d\d)(?::(\d\d))?\s*"
    r"(Z|UT|UTC|GMT|[+-]\d{4})?",
)
_CLOCK = re.compile(
    r"(?<![\d.])([01]?\d|2[0-4])\s?(?::|h|時|时|시|點|点|\.(?=\d\d(?:\D|\Z)))\s?([0-5]\d)?(?:\s?[:分분]\s?([0-5]\d|60)?)?"
)
_HALF = re.compile(
    r"(?<![^\W\d_])(?:(p\.?\s?m\.?(?!\w))|(a\.?\s?m\.?(?!\w)))|(下午|午後|오후|晚上|μ\.μ\.|م(?!\w))|(上午|午前|오전|凌晨|π\.μ\.|ص(?!\w))",
    re.IGNORECASE,
)
_UNIX = re.compile(
    r"(?:[A-Za-z]{3,9},?\s)?([A-Za-z]{3})\s(\d\d?)\s(\d\d?:\d\d(?::\d\d)?)\s((?:[A-Z]{2,5}|[+-]\d{4})\s)?(\d{4})"
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-./年년]\s?(\d\d?)\s?[-./月월]\s?(\d\d?)(?!\d)")
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d\d?)\s?(?:er|st|nd|rd|th|º|°|\.)?[\s-]\s*(?:de\s+|d')?([^\W\d_]{3,})\.?,?[\s-]+(?:de[l]?\s+)?(\d{4}|\d\d(?![\d:]))"
)
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,})\.?\s+(\d\d?)(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_DOTTED = re.compile(r"(?<!\d)(\d\d?)\.\s?(\d\d?)\.\s?(\d{4})(?!\d)")
_MIDDLE = re.compile(r"(?<!\d)(\d\d?)\s(\d\d?)[月월],?\s(\d{4})(?!\d)")
_SLASHED = re.compile(r"(?<!\d)(\d\d?)([/-])(\d\d?)\2(\d{4})(?!\d)")
_OFFSET = re.compile(r"(?:(?:GMT|UTC?)\s?)?([+-])(\d\d?)(?::?([0-5]\d))?(?!\d)")
_ABBREVIATION = re.compile(r"(?<![A-Za-z])([A-Z]{1,5})(?![A-Za-z/])")
_PLACE = re.compile(r"[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+")

_SEASONAL = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
# Hours from UTC, the likeliest first.
_ZONES: dict[str, tuple[float, ...]] = {
    **dict.fromkeys(("Z", "UT", "UTC", "GMT", "WET"), (0.0,)),
    "EST": (-5, 10),
    "EDT": (-4, 11),
    "CST": (-6, 8, -5, 9.5),
    "CDT": (-5, -4, 9),
    "MST": (-7, 8, 6.5),
    "MDT": (-6,),
    "PST": (-8, 8),
    "PDT": (-7,),
    "AST": (-4, 3),
    "ADT": (-3, 4),
    "NST": (-3.5,),
    "HST": (-10,),
    "AKST": (-9,),
    "AKDT": (-8,),
    "BRT": (-3,),
    "ART": (-3,),
    "BST": (1, 6),
    "IST": (5.5, 2, 1),
    "WEST": (1,),
    **dict.fromkeys(("CET", "MEZ", "MET"), (1,)),
    **dict.fromkeys(("CEST", "MESZ", "MEST"), (2,)),
    "EET": (2,),
    "EEST": (3,),
    "SAST": (2,),
    "CAT": (2,),
    "EAT": (3,),
    "WAT": (1,),
    "MSK": (3,),
    "TRT": (3,),
    "GST": (4, -2),
    "PKT": (5,),
    "WIB": (7,),
    "ICT": (7,),
    "HKT": (8,),
    "SGT": (8,),
    "MYT": (8,),
    "PHT": (8,),
    "AWST": (8,),
    "JST": (9,),
    "KST": (9,),
    "ACST": (9.5,),
    "AEST": (10,),
    "AEDT": (11,),
    "NZST": (12,),
    "NZDT": (13,),
}


def when(words: str, zone: str = "", language: str = "") -> datetime | None:
    """A date as UTC, None for what is none: RFC 822, ISO 8601, `2026年3月2日 17:00`, `2 mars 2026 à 17h00` …

    `zone` (IANA, "" for UTC) is meant where the date names none; month names are read in `language`, English and the
    wires' languages. 03/04/2026 is read only where the language tells day from month.
    """
    words = " ".join(words[:120].split())
    if not any(c.isdecimal() for c in words):
        return None
    home = place(zone)
    try:
        return _formal(words, home) or _written(words, home, language)
    except (ValueError, OverflowError, KeyError):
        return None


@lru_cache(maxsize=64)
def place(zone: str) -> tzinfo:
    """The time zone of that name; UTC for "" and for names that do not exist."""
    try:
        return ZoneInfo(zone) if zone else UTC
    except (ValueError, OSError, KeyError):
        return UTC


def _formal(words: str, home: tzinfo) -> datetime | None:
    """The formats of the standards, which are nearly all that come."""
    if found := _RFC822.fullmatch(words):
        day, name, year, hour, minute, second, said = found.groups()
        month = str(_ENGLISH.get(name.lower(), ""))
        if not month:
            return None
    elif found := _ISO.fullmatch(words) or _COMPACT.fullmatch(words):
        year, month, day, hour, minute, second, said = found.groups()
    elif re.fullmatch(r"1\d{9}(?:\d{3})?", words):
        return datetime.fromtimestamp(int(words[:10]), UTC)
    else:
        return None
    there = _said_offset(said) if said else home
    return _moment(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), there)


def _said_offset(said: str) -> tzinfo:
    if said[0] not in "+-":
        return UTC
    minutes = int(said[1:3]) * 60 + int(said[-2:])
    return timezone(timedelta(minutes=-minutes if said[0] == "-" else minutes))


def _moment(year: int, month: int, day: int, hour: int, minute: int, second: int, zone: tzinfo) -> datetime | None:
    if 2500 <= year <= 2643:  # Buddhist era
        year -= 543
    if not 1970 <= year <= 2200 or hour > 24:
        return None
    later = timedelta(days=1) if hour == 24 else timedelta(0)
    local = datetime(year, month, day, hour % 24, minute, min(second, 59), tzinfo=zone)
    return (local + later).astimezone(UTC)


def _written(words: str, home: tzinfo, language: str) -> datetime | None:
    """Dates as people write them."""
    if unix := _UNIX.fullmatch(words):  # Mon Mar 2 17:00:00 2026, as `date` and Java print it
        words = f"{unix[2]} {unix[1]} {unix[5]} {unix[3]} {unix[4] or ''}"
    found = _day(words, language)
    if found is None:
        return None
    (year, month, day), start, end = found
    rest = words[:start] + " " + words[end:]
    hour = minute = second = 0
    clock = _CLOCK.search(rest)
    if clock:
        hour, minute, second = int(clock[1]), int(clock[2] or 0), int(clock[3] or 0)
        half = _HALF.search(rest)
        if half and hour <= 12:
            late = bool(half[1] or half[3])
            hour = hour % 12 + 12 * late if hour == 12 else hour + 12 * late
        rest = rest[clock.end() :]
    naive = datetime(year - 543 if year > 2500 else year, month, day, hour % 24, minute, min(second, 59))  # noqa: DTZ001
    return _moment(year, month, day, hour, minute, second, _zone(rest, naive, home) if clock else home)


def _day(words: str, language: str) -> tuple[tuple[int, int, int], int, int] | None:
    """Year, month and day with where they stand."""
    if found := _YEAR_FIRST.search(words):
        return (int(found[1]), int(found[2]), int(found[3])), found.start(), found.end()
    if found := _DOTTED.search(words) or _MIDDLE.search(words):
        return (int(found[3]), int(found[2]), int(found[1])), found.start(), found.end()
    for pattern, order in ((_DAY_FIRST, (3, 2, 1)), (_MONTH_FIRST, (3, 1, 2))):
        for found in pattern.finditer(words):
            month = _month(found[order[1]].lower(), language)
            if month:
                year = int(found[order[0]])
                year += 0 if year > 99 else 2000 if year < 70 else 1900
                return (year, month, int(found[order[2]])), found.start(), found.end()
    if found := _SLASHED.search(words):
        one, other, year = int(found[1]), int(found[3]), int(found[4])
        if (
            one > 12
            or (other <= 12 and _base(language) not in ("", "en", "fil"))
            or language in ("en-GB", "en-IE", "en-AU")
        ):
            return (year, other, one), found.start(), found.end()
        if other > 12 or language in ("en-US", "en-PH", "fil"):
            return (year, one, other), found.start(), found.end()
    return None


def _base(language: str) -> str:
    return language.partition("-")[0]


def _month(name: str, language: str) -> int:
    if name in _ENGLISH:
        return _ENGLISH[name]
    return _names(_base(language)).get(name, 0) or next(
        (n for tag in _LANGUAGES.split() if (n := _names(tag).get(name, 0))), 0
    )


@lru_cache(maxsize=128)
def _names(language: str) -> dict[str, int]:
    """Month names of a language, in lower case, from CLDR."""
    from babel import Locale, UnknownLocaleError

    try:
        months = Locale.parse(language).months
    except (ValueError, TypeError, UnknownLocaleError):
        return {}
    return {
        str(name).lower().strip("."): number
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in months[context][width].items()
        if not str(name).isdecimal()
    }


def _zone(words: str, naive: datetime, home: tzinfo) -> tzinfo:
    """The zone that the rest of a date names: an offset, a place, an abbreviation; else the source's own."""
    if found := _PLACE.search(words):
        named = place(found[0])
        if named is not UTC:
            return named
    if found := _OFFSET.search(words):
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        if minutes <= 14 * 60:
            return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))
    for found in _ABBREVIATION.finditer(words):
        if found[1] in _SEASONAL:
            return place(_SEASONAL[found[1]])
        if hours := _ZONES.get(found[1]):
            own = naive.replace(tzinfo=home).utcoffset()
            if any(own == timedelta(hours=one) for one in hours):
                return home
            return timezone(timedelta(hours=hours[0]))
    return home
