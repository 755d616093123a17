"""Each check on single sentences: what it raises, and what it lets pass (tests/data/checks/cases.toml)."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from pipeline import parts, proof
from pipeline.model import Sentence, Term
from tests.conftest import ROOT

CASES = tomllib.loads((ROOT / "tests" / "data" / "checks" / "cases.toml").read_text("utf-8"))


def sentence(case: dict[str, Any]) -> Sentence:
    source, target = case["pair"].split()
    terms = tuple(
        Term(
            one["term"],
            source,
            target,
            one.get("translation", ""),
            tuple(one.get("forbidden", ())),
            one.get("keep", False),
        )
        for one in case.get("terms", ())
    )
    return Sentence(
        case["source"],
        case["target"],
        source,
        target,
        terms=terms,
        source_html=case.get("source_html", ""),
        target_html=case.get("target_html", ""),
    )


@pytest.mark.parametrize(
    ("check", "case"),
    [pytest.param(check, case, id=f"{check}-{n}") for check, cases in CASES.items() for n, case in enumerate(cases)],
)
def test_case(check: str, case: dict[str, Any]) -> None:
    found = sorted(parts.find("checks", check).check(sentence(case)), key=lambda issue: issue.severity.rank)
    assert (found[0].severity.value if found else "") == case["raises"], [issue.text for issue in found]


@pytest.mark.parametrize("check", CASES)
def test_every_check_has_cases_that_pass_and_cases_that_fail(check: str) -> None:
    raised = {case["raises"] for case in CASES[check]}
    assert "" in raised
    assert len(raised) > 1


@pytest.mark.parametrize("check", CASES)
def test_staff_see_a_title_in_plain_words(check: str) -> None:
    title = proof.titles()[check]
    assert title.endswith(".")
    assert 20 < len(title) < 100


def test_places_point_at_what_is_meant() -> None:
    one = Sentence("See https://example.org/a and ask Zhang Yuhui.", "Voir et demander à Zhang Yuhi.", "en", "fr")
    (link,) = parts.find("checks", "links").check(one)
    assert link.source_at is not None
    assert one.source[slice(*link.source_at)] == "https://example.org/a"
    (name,) = parts.find("checks", "names").check(one)
    assert name.source_at is not None
    assert one.source[slice(*name.source_at)] == "Yuhui"
