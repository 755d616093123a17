"""A person's text carried over to a newer version of its source: only what changed there is opened again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.memory.likeness import likeness
from pipeline.model import RedraftSegment, Segment, SegmentState

LIKE = 0.4  # from here on a new sentence counts as an old one changed
_RUN = 4  # sentences of the source that one of the person's may stand for
_REACH = 12  # old sentences looked at for each new one


def kept(segments: Sequence[Segment]) -> dict[str, Segment]:
    """A person's words by the sentence of the source they stand for; of the same sentence twice the last counts."""
    return {segment.source: segment for segment in segments if segment.source.strip() and segment.target.strip()}


def carried(before: Sequence[Segment], after: Sequence[Segment]) -> tuple[RedraftSegment, ...]:
    """The person's text `before` on the newer source, whose machine translation is `after`, in the order of that.

    A sentence that the source still has keeps the person's words and how far they stand for them; one they left out
    stays out, what they added stays behind the sentence it followed. Every other sentence of `after` is opened again:
    with the machine's words, and beside it the old sentence most like it and what the person had for that.
    """
    old = [number for number, segment in enumerate(before) if segment.source.strip()]
    found = _matched(before, after)
    taken = {number for number, _ in found.values()}
    left = [number for number in old if number not in taken]
    added = _added(before)
    drafted: list[RedraftSegment] = [
        RedraftSegment(replace(before[number], block=after[0].block if after else 0)) for number in added.pop(-1, ())
    ]
    i = 0
    while i < len(after):
        number, length = found.get(i, (-1, 1))
        if number < 0:
            number = _likest(before, left, after[i].source, _expected(found, i))
            one = replace(after[i], state=SegmentState.TRANSLATED, issues=after[i].issues)
            if number >= 0:
                left.remove(number)
                drafted.append(RedraftSegment(one, before[number].source, before[number].target))
            else:
                drafted.append(RedraftSegment(one))
        else:
            drafted.append(RedraftSegment(replace(before[number], block=after[i].block)))
        block = after[i].block
        drafted += [RedraftSegment(replace(before[extra], block=block)) for extra in added.pop(number, ())]
        i += length
    block = after[-1].block if after else 0
    # What a person added behind a sentence that is gone: kept at the end, for them to place.
    drafted += [RedraftSegment(replace(before[extra], block=block)) for more in added.values() for extra in more]
    return tuple(drafted)


def _matched(before: Sequence[Segment], after: Sequence[Segment]) -> dict[int, tuple[int, int]]:
    """For each place in `after` where the person's source begins: which segment of theirs, and how many it spans."""
    at: dict[str, list[int]] = {}
    for number, segment in enumerate(before):
        if segment.source.strip():
            at.setdefault(_place(segment, segment.source), []).append(number)
    found: dict[int, tuple[int, int]] = {}
    i = 0
    while i < len(after):
        length = 1
        for span in range(_RUN, 0, -1):
            run = after[i : i + span]
            whole = _place(run[0], "".join(one.source for one in run))
            if len(run) == span and whole in at:
                numbers = at[whole]
                found[i] = (numbers.pop(0) if len(numbers) > 1 else numbers[0], span)
                length = span
                break
        i += length
    return found


def _place(segment: Segment, source: str) -> str:
    """A sentence without white space; a headline stays a headline, as it is worded in another way."""
    return f"{min(segment.block, 0)} {''.join(source.split())}"


def _added(before: Sequence[Segment]) -> dict[int, list[int]]:
    """What the person added, by the segment before it; -1 where there is none."""
    found: dict[int, list[int]] = {}
    last = -1
    for number, segment in enumerate(before):
        if segment.source.strip():
            last = number
        else:
            found.setdefault(last, []).append(number)
    return found


def _expected(found: Mapping[int, tuple[int, int]], i: int) -> int:
    """Where in the old text a new sentence would stand: behind the last one before it that is still there."""
    return next((found[j][0] for j in range(i - 1, max(-1, i - 50), -1) if j in found), -1)


def _likest(before: Sequence[Segment], left: Sequence[int], source: str, expected: int) -> int:
    """Of the old sentences that are gone, the one most like a new one; -1 where none is like it."""
    near = sorted(left, key=lambda number: abs(number - expected - 1))[:_REACH]
    best, score = -1, LIKE
    for number in near:
        alike = likeness(before[number].source, source, least=LIKE)
        if alike > score:
            best, score = number, alike
    return best


def paragraphs(draft: Sequence[RedraftSegment], tight: bool) -> Iterator[tuple[int, str]]:
    """The draft's words block by block, in order: (-1, headline), (-2, subhead), (0, first paragraph) ….

    `tight` is for languages that put no space between sentences.
    """
    texts: dict[int, list[str]] = {}
    for one in draft:
        if one.segment.target.strip():
            texts.setdefault(one.segment.block, []).append(one.segment.target.strip())
    order = sorted(texts, key=lambda block: (block != -1, block != -2, block))
    for block in order:
        yield block, ("" if tight else " ").join(texts[block])
