"""Translations that are not in the language they should be in.

The script tells first, then frequent words of the wanted language, of the source, of English and of close kin;
langdetect is asked only where these leave a doubt. Short texts and lists of names say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.language import name
from pipeline.language.scripts import writing
from pipeline.language.tables import lists
from pipeline.language.vocabulary import (
    EAST,
    WORD,
    frequent,
    kin,
    language_of,
    letters_by_script,
    scripts_of,
    telling,
)
from pipeline.model import Issue, Sentence, Severity
from pipeline.segments import spans_by_kind

_ADDRESS_LIKE = re.compile(r"[@#/_]|\w\.\w")
_ELISION = re.compile("[’']")
_SURE = 3  # telling words of another language, with none of the wanted one
_SOME_LETTERS = 20
_LIKELY = 0.3
_DOUBTFUL_LETTERS = 45  # from here on langdetect has enough to go by
_CLEAR = 1.1  # how far langdetect must put another language before the wanted one (root-scaled log-likelihood)
_CLEAR_OF_KIN = 2.4
_RUN = 3  # telling words of another language in a row, none of the wanted one between them
_MARKED = frozenset({"Thai", "Deva", "Beng", "Taml", "Khmr", "Laoo", "Mymr"})  # vowels are marks, no letters
_OTHERS = ("en", "es", "fr", "de", "pt", "it")  # languages models fall into; each is asked by its words only
_CYRILLIC = ("ru", "uk", "bg", "sr", "mk")


def check(sentence: Sentence) -> Iterator[Issue]:
    """A translation in another script or language than the wanted one, whole or in part."""
    wanted, source = language_of(sentence.target_language), language_of(sentence.source_language)
    if not wanted or wanted == source:
        return
    text = _running_text(sentence.target)
    letters = letters_by_script(text)
    letters.pop("", None)
    whole = sum(letters.values())
    if whole < 2:
        return
    own = scripts_of(wanted)
    if issue := _by_script(text, letters, whole, own, wanted, sentence):
        yield issue
    elif own & EAST:
        yield from _among_eastern(text, letters, wanted, sentence)
    elif whole >= 12:
        yield from _by_words(text, wanted, source, sentence)


def _running_text(text: str) -> str:
    if not _ADDRESS_LIKE.search(text):
        return text
    for _, start, end in reversed(spans_by_kind(text)):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _by_script(
    text: str, letters: dict[str, int], whole: int, own: frozenset[str], wanted: str, sentence: Sentence
) -> Issue | None:
    mine = sum(letters.get(script, 0) for script in own)
    if mine == whole:
        return None
    foreign = max((script for script in letters if script not in own), key=lambda script: letters[script])
    weight = 3 if foreign in EAST else 1
    others = letters[foreign] * weight
    mine *= 3 if own & EAST else 2 if own & _MARKED else 1
    if foreign == "Latn":
        # Names, codes and brands stay in Latin letters; words in small letters are text.
        small = [word for word in WORD.findall(text) if word[0] < "ɐ" and word.islower() and len(word) > 1]
        others = sum(map(len, small))
        said = {*small} & (frequent("en") | frequent(language_of(sentence.source_language)))
        if len(small) < 3 or (mine and (not said or others < 2 * mine)):
            return None
    elif foreign == "Hani" and "Jpan" not in letters and own == {"Kore"}:
        return None
    if others < 6 or others <= mine:
        return None
    told = "the translation is not in the script of {}"
    return Issue("language", Severity.CRITICAL, told, (_name(wanted),))


def _among_eastern(text: str, letters: dict[str, int], wanted: str, sentence: Sentence) -> Iterator[Issue]:
    """Chinese for Japanese and the other way round; simplified for traditional characters and the other way round."""
    han, kana, hangul = letters.get("Hani", 0), letters.get("Jpan", 0), letters.get("Kore", 0)
    if wanted == "ja":
        if han >= 10 and not kana and any(writing(one) == "Hans" or one in "的了是在这這们們说說和" for one in text):
            yield _other("zh", wanted, Severity.CRITICAL)
    elif wanted.startswith("zh"):
        if kana >= 5 and kana * 4 > han:
            yield _other("ja", wanted, Severity.CRITICAL)
        elif hangul >= 5 and hangul > han:
            yield _other("ko", wanted, Severity.CRITICAL)
        elif wanted in ("zh-Hans", "zh-Hant"):
            yield from _characters(text, wanted, sentence)


def _characters(text: str, wanted: str, sentence: Sentence) -> Iterator[Issue]:
    right, wrong = ("Hans", "Hant") if wanted == "zh-Hans" else ("Hant", "Hans")
    kinds = [(one, writing(one)) for one in text if "\u3400" <= one <= "\u9fff"]
    odd = [one for one, kind in kinds if kind == wrong and one not in sentence.source]
    if len(odd) < 2:
        odd = [one for one, kind in kinds if kind == wrong]
    good = sum(kind == right for _, kind in kinds)
    if len(odd) >= 3 and len(odd) > 2 * good:
        told = "the translation is in {} characters"
        kind = "traditional" if wrong == "Hant" else "simplified"
        yield Issue("language", Severity.CRITICAL, told, (kind,))
    elif len(odd) >= 2 and not all(one in sentence.source for one in odd):
        told = "{} are not characters of {}"
        yield Issue("language", Severity.FUNCTIONAL, told, ("".join(dict.fromkeys(odd))[:20], _name(wanted)))


@lru_cache(maxsize=256)
def _rivals(wanted: str, source: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """The languages a translation may have slipped into, with the words that tell each from the wanted one."""
    script = scripts_of(wanted)
    tags = dict.fromkeys((source, *kin(wanted), *(_CYRILLIC if "Cyrl" in script else _OTHERS)))
    near = (tag for tag in tags if tag and tag != wanted and frequent(tag) and scripts_of(tag) == script)
    return tuple((tag, telling(tag, wanted)) for tag in near)


def _by_words(text: str, wanted: str, source: str, sentence: Sentence) -> Iterator[Issue]:
    own = frequent(wanted)
    if not own:
        return
    words = WORD.findall(_ELISION.sub(" ", text))
    small = [word if word.islower() else word.lower() for word in words]
    mine = sum(word in own for word in small)
    best, most, only = _nearest(small, wanted, _rivals(wanted, source))
    if most * 2 < len(words) and mine * 6 < len(words):
        # Hardly a frequent word of the wanted language: it may be any.
        other = _nearest(small, wanted, _anything(wanted))
        best, most, only = max((best, most, only), other, key=lambda one: one[1] - one[2])
    if best and most >= (2 if len(words) < 5 else _SURE) and most > 3 * only:
        severe = only == 0 and most >= _SURE and len(words) >= 5 and not _titles(words, best)
        if best in kin(wanted) or scripts_of(wanted) == {"Cyrl"}:
            severe = severe and bool(_detector_says(text, wanted, (best,), _CLEAR_OF_KIN))
            if not severe and (most < _SURE + 1 or only):
                return
        yield _other(best, wanted, Severity.CRITICAL if severe else Severity.FUNCTIONAL)
        return
    if best and (stretch := _stretch(text, wanted, best)):
        told = "“{}” seems to be in {}"
        shown = text[slice(*stretch)]
        yield Issue("language", Severity.FUNCTIONAL, told, (shown[:120], _name(best)), target_at=stretch)
        return
    # A long stretch of small words with hardly a frequent word of the wanted language: a doubt.
    lower = [word for word in words if word.islower()]
    letters = sum(map(len, lower))
    if best and most >= 2 and most > only and letters >= _SOME_LETTERS:
        if found := _detector_says(
            " ".join(lower), wanted, (best,), _CLEAR if only and best not in (source, "en") else _LIKELY
        ):
            sure = not only and len(lower) >= 5 and best not in kin(wanted)
            yield _other(found, wanted, Severity.CRITICAL if sure else Severity.FUNCTIONAL)
    elif (alien := _alien(lower, wanted)) >= 2 and alien * 4 >= len(lower) and alien + 1 >= mine and best:
        agreed = _detector_says(" ".join(lower), wanted, (best,), _LIKELY)
        yield _other(best, wanted, Severity.CRITICAL if agreed else Severity.FUNCTIONAL)
    elif mine * 8 < len(lower) and letters >= _DOUBTFUL_LETTERS:
        others = tuple(dict.fromkeys((source, "en", *kin(wanted), *((best,) if best else ()))))
        if found := _detector_says(" ".join(lower), wanted, others, _CLEAR):
            yield _other(found, wanted, Severity.FUNCTIONAL)


def _nearest(words: Sequence[str], wanted: str, rivals: Sequence[tuple[str, frozenset[str]]]) -> tuple[str, int, int]:
    """The rival with most telling words in a text, their number, and that of those of the wanted language.

    A word that comes twice tells no more than once.
    """
    best, most = "", 0
    said = {*words}
    for tag, theirs in rivals:
        hits = len(said & theirs)
        if hits > most:
            best, most = tag, hits
    ours = telling(wanted, best) if best else frozenset()
    return best, most, len(said & ours)


def _alien(lower: Sequence[str], wanted: str) -> int:
    """How many words in small letters have a letter that the wanted language does not write."""
    listed = lists("alphabets", "words.toml").get(wanted)
    if listed is None or not lower:
        return 0
    known = frozenset("abcdefghijklmnopqrstuvwxyz").union(*listed)
    return sum(not known.issuperset(word) for word in lower if not word.isascii())


@lru_cache(maxsize=256)
def _anything(wanted: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """All languages of the script whose frequent words are listed, those seldom met left out."""
    script = scripts_of(wanted)
    seldom = {*lists("seldom")["once"], *lists("seldom")["hardly"]}
    tags = [tag for tag in lists("words", "words.toml") if tag != wanted and tag not in seldom]
    return tuple((tag, telling(tag, wanted)) for tag in tags if scripts_of(tag) == script)


def _titles(words: Sequence[str], language: str) -> bool:
    """Whether all but the frequent words have capitals: a list of names, or a title that stays."""
    known = frequent(language)
    return not any(word.islower() and word not in known for word in words)


def _stretch(text: str, wanted: str, other: str) -> tuple[int, int] | None:
    """Where several telling words of another language stand with none of the wanted language between them."""
    theirs, ours = telling(other, wanted), telling(wanted, other)
    both = frequent(wanted) & frequent(other)
    hits: set[str] = set()
    plain = 0
    start = end = -1
    for m in WORD.finditer(text):
        word = m[0]
        low = word.lower()
        if low in ours:
            hits, plain = set(), 0
        elif low in theirs and word.islower():
            start = m.start() if not hits else start
            hits.add(low)
            end = m.end()
        elif hits and word.islower() and low not in both:
            plain += 1
        if len(hits) >= _RUN + (other in kin(wanted)) and plain >= 2:
            return start, end
    return None


def _detector_says(text: str, wanted: str, others: Sequence[str], clear: float) -> str:
    """The language langdetect prefers to the wanted one by a clear margin; empty where it does not."""
    from pipeline.language.detectors import langdetect

    script = next(iter(scripts_of(wanted)))
    scores = langdetect(script, text)
    if wanted not in scores:
        return ""
    best = max((tag for tag in others if tag in scores), key=lambda tag: scores[tag], default="")
    return best if best and scores[best] - scores[wanted] > clear else ""


def _other(found: str, wanted: str, severity: Severity) -> Issue:
    told = "the translation seems to be in {}, not in {}"
    return Issue("language", severity, told, (_name(found), _name(wanted)))


@lru_cache(maxsize=256)
def _name(tag: str) -> str:
    return name(tag, "en")
