"""Sentences or clauses that were left in the source language.

Compares word for word. Names, addresses, codes, titles in quotation marks, single loan words and short headings may
stay; between close languages only words that one of the two does not have count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.language.scripts import writing
from pipeline.language.vocabulary import frequent, kin, language_of, letters_by_script, scripts_of, telling
from pipeline.model import Issue, Sentence, Severity
from pipeline.segments import spans_by_kind

_TOKEN = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*")
_ADDRESS_LIKE = re.compile(r"[@#/_]|\w\.\w")
_QUOTED = re.compile(
    '“[^“”]{1,300}”|«[^«»]{1,300}»|„[^„“”]{1,300}[“”]|"[^"]{1,300}"|《[^《》]{1,100}》|「[^「」]{1,100}」'
)
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")
_SENTENCE = re.compile(r"(?:[^.!?…。！？।۔؟\n]|[.!?…](?![\s”»\"]|$))+")
_MARKS = " \t.,;:!?…。！？।۔؟"
_SHORT = 8  # characters; in Chinese that is a clause
_RUN = 5  # words copied in a row that are more than a name or loan word
_FEW = 3  # words; a shorter line may be a heading, a name, a product
_HAN_RUN = 14  # Han characters in a row that Chinese and Japanese seldom share
_UNSPACED = frozenset({"Hani", "Jpan", "Thai", "Laoo", "Khmr", "Mymr"})


@dataclass(frozen=True, slots=True)
class _Word:
    text: str  # in small letters
    small: bool  # as written: begins with a small letter
    start: int
    end: int


def check(sentence: Sentence) -> Iterator[Issue]:
    """The source itself, most of it, or a clause of it, found in the translation."""
    source, target = language_of(sentence.source_language), language_of(sentence.target_language)
    if not source or not target or source == target or not sentence.target.strip():
        return
    if sentence.source == sentence.target and _says_something(sentence.source, source, target):
        yield Issue(
            "untranslated", Severity.CRITICAL, "the sentence was not translated", target_at=(0, len(sentence.target))
        )
        return
    if not (sentence.source.isascii() or sentence.target.isascii()) and (run := _han_run(sentence, target)):
        told = "“{}” was not translated"
        yield Issue("untranslated", Severity.FUNCTIONAL, told, (sentence.target[slice(*run)][:80],), target_at=run)
        return
    if left := _left(sentence, source, target):
        told = "“{}” was not translated"
        shown = sentence.target[slice(*left)].strip()
        yield Issue("untranslated", Severity.FUNCTIONAL, told, (shown[:120],), target_at=left)
        return
    yield from _by_words(sentence, source, target)


def _left(sentence: Sentence, source: str, target: str) -> tuple[int, int] | None:
    """A sentence of the translation that stands in the source as it is, in any script."""
    before, after = (text.replace("\u00a0", " ").replace("’", "'") for text in (sentence.source, sentence.target))
    if before == after:
        return None
    for m in _SENTENCE.finditer(after):
        piece = m[0].strip(_MARKS)
        if len(piece) < _SHORT or piece not in before or not _says_something(piece, source, target):
            continue
        start = m.start() + m[0].index(piece)
        around = after[max(0, start - 1) : start] + after[start + len(piece) : start + len(piece) + 1]
        if not _QUOTED.fullmatch(around[:1] + piece + around[1:]):
            return start, start + len(piece)
    return None


def _by_words(sentence: Sentence, source: str, target: str) -> Iterator[Issue]:
    before = _words(sentence.source)
    after = _words(sentence.target)
    if len(before) < _FEW or len(after) < _FEW:
        return
    known = {word.text for word in before}
    shouted = not any(word.small for word in before)
    plain = [word for word in after if (word.small or shouted) and len(word.text) > 1]
    copied = [word for word in plain if word.text in known]
    if len(copied) < _FEW:
        return
    own, foreign = telling(target, source), telling(source, target)
    left = [word for word in copied if word.text in foreign]
    ours = sum(word.text in own for word in plain)
    near = target in kin(source)
    if [word.text for word in before] == [word.text for word in after]:
        if (left and len(copied) >= _FEW and not ours) or (not near and not frequent(source) and len(copied) >= _RUN):
            yield Issue(
                "untranslated",
                Severity.CRITICAL,
                "the sentence was not translated",
                target_at=(0, len(sentence.target)),
            )
        return
    share = len(copied) / len(plain)
    if share >= 0.75 and len(left) >= 2 and len(left) > 2 * ours and len(plain) >= _RUN:
        yield Issue("untranslated", Severity.CRITICAL, "most of the sentence was not translated")
        return
    if near and len(left) < 2:
        return
    if run := _longest_run(before, after, sentence, foreign, own, shouted):
        start, end = run[0].start, run[-1].end
        share = sum(word.small for word in run) / len(plain)
        severity = Severity.CRITICAL if share >= 0.75 else Severity.FUNCTIONAL
        shown = sentence.target[start:end]
        yield Issue("untranslated", severity, "“{}” was not translated", (shown[:120],), target_at=(start, end))


def _words(text: str) -> list[_Word]:
    """The words of a text outside of addresses, handles and codes."""
    away = spans_by_kind(text) if _ADDRESS_LIKE.search(text) else []
    return [
        _Word(m[0].lower(), m[0][0].islower(), m.start(), m.end())
        for m in _TOKEN.finditer(text)
        if not m[0].isdigit() and not any(start < m.end() and m.start() < end for _, start, end in away)
    ]


def _says_something(text: str, source: str, target: str) -> bool:
    """Whether a text that stands unchanged in the translation is a sentence and not a name, an address or a number."""
    if scripts_of(source) & _UNSPACED:
        return _eastern(text, source, target)
    words = _words(text)
    small = [word for word in words if word.small]
    if scripts_of(source) != scripts_of(target) and scripts_of(source) != {"Latn"}:
        letters = letters_by_script(text)
        return sum(letters[script] for script in scripts_of(source)) >= 8 and len(words) >= 2
    foreign = {word.text for word in words} & telling(source, target)
    if target in kin(source):
        return (len(words) >= _FEW and len(foreign) >= 2) or (len(words) >= 5 and bool(foreign))
    if foreign:
        return len(words) >= _FEW and (len(small) >= 2 or len(foreign) >= 2 or len(words) >= _RUN)
    return len(small) >= _RUN or (len(small) >= 3 and len(small) * 2 > len(words) and len(words) >= 4)


def _eastern(text: str, source: str, target: str) -> bool:
    script = scripts_of(source)
    letters = letters_by_script(text)
    if scripts_of(target) & script - {"Hani"}:
        return False
    if "Hani" in script and "Hani" in scripts_of(target):
        if letters["Jpan"]:
            return source == "ja" and letters["Jpan"] >= 4
        if {source, target} == {"zh-Hans", "zh-Hant"}:
            other = "Hans" if source == "zh-Hans" else "Hant"
            return sum(writing(one) == other for one in text) >= 3
        return letters["Hani"] >= _HAN_RUN
    return sum(letters[one] for one in script) >= (6 if "Hani" in script else 12)


def _han_run(sentence: Sentence, target: str) -> tuple[int, int] | None:
    """A run of Han characters that Chinese and Japanese would not share, where either is translated into the other."""
    source = language_of(sentence.source_language)
    if {source, target} not in ({"ja", "zh-Hans"}, {"ja", "zh-Hant"}):
        return None
    for m in _HAN.finditer(sentence.target):
        if len(m[0]) >= _HAN_RUN and m[0] in sentence.source:
            return m.span()
    return None


def _longest_run(
    before: Sequence[_Word],
    after: Sequence[_Word],
    sentence: Sentence,
    foreign: frozenset[str],
    own: frozenset[str],
    shouted: bool,
) -> list[_Word]:
    """The longest copied run of words that reads as a clause of the source language; empty where there is none."""
    pairs: dict[tuple[str, str], list[int]] = {}
    for number in range(len(before) - 1):
        pairs.setdefault((before[number].text, before[number + 1].text), []).append(number)
    best: list[_Word] = []
    at = 0
    while at < len(after) - 1:
        size = 0
        for number in pairs.get((after[at].text, after[at + 1].text), ())[:8]:
            length = 2
            while (
                number + length < len(before)
                and at + length < len(after)
                and before[number + length].text == after[at + length].text
            ):
                length += 1
            size = max(size, length)
        run = list(after[at : at + size])
        if len(run) > len(best) and _is_clause(run, foreign, own, shouted) and not _is_title(run, sentence):
            best = run
        at += max(size - 1, 1)
    return best


def _is_clause(run: Sequence[_Word], foreign: frozenset[str], own: frozenset[str], shouted: bool) -> bool:
    if len(run) < _RUN:
        return False
    small = sum((word.small or shouted) and len(word.text) > 1 for word in run)
    left = sum(word.text in foreign for word in run)
    return small * 2 >= len(run) and small >= 4 and left >= 1 and 2 * left >= sum(word.text in own for word in run)


def _is_title(run: Sequence[_Word], sentence: Sentence) -> bool:
    """Whether a run stands in quotation marks on both sides: a title or slogan that may stay."""
    inside = 0
    for m in _QUOTED.finditer(sentence.target):
        inside = max(inside, sum(m.start() <= word.start and word.end <= m.end() for word in run))
    if inside + 1 < len(run):  # a word before the title may be the same by chance (der Hit „Home to the sea“)
        return False
    middle = run[len(run) // 2].text
    return any(middle in m[0].lower() for m in _QUOTED.finditer(sentence.source))
