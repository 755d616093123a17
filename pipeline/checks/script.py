"""Letters or characters that do not belong in the translation.

Letters of two alphabets mixed in one word, letters of a script that neither the language nor the source has, marks of
text that was decoded badly (U+FFFD, ⁇, <unk>), control characters, and stray marks of writing direction (UAX #9).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pipeline.language import direction
from pipeline.language.scripts import script_of
from pipeline.language.vocabulary import scripts_of
from pipeline.model import Issue, Sentence, Severity

_BROKEN = re.compile(r"\ufffd+|⁇+|<unk>|\[UNK\]|[\ud800-\udfff\ufffe\uffff]|▁+|(?<=\w)@@(?=\s|$)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufeff\u2060\u00ad]")
_BIDI = re.compile(r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_OVERRIDE = re.compile(r"[\u202d\u202e]")
_WORD = re.compile(r"[^\W\d_]+")
_ALPHABETS = frozenset({"Latn", "Cyrl", "Grek"})
# Letters that look the same in two of these alphabets: a word with one of the other alphabet is misspelt unseen.
_LOOKALIKES = frozenset("aceopxyijshkABCEHIKMOPTXYZаеорсухіјѕһкАВСЕНІКМОРТХУЈЅαεοιρτυνκχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
_SYMBOLS = frozenset("ªºµΩαβγδεθλμπσφωΔΣ々〆ー")
_HARMLESS = frozenset({"", "Latn"})
_MOST = 3  # issues of one kind; more would say nothing new


def check(sentence: Sentence) -> Iterator[Issue]:
    """What in the translation is no readable text of its language."""
    target = sentence.target
    if target.isascii() and target.isprintable() and "<" not in target and "[" not in target and "@@" not in target:
        return
    yield from _marks(sentence)
    if not target.isascii():
        yield from _letters(sentence)


def _marks(sentence: Sentence) -> Iterator[Issue]:
    source, target = sentence.source, sentence.target
    broken = [m for m in _BROKEN.finditer(target) if m[0] not in source]
    for m in broken[:_MOST]:
        shown = m[0] if m[0].isprintable() else f"U+{ord(m[0][0]):04X}"
        yield Issue("script", Severity.CRITICAL, "{} stands where a character was lost", (shown,), target_at=m.span())
    stray = [m for m in _CONTROL.finditer(target) if m[0] not in source]
    for m in stray[:_MOST]:
        code = f"U+{ord(m[0]):04X}"
        soft = m[0] in "\u00ad\u2060"
        severity = Severity.COSMETIC if soft else Severity.FUNCTIONAL
        yield Issue("script", severity, "an invisible character {} is in the translation", (code,), target_at=m.span())
    pattern = _OVERRIDE if direction(sentence.target_language) == "rtl" else _BIDI
    if (bidi := pattern.search(target)) and not _BIDI.search(source):
        code = f"U+{ord(bidi[0]):04X}"
        told = "a mark of writing direction {} is in the translation"
        yield Issue("script", Severity.FUNCTIONAL, told, (code,), target_at=bidi.span())


def _letters(sentence: Sentence) -> Iterator[Issue]:
    own = scripts_of(sentence.target_language)
    if not own:
        return
    text = sentence.target
    characters = {one: script_of(unicodedata.normalize("NFKC", one)[0]) for one in set(text) if one.isalpha()}
    odd = {one for one, script in characters.items() if script not in own and script not in _HARMLESS}
    if not own & _ALPHABETS and not odd:
        return
    known = {script_of(one) for one in set(sentence.source) if one.isalpha()}
    mixed = foreign = 0
    alphabets = set(characters.values()) & _ALPHABETS
    for m in _WORD.finditer(text) if odd or len(alphabets) > 1 else ():
        word = m[0]
        scripts = {characters.get(one, "") for one in word}
        alien = [one for one in word if one in odd and one not in _SYMBOLS]
        if len(scripts & _ALPHABETS) > 1 and mixed < _MOST and word not in sentence.source and _disguised(word):
            mixed += 1
            told = "the word {} mixes letters of two alphabets"
            yield Issue("script", Severity.FUNCTIONAL, told, (word[:60],), target_at=m.span())
        elif alien and foreign < _MOST and not _from_source(word, alien, sentence, known):
            foreign += 1
            told = "{} is in letters that this language is not written in"
            yield Issue("script", Severity.FUNCTIONAL, told, (word[:60],), target_at=m.span())


def _disguised(word: str) -> bool:
    """Whether the letters of the rarer alphabet all look like letters of the other: a slip, not an inflected brand."""
    by: dict[str, list[str]] = {}
    for one in word:
        by.setdefault(script_of(one), []).append(one)
    few = min((letters for script, letters in by.items() if script in _ALPHABETS), key=len)
    return len(few) < len(word) and all(one in _LOOKALIKES for one in few)


def _from_source(word: str, alien: list[str], sentence: Sentence, known: set[str]) -> bool:
    """Whether foreign letters came along with a name or symbol: they stand in the source too, or are one symbol."""
    if word in sentence.source or all(one in sentence.source for one in alien):
        return True
    # A name of a Chinese, Russian or Greek firm given in its own letters beside the translation is the source's.
    return len(word) == 1 and not ({script_of(one) for one in alien} & known) and script_of(word) == "Grek"
