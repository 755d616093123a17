"""The desk answers over real sockets, and ends when it is told to."""

from __future__ import annotations

import functools
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from typer.testing import CliRunner

from pipeline import acts
from pipeline.cli import app
from pipeline.errors import ActError
from pipeline.model import Role
from pipeline.review.serving import loopback
from pipeline.store import opened
from tests.conftest import Newsroom


@contextmanager
def served(newsroom: Newsroom, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`pipeline review` in a process of its own; the address it answers at."""
    line = [sys.executable, "-m", "pipeline", "--config", str(newsroom.folder / "sources.yaml"), "review", *words]
    quiet = os.environ | {"PYTHONUNBUFFERED": ""}
    pipe = subprocess.PIPE
    # A shell's background job hands down that SIGINT is ignored; at a terminal, Ctrl+C arrives.
    heed = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(line, stdout=pipe, stderr=pipe, text=True, env=quiet, preexec_fn=heed) as process:
        late = threading.Timer(60, process.kill)
        late.start()
        try:
            assert process.stdout is not None
            first = process.stdout.readline()
            yield process, first.split()[-1].removeprefix("http://") if first else ""
        finally:
            process.terminate()
            process.wait(30)
            late.cancel()


def asked(address: str, method: str, path: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(address, timeout=30)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return connection.getresponse()


def test_it_answers_refuses_and_ends_cleanly(newsroom: Newsroom) -> None:
    with served(newsroom, "--listen", "127.0.0.1:0") as (process, address):
        assert process.stdout is not None and process.stderr is not None
        assert "no editor yet" in process.stdout.readline()
        assert 'people add "Your Name" --role editor' in process.stdout.readline()
        home = asked(address, "GET", "/")
        assert (home.status, home.getheader("Location"), home.getheader("Server")) == (303, "/sign-in", None)
        door = asked(address, "GET", "/sign-in")
        assert door.status == 200 and "has no editor" in door.read().decode()
        assert asked(address, "GET", "/sign-in", Host="evil.example").status == 421
        assert asked(address, "POST", "/sign-in", Sec_Fetch_Site="cross-site").status == 403
        assert asked(address, "GET", "/sign-in", X_Filler="x" * 40_000).status == 431
        forged = {"X-Forwarded-Host": "evil.example", "X-Remote-User": "Editor", "X_Remote_User": "Editor"}
        assert asked(address, "GET", "/account", **forged).status == 303
        with socket.create_connection(address.split(":")) as raw:  # type: ignore[arg-type]
            raw.sendall(b"GET /static/../../app.py HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            told = b"".join(iter(lambda: raw.recv(65_536), b""))
        assert told.startswith(b"HTTP/1.1 404") and b"create_app" not in told
        again = newsroom.command("review", "--listen", address)
        assert again.returncode == 1
        assert again.stderr.strip() == (
            f"pipeline: {address} is taken already, perhaps by a desk that runs; end that one, or choose another --listen"
        )
        process.send_signal(signal.SIGTERM)
        assert process.wait(90) == 0
        assert process.stderr.read() == ""


def test_a_hundred_and_fifty_half_sent_requests_do_not_stop_a_whole_one(newsroom: Newsroom) -> None:
    with served(newsroom, "--listen", "127.0.0.1:0") as (_, address), ExitStack() as half:
        for _ in range(150):
            raw = half.enter_context(socket.create_connection(address.split(":")))  # type: ignore[arg-type]
            raw.sendall(b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nname=")
        assert asked(address, "GET", "/sign-in").status == 200


def test_a_file_far_too_large_gets_a_page_of_the_desk(newsroom: Newsroom) -> None:
    name, password = "Editor", "four plain words here"
    with opened(newsroom.config().store) as store:
        acts.add_person(store, name, Role.EDITOR, [], by="root", now=datetime.now(UTC), password=password)
    with served(newsroom, "--listen", "127.0.0.1:0") as (_, address):
        connection = http.client.HTTPConnection(address, timeout=30)
        own = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/sign-in", urlencode({"name": name, "password": password}), own)
        answer = connection.getresponse()
        answer.read()
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        own |= {"Cookie": cookie, "Content-Type": "multipart/form-data; boundary=x"}
        connection.request("POST", "/memory/import", b"-" * 9_000_000, own)
        told = connection.getresponse()
        page = told.read().decode()
        assert told.status == 413 and "That is too large" in page and "At most 4 MB" in page


def test_on_every_address_it_warns_and_ends_on_interrupt(newsroom: Newsroom) -> None:
    added = newsroom.command("people", "add", "Editor", "--role", "editor", "--link")
    assert added.returncode == 0
    with served(newsroom, "--listen", "0.0.0.0:0") as (process, address):
        port = address.rpartition(":")[2]
        assert asked(f"127.0.0.1:{port}", "GET", "/sign-in").status == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(90) == 0
        assert process.stderr is not None and process.stdout is not None
        assert "put a proxy with https before it" in process.stderr.read()
        assert process.stdout.read() == ""  # there is an editor: nothing to do first


@pytest.mark.parametrize("listen", ["127.0.0.1:99999", "no.such.host.invalid:8420", "192.0.2.1:8420"])
def test_an_address_that_cannot_be_had_is_told(newsroom: Newsroom, listen: str) -> None:
    done = CliRunner().invoke(app, ["--config", str(newsroom.folder / "sources.yaml"), "review", "--listen", listen])
    assert isinstance(done.exception, ActError) and listen in str(done.exception)


def test_what_other_machines_can_reach() -> None:
    assert loopback("127.0.0.1:8420") and loopback("[::1]:1") and loopback("localhost:1") and loopback("127.8.8.8:1")
    assert not loopback("0.0.0.0:1") and not loopback("[::]:1") and not loopback("newsroom.lan:1")
