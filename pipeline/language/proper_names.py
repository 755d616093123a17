"""Which words of a text in Latin letters are names, and which of them must look the same in another language?

Told by capitals, by the words around, and by the lists in proper_names.toml; countries, cities, months, days and
languages are CLDR's, by way of Babel. No dictionary stands behind this, so a word with a capital that nothing speaks
against counts as a weak name only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pipeline.language.likeness import folded, same
from pipeline.language.naming import is_name_here
from pipeline.language.vocabulary import frequent, scripts_of

_TOKEN = re.compile("[A-Za-z0-9À-ÖØ-öø-ɏḀ-ỿ]+")  # beside a Chinese character a Latin name ends
_START = re.compile(r"[.!?…:;][”’\"»)]*\s+[\"“„«'‘(–—-]*\s?$|[“„«\"‘(]\s?$|(?:^|\s)[”»]\s?$|^[^\w]*$|[•–—|]\s*$")
_JOINTS = frozenset({" ", "-", "\u2011", "'", "’", "\u00a0", " & ", "-\u200b", " '", " ’"})
_QUOTES = frozenset("\"'“”„«»‘’‹›")
_ROMAN = re.compile(r"[IVXLCM]+")
_CAMEL = re.compile(r"[a-z][A-ZÀ-Þ]|[A-Z]{2}[a-z]{2}|[A-Za-z][a-z][0-9]|[0-9][A-Z][a-z]")
_PLAIN_CAMEL = re.compile(r"(?:Mc|Mac|O|De|Di|La|Le|Du)[A-Z][a-z]+")
_SYLLABLE = (
    "(?:zh(?:uang|ong|ang|eng|uai|uan|ai|an|ao|en|ou|ua|ui|un|uo|i|a|e|u)|ch(?:uang|ong|ang|eng|uai|uan|ai|an|ao|en|ou|ui|"
    "un|uo|i|a|e|u)|sh(?:uang|ang|eng|uai|uan|ai|an|ao|ei|en|ou|ua|ui|un|uo|i|a|e|u)|[jqx](?:iang|iong|iao|ian|ing|uan|ia|ie|"
    "in|iu|ue|un|i|u)|[bpm](?:iao|ian|ang|eng|ing|ai|an|ao|ei|en|ie|in|ou|a|i|o|u)|m(?:iu|e)|f(?:ang|eng|an|ei|en|ou|a|o|u)|"
    "[dt](?:iao|ian|ang|eng|ing|ong|uan|ai|an|ao|ei|ie|iu|ou|ui|un|uo|a|e|i|u)|[nl](?:iang|iao|ian|ang|eng|ing|ong|uan|ai|an|"
    "ao|ei|en|ie|in|iu|ou|uo|ue|un|v|a|e|i|u)|[gkh](?:uang|uai|uan|ang|eng|ong|ai|an|ao|ei|en|ou|ua|ui|un|uo|a|e|u)|"
    "r(?:ang|eng|ong|uan|an|ao|en|ou|ui|un|uo|i|e|u)|[zcs](?:ang|eng|ong|uan|ai|an|ao|en|ou|ui|un|uo|a|e|i|u)|"
    "y(?:ang|ing|ong|uan|an|ao|in|ou|ue|un|a|e|i|u)|w(?:ang|eng|ai|an|ei|en|a|o|u)|ang|ai|an|ao|er|en)"
)
_PINYIN = re.compile(rf"{_SYLLABLE}{{2,4}}")
_LONG_SYLLABLES = re.compile(rf"(?:(?=[a-z]{{3}}){_SYLLABLE}(?<=[aeiou][aeioung])){{2,3}}")
_ONE_SYLLABLE = re.compile(_SYLLABLE)
_CHINESE = re.compile(r"zh|x[iu]|q[iu]|ao$|ou$|iao|ian.|uang|iong|uo|yu|ei[jzxq]|.ui$|yuan|gua")
# Languages that put endings on names.
INFLECTING = frozenset("pl cs sk sl hr bs sr-Latn lt lv hu fi et eu tr az la sq ro is fo uz".split())  # noqa: SIM905
_NO_PLACE = frozenset({"001", "EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})  # CLDR: world, unions, unknown
_PLURALS = frozenset({"en", "fr", "es", "pt", "gl", "ca"})  # in -s
_LONGEST_NAME = 12  # words
_SHOUTED, _TITLED = 0.6, 0.65  # shares of words in capitals, or with a capital


class Kind(StrEnum):
    """What sort of name a word is, by what its form promises in a translation."""

    NAME = "name"  # weak: a capital, and nothing that speaks against
    PERSON = "person"  # part of a person's name, or Chinese in pinyin: stays letter for letter
    BRAND = "brand"  # capitals or digits inside (LinkedIn): stays letter for letter
    ACRONYM = "acronym"
    PLACE = "place"  # has a name of its own in each language


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name."""

    text: str
    folded: str
    kind: Kind
    start: int
    end: int
    opening: bool  # opens a sentence, so its capital tells nothing


@dataclass(frozen=True, slots=True)
class Found:
    """A text's names, each as its words in order, and the common words that have a capital within a sentence, folded.

    `titled` is a headline with a capital on each word; `shouted` a text in capitals.
    """

    names: tuple[tuple[Word, ...], ...]
    common: tuple[str, ...]
    titled: bool
    shouted: bool


@cache
def _tables() -> dict[str, Any]:
    import tomllib

    return tomllib.loads(Path(__file__).with_name("proper_names.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=128)
def _listed(table: str, key: str) -> frozenset[str]:
    return frozenset(folded(word) for word in _tables()[table].get(key, "").split())


@lru_cache(maxsize=64)
def _endings(language: str) -> tuple[str, ...]:
    return tuple(_listed("endings", language))


@lru_cache(maxsize=1)
def _translated_acronyms() -> frozenset[str]:
    return frozenset(_tables()["acronyms"]["translated"].split())


@lru_cache(maxsize=64)
def _locale(language: str) -> Any:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


@lru_cache(maxsize=64)
def _calendar(language: str) -> frozenset[str]:
    """Months, days of the week and names of languages: words with a capital in some languages, and no names."""
    locale = _locale(language)
    if locale is None:
        return frozenset()
    words: set[str] = set()
    for style in ("wide", "abbreviated"):
        for table in (locale.months, locale.days):
            for context in ("format", "stand-alone"):
                words.update(str(one) for one in table[context].get(style, {}).values())
    tongues = {token for one in locale.languages.values() for token in _TOKEN.findall(str(one)) if len(token) > 3}
    return frozenset(folded(word.rstrip(".")) for word in words | tongues)


@lru_cache(maxsize=64)
def _own_places(language: str) -> dict[str, frozenset[str]]:
    """Each word of a language's place names, with the places (territories, CLDR cities, our table) it may belong to."""
    found: dict[str, set[str]] = {}
    locale = _locale(language)
    if locale is not None:
        named = [(str(code), str(name)) for code, name in locale.territories.items() if code not in _NO_PLACE]
        named += [(str(zone), str(told["city"])) for zone, told in locale.time_zones.items() if "city" in told]
        zones = _zones()
        named += [
            (zone, city)
            for zone, city in zones
            if zone not in locale.time_zones or "city" not in locale.time_zones[zone]
        ]
        for code, name in named:
            for token in _TOKEN.findall(name):
                if len(token) > 2:
                    found.setdefault(folded(token), set()).add(code)
    for code, names in _tables()["places"].items():
        for token in names.split():
            found.setdefault(token, set()).add(code)
    return {token: frozenset(codes) for token, codes in found.items()}


@lru_cache(maxsize=64)
def _places_alone(language: str) -> frozenset[str]:
    """Places called by one word: an ending does not make a common word of them."""
    locale = _locale(language)
    places = locale.territories.items() if locale is not None else ()
    named = [str(name) for code, name in places if code not in _NO_PLACE]
    return frozenset(folded(name) for name in named if " " not in name) | frozenset(
        one for names in _tables()["places"].values() for one in names.split()
    )


@lru_cache(maxsize=64)
def _by_stem(language: str) -> dict[str, tuple[str, ...]]:
    stems: dict[str, list[str]] = {}
    for token in _places_alone(language):
        stems.setdefault(token[:4], []).append(token)
    return {stem: tuple(tokens) for stem, tokens in stems.items()}


@lru_cache(maxsize=16384)
def place_key(word: str, language: str) -> str:
    """The folded word of a place's name that a word is, or in an inflecting language a form of; "" for none."""
    if word in (_own_places(language) if has_list(language) else _places_alone(language)):
        return word
    if language not in INFLECTING or len(word) < 5:
        return ""
    kin = (one for one in _by_stem(language).get(word[:4], ()) if same(one, word, inflected=True))
    return min(kin, key=len, default="")


@lru_cache(maxsize=1)
def _zones() -> tuple[tuple[str, str], ...]:
    """The cities time zones are named for (Europe/Lisbon), for languages that call them nothing else."""
    known = {zone for tag in ("fr", "de", "ru") for zone in _locale(tag).time_zones}
    return tuple((zone, zone.rsplit("/", 1)[-1].replace("_", " ")) for zone in sorted(known) if "/" in zone)


@lru_cache(maxsize=256)
def place_forms(source: str, target: str) -> dict[str, frozenset[str]]:
    """By folded word of a place's name in one language: the words of its names in the other (pekin: beijing, …)."""
    own, theirs = _own_places(source), _own_places(target)
    by_code: dict[str, set[str]] = {}
    for token, codes in theirs.items():
        for code in codes:
            by_code.setdefault(code, set()).add(token)
    return {token: frozenset(form for code in codes for form in by_code.get(code, ())) for token, codes in own.items()}


@lru_cache(maxsize=65536)
def is_listed(word: str, language: str) -> bool:
    """Whether a folded word is listed as a common one of a language; surnames may have any ending."""
    if word in _listed("common", language) or word in frequent(language) or word in _listed("titles", "words"):
        return True
    if word in _listed("demonyms", language) or word in _calendar(language):
        return True
    return language in _PLURALS and word.endswith("s") and word[:-1] in _listed("common", language)


def is_plain(word: str, language: str) -> bool:
    """Whether a folded word behind a given name is no family name: listed, or with a long ending (-tion, -schaft)."""
    return is_listed(word, language) or any(
        len(ending) > (3 if language in ("en", "de", "nl") else 4) for ending in _ending_of(word, language)
    )


@lru_cache(maxsize=65536)
def is_common(word: str, language: str) -> bool:
    """Whether a folded word is a common one that takes a capital in names, titles and headlines (Ministry, Chinese)."""
    if is_listed(word, language):
        return True
    if language == "en" and len(word) > 5 and word.endswith(tuple(_listed("demonym_endings", "en"))):
        return word not in _listed("given", "names")
    least = 4 if language == "nl" else 3
    return (
        word not in _listed("given", "names")
        and any(word.endswith(ending) and len(word) - len(ending) >= least for ending in _ending_of(word, language))
        and not is_chinese(word)
    )


def _ending_of(word: str, language: str) -> Iterable[str]:
    known = _listed("endings", language)
    return (word[-size:] for size in range(2, min(15, len(word))) if word[-size:] in known)


@lru_cache(maxsize=16384)
def is_chinese(word: str) -> bool:
    """Whether a folded word can only be Chinese in pinyin (Yuhui, Haikou): no engine and no person translates it."""
    if _CHINESE.search(word) is None:
        return len(word) > 5 and not word.endswith("en") and _LONG_SYLLABLES.fullmatch(word) is not None
    return _PINYIN.fullmatch(word) is not None


@lru_cache(maxsize=16384)
def may_be_chinese(word: str) -> bool:
    """Whether a folded word has the form of pinyin (Lena, Ningbo), whatever it is."""
    return _PINYIN.fullmatch(word) is not None or _ONE_SYLLABLE.fullmatch(word) is not None


def is_place_word(word: str, language: str) -> bool:
    """Whether a folded word is one of the words of a place's name, or in an inflecting language a form of one."""
    if word in _own_places(language):
        return True
    return language in INFLECTING and any(
        word[: len(word) - cut] in _place_stems(language) for cut in range(5) if len(word) - cut > 2
    )


@lru_cache(maxsize=32)
def _place_stems(language: str) -> frozenset[str]:
    """Words of places' names without their last vowel, on which cases are built."""
    return frozenset(word.rstrip("aeiouy") for word in _own_places(language) if len(word) > 3)


def latin_words(text: str) -> list[str]:
    """The words in Latin letters, digits among them, that stand in a text of any script."""
    return _TOKEN.findall(text)


def find(text: str, language: str, *, headline: bool = False, known: Callable[[str, str], bool] | None = None) -> Found:
    """The names of a text; `language` is a key of the word lists (fr, pt, zh-Hans).

    Words in Latin letters only. A name of several words is kept together, small particles (de, van) left out. `known`
    tells of a word and language whether it is a common one; a word that only ends as one is then a name by its place.
    """
    tokens = [m for m in _TOKEN.finditer(text) if m[0][0] < "ɐ" and not m[0].isdigit()]
    lettered = [m[0] for m in tokens if len(m[0]) > 1]
    upper = sum(word.isupper() for word in lettered)
    latin = scripts_of(language) == {"Latn"}
    shouted = latin and len(lettered) > 2 and upper > _SHOUTED * len(lettered)
    long = [word for word in lettered if len(word) > 3]
    titled = (
        latin and len(long) > 3 and sum(word[0].isupper() for word in long) > _TITLED * len(long) and language != "de"
    )
    titled = titled and not text.rstrip().endswith((".", "!", "?", "”", "»", '"'))
    titled = titled or (headline and language == "en" and len(long) > 1 and all(word[0].isupper() for word in long))
    names: list[tuple[Word, ...]] = []
    common: list[str] = []
    run: list[re.Match[str]] = []
    for m in tokens:
        word = m[0]
        capital = word[0].isupper() or (len(word) > 2 and any(map(str.isupper, word)))
        if run:
            gap = text[run[-1].end() : m.start()]
            joined = gap in _JOINTS or (gap in (". ", ".") and len(run[-1][0]) == 1)
            if (
                not joined
                or len(run) >= _LONGEST_NAME
                or not (capital or (word in _particles(language) and gap == " "))
            ):
                names.append(_name(run, text, language, shouted, common, known))
                run = []
        if capital or run:
            run.append(m)
    if run:
        names.append(_name(run, text, language, shouted, common, known))
    return Found(tuple(name for name in names if name), tuple(common), titled, shouted)


@lru_cache(maxsize=64)
def _particles(language: str) -> frozenset[str]:
    """Small words inside names; in German they stand between nouns far more often (Ende der Woche)."""
    return frozenset({"von", "van"} if language == "de" else _tables()["titles"]["particles"].split())


def _name(
    run: list[re.Match[str]],
    text: str,
    language: str,
    shouted: bool,
    common: list[str],
    known: Callable[[str, str], bool] | None,
) -> tuple[Word, ...]:
    words = []
    told = [folded(m[0]) for m in run]
    if _royal(run, told, text):
        return ()
    # A title in quotation marks is translated, if it is no name of one word.
    before, after = text[max(0, run[0].start() - 1) : run[0].start()], text[run[-1].end() : run[-1].end() + 1]
    title = len(run) > 1 and before in _QUOTES and after in _QUOTES and bool(before and after)
    person = _person(run, told, text, language)
    for number, m in enumerate(run):
        raw, low = m[0], told[number]
        if len(raw) < 2 or not any(map(str.isupper, raw)):
            continue
        opening = number == 0 and _START.search(text[max(0, m.start() - 6) : m.start()]) is not None
        kind = _kind(raw, low, language, person, shouted)
        if kind is None and known is not None and _only_ends_so(raw, low, language):
            alone = len(run) == 1 and not opening and language not in ("de", "nl")
            if not known(raw, language) and (
                alone or is_name_here(text, m.start(), m.end(), language, opening=opening)
            ):
                kind = Kind.NAME
        if kind is None and raw[0].isupper() and len(raw) > 2 and not opening and not raw.isupper():
            if low not in frequent(language) and low not in _calendar(language):
                common.append(low)
        elif kind is not None and not (title and kind is Kind.NAME):
            words.append(Word(raw, low, kind, m.start(), m.end(), opening))
    return tuple(words)


def _only_ends_so(raw: str, low: str, language: str) -> bool:
    """Whether a word is taken for a common one by a short ending alone: Corvale, Olmura, Hapsted."""
    if not raw[0].isupper() or not raw[1:].islower() or len(raw) < 4 or is_listed(low, language):
        return False
    if language == "en" and low.endswith(tuple(_listed("demonym_endings", "en"))):
        return False
    return not is_plain(low, language) and not place_key(low, language)


def _royal(run: list[re.Match[str]], told: list[str], text: str) -> bool:
    """Whether this is a monarch, pope or saint, whose names are translated."""
    royal = _listed("titles", "royal")
    if told[0] in royal and len(told) > 1 and told[1] in _listed("given", "names"):
        return True
    before = _TOKEN.findall(text[max(0, run[0].start() - 16) : run[0].start()])
    return bool(before) and folded(before[-1]) in royal and told[0] in _listed("given", "names")


@lru_cache(maxsize=16384)
def _is_bent_given(word: str, language: str) -> bool:
    """Whether a word is a given name in a case: Karoliny, Karolinei."""
    if language not in INFLECTING or len(word) < 5:
        return False
    given = _listed("given", "names")
    return any(word[:-cut] + end in given for cut in (1, 2, 3) for end in ("", "a", "e") if len(word) - cut > 3)


def has_list(language: str) -> bool:
    """Whether the common words of a language are listed, so that a capital says something by itself."""
    return language in _tables()["common"]


def _kind(raw: str, low: str, language: str, person: bool, shouted: bool) -> Kind | None:
    if len(raw) > 2 and raw[:-1].isupper() and raw[-1] == "s":
        raw = raw[:-1]
    if raw.isupper():
        if shouted or len(raw) > 8 or raw in _translated_acronyms() or _ROMAN.fullmatch(raw) or raw[0].isdigit():
            return None
        if any(map(str.isdigit, raw)) or is_listed(low, language):
            return None  # a code, which the check of addresses and codes sees to; NOT is a word said loudly
        return Kind.ACRONYM
    if _CAMEL.search(raw) and not _PLAIN_CAMEL.fullmatch(raw):
        plural = raw[:-1].isupper() and raw.endswith("s")
        return None if plural else Kind.BRAND
    if not raw[0].isupper() or len(raw) < 3:
        return Kind.PERSON if person and len(raw) == 2 and raw[0].isupper() and _ONE_SYLLABLE.fullmatch(low) else None
    if not person and (low in _places_alone(language) or (place_key(low, language) and not is_common(low, language))):
        return None if low in _listed("common", language) else Kind.PLACE
    if is_chinese(low):
        return Kind.PERSON
    if is_plain(low, language) if person else is_common(low, language):
        return None
    return Kind.PERSON if person else Kind.NAME


def _person(run: list[re.Match[str]], told: list[str], text: str, language: str) -> bool:
    """Whether a run of words with capitals is a person's name: a title before it, a given name in it, Chinese in it."""
    if len(run) == 1:
        before = _TOKEN.findall(text[max(0, run[0].start() - 24) : run[0].start()])
        return bool(before) and folded(before[-1]) in (
            "mr",
            "mrs",
            "ms",
            "dr",
            "m",
            "mme",
            "sr",
            "sra",
            "herr",
            "frau",
            "dott",
            "senhor",
            "senhora",
        )
    names = [word for word in told if not is_plain(word, language)]
    if len(names) < 2:
        return False
    given = _listed("given", "names")
    places = _places_alone(language)
    for number, word in enumerate(told[:-1]):
        if (
            (word in given or _is_bent_given(word, language))
            and told[number + 1] in names
            and (word not in places or len(told) == 2)
        ):
            return True
    if sum(is_chinese(word) for word in told) and len(told) == 2:
        return all(_ONE_SYLLABLE.fullmatch(word) or is_chinese(word) for word in told)
    initial = any(len(m[0]) == 1 and m[0].isupper() and text[m.end() : m.end() + 1] == "." for m in run[:-1])
    return initial and len(run) <= 4
