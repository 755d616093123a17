"""How sure is it that a word with a capital is a name that a translation has to show?

By its place in the text (naming.py), by what is known of words (name_words.py, the vocabulary of segments, the
gazetteer), and by signs that words are gone from the translation.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline import gazetteer
from pipeline.language.likeness import folded
from pipeline.language.name_words import has_list, is_common, is_listed, is_place_word, is_plain, listed
from pipeline.language.naming import in_body, is_bent, is_body, is_foreign, is_name_here, is_named_behind, is_strange
from pipeline.language.proper_names import Found, Kind, Word
from pipeline.language.vocabulary import scripts_of
from pipeline.segments.vocabulary import inflected, table, vocabulary

NOUNS = frozenset({"de", "lb"})  # languages that give every noun a capital
_BESIDE_CAPITAL = re.compile("[ \u00a0][A-ZÀ-Þ][a-zß-ÿ]{2,30}(?![-\\w])")
_BEHIND_CAPITAL = re.compile("(?<=[a-zß-ÿ,] )[A-ZÀ-Þ][a-zß-ÿ]{2,30}[ \u00a0]$")
_LARGE = ("en", "fr", "es", "pt", "it", "de", "nl")


def is_part(word: Word, missing: list[Word], name: tuple[Word, ...], text: str, source: str) -> bool:
    """Whether a word may be part of the name of a body or place, which is translated, or stand in a case."""
    if scripts_of(source) != {"Latn"}:
        return False
    if has_list(source):
        if is_named_behind(text, word.start, word.text.lower(), source):
            return False
        return in_body(text, word.start, lambda low, beside: is_capital_word(low, source, beside=beside))
    if is_named_behind(text, word.start, word.text.lower(), source):
        return False
    if is_bent(word.text, source) or (len(missing) < 2 and not word.text.isascii()):
        return True
    return in_body(text, name[0].start, lambda low, beside: True)


def is_capital_word(low: str, language: str, *, beside: bool) -> bool:
    """Whether a folded word before a name may be a common one with a capital; behind an "and" only a certain one."""
    if not has_list(language) or is_plain(low, language):
        return True
    return not beside and is_common(low, language)


def is_sure(word: Word, name: tuple[Word, ...], found: Found, text: str, language: str, hole: bool) -> bool:
    """Whether a word with a capital can hardly be a word of the language: by its place, in English by our list too."""
    if found.shouted or (found.titled and language != "en") or is_word(word.text, language):
        return False
    if is_body(word.text, language):
        return False
    if found.titled:
        return True
    if language not in NOUNS:
        places = [one for run in found.names for one in run if one.folded == word.folded]
        if len(places) > 1 and not all(one.opening for one in places):
            return True
        if _is_person(word, name, text, language):
            return True
    elif _is_strange_beside_another(word, text, language):
        return True
    if hole and (language not in NOUNS or is_strange(word.text, language)):
        return True
    return is_name_here(text, word.start, word.end, language, opening=word.opening)


def _is_strange_beside_another(word: Word, text: str, language: str) -> bool:
    """Whether a noun that looks foreign stands beside another with a capital: Joost Terlinden."""
    if not is_strange(word.text, language) or is_international(word.text, among=True):
        return False
    start = max(0, word.start - 30)
    return bool(_BESIDE_CAPITAL.match(text, word.end) or _BEHIND_CAPITAL.search(text, start, word.start))


def _is_person(word: Word, name: tuple[Word, ...], text: str, language: str) -> bool:
    """Whether two words that are on no list stand side by side within a sentence: Oriel Magnusson."""
    plain = [one for one in name if one.kind is Kind.NAME and not one.opening and not is_word(one.text, language)]
    if word not in plain or len(plain) != 2 or len(plain) != sum(not one.opening for one in name):
        return False
    if any(is_international(one.text, among=False) for one in plain):
        return False
    if not has_list(language) and (is_bent(plain[0].text, language) or is_body(plain[0].text, language)):
        return False
    if text[plain[0].end : plain[1].start] != " " or not all(one.text[1:].islower() for one in plain):
        return False
    if any(one.kind is Kind.PLACE or is_word(one.text, language) for one in name):
        return False
    titles = listed("titles", "words")
    if name[0].opening:
        return True
    return not in_body(text, plain[0].start, lambda low, _: low not in titles and is_plain(low, language))


@lru_cache(maxsize=16384)
def is_word(word: str, language: str) -> bool:
    """Whether a word with a capital is a common word, or part of a place's name, as far as our lists go."""
    if language == "vi":
        return not is_foreign(word, language)
    known, low = vocabulary(language), word.lower()
    if low in gazetteer.names(language) or low.removesuffix("s") in gazetteer.names(language):
        return True
    if word.upper() in table("acronyms"):
        return True
    if low in known.common or inflected(low, known):
        return True
    return not has_list(language) and is_place_word(folded(word), language)


@lru_cache(maxsize=16384)
def is_international(word: str, *, among: bool) -> bool:
    """Whether a word is a common one of a large language, as names of companies and theatres have it.

    `among` other words of a name its ending is enough.
    """
    low = folded(word)
    if is_word(word, "en") or any(is_listed(low, language) for language in _LARGE):
        return True
    return among and any(is_common(low, language) for language in ("fr", "es", "pt", "it"))
