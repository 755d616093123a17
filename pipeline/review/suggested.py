"""Everything there is to offer for a sentence beside the words that stand: what people and machine said before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.acts import Opened
from pipeline.model import Line, SegmentState, Suggestion
from pipeline.review import differing
from pipeline.review.words import gettext
from pipeline.store import Store, memory, work

MOST = 9  # as many as there are keys to take them by
MOST_KEPT = 3


def suggestions(store: Store, opened: Opened, line: Line, asked: Sequence[Suggestion]) -> list[Suggestion]:
    """Other words for a sentence, the likeliest of use first, each once; `asked` is what the engines answered.

    Words that were remembered of a like sentence come with what differs in that, the others with what they change.
    """
    said, languages = line.segment, (opened.source.language, opened.ours.language)
    found = [*_of_the_line(opened, line), *_before(store, opened, line)]
    if said.source.strip():
        exact = memory.exact(store, [said.source], *languages).values()
        found += [Suggestion(0, one.target, _kind(one.state is SegmentState.FINAL), 1.0) for one in exact]
    found += asked
    if said.source.strip():
        for match in memory.fuzzy(store, said.source, *languages):
            diff = _pieces(match.source, said.source, languages[0])
            kind = _kind(match.origin == "approved")
            found.append(Suggestion(0, match.target, kind, match.score, match.person, diff))
    return _numbered(found, said.target, languages[1])


def _kind(approved: bool) -> str:
    return "memory" if approved else "imported"


def _of_the_line(opened: Opened, line: Line) -> list[Suggestion]:
    """What the line itself holds besides its words: the person's old ones, the machine's."""
    former = next((one.segment for one in opened.base.lines if one.key == line.key), line.segment)
    kept = Suggestion(0, line.kept, "kept", note=gettext("for the old source"))
    by = "machine" if former.origin.value in ("engine", "copied") else "kept"
    stray = [Suggestion(0, one.target, "kept", note=one.person) for one in line.stray]
    return [Suggestion(0, line.machine, "machine"), *stray, kept, Suggestion(0, former.target, by)]


def _before(store: Store, opened: Opened, line: Line) -> list[Suggestion]:
    """What earlier versions said, the machine's newest and the last few of people's."""
    if not line.segment.source.strip():
        return []
    told = work.earlier(store, opened.ours.uri, line.segment.source)
    machine = [Suggestion(0, words, "machine") for words, origin, _ in told if origin == "machine"]
    kept = [Suggestion(0, words, "kept", note=person) for words, origin, person in told if origin != "machine"]
    return machine[:1] + kept[:MOST_KEPT]


def _pieces(before: str, after: str, language: str) -> tuple[tuple[str, str], ...]:
    return tuple((piece.kind.value, piece.text) for piece in differing.words(before, after, language))


def _numbered(found: Iterable[Suggestion], standing: str, language: str) -> list[Suggestion]:
    """Each of the words once, without those that stand, numbered from 1."""
    chosen: dict[str, Suggestion] = {}
    for one in found:
        words = " ".join(one.text.split())
        if words and words != " ".join(standing.split()) and words not in chosen and len(chosen) < MOST:
            diff = one.diff or _pieces(standing, one.text, language)
            chosen[words] = replace(one, number=len(chosen) + 1, diff=diff)
    return list(chosen.values())
