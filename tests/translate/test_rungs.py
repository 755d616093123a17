"""The ways out: what each rung asks of an engine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import routes, segments
from pipeline.model import Issue, Severity
from pipeline.translate.decoding import decode
from pipeline.translate.rungs import Failing, candidates, careful, route, split, wording
from tests.translate.scripted import EN_PT, Scripted, ready

WORDS = ["The", "port", "opened", "1,000", "posts", ",", ";", ":", "–", "https://a.cn/b,c", "@me", "EN43545", "海口", "，", "；", "。", ".", " ", "and", "(NYSE: ABC)", "e.g.", "\u00a0", "«", "»", "\n"]  # fmt: skip


def failing(text: str, *issues: Issue, language: str = "en", **options: object) -> Failing:
    way = EN_PT if language == "en" else routes.parse(f"script:{language}>en")
    return Failing(ready(text, language=language, target=way.target, **options), way, issues, ())


def test_wordings_leave_the_meaning() -> None:
    told = failing("Today, the port, at last, opened a terminal for 1,000 ships")
    assert [a.parts[0].masked.text for a in wording(told)] == [
        "Today the port at last opened a terminal for 1000 ships",
        "Today, the port, at last, opened a terminal for 1000 ships.",
    ]
    assert [a.parts[0].masked.text for a in wording(failing("Port opens doors", headline=True))] == ["port opens doors"]
    assert [a.parts[0].stop for a in wording(failing("港口开放", language="zh"))] == ["。"]


def test_a_full_stop_that_was_added_goes_again() -> None:
    told = failing("The port opened a new terminal for ships of the north")
    attempts = wording(told)
    found = decode(attempts, {"script": Scripted(lambda text, call: "O porto abriu um terminal.")})
    assert [many[0].text for many in found] == ["O porto abriu um terminal"]


def test_a_first_word_that_was_lowered_is_printed_as_the_first() -> None:
    attempts = wording(failing("New port opens doors", headline=True))
    found = decode(attempts, {"script": Scripted(lambda text, call: "novo porto abre portas")})
    assert [many[0].text for many in found] == ["Novo porto abre portas"]


def test_careful_decodes_against_repetition_and_for_more() -> None:
    (attempt,) = careful(failing("The port opened."))
    assert (attempt.careful, attempt.n, attempt.rung) == (True, 4, "careful")


def test_nothing_is_split_or_rerouted_that_offers_no_other_way() -> None:
    assert split(failing("The port opened a new terminal.")) == []
    assert route(failing("The port opened.")) == []
    assert wording(failing("the port opened.")) == []


@pytest.mark.parametrize("at", [None, (0, 9), (500, 900), (5, 5)], ids=["no place", "a place", "beyond", "empty"])
def test_a_place_that_an_issue_names_wrongly_does_no_harm(at: tuple[int, int] | None) -> None:
    told = failing("Nordwind opened 1,250 rooms.", Issue("names", Severity.CRITICAL, "lost", source_at=at))
    found = decode(candidates(told), {"script": Scripted()})
    assert all(many[0].text.startswith("Nordwind opened 1.250 rooms") for many in found)


@given(
    text=st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join),
    places=st.lists(st.tuples(st.integers(0, 80), st.integers(0, 20)), max_size=4),
)
def test_whatever_rung_an_engine_that_copies_gives_the_text_back(text: str, places: list[tuple[int, int]]) -> None:
    issues = tuple(Issue("names", Severity.CRITICAL, "lost", source_at=(at, at + length)) for at, length in places)
    told = Failing(ready(text.strip() or "a", target="xx"), routes.parse("script:en>xx"), issues, ())
    attempts = [*candidates(told), *careful(told), *split(told)]
    whole = "".join(told.sentence.text.split())
    for attempt, found in zip(attempts, decode(attempts, {"script": Scripted()}), strict=True):
        for candidate in found:
            got = "".join(candidate.text.split())
            if attempt.rung == "split":  # its inner full stops become commas
                assert got.translate(str.maketrans(".。", ",，")) == whole.translate(str.maketrans(".。", ",，"))
            else:
                assert got == whole


@given(text=st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)))
def test_clauses_are_the_sentence(text: str) -> None:
    found = segments.clauses(text, "en")
    assert "".join(found) == text
    if len(found) > 1:
        assert all(len(part) >= 12 for part in found)
