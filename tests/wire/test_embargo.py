"""Embargo lines become an instant only where they name exactly one; the lines are in tests/data/wire/embargo.toml."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Block, BlockKind
from pipeline.wire import read
from pipeline.wire.embargo import read_embargo, take_embargo

DATA = Path(__file__).parents[1] / "data" / "wire" / "embargo.toml"
LINES: dict[str, str] = tomllib.loads(DATA.read_text(encoding="utf-8"))["lines"]
PUBLISHED = datetime(2026, 12, 1, tzinfo=UTC)


def paragraph(text: str) -> Block:
    return Block(BlockKind.PARAGRAPH, text)


@pytest.mark.parametrize(("line", "until"), LINES.items())
def test_until_when_a_line_embargoes(line: str, until: str) -> None:
    embargo = read_embargo(line, PUBLISHED)
    if embargo is None:
        assert until == "none"
    else:
        assert (embargo.until.strftime("%Y-%m-%dT%H:%M") if embargo.until else "person") == until
        assert embargo.text == line.strip()


@pytest.mark.parametrize("line", [line for line, until in LINES.items() if until != "none"])
def test_the_line_leaves_the_body_and_a_person_is_told_when_it_is_unclear(line: str) -> None:
    release = read(
        [paragraph(line), paragraph("HAIKOU, China, Dec. 6, 2026 – The forum opens.")],
        headline="Forum Opens",
        published=PUBLISHED,
    )
    assert [block.text for block in release.body] == ["The forum opens."]
    assert release.embargo is not None
    assert ("embargo without a clear time" in release.warnings) is (release.embargo.until is None)


def test_a_line_within_a_block_and_a_date_below_the_word_are_found() -> None:
    within = take_embargo([paragraph("Forum Opens\nEMBARGO: 6 December 2026, 09:00 CET\nBy the press office")])
    assert within[0] is not None and within[0].until == datetime(2026, 12, 6, 8, tzinfo=UTC)
    assert within[1][0].text == "Forum Opens\nBy the press office"
    below = take_embargo([paragraph("EMBARGOED UNTIL:"), paragraph("6 December 2026, 09:00 CET"), paragraph("Text.")])
    assert below[0] is not None and below[0].until == datetime(2026, 12, 6, 8, tzinfo=UTC)
    assert below[1] == [paragraph("Text.")]


def test_only_the_first_blocks_are_looked_at() -> None:
    body = [
        *(paragraph(f"Paragraph {number}.") for number in range(6)),
        paragraph("EMBARGO: 6 December 2026, 09:00 CET"),
    ]
    assert take_embargo(body) == (None, body)


def test_a_dated_line_without_an_hour_counts_only_for_a_day_to_come() -> None:
    assert read_embargo("FOR RELEASE: December 1, 2026", PUBLISHED) is None
    coming = read_embargo("FOR RELEASE: December 6, 2026", PUBLISHED)
    assert coming is not None and coming.until is None


WORDS = st.sampled_from(
    [
        *(
            "EMBARGO",
            "embargoed",
            "until",
            "Sperrfrist:",
            "6",
            "December",
            "2026",
            "09:00",
            "9 h",
            "24 Uhr",
            "99:99",
            "(",
        ),
        *("CET", "ET", "UTC+8", "UTC-99", "Europe/Paris", "Europe/Nowhere", "Beijing time", "上午9时", "noon"),
        *("0001-01-01", "9999-12-31"),
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(WORDS, max_size=9).map(" ".join) | st.text(max_size=60), st.none() | st.just(PUBLISHED))
def test_reading_never_raises_and_gives_utc(line: str, published: datetime | None) -> None:
    embargo = read_embargo(line, published)
    if embargo and embargo.until:
        assert embargo.until.tzinfo is UTC
        assert any(character.isdigit() for character in line)
