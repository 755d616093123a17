"""The thread that brings outputs up to date outlives whatever goes wrong, and tries again by itself."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline import run
from pipeline.review import publishing
from tests.conftest import Newsroom
from tests.deliveries.house import SECRET, House, channel, hook, until
from tests.loopback import Loopback, Request, Route


def test_a_failure_nobody_foresaw_is_told_and_tried_again(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(publishing, "RETRY", 0.05)
    newsroom.run()
    before = newsroom.outputs()
    for path in (newsroom.folder / "output").rglob("*.xml"):
        path.unlink()
    calls = []
    again = threading.Event()

    def clock() -> datetime:
        calls.append(None)
        if len(calls) == 1:
            raise ValueError("no such day")
        again.set()
        return datetime.now(UTC)

    publisher = publishing.Publisher(newsroom.config(), clock)
    publisher.ask()
    assert again.wait(30), "nobody asked a second time, and it was tried all the same"
    publisher.ask()
    assert publisher.settled()
    assert newsroom.outputs().keys() == before.keys()
    assert "no such day" in caplog.text


def test_what_could_not_be_written_is_written_once_it_can_be(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "RETRY", 0.05)
    newsroom.run()
    before = newsroom.outputs()
    config = newsroom.config()
    config.output.rename(newsroom.folder / "aside")
    config.output.write_text("in the way", "utf-8")
    publisher = publishing.Publisher(config, lambda: datetime.now(UTC))
    publisher.ask()
    assert publisher.settled()
    assert config.output.is_file()
    config.output.unlink()
    publisher.ask()
    assert publisher.settled()
    assert newsroom.outputs().keys() == before.keys()


def test_a_receiver_that_hangs_never_holds_up_the_next_publish(
    tmp_path: Path, web: Loopback, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    arrived, answer = threading.Event(), threading.Event()

    def answering(request: Request) -> Route:
        arrived.set()
        answer.wait(20)
        return Route(status=200 if b'"from":1' in request.body else 500)

    house = House(tmp_path, channel("web", hook("app", web.program("/hook", answering))))

    def published(*given: Any, **options: Any) -> None:
        house.changes("web", 1)

    monkeypatch.setattr(run, "publish", published)
    publisher = publishing.Publisher(house.config, lambda: house.now)
    publisher.ask()
    assert arrived.wait(20)
    publisher.ask()
    assert publisher.settled(10), "the first delivery is still under way, and the second publish is done"
    assert len(web.requests) == 1
    answer.set()
    publisher.end(20)
    until(lambda: house.state("web", "app").failures == 1)
    assert house.state("web", "app").delivered == 1
    assert "web to app: 127.0.0.1 answered 500" in caplog.text
