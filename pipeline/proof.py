"""Proofreading: every check in `checks/` on one sentence beside its translation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from pipeline import parts
from pipeline.model import Issue, Sentence, Severity

Check = Callable[[Sentence], Iterable[Issue]]


def read(sentence: Sentence) -> tuple[Issue, ...]:
    """What the checks find in one sentence, the worst first.

    A check that cannot cope with a text says so as an issue; the others go on.
    """
    found: list[Issue] = []
    for name, check in _checks():
        try:
            found += check(sentence)
        except Exception as error:  # hostile text must not stop a newsroom
            told = f"{type(error).__name__}: {error}"[:200]
            found.append(Issue(name, Severity.FUNCTIONAL, "this check could not read the sentence: {}", (told,)))
    found.sort(key=lambda issue: issue.severity.rank)
    return tuple(found)


def titles() -> dict[str, str]:
    """Each check's name and the title staff see: the first line of its docstring."""
    return {
        name: (parts.find("checks", name).__doc__ or name).strip().splitlines()[0] for name in parts.names("checks")
    }


@cache
def _checks() -> tuple[tuple[str, Check], ...]:
    return tuple((name, parts.find("checks", name).check) for name in parts.names("checks"))
