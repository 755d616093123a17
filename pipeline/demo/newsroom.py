"""Runs the sample newsroom: real feeds over loopback HTTP, the starter models, the whole pipeline, twice."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from pipeline import packages, run
from pipeline.config import Config, load
from pipeline.demo.server import HERE, serving
from pipeline.errors import ConfigError
from pipeline.status import status
from pipeline.store import opened, overview, written
from pipeline.terminal import say, table, warn

MARK = ".newsroom-demo"  # tells a folder the demo made from one it must not touch
STARTER = Path(__file__).parents[2] / "models"


def show_demo(folder: Path) -> int:
    """Build the sample newsroom in `folder` anew, run it twice, tell what came out; returns the exit code."""
    try:
        _prepare(folder)
    except OSError as error:
        raise ConfigError([f"{folder} cannot be made ({error.strerror}); name another folder with --folder"]) from error
    with serving() as address:
        settings = folder / "sources.yaml"
        settings.write_text((HERE / "sources.yaml").read_text("utf-8").replace("SERVER", address), "utf-8")
        config = load(settings)
        say("A sample newsroom: two feeds and a drop folder, in English, French and Portuguese.")
        first, seconds = _timed_run(config)
        say(
            f"First run: {first.read} releases read, {first.translated} translations made, "
            f"{len(first.written)} files written in {seconds:.1f} s.\n"
        )
        _what_came_out(config)
        second, seconds = _timed_run(config)
        say(
            f"Second run: {second.read} read, {second.translated} translated, {len(second.written)} written "
            f"in {seconds:.1f} s: nothing new, nothing touched."
        )
    failures = first.failures + second.failures
    for failure in failures:
        warn(failure)
    idle = not (second.read or second.translated or second.written)
    return 1 if failures or not idle else 0


def _prepare(folder: Path) -> None:
    if folder.exists() and not (folder / MARK).exists():
        raise ConfigError([f"{folder} exists and is no demo folder; name another one with --folder"])
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "inbox").mkdir(parents=True)
    (folder / MARK).touch()
    for file in sorted(HERE.glob("inbox-*.txt")):
        shutil.copy(file, folder / "inbox" / file.name.removeprefix("inbox-"))
    for archive in sorted(STARTER.glob("*.argosmodel")):
        packages.install(archive, folder / "models")


def _timed_run(config: Config) -> tuple[run.Report, float]:
    began = time.monotonic()
    with run.alone(config), opened(config.store) as store:
        report = run.run(store, config)
    return report, time.monotonic() - began


def _what_came_out(config: Config) -> None:
    with opened(config.store) as store:
        rows = [
            [a.published.date() if a.published else "", a.language, a.origin.value, a.version, a.route, a.headline]
            for a in overview.articles(store)
        ]
        known = [file for channel in config.channels for file in written.of_channel(store, channel.id)]
        files = sorted(file.path for file in known if file.language and not file.page)
        told = status(store, config, run.utc_now())
    table(["published", "language", "origin", "version", "route", "headline"], rows, plain=False)
    for held in told["held"]:
        say(f"in no feed: {held['headline']}, {held['status']} ({held['why']})")
    for row in told["untranslated"]:
        say(
            f"not translated: {row['source']} > {row['target']}, {row['stories']} stories: {row['reason']}"
            + (f"; install with: {row['command']}" if row["command"] else "")
        )
    say(f"\n{len(files)} documents in {config.output}, with pages and archives behind them:")
    for file in files:
        say(f"  {file}")
    say(f"\nAs readers see it, in a browser: {config.output / 'website' / 'index.html'}")
    say(f"\nLook further: pipeline --config {config.store.parent / 'sources.yaml'} list\n")
