"""Sentences or clauses that the translation lacks

Where the source has more sentences than the translation, their lengths and what they name tell whether some were
joined or one is gone (after Gale and Church 1993, "A Program for Aligning Sentences in Bilingual Corpora"). Within a
sentence a lost clause is suspected where the translation is short and lacks the semicolon, colon, quotation or the
commas that the source has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import erfc, log, sqrt
from typing import NamedTuple

from pipeline import segments
from pipeline.figures import compare
from pipeline.figures.volume import english, surplus
from pipeline.model import Issue, Sentence, Severity

_INNER_END = re.compile(r"[.!?…؟۔।][\"'”’»)\]]*\s+\S|[。！？．｡][”’」』）》]*\s?[^\s”’」』）》]|\n\s*\S")
_LETTERS = re.compile(r"[^\W_]")
_ANCHOR = re.compile(r"\d{2,}|[A-Z][A-Za-z]{2,}")
_QUOTED = re.compile(r"[“„«「『\"][^“”„«»「」『』\"]{15,2000}[”“»」』\"]")
_ANY_QUOTE = re.compile(r"[“”„«»「」『』\"《》‘’]")
_COMMA = re.compile(r"[,，、،](?!\d)")
_INNER_MARK = re.compile(r"[,;،؛，；、:：](?!\d)|\s[-–—]\s|——")
_HIDDEN_END = re.compile(r"\w[.!?؟][\"'”’»)]{0,2}\s+(?=[^\W\d_a-zà-ÿа-яα-ω])")
_ITEM = re.compile(r"(?:^|\n)\s*(?:[-–—•*·▪●]|\d{1,2}[.)])\s")

_VARIANCE = 5.5  # of a translation's length, per character of English (Gale and Church: 6.8)
_GONE = 4.0  # what leaving out a sentence costs against joining two
_JOINED = 3.2
_UNMARKED = 1.5  # the same without any comma or the like between them
_MOST = 40  # sentences that are aligned
_SURE = 3.0
_SHORT_TEXT = 30
_CUT = 0.22
_ENDS = ".!?…。！？؟।۔．"
_AFTER_END = " \t\r\n\u00a0\u202f\"'”’»）)]」』】"
_DENSE = frozenset(("zh", "ja", "ko", "th"))


def check(sentence: Sentence) -> Iterator[Issue]:
    """Whole sentences that are gone, and signs that part of one is."""
    source, target = sentence.source, sentence.target
    if not source.strip() or not target.strip():
        return
    off = surplus(source, target, sentence.source_language, sentence.target_language)
    if _INNER_END.search(source):
        items, kept = len(_ITEM.findall(source)), len(_ITEM.findall(target))
        if items > 1 and kept < items and off < -0.12:
            values = (str(items), str(kept))
            yield Issue("dropped", Severity.FUNCTIONAL, "the source lists {} items, the translation {}", values)
            return
        found = list(_sentences(sentence))
        if found:
            yield from found
            return
    if off < -_CUT and _cut_off(sentence):
        start = max(0, len(target) - 20)
        message = "the translation seems to be cut off"
        yield Issue("dropped", Severity.FUNCTIONAL, message, (), None, (start, len(target)))
        return
    if off < 0 and (clause := _clause(sentence, off)):
        yield clause


def _cut_off(sentence: Sentence) -> bool:
    """Whether a sentence that ends as one should is translated into something that does not."""
    if (
        sentence.headline
        or sentence.target_language[:2] in ("th", "lo", "km", "my")
        or len(sentence.source) < _SHORT_TEXT
    ):
        return False
    end = sentence.target.rstrip(_AFTER_END)[-1:]
    return sentence.source.rstrip(_AFTER_END)[-1:] in _ENDS and (end.isalnum() or end in ",;，、-–")


def _sentences(sentence: Sentence) -> Iterator[Issue]:
    ones = _split(sentence.source, sentence.source_language)
    others = _split(sentence.target, sentence.target_language)
    if len(ones) < 2 or len(others) >= len(ones) or len(ones) > _MOST:
        return
    texts = [text for text, _ in ones]
    lengths = [english(text, sentence.source_language) for text in texts]
    theirs = [english(text, sentence.target_language) for text, _ in others]
    found = compare(sentence.source, sentence.target, sentence.source_language, sentence.target_language)
    missing = [q.start for q in (*found.lost, *(one for one, _ in found.changed))]
    lost = [sum(start <= at < start + len(text) for at in missing) for text, start in ones]
    anchors = list(zip(_names(texts, sentence.target), lost, strict=True))
    there = [_landmarks(text) for text, _ in others]
    for at, margin in _align(lengths, theirs, anchors, there):
        text, start = ones[at]
        severity = Severity.CRITICAL if margin >= _SURE else Severity.FUNCTIONAL
        told = text if len(text) <= 80 else text[:77] + "…"
        message = "a sentence is missing: {}" if severity is Severity.CRITICAL else "a sentence may be missing: {}"
        yield Issue("dropped", severity, message, (told,), (start, start + len(text)))


def _split(text: str, language: str) -> list[tuple[str, int]]:
    """The sentences of a text that hold more than marks, and where each begins."""
    found, at = [], 0
    for piece in segments.split(text[:20_000], language):
        if _LETTERS.search(piece):
            found.append((piece.strip(), at + len(piece) - len(piece.lstrip())))
        at += len(piece)
    return found


def _names(sentences: Sequence[str], target: str) -> list[set[str]]:
    """The figures and Latin names of each sentence that the translation has as they are."""
    latin = bool(re.search(r"[A-Z][a-z]{2}", target))
    found = []
    for text in sentences:
        names = {a for a in _ANCHOR.findall(text)[:30] if a[0].isdigit()}
        if latin:  # the first word is capital for another reason
            names |= {a for a in _ANCHOR.findall(text[3:])[:30] if not a[0].isdigit()}
        found.append({name for name in names if name in target})
    return found


class _Landmarks(NamedTuple):
    """What a sentence of the translation names, its commas and the like, and what may be an end within it (19. Es)."""

    names: set[str]
    commas: int
    ends: int


def _landmarks(text: str) -> _Landmarks:
    return _Landmarks(set(_ANCHOR.findall(text)), len(_INNER_MARK.findall(text)), len(_HIDDEN_END.findall(text)))


def _align(
    ones: Sequence[float], others: Sequence[float], anchors: Sequence[tuple[set[str], int]], there: Sequence[_Landmarks]
) -> Iterator[tuple[int, float]]:
    """The sentences left out in the likeliest alignment, with how much likelier it is than one without omissions."""
    best, trail = _cheapest(ones, others, anchors, there, _GONE)
    whole, _ = _cheapest(ones, others, anchors, there, 1000.0)
    gone = [i for i, _, taken, given in trail if taken == 1 and given == 0]
    for at in gone:
        yield at, (min(whole, best + 100) - best) / len(gone)


_STEPS = ((1, 1, 0.0), (2, 1, _JOINED), (1, 2, _JOINED), (3, 1, 2 * _JOINED), (2, 2, 3.0), (0, 1, 7.0))


def _cheapest(
    ones: Sequence[float],
    others: Sequence[float],
    anchors: Sequence[tuple[set[str], int]],
    there: Sequence[_Landmarks],
    gone: float,
) -> tuple[float, list[tuple[int, int, int, int]]]:
    costs = {(0, 0): (0.0, (0, 0, 0, 0))}
    width, height = len(ones), len(others)
    steps = (*_STEPS, (1, 0, gone))
    for i in range(width + 1):
        for j in range(height + 1):
            if i == j == 0:
                continue
            options = []
            for taken, given, price in steps:
                known = costs.get((i - taken, j - given))
                if known is None:
                    continue
                price += _price(ones, others, anchors, there, (i, j, taken, given))
                options.append((known[0] + price, (i - taken, j - given, taken, given)))
            if options:
                costs[i, j] = min(options)
    trail, i, j = [], width, height
    while (i, j) != (0, 0) and (i, j) in costs:
        step = costs[i, j][1]
        trail.append(step)
        i, j = step[0], step[1]
    return costs.get((width, height), (1e9, (0, 0, 0, 0)))[0], trail[::-1]


def _price(
    ones: Sequence[float],
    others: Sequence[float],
    anchors: Sequence[tuple[set[str], int]],
    there: Sequence[_Landmarks],
    step: tuple[int, int, int, int],
) -> float:
    """How unlikely it is that these sentences are translations of each other, by length and by what they name."""
    i, j, taken, given = step
    if not given:
        here, lost = anchors[i - 1]
        elsewhere = sum(any(name in mark.names for mark in there) for name in here)
        return 2.0 * elsewhere - 1.5 * min(lost, 3)
    if not taken:
        return 0.0
    one, other = sum(ones[i - taken : i]), sum(others[j - given : j])
    off = abs(other - one) / sqrt(_VARIANCE * max(one, 1.0))
    price = -log(max(erfc(off / sqrt(2)), 1e-12))
    names = set[str]().union(*(mark.names for mark in there[j - given : j]))
    if taken > given:  # sentences that are joined leave a comma, as a rule
        ends, commas = sum(m.ends for m in there[j - given : j]), sum(m.commas for m in there[j - given : j])
        price -= _JOINED * min(taken - given, ends)
        price += _UNMARKED * max(0, taken - given - ends - commas)
    for here, lost in anchors[i - taken : i]:
        price += 1.5 * min(sum(name not in names for name in here), 3) + 0.8 * min(lost, 3)
    return price


def _clause(sentence: Sentence, off: float) -> Issue | None:
    """A sign that part of the sentence is gone, where the translation is short as well."""
    source, target = sentence.source, sentence.target
    if len(source) < _SHORT_TEXT and english(source, sentence.source_language) < _SHORT_TEXT:
        return None
    slack = 1.4 if sentence.headline else 1.0
    if sentence.source_language[:2] in _DENSE or sentence.target_language[:2] in _DENSE:
        slack *= 2  # their lengths vary more against those of other scripts
    for marks, bound, message in (
        (";；؛", 0.35, "the part after a semicolon may be missing"),
        (":：", 0.42, "the part before or after a colon may be missing"),
    ):
        if (
            any(c in source.strip()[:-1] for c in marks)
            and not any(c in target for c in marks)
            and off < -bound * slack
            and not re.search(r"\d[:：]\d", source)
        ):
            return Issue("dropped", Severity.FUNCTIONAL, message)
    if target.rstrip()[-1:] in ":：" and source.rstrip()[-1:] not in ":：" and off < -0.2:
        return Issue("dropped", Severity.FUNCTIONAL, "nothing follows the colon in the translation")
    if off < -0.3 * slack and (m := _QUOTED.search(source)) and not _ANY_QUOTE.search(target):
        return Issue("dropped", Severity.FUNCTIONAL, "a quotation may be missing", (), m.span())
    commas, kept = len(_COMMA.findall(source)), len(_COMMA.findall(target))
    if commas >= 2 and kept <= commas // 2 and off < -0.48 * slack:
        return Issue("dropped", Severity.FUNCTIONAL, "part of the sentence may be missing")
    return None
