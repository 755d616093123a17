"""A person's text beside its source: the right sentences together, and no word lost."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import segments
from pipeline.memory.pairing import pair
from pipeline.model import Block, BlockKind, Segment, SegmentOrigin, SegmentState

CASES = tomllib.loads((Path(__file__).parents[1] / "data" / "memory" / "pairing.toml").read_text("utf-8"))


def body(paragraphs: list[str]) -> tuple[Block, ...]:
    return tuple(Block(BlockKind.PARAGRAPH, text) for text in paragraphs)


def paired(case: dict[str, object], former: dict[str, str] | None = None) -> tuple[Segment, ...]:
    source = segments.units("Head", "", body(case["source"]), str(case["from"]))  # type: ignore[arg-type]
    return pair(source, "Titel", "", body(case["target"]), str(case["to"]), former=former)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", CASES)
def test_sentences_are_laid_beside_those_they_stand_for(name: str) -> None:
    case = CASES[name]
    found = [[s.source, s.target] for s in paired(case, case.get("former"))]
    assert found == [["Head", "Titel"], *case["pairs"]]


def test_the_block_is_that_of_the_persons_text_and_the_words_are_theirs() -> None:
    found = paired(CASES["a paragraph split in two"])
    assert [one.block for one in found] == [-1, 0, 1, 1]
    assert {(one.origin, one.state) for one in found} == {(SegmentOrigin.HUMAN, SegmentState.REVIEWED)}


def test_a_subhead_left_out_or_added_stays_a_subhead() -> None:
    source = segments.units("Head", "Below it", (), "en")
    found = pair(source, "Kopf", "", body(["Ein Satz."]), "de")
    assert [(s.block, s.source, s.target) for s in found] == [
        (-1, "Head", "Kopf"),
        (-2, "Below it", ""),
        (0, "", "Ein Satz."),
    ]


def letters(parts: list[str]) -> str:
    return "".join("".join(part.split()) for part in parts)


TEXTS = st.lists(st.text(st.sampled_from('aB1 .!?中。\n"“é'), max_size=60), max_size=8)


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS, st.sampled_from(["en", "zh", "ja", "ar"]))
def test_no_word_of_either_side_is_lost_and_none_comes_twice(source: list[str], target: list[str], to: str) -> None:
    given_source = segments.units("Head", "", body(source), "en")
    theirs = body(target)
    found = pair(given_source, "Titel", "Unter", theirs, to)
    assert letters([s.target for s in found]) == letters(["Titel", "Unter", *target])
    assert letters([s.source for s in found]) == letters(["Head", *source])


def test_a_long_text_is_paired_along_its_diagonal() -> None:
    count = 700
    source = body([f"Paragraph {n} names {n * 13} ships. It ends with them." for n in range(count)])
    target = body([f"Der Absatz {n} nennt {n * 13} Schiffe. Er endet mit ihnen." for n in range(count) if n % 50])
    found = pair(segments.units("", "", source, "en"), "", "", target, "de")
    right = [s for s in found if s.source.startswith("Paragraph") and s.source.split()[1] in s.target.split()]
    assert len(right) >= 0.97 * len(target)
