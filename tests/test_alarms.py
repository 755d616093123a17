"""Signs that a source changed: silence, short bodies, gaps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pipeline import alarms

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def hourly(count: int, until: datetime) -> list[datetime]:
    return [until - timedelta(hours=number) for number in reversed(range(count))]


def test_a_source_is_silent_by_its_own_habit() -> None:
    busy = hourly(40, NOW - timedelta(days=3))
    assert "silent for 3 days" in alarms.silent(busy, NOW)
    weekly = [NOW - timedelta(weeks=number) for number in reversed(range(12))]
    assert alarms.silent(weekly, NOW + timedelta(days=10)) == ""
    assert alarms.silent(weekly, NOW + timedelta(days=40)) != ""


def test_a_weekend_or_a_young_source_raises_no_alarm() -> None:
    assert alarms.silent(hourly(40, NOW), NOW + timedelta(hours=40)) == ""
    assert alarms.silent(hourly(3, NOW), NOW + timedelta(days=90)) == ""


def test_bodies_at_half_their_length_are_told() -> None:
    assert "120 characters where 3000 were usual" in alarms.short([3000] * 10 + [120, 110, 130])
    assert alarms.short([3000] * 10 + [1800, 1700, 1600]) == ""
    assert alarms.short([3000] * 10 + [120, 3000, 3100]) == ""
    assert alarms.short([3000, 100, 100, 100]) == ""


def test_a_gap_is_a_listing_that_begins_after_the_last_item_known() -> None:
    later, earlier = NOW, NOW - timedelta(hours=3)
    assert alarms.gap(later, earlier, 0)
    assert not alarms.gap(later, earlier, 1)
    assert not alarms.gap(earlier, later, 0)
    assert not alarms.gap(None, earlier, 0)
    assert not alarms.gap(later, None, 0)
