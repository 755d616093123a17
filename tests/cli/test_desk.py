"""The same acts from the command line: accounts and the record."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from typing import Any

from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import PipelineError
from tests.conftest import Newsroom


def told(newsroom: Newsroom, *words: str, exit: int = 0, **options: Any) -> str:
    """What a command prints, or of a refused one why."""
    done = CliRunner().invoke(app, ["--config", str(newsroom.folder / "sources.yaml"), *words], **options)
    if isinstance(done.exception, PipelineError):
        assert done.exception.exit_code == exit
        return str(done.exception)
    assert done.exit_code == exit, done.output
    return done.output


def people(newsroom: Newsroom) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in json.loads(told(newsroom, "people", "list", "--json"))}


def test_accounts_are_given_changed_and_closed(newsroom: Newsroom) -> None:
    link = told(newsroom, "people", "add", "Editor", "--role", "editor", "--link", "--by", "root")
    assert link.startswith("http://127.0.0.1:8420/welcome/")
    told(newsroom, "people", "add", "Reviewer", "--languages", "fr,zh-hant", "--link")
    assert people(newsroom)["Reviewer"]["languages"] == ["fr", "zh-Hant"]
    told(newsroom, "people", "role", "reviewer", "--languages", "")
    told(newsroom, "people", "close", "Reviewer")
    assert "open it first" in told(newsroom, "people", "link", "Reviewer", exit=1)
    told(newsroom, "people", "open", "Reviewer")
    found = people(newsroom)["Reviewer"]
    assert (found["languages"], found["role"], found["account"]) == ([], "reviewer", "without password")
    assert "last editor" in told(newsroom, "people", "close", "editor", exit=1)
    assert "has an account already" in told(newsroom, "people", "add", "EDITOR", "--link", exit=1)


def test_a_password_is_never_taken_from_a_pipe_or_the_command_line(newsroom: Newsroom) -> None:
    typed = "four plain words here\n" * 2
    assert "--link" in told(newsroom, "people", "add", "Editor", "--role", "editor", input=typed, exit=1)
    told(newsroom, "people", "add", "Editor", "--password", "four plain words here", exit=2)
    assert people(newsroom) == {}


def test_a_password_is_asked_for_twice_on_a_terminal_and_not_shown(newsroom: Newsroom) -> None:
    ours, theirs = pty.openpty()
    line = [sys.executable, "-m", "pipeline", "--config", str(newsroom.folder / "sources.yaml")]
    line += ["people", "add", "Editor", "--role", "editor"]
    # A session of its own, with the pseudo-terminal as its terminal: getpass asks there.
    code = "import fcntl, os, sys, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
    process = subprocess.Popen([sys.executable, "-c", code, *line], stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen = b""
    for _ in range(2):
        while not seen.endswith((b"characters: ", b"once more: ")):
            seen += os.read(ours, 1)
        os.write(ours, b"four plain words here\n")
        seen += b"|"
    while True:
        try:
            some = os.read(ours, 1_000)
        except OSError:  # the other end is closed
            break
        if not some:
            break
        seen += some
    assert process.wait(60) == 0, seen
    os.close(ours)
    assert b"plain words" not in seen
    assert people(newsroom)["Editor"]["account"] == "active"


def test_the_record_is_exported_for_spreadsheets_and_programs(newsroom: Newsroom) -> None:
    told(newsroom, "people", "add", "Editor", "--role", "editor", "--link", "--by", "=root()")
    told(newsroom, "people", "add", "Reviewer", "--link", "--by", "Editor")
    rows = list(csv.DictReader(io.StringIO(told(newsroom, "audit"))))
    assert [(row["number"], row["person"], row["act"]) for row in rows] == [
        ("1", "'=root()", "add-person"),
        ("2", "Editor", "add-person"),
    ]
    lines = told(newsroom, "audit", "--format", "jsonl", "--person", "editor").splitlines()
    assert [json.loads(line)["uri"] for line in lines] == ["person:Reviewer"]
    assert told(newsroom, "audit", "--since", "2999-01-01", "--format", "jsonl") == ""
    assert "write a day" in told(newsroom, "audit", "--until", "tomorrow", exit=1)
    assert "no story" in told(newsroom, "audit", "--story", "nothing", exit=1)


def test_a_table_in_a_file_opens_in_excel_in_every_script(newsroom: Newsroom) -> None:
    told(newsroom, "people", "add", "第二审校", "--link")
    path = newsroom.folder / "record.csv"
    with path.open("wb") as file:
        line = [sys.executable, "-m", "pipeline", "--config", str(newsroom.folder / "sources.yaml"), "audit"]
        subprocess.run(line, stdout=file, check=True, env=os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0"})
    assert path.read_bytes().startswith(b"\xef\xbb\xbfnumber,")
    assert "第二审校" in path.read_text("utf-8-sig")
