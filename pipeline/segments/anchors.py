"""Marked words found again in a translation by likeness, where an engine tells no word links."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from pipeline.segments import links
from pipeline.segments.links import Span, is_word

ALIKE = 72.0  # of 100: likeness of words translated by themselves to a place in the translation, other endings allowed
NAMED = 85.0  # the same for words that were not translated
RELATED = 60.0  # the same for a single word at the edge of such a place
LARGEST_SEARCH = 10_000  # words of the text times words of the phrase


def found(phrase: str, text: str, near: float, least: float = ALIKE) -> Span:
    """Where a phrase stands in a text, with other endings perhaps; an empty span if nowhere.

    Case and accents do not count. `near`, from 0 to 1, says where in the text it is expected: of places alike the
    nearest is taken. `least` is the likeness wanted (share of equal characters, in percent).
    """
    from rapidfuzz import fuzz

    wanted = [_plainest(phrase[a:b]) for a, b in links.words(phrase) if is_word(phrase[a:b])]
    if not wanted:
        return 0, 0
    spans = [(a, b) for a, b in links.words(text) if is_word(text[a:b])]
    if len(spans) * len(wanted) > LARGEST_SEARCH:
        return 0, 0
    if links.unspaced(phrase):
        best = fuzz.partial_ratio_alignment(phrase, text, score_cutoff=max(least, 80.0))
        return (best.dest_start, best.dest_end) if best and text[best.dest_start : best.dest_end].strip() else (0, 0)
    there = [_plainest(text[a:b]) for a, b in spans]
    joined = " ".join(wanted)
    place, highest = (0, 0), (0.0, 0.0)
    for size in range(max(len(wanted) - 1, 1), min(len(wanted) + 2, len(spans)) + 1):
        for at in range(len(spans) - size + 1):
            score = fuzz.ratio(joined, " ".join(there[at : at + size]), score_cutoff=least)
            rank = (score, -abs((spans[at][0] + spans[at + size - 1][1]) / 2 / len(text) - near))
            if score and rank > highest:
                low, high = _related(there[at : at + size], wanted)
                place, highest = (spans[at + low][0], spans[at + high - 1][1]), rank
    return place


def _related(window: Sequence[str], wanted: Sequence[str]) -> tuple[int, int]:
    """The part of some words without those at its edges that no wanted word is like, where none is missed."""
    from rapidfuzz import fuzz

    like = [[fuzz.ratio(word, other) >= RELATED for other in wanted] for word in window]
    missed = [other for i, other in enumerate(wanted) if not any(row[i] for row in like) and len(other) > 3]
    kept = [at for at, row in enumerate(like) if any(row)]
    return (0, len(window)) if missed or not kept else (kept[0], kept[-1] + 1)


def _plainest(word: str) -> str:
    """A word without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
