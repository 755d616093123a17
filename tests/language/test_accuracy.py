"""What we claim about telling languages: floors on our own texts, in the groups that `benchmarks/language.py` prints."""

from __future__ import annotations

from functools import lru_cache

import pytest

from benchmarks import language as benchmark
from pipeline.language import identify
from pipeline.model import Detected

FLOORS = {
    "core title": 97.0,
    "core sentence": 99.0,
    "core paragraph": 99.7,
    "Hans or Hant": 99.0,
    "no language": 97.0,
    "other title": 90.0,
    "other sentence": 94.0,
    "other paragraph": 96.0,
}


@lru_cache(maxsize=1)
def answers() -> tuple[tuple[str, str, str, Detected], ...]:
    return tuple((tag, kind, text, identify(text)) for tag, kind, text in benchmark.texts())


def test_the_set_covers_many_languages_in_all_kinds() -> None:
    tags = {tag for tag, _, _, _ in answers()}
    assert len(tags) >= 60 and tags >= set(benchmark.CORE)
    assert {benchmark.group(tag, kind) for tag, kind, _, _ in answers()} == set(FLOORS)


@pytest.mark.parametrize("group", FLOORS)
def test_languages_are_told_without_any_declaration(group: str) -> None:
    seen = [(tag, text, found) for tag, kind, text, found in answers() if benchmark.group(tag, kind) == group]
    wrong = [(tag, found.language, text) for tag, text, found in seen if not benchmark.right(found.language, tag)]
    assert 100 * (1 - len(wrong) / len(seen)) >= FLOORS[group], wrong


def test_confidence_means_something() -> None:
    def share(low: float, high: float) -> float:
        seen = [
            benchmark.right(found.language, tag) for tag, _, _, found in answers() if low <= found.confidence < high
        ]
        return sum(seen) / len(seen)

    assert share(0.97, 1.01) >= 0.985
    assert share(0.97, 1.01) >= share(0.01, 0.97)
    assert share(0.9, 1.01) > share(0.01, 0.7)
