"""The desk's own words in the languages it speaks, chosen by the person or their browser; dates and numbers in them.

Catalogues are gettext's `.po` files, `words/<language>.po`, read as they are. English is the language of the source.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import Flask, g, has_request_context, request

from pipeline.model import Person
from pipeline.review import at_hand

if TYPE_CHECKING:
    from babel import Locale
    from babel.support import NullTranslations

FOLDER = Path(__file__).parent / "words"
SPOKEN = {"en": "English", "fr": "Français", "zh-Hans": "简体中文", "es": "Español"}
CHINESE = ("zh", "zh-Hans", "zh-CN", "zh-SG", "zh-Hans-CN", "zh-Hans-SG")
REGIONAL = re.compile(r"([a-z]{2})-(?:[A-Z]{2}|419)")  # 3/11/26 is one day in London and another in New York


def install(app: Flask) -> None:
    """Give templates `_`, `ngettext`, the `trans` block and the filters for times, numbers and languages."""
    env = app.jinja_env
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals["desk_languages"] = SPOKEN
    env.globals["desk_language"] = spoken
    env.filters["moment"] = moment
    env.filters["ago"] = ago
    env.filters["number"] = number
    env.filters["language"] = language_name


def spoken() -> str:
    """The language the desk speaks to whoever asks: their choice, else what their browser prefers, else English."""
    if not has_request_context():
        return "en"
    person = at_hand.somebody()
    told: tuple[Person | None, str] | None = g.get("spoken")
    if told is None or told[0] is not person:  # one page asks some thousand times
        g.spoken = told = (person, _chosen(person))
    return told[1]


def _chosen(person: Person | None) -> str:
    for chosen in (person.desk if person else "", request.cookies.get("desk", "")):
        if chosen in SPOKEN:
            return chosen
    for tag, _ in request.accept_languages:
        if tag in CHINESE:
            return "zh-Hans"
        if (base := tag.split("-")[0]) in SPOKEN:
            return base
    return "en"


def gettext(message: str) -> str:
    """A text of the desk in the language of whoever asks; itself where no catalogue has it."""
    return _catalogue(spoken()).gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """A text that depends on a number, in the language of whoever asks."""
    return _catalogue(spoken()).ngettext(one, many, n)


def moment(time: datetime | None, format: str = "medium") -> str:
    """A time in the newsroom's zone, to the minute, as the reader's language writes it; nothing for none.

    `format` is medium, short (without the year where it is this one) or a pattern of the CLDR. Months are always named:
    no colleague from elsewhere takes 3/4 for the third of April.
    """
    from babel.dates import format_datetime, format_skeleton, format_time, get_datetime_format

    if time is None:
        return ""
    there, now, spoken = time.astimezone(_zone()), at_hand.now().astimezone(_zone()), locale()
    if format not in ("medium", "short"):
        return format_datetime(there, format, tzinfo=_zone(), locale=spoken)
    year = format == "medium" or there.year != now.year
    day = format_skeleton("yMMMd" if year else "MMMd", there, locale=spoken)
    joined = str(get_datetime_format("medium", locale=spoken)).replace("'", "")
    return joined.replace("{1}", day).replace("{0}", format_time(there, "short", tzinfo=_zone(), locale=spoken))


def ago(time: datetime | None) -> str:
    """How long ago that was, in words."""
    from babel.dates import format_timedelta

    if time is None:
        return ""
    return format_timedelta(time - at_hand.now(), add_direction=True, locale=locale())


def number(value: int) -> str:
    """A number as the reader's language writes it."""
    from babel.numbers import format_decimal

    return format_decimal(value, locale=locale())


def language_name(tag: str) -> str:
    """What a language is called in the reader's; its tag where that is not known."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag, sep="-").get_display_name(locale()) or tag
    except (ValueError, UnknownLocaleError):
        return tag


def locale() -> Locale:
    """The reader's language as Babel knows it, as it is written in the country that their browser names."""
    language = spoken()
    for tag, _ in request.accept_languages if has_request_context() else ():
        named = REGIONAL.fullmatch(tag)
        if named and named[1] == language and (found := _locale(tag)) is not None:
            return found
    found = _locale(language)
    assert found is not None
    return found


@lru_cache(maxsize=256)
def _locale(language: str) -> Locale | None:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return None


def _zone() -> ZoneInfo:
    return ZoneInfo(at_hand.config().site.timezone)


@cache
def _catalogue(language: str) -> NullTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from babel.support import NullTranslations, Translations

    path = FOLDER / f"{language}.po"
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language.replace("-", "_")))
    compiled.seek(0)
    return Translations(compiled)
