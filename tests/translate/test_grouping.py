"""Figures go to the engine in one piece and come back as the target language writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import segments
from pipeline.translate.grouping import ungrouped


@pytest.mark.parametrize(
    ("text", "source", "target", "sent", "back"),
    [
        ("It drew 859,378 people.", "en", "pt", "It drew 859378 people.", "It drew 859.378 people."),
        ("Costs of 1,234,567.89 euros", "en", "de", "Costs of 1234567.89 euros", "Costs of 1.234.567,89 euros"),
        ("Il y a 10 018 postes", "fr", "en", "Il y a 10018 postes", "Il y a 10,018 postes"),
        ("Vieram 1.030 pessoas", "pt", "fr", "Vieram 1030 pessoas", "Vieram 1\u202f030 pessoas"),
        ("Call 1,800 or 1,800", "en", "pt", "Call 1800 or 1,800", "Call 1.800 or 1,800"),
    ],
)
def test_grouped_figures_travel_in_one_piece(text: str, source: str, target: str, sent: str, back: str) -> None:
    masked = ungrouped(segments.mask(text), source, target)
    assert masked.text == sent
    assert segments.unmask(masked.text, masked) == back


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("In 2,026 it may be a year", "en"),
        ("The ratio is 1.234", "en"),
        ("Version 1,234a", "en"),
        ("Points 1,2,3 and 12,34", "en"),
        ("Both 5,000 and the code 5000", "en"),
    ],
)
def test_what_may_be_no_grouped_figure_stays(text: str, source: str) -> None:
    assert ungrouped(segments.mask(text), source, "pt").text == text


@given(st.integers(1_000, 10**12), st.sampled_from(["en", "de", "pt-BR", "es-MX"]))
def test_any_figure_comes_back_with_its_value(number: int, source: str) -> None:
    mark = "," if source in ("en", "es-MX") else "."
    text = f"x {number:,} y".replace(",", mark)
    masked = ungrouped(segments.mask(text), source, "en")
    assert segments.unmask(masked.text, masked).replace(",", "").replace(".", "") == f"x {number} y"
