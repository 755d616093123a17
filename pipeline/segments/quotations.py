"""Quotation marks: which opens, which closes, how deep it stands, and what another language prints in its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

_MARKS = frozenset('"“”„‟«»「」『』＂')
_LEFT = frozenset("([{¿¡«„“‘‚‹「『（《【〈—–-/…:：、。，！？；（")
_RIGHT = frozenset(".,;:!?…)]}»”’›」』）》】〉、。，！？；：،؛؟۔।—–-/%")
_BLANK = " \u00a0\u202f"
_CJK = r"\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff"
_OPENABLE = re.compile(
    f"[{_CJK}وفبلك]"
)  # behind these a mark may open: Arabic has words of one letter glued to the next
_CLOSABLE = re.compile(rf"[{_CJK}\uac00-\ud7a3]")  # before these one may close: Korean particles follow without a space
_SINGLE = re.compile(r"‘([^‘’\s\d][^‘’]{0,150})’(?!\w)")
_MOST = 400  # marks in a line; more is no text


@dataclass(frozen=True, slots=True)
class _Quote:
    """A quotation mark, whether it opens or closes, and how deep it stands (0 outside)."""

    at: int
    opens: bool
    depth: int
    other: int = -1


def set_quotations(text: str, quotes: Sequence[str], inside: str, accepts: Collection[tuple[str, str]]) -> str:
    """A line with its quotation marks as a language has them; a straight one behind a figure may be inches and stays.

    `quotes` are the outer and inner marks (open, close, open, close), `inside` the space within the outer ones,
    `accepts` the pairs that may stay as they are.
    """
    outer, inner = quotes[:2], quotes[2:]
    if sum(c in _MARKS or c == "‘" for c in text) > _MOST:
        return text
    found = _pairs(text)
    edits: list[tuple[int, int, str]] = []
    covered: list[tuple[int, int]] = []
    for quote in found:
        if quote.opens and quote.other >= 0:
            covered.append((quote.at, quote.other))
        first, last = (quote.at, quote.other) if quote.opens else (quote.other, quote.at)
        depth = quote.depth
        if quote.other >= 0 and (text[first], text[last]) in accepts and not inside:
            continue
        if text[quote.at] == '"' and ('"', '"') in accepts:
            continue  # also where the other end stands in another sentence
        pair = outer if depth % 2 == 0 else inner
        edits.append(_edit(text, quote, pair, inside if pair is outer else ""))
    text, moved = _edited(text, edits)
    if inner and outer != ("‘", "’"):
        within = [(moved(a), moved(b)) for a, b in covered]
        alone = (
            ("", "") if ("‘", "’") in accepts or tuple(inner) == ("‘", "’") else (outer[0] + inside, inside + outer[1])
        )
        text = _SINGLE.sub(lambda m: _single(m, inner, alone, within), text)
    return text


def _single(match: re.Match[str], inner: Sequence[str], alone: Sequence[str], within: Sequence[tuple[int, int]]) -> str:
    """‘…’ within a quotation becomes the inner marks, elsewhere the outer ones where the language has no such marks."""
    before = match.string[match.start() - 1] if match.start() else " "
    if not (before.isspace() or before in _LEFT):
        return match[0]
    opening, closing = inner if any(a < match.start() < b for a, b in within) else alone
    return f"{opening}{match[1]}{closing}" if opening else match[0]


def _edit(text: str, quote: _Quote, pair: Sequence[str], inside: str) -> tuple[int, int, str]:
    """What stands in the place of one quotation mark; the space inside guillemets belongs to it."""
    start, end = quote.at, quote.at + 1
    spaced = bool(inside) or text[quote.at] in "«»"
    if quote.opens:
        while spaced and end < len(text) and text[end] in _BLANK:
            end += 1
        return start, end, pair[0] + inside
    while spaced and start > 0 and text[start - 1] in _BLANK:
        start -= 1
    return start, end, inside + pair[1]


def _edited(text: str, edits: Sequence[tuple[int, int, str]]) -> tuple[str, _Moved]:
    parts, at = [], 0
    for start, end, new in edits:
        if start < at:
            continue
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]]), _Moved(tuple(edits))


@dataclass(frozen=True, slots=True)
class _Moved:
    """Where a place in a text went when the text was edited."""

    edits: tuple[tuple[int, int, str], ...]

    def __call__(self, place: int) -> int:
        return place + sum(len(new) - (end - start) for start, end, new in self.edits if end <= place)


def _pairs(text: str) -> list[_Quote]:
    """The quotation marks of a line with what each does; only what is sure where they do not pair."""
    stack: list[int] = []
    opened: dict[int, int] = {}
    closed: dict[int, int] = {}
    unsure: list[int] = []
    for at, mark in enumerate(text):
        if mark not in _MARKS:
            continue
        before, after = text[at - 1] if at else "", text[at + 1 : at + 2]
        may_open = (not before or before.isspace() or before in _LEFT or bool(_OPENABLE.match(before))) and not (
            not after or after.isspace() or after in _RIGHT
        )
        may_close = bool(before and not before.isspace()) and (
            not after or after.isspace() or after in _RIGHT or after in _MARKS or bool(_CLOSABLE.match(after))
        )
        top = text[stack[-1]] if stack else ""
        if mark in '"＂':
            if before.isdigit() and top not in ('"', "＂"):
                continue  # 5" pipe
            if not (may_open or may_close):
                if not (before.isalpha() and after.isalpha()):
                    unsure.append(at)
                continue
            opens = may_open and not (may_close and top == mark)
        elif mark in "„‟「『":
            opens = True
        elif mark == "“":
            opens = top not in ("„", "‟") or (may_open and not may_close)
        elif mark == "”":
            opens = may_open and not stack
        elif mark == "«":
            opens = top != "»"
        elif mark == "»":
            opens = top != "«" and may_open
        else:
            opens = False
        if opens:
            stack.append(at)
        elif stack:
            opened[stack.pop()] = at
            closed[at] = next(reversed(opened))
        else:
            unsure.append(at)
    if stack or unsure:
        return _sure(text)
    found, depth = [], 0
    for at in sorted([*opened, *closed]):
        if at in opened:
            found.append(_Quote(at, True, depth, opened[at]))
            depth += 1
        else:
            depth -= 1
            found.append(_Quote(at, False, depth, closed[at]))
    return found


def _sure(text: str) -> list[_Quote]:
    """A sentence may hold only one end of a quotation: marks that can be nothing else, at its two ends."""
    body = text.strip()
    lead = text.find(body)
    found = []
    if len(body) > 2 and sum(c in _MARKS for c in body) == 1:
        if body[0] in '"“„«「' and not body[1].isspace():
            found.append(_Quote(lead, True, 0))
        elif body[-1] in '"”»」' and (body[-2].isalpha() or body[-2] in ".!?…。！？,"):
            found.append(_Quote(lead + len(body) - 1, False, 0))
        elif body[0] == "«":
            found.append(_Quote(lead, True, 0))
    return found
