"""Downloads against a real server: taken up again, never put together from two files, bounded."""

from __future__ import annotations

import hashlib
import json
import random
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.errors import OutputError, PipelineError, SourceError
from pipeline.http import Client, download
from pipeline.http import downloads as module
from tests.conftest import ROOT
from tests.loopback import Loopback, Request, Route

OLD, NEW = (random.Random(seed).randbytes(600_000) for seed in (1, 2))


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setattr(module, "PAUSE", 0.0)
    with Client("desk@example.org", timeout=5, connect_timeout=2) as one:
        yield one


class Server:
    """A file server with Range and If-Range; `breaks` are the bytes after which each of the next answers is cut."""

    def __init__(self, web: Loopback) -> None:
        self.content, self.etag, self.modified = OLD, '"one"', ""
        self.breaks: list[int] = []
        self.ranges = True
        self.web = web
        self.url = web.program("/file", self._answer)

    def _answer(self, request: Request) -> Route:
        headers = {name: value for name, value in (("ETag", self.etag), ("Last-Modified", self.modified)) if value}
        start, status = 0, 200
        wanted = re.fullmatch(r"bytes=(\d+)-", request.headers.get("range", ""))
        if self.ranges and wanted and request.headers.get("if-range", "") in (self.etag, self.modified, ""):
            start = int(wanted[1])
            if start >= len(self.content):
                return Route(b"", 416, {"Content-Range": f"bytes */{len(self.content)}"})
            status = 206
            headers["Content-Range"] = f"bytes {start}-{len(self.content) - 1}/{len(self.content)}"
        body = self.content[start:]
        if self.breaks:
            return Route(raw=_cut(status, headers, body, self.breaks.pop(0)))
        return Route(body, status, headers)

    def starts(self) -> list[str]:
        return [request.headers.get("range", "") for request in self.web.requests]


def _cut(status: int, headers: dict[str, str], body: bytes, after: int) -> Callable[[socket.socket], None]:
    def write(connection: socket.socket) -> None:
        lines = [f"HTTP/1.1 {status} OK", *(f"{k}: {v}" for k, v in headers.items()), f"Content-Length: {len(body)}"]
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + body[:after])

    return write


@pytest.fixture
def server(web: Loopback) -> Server:
    return Server(web)


def test_a_file_comes_whole_with_its_checksum_and_leaves_nothing_beside_it(
    client: Client, server: Server, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    found = download(
        client, server.url, tmp_path / "new" / "f", allow_private=True, tick=lambda a, b: told.append((a, b))
    )
    assert found.path.read_bytes() == OLD
    assert (found.size, found.sha256) == (len(OLD), hashlib.sha256(OLD).hexdigest())
    assert [path.name for path in found.path.parent.iterdir()] == ["f"]
    assert told[-1] == (len(OLD), len(OLD))
    assert [request.path for request in server.web.requests] == ["/file"], "robots.txt is not for programs"
    assert server.web.requests[0].headers["accept-encoding"] == "identity"


def test_a_cut_connection_is_taken_up_at_once(client: Client, server: Server, tmp_path: Path) -> None:
    server.breaks = [100_000, 200_000]
    assert download(client, server.url, tmp_path / "f", allow_private=True).path.read_bytes() == OLD
    assert server.starts() == ["", "bytes=100000-", "bytes=300000-"]
    assert server.web.requests[1].headers["if-range"] == '"one"'


def halved(client: Client, server: Server, path: Path) -> None:
    """A download that stopped after 250,000 bytes: the connection was cut, and then nothing came at all."""
    server.breaks = [250_000, 0]
    with pytest.raises(SourceError):
        download(client, server.url, path, allow_private=True)
    assert path.with_name("f.part").stat().st_size == 250_000
    assert not path.exists()
    server.web.requests.clear()


def test_a_later_run_goes_on_where_an_earlier_one_stopped(client: Client, server: Server, tmp_path: Path) -> None:
    halved(client, server, tmp_path / "f")
    assert download(client, server.url, tmp_path / "f", allow_private=True).path.read_bytes() == OLD
    assert server.starts() == ["bytes=250000-"]


def test_a_date_does_where_there_is_no_etag(client: Client, server: Server, tmp_path: Path) -> None:
    server.etag, server.modified = "", "Sat, 21 Jun 2025 10:00:00 GMT"
    halved(client, server, tmp_path / "f")
    assert download(client, server.url, tmp_path / "f", allow_private=True).path.read_bytes() == OLD
    assert server.web.requests[0].headers["if-range"] == server.modified


@pytest.mark.parametrize("etag", ["", 'W/"weak"'])
def test_without_a_strong_validator_it_begins_anew(client: Client, server: Server, tmp_path: Path, etag: str) -> None:
    server.etag = etag
    server.breaks = [250_000]
    assert download(client, server.url, tmp_path / "f", allow_private=True).path.read_bytes() == OLD
    assert server.starts() == ["", ""]


def test_a_file_that_changed_meanwhile_comes_anew(client: Client, server: Server, tmp_path: Path) -> None:
    halved(client, server, tmp_path / "f")
    server.content, server.etag = NEW, '"two"'
    assert download(client, server.url, tmp_path / "f", allow_private=True).path.read_bytes() == NEW
    assert server.starts() == ["bytes=250000-"]


def test_a_server_that_ignores_if_range_does_not_mix_two_files(client: Client, server: Server, tmp_path: Path) -> None:
    halved(client, server, tmp_path / "f")
    server.content = NEW

    def careless(request: Request) -> Route:
        server.etag = request.headers.get("if-range", '"two"')  # takes whatever it is asked for
        answer = server._answer(request)
        return Route(answer.content, answer.status, {**answer.headers, "ETag": '"two"'})

    server.web.program("/file", careless)
    assert download(client, server.url, tmp_path / "f", allow_private=True).path.read_bytes() == NEW
    assert server.starts() == ["bytes=250000-", ""]


@pytest.mark.parametrize("span", ["bytes 0-349999/600000", "bytes 250000-599999/700000", "bytes x", "", "bytes 9-1/*"])
def test_a_part_that_does_not_fit_is_not_taken(client: Client, server: Server, tmp_path: Path, span: str) -> None:
    halved(client, server, tmp_path / "f")

    def confused(request: Request) -> Route:
        if "range" in request.headers:
            return Route(OLD[250_000:], 206, {"Content-Range": span})
        return Route(OLD, 200)

    server.web.program("/file", confused)
    assert download(client, server.url, tmp_path / "f", allow_private=True).path.read_bytes() == OLD


def test_a_part_longer_than_the_file_now_is_given_up(client: Client, server: Server, tmp_path: Path) -> None:
    halved(client, server, tmp_path / "f")
    server.content = OLD[:1000]
    assert download(client, server.url, tmp_path / "f", allow_private=True).path.read_bytes() == OLD[:1000]


@pytest.mark.parametrize(
    "note", ["", "[]", "{}", '{"url": 1}', "\0", '{"url": "x", "etag": "a", "total": -1}', "[" * 9999]
)
def test_a_part_of_unknown_origin_is_not_built_on(client: Client, server: Server, tmp_path: Path, note: str) -> None:
    (tmp_path / "f.part").write_bytes(NEW[:1000])
    (tmp_path / "f.part.json").write_text(note)
    assert download(client, server.url, tmp_path / "f", allow_private=True).path.read_bytes() == OLD
    assert server.starts() == [""]


def test_a_part_of_another_address_is_not_built_on(client: Client, server: Server, tmp_path: Path) -> None:
    halved(client, server, tmp_path / "f")
    other = server.web.page("/other", NEW, etag='"one"')
    assert download(client, other, tmp_path / "f", allow_private=True).path.read_bytes() == NEW


def refused(client: Client, url: str, path: Path, **options: int) -> str:
    with pytest.raises(PipelineError) as caught:
        download(client, url, path, **({"allow_private": True} | options))
    assert not path.exists()
    return str(caught.value)


def test_what_cannot_be_had_is_told(client: Client, server: Server, web: Loopback, tmp_path: Path) -> None:
    path = tmp_path / "f"
    assert "404" in refused(client, web.url("/none"), path)
    assert "503" in refused(client, web.page("/busy", b"", status=503), path)
    assert "more than 0.1 MB" in refused(client, server.url, path, max_bytes=104_857)
    assert "packed" in refused(client, web.page("/gz", b"x", headers={"Content-Encoding": "gzip"}), path)
    assert "this machine itself" in refused(client, server.url, path, allow_private=0)
    assert "cannot reach" in refused(client, "http://127.0.0.1:9/x", path)


def test_a_body_without_length_stops_at_the_bound(client: Client, web: Loopback, tmp_path: Path) -> None:
    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    assert "more than" in refused(client, web.raw("/f", endless), tmp_path / "f", max_bytes=1_000_000)
    assert (tmp_path / "f.part").stat().st_size <= 1_000_000


def test_silence_ends(client: Client, web: Loopback, tmp_path: Path) -> None:
    import threading

    over = threading.Event()

    def silent(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
        over.wait(60)  # far longer than either bound, however busy the machine

    try:
        with pytest.raises(SourceError, match=r"sent nothing for 0\.3 s"):
            download(client, web.raw("/f", silent), tmp_path / "f", allow_private=True, stall=0.3, seconds=60)
        with pytest.raises(SourceError, match="within"):
            download(client, web.raw("/f", silent), tmp_path / "f", allow_private=True, stall=60, seconds=0.4)
    finally:
        over.set()


FULL = """
import resource, sys
from pathlib import Path
from pipeline.errors import OutputError
from pipeline.http import Client, download
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))  # the file system takes no more than that
with Client("x") as client:
    try:
        download(client, sys.argv[1], Path(sys.argv[2]), allow_private=True)
    except OutputError as error:
        print(error)
"""


def test_a_disk_that_takes_no_more_is_told_and_the_part_stays(server: Server, tmp_path: Path) -> None:
    line = [sys.executable, "-c", FULL, server.url, str(tmp_path / "f")]
    done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert "f.part cannot be written" in done.stdout, done.stderr
    assert done.stderr == ""
    assert 0 < (tmp_path / "f.part").stat().st_size <= 200_000
    assert json.loads((tmp_path / "f.part.json").read_text())["total"] == len(OLD)


def test_more_than_the_disk_has_is_not_begun(client: Client, web: Loopback, tmp_path: Path) -> None:
    def huge(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\nabc")

    with pytest.raises(OutputError, match="free some space"):
        download(client, web.raw("/f", huge), tmp_path / "f", allow_private=True, max_bytes=10**15)


def test_json_is_posted_and_any_answer_comes_back(client: Client, web: Loopback) -> None:
    url = web.page("/api", '{"error": "Slow down"}', status=429, content_type="application/json")
    answer = client.post_json(url, {"q": ["é\ud800"], "n": 1}, allow_private=True)
    assert (answer.status, json.loads(answer.content)) == (429, {"error": "Slow down"})
    (request,) = web.requests
    assert (request.method, request.headers["content-type"]) == ("POST", "application/json")
    assert json.loads(request.body) == {"q": ["é\ud800"], "n": 1}


def test_what_is_posted_goes_nowhere_else(client: Client, web: Loopback) -> None:
    with pytest.raises(SourceError, match="write that address instead"):
        client.post_json(web.redirect("/api", "/elsewhere", 307), {"key": "secret"}, allow_private=True)
    assert [request.path for request in web.requests] == ["/api"]
    with pytest.raises(SourceError, match="this machine itself"):
        client.post_json(web.url("/api"), {})
