"""What digests and posts say of an item: its first words, its day, its label, one address to read on. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipeline import content, labels, language
from pipeline.labels import Label
from pipeline.language.bidi import balanced
from pipeline.model import Item, Origin, Rights

if TYPE_CHECKING:
    from babel import Locale

ELLIPSIS = "…"

LONGEST = 300  # characters of a headline

_LOOSE = " .,;:–—-。、，：；،؛"  # what must not stand before the ellipsis


@dataclass(frozen=True, slots=True)
class Entry:
    """An item in a digest; every text is on one line and safe to print, `notes` are what must be said of it.

    `url` is "" where the item can be read nowhere. `day` is when it came out, in its language.
    """

    language: str
    direction: str
    headline: str
    lead: str
    day: Label
    notes: tuple[Label, ...]
    url: str
    origin: str
    state: str
    digital_source_type: str


def entry(item: Item, timezone: str) -> Entry:
    """An item as a digest tells of it; `timezone` (IANA) says on which day it came out."""
    article = item.article
    label = content.note(item)
    source_type = content.digital_source_type(article)
    return Entry(
        language=article.language,
        direction=language.direction(article.language),
        headline=first(content.line(article.headline), LONGEST) or content.lead(item),
        lead=content.lead(item),
        day=day(content.published(item), article.language, timezone),
        notes=(*((label,) if label else ()), *restriction(item)),
        url=address(item),
        origin=article.origin.value,
        state=article.state.value,
        digital_source_type=f"{content.DIGITAL_SOURCE_TYPES}{source_type}" if source_type else "",
    )


def restriction(item: Item) -> tuple[Label, ...]:
    """That a text may not leave the house, where it may not."""
    return (labels.internal(item.article.language),) if item.article.rights is Rights.INTERNAL else ()


def address(item: Item) -> str:
    """Where to read on: the item's own page, else the issuer's; for a translation the original; "" if there is none."""
    article = item.article
    if own := content.web_link(item.url):
        return own
    if article.origin is Origin.OFFICIAL and (official := content.web_link(article.link)):
        return official
    return content.source_link(item) or content.web_link(article.origin_url)


def day(when: datetime, tag: str, timezone: str) -> Label:
    """The day as its reader writes it: "2 mars 2026"; in English where CLDR does not know the language."""
    from babel.dates import format_date

    locale, spoken = _locale(tag)
    return Label(format_date(when.astimezone(ZoneInfo(timezone)), "long", locale), spoken)


def chosen(said: str | tuple[str, ...] | Mapping[str, str] | Mapping[str, tuple[str, ...]], tag: str) -> object:
    """A setting that is the same for all languages, or the one for this: that of its tag, else of its base language."""
    if not isinstance(said, Mapping):
        return said
    return next((said[one] for one in (tag, language.base(tag)) if one in said), None)


def canonical(said: object) -> object:
    """A setting by language, its tags as we write them; ValueError for what is no tag. Others stay as they are."""
    if not isinstance(said, Mapping):
        return said
    return {language.canonical(str(tag)): value for tag, value in said.items()}


def cut(given: str, fits: Callable[[str], bool]) -> str:
    """The text if it fits, else as much of its beginning as does, to the end of a word, and "…"; "" if nothing fits.

    A text without spaces (Chinese, Thai) is cut between two characters as they are seen.
    """
    if fits(given):
        return given
    ends = [at for at in range(1, len(given)) if not content.together(given[at - 1], given[at])]
    low, high = 0, len(ends)
    while low < high:  # how much fits nearly only grows, so that halving comes close; what follows makes sure
        middle = (low + high) // 2
        low, high = (middle + 1, high) if fits(_ended(given, ends[middle])) else (low, middle)
    fitting = next((at for at in reversed(ends[:low]) if fits(_ended(given, at))), 0)
    space = given.rfind(" ", fitting // 2, fitting + 1)
    for end in (space, fitting):
        if end > 0 and (made := _ended(given, end)) != ELLIPSIS and fits(made):
            return made
    return ""


def first(given: str, length: int) -> str:
    """The beginning of a text, at most so many characters of it; an endless one costs no more than another."""
    return cut(given[: 2 * length], lambda some: len(some) <= length)


def _ended(given: str, end: int) -> str:
    return balanced(given[:end]).rstrip(_LOOSE) + ELLIPSIS


@lru_cache(maxsize=256)
def _locale(tag: str) -> tuple[Locale, str]:
    """How a language writes dates, and which language that is."""
    from babel import Locale, UnknownLocaleError

    for known in (tag, tag.partition("-")[0]):
        with suppress(ValueError, UnknownLocaleError):
            return Locale.parse(known, sep="-"), known
    return Locale.parse(labels.FALLBACK), labels.FALLBACK
