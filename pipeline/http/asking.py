"""What is asked of a server, as plain values: the request, and what is known of the host it goes to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.errors import SourceError
from pipeline.http.answers import Response
from pipeline.http.unpack import ACCEPTED
from pipeline.model import Validators

if TYPE_CHECKING:
    import httpx

Begin = Callable[[Response], Callable[[bytes], object]]  # an answer's head -> what takes each piece of its body


@dataclass(slots=True)
class Host:
    """What is known of one host and port: whose turn it is, and how it wants to be asked."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    reading_robots: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = float("-inf")  # monotonic seconds
    delay: float = 0.0
    http1_only: bool = False
    robots_error: SourceError | None = None
    robots_again: float = float("-inf")


@dataclass(frozen=True, slots=True)
class Ask:
    """What stays the same over all hops of one request; `robots` when it is a robots.txt that is fetched.

    `program` marks what is offered to programs, where robots.txt has no say; `sent` is the JSON of a POST, `headers`
    what else goes with it; `begin` takes the answer of a download as it comes, from byte `start` on; `seconds` and
    `stall` bound it. `max_bytes` bounds the answer to this request alone, 0 where the client's own bound holds.
    """

    validators: Validators
    allow_private: bool
    accept: str
    robots: bool = False
    program: bool = False
    sent: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    begin: Begin | None = None
    start: int = 0
    if_range: str = ""
    seconds: float = 0
    stall: float = 0
    max_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where an answer sends us, and by which status."""

    to: str
    status: int


def request(url: str, ask: Ask, user_agent: str, timeout: float, connect_timeout: float) -> httpx.Request:
    """The request for one hop; times are seconds."""
    import httpx

    headers: dict[bytes, bytes] = {
        b"User-Agent": user_agent.encode("ascii"),
        b"Accept": ask.accept.encode("ascii"),
        b"Accept-Encoding": b"identity" if ask.begin else ACCEPTED.encode("ascii"),
    }
    if ask.sent is not None:
        headers[b"Content-Type"] = b"application/json"
        headers |= {name.encode("ascii"): value.encode("ascii") for name, value in ask.headers.items()}
    if ask.start:
        headers[b"Range"] = b"bytes=%d-" % ask.start
        headers[b"If-Range"] = ask.if_range.encode("latin-1", "ignore")
    # One that is not printable would end its line and begin another header.
    if ask.validators.etag.isprintable() and ask.validators.etag:
        headers[b"If-None-Match"] = ask.validators.etag.encode("latin-1", "ignore")
    if ask.validators.last_modified.isprintable() and ask.validators.last_modified:
        headers[b"If-Modified-Since"] = ask.validators.last_modified.encode("latin-1", "ignore")
    seconds = ask.stall or timeout
    timeouts = {"connect": connect_timeout, "read": seconds, "write": seconds, "pool": seconds}
    method = "GET" if ask.sent is None else "POST"
    return httpx.Request(method, url, headers=headers, content=ask.sent, extensions={"timeout": timeouts})
