"""Killed at any point and run again: the end is the same as if nothing had happened.

A child process runs the real pipeline and kills itself with SIGKILL at its n-th step: before or after a transaction is
committed, before or after a file is put in place, in the middle of decoding. Then an undisturbed run follows, and what
is stored and published must equal what one undisturbed run alone gives.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time

import pytest

from pipeline.store import opened
from tests.conftest import ROOT, Newsroom
from tests.loopback import Loopback
from tests.test_run import ENGLISH, FEED, VERSIONS, five_languages

# Counts the steps of a run, or kills the process at one of them.
CHILD = """
import os, signal, sys
from pathlib import Path
from pipeline import files, run
from pipeline.config import load
from pipeline.store import connection, opened
from pipeline.engines import argos

steps, fatal = 0, int(sys.argv[2])

def step():
    global steps
    steps += 1
    if steps == fatal:
        os.kill(os.getpid(), signal.SIGKILL)

def around(owner, name):
    real = getattr(owner, name)
    def stepped(*given, **named):
        step()
        result = real(*given, **named)
        step()
        return result
    setattr(owner, name, stepped)

class Connection(connection.sqlite3.Connection):
    def execute(self, sql, *given):
        if sql in ("BEGIN IMMEDIATE", "COMMIT"):
            step()
        result = super().execute(sql, *given)
        if sql == "COMMIT":
            step()
        return result

connect = connection.sqlite3.connect
connection.sqlite3.connect = lambda *given, **named: connect(*given, factory=Connection, **named)
around(Path, "replace")
around(argos.Engine, "translate")
config = load(Path(sys.argv[1]))
with run.alone(config), opened(config.store) as store:
    report = run.run(store, config)
print(steps, report.failures)
"""


@pytest.fixture
def busy(newsroom: Newsroom, web: Loopback) -> Newsroom:
    """A newsroom with a feed in five languages, a follow-up and two announcements of its own."""
    folder = "  - {id: inbox, kind: folder, path: inbox, authority: issuer, rights: public}\nchannels:"
    newsroom.settings(FEED.replace("ADDRESS", web.url("")).replace("channels:", folder))
    five_languages(web)
    newsroom.drop("week.en.txt", ENGLISH.replace("1047", "2000").replace("Quayport", "Northbridge"))
    newsroom.drop("only.pt.txt", "\n\n".join(VERSIONS["pt"][:2]).replace("Quayport", "Faro"))
    return newsroom


def child(newsroom: Newsroom, fatal: int) -> subprocess.CompletedProcess[str]:
    settings = str(newsroom.folder / "sources.yaml")
    return subprocess.run(
        [sys.executable, "-c", CHILD, settings, str(fatal)], capture_output=True, text=True, cwd=ROOT, timeout=120
    )


def forget(newsroom: Newsroom) -> None:
    """Back to a newsroom that never ran."""
    for path in newsroom.folder.glob("pipeline.db*"):
        path.unlink()
    for path in sorted((newsroom.folder / "output").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


def left(newsroom: Newsroom) -> dict[str, object]:
    """All that is stored and published, but for the times at which it happened."""
    with opened(newsroom.config().store) as store:
        tables = {
            table: sorted(
                str([v for k, v in dict(row).items() if k not in MOMENTS])
                for row in store.rows(f"SELECT * FROM {table}")
            )
            for table in TABLES
        }
        published = sorted(row["path"] for row in store.rows("SELECT path FROM published_file"))
    passing = rb"20\d\d-\d\d-\d\dT[\d:.]+Z|\w{3}, \d\d \w{3} 20\d\d [\d:]{8} \S+|\"?sequence\"?(: |=\")\d+"
    outputs = {
        path: re.sub(passing, b"", content)
        for path, content in newsroom.outputs().items()
        if not path.endswith("changes.json")  # in how many steps it came about is what may differ
    }
    return {"tables": tables, "published": published, "outputs": outputs}


TABLES = (
    "story",
    "article",
    "version",
    "segment",
    "place",
    "entry",
    "missing",
    "problem",
    "story_key",
    "clue",
    "proposal",
    "published",
    "picture",
    "picture_wanted",
    "picture_content",
)
MOMENTS = {
    "created",
    "updated",
    "first_created",
    "first_seen",
    "since",
    "last",
    "todo",
    "published",
    "checked",
    "next_try",
    "changed",
    "sequence",
    "shown",
    "number",
}


def test_killed_at_many_points_it_ends_where_an_undisturbed_run_ends(busy: Newsroom) -> None:
    undisturbed = child(busy, 0)
    assert undisturbed.returncode == 0, undisturbed.stderr
    total = int(undisturbed.stdout.split()[0])
    assert total > 100
    wanted = left(busy)
    assert len(wanted["outputs"]) == 25  # type: ignore[arg-type]
    points = sorted({*range(1, total, max(1, total // 24)), total - 1, total})
    for point in points:
        forget(busy)
        killed = child(busy, point)
        assert killed.returncode == -signal.SIGKILL, f"step {point} of {total}: {killed.stderr}"
        report = busy.run()
        assert report.failures == []
        assert left(busy) == wanted, f"killed at step {point} of {total}"
        again = busy.run()
        assert (again.read, again.translated, again.written) == (0, 0, set())


@pytest.mark.slow
def test_killed_again_and_again_by_the_clock_it_still_gets_there(busy: Newsroom) -> None:
    assert child(busy, 0).returncode == 0
    wanted = left(busy)
    forget(busy)
    line = [sys.executable, "-m", "pipeline", "--config", str(busy.folder / "sources.yaml"), "run"]
    killed = 0
    for tenths in range(3, 11):
        process = subprocess.Popen(line, cwd=ROOT)
        time.sleep(tenths / 10)
        process.kill()
        killed += process.wait() == -signal.SIGKILL
    assert killed >= 3
    assert busy.command("run").returncode == 0
    assert left(busy) == wanted


def test_a_lock_ends_with_its_process(busy: Newsroom) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(busy.folder / "sources.yaml")], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    assert busy.command("run").returncode == 75
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert busy.command("fetch").returncode == 0


HOLD = """
import sys, time
from pathlib import Path
from pipeline import run
from pipeline.config import load
with run.alone(load(Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(60)
"""
