"""One polite client: the only module that knows the network.

It asks with ETag and Last-Modified, follows redirects itself and checks every hop, connects only to addresses it has
checked (so a name cannot point elsewhere between check and connect), and bounds every answer in time and size.
"""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from pipeline.errors import SourceError, clean
from pipeline.http.addresses import REDIRECTS, check, refusal, target, unwelcome
from pipeline.model import Validators

if TYPE_CHECKING:
    import httpx

MAX_BYTES = 20 * 1024 * 1024
MAX_REDIRECTS = 5
_CHUNK = 64 * 1024
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:+-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered: `url` is where the redirects ended, `content` the body, unpacked.

    `content_type` is the bare media type in lower case, `charset` what the header says of it ("" where it says
    nothing), `headers` have lower-case names. With `not_modified` the content is empty and `validators` still hold.
    """

    url: str
    status: int
    content_type: str = ""
    charset: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""
    validators: Validators = field(default_factory=Validators)
    not_modified: bool = False


@dataclass(frozen=True, slots=True)
class _Budget:
    """What one request may do: until when (monotonic seconds), and whether private addresses are meant."""

    until: float
    connect_timeout: float
    allow_private: bool

    def left(self, timeout: float | None = None) -> float:
        """Seconds left, at most `timeout`; a timeout as the transport knows it once nothing is left."""
        import httpcore

        left = self.until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole request took too long")
        return left if timeout is None else min(left, timeout)


# Per thread and request, because pooled connections outlive the request that opened them.
_budget: ContextVar[_Budget] = ContextVar("_budget")


class _Stream:
    """A connection whose every read and write ends with the request's deadline, however slowly bytes drip."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data: bytes = self._inner.read(max_bytes, timeout=_budget.get().left(timeout))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout=_budget.get().left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> _Stream:
        left = _budget.get().left(timeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname=server_hostname, timeout=left))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend:
    """Opens connections for httpcore: resolves a host, refuses private addresses, connects to the checked address."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> _Stream:
        import httpcore

        budget = _budget.get()
        addresses = _resolve(host, port, budget.left(budget.connect_timeout))
        if not budget.allow_private:
            for address in addresses:
                if reason := refusal(address):
                    raise SourceError(
                        f"{clean(host)} is {reason} ({address}); "
                        f"set allow_private: true for this source if that is meant"
                    )
        ends = time.monotonic() + budget.left(budget.connect_timeout)
        backend = httpcore.SyncBackend()
        for n, address in enumerate(addresses):
            # An unreachable first address (IPv6 without a route) must leave time for the others.
            share = max(0.05, (ends - time.monotonic()) / (len(addresses) - n))
            try:
                stream = backend.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if n == len(addresses) - 1:
                    raise
            else:
                return _Stream(stream)
        raise httpcore.ConnectError("no address")

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> _Stream:
        raise SourceError("local sockets are not asked")

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def _resolve(host: str, port: int, timeout: float) -> list[str]:
    """The addresses of a host, asked in a thread of its own because the system resolver knows no timeout."""
    answer: list[str] = []
    failure: list[Exception] = []

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.extend(dict.fromkeys(str(entry[4][0]) for entry in found))
        except (OSError, UnicodeError) as error:
            failure.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(timeout)
    if thread.is_alive():
        raise SourceError(f"cannot find {clean(host)}: the name server did not answer; check your network")
    if failure or not answer:
        raise SourceError(f"cannot find {clean(host)}: no such host; check the address or your network")
    return answer[:8]


class Client:
    """Asks web servers for feeds and pages; use it as a context manager, from any thread.

    `timeout` (seconds) bounds a whole request with its redirects, `connect_timeout` each connection, `max_bytes` the
    unpacked answer. Cookies, proxies and .netrc are not used.
    """

    def __init__(
        self,
        user_agent_contact: str,
        site_url: str = "",
        timeout: float = 30,
        connect_timeout: float = 10,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        about = "; ".join(part for part in (f"+{site_url}" if site_url else "", user_agent_contact) if part)
        about = "".join(c for c in about if c.isascii() and c.isprintable() and c not in "()\\")
        self._user_agent = "newsroom-pipeline/0.1" + (f" ({about})" if about else "")
        self._timeout = timeout
        self._connect_timeout = connect_timeout
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        # Two pools, so that a connection opened to a private address never serves a source that may not use one.
        self._transports: dict[bool, httpx.HTTPTransport] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes all connections."""
        for transport in self._transports.values():
            transport.close()
        self._transports.clear()

    def get(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        allow_private: bool = False,
        accept: str = "*/*",
    ) -> Response:
        """Fetches one address, or learns that it has not changed since `validators` were given.

        Raises SourceError, with what to do, for every other answer than 2xx and 304.
        """
        import httpx

        validators = validators or Validators()
        token = _budget.set(_Budget(time.monotonic() + self._timeout, self._connect_timeout, allow_private))
        here = url
        try:
            for _ in range(MAX_REDIRECTS + 1):
                answer = self._hop(here, validators, allow_private, accept)
                if isinstance(answer, Response):
                    return answer
                here = answer
            raise SourceError(
                f"{clean(url)} redirects more than {MAX_REDIRECTS} times; look for the address it should have"
            )
        except httpx.InvalidURL as error:
            raise SourceError(f"{clean(here)!r} is not a web address ({clean(error)}); mend it") from None
        except httpx.TimeoutException:
            raise SourceError(
                f"{clean(here)} did not answer in full within {self._timeout:g} s; it is tried again on the next run"
            ) from None
        except httpx.ConnectError as error:
            raise SourceError(_unreachable(here, error)) from None
        except (httpx.HTTPError, OSError, ValueError) as error:
            raise SourceError(
                f"{clean(here)} broke off or gave an answer that is not HTTP ({clean(error, 80)}); "
                f"it is tried again on the next run"
            ) from None
        finally:
            _budget.reset(token)

    def _transport(self, allow_private: bool) -> httpx.HTTPTransport:
        import httpx

        with self._lock:
            if allow_private not in self._transports:
                transport = httpx.HTTPTransport(trust_env=False)
                # httpx has no public place for a backend; the pool is its own documented httpcore one.
                pool: Any = transport._pool
                pool._network_backend = _Backend()
                self._transports[allow_private] = transport
            return self._transports[allow_private]

    def _hop(self, url: str, validators: Validators, allow_private: bool, accept: str) -> Response | str:
        """One request: the answer, or the address it redirects to."""
        import httpx

        check(url)
        headers: dict[bytes, bytes] = {
            b"User-Agent": self._user_agent.encode("ascii"),
            b"Accept": accept.encode("ascii"),
            b"Accept-Encoding": b"gzip, deflate",
        }
        if validators.etag:
            headers[b"If-None-Match"] = validators.etag.encode("latin-1", "ignore")
        if validators.last_modified:
            headers[b"If-Modified-Since"] = validators.last_modified.encode("latin-1", "ignore")
        seconds = self._timeout
        timeouts = {"connect": self._connect_timeout, "read": seconds, "write": seconds, "pool": seconds}
        request = httpx.Request("GET", url, headers=headers, extensions={"timeout": timeouts})
        answer = self._transport(allow_private).handle_request(request)
        try:
            return self._read(url, answer, validators)
        finally:
            answer.close()

    def _read(self, url: str, answer: httpx.Response, validators: Validators) -> Response | str:
        status = answer.status_code
        headers: dict[str, str] = {}
        for name, value in answer.headers.raw:
            key, text = name.decode("latin-1").lower(), value.decode("latin-1").strip()
            headers[key] = f"{headers[key]}, {text}" if key in headers else text
        if status in REDIRECTS and headers.get("location"):
            return target(url, headers["location"])
        conditional = bool(validators.etag or validators.last_modified)
        if status == HTTPStatus.NOT_MODIFIED and conditional:
            kept = Validators(
                _validator(headers, "etag") or validators.etag,
                _validator(headers, "last-modified") or validators.last_modified,
            )
            return Response(url=url, status=status, headers=headers, validators=kept, not_modified=True)
        if not 200 <= status < 300:
            raise SourceError(unwelcome(url, status, headers), status=status)
        content = b"".join(self._unpacked(url, answer, headers))
        declared = headers.get("content-type", "")
        charset = _CHARSET.search(declared)
        return Response(
            url=url,
            status=status,
            content_type=declared.split(";")[0].split(",")[0].strip().lower(),
            charset=charset[1].lower() if charset else "",
            headers=headers,
            content=content,
            validators=Validators(_validator(headers, "etag"), _validator(headers, "last-modified")),
        )

    def _unpacked(self, url: str, answer: httpx.Response, headers: dict[str, str]) -> Iterator[bytes]:
        """The body in small pieces, unpacked, refused once it passes the cap: a gzip bomb never unfolds in memory."""
        too_large = SourceError(
            f"{clean(url)} sends more than {self._max_bytes / 1024 / 1024:g} MB; check that it is the right address"
        )
        length = headers.get("content-length", "")
        if length.isdecimal() and len(length) < 20 and int(length) > self._max_bytes:
            raise too_large
        coding = headers.get("content-encoding", "").strip().lower()
        if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise SourceError(f"{clean(url)} is packed as {clean(coding, 40)}, which was not asked for; tell its owner")
        packed = coding not in ("", "identity")
        pieces = _inflate(url, answer.iter_raw(_CHUNK), coding) if packed else answer.iter_raw(_CHUNK)
        total = 0
        for piece in pieces:
            total += len(piece)
            if total > self._max_bytes:
                raise too_large
            yield piece


def _inflate(url: str, chunks: Iterator[bytes], coding: str) -> Iterator[bytes]:
    """gzip (with any number of members) or deflate (with or without its zlib header), at most 64 KiB at a time."""
    window = zlib.MAX_WBITS if coding == "deflate" else zlib.MAX_WBITS | 16
    unpacker, first = zlib.decompressobj(window), True
    damaged = SourceError(f"{clean(url)} sends a damaged {coding} body; it is tried again on the next run")
    for chunk in chunks:
        if first and coding == "deflate" and (chunk[0] & 0x0F != 8 or chunk[0] >> 4 > 7):
            unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        first, data = False, chunk
        while data:
            if unpacker.eof:
                if coding == "deflate" or not data.strip(b"\0"):
                    break  # padding after the end is harmless
                unpacker = zlib.decompressobj(window)
            _budget.get().left()
            try:
                piece = unpacker.decompress(data, _CHUNK)
            except zlib.error:
                raise damaged from None
            data = unpacker.unconsumed_tail or unpacker.unused_data
            if piece:
                yield piece
    while not first and not unpacker.eof:
        try:
            piece = unpacker.decompress(b"", _CHUNK)
        except zlib.error:
            raise damaged from None
        if not piece:
            raise damaged
        yield piece


def _validator(headers: dict[str, str], name: str) -> str:
    """An ETag or Last-Modified verbatim; one that is absurdly long or not printable is not kept."""
    value = headers.get(name, "")
    return value if len(value) <= 1024 and value.isprintable() else ""


def _unreachable(url: str, error: Exception) -> str:
    """Why no connection came about, from the exception at the bottom of the chain."""
    host = clean(urlsplit(url).hostname or url)
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return (
                f"the certificate of {host} is not accepted ({clean(cause.verify_message, 80)}); "
                f"check the address and this machine's clock, or tell its owner"
            )
        if isinstance(cause, ssl.SSLError):
            return f"no secure connection to {host} ({clean(cause.reason or 'TLS error', 80)}); check the address"
        if isinstance(cause, OSError) and cause.strerror:
            return f"cannot reach {host}: {clean(cause.strerror, 80).lower()}; check the address or your network"
        cause = cause.__cause__ or cause.__context__
    return f"cannot reach {host}: {clean(error, 80)}; check the address or your network"
