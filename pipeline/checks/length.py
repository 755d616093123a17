"""Translations far shorter or longer than their source

The length in characters is held against what is usual for the pair of languages (lengths.toml). Short texts and
headlines vary more and get wider bounds: at 130 English characters a translation of less than half or more than twice
the usual length is suspicious, of less than a quarter or more than four times extreme.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, log, sqrt

from pipeline.figures.volume import english, surplus
from pipeline.model import Issue, Sentence, Severity

_LEAST = 0.42  # of the natural logarithm of the ratio: what even long texts may differ by
_SHORT = 3.2  # what short ones may differ by more: divided by the root of their length
_EXTREME = 1.9
_HEADLINE = 1.35
_FEW = 12  # English characters below which only an empty translation is told: "Tel.", "Haikou"


def check(sentence: Sentence) -> Iterator[Issue]:
    """A translation that is empty, or much shorter or longer than usual."""
    source, target = sentence.source.strip(), sentence.target.strip()
    if not source:
        return
    if not target:
        yield Issue("length", Severity.CRITICAL, "the translation is empty", (), (0, len(sentence.source)))
        return
    usual = english(source, sentence.source_language)
    if usual < _FEW and len(target) < 8 * _FEW:
        return
    bound = _LEAST + _SHORT / sqrt(max(usual, _FEW))
    if sentence.headline:
        bound *= _HEADLINE
    off = surplus(source, target, sentence.source_language, sentence.target_language)
    if abs(off) <= bound:
        return
    severity = Severity.CRITICAL if abs(off) > bound * _EXTREME or abs(off) > log(8) else Severity.FUNCTIONAL
    if off < 0:
        yield Issue("length", severity, "the translation has only {} % of the usual length", (f"{100 * exp(off):.0f}",))
    else:
        yield Issue("length", severity, "the translation is {} times as long as usual", (f"{exp(off):.1f}",))
