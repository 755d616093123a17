"""A sentence as words with numbered inline codes, so that links, emphasis and addresses survive a translator's program.

Numbers are those of the source; in the translation the same code has the same number. Addresses of links never come
back from a file: only the number does, and what it stands for is looked up here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline import segments
from pipeline.errors import Told, clean
from pipeline.exchange.values import ADDRESS, BREAK, CHARACTER, Code, Kind, Piece, Tag
from pipeline.segments import Mark

PROTECTED = ("url", "email", "handle")  # kinds of `segments.spans_by_kind` that are the same in every language
# What XML 1.0 cannot carry at all (production 2, Char).
UNWRITABLE = re.compile("[^\x09\x0a\x0d\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BLANK = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Coded:
    """A sentence in pieces; `codes` are those it has and the source, or `known`, had not."""

    pieces: tuple[Piece, ...]
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Worded:
    """A sentence read back: its words, links and emphasis over them, and what is wrong with its codes."""

    text: str
    marks: tuple[Mark, ...]
    faults: tuple[str, ...] = ()

    @property
    def html(self) -> str:
        """The words with their inline markup."""
        return segments.render(self.text, self.marks)


@lru_cache(maxsize=1024)  # a line is asked for its codes when it goes out, when it comes back, and for what it needs
def coded(text: str, html: str, known: tuple[Code, ...] = ()) -> Coded:
    """A sentence in pieces; codes that are as one of `known` take its number."""
    pairs, alone = _spans(text, html)
    free = list(known)
    fresh: list[Code] = []

    def named(tag: str, href: str = "", words: str = "") -> str:
        for one in free:
            if (one.tag, one.href, one.text) == (tag, href, words):
                free.remove(one)
                return one.id
        code = Code(str(len(known) + len(fresh) + 1), tag, href, words)
        fresh.append(code)
        return code.id

    pieces: list[Piece] = []
    opened: list[tuple[int, str]] = []
    at = 0

    def say(until: int) -> None:
        nonlocal at
        if until > at:
            pieces.append(text[at:until])
            at = until

    def close(before: int) -> None:
        while opened and opened[-1][0] <= before:
            say(opened[-1][0])
            pieces.append(Tag(opened.pop()[1], Kind.END))

    events = [(mark.start, 0, -mark.end, mark) for mark in pairs] + [(start, 1, end, tag) for start, end, tag in alone]
    for start, single, end, what in sorted(events, key=lambda event: event[:3]):
        close(start)
        say(start)
        if isinstance(what, Mark):
            name = named(what.tag, what.href)
            pieces.append(Tag(name, Kind.START))
            opened.append((what.end, name))
        elif single:
            pieces.append(Tag(named(what, words=text[start:end]), Kind.ALONE))
            at = end
    close(len(text))
    say(len(text))
    return Coded(tuple(pieces), tuple(fresh))


def _spans(text: str, html: str) -> tuple[list[Mark], list[tuple[int, int, str]]]:
    """Marks that nest, and what stands behind a code of its own: start, end, tag."""
    marks = _nested(text, html)
    pairs = [mark for mark in marks if mark.tag != BREAK]
    alone = [(mark.start, mark.end, BREAK) for mark in marks if mark.tag == BREAK]
    broken = {start for start, _, _ in alone}
    alone += [(m.start(), m.end(), CHARACTER) for m in UNWRITABLE.finditer(text) if m.start() not in broken]
    borders = {at for mark in pairs for at in (mark.start, mark.end)}
    for kind, start, end in segments.spans_by_kind(text):
        cut = any(start < at < end for at in borders) or any(a < end and start < b for a, b, _ in alone)
        if kind in PROTECTED and not cut:
            alone.append((start, end, ADDRESS))
    return pairs, alone


def _nested(text: str, html: str) -> tuple[Mark, ...]:
    """The marks of a sentence, cut so that they nest; what is around no words marks nothing."""
    marks = segments.read(html, text).marks if html else ()
    marks = segments.read(segments.render(text, marks)).marks if marks else ()
    return tuple(mark for mark in marks if mark.tag == BREAK or text[mark.start : mark.end].strip())


def words(pieces: Iterable[Piece], codes: Mapping[str, Code]) -> str:
    """The plain words of a sentence in pieces; a code that nobody knows says what its file shows for it."""
    return "".join(
        piece if isinstance(piece, str) else codes[piece.id].text if piece.id in codes else piece.shown
        for piece in pieces
        if isinstance(piece, str) or piece.kind is Kind.ALONE
    )


def worded(pieces: Iterable[Piece], codes: Mapping[str, Code], required: Iterable[str] = ()) -> Worded:
    """A sentence in pieces as words and marks, with what is wrong with its codes, a line each.

    Those of `required` must be there; none may be there twice, around nothing, or unknown.
    """
    said: list[str] = []
    length = 0
    opened: dict[str, int] = {}
    marks: list[Mark] = []
    seen: set[str] = set()
    faults: list[str] = []
    doubled: list[str] = []  # whose ends are nothing new

    def say(told: str) -> None:
        nonlocal length
        said.append(told)
        length += len(told)

    for piece in pieces:
        if isinstance(piece, str):
            say(piece)
            continue
        code = codes.get(piece.id)
        if code is None:
            say(piece.shown)
            if piece.kind is not Kind.END:
                faults.append(Told("the code “{}” is not one of this sentence", clean(piece.id, 40)))
        elif piece.kind is Kind.END and piece.id in doubled:
            doubled.remove(piece.id)
        elif piece.kind is Kind.END:
            start = opened.pop(piece.id, None)
            if start is None:
                faults.append(Told("the code {} ends and has not begun", _told(code)))
            elif not "".join(said)[start:].strip():
                faults.append(Told("the code {} has no words in it", _told(code)))
            else:
                marks.append(Mark(start, length, code.tag, code.href))
        elif piece.id in seen:
            faults.append(Told("the code {} is there twice", _told(code)))
            say(code.text)
            doubled += [piece.id] if piece.kind is Kind.START else []
        elif code.paired is not (piece.kind is Kind.START):
            faults.append(Told("the code {} is damaged", _told(code)))
            seen.add(piece.id)
        else:
            seen.add(piece.id)
            if code.paired:
                opened[piece.id] = length
            else:
                if code.tag == BREAK:
                    marks.append(Mark(length, length + 1, BREAK))
                say(code.text)
    text = "".join(said)
    faults += [Told("the code {} does not end", _told(codes[name])) for name in opened]
    for name in required:
        code = codes[name]
        written = code.tag == ADDRESS and code.text in text  # typed out again, to the letter
        if name not in seen and not written:
            faults.append(Told("the code {} is missing", _told(code)))
    return Worded(text, tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end))), tuple(faults))


def _told(code: Code) -> str:
    """A code as its translator knows it: its number and what it stands for."""
    return f"{code.id} ({clean(code.href or (code.text if code.tag == ADDRESS else '') or f'<{code.tag}>', 80)})"


def optional(code: Code) -> bool:
    """Whether a translation may do without: a line break has its place between two very words of the source."""
    return code.tag in (BREAK, CHARACTER)


def folded(text: str) -> str:
    """Words without the white space that programs add and take away; a no-break space is a character of its own."""
    return _BLANK.sub(" ", text).strip(" ")


def mark(text: str, html: str) -> str:
    """By what a sentence's words with their markup are told from others: 16 hexadecimal digits.

    White space that programs add or take away makes no difference, nor does which of two marks on the same words is
    the outer one.
    """

    def place(at: int) -> int:
        return len(_BLANK.sub("", text[:at]))

    told = sorted((place(one.start), place(one.end), one.tag, one.href) for one in _nested(text, html))
    said = repr((folded(text), told))
    return hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=8).hexdigest()


def legal(text: str) -> str:
    """A text that XML can carry; what it cannot goes."""
    return UNWRITABLE.sub("", text)
