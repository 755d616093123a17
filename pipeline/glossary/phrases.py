"""Phrases that come again: stretches of words, and of characters where words are not set apart. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

WORDS = (2, 5)  # of a phrase
CHARACTERS = (3, 10)  # of a stretch without spaces
_BOILERPLATE = {"words": 9, "characters": 18}  # what repeats at such length is a set piece, not a term

Item = TypeVar("Item", bound=Hashable)
_STRETCH = re.compile(r"[\u3005\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|[\u30a1-\u30fa\u30fc・]{3,}")


def repeated_words(
    stories: Sequence[Sequence[Sequence[str]]], function: Callable[[str], bool]
) -> list[Counter[tuple[str, ...]]]:
    """For each story the phrases of two to five words that come again in it or in another story, with their counts.

    A story comes as clauses, each a list of words in lower case. No phrase begins or ends with a word of which
    `function` is true, and none is part of a longer one that comes as often.
    """

    def fits(phrase: Sequence[str]) -> bool:
        return not (function(phrase[0]) or function(phrase[-1]))

    return _repeated(stories, WORDS, _BOILERPLATE["words"], fits)


def repeated_characters(
    stories: Sequence[Iterable[str]], function: Callable[[str], bool]
) -> list[Counter[tuple[str, ...]]]:
    """The same for Chinese and Japanese: stretches of three to ten characters, from texts."""

    def fits(stretch: Sequence[str]) -> bool:
        return not (function(stretch[0]) or function(stretch[-1]) or "・" in (stretch[0], stretch[-1]))

    clauses = [[tuple(m[0]) for text in texts for m in _STRETCH.finditer(text)] for texts in stories]
    return _repeated(clauses, CHARACTERS, _BOILERPLATE["characters"], fits)


def _repeated(
    stories: Sequence[Sequence[Sequence[str]]],
    size: tuple[int, int],
    boilerplate: int,
    fits: Callable[[Sequence[str]], bool],
) -> list[Counter[tuple[str, ...]]]:
    shortest, longest = size
    often = _often(stories, shortest)
    pieces = [[tuple(part) for clause in story for part in _varied(clause, boilerplate, often)] for story in stories]
    seed = _often(pieces, shortest)
    found: list[Counter[tuple[str, ...]]] = []
    whole: Counter[tuple[str, ...]] = Counter()
    for story in pieces:
        counts: Counter[tuple[str, ...]] = Counter()
        for clause in story:
            for start in range(len(clause) - shortest + 1):
                for end in range(start + shortest, min(start + longest, len(clause)) + 1):
                    if clause[end - shortest : end] not in seed:
                        break
                    phrase = clause[start:end]
                    if fits(phrase):
                        counts[phrase] += 1
        found.append(counts)
        whole.update(counts)
    kept = {phrase for phrase, count in whole.items() if count > 1}
    parts: set[tuple[str, ...]] = set()
    for phrase in kept:
        parts.update(part for part in _parts(phrase, shortest) if whole[part] == whole[phrase])
    kept -= parts
    return [Counter({phrase: count for phrase, count in counts.items() if phrase in kept}) for counts in found]


def _often(stories: Iterable[Iterable[Sequence[str]]], size: int) -> set[tuple[str, ...]]:
    """The stretches of one size that come more than once."""
    once: set[tuple[str, ...]] = set()
    again: set[tuple[str, ...]] = set()
    for story in stories:
        for clause in story:
            for start in range(len(clause) - size + 1):
                stretch = tuple(clause[start : start + size])
                (again if stretch in once else once).add(stretch)
    return again


def _varied(clause: Sequence[str], size: int, often: set[tuple[str, ...]]) -> Iterator[Sequence[str]]:
    """A clause without its set pieces: where everything repeats for `size` items, nothing is a term."""
    short = len(next(iter(often))) if often else 0
    start, run = 0, 0
    for at in range(len(clause) - short + 1 if short else 0):
        run = run + 1 if tuple(clause[at : at + short]) in often else 0
        if run + short - 1 >= size:
            if start < at - run + 1:
                yield clause[start : at - run + 1]
            start = at + short
    yield clause[start:]


def _parts(phrase: tuple[str, ...], shortest: int) -> Iterator[tuple[str, ...]]:
    for start in range(len(phrase)):
        for end in range(start + shortest, len(phrase) + 1):
            if end - start < len(phrase):
                yield phrase[start:end]
