"""Which story a correction, kill or hold speaks of, and what may be done at once. Pure.

A kill acts by itself only when it comes from the story's own issuer or wire and names it exactly. Everything less
certain holds the story, so that nothing more goes out, and asks a person; so does everything from a copy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from enum import StrEnum

from pipeline.model import Authority, Notice, NoticeKind

CLOSE = 0.8  # likeness of headlines that lets a notice be a person's question
APART = timedelta(days=1)  # a wire's date and ours may differ by time zone


class Verdict(StrEnum):
    """What a notice does to the story it speaks of."""

    KILL = "kill"  # canceled at once, in every language
    HOLD = "hold"  # withheld, and a person is asked
    CORRECT = "correct"  # the item is a new version of that text
    NOTE = "note"  # nothing by itself


@dataclass(frozen=True, slots=True)
class Target:
    """A story a notice may speak of: its numbers, its headlines in any language, when and by whom it came."""

    story: str
    numbers: frozenset[str]
    headlines: tuple[str, ...]
    published: date
    sources: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match:
    """The story a notice speaks of, whether beyond doubt, and what follows."""

    story: str
    exact: bool
    verdict: Verdict
    why: str


def headline_key(headline: str) -> str:
    """A headline without case, punctuation and the prefixes that notices put before it."""
    return " ".join(re.findall(r"\w+", headline.casefold()))


def number_key(number: str) -> str:
    """An item number without spaces, case and marks."""
    return re.sub(r"[\W_]", "", number).casefold()


def judge(notice: Notice, source: str, authority: Authority, targets: Sequence[Target]) -> Match | None:
    """The story that a notice speaks of, or None when it fits none (or fits two equally well).

    `source` and `authority` are those of the place the notice came from.
    """
    ranked = sorted(
        ((target, *_fit(notice, target)) for target in targets), key=lambda found: (-found[1], found[0].story)
    )
    ranked = [found for found in ranked if found[1] > 0]
    if not ranked:
        return None
    target, fit, why = ranked[0]
    alone = len(ranked) == 1 or ranked[1][1] < fit
    exact = fit >= 1 and alone
    if not alone and fit < 1:
        return None  # two stories are equally like it, and neither for certain
    own = authority is not Authority.COPY and (source in target.sources or authority is Authority.ISSUER)
    return Match(target.story, exact, _verdict(notice.kind, exact and own), why)


def _fit(notice: Notice, target: Target) -> tuple[float, str]:
    """How well a notice fits a story: 1 and more is exact, 0 not at all; and why."""
    if notice.number and number_key(notice.number) in {number_key(number) for number in target.numbers}:
        return 2.0, f"it names number {notice.number}"
    if not notice.headline:
        return 0.0, ""
    asked = headline_key(notice.headline)
    likeness = max((_alike(asked, headline_key(have)) for have in target.headlines), default=0.0)
    dated = notice.issued is not None and abs(notice.issued - target.published) <= APART
    if likeness == 1.0 and dated:
        return 1.0, "it names the headline and the day"
    if notice.issued is not None and not dated:
        return (likeness / 2, "it names the headline, but another day") if likeness >= CLOSE else (0.0, "")
    return (
        (likeness * 0.9, "it names the headline" if likeness == 1 else "it names a similar headline")
        if (likeness >= CLOSE)
        else (0.0, "")
    )


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    return min(0.99, SequenceMatcher(None, one[:300], other[:300], autojunk=False).ratio())


def _verdict(kind: NoticeKind, sure: bool) -> Verdict:
    match kind:
        case NoticeKind.KILL:
            return Verdict.KILL if sure else Verdict.HOLD
        case NoticeKind.HOLD:
            return Verdict.HOLD
        case NoticeKind.CORRECTION | NoticeKind.REPEAT:
            return Verdict.CORRECT if sure else Verdict.NOTE
        case NoticeKind.ADVISORY:
            return Verdict.NOTE


def is_story(kind: NoticeKind | None, words: int) -> bool:
    """Whether an item is a story of its own beside being a notice: corrections and repeats carry the text again."""
    return kind not in (NoticeKind.KILL, NoticeKind.HOLD) and (kind is None or words >= 30)
