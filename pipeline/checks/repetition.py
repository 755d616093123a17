"""Words or passages that the engine repeats

A word said three times in a row, a passage said twice or characters that run on ("会会会会", "lalalala") are critical
unless the source repeats as much; a doubled word ("the the") is cosmetic where the language has no such thing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.model import Issue, Sentence, Severity

_MARKS = (  # vowel signs and points, which are part of their word
    r"\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0962\u0963\u0981-\u0983\u09bc-\u09cd"
    r"\u0a3c-\u0a4d\u0abc-\u0acd\u0b82-\u0bcd\u0c00-\u0c4d\u0c82-\u0ccd\u0d02-\u0d4d\u200c\u200d"
)
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}]|['’](?=[^\W_]))*")
_RUN = re.compile(r"([^\s\d_=*#.~·•\-–—…])\1{4,}")
_UNSPACED = {"zh", "ja", "th", "km", "lo", "my", "yue", "bo"}
_CLOSED = re.compile(r"([»”」』])(?:\s?\1){2,}")
_GRAM = 4  # characters in a row by which a passage of an unspaced text is known again
_DISTANCES = 8  # distances between like passages that are looked at
_COPIES = ((2, 4), (4, 3))  # so long a passage may not come so often in a row; a longer one not twice
_INNER = re.compile(r"([^\W\d_]{2,6}?)\1{3,}")
_LONGEST = 20_000  # characters looked at
_PERIODS = 8  # words of a passage looked for right behind itself
_AGAIN = 5  # words of a passage that should not come twice
_LONG_WORD = 10
_CROWD = 9  # words within which a long one should not stand three times

# Words that may stand twice in a row.
_DOUBLES = {
    "en": "had that is bye very so no hear yeah long many",
    "fr": "nous vous",
    "es": "que no muy",
    "pt": "que não muito se",
    "it": "via così piano man poco",
    "de": "die das der sie dass es den nein",
    "nl": "die dat dit ze zei en",
    "sv": "det som att",
    "da": "at der det som",
    "nb": "at det som der",
    "fi": "että",
    "pl": "że się po",
    "cs": "se je",
    "ru": "что еле",
    "hu": "hogy egy már",
    "ro": "că foarte",
    "he": "יום אחד את",
    "ar": "الله",
}
# Languages in which doubling is grammar or style: plurals, "slowly slowly".
_REDUPLICATES = {"id", "ms", "vi", "hi", "ur", "bn", "ta", "te", "mr", "gu", "pa", "ne", "si", "tr", "az", "ko", "tl"}
_REDUPLICATES |= {"fil", "sw", "haw", "mi", "hy", "fa", "ku", "ka", "ht"} | _UNSPACED


def check(sentence: Sentence) -> Iterator[Issue]:
    """Loops of words, passages or characters, and doubled words."""
    target, source = sentence.target[:_LONGEST], sentence.source[:_LONGEST]
    language = sentence.target_language.partition("-")[0].lower()
    unspaced = language in _UNSPACED
    for pattern in (_RUN, _CLOSED):
        if (m := pattern.search(target)) and not pattern.search(source):
            yield _loop(m[0], m.start(), m.end())
            return
    if unspaced:
        if (span := _in_a_row(target)) and not _in_a_row(source):
            yield _loop(target[span[0] : span[1]], *span)
        return
    found = list(_WORD.finditer(target))
    words = [m[0].lower() for m in found]
    for m in found:
        if len(m[0]) > _LONG_WORD and (inner := _INNER.search(m[0])) and inner[0].lower() not in source.lower():
            yield _loop(m[0], m.start(), m.end())
            return
    if len(set(words)) == len(words):
        return
    if span := _looping(words, _WORD.findall(source.lower())):
        start, end = found[span[0]].start(), found[span[1]].end()
        yield _loop(target[start:end], start, end)
        return
    if (crowd := _crowded(words)) and not _crowded(_WORD.findall(source.lower()), least=4):
        start, end = found[crowd[0]].start(), found[crowd[1]].end()
        told = (words[crowd[0]], target[start:end])
        yield Issue("repetition", Severity.FUNCTIONAL, "{} comes again and again: {}", told, None, (start, end))
        return
    if language not in _REDUPLICATES:
        yield from _doubled(target, source, language, found)


def _loop(passage: str, start: int, end: int) -> Issue:
    told = passage if len(passage) <= 60 else passage[:57] + "…"
    return Issue("repetition", Severity.CRITICAL, "the translation repeats itself: {}", (told,), None, (start, end))


def _crowded(words: Sequence[str], least: int = 6) -> tuple[int, int] | None:
    """First and last place of a long word that stands three times within a few words, as models stammer."""
    places: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        if len(word) >= least:
            before = places.setdefault(word, [])
            before.append(at)
            if len(before) > 2 and at - before[-3] <= _CROWD:
                return before[-3], at
    return None


def _in_a_row(text: str) -> tuple[int, int] | None:
    """Where a passage stands right behind itself, in a text without blanks between its words.

    Distances at which the text is often like itself are tried, so the time grows with the text only.
    """
    seen: dict[str, int] = {}
    distances: Counter[int] = Counter()
    for at in range(len(text) - _GRAM + 1):
        gram = text[at : at + _GRAM]
        if gram in seen:
            distances[at - seen[gram]] += 1
        seen[gram] = at
    for distance, _ in distances.most_common(_DISTANCES):
        copies = next((copies for longest, copies in _COPIES if distance <= longest), 2)
        run = 0
        for at in range(distance, len(text)):
            run = run + 1 if text[at] == text[at - distance] else 0
            if run >= distance * (copies - 1) and _says(text[at - distance + 1 : at + 1]):
                return at - run - distance + 1, at + 1
    return None


def _says(passage: str) -> bool:
    """Whether a passage is words rather than a row of figures or marks."""
    letters = sum(character.isalpha() for character in passage)
    return letters > 0 and 3 * letters >= len(passage)


def _looping(words: Sequence[str], source: Sequence[str]) -> tuple[int, int] | None:
    """First and last word of what is said over and over, and is not so in the source."""
    for period in range(1, _PERIODS + 1):
        run = 0
        for at in range(period, len(words)):
            run = run + 1 if words[at] == words[at - period] else 0
            # A word three times, a passage of four words or more twice; rows of figures may.
            if run < (period if period >= 4 else 2 * period):
                continue
            passage = words[at - period + 1 : at + 1]
            if _repeats(source, period) or (period >= 4 and all(word.isdecimal() for word in passage)):
                break
            return at - run - period + 1, at
    if len(words) - len(set(words)) >= _AGAIN:
        return _said_again(words, source)
    return None


def _repeats(source: Sequence[str], period: int) -> bool:
    """Whether the source repeats itself in the same manner."""
    for length in range(1, min(period, 3) + 3):
        run = 0
        for at in range(length, len(source)):
            run = run + 1 if source[at] == source[at - length] else 0
            if run >= max(length, 2):
                return True
    return False


def _said_again(words: Sequence[str], source: Sequence[str]) -> tuple[int, int] | None:
    """A passage of many words that comes three times, or a long one twice, without the source doing so."""
    for size, times in ((9, 2), (_AGAIN, 3)):
        counts = Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1))
        if not counts or counts.most_common(1)[0][1] < times:
            continue
        passage = counts.most_common(1)[0][0]
        spread = Counter(tuple(source[at : at + 3]) for at in range(len(source) - 2))
        if len(set(passage)) > 2 and (not spread or spread.most_common(1)[0][1] < times):
            last = max(at for at in range(len(words) - size + 1) if tuple(words[at : at + size]) == passage)
            return last, last + size - 1
    return None


def _doubled(target: str, source: str, language: str, found: Sequence[re.Match[str]]) -> Iterator[Issue]:
    """A word that stands twice in a row, with nothing but blanks between."""
    allowed = _DOUBLES.get(language, "").split()
    for one, other in pairwise(found):
        word = one[0].lower()
        if word != other[0].lower() or not target[one.end() : other.start()].isspace():
            continue
        if word in allowed or word.isdecimal() or len(word) < 2 or (one[0][0].isupper() and other[0][0].isupper()):
            continue
        if f"{word} {word}" not in source.lower():
            span = (one.start(), other.end())
            yield Issue("repetition", Severity.COSMETIC, "the word {} stands twice", (one[0],), None, span)
