"""When was this published? Dates as pages write them, in any of their languages and in all the places they put them.

A date keeps the zone it is stated in, so that its day is the day on the page; without a zone it is taken as UTC.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pipeline.extract.markup import fold

if TYPE_CHECKING:
    from babel import Locale
    from lxml.html import HtmlElement

_CHANGED = re.compile(r"updated|modified|modify|edited|lastmod|event|deadline|expire|comment|birth|copyright", re.I)
_CARDS = re.compile(
    r"related|recommend|teaser|card|sidebar|(?<!elementor-)widget|comment|latest|popular|trending|more-|read-?next",
    re.I,
)
_DATED = re.compile(
    r"(?:^|[\s_-])(?:date|dates|datum|fecha|pubdate|datetime|timestamp|time|published|publish|pubtime|posted|posted-on"
    r"|entry-date|post-date|mb-no|dateline|article-date|news-date|byline|meta|post-meta|entry-meta|article-meta|submitted"
    r"|info|article-info|source|articledate|datepublished|publishdate|releasedate|release-date)(?:$|[\s_-])",
    re.I,
)
_IN_URL = re.compile(
    r"/((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2]|[1-9](?=[/_-]))[/_-]?(0[1-9]|[12]\d|3[01]|[1-9](?=[/_-]))(?=\D|$)"
)
_WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_METAS: tuple[str, ...] = tuple(_WORDS["metas"])
_AROUND_DATES = frozenset(_WORDS["around"].split())
_LANGUAGES: list[str] = _WORDS["languages"].split()
_MORE_MONTHS: dict[str, dict[str, int]] = _WORDS["months"]
_EARLIEST = 1995
_ASIDE = {"aside", "footer", "nav"}
_TITLES = {"h2", "h3", "h4", "b", "strong", "font", "span", "div", "p", "td"}
_BLOCKY = {"p", "div", "time", "ul", "h1", "h2", "h3"}
_SMALL = {"p", "div", "span", "li", "em", "small", "b", "strong", "td", "i", "font", "dd", "h3", "h4", "h5", "h6"}


def when(words: str, language: str = "") -> datetime | None:
    """A date as pages write it, as UTC: ISO 8601, RFC 822, 2022-12-20, 2022年12月20日, 20 décembre 2022.

    Month names are read in English and in `language`; a date without a zone is taken as UTC; the order of
    03/04/2022 is known for most languages, and for English only with a region; else it is anyone's guess, so none.
    """
    found = stated(words, language)
    try:
        return found and found.astimezone(UTC)
    except OverflowError:
        return None


def stated(words: str, language: str = "") -> datetime | None:
    """The same in the zone it is written in, so that its day is the one on the page."""
    words = fold(words[:200])
    if not words or not any(c.isdecimal() for c in words):
        return None
    found: datetime | None = None
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        try:
            found = parsedate_to_datetime(words) if re.search(r"\d:\d\d", words) else None
        except (ValueError, IndexError, TypeError):
            found = None
    try:
        found = found or _written(words, language)
        if found is None:
            return None
        found = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
        if found.year > 2500:
            found = found.replace(year=_year(found.year))
        found.astimezone(UTC)
        return found
    except (ValueError, OverflowError):
        return None


def is_date_line(words: str, language: str = "") -> bool:
    """Whether a line says a date and nothing else."""
    if len(words) > 80:
        return False
    names = _months(language) | _months("en")
    letters = re.findall(r"[^\W\d_]+", words.lower())
    known = all(w in names or w in _AROUND_DATES or w in _weekdays(language) for w in letters)
    return known and bool(when(words, language))


def published(
    root: HtmlElement,
    title: str,
    declared: tuple[str, ...],
    metas: dict[str, str],
    url: str,
    language: str,
    now: datetime,
) -> datetime | None:
    """When a page was published, in the zone it states; None where nothing on it says so.

    In this order: JSON-LD (`declared`), the metadata names, microdata, the time elements beside the headline, the
    address, a date printed near the headline.
    """
    exact = [d for words in declared if (d := _sane(words, language, now))]
    exact += [d for name in _METAS if (d := _sane(metas.get(name, ""), language, now))]
    address = _from_url(url, now)
    if exact:
        chosen = _local(_agreed(exact, address), exact, root)
        return chosen if chosen.utcoffset() else _zoned(chosen, address or _printed(root, title, language, now))
    for element in root.xpath('.//*[contains(@itemprop, "datePublished") or @pubdate or @property="datePublished"]'):
        for words in (element.get("content"), element.get("datetime"), element.get("title"), element.text_content()):
            if words and (found := _sane(words, language, now)):
                return found
    return _from_times(root, language, now) or address or _printed(root, title, language, now)


def _sane(words: str, language: str, now: datetime) -> datetime | None:
    found = stated(words, language)
    return found if found and found.year >= _EARLIEST and found <= now + timedelta(days=366) else None


def _agreed(exact: list[datetime], address: datetime | None) -> datetime:
    """The first date, unless the address bears out another: templates now and then call a change a publication."""
    if address is None:
        return exact[0]
    return next((d for d in exact if abs(d.replace(tzinfo=UTC) - address) < timedelta(days=2)), exact[0])


def _local(chosen: datetime, exact: list[datetime], root: HtmlElement) -> datetime:
    """A date given in UTC in the local zone, where the page gives the same moment in one."""
    if chosen.utcoffset():
        return chosen
    times = (stated(e.get("datetime") or "") for e in root.xpath("(.//time[@datetime])[position() <= 20]"))
    others = [*exact, *(d for d in times if d)]
    return next((d for d in others if d.utcoffset() and abs(d - chosen) < timedelta(minutes=1)), chosen)


def _zoned(chosen: datetime, printed: datetime | None) -> datetime:
    """A moment in UTC in the zone of the page, as far as the day it prints tells: 22:00 UTC printed as the next day."""
    ahead = (printed.date() - chosen.date()).days if printed and (chosen.hour or chosen.minute) else 0
    if ahead == 1 and chosen.hour >= 12:
        return chosen.astimezone(timezone(timedelta(hours=24 - chosen.hour)))
    if ahead == -1 and chosen.hour < 12:
        return chosen.astimezone(timezone(timedelta(hours=-1 - chosen.hour)))
    return chosen


def _from_times(root: HtmlElement, language: str, now: datetime) -> datetime | None:
    """The first `time` element that is no change, no comment and no teaser; one in the article beats one outside."""
    best: tuple[int, datetime] | None = None
    for place, element in enumerate(root.iter("time", "relative-time", "abbr")):
        words = element.get("datetime") or (element.get("title") if element.tag == "abbr" else element.text_content())
        found = _sane(words or "", language, now) or _sane(element.text_content(), language, now)
        if place > 200 or found is None or found > now + timedelta(days=2):
            continue
        names = f"{element.get('class', '')} {element.get('itemprop', '')} {element.get('id', '')}"
        around = [a for a in element.iterancestors() if a.tag not in ("body", "html")]
        above = " ".join(f"{a.get('class', '')} {a.get('id', '')}" for a in around[:4])
        rank = 4 if _CHANGED.search(names) or _CARDS.search(above) or any(a.tag in _ASIDE for a in around) else 0
        earlier, parent = element.getprevious(), element.getparent()
        if earlier is not None:
            told = earlier.tail if (earlier.tail or "").strip() or earlier.tag in _BLOCKY else _short(earlier)
        else:
            told = parent.text if parent is not None else ""
        before = f"{told or ''} {_short(element)}"
        rank += 3 if _CHANGED.search(before) else 0
        rank += 0 if any(a.tag in ("article", "main", "header") for a in around) else 1
        if best is None or rank < best[0]:
            best = rank, found
    return best[1] if best and best[0] < 4 else None


def _from_url(url: str, now: datetime) -> datetime | None:
    try:
        found = _IN_URL.search(urlsplit(url).path) if url else None
        day = found and datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC)
    except ValueError:
        return None
    return day if day and day.year >= _EARLIEST and day <= now + timedelta(days=2) else None


def _printed(root: HtmlElement, title: str, language: str, now: datetime) -> datetime | None:
    """A date in an element that is named for it, or in a short line within a screen of the headline."""
    for element in _near_headline(root, title):
        words = _short(element)
        if not 6 <= len(words) <= 160 or sum(c.isdecimal() for c in words) < 4:
            continue
        named = _DATED.search(f"{element.get('class', '')} {element.get('id', '')}")
        if (named or len(words) <= 60) and not _CHANGED.search(words[:20]):
            found = _sane(words, language, now)
            if found and found <= now + timedelta(days=2):
                return found
    return None


def _near_headline(root: HtmlElement, title: str) -> Iterator[HtmlElement]:
    """Small elements after the headline, or after the first big heading, then those before it, nearest first."""
    elements = [e for e in root.iter() if isinstance(e.tag, str)]
    wanted = _letters(title)
    first = next((n for n, e in enumerate(elements) if e.tag == "h1" and _letters(_short(e)) == wanted), None)
    if first is None and 10 <= len(wanted) <= 200:
        said = (n for n, e in enumerate(elements) if e.tag in _TITLES and (e.text or "").strip())
        first = next((n for n in said if _letters(_short(elements[n])) == wanted), None)
    if first is None:
        first = next((n for n, e in enumerate(elements) if e.tag == "h1"), 0)
    for element in (*elements[first : first + 80], *reversed(elements[max(0, first - 40) : first])):
        if element.tag in _SMALL and len(element) <= 6:
            yield element


def _letters(words: str) -> str:
    return re.sub(r"[\W_]+", "", words.casefold())


def _short(element: HtmlElement) -> str:
    """The text of an element that has no more than a line of it, else nothing."""
    pieces, length = [], 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece.strip())
        if length > 200:
            return ""
    return fold(" ".join(pieces)[:1000])


def guessed(root: HtmlElement, url: str, now: datetime) -> datetime | None:
    """What htmldate makes of a page, the last resort; its bugs are not ours."""
    import logging

    from htmldate import find_date

    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    if sum(1 for _ in root.iter()) > 20_000:
        return None
    try:
        words = find_date(
            root, original_date=True, url=url or None, max_date=(now + timedelta(days=2)).strftime("%Y-%m-%d")
        )
    except RecursionError:
        raise
    except Exception:
        return None
    # The first of January is what it says where it found no more than a year.
    return stated(words) if words and not words.endswith("-01-01") else None


def from_dateline(text: str, language: str, now: datetime) -> datetime | None:
    """The date in the first line of a release: `LINDAU, Oct. 27, 2023 /PRNewswire/ --`; None for one without a year."""
    found = _sane(text[:120], language, now)
    return found if found and found <= now + timedelta(days=2) else None


def _written(words: str, language: str) -> datetime | None:
    words = _digits(words)
    hour, minute = _clock(words)
    if era := re.search(r"令和\s?(\d{1,2}|元)年\s?(\d{1,2})月\s?(\d{1,2})日", words):
        year = 2018 + (1 if era[1] == "元" else int(era[1]))
        return datetime(year, int(era[2]), int(era[3]), hour, minute, tzinfo=UTC)
    if numeric := re.search(r"(?<!\d)((?:19|20)\d\d) ?[-./年년] ?(\d{1,2}) ?[-./月월] ?(\d{1,2})(?!\d)", words):
        year, month, day = (int(part) for part in numeric.groups())
        return datetime(year, month, day, hour, minute, tzinfo=UTC)
    if numeric := re.search(r"(?<![\d.])(\d{1,2})([-./]) ?(\d{1,2})\2 ?((?:19|20)\d\d|25[4-9]\d)(?!\d)", words):
        first, second, year = int(numeric[1]), int(numeric[3]), _year(int(numeric[4]))
        order = _day_first(language, numeric[2])
        if first > 12 or order is True or first == second:
            return datetime(year, second, first, hour, minute, tzinfo=UTC)
        if second > 12 or order is False:
            return datetime(year, first, second, hour, minute, tzinfo=UTC)
        return None
    if stamp := re.fullmatch(r"(1\d{9})(?:\d{3})?", words):
        return datetime.fromtimestamp(int(stamp[1]), UTC)
    if packed := re.fullmatch(r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?:[T ]?\d{4,6}.*)?", words):
        return datetime(int(packed[1]), int(packed[2]), int(packed[3]), tzinfo=UTC)
    if said := re.search(r"(?i)(?<!\d)(\d{1,2}) tháng (\d{1,2}),? (?:năm )?((?:19|20)\d\d)", words):
        return datetime(int(said[3]), int(said[2]), int(said[1]), hour, minute, tzinfo=UTC)
    return _named(words, language, hour, minute)


def _named(words: str, language: str, hour: int, minute: int) -> datetime | None:
    """A date with a month by name: the year and the day that stand nearest to the first month."""
    lower = words.lower()
    letters = [(w.start(), w[0]) for w in re.finditer(r"[^\W\d_]+(?:[^\S\n][^\W\d_]+)?", lower)]
    letters += [(w.start(), w[0]) for w in re.finditer(r"[^\W\d_]+", lower)]
    # A page's declared language may be missing or wrong, its dates are not.
    for names in (_months(language) | _months("en"), _all_months()):
        month = next(((place, names[w]) for place, w in sorted(letters) if w in names), None)
        if month is not None:
            break
    if month is None:
        return None
    years = list(re.finditer(r"(?<!\d)(?:(?:19|20)\d\d|25[4-9]\d)(?!\d)", lower))
    days = list(re.finditer(r"(?<![\d:.])([1-9]|[0-3]\d)(?![\d:h])(?!\.\d)", lower))
    if not years or not days:
        return None
    year = min(years, key=lambda found: abs(found.start() - month[0]))
    day = min(days, key=lambda found: abs(found.start() - month[0]))
    return datetime(_year(int(year[0])), month[1], int(day[1]), hour, minute, tzinfo=UTC)


def _digits(words: str) -> str:
    """Arabic, Persian, Devanagari … digits as 0–9."""
    return "".join(str(int(c)) if c.isdecimal() and not c.isascii() else c for c in words)


def _clock(words: str) -> tuple[int, int]:
    clock = re.search(
        r"(?<!\d)([01]?\d|2[0-3])[:h]([0-5]\d)(?!\d)(?::[0-5]\d)?(?:[^\S\n]?([ap])\.?m\b)?", words, re.IGNORECASE
    )
    if not clock:
        return 0, 0
    hour = int(clock[1])
    if clock[3] and hour <= 12:
        hour = hour % 12 + (12 if clock[3].lower() == "p" else 0)
    return hour, int(clock[2])


def _year(year: int) -> int:
    return year - 543 if year > 2500 else year  # the Buddhist era


def _day_first(language: str, mark: str) -> bool | None:
    """The order of 03/04/2022: true for day first, None where nobody knows."""
    if mark == ".":
        return True
    base, _, region = language.partition("-")
    if base in ("", "und", "fil") or (base == "en" and not region):
        return None
    return language not in ("en-US", "en-PH", "es-PR", "es-US")


@lru_cache(maxsize=64)
def _months(language: str) -> dict[str, int]:
    locale = _locale(language)
    if locale is None:
        return {}
    return {
        str(name).lower().strip("."): number
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in locale.months[context][width].items()
        if not str(name).isdecimal()
    } | _MORE_MONTHS.get(locale.language, {})


@lru_cache(maxsize=1)
def _all_months() -> dict[str, int]:
    """The month names of many languages; where two differ (listopad), the one with more readers holds."""
    found: dict[str, int] = {}
    for language in _LANGUAGES:
        for name, number in _months(language).items():
            if len(name) >= 3:
                found.setdefault(name, number)
    return found


@lru_cache(maxsize=64)
def _weekdays(language: str) -> frozenset[str]:
    locale = _locale(language)
    if locale is None:
        return frozenset()
    names = [
        str(name).lower().strip(".")
        for width in ("wide", "abbreviated")
        for name in locale.days["format"][width].values()
    ]
    return frozenset(part for name in names for part in re.findall(r"[^\W\d_]+", name))


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale | None:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-") if language else None
    except (ValueError, TypeError, UnknownLocaleError):
        return None
