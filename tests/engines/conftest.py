"""The starter models, installed once for all engine tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import packages

STARTERS = Path(__file__).parents[2] / "models"


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder with en>pt and pt>en."""
    folder = tmp_path_factory.mktemp("models")
    for archive in sorted(STARTERS.glob("*.argosmodel")):
        packages.install(archive, folder)
    return folder
