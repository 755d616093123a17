"""The Nu Html Checker, as the W3C runs it: what is wrong with pages to the letter of the HTML standard."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

JAR = ROOT / "tests" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def errors(folder: Path) -> list[str]:
    """Every error in the HTML files below a folder, a line each; the test fails where the checker cannot run."""
    if not JAR.exists():
        pytest.fail("the HTML checker is not installed; run: npm ci --prefix tests --ignore-scripts")
    if shutil.which("java") is None:
        pytest.fail("there is no Java; install it with: apt-get install default-jre-headless")
    # The parser goes deep into long texts; what is on disk decides, not the language that a text seems to be in.
    line = [
        "java",
        "-Xss16m",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-jar",
        str(JAR),
        "--stdout",
        "--exit-zero-always",
        "--skip-non-html",
    ]
    done = subprocess.run([*line, "--format", "json", str(folder)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return [
        f"{Path(told.get('url', '')).name}, line {told.get('lastLine')}: {told['message']} {told.get('extract', '')!r}"
        for told in json.loads(done.stdout)["messages"]
        if told["type"] != "info"
    ]
