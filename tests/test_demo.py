"""The sample newsroom: what a newcomer sees first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


def demo(folder: Path) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "pipeline", "demo", "--folder", str(folder)]
    return subprocess.run(line, capture_output=True, text=True, cwd=ROOT, timeout=120)


def test_the_demo_runs_twice_and_the_second_run_does_nothing(tmp_path: Path) -> None:
    done = demo(tmp_path / "demo")
    assert done.returncode == 0, done.stderr
    assert "Second run: 0 read, 0 translated, 0 written" in done.stdout
    assert "argos:en>pt" in done.stdout
    assert (tmp_path / "demo" / "output" / "website" / "fr" / "atom.xml").exists()
    assert (
        "in no feed: New ferry line to serve the Harbour Talent Week, canceled (killed by a notice from wire"
        in done.stdout
    )
    feed = (tmp_path / "demo" / "output" / "monitor" / "en" / "feed.json").read_text("utf-8")
    assert "3,000 euros" in feed
    assert "receives 300 euros" not in feed
    assert "ferry" not in feed
    assert demo(tmp_path / "demo").returncode == 0


def test_the_demo_touches_no_folder_it_did_not_make(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = demo(tmp_path)
    assert done.returncode == 2
    assert "no demo folder" in done.stderr
    assert (tmp_path / "mine.txt").read_text() == "mine"
