"""Word links: which words of a translation stand for which of its source, read from an engine's attention.

    located          tokens of a text -> where each stands in it
    attended         attention between tokens -> links between words
    compose          links of two hops -> links over both

Offsets count characters of the texts given. A link joins whole words, in scripts without spaces the engine's tokens;
punctuation is linked to punctuation only.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import unescape
from typing import Any

from pipeline.model import Link

Span = tuple[int, int]

LONGEST_REPAIR = 5_000  # characters that are compared one by one where tokens and text differ
SURE = 0.5  # of a word's attention: enough to link it even if the other side looks elsewhere
LIKELY = 0.2  # enough where the other side has nothing better
VERBATIM = 0.5  # added for a name or figure that stands once on either side

_BYTE = re.compile(r"<0x([0-9A-Fa-f]{2})>")
# Scripts written without spaces between words: Thai, Lao, Myanmar, Khmer, kana, Chinese.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff]"
)


@lru_cache(maxsize=4096)
def _kind(character: str) -> str:
    """What a character is: part of a word (w), of a word in a script without spaces (u), white space, or a mark (p)."""
    if character.isspace() or character in "_▁":
        return " "
    if unicodedata.category(character)[0] in "LMN":
        return "u" if _UNSPACED.match(character) else "w"
    return "p"


def words(text: str, borders: Sequence[int] = ()) -> list[Span]:
    """Where the words and marks of a text stand: a number with its separators is one, each punctuation mark one.

    In scripts without spaces a run of characters is one word, cut at `borders`.
    """
    found: list[Span] = []
    cuts = set(borders)
    start, last = 0, " "
    for at, character in enumerate(text):
        kind = _kind(character)
        if (
            kind == "p"
            and last == "w"
            and character in ".,'’:"
            and text[at - 1].isdecimal()
            and text[at + 1 : at + 2].isdecimal()
        ):
            kind = "w"  # 1,000.50 and 09:30
        if kind != last or kind == "p" or (kind == "u" and at in cuts):
            if last != " ":
                found.append((start, at))
            start, last = at, kind
    if last != " ":
        found.append((start, len(text)))
    return found


def is_word(text: str) -> bool:
    """Whether a piece of text holds a letter or digit."""
    return any(_kind(character) in "wu" for character in text)


def unspaced(text: str) -> bool:
    """Whether a text is in a script without spaces between words."""
    return any(_kind(character) == "u" for character in text)


def joins(text: str, at: int) -> bool:
    """Whether a place in a text is inside a word."""
    return 0 < at < len(text) and _kind(text[at - 1]) == _kind(text[at]) == "w"


# --- tokens ----------------------------------------------------------------------------------------------------------
def located(tokens: Sequence[str], text: str) -> list[Span]:
    """Where each token of SentencePiece or BPE stands in the text it was made from, or that was made from it.

    Tokenizers normalise (NFKC, quotes), mark spaces (▁), cut words (@@) and fall back on bytes (<0xE4>), so characters
    are compared decomposed and without case; what still differs is found by edit distance. A token that has no place
    gets an empty span.
    """
    said, owners = _spelled(tokens)
    heard: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        for part in _folded(character):
            heard.append(part)
            places.append(at)
    spans: list[Span] = [(0, 0)] * len(tokens)
    for i, j in _paired(said, "".join(heard)):
        for token in owners[i]:
            start, end = spans[token]
            at = places[j]
            spans[token] = (min(start, at), max(end, at + 1)) if start < end else (at, at + 1)
    return spans


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    folded = unicodedata.normalize("NFKD", character).casefold()
    return "".join(part for part in unicodedata.normalize("NFKD", folded) if not part.isspace() and part not in "_▁")


def _spelled(tokens: Sequence[str]) -> tuple[str, list[tuple[int, ...]]]:
    """What the tokens say, folded, and for each character the tokens it comes from."""
    said: list[str] = []
    owners: list[tuple[int, ...]] = []

    def say(text: str, owner: tuple[int, ...]) -> None:
        for character in text:
            for part in _folded(character):
                said.append(part)
                owners.append(owner)

    run: list[int] = []

    def flush() -> None:
        if run:
            data = bytes(int(tokens[i][3:5], 16) for i in run)
            say(data.decode("utf-8", "ignore"), tuple(run))
            run.clear()

    for number, token in enumerate(tokens):
        if _BYTE.fullmatch(token):
            if run and (int(token[3:5], 16) & 0xC0) != 0x80:  # the first byte of the next character
                flush()
            run.append(number)
            continue
        flush()
        plain = token.removesuffix("@@") or token
        if plain[:1] == "&":
            plain = unescape(plain)  # Moses writes &apos; for '
        if len(plain) == 3 and plain[0] == plain[2] == "@":
            plain = plain[1]  # and @-@ for a hyphen within a word
        say(plain, (number,))
    flush()
    return "".join(said), owners


def _paired(one: str, other: str) -> list[tuple[int, int]]:
    """Which characters of two nearly equal texts are the same."""
    if one == other:
        return [(i, i) for i in range(len(one))]
    pairs: list[tuple[int, int]] = []
    for left, right in matching(one, other):
        width = right[1] - right[0]
        if left[1] - left[0] == width:
            pairs += zip(range(*left), range(*right), strict=True)
        elif width <= 8:
            pairs += [(i, j) for i in range(*left) for j in (right[0], right[1] - 1)] if width else []
    return pairs


def matching(one: str, other: str) -> list[tuple[Span, Span]]:
    """Two texts as a sequence of stretches that stand for each other; unequal ones say something else on each side.

    Where they differ over more than 5,000 characters, the middle is one stretch.
    """
    limit = min(len(one), len(other))
    head = next((i for i in range(limit) if one[i] != other[i]), limit)
    tail = next((i for i in range(limit - head) if one[-1 - i] != other[-1 - i]), limit - head)
    middle, change = one[head : len(one) - tail], other[head : len(other) - tail]
    found = [((0, head), (0, head))] if head else []
    if max(len(middle), len(change)) <= LONGEST_REPAIR and middle and change:
        from rapidfuzz.distance import Levenshtein

        found += [
            ((head + step.src_start, head + step.src_end), (head + step.dest_start, head + step.dest_end))
            for step in Levenshtein.opcodes(middle, change)
        ]
    elif middle or change:
        found.append(((head, len(one) - tail), (head, len(other) - tail)))
    if tail:
        found.append(((len(one) - tail, len(one)), (len(other) - tail, len(other))))
    return found


# --- attention -------------------------------------------------------------------------------------------------------
def attended(
    attention: Sequence[Sequence[float]],
    source: str,
    source_spans: Sequence[Span],
    target: str,
    target_spans: Sequence[Span],
) -> tuple[Link, ...]:
    """Links between words from the attention of each target token (row) to each source token (column).

    Tokens are summed up to words; words are linked that choose each other, or where one side is sure. A name or figure
    standing once on either side is favoured (symmetrised argmax: Och and Ney 2003; attention as alignment: Garg et al.
    2019). Rows or columns beyond the spans are left out.
    """
    import numpy as np

    lefts = words(source, [start for start, _ in source_spans])
    rights = words(target, [start for start, _ in target_spans])
    if not lefts or not rights or not attention:
        return ()
    matrix = np.asarray(attention, dtype=np.float64)[: len(target_spans), : len(source_spans)]
    columns = _membership(source_spans[: matrix.shape[1]], lefts)
    rows = _membership(target_spans[: matrix.shape[0]], rights)
    rows /= np.maximum(rows.sum(axis=1, keepdims=True), 1.0)
    weight = rows @ np.nan_to_num(matrix) @ columns.T
    left_words = [source[start:end] for start, end in lefts]
    right_words = [target[start:end] for start, end in rights]
    for i, j in _same_once(right_words, left_words):
        weight[i, j] += VERBATIM
    marks_left = np.array([not is_word(word) for word in left_words])
    marks_right = np.array([not is_word(word) for word in right_words])
    weight[marks_right[:, None] != marks_left[None, :]] = 0.0

    forward, backward = weight.argmax(axis=1), weight.argmax(axis=0)
    chosen = {(i, int(j)) for i, j in enumerate(forward) if backward[j] == i and weight[i, j] >= LIKELY / 2}
    for i, j in _sure(weight, forward, chosen, marks_right):
        chosen.add((i, j))
    taken = {j for _, j in chosen}
    chosen |= {(int(i), j) for j, i in enumerate(backward) if j not in taken and weight[i, j] >= LIKELY}
    return tuple(sorted((Link(*lefts[j], *rights[i]) for i, j in chosen), key=_order))


def _sure(weight: Any, forward: Any, mutual: set[tuple[int, int]], marks: Any) -> Iterator[tuple[int, int]]:
    """Target words that are sure of their source word: beside one that has it already, or where none has.

    Those apart from it are mostly articles and prepositions that the source has not.
    """
    owner = dict(mutual)
    taken = {j for _, j in mutual}
    sure = {i: int(j) for i, j in enumerate(forward) if i not in owner and weight[i, j] >= SURE}
    for steps in (range(len(forward)), range(len(forward) - 1, -1, -1)):
        beside = -1  # the source word of the neighbour; punctuation between them does not part them
        for i in steps:
            if i in sure and (sure[i] == beside or sure[i] not in taken):
                owner[i] = sure[i]
                yield i, sure[i]
            if i in owner:
                beside = owner[i]
            elif not marks[i]:
                beside = -1


def _order(link: Link) -> tuple[int, int, int, int]:
    return link.source_start, link.source_end, link.target_start, link.target_end


def _membership(spans: Sequence[Span], found: Sequence[Span]) -> Any:
    """A matrix that says which tokens (columns) lie in which words (rows)."""
    import numpy as np

    starts = [start for start, _ in found]
    matrix = np.zeros((len(found), len(spans)))
    for token, (start, end) in enumerate(spans):
        for word in range(max(bisect_right(starts, start) - 1, 0), bisect_left(starts, end)):
            if start < found[word][1] and found[word][0] < end:
                matrix[word, token] = 1.0
    return matrix


def _same_once(rights: Sequence[str], lefts: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of a name or figure that stands exactly once on either side."""
    counted = Counter(rights), Counter(lefts)
    places = {word: j for j, word in enumerate(lefts)}
    return [
        (i, places[word])
        for i, word in enumerate(rights)
        if counted[0][word] == counted[1][word] == 1
        and (any(c.isdigit() for c in word) or (len(word) > 2 and word != word.lower()))
    ]


def compose(first: Sequence[Link], second: Sequence[Link]) -> tuple[Link, ...]:
    """Links over a pivot: from the source of the first hop to the target of the second, by overlap in between."""
    ordered = sorted(second, key=_order)
    starts = [link.source_start for link in ordered]
    widest = max((link.source_end - link.source_start for link in ordered), default=0)
    found = set()
    for link in first:
        low = bisect_left(starts, link.target_start - widest)
        for onward in ordered[low : bisect_left(starts, link.target_end)]:
            if onward.source_end > link.target_start:
                found.add(Link(link.source_start, link.source_end, onward.target_start, onward.target_end))
    return tuple(sorted(found, key=_order))
