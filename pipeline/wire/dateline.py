"""Where, when and over which wire: the dateline read off the front of a release, and printed for another language.

Only the first `REACH` characters of a text are looked at, so the time taken does not depend on how long it is.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from pipeline.model import UNDETERMINED, Dateline

REACH = 240  # characters; the longest dateline seen, two cities and a sub-brand, has about 100

# One character for one, so that an offset in the folded text is an offset in the printed one.
_FOLD = {ord(wide): narrow for wide, narrow in zip("（）［］／：，،、’＝", "()[]/:,,,'=", strict=True)}
_FOLD |= dict.fromkeys([0xA0, 0x202F, 0x2009, 0x3000, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF], " ")
_FOLD |= dict.fromkeys(range(0x2066, 0x206A), " ")

_DASH = r"(?:[-‐‑‒–—―−]{1,3})"
_SEPARATORS = " ,|=\t\r\n-‐‑‒–—―−"
_MARKER = re.compile(
    rf"/ ?(?P<slash>[^/\s][^/\n]{{0,48}}?) ?/(?P<dash1>\s*{_DASH})?"
    rf"|\((?P<round>[^()\n]{{2,50}})\)\s*(?P<dash2>{_DASH})"
)
_BRACKETED = re.compile(rf"(?P<open>[\[【〔(])(?P<inside>[^\[\]【】〔〕()\n]{{2,80}})[\]】〕)](?P<dash>\s*{_DASH})?")
_OWN_DASH = re.compile(r"\)?\s*(?:-{2,3}|[–—―−]|-(?=\s))")
_NOT_IN_A_PLACE = re.compile(r"[:;!?。！？|\"“”«»…@<>{}\\\n]")
_WORD = re.compile(r"[^\W\d_]+(?:\.(?:[^\W\d_]\.)+)?")
_RANGE = re.compile(r"\s*\d{1,2}\s*[日일月월]")


@dataclass(frozen=True, slots=True)
class _When:
    start: int
    end: int
    year: int | None
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class _Line:
    place: str
    when: _When | None
    wire: str
    end: int


@dataclass(frozen=True, slots=True)
class _Lexicon:
    months: dict[str, int]
    dates: tuple[re.Pattern[str], ...]
    wires: re.Pattern[str]
    agency: re.Pattern[str]
    lead: re.Pattern[str]
    particles: frozenset[str]
    not_places: frozenset[str]
    capitals: frozenset[str]


def read_dateline(text: str, published: datetime | None = None) -> tuple[Dateline, int] | None:
    """The dateline at the front of a paragraph and the offset at which the running text starts, or None.

    A date printed without a year gets the year that brings it nearest to `published`; without `published` it stays
    None. Never raises.
    """
    folded = text[:REACH].translate(_FOLD)
    line = _bracketed(folded) or _agency(folded) or _marked(folded) or _own(folded)
    if line is None:
        return None
    end = line.end
    while end < len(text) and (text[end].isspace() or text[end] in "\u200b\u200e\u200f\u2060\ufeff"):
        end += 1
    place = " ".join(normal_case(re.sub(r"\s+([,،、，])", r"\1", line.place)).split())
    return Dateline(place, _date(line.when, published), line.wire, text[: line.end].strip()), end


def is_date(text: str) -> bool:
    """Whether a line says a date and nothing else."""
    line = text.strip().translate(_FOLD)
    return len(line) <= 40 and any(when.start == 0 and when.end == len(line) for when in _dates(line))


def render_dateline(dateline: Dateline, language: str) -> str:
    """The dateline as a reader of `language` expects it: place, date in that language's long form, wire, dash.

    `language` is a BCP 47 tag. The place is printed as it stands. For a language Babel does not know the line comes
    back as printed. Never raises.
    """
    from babel import Locale
    from babel.core import UnknownLocaleError
    from babel.dates import format_date

    if language.partition("-")[0] in {"", UNDETERMINED}:  # Babel would print these in English
        return dateline.text
    try:
        locale = Locale.parse(language, sep="-")
        printed = format_date(dateline.date, "long", locale=locale) if dateline.date else ""
    except (UnknownLocaleError, ValueError, TypeError, AttributeError, KeyError):
        return dateline.text
    if locale.language == "fr" and printed.startswith("1 "):
        printed = "1er " + printed[2:]  # French says "1er décembre"; CLDR's long form does not
    place = dateline.place
    if locale.language in {"zh", "ja"}:
        glued = place and ord(place[-1]) >= 0x2E80  # 北京2025年, but Fuzhou 2025年
        line = place + ("" if glued or not place else " ") + printed
    elif locale.language == "ko":
        line = f"{place} {printed}"
    else:
        comma = "، " if locale.language in {"ar", "fa", "ur"} else ", "
        line = comma.join(part for part in (place, printed) if part)
    marker = ""
    if dateline.wire:
        marker = f" ({dateline.wire})" if "/" in dateline.wire else f" /{dateline.wire}/"
    return f"{line.strip()}{marker} --".strip() if line.strip() or marker else dateline.text


def normal_case(place: str) -> str:
    """A place in normal case: words in capitals get one capital, small words inside the name none.

    `XI'AN` gives `Xi'an`, `AIX-EN-PROVENCE` `Aix-en-Provence`; what is not in capitals stays as it is.
    """
    parts = re.split(r"([,،，(]\s*)", place)
    return "".join(_segment_case(part, first=index == 0) for index, part in enumerate(parts))


def _segment_case(segment: str, *, first: bool) -> str:
    lexicon = _lexicon()
    words = re.split(r"([\s\-/]+)", segment)
    done: list[str] = []
    for index, word in enumerate(words):
        core = word.strip("().'’")
        letters = [letter for letter in core if letter.isalpha()]
        shouted = len(letters) > 1 and all(letter.isupper() for letter in letters)
        initials = bool(re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?", word.strip("()")))
        code = not first and len(core) == 2 and len(segment.strip(" )")) == 2  # NEW YORK, NY
        if not shouted or initials or code or core in lexicon.capitals or word.strip("()") in lexicon.capitals:
            done.append(word)
        elif index > 0 and core.lower() in lexicon.particles:
            done.append(word.lower())
        else:
            done.append(_capitalised(word, inside=index > 0))
    return "".join(done)


def _capitalised(word: str, *, inside: bool) -> str:
    head, mark, tail = word.partition("'") if "'" in word else word.partition("’")
    if mark and len(head) == 1 and tail:  # L'AQUILA, VAL-D'OISE; but XI'AN
        elided = head.lower() if inside and head in "DL" else head
        return elided + mark + tail[0] + tail[1:].lower()
    start = next((index for index, letter in enumerate(word) if letter.isalpha()), 0)
    return word[: start + 1] + word[start + 1 :].lower()


def _bracketed(folded: str) -> _Line | None:
    """[신화망 베이징 2월13일], 【北京2025年11月27日PR Newswire=共同通信JBN】, (서울=연합뉴스)."""
    indent = len(folded) - len(folded.lstrip())
    match = _BRACKETED.match(folded, indent)
    if match is None:
        return None
    inside, wires = match["inside"], _lexicon().wires
    when = next(_dates(inside), None)
    if when is None:
        place, equals, wire = inside.partition("=")
        if equals and wires.search(wire) and _is_place(place.strip(), marked=True):
            return _Line(place.strip(), None, wire.strip(), match.end())
        return None
    place, wire = inside[: when.start].strip(_SEPARATORS), inside[when.end :].strip(_SEPARATORS + "/电電")
    if not wire and (opening := wires.match(place)):
        wire, place = opening[0], place[opening.end() :].strip(_SEPARATORS)
    marked = bool(wires.search(wire))
    if wire and not marked:
        return None
    if not marked and (when.year is None or not place or (match["open"] == "(" and not match["dash"])):
        return None
    return _Line(place, when, wire, match.end()) if _is_place(place, marked=marked) else None


def _agency(folded: str) -> _Line | None:
    """新华社贝尔格莱德1月28日电."""
    indent = len(folded) - len(folded.lstrip())
    match = _lexicon().agency.match(folded, indent)
    when = next((when for when in _dates(folded) if match and when.start == match.end()), None)
    if match is None or when is None or folded[when.end : when.end + 1] not in ("电", "電"):
        return None
    end = when.end + 1
    if trailing := re.match(rf"\s*{_DASH}", folded[end:]):
        end += trailing.end()
    return _Line(match["place"].strip(), when, match["wire"], end)


def _marked(folded: str) -> _Line | None:
    """A line with a wire's marker: /PRNewswire/ --, (BUSINESS WIRE)--, /美通社/ --."""
    for match in _MARKER.finditer(folded):
        wire = (match["slash"] or match["round"]).strip()
        dash = match["dash1"] or match["dash2"]
        known = bool(_lexicon().wires.search(wire))
        head = folded[: match.start()].rstrip(_SEPARATORS)
        when = next((when for when in _dates(head) if when.end == len(head)), None)
        if when is None and head[-1:] in ("电", "電"):
            when = next((when for when in _dates(head) if when.end == len(head) - 1), None)
        place = _before(head, when)
        if when is None:
            place, unread = _without_unread_date(place)
            if not known or not dash or unread is None:
                continue
        elif not dash and not known:
            continue
        if _is_place(place, marked=known, needed=not known):
            return _Line(place, when, wire, match.end())
    return None


def _own(folded: str) -> _Line | None:
    """An issuer's own line without a wire: place, date and a dash ("HAIKOU, China, Dec. 6, 2026 –").

    Nothing but its shape tells it from a sentence, so it wants a year or a place in capitals, and no sentence that
    runs on after the dash.
    """
    for when in _dates(folded):
        dash = _OWN_DASH.match(folded, when.end)
        place = _before(folded[: when.start], None)
        if dash is None or not _is_place(place, marked=False):
            continue
        first = [letter for letter in place.split(",")[0] if letter.isalpha()]
        capitals = len(first) > 1 and all(letter.isupper() for letter in first)
        rest = folded[dash.end() :].lstrip()
        span = _RANGE.match(rest) or any(later.start == 0 for later in _dates(rest[:40]))
        if span or (when.year is None and not capitals) or (rest[:1].islower() and not capitals):
            continue
        return _Line(place, when, "", dash.end())
    return None


def _before(head: str, when: _When | None) -> str:
    """The place: what stands before the date, without the comma, dash or small word that joins the two."""
    place = (head[: when.start] if when else head).strip(_SEPARATORS)
    if place.endswith("(") or place.count("(") > place.count(")"):
        place = place.rpartition("(")[0] if place.endswith("(") else place
    return _lexicon().lead.sub("", place).strip(_SEPARATORS)


def _without_unread_date(place: str) -> tuple[str, str | None]:
    """Split off what has digits and was not read as a date; None in its stead when it is too long to be one."""
    digit = next((index for index, letter in enumerate(place) if letter.isdigit()), None)
    if digit is None:
        return place, ""
    cut = place.rfind(",", 0, digit)
    start = cut if cut >= 0 else digit
    unread = place[start:]
    plausible = len(unread) <= 30 and not re.search(rf"\s{_DASH}\s", unread)
    return place[:start].strip(_SEPARATORS), unread if plausible else None


def _is_place(place: str, *, marked: bool, needed: bool = False) -> bool:
    """Whether this reads as the name of one or two places and not as the beginning of a sentence."""
    lexicon = _lexicon()
    if not place:
        return marked and not needed
    words = [word for word in re.split(r"[\s/]+", place) if word]
    if len(place) > 100 or len(words) > 14 or _NOT_IN_A_PLACE.search(place) or any(c.isdigit() for c in place):
        return False
    if not any(letter.isalpha() for letter in place) or words[0].strip(",").lower() in lexicon.not_places:
        return False
    small = _lowercase_words(place.split(",")[0] if marked else place)
    return all(word in lexicon.particles for word in small)


def _lowercase_words(place: str) -> Iterator[str]:
    for word in re.split(r"[\s,]+", place):
        core = word.strip("().'")
        if core and core[0].islower() and not core.startswith(("s-", "d'", "l'")):
            yield core


def _dates(text: str) -> Iterator[_When]:
    """Every date in a text of a few hundred characters, in the order of the patterns."""
    months = _lexicon().months
    for pattern in _lexicon().dates:
        for match in pattern.finditer(text):
            found = match.groupdict()
            name = found.get("name")
            month = months.get(unicodedata.normalize("NFC", name).lower(), 0) if name else int(found["month"])
            year, day = found.get("year"), int(found["day"])
            if 1 <= month <= 12 and 1 <= day <= 31:
                yield _When(match.start(), match.end(), int(year) if year else None, month, day)


def _date(when: _When | None, published: datetime | None) -> date | None:
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
    if published and len(possible) > 1:
        return min(possible, key=lambda day: abs((day - published.date()).days))
    return possible[0] if possible else None


@cache
def _lexicon() -> _Lexicon:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    english = _numbered(data["months"]["english"])
    months = _numbered(data["months"]["other"]) | english
    end = r"(?![^\W\d_])"
    year = r"(?P<year>\d{4})(?!\d)(?:\s*(?:r\.|г\.|года|р\.|року)|\s*[rг](?![^\W_]))?"
    then_year = rf"(?:,?\s*(?:de\s+|del\s+)?{year})?"
    ordinal = r"(?:st|nd|rd|th|er|re|º|°|ª|\.)?"
    dates = (
        rf"(?<!\d)(?P<day>\d{{1,2}}){ordinal}\s*(?:de\s+|d'|of\s+)?(?P<name>{_either(months)}){end}\.?{then_year}",
        rf"(?<![^\W_])(?P<name>{_either(english)}){end}\.?\s*(?P<day>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?(?:\s*,?\s*{year})?",
        r"(?:(?<!\d)(?P<year>\d{4})\s*[年년]\s*)?(?<!\d)(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일]",
        r"(?<!\d)(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)",
    )
    words, wires = data["words"], data["wires"]
    lead = "|".join(re.escape(word) for word in words["before_date"])
    return _Lexicon(
        months,
        tuple(re.compile(pattern, re.IGNORECASE) for pattern in dates),
        re.compile("|".join(_bounded(name) for name in _longest_first(wires["known"])), re.IGNORECASE),
        re.compile(rf"(?P<wire>{'|'.join(wires['agencies'])})\s*(?P<place>[^\d\s,。()]{{0,20}})\s*"),
        re.compile(rf"(?:^|[\s,]+)(?:{lead})$", re.IGNORECASE),
        frozenset(words["particles"]),
        frozenset(words["not_places"]),
        frozenset(words["capitals"]),
    )


def _numbered(months: list[list[str]]) -> dict[str, int]:
    return {name: number for number, names in enumerate(months, 1) for name in names}


def _either(names: Iterable[str]) -> str:
    # Some pages come with decomposed accents; folding them would move every offset, so both spellings are offered.
    both = {form for name in names for form in (name, unicodedata.normalize("NFD", name))}
    return "|".join(re.escape(name) for name in _longest_first(both))


def _longest_first(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (-len(name), name))


def _bounded(name: str) -> str:
    """A name as a pattern: whole words in scripts that separate words, anywhere in those that do not."""
    quoted = re.escape(name)
    return rf"(?<![^\W\d_]){quoted}(?![^\W\d_])" if ord(name[0]) < 0x2E80 else quoted
