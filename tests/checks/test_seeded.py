"""Promises about all checks together: they find seeded errors, and let correct translations pass.

`python -m benchmarks.checks --misses KIND` and `--show CHECK` list what falls short here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache

import pytest

from pipeline import proof
from pipeline.model import Sentence, Severity
from tests.pairs import PARTS, sample
from tests.seeding import PROMISED, SEEDS, clean, group, seeded

RECALL = 0.95
FALSE_ALARMS = 0.02
CASES = 60  # of each variety of error and part; the benchmark takes them all
MORE_CASES = {"name dropped": 400}
CORRECT = 1200  # pairs of each part


@cache
def issues(sentence: Sentence) -> frozenset[tuple[str, Severity, str]]:
    """The critical and functional issues of a sentence."""
    return frozenset((i.check, i.severity, i.text) for i in proof.read(sentence) if i.severity != Severity.COSMETIC)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("kind", sorted(PROMISED))
def test_seeded_errors_are_found(kind: str, part: str) -> None:
    found: dict[str, list[bool]] = defaultdict(list)
    missed: Counter[str] = Counter()
    for seed in [seed for seed in SEEDS if group(seed) == kind]:
        for pair in sample(part, 100_000):  # the same order for all, so that a correct pair is read once
            damaged = seeded(seed, pair)
            if damaged is None:
                continue
            found[seed].append(bool(issues(damaged) - issues(clean(seed, pair))))
            missed[pair.sentence.target_language] += not found[seed][-1]
            if len(found[seed]) == MORE_CASES.get(kind, CASES):
                break
    every = [hit for hits in found.values() for hit in hits]
    assert every, f"no case of {kind!r} in {part}"
    recall = sum(every) / len(every)
    varieties = ", ".join(f"{seed} {sum(hits)} of {len(hits)}" for seed, hits in found.items())
    languages = ", ".join(f"{language} {count}" for language, count in (+missed).most_common(8))
    assert recall >= RECALL, f"{kind} in {part}: {recall:.1%} found ({varieties}); missed by target: {languages}"


@pytest.mark.parametrize("part", PARTS)
def test_correct_translations_pass(part: str) -> None:
    critical: Counter[str] = Counter()
    functional: Counter[str] = Counter()
    alarmed = 0
    examples = []
    every = sample(part, CORRECT)
    for pair in every:
        found = issues(pair.sentence)
        alarmed += bool(found)
        for check, severity, text in sorted(found):
            (critical if severity == Severity.CRITICAL else functional)[check] += 1
            examples.append(f"{pair.key}: {check} {severity}: {text}")
    assert not critical, f"critical on correct pairs of {part}: {critical.most_common()}; {examples[:5]}"
    told = f"{alarmed} of {len(every)} correct pairs of {part} alarmed ({alarmed / len(every):.1%})"
    assert alarmed <= FALSE_ALARMS * len(every), f"{told}: {functional.most_common()}; {examples[:5]}"
