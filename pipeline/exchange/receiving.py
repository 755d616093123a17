"""What came back from a translator, held against the text as it stands: sentence by sentence taken, unchanged, refused.

A sentence is taken only when its source is still the same to the letter (but for white space), its codes are whole, and
nobody saved other words for it since it was sent out. Everything else is told, with the translator's words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.errors import Told, clean
from pipeline.exchange import codes, sending, telling
from pipeline.exchange.values import Outcome, Returned, Sentence, Verdict
from pipeline.model import Line, SegmentOrigin, SegmentState

ALIKE = 0.5  # likeness, from 0 to 1, from which a new sentence counts as what became of an old one
MOST_COMPARED = 400  # new sentences that an old one is held against
MOST_CHARACTERS = 2_000  # of each that are compared
MOST_MOVED = 200  # old sentences of one file for which new ones are looked for
_BROKEN = re.compile(r"[ \t]*\r?\n[ \t\r\n]*")
_OPEN = (SegmentState.INITIAL, SegmentState.TRANSLATED)


def received(returned: Returned, lines: Sequence[Line]) -> tuple[Outcome, ...]:
    """What becomes of each sentence that came back, in the file's order, then of those that are missing from it."""
    here = {line.key: line for line in lines}
    times = Counter(one.id for one in returned.sentences)
    left = [line for line in lines if line.key not in times and line.segment.source.strip()]
    found: list[Outcome] = []
    strange = 0
    for one in returned.sentences:
        line = here.get(one.id)
        if one.fault:
            found.append(_refused(one, line, one.fault))
        elif times[one.id] > 1:
            found.append(_refused(one, line, Told("the file has this sentence {} times", times[one.id])))
        elif line is None:
            strange += 1
            found.append(_moved(one, left, strange <= MOST_MOVED))  # which takes out what it became
        else:
            found.append(_judged(one, line))
    for line in left:
        if line.segment.origin is not SegmentOrigin.LOCKED:
            segment = line.segment
            why = Told("this sentence is not in the file")
            found.append(
                Outcome(line.key, Verdict.MISSING, segment.source, why=why, standing=segment.target, seen=line.revision)
            )
    return tuple(found)


def _judged(one: Sentence, line: Line) -> Outcome:
    """A sentence that is here: what its translator made of it."""
    segment = line.segment
    known = codes.coded(segment.source, line.source_html).codes
    known += codes.coded(segment.target, segment.html, known).codes
    table = {code.id: code for code in known}
    source = codes.words(one.source, table)
    if _squeezed(source) != _squeezed(segment.source):
        told = _refused(one, line, Told("its source was changed in the file"))
        return replace(told, source=source, current=segment.source)
    said = codes.worded(one.target or (), table, sending.required(line))
    html = said.html if said.marks else ""
    text = _unbroken(said.text, segment.source + segment.target)
    outcome = Outcome(
        line.key, Verdict.UNCHANGED, segment.source, text, standing=segment.target, html=html, seen=one.revision
    )
    if codes.mark(said.text, html) in (one.mark, codes.mark(segment.target, segment.html)):
        return outcome
    if not text.strip():
        if not segment.target.strip():
            return outcome
        why = Told("the file has no words for it; if it is to be left out, do so at the desk")
    elif segment.origin is SegmentOrigin.LOCKED:
        why = Told("this piece is locked: it is the same in every text; change it at the desk")
    elif said.faults:
        why = Told("; ".join(["{}"] * len(said.faults)), *said.faults)
    elif line.revision > one.revision:
        why = Told(telling.SAVED_SINCE, clean(line.person, 100) or telling.SOMEBODY)
    elif _repeats(text, one, line):
        why = Told("it repeats the source; if it is to stay so, mark it as reviewed in your program")
    else:
        return replace(outcome, verdict=Verdict.TAKEN)
    return replace(outcome, verdict=Verdict.REFUSED, why=why)


def _repeats(text: str, one: Sentence, line: Line) -> bool:
    """Whether a program put the source where it had no translation; what somebody newly marked reviewed is meant so."""
    same = _squeezed(text) == _squeezed(line.segment.source) and any(c.isalpha() for c in text)
    return same and (one.state in _OPEN or line.segment.state not in _OPEN)


def _moved(one: Sentence, left: list[Line], search: bool) -> Outcome:
    """A sentence that the source no longer has, or never had: refused, beside what became of it, taken from `left`."""
    source = codes.words(one.source, {})
    line = next((line for line in left if line.before and _squeezed(line.before) == _squeezed(source)), None)
    line = line or (_likest(source, left) if search else None)
    if line is None:
        return _refused(one, None, Told("the source has no such sentence now"))
    left.remove(line)
    told = _refused(one, line, Told("its source sentence changed since it was sent out"))
    return replace(told, current=line.segment.source)


def _likest(source: str, left: Sequence[Line]) -> Line | None:
    from rapidfuzz import fuzz

    best, highest = None, ALIKE * 100
    for line in left[:MOST_COMPARED]:
        score = fuzz.ratio(source[:MOST_CHARACTERS], line.segment.source[:MOST_CHARACTERS], score_cutoff=highest)
        if score > highest or (score == highest and best is None):
            best, highest = line, score
    return best


def _refused(one: Sentence, line: Line | None, why: str) -> Outcome:
    standing = line.segment.target if line else ""
    source, target = codes.words(one.source, {}), codes.words(one.target or (), {})
    return Outcome(one.id, Verdict.REFUSED, source, target, why, standing=standing, seen=one.revision)


def _unbroken(text: str, like: str) -> str:
    """Words without the line breaks that a program put in to make its file look neat."""
    return text if "\n" in like else _BROKEN.sub(" ", text)


def _squeezed(words: str) -> str:
    return "".join(words.split())
