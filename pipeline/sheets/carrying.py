"""Links, bold and italic of one wording of a sentence, put on the words of another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline import segments
from pipeline.errors import ActError
from pipeline.segments import Mark, links

MOST_WORDS = 4_000  # that are compared; of longer sentences only the common beginning and end
MOST_MARKS = 200

Span = tuple[int, int]


def allowed(told: object, text: str, *htmls: str) -> tuple[Mark, ...]:
    """Marks as a browser sent them, [start, end, tag, href] each, over `text`.

    Raises ActError unless each lies within the text and its tag and address are among those of `htmls`: nobody brings
    in an address that the text did not have.
    """
    known = {(mark.tag, mark.href) for html in htmls if html for mark in segments.read(html).marks}
    if not isinstance(told, list) or len(told) > MOST_MARKS:
        raise ActError("the marks of this sentence could not be read; load the page again")
    found = []
    for one in told:
        if not (isinstance(one, list) and len(one) == 4):
            raise ActError("the marks of this sentence could not be read; load the page again")
        start, end, tag, href = one
        if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
            raise ActError("a link or emphasis lies outside of this sentence; load the page again")
        if not isinstance(tag, str) or not isinstance(href or "", str) or (tag, href or "") not in known:
            raise ActError("only the links and emphasis of the original may be put on these words")
        found.append(Mark(start, end, tag, href or ""))
    return tuple(found)


def carried(before: str, html: str, after: str) -> str:
    """The html of `after`, given that of `before`; empty where no mark is left on it.

    Words that stayed keep their marks, words that were put in the place of marked ones take them over. A link none of
    whose words are left goes to the last words of the sentence, rather than be lost.
    """
    if not html or not after.strip():
        return ""
    marks = segments.read(html, before).marks
    if not marks:
        return ""
    if before == after:
        return html
    places = _places(before, after)
    kept: list[Mark] = []
    homeless: list[Mark] = []
    for mark in marks:
        if mark.tag == "br":
            continue  # a break belongs between two very words; they may be gone
        span = _moved((mark.start, mark.end), places, share=mark.tag == "a")
        if span is not None:
            span = _trimmed(span, after, before[mark.start : mark.end])
        if span is not None:
            kept.append(replace(mark, start=span[0], end=span[1]))
        elif mark.tag == "a":
            homeless.append(mark)
    taken = [(mark.start, mark.end) for mark in kept if mark.tag == "a"]
    for mark in homeless:
        free = _last_free(after, taken)
        if free is not None:
            taken.append(free)
            kept.append(replace(mark, start=free[0], end=free[1]))
    return segments.render(after, kept) if kept else ""


def _cut(text: str) -> list[Span]:
    """Words and marks; characters where a script puts no spaces between words."""
    return links.words(text, range(len(text)))


def _places(before: str, after: str) -> list[tuple[Sequence[Span], Sequence[Span]]]:
    """Stretches of words that stand for each other, in order: one by one where they stayed, else as a whole."""
    from rapidfuzz.distance import Indel

    old, new = _cut(before), _cut(after)
    said, told = [before[a:b] for a, b in old], [after[a:b] for a, b in new]
    if len(old) + len(new) > MOST_WORDS:
        head = next((n for n, (a, b) in enumerate(zip(said, told, strict=False)) if a != b), min(len(said), len(told)))
        left = min(len(said), len(told)) - head
        tail = next((n for n in range(left) if said[-1 - n] != told[-1 - n]), left)
        found: list[tuple[Sequence[Span], Sequence[Span]]] = [
            ((a,), (b,)) for a, b in zip(old[:head], new[:head], strict=True)
        ]
        found.append((old[head : len(old) - tail], new[head : len(new) - tail]))
        return found + [((a,), (b,)) for a, b in zip(old[len(old) - tail :], new[len(new) - tail :], strict=True)]
    found = []
    gone: list[Span] = []
    came: list[Span] = []

    def flush() -> None:
        if gone or came:
            found.append((tuple(gone), tuple(came)))
            gone.clear()
            came.clear()

    for step in Indel.opcodes(said, told):
        if step.tag == "equal":
            flush()
            found += [
                ((a,), (b,))
                for a, b in zip(old[step.src_start : step.src_end], new[step.dest_start : step.dest_end], strict=True)
            ]
        else:
            gone += old[step.src_start : step.src_end]
            came += new[step.dest_start : step.dest_end]
    flush()
    return found


def _moved(span: Span, places: Iterable[tuple[Sequence[Span], Sequence[Span]]], *, share: bool) -> Span | None:
    """Where marked words went: with words that stayed, and with those put in the place of wholly marked ones.

    With `share`, words of a changed stretch that was marked in part go by their share of it, if nothing else is left.
    """
    whole: list[Span] = []
    partly: list[Span] = []
    for old, new in places:
        inside = [word for word in old if span[0] < word[1] and word[0] < span[1]]
        if not inside or not new:
            continue
        if len(inside) == len(old):
            whole += new
        else:
            first, last = old.index(inside[0]), old.index(inside[-1]) + 1
            partly += new[first * len(new) // len(old) : -(-last * len(new) // len(old))]
    there = whole or (partly if share else [])
    return (min(a for a, _ in there), max(b for _, b in there)) if there else None


def _trimmed(span: Span, text: str, marked: str) -> Span | None:
    """A place without the punctuation at its edges that the marked words had not."""
    start, end = span
    if links.is_word(marked):
        while start < end and not links.is_word(text[start]) and links.is_word(marked[0]):
            start += 1
        while start < end and not links.is_word(text[end - 1]) and links.is_word(marked[-1]):
            end -= 1
    return (start, end) if start < end else None


def _last_free(text: str, taken: Sequence[Span]) -> Span | None:
    """The last word of a text that no link is on; of a script without spaces the last few characters."""
    free = [
        w for w in _cut(text) if links.is_word(text[slice(*w)]) and not any(w[0] < b and a < w[1] for a, b in taken)
    ]
    if not free:
        return None
    start, end = free[-1]
    for a, b in reversed(free[-4:-1]):
        if b != start or not links.unspaced(text[a:b]):
            break
        start = a
    return start, end
