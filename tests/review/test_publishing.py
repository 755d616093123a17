"""The thread that brings outputs up to date outlives whatever goes wrong, and tries again by itself."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from pipeline.review import publishing
from tests.conftest import Newsroom


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
