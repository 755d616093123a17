"""What is known of words in the names of people, bodies and places: the lists of proper_names.toml, and CLDR's.

Countries, cities, months, days and languages come from CLDR by way of Babel; the lists were composed by hand. Words
are asked for folded (likeness.py): small letters, no accents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pipeline.language.likeness import folded, same
from pipeline.language.vocabulary import frequent

_TOKEN = re.compile("[A-Za-z0-9À-ÖØ-öø-ɏḀ-ỿ]+")
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


@cache
def tables() -> dict[str, Any]:
    """The lists of proper_names.toml."""
    import tomllib

    return tomllib.loads(Path(__file__).with_name("proper_names.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=128)
def listed(table: str, key: str) -> frozenset[str]:
    """The folded words of one list."""
    return frozenset(folded(word) for word in tables()[table].get(key, "").split())


@lru_cache(maxsize=64)
def _locale(language: str) -> Any:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


_PLURAL = {"en": "s", "de": "s", "nl": "en", "es": "s", "pt": "s", "it": "i"}


@lru_cache(maxsize=64)
def calendar(language: str) -> frozenset[str]:
    """Months, days of the week and names of languages: words with a capital in some languages, and no names."""
    locale = _locale(language)
    if locale is None:
        return frozenset()
    words: set[str] = set()
    for style in ("wide", "abbreviated"):
        for table in (locale.months, locale.days):
            for context in ("format", "stand-alone"):
                words.update(str(one) for one in table[context].get(style, {}).values())
    days = {str(one) for context in ("format", "stand-alone") for one in locale.days[context]["wide"].values()}
    words |= {day + _PLURAL.get(locale.language, "") for day in days}  # on Sundays, sonntags
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
    for code, names in tables()["places"].items():
        for token in names.split():
            found.setdefault(token, set()).add(code)
    return {token: frozenset(codes) for token, codes in found.items()}


@lru_cache(maxsize=64)
def places_alone(language: str) -> frozenset[str]:
    """Places called by one word: an ending does not make a common word of them."""
    locale = _locale(language)
    places = locale.territories.items() if locale is not None else ()
    named = [str(name) for code, name in places if code not in _NO_PLACE]
    return frozenset(folded(name) for name in named if " " not in name) | frozenset(
        one for names in tables()["places"].values() for one in names.split()
    )


@lru_cache(maxsize=64)
def _by_stem(language: str) -> dict[str, tuple[str, ...]]:
    stems: dict[str, list[str]] = {}
    for token in places_alone(language):
        stems.setdefault(token[:4], []).append(token)
    return {stem: tuple(tokens) for stem, tokens in stems.items()}


@lru_cache(maxsize=16384)
def place_key(word: str, language: str) -> str:
    """The folded word of a place's name that a word is, or in an inflecting language a form of; "" for none."""
    if word in (_own_places(language) if has_list(language) else places_alone(language)):
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
    if word in listed("common", language) or word in frequent(language) or word in listed("titles", "words"):
        return True
    if word in listed("demonyms", language) or word in calendar(language):
        return True
    return language in _PLURALS and word.endswith("s") and word[:-1] in listed("common", language)


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
    if language == "en" and len(word) > 5 and word.endswith(tuple(listed("demonym_endings", "en"))):
        return word not in listed("given", "names")
    least = 4 if language == "nl" else 3
    return (
        word not in listed("given", "names")
        and any(word.endswith(ending) and len(word) - len(ending) >= least for ending in _ending_of(word, language))
        and not is_chinese(word)
    )


def _ending_of(word: str, language: str) -> Iterable[str]:
    known = listed("endings", language)
    return (word[-size:] for size in range(2, min(15, len(word))) if word[-size:] in known)


@lru_cache(maxsize=16384)
def is_chinese(word: str) -> bool:
    """Whether a folded word can only be Chinese in pinyin (Yuhui, Haikou): no engine and no person translates it."""
    if _CHINESE.search(word) is None:
        return len(word) > 5 and not word.endswith("en") and _LONG_SYLLABLES.fullmatch(word) is not None
    return _PINYIN.fullmatch(word) is not None


def is_syllable(word: str) -> bool:
    """Whether a folded word is one syllable of pinyin."""
    return _ONE_SYLLABLE.fullmatch(word) is not None


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


def has_list(language: str) -> bool:
    """Whether the common words of a language are listed, so that a capital says something by itself."""
    return language in tables()["common"]


@lru_cache(maxsize=16384)
def is_bent_given(word: str, language: str) -> bool:
    """Whether a word is a given name in a case: Karoliny, Karolinei."""
    if language not in INFLECTING or len(word) < 5:
        return False
    given = listed("given", "names")
    return any(word[:-cut] + end in given for cut in (1, 2, 3) for end in ("", "a", "e") if len(word) - cut > 3)
