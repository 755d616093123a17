"""What a release has that a glossary should know; a case is a text in tests/data/glossary/candidates."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.glossary import Glossary
from pipeline.glossary.candidates import MOST_FOUND, candidates, gather
from pipeline.model import Term
from tests.conftest import ROOT

CASES = sorted((ROOT / "tests" / "data" / "glossary" / "candidates").glob("*.txt"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_release_gives_its_candidates(case: Path) -> None:
    """The text, then a line `==`, then each wanted as `kind seen term`, and after `!` what must not be among them."""
    text, _, expected = case.read_text("utf-8").partition("\n==\n")
    headline, *blocks = text.split("\n\n")
    found = {c.term: c for c in candidates(headline, blocks, case.stem)}
    for line in expected.splitlines():
        if line.startswith("! "):
            assert line[2:] not in found
        else:
            kind, seen, term = line.split(" ", 2)
            assert term in found, f"{term} not among {sorted(found)}"
            assert (found[term].kind, found[term].seen) == (kind, int(seen)), term
    assert all(c.term.lower() in c.example.lower() for c in found.values())


def test_the_glossary_knows_some_already() -> None:
    text = ["The Northwind Harbour met Anna Weber.", "Northwind Harbour is open."]
    glossary = Glossary([Term("Northwind Harbour", "en", "fr", "Port Northwind")])
    assert {c.term for c in candidates("", text, "en")} == {"Northwind Harbour", "Anna Weber"}
    assert {c.term for c in candidates("", text, "en-GB", glossary)} == {"Anna Weber"}


def test_a_phrase_may_repeat_across_stories() -> None:
    stories = [
        ("", ["They opened a floating wind park today."]),
        ("", ["He saw the floating wind park."]),
        ("", ["No park."]),
    ]
    found = gather(stories, "en")
    assert [[(c.term, c.seen) for c in one if c.kind == "phrase"] for one in found] == [
        [("floating wind park", 1)],
        [("floating wind park", 1)],
        [],
    ]


def test_set_pieces_are_no_phrases() -> None:
    boilerplate = "we make small quiet boats for rivers lakes and canals of every depth in nine countries"
    stories = [("", [f"Story {n} here.", boilerplate]) for n in ("one", "two", "three")]
    assert all(not any(c.kind == "phrase" for c in found) for found in gather(stories, "en"))


def test_a_long_release_takes_bounded_work() -> None:
    text = " ".join(f"Anna{n} Weber{n % 700} sees the tall ship {n % 50}." for n in range(100_000))
    found = candidates("x" * 100_000, [text, "海" * 50_000], "en")
    assert len(found) <= MOST_FOUND
    assert candidates("", ["海蓝港" * 20_000], "zh-Hans") is not None


@given(
    headline=st.text(max_size=60),
    texts=st.lists(st.text(alphabet="aA éÉ.«»“”\"'’-海蓝カナ도ع()\n\t2·&", max_size=120), max_size=4),
    language=st.sampled_from(["en", "fr", "de", "zh-Hans", "ja", "ar", "ko", "xx", "und", ""]),
)
def test_any_text_is_gone_through(headline: str, texts: list[str], language: str) -> None:
    for found in candidates(headline, texts, language):
        assert found.seen >= 1
        assert found.term.strip() == found.term != ""
