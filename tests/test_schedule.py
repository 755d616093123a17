"""When a source is asked again, and when a permanent redirect is believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.schedule import EARLY, LONGEST, Address, moved, next_attempt, next_visit

NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def after(every: timedelta, **options: object) -> timedelta:
    return next_visit(NOW, every, **options) - NOW  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("every", "wait", "expected"),
    [
        (30 * MINUTE, None, 30 * MINUTE - EARLY),
        (30 * MINUTE, 10 * MINUTE, 30 * MINUTE - EARLY),
        (30 * MINUTE, 2 * HOUR, 2 * HOUR),
        (30 * MINUTE, 7 * DAY, DAY),
        (7 * DAY, None, 7 * DAY - EARLY),
        (timedelta(), None, timedelta()),
    ],
)
def test_after_a_success(every: timedelta, wait: timedelta | None, expected: timedelta) -> None:
    assert after(every, wait=wait) == expected


def test_a_run_every_half_hour_visits_every_half_hour() -> None:
    visited = NOW + timedelta(seconds=2.5)
    assert next_visit(visited, 30 * MINUTE) <= NOW + 30 * MINUTE + timedelta(seconds=1)


def test_failures_back_off_to_a_day_and_stay_there() -> None:
    waits = [after(30 * MINUTE, failures=n, seed="wire") for n in (1, 2, 3, 4, 5, 6, 7, 20, 1000, 10**9)]
    for n, waited in enumerate(waits[:5]):
        plain = 30 * MINUTE * 2**n
        assert 0.8 * plain <= waited <= 1.2 * plain
    assert all(0.8 * DAY <= waited <= DAY for waited in waits[6:])


def test_failures_of_a_source_asked_each_minute_wait_longer() -> None:
    assert after(MINUTE, failures=1, seed="a") <= MINUTE
    assert 8 * MINUTE <= after(MINUTE, failures=2, seed="a") <= 12 * MINUTE


def test_sources_that_failed_together_come_back_apart() -> None:
    waits = {after(HOUR, failures=2, seed=f"source-{n}") for n in range(50)}
    assert len(waits) == 50
    assert max(waits) - min(waits) > 15 * MINUTE
    assert after(HOUR, failures=1, seed="a") == after(HOUR, failures=1, seed="a")


durations = st.timedeltas(timedelta(), 30 * DAY)


@given(
    durations,
    st.none() | durations,
    st.none() | st.floats(),
    st.integers(0, 10**6),
    st.text(),
)
def test_a_visit_is_never_too_early_nor_given_up(
    every: timedelta, wait: timedelta | None, retry_after: float | None, failures: int, seed: str
) -> None:
    left = after(every, wait=wait, retry_after=retry_after, failures=failures, seed=seed)
    if wait:
        assert left >= min(wait, LONGEST)
    if retry_after is not None and retry_after > 0:
        assert left >= timedelta(seconds=min(retry_after, LONGEST.total_seconds()))
    if failures > 1:
        assert 8 * MINUTE <= left <= LONGEST
    else:
        assert every - EARLY <= left <= max(every, LONGEST)


OLD, NEW, OTHER = "http://example.org/feed", "https://example.org/feed", "https://example.net/feed"


@pytest.mark.parametrize(
    ("visits", "url"),
    [
        ([(NEW, True)], OLD),
        ([(NEW, True), (NEW, True)], NEW),
        ([(NEW, True), (NEW, False), (NEW, True)], NEW),
        ([(NEW, False), (NEW, False), (NEW, False)], OLD),
        ([(NEW, True), ("", True), (NEW, True)], OLD),
        ([(NEW, True), (OTHER, True), (NEW, True)], OLD),
        ([(NEW, True), (OTHER, True), (OTHER, True)], OTHER),
        ([(OLD, True), (OLD, True)], OLD),
        ([("", True)] * 5, OLD),
        ([(NEW, True), (NEW, True), ("", True), (OTHER, True)], NEW),
    ],
)
def test_a_permanent_redirect_is_believed_after_two_valid_feeds(visits: list[tuple[str, bool]], url: str) -> None:
    address = Address(OLD)
    for moved_to, valid in visits:
        address = moved(address, moved_to, valid=valid)
    assert address.url == url
    assert (address.candidate == "") == (address.seen == 0)


@pytest.mark.parametrize(
    ("failures", "retry_after", "minutes"),
    [
        (0, None, 1),
        (1, None, 1),
        (2, None, 2),
        (9, None, 256),
        (10, None, 360),
        (10_000, None, 360),
        (1, 30.0, 1),
        (1, 7200.0, 120),
        (1, 10.0**9, 24 * 60),
        (3, -5.0, 4),
        (3, float("nan"), 4),
    ],
)
def test_a_delivery_that_fails_rests_twice_as_long_each_time(
    failures: int, retry_after: float | None, minutes: int
) -> None:
    assert next_attempt(NOW, failures, retry_after=retry_after) == NOW + minutes * MINUTE
