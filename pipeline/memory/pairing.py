"""A person's text laid beside the source it translates, sentence by sentence.

Gale & Church, A Program for Aligning Sentences in Bilingual Corpora (Computational Linguistics 19, 1993): dynamic
programming over the lengths of sentences, here with figures, addresses and names as anchors, paragraphs as a hint,
and with the translation the person began from as the best witness of all.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline import segments
from pipeline.memory import anchors
from pipeline.memory.likeness import folded
from pipeline.model import Block, Segment, SegmentOrigin, SegmentState
from pipeline.segments import Unit

# How many sentences of source and target stand for each other, and what that costs (-log p) beside the lengths: after
# Gale & Church, extended to three, and with more patience for what people leave out or add.
_MOVES = {(1, 1): 0.0, (1, 2): 2.5, (2, 1): 2.5, (1, 3): 4.2, (3, 1): 4.2, (2, 2): 4.6, (1, 0): 3.6, (0, 1): 3.6}
_VARIANCE = 4.0  # of the length of a translation per letter of its source; Gale & Church found 6.8 in parliament
_ANCHOR = 1.6  # for each anchor on both sides, up to four
_LONE = 0.7  # for each on one side only, up to three
_WITNESS = 9.0  # for words that are those of the former translation
_BORDER = 1.2  # where a paragraph begins on one side only
_ACROSS = 3.0  # for a pair that runs over the border of a paragraph
_CELLS = 60_000  # of the table; longer texts are searched along its diagonal


@dataclass(frozen=True, slots=True)
class _Side:
    """The sentences of one text with what is asked about them again and again."""

    units: Sequence[Unit]
    lengths: list[float] = field(default_factory=list)
    anchors: list[frozenset[str]] = field(default_factory=list)
    words: list[Counter[str]] = field(default_factory=list)
    starts: list[bool] = field(default_factory=list)


def pair(
    source: Sequence[Unit],
    headline: str,
    subhead: str,
    body: Sequence[Block],
    language: str,
    *,
    former: Mapping[str, str] | None = None,
) -> tuple[Segment, ...]:
    """A person's translation (`headline`, `subhead`, `body` in `language`) beside the sentences it stands for.

    `source` are the sentences of the source (`segments.units`), `former` what each was in the translation the person
    began from, where there was one. Several sentences may stand for one, then one segment holds them. A sentence of
    the source with nothing for it has an empty target; what the person added has an empty source. The targets, in
    order, hold every word of the person's; `block` is the block of the person's body, for a sentence left out that of
    the words before it. Segments are the person's own (origin human, state reviewed).
    """
    target = segments.units(headline, subhead, body, language)
    found: list[Segment] = []
    for part in (segments.sentences.HEADLINE, segments.sentences.SUBHEAD):
        found += _head(part, source, target)
    ours = [unit for unit in source if unit.block >= 0]
    theirs = [unit for unit in target if unit.block >= 0]
    known = {_key(old): new for old, new in (former or {}).items()}
    block = 0
    for one, other in _aligned(ours, theirs, known):
        block = other[0].block if other else block
        found.append(_segment(block, one, other))
    return tuple(_moved(found, known))


def _moved(found: list[Segment], former: Mapping[str, str]) -> list[Segment]:
    """What seems left out in one place and added in another, put together again where the former words are the same."""
    lost = {n: _grams(former.get(_key(one.source), "")) for n, one in enumerate(found) if not one.target}
    new = [n for n, one in enumerate(found) if not one.source]
    if len(lost) * len(new) > _CELLS:
        return found
    moved = dict(enumerate(found))
    for number in new:
        said = _grams(found[number].target)
        likest = max(lost, key=lambda n: (_alike(lost[n], said), -n), default=-1)
        if likest >= 0 and _alike(lost[likest], said) >= 0.5:
            moved[number] = replace(found[number], source=found[likest].source)
            del moved[likest], lost[likest]
    return list(moved.values())


def _alike(one: Counter[str], other: Counter[str]) -> float:
    """The share of words in common (Dice)."""
    return 2 * (one & other).total() / max(one.total() + other.total(), 1)


def _head(part: int, source: Sequence[Unit], target: Sequence[Unit]) -> list[Segment]:
    """Headline or subhead: always one for the other, however many sentences."""
    one = [unit for unit in source if unit.block == part]
    other = [unit for unit in target if unit.block == part]
    return [_segment(part, one, other)] if one or other else []


def _segment(block: int, source: Sequence[Unit], target: Sequence[Unit]) -> Segment:
    return Segment(block, _joined(source), _joined(target), SegmentOrigin.HUMAN, SegmentState.REVIEWED)


def _joined(units: Sequence[Unit]) -> str:
    """Neighbouring sentences as they stand in their text; an empty line where a paragraph ends between them."""
    said = ""
    for number, unit in enumerate(units):
        if number:
            before = units[number - 1]
            said += before.tail + unit.head if before.block == unit.block else "\n\n"
        said += unit.text
    return said


def _key(text: str) -> str:
    return "".join(text.split())


def _aligned(
    source: Sequence[Unit], target: Sequence[Unit], former: Mapping[str, str]
) -> list[tuple[Sequence[Unit], Sequence[Unit]]]:
    """The two texts cut at the sentences that are beyond doubt, and aligned in between."""
    found: list[tuple[Sequence[Unit], Sequence[Unit]]] = []
    ratio = _ratio(source, target)
    i = j = 0
    for fixed_i, fixed_j in [*_fixed(source, target, former), (len(source), len(target))]:
        found += _between(source[i:fixed_i], target[j:fixed_j], former, ratio)
        if fixed_i < len(source):
            found.append((source[fixed_i : fixed_i + 1], target[fixed_j : fixed_j + 1]))
        i, j = fixed_i + 1, fixed_j + 1
    return found


def _fixed(source: Sequence[Unit], target: Sequence[Unit], former: Mapping[str, str]) -> list[tuple[int, int]]:
    """Sentences that stand once on each side and were left as the translation had them, as far as their order agrees.

    The longest run of them in both orders (as in patience diff), so that one moved sentence does not tear the rest.
    """
    at: dict[str, list[int]] = {}
    for j, unit in enumerate(target):
        at.setdefault(_key(unit.text), []).append(j)
    hoped = [_key(former.get(_key(unit.text), "")) for unit in source]
    often = Counter(hoped)
    points = [(i, at[w][0]) for i, w in enumerate(hoped) if w and often[w] == 1 and len(at.get(w, ())) == 1]
    # Patience sorting: the longest rising run of j, i rising anyway.
    from bisect import bisect_left

    tops: list[int] = []
    ends: list[int] = []  # the point on top of each pile
    back: list[int] = []
    for number, (_, j) in enumerate(points):
        pile = bisect_left(tops, j)
        back.append(ends[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(j)
            ends.append(number)
        else:
            tops[pile], ends[pile] = j, number
    run: list[tuple[int, int]] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        run.append(points[number])
        number = back[number]
    return run[::-1]


def _between(
    source: Sequence[Unit], target: Sequence[Unit], former: Mapping[str, str], ratio: float
) -> list[tuple[Sequence[Unit], Sequence[Unit]]]:
    """The likeliest way to lay one stretch beside the other."""
    rows, columns = len(source), len(target)
    if not rows or not columns:
        return [(source[i : i + 1], ()) for i in range(rows)] + [((), target[j : j + 1]) for j in range(columns)]
    ours, theirs = _side(source, former), _side(target, None)
    band = columns if rows * columns <= _CELLS else max(8, _CELLS // max(rows, columns) // 2)
    best: list[dict[int, float]] = [{} for _ in range(rows + 1)]
    came: list[dict[int, tuple[int, int]]] = [{} for _ in range(rows + 1)]
    best[0][0] = 0.0
    for i in range(rows + 1):
        middle = i * columns // rows
        # A step down the diagonal may skip columns where the target is longer: the band is at least that wide.
        reach = band + columns // rows + 1
        for j in range(max(0, middle - reach), min(columns, middle + reach) + 1):
            for (down, along), price in _MOVES.items():
                so_far = best[i - down].get(j - along) if i >= down and j >= along else None
                if so_far is None:
                    continue
                cost = so_far + price + _cost(ours, theirs, i - down, down, j - along, along, ratio)
                if cost < best[i].get(j, math.inf):
                    best[i][j] = cost
                    came[i][j] = (down, along)
    found: list[tuple[Sequence[Unit], Sequence[Unit]]] = []
    i, j = rows, columns
    while i or j:
        down, along = came[i][j]
        found.append((source[i - down : i], target[j - along : j]))
        i, j = i - down, j - along
    return found[::-1]


def _cost(ours: _Side, theirs: _Side, i: int, down: int, j: int, along: int, ratio: float) -> float:
    """How unlikely it is that these sentences stand for each other, in units of -log p; less with every witness."""
    border = 0.0
    if (i < len(ours.starts) and ours.starts[i]) != (j < len(theirs.starts) and theirs.starts[j]):
        border = _BORDER
    if not down or not along:
        return border + 0.15 * min(len(theirs.anchors[j] if along else ours.anchors[i]), 4)
    across = sum(ours.starts[i + 1 : i + down]) + sum(theirs.starts[j + 1 : j + along])
    length, wanted = sum(theirs.lengths[j : j + along]), sum(ours.lengths[i : i + down]) * ratio
    z = (length - wanted) / math.sqrt(_VARIANCE * max(length + wanted, 2.0) / 2)
    surprise = min(z * z / 2, 12.0)
    one = frozenset().union(*ours.anchors[i : i + down])
    other = frozenset().union(*theirs.anchors[j : j + along])
    shared = len(one & other)
    witness = _LONE * min(len(one ^ other), 3) - _ANCHOR * min(shared, 4)
    known = sum(ours.words[i : i + down], Counter())
    if known:
        said = sum(theirs.words[j : j + along], Counter())
        alike = _alike(known, said)
        witness += _WITNESS * (0.35 - alike) if alike < 0.35 else -_WITNESS * (alike - 0.35)
    return border + _ACROSS * across + surprise + witness


def _side(units: Sequence[Unit], former: Mapping[str, str] | None) -> _Side:
    """Measures of one side; `words` are those of the target language: its own, or of the former translation."""
    side = _Side(units)
    for number, unit in enumerate(units):
        side.lengths.append(_length(unit.text))
        side.anchors.append(anchors.of(unit.text))
        said = unit.text if former is None else former.get(_key(unit.text), "")
        side.words.append(_grams(said))
        side.starts.append(number == 0 or units[number - 1].block != unit.block)
    return side


def _grams(text: str) -> Counter[str]:
    """A text as its words, in scripts without spaces as its pairs of characters."""
    plain = folded(text)
    words = plain.split()
    if words and len(plain) / len(words) > 12:
        return Counter(plain[i : i + 2] for i in range(len(plain) - 1))
    return Counter(word.strip(".,;:!?()[]\"'") for word in words)


def _length(text: str) -> float:
    """Letters of a text; a Chinese, Japanese or Korean one says about as much as two and a half others."""
    return sum(2.5 if unicodedata.east_asian_width(c) in "WF" else 1.0 for c in text) + 1.0


def _ratio(source: Sequence[Unit], target: Sequence[Unit]) -> float:
    """Letters of the translation for each of the source, as these texts have it, within what languages do."""
    ours = sum(_length(unit.text) for unit in source) + 60.0
    theirs = sum(_length(unit.text) for unit in target) + 60.0
    return min(max(theirs / ours, 0.6), 1.7)
