"""The floors below which reading pages must not fall, on the composed corpus of `benchmarks/extraction.py`."""

from __future__ import annotations

import pytest

from benchmarks import extraction


@pytest.fixture(scope="module")
def score() -> extraction.Score:
    return extraction.measure(extraction.ours)


def test_the_corpus_is_large_and_varied() -> None:
    corpus = list(extraction.pages())
    assert len(corpus) >= 60
    assert len({page.language for page in corpus}) >= 12
    assert len({page.name.split("/")[0] for page in corpus}) >= 20


def test_bodies(score: extraction.Score) -> None:
    assert score.body >= 0.99, score.misses
    assert min(score.by_language.values()) >= 0.97, score.by_language
    assert score.noise <= 0.015, score.misses


def test_headlines_and_dates(score: extraction.Score) -> None:
    assert score.headlines >= 0.98, score.misses
    assert score.dates >= 0.98, score.misses


def test_ours_is_better_than_trafilatura_alone(score: extraction.Score) -> None:
    alone = extraction.measure(extraction.trafilatura_alone)
    assert score.body > alone.body
    assert score.headlines > alone.headlines
    assert score.dates > alone.dates
    assert score.noise < alone.noise


@pytest.mark.parametrize(
    ("variant", "body", "headlines", "dates", "noise"),
    [("nameless", 0.97, 0.98, 0.98, 0.05), ("bare", 0.95, 0.95, 0.75, 0.05), ("crowded", 0.96, 0.98, 0.98, 0.05)],
)
def test_pages_without_the_names_that_give_a_layout_away(
    variant: str, body: float, headlines: float, dates: float, noise: float
) -> None:
    score = extraction.measure(extraction.ours, variant)
    assert score.body >= body, score.misses
    assert score.headlines >= headlines, score.misses
    assert score.dates >= dates, score.misses
    assert score.noise <= noise, score.misses
