"""The rows of deliveries: what arrived, what is in doubt, what fails; and the count that moves with every file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.errors import StoreError
from pipeline.store import Store, deliveries, opened
from pipeline.store.deliveries import DeliveryState

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path / "p.db") as found:
        yield found


def change(store: Store, channel: str, number: int, event: str = "published", notify: int = 1) -> None:
    values = {"channel": channel, "number": number, "language": "en", "uri": f"tag:n,2026:{number}", "story": "s"}
    values |= {
        "version": 1,
        "name": f"n{number}",
        "event": event,
        "notify": notify,
        "at": "2026-03-02T09:00:00.000000Z",
    }
    with store.write():
        store.insert("change", values)


def file(store: Store, path: str, sha256: str, *, replace: bool = False) -> None:
    row = {"path": path, "sha256": sha256, "size": 1, "channel": path.split("/")[0], "output": "atom"}
    with store.write():
        store.insert("published_file", row, replace=replace)


def test_what_waits_is_counted_by_channel(store: Store) -> None:
    assert deliveries.waiting(store, "web", 0) == 0
    for number, channel in enumerate(["web", "app", "web", "web", "app"], 1):
        change(store, channel, number)
    assert [deliveries.waiting(store, "web", after) for after in (0, 1, 4)] == [3, 2, 0]


def test_the_record_of_changes_is_never_changed(store: Store) -> None:
    change(store, "web", 1)
    for sql in ("UPDATE change SET event = 'canceled'", "DELETE FROM change"):
        with pytest.raises(StoreError, match="record of changes"), store.write():
            store.run(sql)


def test_the_count_moves_with_every_file_and_with_nothing_else(store: Store) -> None:
    assert deliveries.files(store, "web") == 0
    file(store, "web/en/atom.xml", "a")
    written = deliveries.files(store, "web")
    file(store, "web/en/atom.xml", "b", replace=True)
    replaced = deliveries.files(store, "web")
    counts = []
    for sql in (
        "UPDATE published_file SET sha256 = 'c'",
        "UPDATE published_file SET sha256 = 'c', state = 'x'",
        "DELETE FROM published_file",
        "DELETE FROM published_file",
    ):
        with store.write():
            store.run(sql)
        counts.append(deliveries.files(store, "web") - replaced)
    assert 0 < written < replaced
    assert counts == [1, 1, 2, 2]
    assert deliveries.files(store, "app") == 0


def test_what_was_sent_is_in_doubt_until_it_is_known_to_have_arrived(store: Store) -> None:
    assert deliveries.state(store, "web", "app") == DeliveryState("web", "app")
    deliveries.trying(store, "web", "app", target="t", until=5)
    assert deliveries.state(store, "web", "app") == DeliveryState("web", "app", target="t", trying=5)
    deliveries.arrived(store, "web", "app", until=5, files=7, now=NOW)
    found = deliveries.state(store, "web", "app")
    assert (found.delivered, found.trying, found.files, found.last_success) == (5, 0, 7, NOW)
    deliveries.trying(store, "web", "app", target="t", until=9)
    deliveries.arrived(store, "web", "app", until=3, files=7, now=NOW)
    assert deliveries.state(store, "web", "app").delivered == 5, "what arrived has arrived"


def test_failures_count_from_the_first_and_end_with_a_success_or_another_target(store: Store) -> None:
    later = NOW + timedelta(minutes=1)
    deliveries.trying(store, "web", "app", target="t", until=5)
    deliveries.failed(store, "web", "app", "no answer", now=NOW, next_try=later)
    deliveries.trying(store, "web", "app", target="t", until=5)
    deliveries.failed(store, "web", "app", "gone", now=later, next_try=None)
    found = deliveries.state(store, "web", "app")
    assert (found.failures, found.error, found.since, found.next_try) == (2, "gone", NOW, None)
    assert found.trying == 5
    deliveries.trying(store, "web", "app", target="other", until=5)
    found = deliveries.state(store, "web", "app")
    assert (found.failures, found.error, found.since, found.target, found.trying) == (0, "", None, "other", 5)
    deliveries.failed(store, "web", "app", "no answer", now=later, next_try=later)
    deliveries.arrived(store, "web", "app", until=5, files=0, now=later)
    found = deliveries.state(store, "web", "app")
    assert (found.failures, found.error, found.since, found.next_try) == (0, "", None, None)


def test_looking_for_changes_reads_an_index_however_many_there_are(store: Store) -> None:
    for sql in (
        "SELECT count(*) FROM (SELECT 1 FROM change WHERE channel = 'web' AND sequence > 5 LIMIT 5)",
        "SELECT * FROM change WHERE channel = 'web' AND sequence > 5 ORDER BY sequence LIMIT 5",
    ):
        plan = " ".join(row["detail"] for row in store.rows(f"EXPLAIN QUERY PLAN {sql}"))
        assert "change_of_channel" in plan
        assert "SCAN change" not in plan
        assert "TEMP" not in plan
