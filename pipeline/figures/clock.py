"""Times of day, zones and dates all in digits (6/12/2025), read before any other figure of a text."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.figures.lexicon import Lexicon
from pipeline.figures.quantity import Kind, Quantity

_BEFORE_NOON = ("上午", "早上", "清晨", "凌晨", "午前", "오전", "早晨")
_AFTER_NOON = ("下午", "晚上", "傍晚", "午後", "夜", "오후", "저녁", "中午", "晚间", "晚間", "晚")
_INSIDE = frozenset("0123456789.,:/+-")  # a figure behind one of these is part of another
_CLOCK = re.compile(
    r"""(?P<h1>\d{1,2})\s?
        (?:(?P<point>[点點])|[时時시])(?![间間期代钟速尚刻간議]|钟头)(?:\s?(?:(?P<m1>\d{1,2})\s?[分분]|(?P<half>[半반整])))?
    | (?P<h2>\d{1,2})[:：](?P<m2>[0-5]\d)(?:[:：][0-5]\d)?
        (?![:：\d])
    | (?P<h3>\d{1,2})\s?[hH]\s?(?P<m3>[0-5]\d)(?!\w)
    | (?P<h4>\d{1,2})(?:\.(?P<m4>[0-5]\d))?\s?
        (?:(?<=\.\d\d)h\b|(?<=\.\d\d\s)h(?:s|rs|oras)?\b|(?=[aApP]\.?\s?[mM]\b)|Uhr\b|uur\b|น\.|o[’']clock|(?=बजे)|(?=[πμ]\.μ)|giờ(?=\s(?:sáng|chiều|tối|trưa))
          |час(?:ов|а)?(?=\s(?:утра|вечера|дня)))
    | (?P<h7>\d{1,2})\sheures?(?:\s(?P<m7>[0-5]\d))?(?![\w])
    | (?P<h5>\d{1,2})\s?h(?![\w/])(?!\s(?:sur|de\s\w+\spar)\b)
    | (?P<h6>\d{1,2})\.(?P<m6>[0-5]\d)(?![\d%]|[.,]\d)
    """,
    re.VERBOSE,
)
# What must stand before "9h" and "9.30" for them to be a time.
_AT = re.compile(
    r"(?:^|[\s(])(?:à|às|as|a las|las|dès|vers|entre|et|de|jusqu['’]à|até|das|kl\.?|klo|kello|klockan|ore|ora|alle|"
    r"dalle|godz\.|godzinie|pukul|jam|saat|um|ab|bis|von|в|о|at|h\s?-|[–-])\s$",
    re.IGNORECASE,
)
_AT_DOTTED = re.compile(
    r"(?:^|[\s(])(?:kl\.?|klo|kello|klockan|ore|ora|alle|dalle|godz\.|godzinie|pukul|saat)\s$", re.IGNORECASE
)
_AT_HOURS = re.compile(r"(?:^|[\s(])(?:à|dès|vers|entre|et|jusqu['’]à|avant|après)\s$", re.IGNORECASE)
_PM = re.compile(r"[\s\u00a0]?(?:p\.?\s?m\b\.?|μ\.μ\.?)", re.IGNORECASE)
_AM = re.compile(r"[\s\u00a0]?(?:a\.?\s?m\b\.?|π\.μ\.?)", re.IGNORECASE)
_ZONE = re.compile(r"\b(?:GMT|UTC)\s?([+−–-])\s?(\d{1,2})(?::?([0-5]\d))?(?!\d)")
_NUMERIC = re.compile(
    r"(?:(\d{4})([-./])(\d{1,2})\2(\d{1,2})|(\d{1,2})([-./])(\d{1,2})\6(\d{4}|\d\d))(?![\d/-]|[.,]\d)"
)
_SHORT = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.(?!\d)")
_IN_BRACKETS = re.compile(r"(?<=[日号號일])\s?[（(]\s?(?P<day>[月火水木金土日一二三四五六월화수목금토])(?![^\W\d_])")
_NEAR = 22  # characters beside a time in which a word for the part of the day is looked for
_DIGIT = re.compile(r"\d")


def read(text: str, lexicon: Lexicon) -> tuple[list[Quantity], str]:
    """Times, zones and dates in digits, and the text with blanks in their places."""
    found: list[Quantity] = []
    if not _DIGIT.search(text):
        return found, text
    if "GMT" in text or "UTC" in text:
        text = _zones(text, found)
    text = _dates(text, lexicon, found)
    if lexicon.brackets:
        text = _weekdays(text, lexicon, found)
    spans = []
    for m in _CLOCK.finditer(text):
        if time := _time(m, text, lexicon):
            found.append(time)
            spans.append((time.start, time.end))
    return found, _blanked(text, spans)


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], "_" * (end - max(start, at))]
        at = max(at, end)
    return "".join(pieces) + text[at:]


def _zones(text: str, found: list[Quantity]) -> str:
    spans = []
    for m in _ZONE.finditer(text):
        hours = Decimal(m[2]) + Decimal(m[3] or 0) / 60
        found.append(Quantity(*m.span(), (hours if m[1] == "+" else -hours,), Kind.ZONE))
        spans.append(m.span())
    return _blanked(text, spans)


def _weekdays(text: str, lexicon: Lexicon, found: list[Quantity]) -> str:
    """The weekday in brackets behind a date, 12月6日（土）, which translations are free to leave out."""
    spans = []
    for m in _IN_BRACKETS.finditer(text):
        if (at := lexicon.brackets.find(m["day"])) >= 0:
            found.append(Quantity(*m.span("day"), (Decimal(at + 1),), Kind.WEEKDAY, True, False))
            spans.append(m.span("day"))
    return _blanked(text, spans)


def _dates(text: str, lexicon: Lexicon, found: list[Quantity]) -> str:
    spans = []
    for m in _NUMERIC.finditer(text):
        if m.start() and text[m.start() - 1] in _INSIDE:
            continue
        if m[1]:
            year, one, two, order = int(m[1]), int(m[3]), int(m[4]), "month"
        else:
            one, two, year, order = int(m[5]), int(m[7]), int(m[8]), lexicon.order
            if len(m[8]) == 2 and m[6] == "-":
                continue
            if m[6] == "." and order == "either":
                order = "day"
        if parts := _day(m.span(), one, two, order):
            year_values = (Decimal(year),) if year > 99 else (Decimal(2000 + year), Decimal(year))
            found += [*parts, Quantity(*m.span(), year_values, Kind.YEAR)]
            spans.append(m.span())
    if lexicon.decimal == ",":
        for m in _SHORT.finditer(text):
            if m.start() and text[m.start() - 1] in _INSIDE:
                continue
            if parts := _day(m.span(), int(m[1]), int(m[2]), "day"):
                found += parts
                spans.append(m.span())
    return _blanked(text, spans)


def _day(span: tuple[int, int], one: int, two: int, order: str) -> list[Quantity]:
    """Day and month of two numbers, in the one order possible or, where the language has both, in either."""
    pairs = [(one, two), (two, one)]  # day, month
    if order == "month":
        pairs.reverse()
    possible = [(day, month) for day, month in pairs if 1 <= day <= 31 and 1 <= month <= 12]
    if not possible:
        return []
    if order != "either":
        possible = possible[:1]
    days = tuple(dict.fromkeys(Decimal(day) for day, _ in possible))
    months = tuple(dict.fromkeys(Decimal(month) for _, month in possible))
    return [Quantity(*span, days, Kind.DAY), Quantity(*span, months, Kind.MONTH)]


def _time(m: re.Match[str], text: str, lexicon: Lexicon) -> Quantity | None:
    start, end = m.span()
    if start and text[start - 1] in _INSIDE:
        return None
    hour_text = m["h1"] or m["h2"] or m["h3"] or m["h4"] or m["h5"] or m["h6"] or m["h7"]
    hour = int(hour_text)
    minute = int(
        m["m1"]
        or m["m2"]
        or m["m3"]
        or m["m4"]
        or m["m6"]
        or m["m7"]
        or (30 if m["half"] and m["half"] in "半반" else 0)
    )
    early = late = ""
    ahead = text[max(0, start - 4) : start].rstrip()
    if m["h1"] or m["h2"]:
        if ahead.endswith(_BEFORE_NOON):
            early = "am"
        elif ahead.endswith(_AFTER_NOON):
            late = "pm"
        if early or late:
            start = next(
                at
                for at in range(max(0, start - 4), start)
                if text[at:start].strip().startswith((*_BEFORE_NOON, *_AFTER_NOON))
            )
    if hour > 24 or minute > 59 or (m["point"] and not (early or late or m["m1"] or m["half"])):
        return None
    if m["h6"] and not _AT_DOTTED.search(text[max(0, start - 12) : start]):
        return None
    if m["h7"] and not _AT_HOURS.search(text[max(0, start - 10) : start]):
        return None
    if m["h5"] and not _AT.search(text[max(0, start - 10) : start]):
        return None
    if pm := _PM.match(text, end):
        late, end = "pm", pm.end()
    elif am := _AM.match(text, end):
        early, end = "am", am.end()
    elif not (early or late):
        early, late = _part_of_day(text, start, end, lexicon)
    if late and hour < 12:
        hour += 12
    elif early and hour == 12:
        hour = 0
    values = [Decimal(60 * hour + minute)]
    if hour in (0, 24):
        values.append(Decimal(60 * (24 - hour) + minute))
    return Quantity(start, end, tuple(values), Kind.TIME)


def _part_of_day(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[str, str]:
    """The words for morning and evening right behind a time, in some languages before it."""
    behind = text[end : end + _NEAR].lower().lstrip()
    for word in lexicon.pm:
        if behind.startswith(word):
            return "", word
    for word in lexicon.am:
        if behind.startswith(word):
            return word, ""
    ahead = text[max(0, start - 12) : start].lower()
    for word in lexicon.pm:
        if len(word) > 2 and ahead.rstrip().endswith(word):
            return "", word
    return "", ""
