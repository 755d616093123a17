"""Inline markup as marks on plain text: read off a block's html, cut per sentence, written as html again.

    read      a block's html -> its text and marks
    cut       -> the marks of one sentence of it
    render    text and marks -> html, well-formed, properly nested and escaped
    plain     html -> its text

The tags are those a `Block` may hold (a, em, strong, b, i, sub, sup, br); of attributes only a link's address is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape

from pipeline.segments import links

TAGS = frozenset({"a", "em", "strong", "b", "i", "sub", "sup"})
BREAK = "br"

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,15})((?:\s(?:[^<>\"']|\"[^\"]{0,4096}\"|'[^']{0,4096}'){0,4096})?)>")
_HREF = re.compile(r"(?:^|\s)href\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """A tag around the characters from `start` to before `end` of a text; `href` is a link's address.

    A `br` stands on the white space it is in the plain text. A link of no length belongs to the text, but its place
    in it is not known.
    """

    start: int
    end: int
    tag: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """A plain text with its inline markup."""

    text: str
    marks: tuple[Mark, ...] = ()


def read(html: str, text: str | None = None) -> Marked:
    """The plain text and the marks of sanitised inline html, whatever is wrong with it; other tags are left out.

    `text` is the plain text as it is known from elsewhere (a block's `text`): marks are then on that, also where it
    differs from what the html says; a link whose words are not in it stands at its end.
    """
    said: list[str] = []
    length = at = 0
    opened: list[Mark] = []
    found: list[Mark] = []

    def say(words: str) -> None:
        nonlocal length
        said.append(words)
        length += len(words)

    def close(number: int) -> None:
        while len(opened) > number:
            mark = opened.pop()
            found.append(replace(mark, end=length))

    for m in _TAG.finditer(html):
        say(unescape(html[at : m.start()]))
        at = m.end()
        tag = m[2].lower()
        if tag == BREAK:
            found.append(Mark(length, length + 1, BREAK))
            say(" ")
        elif m[1]:
            places = [i for i, mark in enumerate(opened) if mark.tag == tag]
            if places:
                close(places[-1])
        elif tag in TAGS and len(opened) < 32:
            href = _href(m[3]) if tag == "a" else ""
            if tag != "a" or (href and all(mark.tag != "a" for mark in opened)):
                opened.append(Mark(length, length, tag, href))
    say(unescape(html[at:]))
    close(0)
    marks = [mark for mark in found if mark.start < mark.end or mark.tag == "a"]
    whole = "".join(said)
    if text is not None and text != whole:
        moves = offsets(whole, text)
        marks = [_moved(mark, whole, moves, text) for mark in marks]
        marks, whole = [mark for mark in marks if mark.start < mark.end or mark.tag == "a"], text
    return Marked(whole, tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end))))


def plain(html: str) -> str:
    """The plain text of inline html, a line break as a space."""
    return read(html).text


def _href(attributes: str) -> str:
    """The address of a link, if it is one that may be published."""
    m = _HREF.search(attributes)
    href = unescape(m[1] or m[2] or m[3] or "").strip() if m else ""
    return href if _ADDRESS.fullmatch(href) else ""


def offsets(one: str, other: str) -> list[links.Span]:
    """For each character of a text where it stands in another that differs only here and there; empty if nowhere.

    A stretch that was replaced by something of another length (a placeholder, a figure in another format) stands as a
    whole for the other.
    """
    spans: list[links.Span] = [(0, 0)] * len(one)
    for (a, b), (c, d) in links.matching(_same_length_lower(one), _same_length_lower(other)):
        if b - a == d - c:
            spans[a:b] = [(c + i, c + i + 1) for i in range(b - a)]
        elif max(b - a, d - c) <= links.LONGEST_REPAIR // 10:
            spans[a:b] = [(c, d)] * (b - a)
    return spans


def _same_length_lower(text: str) -> str:
    """Lower case, so that changed capitals are no difference, without changing the number of characters."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def moved(span: links.Span, places: Sequence[links.Span]) -> links.Span:
    """A span of one text on another, by `offsets`; empty where none of it is there."""
    there = [place for place in places[span[0] : span[1]] if place[0] < place[1]]
    return (min(start for start, _ in there), max(end for _, end in there)) if there else (0, 0)


def _moved(mark: Mark, whole: str, places: Sequence[links.Span], text: str) -> Mark:
    """A mark of one text on another; a link whose words are not there is put at the end."""
    start, end = moved((mark.start, mark.end), places)
    if mark.tag == BREAK and (end - start != 1 or not text[start:end].isspace()):
        return replace(mark, start=0, end=0)
    if links.is_word(whole[mark.start : mark.end]) and not links.is_word(text[start:end]):
        start = end = len(text.rstrip())
    return replace(mark, start=start, end=end)


def cut(marked: Marked, start: int, end: int) -> tuple[Mark, ...]:
    """The marks of the sentence from `start` to `end`, counted from its beginning; one that goes on is closed there.

    What is left of a mark is trimmed of white space, and gone if only punctuation of it is left.
    """
    found = []
    for mark in marked.marks:
        if mark.start == mark.end:
            if start < mark.start <= end or mark.start == start == 0:
                found.append(replace(mark, start=mark.start - start, end=mark.end - start))
            continue
        a, b = max(mark.start, start), min(mark.end, end)
        if mark.tag != BREAK:
            while a < b and marked.text[a].isspace():
                a += 1
            while a < b and marked.text[b - 1].isspace():
                b -= 1
        if a < b and (
            (a, b) == (mark.start, mark.end)
            or links.is_word(marked.text[a:b])
            or not links.is_word(marked.text[mark.start : mark.end])
        ):
            found.append(replace(mark, start=a - start, end=b - start))
    return tuple(found)


def render(text: str, marks: Iterable[Mark]) -> str:
    """The text as html with its marks; all of it is escaped, and what overlaps is split so that it nests.

    A link is not split but by another one, which begins where it ends. A `br` takes the place of white space.
    """
    length = len(text)
    spans: list[Mark] = []
    breaks: dict[int, Mark] = {}
    for mark in marks:
        mark = replace(mark, start=min(max(mark.start, 0), length), end=min(mark.end, length))
        if mark.tag == BREAK and text[mark.start : mark.end].isspace() and mark.end == mark.start + 1:
            breaks[mark.start] = mark
        elif mark.start < mark.end and mark.tag in TAGS and (mark.tag != "a" or _ADDRESS.fullmatch(mark.href)):
            spans.append(mark)
    spans = _nested(spans)
    opening: dict[int, list[Mark]] = {}
    for mark in sorted(spans, key=lambda mark: -mark.end):
        opening.setdefault(mark.start, []).append(mark)
    borders = sorted({0, length, *(m.start for m in spans), *(m.end for m in spans), *breaks, *(b + 1 for b in breaks)})
    pieces: list[str] = []
    stack: list[Mark] = []
    for at, onward in zip(borders, [*borders[1:], length], strict=True):
        lowest = next((i for i, mark in enumerate(stack) if mark.end <= at), len(stack))
        again = [mark for mark in stack[lowest:] if mark.end > at]
        pieces += [f"</{mark.tag}>" for mark in reversed(stack[lowest:])]
        del stack[lowest:]
        for mark in [*again, *opening.get(at, [])]:
            pieces.append(f'<a href="{escape(mark.href)}">' if mark.tag == "a" else f"<{mark.tag}>")
            stack.append(mark)
        pieces.append("<br>" if at in breaks else escape(text[at:onward], quote=False))
    return "".join(pieces)


def _nested(marks: list[Mark]) -> list[Mark]:
    """The same marks with links apart from each other, equal tags joined, and others cut where a link begins."""
    anchors: list[Mark] = []
    end = 0
    for mark in sorted((m for m in marks if m.tag == "a"), key=lambda m: (m.start, -m.end)):
        if mark.end > end:
            anchors.append(replace(mark, start=max(mark.start, end)))
            end = mark.end
    found: list[Mark] = []
    for tag in dict.fromkeys(m.tag for m in marks if m.tag != "a"):
        joined: list[Mark] = []
        for mark in sorted((m for m in marks if m.tag == tag), key=lambda m: m.start):
            if joined and mark.start < joined[-1].end:
                joined[-1] = replace(joined[-1], end=max(mark.end, joined[-1].end))
            else:
                joined.append(mark)
        for mark in joined:
            start = mark.start
            for anchor in anchors:
                if start < anchor.start < mark.end < anchor.end:
                    found.append(replace(mark, start=start, end=anchor.start))
                    start = anchor.start
            found.append(replace(mark, start=start))
    return anchors + found
