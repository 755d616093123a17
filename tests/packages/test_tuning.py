"""What was measured on this machine is believed only where it is sound and still true."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.packages import Tuning, tuning

HERE = tuning.cores()


def test_what_is_written_is_read(tmp_path: Path) -> None:
    measured = Tuning(1, HERE, 4096, HERE)
    tuning.write(tmp_path / "models", measured)
    assert tuning.read(tmp_path / "models") == measured


@pytest.mark.parametrize(
    "changes",
    [
        {"cores": HERE + 1},
        {"inter_threads": 0},
        {"inter_threads": HERE + 1},
        {"intra_threads": -1},
        {"intra_threads": "1"},
        {"intra_threads": True},
        {"batch_tokens": 1},
        {"batch_tokens": 10**9},
        {"batch_tokens": None},
    ],
)
def test_what_cannot_be_right_here_is_not_believed(tmp_path: Path, changes: dict[str, object]) -> None:
    told = {"inter_threads": 1, "intra_threads": 1, "batch_tokens": 512, "cores": HERE}
    (tmp_path / "tuning.json").write_text(json.dumps(told))
    assert tuning.read(tmp_path).batch_tokens == 512
    (tmp_path / "tuning.json").write_text(json.dumps(told | changes))
    assert tuning.read(tmp_path) == tuning.default() == Tuning(HERE, 1, 1024, HERE)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", "[" * 20_000, "\0"])
def test_a_damaged_file_is_not_believed(tmp_path: Path, text: str) -> None:
    (tmp_path / "tuning.json").write_text(text)
    assert tuning.read(tmp_path) == tuning.default()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file")
    with pytest.raises(OutputError):
        tuning.write(tmp_path / "models", tuning.default())
