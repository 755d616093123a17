"""Printed dates, as data: a new case is an entry in tests/data/dates/cases.toml."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dates import read

CASES = tomllib.loads((Path(__file__).parent / "data" / "dates" / "cases.toml").read_text("utf-8"))["case"]
NOW = datetime(2026, 9, 28, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["words"])
def test_each_date_reads_as_expected(case: dict[str, Any]) -> None:
    found = read(case["words"], timezone=case.get("zone", ""), language=case.get("language", ""), now=NOW)
    assert (f"{found:%Y-%m-%dT%H:%M}" if found else "") == case["moment"]
    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize("words", ["10:10 ET", "Dec. 20", "12月20日"])
def test_without_now_what_is_left_out_is_not_guessed(words: str) -> None:
    assert read(words) is None


@given(st.integers(366, 366 * 128), st.integers(0, 1439), st.sampled_from(["Asia/Shanghai", "America/New_York"]))
def test_iso_dates_are_taken_in_the_zone_given(days: int, minutes: int, zone: str) -> None:
    moment = datetime(1970, 1, 1, tzinfo=ZoneInfo(zone)) + timedelta(days=days, minutes=minutes)  # by the wall clock
    expected = moment.astimezone(UTC)
    assert read(f"{moment:%Y-%m-%d %H:%M}", timezone=zone) == expected
    assert read(f"{moment.day} {moment:%B %Y}, {moment:%H:%M}", timezone=zone) == expected


@given(st.integers(0, 23), st.integers(0, 59))
def test_a_mere_time_is_the_last_such_time(hour: int, minute: int) -> None:
    found = read(f"{hour:02}:{minute:02}", now=NOW)
    assert found is not None
    assert timedelta(0) <= NOW + timedelta(minutes=15) - found < timedelta(days=1)


@given(st.text(max_size=80) | st.from_regex(r"[0-9a-zäé日月年:./, +-]{0,60}"), st.text(max_size=8), st.text(max_size=8))
def test_no_words_make_it_fail(words: str, zone: str, language: str) -> None:
    found = read(words, timezone=zone, language=language, now=NOW)
    assert found is None or 1970 <= found.year <= 2100
