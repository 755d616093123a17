"""What many tests stand on: a newsroom in a temporary folder, the starter models, a loopback web server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipeline import packages, run
from pipeline.config import Config, load
from pipeline.store import opened
from tests.loopback import Loopback

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[1]
STARTER = sorted((ROOT / "models").glob("*.argosmodel"))

SETTINGS = """
site: {title: Test newsroom, url: "https://news.example.org", contact: press@example.org, timezone: Asia/Shanghai}
languages: [en, pt]
sources:
  - {id: inbox, kind: folder, path: inbox, authority: issuer, rights: public}
channels:
  - {id: website, outputs: [atom, rss, jsonfeed], release: approved, rights: public}
  - {id: monitor, outputs: [atom, jsonfeed], release: machine, rights: internal}
translation: {engines: [argos, apertium], models: models}
store: pipeline.db
output: output
"""


@dataclass(frozen=True)
class Newsroom:
    """One newsroom on disk: settings, inbox, store, output; run in this process or through the command line."""

    folder: Path

    def settings(self, text: str) -> None:
        (self.folder / "sources.yaml").write_text(text, "utf-8")

    def config(self) -> Config:
        return load(self.folder / "sources.yaml")

    def drop(self, name: str, text: str, *, age: float = 60) -> Path:
        """A file in the inbox that stopped changing `age` seconds ago."""
        path = self.folder / "inbox" / name
        path.write_text(text, "utf-8")
        then = path.stat().st_mtime - age
        os.utime(path, (then, then))
        return path

    def run(self, **options: Any) -> run.Report:
        config = self.config()
        with run.alone(config), opened(config.store) as store:
            return run.run(store, config, **options)

    def command(self, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """The real console script, in a process of its own."""
        line = [sys.executable, "-m", "pipeline", "--config", str(self.folder / "sources.yaml"), *words]
        return subprocess.run(line, capture_output=True, text=True, timeout=120, **options)

    def json(self, *words: str) -> Any:
        done = self.command(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def outputs(self) -> dict[str, bytes]:
        root = self.folder / "output"
        return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder with the starter models in it."""
    folder = tmp_path_factory.mktemp("models")
    for archive in STARTER:
        packages.install(archive, folder)
    return folder


@pytest.fixture
def newsroom(tmp_path: Path, models: Path) -> Newsroom:
    """An empty newsroom with the starter models."""
    (tmp_path / "inbox").mkdir()
    (tmp_path / "models").symlink_to(models)
    found = Newsroom(tmp_path)
    found.settings(SETTINGS)
    return found


@pytest.fixture
def web() -> Iterator[Loopback]:
    """A web server on this machine."""
    with Loopback() as server:
        yield server


@pytest.fixture(scope="session")
def apertium() -> None:
    """Apertium with French to Spanish; `make test` installs it where it may."""
    if shutil.which("apertium") is None or not Path("/usr/share/apertium/modes/fr-es.mode").exists():
        pytest.fail("this test translates with Apertium; install it with: apt-get install apertium apertium-fr-es")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium, without a window; one per test process."""
    from tests.browser.window import launched

    try:
        with launched() as browser:
            yield browser
    except FileNotFoundError as error:
        pytest.fail(str(error))
