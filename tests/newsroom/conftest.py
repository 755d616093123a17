"""The hostile channel of the outputs' tests, for those of their pages."""

from __future__ import annotations

import pytest

from pipeline.model import Feed
from tests.outputs.conftest import NEWSROOM


@pytest.fixture(scope="session")
def newsroom_feed() -> Feed:
    """A feed with six items: official fr, machine es and ar, approved zh-Hans, hostile en, huge de."""
    return NEWSROOM
