"""rsync as it is installed: into a folder, to a daemon, over ssh's command line; and what goes wrong."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.deliveries import rsync
from pipeline.errors import DeliveryError

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def installed() -> None:
    if shutil.which("rsync") is None:
        pytest.fail("this test delivers with rsync; install it with: apt-get install rsync")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A channel's folder as it is published."""
    found = tmp_path / "out" / "web"
    for name in ("en/atom.xml", "ar/atom.xml", "en/2026-03-02-abcdefgh.html", "index.html"):
        (found / name).parent.mkdir(parents=True, exist_ok=True)
        (found / name).write_text(f"this is {name}", "utf-8")
    return found


def send(folder: Path, to: str, seconds: float = 30) -> None:
    options = rsync.Options(to=to).model_copy(update={"within": timedelta(seconds=seconds)})
    rsync.deliver(folder, "web", (), key="k", options=options, now=NOW)


def held(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()}


def test_a_folder_becomes_what_is_published_and_loses_what_is_not(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    send(folder, f"{tmp_path}/www/news")
    assert held(tmp_path / "www/news") == held(folder)
    (folder / "en/2026-03-02-abcdefgh.html").unlink()
    shutil.rmtree(folder / "ar")
    (folder / "en/atom.xml").write_text("corrected", "utf-8")
    (folder / "en/.atom.xml.new").write_text("half a file", "utf-8")
    send(folder, f"{tmp_path}/www/news/")
    assert held(tmp_path / "www/news") == {"en/atom.xml": "corrected", "index.html": "this is index.html"}
    assert not (tmp_path / "www/news/ar").exists()


def test_a_channel_without_files_never_empties_a_mirror(folder: Path, tmp_path: Path) -> None:
    send(folder, f"{tmp_path}/www")
    before = held(tmp_path / "www")
    shutil.rmtree(folder)
    with pytest.raises(DeliveryError, match="holds no files; publish first"):
        send(folder, f"{tmp_path}/www")
    folder.mkdir()
    with pytest.raises(DeliveryError, match="holds no files"):
        send(folder, f"{tmp_path}/www")
    assert held(tmp_path / "www") == before != {}


@pytest.mark.parametrize("to", ["out", "out/web", "out/web/en", "out/../out", "link"])
def test_what_is_published_is_never_its_own_mirror(folder: Path, tmp_path: Path, to: str) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "out")
    before = held(folder)
    options = rsync.Options(to="/x").model_copy(update={"to": f"{tmp_path}/{to}"})
    with pytest.raises(DeliveryError, match="name another folder"):
        rsync.deliver(folder, "web", (), key="k", options=options, now=NOW)
    assert held(folder) == before


def test_what_rsync_says_is_told_with_what_to_do(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DeliveryError) as caught:
        send(folder, f"{tmp_path}/no/such/folder")
    assert f"rsync to {tmp_path}/no/such/folder ended with " in str(caught.value)
    assert "No such file or directory" in str(caught.value)
    assert "check that the folder is there" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_machine_without_rsync_says_so(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DeliveryError, match="rsync is not installed on this machine; on Debian: apt-get install rsync"):
        send(folder, f"{tmp_path}/www")


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def running() -> list[str]:
    """The command lines of all processes of this machine."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            found.append(path.read_text("utf-8", "replace").replace("\0", " "))
    return found


def test_a_receiver_that_hangs_is_left_in_time(folder: Path, silent: int) -> None:
    assert [line for line in running() if "pytest" in line], "this machine tells what runs"
    began = time.monotonic()
    with pytest.raises(DeliveryError, match="was not done within 1 s"):
        send(folder, f"rsync://127.0.0.1:{silent}/news/web", seconds=1)
    assert time.monotonic() - began < 5
    assert not [line for line in running() if f"127.0.0.1:{silent}/news" in line]


SSH = """#!/bin/sh
env > "{folder}/environment"
echo "$@" > "{folder}/asked"
while [ "$1" != mirror.example.org ]; do shift; done
shift
exec "$@"
"""


def test_over_ssh_nobody_is_asked_anything_and_no_secret_goes_along(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "ssh"
    program.parent.mkdir()
    program.write_text(SSH.format(folder=tmp_path), "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setenv("APP_HOOK_SECRET", "whsec_secret")
    monkeypatch.setenv("RSYNC_RSH", "false")
    send(folder, f"editor@mirror.example.org:{tmp_path}/www/")
    assert held(tmp_path / "www") == held(folder)
    asked = (tmp_path / "asked").read_text("utf-8")
    assert "-o BatchMode=yes" in asked
    assert "-l editor mirror.example.org rsync --server" in asked
    assert "SECRET" not in (tmp_path / "environment").read_text("utf-8")


def test_to_a_daemon(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    settings = tmp_path / "rsyncd.conf"
    own = f"uid = {os.getuid()}\ngid = {os.getgid()}\n"
    settings.write_text(f"use chroot = no\n{own}[news]\npath = {tmp_path}/www\nread only = no\n", "utf-8")
    line = ["rsync", "--daemon", "--no-detach", "--address=127.0.0.1", f"--port={port}", f"--config={settings}"]
    daemon = subprocess.Popen(line, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        send(folder, f"rsync://127.0.0.1:{port}/news")
        assert held(tmp_path / "www") == held(folder)
        with pytest.raises(DeliveryError, match="Unknown module 'other'"):
            send(folder, f"rsync://127.0.0.1:{port}/other")
    finally:
        daemon.terminate()
        daemon.wait(10)


def test_a_file_that_vanishes_meanwhile_is_looked_at_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "rsync"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho x >> "{tmp_path}/runs"\n[ "$(wc -l < "{tmp_path}/runs")" -gt 1 ] || exit 24\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    send(folder, f"{tmp_path}/www")
    assert (tmp_path / "runs").read_text("utf-8").count("x") == 2
