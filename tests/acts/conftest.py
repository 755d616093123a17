"""A newsroom's store with one announcement, translated by the machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.store import opened
from tests.acts.newsdesk import Newsdesk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Newsdesk]:
    with opened(tmp_path / "p.db") as store:
        yield Newsdesk(store)


@pytest.fixture
def english(desk: Newsdesk) -> str:
    return desk.release()


@pytest.fixture
def uri(desk: Newsdesk, english: str) -> str:
    assert desk.machine(english, "pt")
    return english.replace("/en", "/pt")
