"""Errors in figures and dates."""

from __future__ import annotations

import random
import re
import unicodedata
from functools import cache

from pipeline.model import Sentence
from tests.pairs import CorrectPair
from tests.seeding.spans import base, cut, set_aside, spoilt, words

NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,٫]\d+)?(?!\d)|\d+(?:[.,٫٬]\d+)*")
LATIN_LETTER = re.compile(r"[A-Za-zÀ-ɏ]")


def numbers(pair: CorrectPair) -> list[re.Match[str]]:
    """The figures of the target that stand for a quantity: no code, address, phone number, or month written in digits."""
    text = pair.sentence.target
    taken = set_aside(text) + [match.span(1) for match in months_in_digits(text)]
    found = []
    for match in NUMBER.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if any(start <= match.start() < end for start, end in taken):
            continue
        if LATIN_LETTER.fullmatch(before[-1:]) or re.search(r"[A-Za-zÀ-ɏ]-$", before):
            continue
        if re.match(r"[A-Z]|-[A-Z\d]", after) or re.search(r"\d-$", before):
            continue
        found.append(match)
    return found


def digit(like: str, value: int) -> str:
    """A digit in the script of another."""
    return chr(ord(like) - unicodedata.digit(like) + value)


def number_digit(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """One digit of a figure becomes another."""
    places = [at for match in numbers(pair) for at in range(*match.span()) if pair.sentence.target[at].isdigit()]
    if not places:
        return None
    at = chance.choice(places)
    old = unicodedata.digit(pair.sentence.target[at])
    new = chance.choice([value for value in range(1, 10) if value != old])
    return spoilt(pair, cut(pair.sentence.target, at, at + 1, digit(pair.sentence.target[at], new)))


def number_transposed(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """Two neighbouring digits change places."""
    text = pair.sentence.target
    places = [
        at
        for match in numbers(pair)
        for at in range(match.start(), match.end() - 1)
        if text[at].isdigit() and text[at + 1].isdigit() and text[at] != text[at + 1]
        if unicodedata.digit(text[at + 1]) or at > match.start()
    ]
    if not places:
        return None
    at = chance.choice(places)
    return spoilt(pair, text[:at] + text[at + 1] + text[at] + text[at + 2 :])


def number_decimal(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """The decimal mark slips by a place, or a whole number becomes ten times as much."""
    found = numbers(pair)
    if not found:
        return None
    match = chance.choice(found)
    text = match.group()
    fraction = re.fullmatch(r"(.*)([.,٫])(\d{1,2})", text)
    if fraction:
        whole, mark, rest = fraction.groups()
        new = whole + rest[0] + (mark + rest[1:] if len(rest) > 1 else "")
    else:
        new = re.sub(r"\D", "", text) + digit(text[-1], 0)
    return spoilt(pair, cut(pair.sentence.target, *match.span(), new))


def number_magnitude(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """Million for billion, 万 for 亿, lakh for crore, or the other way round."""
    text = pair.sentence.target
    found = []
    for small, large in words()["magnitudes"].get(pair.sentence.target_language, ()):
        for old, new in ((small, large), (large, small)):
            found += [
                (m.span(1), new)
                for m in re.finditer(rf"\d[ \u00a0\u202f]?({re.escape(old)})(?!\w*{re.escape(new)})", text)
            ]
    if not found:
        return None
    (start, end), new = chance.choice(sorted(found))
    return spoilt(pair, text[:start] + new + text[end:])


def number_year(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """A year becomes another one not far off."""
    years = [match for match in numbers(pair) if re.fullmatch(r"(?:19|20|۱۹|۲۰|١٩|٢٠)\d\d", match.group())]
    if not years:
        return None
    match = chance.choice(years)
    year = int(match.group()) + chance.choice([-10, -3, -2, -1, 1, 2, 3, 10])
    like = match.group()[0]
    new = "".join(digit(like, int(figure)) if not like.isascii() else figure for figure in str(year))
    return spoilt(pair, cut(pair.sentence.target, *match.span(), new))


def number_lost(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """A figure is gone."""
    found = numbers(pair)
    return spoilt(pair, cut(pair.sentence.target, *chance.choice(found).span())) if found else None


@cache
def month_names(language: str) -> tuple[str, ...]:
    """The months as a language writes them in a date, from CLDR."""
    from babel import Locale

    wide = Locale.parse(language.replace("-", "_")).months["format"]["wide"]
    return tuple(wide[number] for number in range(1, 13))


def months_in_digits(text: str) -> list[re.Match[str]]:
    """Months written as a number: 5月, 5월, tháng 5."""
    return list(re.finditer(r"(?<!\d)((?:1[0-2]|[1-9])(?= ?[月월])|(?<=tháng )(?:1[0-2]|[1-9])(?!\d))", text))


def months(pair: CorrectPair) -> list[tuple[tuple[int, int], int]]:
    """The months written as words in the target: where they stand, and their number less one."""
    text, language = pair.sentence.target, pair.sentence.target_language
    left = "" if base(language) in ("he", "zh") else r"(?<!\w)"
    right = "" if base(language) == "zh" else r"(?!\w)"
    return [
        (match.span(), number)
        for number, name in enumerate(month_names(language))
        if not name[0].isdigit()
        for match in re.finditer(left + re.escape(name) + right, text)
    ]


def date_month(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """A month becomes another."""
    text, language = pair.sentence.target, pair.sentence.target_language
    found: list[tuple[tuple[int, int], list[str]]] = [
        (match.span(), [str(value) for value in range(1, 13) if str(value) != match.group()])
        for match in months_in_digits(text)
    ]
    names = month_names(language)
    found += [(span, [name for name in names if name != names[number]]) for span, number in months(pair)]
    if not found:
        return None
    (start, end), others = chance.choice(sorted(found))
    return spoilt(pair, text[:start] + chance.choice(others) + text[end:])


def date_day(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """The day of a date becomes another."""
    text = pair.sentence.target
    spans = [
        match.span(1)
        for match in re.finditer(r"(?<![\d,.])(\d{1,2})(?=[日일](?!本))|(?<=ngày )(\d{1,2})", text)
        if match.group(1)
    ]
    spans += [match.span() for match in re.finditer(r"(?<=ngày )\d{1,2}(?!\d)", text)]
    for (start, end), _ in months(pair):
        before = re.search(r"(?<![\d,.])(\d{1,2})(?:\.|er|º|°|’inci)?[ \u00a0](?:de |of |ב|מ)?$", text[:start])
        after = re.match(r" (\d{1,2})(?![\d.,]\d|\d)", text[end:])
        spans += [before.span(1)] if before else []
        spans += [(end + after.start(1), end + after.end(1))] if after else []
    if not spans:
        return None
    start, end = chance.choice(sorted(set(spans)))
    day = chance.choice([value for value in range(2, 29) if value != int(text[start:end])])
    new = "".join(str(day) if text[start].isascii() else "".join(digit(text[start], int(f)) for f in str(day)))
    return spoilt(pair, text[:start] + new + text[end:])
