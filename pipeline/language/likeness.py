"""How alike are two words of Latin script: the same name, another spelling of it, or a damaged one?"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "ø": "o",
        "œ": "oe",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ı": "i",
        "ħ": "h",
        "’": "'",
        "ə": "a",
    }
)
# Spellings of one sound in several languages, so that Moskau and Moscou, or Gorbatschow and Gorbachev, come together.
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("tsch|tch|tsj|cz|ch", "C"), ("sch|sh|sj|sz", "C"), ("zh|dj|dzh|j(?=[aou])", "C"), ("kh", "h"), ("ph", "f"),
        ("th", "t"), ("qu|cqu", "k"), ("ck|cc|c(?=[aoulrkt]|$)|q", "k"), ("ou|oo|ue", "u"), ("x", "ks"), ("w", "v"),
        ("tz|ts", "z"), ("y|ij|j", "i"), ("ee|ei|ie", "i"), ("ss|z|c", "s"), (r"(.)\1", r"\1"), ("gh|gu(?=[eiy])", "g"),
    )
]  # fmt: skip


@lru_cache(maxsize=65536)
def folded(word: str) -> str:
    """A word in small letters without accents: Île and ile, Łódź and lodz are the same."""
    if word.isascii():
        return word.lower()
    word = unicodedata.normalize("NFKD", word.lower().translate(_LETTERS)).translate(_LETTERS)
    return "".join(one for one in word if not unicodedata.combining(one))


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """A folded word as it roughly sounds, whatever language spells it."""
    for pattern, heard in _SOUNDS:
        word = pattern.sub(heard, word)
    return word


@lru_cache(maxsize=65536)
def consonants(word: str) -> str:
    """The consonants of a folded word, in kinds that languages exchange (b/p/v/f, d/t, g/k, s/sh/ch)."""
    heard = re.sub("[aeiouh'-]", "", sound(word)).translate(str.maketrans("bpvfdtgkCsz", "ffffttkksss"))
    return re.sub(r"(.)\1", r"\1", heard)


def same(one: str, other: str, *, inflected: bool = False) -> bool:
    """Whether two folded words are one name, as it is or with a genitive's ending.

    `inflected` allows `other` the endings of Slavic, Finnic and similar languages on the name `one`.
    """
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < 3:
        return False
    if long[: len(short)] == short and long[len(short) :] in ("s", "n", "en", "er", "ns", "es", "ers", "in"):
        return True
    if not inflected:
        return False
    stem = one[:-1] if len(one) > 3 and one[-1] in "aeiouy" else one
    return other.startswith(stem) and len(other) - len(stem) <= 5


@lru_cache(maxsize=262144)
def alike(one: str, other: str) -> bool:
    """Whether two folded words may be one name or one word of two languages: Moscou and Moskau, educação and education.

    Errs on the side of yes; people's names and brands want `same`.
    """
    if one == other:
        return True
    least = min(len(one), len(other))
    if least < 3:
        return False
    if least >= 4 and one[:4] == other[:4] and shared(one, other) * 2 >= least:
        return True
    first, second = sound(one), sound(other)
    if first == second:
        return True
    begun = shared(first, second)
    if begun >= 4 or (begun >= 3 and min(len(first), len(second)) <= 6 and begun * 2 >= min(len(first), len(second))):
        return True
    bones, others = consonants(one), consonants(other)
    if (
        len(bones) >= 3
        and len(others) >= 3
        and (bones == others or bones.startswith(others) or others.startswith(bones))
    ):
        return True
    if least >= 5:
        return distance(one, other, least // 3) <= least // 3
    return False


def distance(one: str, other: str, most: int) -> int:
    """How many letters must change, come or go between two words (Levenshtein); more than `most` is `most` + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    from rapidfuzz.distance import Levenshtein

    return int(Levenshtein.distance(one, other, score_cutoff=most))


def shared(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
