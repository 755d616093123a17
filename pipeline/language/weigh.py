"""Statistics: what the detectors, the words and the alphabet of a text say together.

The weights were fitted on one half of our own titles, sentences and paragraphs and checked on the other half
(`benchmarks/language.py` prints what they reach).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.language import detectors
from pipeline.language.tables import lists

LANGDETECT, PY3LANGID, LINGUA = 0.5, 1.8, 0.6
WORDS, ALPHABET = 1.0, -0.8
WITHOUT_PROFILE = -0.5  # a language langdetect has no profile of, against the best it has
WIRES = 0.5  # English, which most releases are in, however foreign their names; log odds
ONCE, HARDLY = -1.0, -2.5  # languages seldom met; log odds
SOUTH_SLAVIC, BOSNIAN = 3.0, -1.0
OPEN = 0.97  # below this, a close pair goes to lingua

_WORD = re.compile(
    r"[\u0900-\u0963\u0970-\u097f]+|['’]?[^\W\d_]+(?:['’][^\W\d_]+)*"
)  # vowel signs are no letters to `re`


@dataclass(frozen=True, slots=True)
class Ranking:
    """Languages with their probabilities, best first, and who said what."""

    ranked: tuple[tuple[str, float], ...]
    said: str

    def among(self, tags: Collection[str]) -> tuple[tuple[str, float], ...]:
        """The same for a choice of languages: their probabilities add up to 1."""
        chosen = [(tag, probability) for tag, probability in self.ranked if tag in tags]
        whole = sum(probability for _, probability in chosen) or 1.0
        return tuple((tag, probability / whole) for tag, probability in chosen)


def rank(script: str, sample: str, expected: Collection[str] = ()) -> Ranking:
    """The languages a text may be in, with probabilities that add up to 1.

    `sample` holds letters of one script; `expected` are languages in that script that somebody declared: these are no
    longer seldom, and py3langid is asked for those of them that are no candidates otherwise.
    """
    tags = candidates(script, expected)
    first = detectors.langdetect(script, sample)
    second = detectors.py3langid(tags, sample)
    words, alien = _words(script, sample)
    scores = {
        tag: LANGDETECT * first.get(tag, WITHOUT_PROFILE / LANGDETECT if first else 0.0)
        + PY3LANGID * second.get(tag, -3.0)
        + WORDS * words.get(tag, 0.0)
        + ALPHABET * alien.get(tag, 0.0)
        + (0.0 if tag in expected and tag != "en" else _frequency(tag))
        for tag in tags
    }
    said = [f"{who} {max(found, key=lambda tag: found[tag])}" for who, found in _names(first, second) if found]
    ranked = _softmax(scores)
    if third := _ask_lingua(ranked, sample):
        said.append(f"lingua {max(third, key=lambda tag: third[tag])}")
        for tag, score in third.items():
            scores[tag] += LINGUA * score
        ranked = _softmax(scores)
    if script == "Latn" and ranked[0][0] in lists("close")["slavic_south"]:
        ranked = _south_slavic(dict(ranked), words)
    return Ranking(tuple(ranked), ", ".join(said))


def candidates(script: str, expected: Collection[str] = ()) -> tuple[str, ...]:
    """The languages to choose among: those usual for a script, and those expected that py3langid knows."""
    usual = lists("candidates")[script]
    return usual + tuple(sorted(tag for tag in expected if tag not in usual and detectors.py3langid_knows(tag)))


def _names(first: dict[str, float], second: dict[str, float]) -> Sequence[tuple[str, dict[str, float]]]:
    return ("langdetect", first), ("py3langid", second)


def _frequency(tag: str) -> float:
    """How often a language is met where nothing is declared, in log odds."""
    if tag == "en":
        return WIRES
    return ONCE if tag in lists("seldom")["once"] else HARDLY if tag in lists("seldom")["hardly"] else 0.0


def _softmax(scores: dict[str, float]) -> list[tuple[str, float]]:
    best = max(scores.values())
    odds = {tag: math.exp(score - best) for tag, score in scores.items()}
    whole = sum(odds.values())
    return sorted(((tag, one / whole) for tag, one in odds.items()), key=lambda pair: (-pair[1], pair[0]))


def _ask_lingua(ranked: list[tuple[str, float]], sample: str) -> dict[str, float]:
    """lingua's word on languages that are close to each other and that the others leave open."""
    best, probability = ranked[0]
    kin = close(best)
    if probability >= OPEN or not kin:
        return {}
    return detectors.lingua([tag for tag, share in ranked[:5] if share > 0.01 and tag in kin], sample)


def _south_slavic(shares: dict[str, float], words: dict[str, float]) -> list[tuple[str, float]]:
    """Bosnian, Croatian and Serbian share their groups of letters: between these three, only words tell."""
    tags = lists("close")["slavic_south"]
    best = max(words.get(tag, 0.0) for tag in tags)
    odds = {
        tag: math.exp(SOUTH_SLAVIC * (words.get(tag, 0.0) - best) + (BOSNIAN if tag == "bs" else 0)) for tag in tags
    }
    whole = sum(shares[tag] for tag in tags) / sum(odds.values())
    shares = {**shares, **{tag: one * whole for tag, one in odds.items()}}
    return sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))


def close(tag: str) -> tuple[str, ...]:
    """The languages so close to one that statistics often mistake them, itself among them; none for most."""
    return next((kin for kin in lists("close").values() if tag in kin), ())


@lru_cache(maxsize=8)
def _listed(script: str) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """By frequent word and by ending, the languages of a script that have it."""
    words: dict[str, list[str]] = {}
    for tag in lists("candidates")[script]:
        for word in dict.fromkeys(lists("words", "words.toml").get(tag, ())):
            words.setdefault(word, []).append(tag)
    endings = {word[1:]: tuple(tags) for word, tags in words.items() if word.startswith("-")}
    return {word: tuple(tags) for word, tags in words.items()}, endings


def has_words_of(tag: str, words: Collection[str]) -> int:
    """How many of some words, in small letters, are frequent words of a language."""
    known = frozenset(lists("words", "words.toml").get(tag, ()))
    return sum(word in known for word in words)


def _words(script: str, sample: str) -> tuple[dict[str, float], dict[str, float]]:
    """By language: how much the words of a text are its frequent words, and how many have letters it does not write.

    Both over the root of the count of words. A word tells the more the fewer languages have it; an ending half.
    """
    known, endings = _listed(script)
    many = len(lists("candidates")[script])
    seen = _WORD.findall(sample)
    tokens = []
    for word in (word.lower().replace("’", "'") for word in seen):
        tokens.append(word)
        if "'" in word:
            tokens += filter(None, word.split("'"))
    hits: defaultdict[str, float] = defaultdict(float)
    for word in tokens:
        for tag in known.get(word, ()):
            hits[tag] += math.log(many / len(known[word]))
        for size in range(2, min(6, len(word) - 2)):
            for tag in endings.get(word[-size:], ()):
                hits[tag] += math.log(many / len(endings[word[-size:]])) / 2
    root = math.sqrt(len(tokens) or 1)
    return {tag: hit / root for tag, hit in hits.items()}, {
        tag: odd / root for tag, odd in _alien(script, seen).items()
    }


@lru_cache(maxsize=8)
def _alphabets(script: str) -> dict[str, frozenset[str]]:
    common = "abcdefghijklmnopqrstuvwxyz'’" if script == "Latn" else "'’"
    listed = lists("alphabets", "words.toml")
    return {
        tag: frozenset(common + "".join(listed[tag]))
        for tag in lists("candidates")[script]
        if listed.get(tag) is not None
    }


def _alien(script: str, words: Sequence[str]) -> dict[str, float]:
    """By language, the words with a letter it does not write; a capitalised one may be a name and counts less."""
    if script not in ("Latn", "Cyrl"):
        return {}
    alphabets = _alphabets(script)
    usual = frozenset("abcdefghijklmnopqrstuvwxyz'’") if script == "Latn" else frozenset("'’")
    odd: dict[str, float] = {}
    for word in dict.fromkeys(words):
        letters = frozenset(word.lower()) - usual
        if letters:
            for tag, alphabet in alphabets.items():
                if not letters <= alphabet:
                    odd[tag] = odd.get(tag, 0.0) + (1.0 if word[0].islower() else 0.4)
    return odd
