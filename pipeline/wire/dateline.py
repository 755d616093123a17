"""Where, when and over which wire: the dateline read off the front of a release, and printed for another language.

Only the first `REACH` characters of a text are looked at, so the time taken does not depend on how long it is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from pipeline import gazetteer
from pipeline.model import UNDETERMINED, Dateline
from pipeline.wire.dates import Printed, day_of, find_dates, fold, without_weekday

REACH = 240  # characters; the longest dateline seen, two cities and a sub-brand, has about 100
SUBHEAD = 250  # characters of a subhead that a feed prints in the same paragraph, before the dateline

_DASH = r"(?:[-‐‑‒–—―−]{1,3})"
_SEPARATORS = " ,|=\t\r\n-‐‑‒–—―−"
_MARKER = re.compile(
    rf"/ ?(?P<slash>[^/\s][^/\n]{{0,48}}?) ?/(?P<dash1>\s*{_DASH}|\.(?=\s))?"
    rf"|\((?P<round>[^()\n]{{2,50}})\)(?P<dash2>\.?\s*{_DASH}|\s*(?:\n|$))?"
    rf"|(?<=\s){_DASH}\s(?P<dashed>[^-‐‑‒–—―−()/\n]{{3,40}}?)(?P<dash3>\s{_DASH}|\s*(?:\n|$))"
)
_BRACKETED = re.compile(rf"(?P<open>[\[【〔(])(?P<inside>[^\[\]【】〔〕()\n]{{2,80}})[\]】〕)](?P<dash>\s*{_DASH})?")
_OWN_DASH = re.compile(r"\)?\s*(?:-{2,3}|[–—―−]|-(?=\s))")
_SECOND_MARKER = re.compile(rf"\s{{0,3}}\((?P<wire>[^()\n]{{2,30}})\)\s{{0,3}}{_DASH}")
_AFTER_MARKER = re.compile(rf"\s*(?:/|{_DASH}|:)+")
_REPORTER = re.compile(r"\s?[^\s=]{2,5}(?:\s[^\s=]{2,5})?\s?(?:기자|특파원)\s{0,3}=?")
_BEHIND_DATE = re.compile(  # a clock time, a word that the text is a newer one
    r"(?:,?\s{0,3}\(?(?:updated?|update|aktualisiert|mis à jour|actualizado|atualizado|aggiornato)\)?"
    r"|,?\s{1,3}\d{1,2}[:.h]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s?[A-Z]{2,4})?)$",
    re.IGNORECASE,
)
_NOT_IN_A_PLACE = re.compile(r"[:;!?。！？|\"“”«»…@<>{}\\\n]|[^\W\d_]{4,}\.\s(?!and\b|et\b|y\b|e\b|und\b)")
_WORD = re.compile(r"[^\W\d_]+(?:\.(?:[^\W\d_]\.)+)?")
_RANGE = re.compile(r"\s*\d{1,2}\s*[日일月월]")
_DAY_ONLY = re.compile(r"\s*\d{1,2}\s?[日일]\s*$")
_SENTENCE_END = re.compile(r"[.!?…。！？:：\"”»)\n]\s{1,5}|[。！？\n]|\s[-–—]\s")
_CAPITALS_RUN = re.compile(r"(?<!\S)[^\W\d_a-zß-öø-ÿа-я][^\s,a-zß-öø-ÿа-я]+(?=[\s,])")


@dataclass(frozen=True, slots=True)
class _Line:
    place: str
    when: Printed | None
    wire: str
    end: int


@dataclass(frozen=True, slots=True)
class _Lexicon:
    wires: re.Pattern[str]
    bare: re.Pattern[str]
    agency: re.Pattern[str]
    lead: re.Pattern[str]
    unmarked: re.Pattern[str]
    not_places: frozenset[str]


def read_dateline(text: str, published: datetime | None = None) -> tuple[Dateline, int] | None:
    """The dateline at the front of a paragraph and the offset at which the running text starts, or None.

    A date printed without a year gets the year that brings it nearest to `published`; without `published` it stays
    None. Never raises.
    """
    printed = text[:REACH]
    folded = fold(printed)
    line = _bracketed(folded) or _agency(folded) or _marked(folded) or _unmarked(folded) or _own(folded)
    if line is None:
        return None
    end = line.end
    while end < len(text) and (text[end].isspace() or text[end] in "\u200b\u200e\u200f\u2060\ufeff"):
        end += 1
    place = line.place
    if "،" in printed and (at := folded.find(place)) >= 0:
        place = printed[at : at + len(place)]
    place = " ".join(gazetteer.normal_case(re.sub(r"\s+([,،、，])", r"\1", place)).split())
    return Dateline(place, day_of(line.when, published, past=True), line.wire, text[: line.end].strip()), end


def dateline_within(text: str, published: datetime | None = None) -> tuple[Dateline, int, int] | None:
    """A dateline with a known wire's marker behind a subhead in the same paragraph: where it starts, and the text.

    Feeds print the two in one: "A guide to roofs. CAPE CORAL, Fla., Sept. 13, 2026 /PRNewswire/ -- Owners ask …".
    What stands before is at most `SUBHEAD` characters long. Never raises.
    """
    front = fold(text[: SUBHEAD + REACH])
    wires = _lexicon().wires
    for marker in _MARKER.finditer(front):
        wire = marker["slash"] or marker["round"]
        if not wire or not wires.search(wire):
            continue
        before = front[: marker.start()]
        starts = [*(_end(end) for end in _SENTENCE_END.finditer(before)), *_city_starts(before)]
        for start in sorted({start for start in starts if 0 < start <= SUBHEAD}):
            found = read_dateline(text[start : start + REACH], published)
            if found and found[0].place and wires.search(found[0].wire) and not _runs_on(found[0].place):
                return found[0], start, start + found[1]
    return None


def _end(match: re.Match[str]) -> int:
    return match.end()


def _city_starts(before: str) -> list[int]:
    """Where a run of words in capitals begins: the city, behind a subhead that ends without a full stop."""
    starts: list[int] = []
    last = 0
    for word in _CAPITALS_RUN.finditer(before):
        if before[last : word.start()].strip():
            starts.append(word.start())
        last = word.end()
    return starts


def _runs_on(place: str) -> bool:
    """Whether a place begins with words of the subhead before it: "Jobs for the region Cape Coral"."""
    words = place.split(",")[0].split()
    return len(words) > 6


def render_dateline(dateline: Dateline, language: str, source_language: str = "", places: gazetteer.Places = ()) -> str:
    """The dateline as a reader of `language` expects it: place, date in that language's long form, wire, dash.

    Both languages are BCP 47 tags. The place is called what `language` calls it, by the gazetteer and the newsroom's
    own `places`; without `source_language` it is printed as it stands. For a language Babel does not know the line
    comes back as printed. Never raises.
    """
    from babel import Locale
    from babel.core import UnknownLocaleError
    from babel.dates import format_date, format_skeleton

    if language.partition("-")[0] in {"", UNDETERMINED}:  # Babel would print these in English
        return dateline.text
    try:
        locale = Locale.parse(language, sep="-")
        printed = ""
        if dateline.date and re.search(r"\d{4}", dateline.text):
            printed = format_date(dateline.date, "long", locale=locale)
        elif dateline.date:  # the year was not printed, and is not printed now
            printed = format_skeleton("MMMMd", dateline.date, locale=locale)
    except (UnknownLocaleError, ValueError, TypeError, AttributeError, KeyError):
        return dateline.text
    if locale.language == "fr" and printed.startswith("1 "):
        printed = "1er " + printed[2:]  # French says "1er décembre"; CLDR's long form does not
    place = dateline.place
    if source_language and place:
        place = gazetteer.place(place, source_language, language, places)
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


def _bracketed(folded: str) -> _Line | None:
    """[신화망 베이징 2월13일], 【北京2025年11月27日PR Newswire=共同通信JBN】, (서울=연합뉴스)."""
    indent = len(folded) - len(folded.lstrip())
    match = _BRACKETED.match(folded, indent)
    if match is None:
        return None
    inside, wires = match["inside"], _lexicon().wires
    when = next(iter(find_dates(inside)), None)
    if when is None:
        line = _bracketed_without_date(inside, match.end())
        if line and (reporter := _REPORTER.match(folded, line.end)):
            line = replace(line, end=reporter.end())
        return line
    place, wire = inside[: when.start].strip(_SEPARATORS), inside[when.end :].strip(_SEPARATORS + "/电電")
    if not wire and (opening := wires.match(place)):
        wire, place = opening[0], place[opening.end() :].strip(_SEPARATORS)
    marked = bool(wires.search(wire))
    if wire and not marked:
        return None
    if not marked and (when.year is None or not place or (match["open"] == "(" and not match["dash"])):
        return None
    return _Line(place, when, wire, match.end()) if _is_place(place, marked=marked) else None


def _bracketed_without_date(inside: str, end: int) -> _Line | None:
    place, equals, wire = inside.partition("=")
    wires = _lexicon().wires
    if not equals and (name := next((m for m in wires.finditer(inside) if m.end() == len(inside.rstrip())), None)):
        day = _DAY_ONLY.search(inside[: name.start()])  # [東京 3日 ロイター]
        place, wire = (inside[: day.start()], name[0]) if day else ("", "")
    if wire and wires.search(wire) and _is_place(place.strip(), marked=True):
        return _Line(place.strip(), None, wire.strip(), end)
    return None


def _agency(folded: str) -> _Line | None:
    """新华社贝尔格莱德1月28日电."""
    indent = len(folded) - len(folded.lstrip())
    match = _lexicon().agency.match(folded, indent)
    when = next((when for when in find_dates(folded) if match and when.start == match.end()), None)
    if match is None or when is None or folded[when.end : when.end + 1] not in ("电", "電"):
        return None
    end = when.end + 1
    if trailing := re.match(rf"\s*{_DASH}", folded[end:]):
        end += trailing.end()
    return _Line(match["place"].strip(), when, match["wire"], end)


def _marked(folded: str) -> _Line | None:
    """A line with a wire's marker: /PRNewswire/ --, (BUSINESS WIRE)--, / ACCESS Newswire / May 3, 2026 /."""
    lexicon = _lexicon()
    for match in _MARKER.finditer(folded):
        wire = (match["slash"] or match["round"] or match["dashed"]).strip()
        dash = match["dash1"] or match["dash2"] or match["dash3"]
        known = bool(lexicon.wires.search(wire))
        if match["dashed"] and not (known and len(wire.split()) <= 4):
            continue
        end = match.end()
        head = _BEHIND_DATE.sub("", folded[: match.start()].rstrip(_SEPARATORS + "(/"))
        when = next((when for when in find_dates(head) if when.end == len(head)), None)
        if when is None and head[-1:] in ("电", "電"):
            when = next((when for when in find_dates(head) if when.end == len(head) - 1), None)
        place = _before(head, when)
        if when is None and known:
            when, wire, end, behind = _date_behind(folded, wire, end)
            dash = dash or behind
            if when and not place:
                place, end = _place_behind(folded, match.end(), when, end)
        if when is None:
            place, unread = _without_unread_date(place)
            bare = match["round"] and lexicon.bare.fullmatch(wire) and len(place) <= 60
            if not known or not (dash or bare) or unread is None:
                continue
        elif not dash and not known:
            continue
        if _is_place(place, marked=known, needed=not known):
            again = _SECOND_MARKER.match(folded, end)  # (BUSINESS WIRE)--(ビジネスワイヤ) --
            end = again.end() if again and lexicon.wires.search(again["wire"]) else end
            return _Line(place, when, wire, end)
    return None


def _date_behind(folded: str, wire: str, end: int) -> tuple[Printed | None, str, int, bool]:
    """The date inside a marker or right behind it, the wire without it, where the line ends then, and if it does."""
    for when in find_dates(wire):
        return when, wire[: when.start].strip(_SEPARATORS), end, True
    for when in find_dates(folded[end : end + 60]):
        before = folded[end : end + when.start].strip(" /,-–—")
        closing = _AFTER_MARKER.match(folded, end + when.end)
        if not before and closing:
            return when, wire, closing.end(), True
        line = re.match(r"\s{0,3}\(?([^()\n]{2,40}?),?\s$", folded[end : end + when.start])
        closed = re.match(rf"\)\s*{_DASH}?|\s*{_DASH}", folded[end + when.end :])
        if line and closed and _is_place(line[1].strip(_SEPARATORS), marked=True):
            return when, wire, end + when.end + closed.end(), True
        break
    return None, wire, end, False


def _place_behind(folded: str, start: int, when: Printed, end: int) -> tuple[str, int]:
    """The place that stands between a marker in front and the date: (ANSA) - ROMA, 3 dic -, (PresseBox) (Ulm, …)."""
    inside = folded[start:end]
    dates = [found for found in find_dates(inside) if (found.month, found.day) == (when.month, when.day)]
    return (inside[: dates[0].start].strip(_SEPARATORS + "("), end) if dates else ("", end)


def _unmarked(folded: str) -> _Line | None:
    """A known wire right behind the date, without brackets: МОСКВА, 3 дек - РИА Новости."""
    for when in find_dates(folded):
        wire = _lexicon().unmarked.match(folded, when.end)
        place = _before(folded[: when.start], None).rstrip(".")
        if wire and place and _is_place(place, marked=True):
            return _Line(place, when, wire["wire"], wire.end())
    return None


def _own(folded: str) -> _Line | None:
    """An issuer's own line without a wire: place, date and a dash ("HAIKOU, China, Dec. 6, 2026 –").

    Nothing but its shape tells it from a sentence, so it wants a year or a place in capitals, and no sentence that
    runs on after the dash.
    """
    for when in find_dates(folded):
        dash = _OWN_DASH.match(folded, when.end)
        place = _before(folded[: when.start], None)
        if dash is None or not _is_place(place, marked=False):
            continue
        first = [letter for letter in place.split(",")[0] if letter.isalpha()]
        capitals = len(first) > 1 and all(letter.isupper() for letter in first)
        rest = folded[dash.end() :].lstrip()
        span = _RANGE.match(rest) or any(later.start == 0 for later in find_dates(rest[:40]))
        if span or (when.year is None and not capitals) or (rest[:1].islower() and not capitals):
            continue
        return _Line(place, when, "", dash.end())
    return None


def _before(head: str, when: Printed | None) -> str:
    """The place: what stands before the date, without the comma, dash or small word that joins the two."""
    place = (head[: when.start] if when else head).strip(_SEPARATORS)
    if place.endswith("(") or place.count("(") > place.count(")"):
        place = place.rpartition("(")[0] if place.endswith("(") else place
    place = _lexicon().lead.sub("", without_weekday(place).strip(_SEPARATORS))
    return _lexicon().lead.sub("", without_weekday(place.strip(_SEPARATORS))).strip(_SEPARATORS)


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
    return all(word in gazetteer.particles() for word in small)


def _lowercase_words(place: str) -> Iterator[str]:
    for word in re.split(r"[\s,]+", place):
        core = word.strip("().'")
        if core and core[0].islower() and not core.startswith(("s-", "d'", "l'")):
            yield core


@cache
def _lexicon() -> _Lexicon:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    words, wires = data["words"], data["wires"]
    lead = "|".join(re.escape(word) for word in words["before_date"])
    known = "|".join(_bounded(name) for name in _longest_first(wires["known"]))
    return _Lexicon(
        re.compile(known, re.IGNORECASE),
        re.compile("|".join(re.escape(name) for name in wires["bare"]), re.IGNORECASE),
        re.compile(rf"(?P<wire>{'|'.join(wires['agencies'])})\s*(?P<place>[^\d\s,。()]{{0,20}})\s*"),
        re.compile(rf"(?:^|[\s,]+)(?:{lead})$", re.IGNORECASE),
        re.compile(rf"[\s.,]*(?:{_DASH}\s*)?(?P<wire>{known})\s*(?:[.:](?=\s)|{_DASH}(?=\s))", re.IGNORECASE),
        frozenset(words["not_places"]),
    )


def _longest_first(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (-len(name), name))


def _bounded(name: str) -> str:
    """A name as a pattern: whole words in scripts that separate words, anywhere in those that do not."""
    quoted = re.escape(name)
    return rf"(?<![^\W\d_]){quoted}(?![^\W\d_])" if ord(name[0]) < 0x2E80 else quoted
