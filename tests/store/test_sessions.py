"""Sessions end when they should, and those who guess passwords wait ever longer."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Person, Role
from pipeline.store import accounts, sessions
from tests.store.conftest import NOW, Desk

IDLE = timedelta(hours=12)


@pytest.fixture
def seated(desk: Desk) -> Desk:
    for name in ("Editor", "Reviewer"):
        role = Role.EDITOR if name == "Editor" else Role.REVIEWER
        accounts.add(desk.store, Person(name, role), by="root", now=NOW, until=None)
    return desk


def test_a_session_slides_while_somebody_is_there_and_ends_after_a_week_all_the_same(seated: Desk) -> None:
    store, now = seated.store, NOW
    sessions.begin(store, "Editor", "token", idle=IDLE, now=now)
    while (found := sessions.of(store, "token", now=now)) is not None:
        assert found.person.name == "Editor"
        sessions.seen(store, "token", found, idle=IDLE, now=now)
        now += timedelta(hours=11)
    assert timedelta(days=6) < now - NOW - timedelta(hours=11) < sessions.LONGEST


def test_a_session_ends_when_nobody_was_there_for_long_enough(seated: Desk) -> None:
    sessions.begin(seated.store, "Editor", "token", idle=IDLE, now=NOW)
    assert sessions.of(seated.store, "token", now=NOW + IDLE - timedelta(seconds=1)) is not None
    assert sessions.of(seated.store, "token", now=NOW + IDLE) is None


def test_being_seen_is_written_once_a_minute_at_most(seated: Desk) -> None:
    store = seated.store
    sessions.begin(store, "Editor", "token", idle=IDLE, now=NOW)
    written = []
    for second in range(0, 180, 10):
        now = NOW + timedelta(seconds=second)
        found = sessions.of(store, "token", now=now)
        assert found is not None
        sessions.seen(store, "token", found, idle=IDLE, now=now)
        after = sessions.of(store, "token", now=now)
        assert after is not None
        written.append(after.seen)
    assert len(set(written)) == 3


def test_the_store_knows_no_token_by_which_one_could_sign_in(seated: Desk) -> None:
    sessions.begin(seated.store, "Editor", "token", idle=IDLE, now=NOW)
    row = seated.store.row("SELECT * FROM session")
    assert row is not None and "token" not in row["token"] and len(row["token"]) == 64


def test_nobody_is_signed_in_at_ever_more_browsers(seated: Desk) -> None:
    for number in range(sessions.AT_ONCE + 3):
        sessions.begin(seated.store, "Editor", f"t{number}", idle=IDLE, now=NOW + timedelta(seconds=number))
    late = NOW + timedelta(minutes=1)
    assert sessions.count(seated.store, "Editor", now=late) == sessions.AT_ONCE
    assert sessions.of(seated.store, "t0", now=late) is None
    assert sessions.of(seated.store, f"t{sessions.AT_ONCE + 2}", now=late) is not None


def test_a_fresh_token_takes_the_place_of_the_browsers_former_one(seated: Desk) -> None:
    sessions.begin(seated.store, "Reviewer", "planted", idle=IDLE, now=NOW)
    sessions.begin(seated.store, "Editor", "fresh", idle=IDLE, now=NOW, instead_of="planted")
    assert sessions.of(seated.store, "planted", now=NOW) is None
    assert sessions.of(seated.store, "fresh", now=NOW) is not None


def tries(desk: Desk, name: str, address: str, now: datetime, count: int) -> list[timedelta]:
    return [sessions.attempt(desk.store, name, address, now=now) for _ in range(count)]


def test_after_five_refusals_the_wait_begins_and_grows(desk: Desk) -> None:
    now = NOW
    assert tries(desk, "Editor", "192.0.2.1", now, 5) == [timedelta(0)] * 5
    waits = []
    for _ in range(5):
        wait = sessions.attempt(desk.store, "editor", "192.0.2.1", now=now)
        waits.append(int(wait.total_seconds()))
        now += wait
        assert not sessions.attempt(desk.store, "EDITOR", "192.0.2.1", now=now)
    assert waits == [30, 60, 120, 240, 480]


def test_waiting_tries_are_not_counted_so_nobody_waits_for_ever(desk: Desk) -> None:
    tries(desk, "Editor", "192.0.2.1", NOW, 500)
    assert tries(desk, "Editor", "192.0.2.1", NOW + timedelta(seconds=31), 1) == [timedelta(0)]


def test_one_address_keeps_nobody_out_elsewhere(desk: Desk) -> None:
    now = NOW
    for _ in range(300):
        sessions.attempt(desk.store, "Editor", "192.0.2.1", now=now)
        now += timedelta(seconds=7)
    assert not sessions.attempt(desk.store, "Editor", "198.51.100.7", now=now)


def test_many_addresses_for_one_name_wait_a_minute_at_most(desk: Desk) -> None:
    for number in range(60):
        sessions.attempt(desk.store, "Editor", f"192.0.2.{number}", now=NOW + timedelta(minutes=number // 20))
    wait = sessions.attempt(desk.store, "Editor", "198.51.100.7", now=NOW + timedelta(minutes=2))
    assert timedelta(0) < wait <= timedelta(minutes=1)


def test_one_address_cannot_try_ever_more_names(desk: Desk) -> None:
    found = [sessions.attempt(desk.store, f"name {number}", "192.0.2.1", now=NOW) for number in range(60)]
    assert found[:50] == [timedelta(0)] * 50 and all(found[50:])


def test_signing_in_clears_only_ones_own_refusals(desk: Desk) -> None:
    tries(desk, "Editor", "192.0.2.1", NOW, 5)
    tries(desk, "Reviewer", "192.0.2.1", NOW, 5)
    sessions.forgive(desk.store, "editor", "192.0.2.1")
    assert not sessions.attempt(desk.store, "Editor", "192.0.2.1", now=NOW)
    assert sessions.attempt(desk.store, "Reviewer", "192.0.2.1", now=NOW)


def test_refusals_are_forgotten_after_a_day_and_never_hold_what_was_typed(desk: Desk) -> None:
    sessions.attempt(desk.store, "my password by mistake", "192.0.2.1", now=NOW)
    row = desk.store.row("SELECT * FROM refused_sign_in")
    assert row is not None and "password" not in row["name"]
    sessions.attempt(desk.store, "Editor", "192.0.2.2", now=NOW + timedelta(days=1, seconds=1))
    assert [row["address"] for row in desk.store.rows("SELECT address FROM refused_sign_in")] == ["192.0.2.2"]


@given(st.integers(0, 10_000), st.integers(1, 60), st.integers(0, 10_000))
def test_no_wait_is_longer_than_it_may_be(count: int, bears: int, seconds: int) -> None:
    longest = timedelta(minutes=15)
    wait = sessions.pause(count, bears, longest, NOW, NOW + timedelta(seconds=seconds))
    assert timedelta(0) <= wait <= longest
    assert not wait or count >= bears
