"""Does a name in Latin letters stand in a text in another script, written as it sounds there?

A rough answer by consonants, for checks that must not speak where a name was transliterated; it errs on the side of
yes. Letters and their sounds are in transliteration.toml; Hangul is taken apart as Unicode composes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pipeline.language.likeness import consonants, distance, folded, sound

# The consonants of Hangul's initials and finals, in the order of Unicode; a dot is silent.
_INITIALS = "k k n t t r m p p s s . ch ch ch k t p h".split()  # noqa: SIM905
_FINALS = ". k k k n n n t r k m p r t p r m p p t t n t t k t p .".split()  # noqa: SIM905
_KEPT = re.compile("[^\\W\\d_a-zA-ZÀ-ɏ]+")
_KATAKANA = re.compile("[ァ-ヺー]{2,}")
_HIRAGANA_OR_HAN = re.compile("[\u3040-\u309f\u3400-\u9fff]")
_VOWEL_MARKS = re.compile(
    "[\u064b-\u0652\u0640\u0591-\u05c7\u0900\u0901\u0903\u093a-\u094f\u0981\u0983\u09bc-\u09cd\u0e31\u0e34-\u0e4e]"
)
_NASAL = str.maketrans({"\u0902": "न", "\u0982": "ন"})
_SPELLINGS = (("ch", "k"), ("ch", "h"), ("j", "h"), ("j", "i"), ("j", "zh"), ("th", "s"))
_PREFIXED = re.compile("[\u0590-\u06ff\u0e00-\u0e7f]")  # articles and prepositions are written with the word
_SILENT = re.compile("r(?=[^aeiouy]|$)|w$")
_NG = re.compile("ng(?![aeiouy])")
_ROMAJI = re.compile(r"(?:(?:[kgsztdnhbpmr]y?|sh|ch|ts|j|f|w|y)?[aiueo]{1,2}|n|kk|tt|pp|ss)+")
_VOWELS = frozenset("aeiouy")
_KIN = ("bpvf", "dt", "gkhC", "Csz", "rl", "uv", "ov", "ij", "mn", "sh", "tz", "ks")
_APART, _APART_LOOSE = 0.35, 0.5  # how far a name may sound from the word that stands for it, by consonant
Heard = Mapping[str, tuple[str, ...]]
_MOST = 400  # words that are listened to


@cache
def _tables() -> dict[str, Any]:
    import tomllib

    return tomllib.loads(Path(__file__).with_name("transliteration.toml").read_text(encoding="utf-8"))


@cache
def _sounds() -> dict[str, str]:
    return {pair[0]: pair[1:] for letters in _tables()["letters"].values() for pair in letters.split()}


@cache
def _groups() -> tuple[tuple[str, str], ...]:
    found = (pair.partition("=") for groups in _tables()["groups"].values() for pair in groups.split())
    return tuple((letters, sound) for letters, _, sound in found)


@cache
def own_in_the_east() -> frozenset[str]:
    """Folded names that Chinese, Japanese and Korean call by names of their own (Microsoft, Toyota)."""
    return frozenset(_tables()["own"]["east"].split())


@lru_cache(maxsize=4096)
def may_be_japanese(word: str) -> bool:
    """Whether a folded word can be Japanese in Latin letters (Tanaka), so that Chinese and Japanese write it in Han."""
    return _ROMAJI.fullmatch(word) is not None


def romanized(word: str) -> str:
    """A word of another script in rough Latin letters; letters whose sound is not known are left out."""
    word = word.lower()
    for letters, said in _groups():
        if letters in word:
            word = word.replace(letters, said)
    sounds = _sounds()
    heard = []
    for letter in word:
        if "가" <= letter <= "힣":
            number = ord(letter) - 0xAC00
            heard.append(f"{_INITIALS[number // 588]}a{_FINALS[number % 28]}".replace(".", ""))
        else:
            heard.append(sounds.get(letter, letter if "a" <= letter <= "z" else ""))
    return "".join(heard)


def listened(text: str) -> Heard:
    """What the words of a text in other scripts sound like (`heard` looks names up in it).

    By their consonants; a full stop marks a word of a script whose languages put articles before names, and no
    endings behind them. With each go the words that have these consonants, with their vowels.
    """
    found: dict[str, tuple[str, ...]] = {}

    def put(bones: Iterable[str], spoken: str) -> None:
        for one in bones:
            if one and spoken not in found.get(one, ()):
                found[one] = (*found.get(one, ()), spoken)

    text = _VOWEL_MARKS.sub("", text.translate(_NASAL))
    for m in _KEPT.finditer(text):
        if len(found) > _MOST:
            break
        word = m[0]
        if word[0].islower():
            continue  # in scripts that have capitals, a name begins with one
        if "\u3040" <= word[0] <= "\u9fff" or "\u3040" <= word[-1] <= "\u9fff":
            for run in _runs(word):
                spoken = romanized(run)
                part = _bones(spoken)
                put((part[at:] for at in range(min(4, len(part)))), spoken)
        else:
            spoken = romanized(word)
            bones = _bones(spoken)
            if _PREFIXED.match(word):
                put((f"{bones[at:]}." for at in range(min(3, len(bones)))), spoken)
            elif bones:
                put((bones,), spoken)
                if word[:2].lower() == "ντ":
                    put((bones[1:],), spoken)  # at its beginning a D
    return found


def _runs(word: str) -> Iterable[str]:
    """The runs of katakana, and of characters that Chinese takes for sounds, within a text without spaces."""
    yield from _KATAKANA.findall(word)
    sounds = _sounds()
    run = ""
    for letter in word + " ":
        if "\u3400" <= letter <= "\u9fff" and letter in sounds:
            run += letter
            continue
        if len(run) > 1:
            yield run
        run = ""


def weight(name: str) -> int:
    """How many consonants of a folded name there are to go by."""
    return len(_bones(name))


def heard(name: str, sounds: Heard, *, loose: bool = False) -> bool:
    """Whether a folded name sounds like one of `listened` words, or like a part of one without its endings.

    `loose` is for Chinese, which leaves consonants out."""
    return bool(hearings(name, sounds, loose=loose))


def hearings(name: str, sounds: Heard, *, loose: bool = False) -> dict[str, float]:
    """The words in which a folded name is heard, each with how far from it that sounds (0: the same)."""
    found: dict[str, float] = {}
    for bones in _readings(name):
        for one in _found(bones, sounds, loose):
            for spoken in sounds[one]:
                if spoken not in found:
                    spelt = (name, *(name.replace(a, b) for a, b in _SPELLINGS if a in name))
                    found[spoken] = min(apart(one_way, spoken, unwritten=one[-1] == ".") for one_way in spelt)
    most = _APART_LOOSE if loose else _APART
    return {spoken: far for spoken, far in found.items() if far <= most}


@lru_cache(maxsize=16384)
def _readings(name: str) -> tuple[str, ...]:
    """The consonants of a name as languages read them: Aurich with a k, an h or a sh."""
    silent = _SILENT.sub("", name)  # the r that Japanese hears as a long vowel: ノーフィールド
    spelt = dict.fromkeys(
        [name, silent, re.sub("^h", "g", silent), *(name.replace(one, other) for one, other in _SPELLINGS)]
    )
    return tuple(dict.fromkeys(map(_bones, spelt)))


def _found(bones: str, sounds: Heard, loose: bool) -> Iterator[str]:
    size = len(bones)
    if not size:
        yield from sounds
        return
    if size < 3:  # two consonants are in many a word
        yield from (one for one in sounds if one.rstrip(".") == bones or (one[:-1] == bones and one[-1] in "mfn"))
        return
    most = 0 if size < 4 else 1 if size < 7 else 2
    least = size - (size > 5)
    if loose:
        most, least = int(size * 0.45), (size + 1) // 2
    for one in sounds:
        if one[0] != bones[0] or len(one) < least:
            continue
        if one[-1] == ".":  # a whole word, without endings
            if distance(bones, one[:-1], most) <= most:
                yield one
            continue
        if distance(bones, one[:size], most) <= most or (most and distance(bones, one[: size + 1], most) <= most):
            yield one


@lru_cache(maxsize=65536)
def apart(name: str, spoken: str, *, unwritten: bool = False) -> float:
    """How far a folded name sounds from a word of another script: letters that differ, by consonant of the name.

    Vowels weigh little, and less where a script leaves them out (`unwritten`); what a language puts before and behind
    a name costs little too.
    """
    one, other = _plainly(name), _plainly(spoken)
    if not one or not other:
        return 0.0 if not one else 9.0
    vowel = 0.12 if unwritten else 0.3
    row = [0.0 + 0.25 * at for at in range(len(other) + 1)]  # what stands before the name
    for letter in one:
        gone = vowel if letter in _VOWELS else 0.35 if letter in "hr" else 1.0
        last, row = row, [row[0] + gone]
        for at, said in enumerate(other):
            more = 0.25 if said in _VOWELS else 0.35 if said == "h" else 1.0
            row.append(min(last[at + 1] + gone, row[at] + more, last[at] + _differ(letter, said)))
    rest = min(cost + (0.12 if not unwritten else 0.45) * (len(other) - at) for at, cost in enumerate(row))
    return rest / max(2, sum(letter not in _VOWELS for letter in one))


@lru_cache(maxsize=65536)
def _plainly(word: str) -> str:
    return re.sub(r"(.)\1", r"\1", sound(_NG.sub("n", folded(word))))


@lru_cache(maxsize=2048)
def _differ(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one in _VOWELS and other in _VOWELS:
        return 0.2
    if any(one in kin and other in kin for kin in _KIN):
        return 0.25
    return 1.1


@lru_cache(maxsize=16384)
def _bones(word: str) -> str:
    bones = consonants(_NG.sub("n", folded(word))).replace("r", "l")
    return re.sub(r"(.)\1", r"\1", bones)
