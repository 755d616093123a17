"""What changed between two texts, word by word; where a script puts no spaces between words, character by character.

The shortest way from one text to the other is looked for as in Myers, "An O(ND) Difference Algorithm and Its
Variations" (1986), first over lines, then over the words of lines that changed. The work is bounded: what is too long
and too different to compare word by word is shown as one text that went and one that came.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup, escape

UNSPACED = {"zh", "yue", "wuu", "lzh", "ja", "th", "lo", "km", "my", "bo", "dz"}
STEPS = 1_500_000  # of comparing in one call; some 0.3 s
FARTHEST = 400  # words that may go or come within one passage before it counts as another text
JOINERS = "\u200c\u200d"


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    kind: Kind
    text: str


def words(before: str, after: str, language: str) -> list[Piece]:
    """How one text became another, in order; what went stands before what came in its place.

    The pieces without the new ones are `before`, those without the gone ones `after`, letter for letter. `language`
    is a BCP 47 tag.
    """
    if before == after:
        return [Piece(Kind.SAME, before)] if before else []
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    passages: list[tuple[str, list[str], list[str]]] = []
    for same, former, latter in _runs(old, new, _reach(len(old) + len(new))):
        if same:
            passages.append((same, [], []))
        else:
            passages.append(("", _split("".join(former), language), _split("".join(latter), language)))
    reach = _reach(sum(len(former) + len(latter) for _, former, latter in passages))
    pieces: list[tuple[str, str, str]] = []
    for same, former, latter in passages:
        if same:
            pieces.append((same, "", ""))
            continue
        for kept, gone, came in _runs(former, latter, reach):
            pieces.append((kept, "".join(gone), "".join(came)))
    return list(_told(_gathered(pieces)))


def html(pieces: Sequence[Piece]) -> Markup:
    """Pieces as HTML: what went in `<del>`, what came in `<ins>`, everything escaped."""
    tags = {Kind.SAME: ("", ""), Kind.GONE: ("<del>", "</del>"), Kind.NEW: ("<ins>", "</ins>")}
    parts = []
    for piece in pieces:
        begin, end = tags[piece.kind]
        parts.append(Markup(begin) + escape(piece.text) + Markup(end))
    return Markup("").join(parts)


def _reach(length: int) -> int:
    return min(FARTHEST, max(8, STEPS // max(1, length)))


def _split(text: str, language: str) -> list[str]:
    """Words, figures, spaces and marks; nothing is lost. Combining marks stay with their letter."""
    unspaced = language.split("-")[0] in UNSPACED
    found: list[str] = []
    former = ""  # what kind of character came before: "w"ord, "d"igit, "s"pace, "c"haracter of its own
    for position, one in enumerate(text):
        kind = _kind(one, unspaced)
        figure = one in ".,\u00a0\u202f'’" and former == "d" and text[position + 1 : position + 2].isdecimal()
        if found and kind == "m":
            found[-1] += one
            continue
        if figure:
            kind = "d"
        if found and kind == former and kind != "c":
            found[-1] += one
        else:
            found.append(one)
        former = kind
    return found


def _kind(one: str, unspaced: bool) -> str:
    if one.isascii():
        return "d" if one.isdigit() else "w" if one.isalpha() else "s" if one.isspace() else "c"
    if one in JOINERS or unicodedata.category(one)[0] == "M":
        return "m"
    if one.isdecimal():
        return "d"
    if one.isalpha():
        return "c" if _ideographic(one) or (unspaced and not _european(one)) else "w"
    return "s" if one.isspace() else "c"


def _ideographic(one: str) -> bool:
    return (
        "\u3040" <= one <= "\u30ff" or "\u3400" <= one <= "\u9fff" or "\uf900" <= one <= "\ufaff" or one >= "\U00020000"
    )


def _european(one: str) -> bool:
    return one < "\u0590" or "\u1e00" <= one <= "\u1fff"


def _runs(old: list[str], new: list[str], reach: int) -> Iterator[tuple[str, list[str], list[str]]]:
    """What both have in common, and between that what one and the other has: (same, gone, came)."""
    head = 0
    least = min(len(old), len(new))
    while head < least and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < least - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    if head:
        yield "".join(old[:head]), [], []
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    gone, came = 0, 0
    for x, y, length in _snakes(middle_old, middle_new, reach):
        if x > gone or y > came:
            yield "", middle_old[gone:x], middle_new[came:y]
        yield "".join(middle_old[x : x + length]), [], []
        gone, came = x + length, y + length
    if gone < len(middle_old) or came < len(middle_new):
        yield "", middle_old[gone:], middle_new[came:]
    if tail:
        yield "".join(old[len(old) - tail :]), [], []


def _snakes(old: list[str], new: list[str], reach: int) -> list[tuple[int, int, int]]:
    """The stretches both share on the shortest way from one to the other: where in each, how long.

    None where that way is longer than `reach` steps. Furthest-reaching points per diagonal, kept for every step, are
    what the way is read back from.
    """
    n, m = len(old), len(new)
    if not n or not m:
        return []
    furthest = {1: 0}
    kept: list[dict[int, int]] = []
    for distance in range(min(reach, n + m) + 1):
        kept.append(dict(furthest))
        for diagonal in range(-distance, distance + 1, 2):
            down = diagonal == -distance or (
                diagonal != distance and furthest.get(diagonal - 1, -1) < furthest.get(diagonal + 1, -1)
            )
            x = furthest[diagonal + 1] if down else furthest[diagonal - 1] + 1
            y = x - diagonal
            while x < n and y < m and old[x] == new[y]:
                x += 1
                y += 1
            furthest[diagonal] = x
            if x >= n and y >= m:
                return _way_back(kept, n, m)
    return []


def _way_back(kept: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int, int]]:
    found = []
    for distance in range(len(kept) - 1, -1, -1):
        furthest = kept[distance]
        diagonal = x - y
        down = diagonal == -distance or (
            diagonal != distance and furthest.get(diagonal - 1, -1) < furthest.get(diagonal + 1, -1)
        )
        before = diagonal + 1 if down else diagonal - 1
        from_x = furthest[before]
        from_y = from_x - before
        start = (from_x, from_y + 1) if down else (from_x + 1, from_y)
        if distance == 0:
            start = (0, 0)
        if x > start[0]:
            found.append((*start, x - start[0]))
        x, y = from_x, from_y
    return found[::-1]


def _gathered(pieces: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Changes with only a space or a mark between them become one: nobody reads a comma as what stayed."""
    found: list[tuple[str, str, str]] = []
    for position, (same, gone, came) in enumerate(pieces):
        later = position + 1 < len(pieces)
        changed = not same
        island = same and later and not any(one.isalnum() for one in same) and len(same) < 4 and "\n" not in same
        if found and not found[-1][0] and (changed or (island and not pieces[position + 1][0])):
            _, former_gone, former_came = found[-1]
            found[-1] = ("", former_gone + (same or gone), former_came + (same or came))
        elif found and found[-1][0] and same:
            found[-1] = (found[-1][0] + same, "", "")
        else:
            found.append((same, gone, came))
    return found


def _told(pieces: list[tuple[str, str, str]]) -> Iterator[Piece]:
    for same, gone, came in pieces:
        if same:
            yield Piece(Kind.SAME, same)
        if gone:
            yield Piece(Kind.GONE, gone)
        if came:
            yield Piece(Kind.NEW, came)
