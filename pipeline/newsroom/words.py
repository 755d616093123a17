"""What stands around a text on a page, in the language of the page: words, dates, the names of languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipeline import labels, language
from pipeline.labels import Label

if TYPE_CHECKING:
    from babel import Locale
    from markupsafe import Markup

_KEYS = (
    "skip",
    "languages",
    "latest",
    "older",
    "newer",
    "all",
    "published",
    "updated",
    "feeds",
    "more",
    "empty",
    "photo",
    "replaced",
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words on a page; `attributes` say their language where it is not that of the page."""

    text: str
    attributes: Markup

    @property
    def gap(self) -> str:
        """What stands between the words and what they introduce: full-width marks bring their own space."""
        return "" if self.text.endswith(("：", "。")) else " "


@dataclass(frozen=True, slots=True)
class Moment:
    """A time on a page: for machines in UTC (RFC 3339), and for the reader as a day, alone and with its hour."""

    machine: str
    day: Phrase
    hour: Phrase


def attributes(tag: str, around: str = "") -> Markup:
    """`lang` and `dir` for a text in a language, with a space before them; nothing where the text around is in it."""
    from markupsafe import Markup

    if around and (tag == around or around.startswith(f"{tag}-")):
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(tag, language.direction(tag))


def phrase(label: Label, around: str) -> Phrase:
    """A label as it stands on a page in the language `around`."""
    return Phrase(label.text, attributes(label.language, around))


@lru_cache(maxsize=256)
def words(tag: str) -> Mapping[str, Phrase]:
    """Every word around texts on a page in a language, by its name in labels.toml."""
    return {key: phrase(labels.word(key, tag), tag) for key in _KEYS}


def page_number(number: int, tag: str) -> Phrase:
    """What a page of older texts is called: "Page 7"."""
    label = labels.word("page", tag)
    return phrase(Label(label.text.format(number=number), label.language), tag)


@lru_cache(maxsize=256)
def own_name(tag: str) -> str:
    """What a language calls itself, as it begins a line: `fr` is "Français"; its tag where nobody knows."""
    name = language.name(tag, tag)
    first = name[:1].title()  # the letter that begins a line: not always the capital one (Georgian has none there)
    return name if name == tag or len(first) != 1 else first + name[1:]


@lru_cache(maxsize=4096)
def moment(when: datetime, tag: str, timezone: str) -> Moment:
    """A time as a page in a language writes it, in the zone of the site; in English where CLDR lacks the language."""
    from babel.dates import format_date, format_time, get_datetime_format

    from pipeline import content

    locale, spoken = _locale(tag)
    zone = ZoneInfo(timezone)
    there = when.astimezone(zone)
    day = format_date(there, "long", locale)
    clock = locale.time_formats["short"].pattern.replace("z", "").strip()
    time = f"{format_time(there, clock, zone, locale)} {_distance(there, locale)}"
    joined = str(get_datetime_format("long", locale)).replace("'", "")
    hour = joined.replace("{1}", day).replace("{0}", time)
    marks = attributes(spoken, tag)
    return Moment(content.timestamp(when), Phrase(day, marks), Phrase(hour, marks))


def _distance(there: datetime, locale: Locale) -> str:
    """The zone as its distance from GMT: few readers elsewhere know its short name (PST, CET), and few locales."""
    from babel.dates import get_timezone_gmt

    if there.utcoffset():
        return get_timezone_gmt(there, locale=locale)
    return str(locale.zone_formats["gmt"] % "").strip()


@lru_cache(maxsize=256)
def territory(tag: str) -> str:
    """The language with the country it is first thought of in, as Open Graph asks for: `zh-Hans` is `zh_CN`."""
    from babel.core import get_global

    likely = get_global("likely_subtags")
    known = tag.replace("-", "_")
    parts = (likely.get(known) or likely.get(known.split("_")[0]) or known).split("_")
    named = [part for part in known.split("_")[1:] if len(part) in (2, 3)]
    place = named[0] if named else next((part for part in parts[1:] if len(part) in (2, 3)), "")
    return f"{parts[0]}_{place}" if place else parts[0]


@lru_cache(maxsize=256)
def _locale(tag: str) -> tuple[Locale, str]:
    """How a language writes dates, and which language that is."""
    from babel import Locale, UnknownLocaleError

    for known in (tag, tag.rpartition("-")[0], labels.FALLBACK):
        try:
            return Locale.parse(known, sep="-"), known
        except (ValueError, UnknownLocaleError):
            continue
    raise AssertionError("CLDR has English")
