"""What is refused as valid and wrong, and what is only noted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipeline.model import Entry
from pipeline.syndication.entries import ahead, wrong

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def dated(*moments: datetime | None, language: str = "en") -> list[Entry]:
    return [Entry(id=str(n), published=moment, language=language) for n, moment in enumerate(moments)]


@pytest.mark.parametrize("title", ["", "  \n", "404 | Example", "Error 503", "Page not found", "Access Denied"])
def test_a_feed_that_calls_itself_nothing_or_an_error_is_refused(title: str) -> None:
    assert wrong(title, dated(NINE))


@pytest.mark.parametrize("title", [None, "News", "Route 404 news", "Not for profit"])
def test_a_feed_with_a_title_or_none_is_used(title: str | None) -> None:
    assert wrong(title, dated(NINE)) == ""


def test_no_entries_are_refused() -> None:
    assert "no entries" in wrong("News", [])


def test_six_entries_of_one_second_are_refused_and_five_are_not() -> None:
    assert "2026-03-02 09:00:00" in wrong("News", dated(*[NINE] * 6))
    assert wrong("News", dated(*[NINE] * 5)) == ""
    assert wrong("News", dated(*[NINE] * 6, NINE + timedelta(seconds=1))) == ""
    assert wrong("News", dated(*[NINE] * 6, None)) == ""
    assert wrong("News", dated(*[None] * 6)) == ""


def test_feeds_that_know_only_days_are_used() -> None:
    midnight = datetime(2026, 3, 2, tzinfo=UTC)
    shanghai = ZoneInfo("Asia/Shanghai")
    assert wrong("News", dated(*[midnight] * 9), shanghai) == ""
    assert wrong("News", dated(*[datetime(2026, 3, 2, tzinfo=shanghai)] * 9), shanghai) == ""
    assert wrong("News", dated(*[datetime(2026, 3, 2, tzinfo=shanghai)] * 9))


def test_sister_versions_that_come_out_together_are_used() -> None:
    assert wrong("News", dated(*[NINE] * 6) + dated(NINE, language="fr")) == ""


def test_a_wires_burst_on_the_stroke_of_nine_is_used_while_it_is_fresh() -> None:
    burst = dated(*[NINE] * 20)
    assert wrong("News", burst, now=NINE + timedelta(minutes=3)) == ""
    assert wrong("News", burst, now=NINE + timedelta(hours=4))
    assert wrong("News", dated(*[NINE + timedelta(seconds=7)] * 20), now=NINE + timedelta(minutes=3))
    assert wrong("News", dated(*[NINE + timedelta(hours=1)] * 20), now=NINE)


def test_dates_in_the_future_are_noted() -> None:
    assert ahead(dated(NINE, NINE + timedelta(hours=23), None), NINE) == ""
    assert "1 entries" in ahead(dated(NINE, NINE + timedelta(hours=25)), NINE)
