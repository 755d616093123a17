"""The guarded way to a server: a deadline on all it reads and writes, connections to checked addresses only.

httpcore asks this backend for its connections, so a name cannot point elsewhere between check and connect, on any hop.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pipeline.errors import SourceError, clean
from pipeline.http.addresses import refusal

if TYPE_CHECKING:
    import httpx

DRAINED = 64 * 1024  # bytes of an unwanted body read so that its connection can be used again


class ForbiddenError(SourceError):
    """The address leads where this source may not go; another source may be allowed to."""


@dataclass(slots=True)
class Budget:
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
budget: ContextVar[Budget] = ContextVar("budget")


class _Stream:
    """A connection whose every read and write ends with the request's deadline, however slowly bytes drip."""

    def __init__(self, inner: Any, backend: Backend, end: tuple[str, int]) -> None:
        self._inner = inner
        self._backend = backend
        self._end = end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data: bytes = self._inner.read(max_bytes, timeout=budget.get().left(timeout))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout=budget.get().left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> _Stream:
        left = budget.get().left(timeout)
        inner = self._inner.start_tls(ssl_context, server_hostname=server_hostname, timeout=left)
        if inner.get_extra_info("ssl_object").selected_alpn_protocol() == "h2":
            self._backend.speaks_http2.add(self._end)
        return _Stream(inner, self._backend, self._end)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class Backend:
    """Opens connections for httpcore: resolves a host, refuses private addresses, connects to the checked address.

    `speaks_http2` holds the (host, port) pairs that agreed to HTTP/2.
    """

    def __init__(self) -> None:
        self.speaks_http2: set[tuple[str, int]] = set()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> _Stream:
        """A connection to the first of the host's addresses that answers; ForbiddenError where one is private."""
        import httpcore

        allowed = budget.get()
        addresses = _resolve(host, port, allowed.left(allowed.connect_timeout))
        for address in addresses:
            # Link-local addresses carry machines' metadata and keys; no source ever lives there.
            if ipaddress.ip_address(address.partition("%")[0]).is_link_local:
                raise ForbiddenError(f"{clean(host)} is a link-local address ({address}), which is never asked")
        if not allowed.allow_private:
            for address in addresses:
                if reason := refusal(address):
                    raise ForbiddenError(
                        f"{clean(host)} is {reason} ({address}); "
                        f"set allow_private: true for this source if that is meant"
                    )
        ends = time.monotonic() + allowed.left(allowed.connect_timeout)
        sockets = httpcore.SyncBackend()
        for n, address in enumerate(addresses):
            # An unreachable first address (IPv6 without a route) must leave time for the others.
            share = max(0.05, (ends - time.monotonic()) / (len(addresses) - n))
            try:
                stream = sockets.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if n == len(addresses) - 1:
                    raise
            else:
                return _Stream(stream, self, (host, port))
        raise httpcore.ConnectError("no address")

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> _Stream:
        """Refused: nothing on this machine is asked that way."""
        raise ForbiddenError("local sockets are not asked")

    def sleep(self, seconds: float) -> None:
        """Wait, as httpcore asks between attempts."""
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


def end_of(url: str) -> tuple[str, int]:
    """The host and port an address is asked at."""
    import httpx

    parsed = httpx.URL(url)
    return parsed.raw_host.decode("ascii"), parsed.port or (443 if parsed.scheme == "https" else 80)


def open_connections(transport: httpx.HTTPTransport, url: str) -> list[Any]:
    """The open connections that would serve an address."""
    import httpcore
    import httpx

    pool: Any = transport._pool
    raw = httpx.URL(url)
    origin = httpcore.URL(scheme=raw.raw_scheme, host=raw.raw_host, port=raw.port, target=raw.raw_path).origin
    return [one for one in pool.connections if one.can_handle_request(origin) and not one.is_closed()]


def drain(answer: httpx.Response) -> None:
    """Reads a short unwanted body to its end, for a second at most, so that its connection can be used again."""
    mine = budget.get()
    token = budget.set(replace(mine, until=min(mine.until, time.monotonic() + 1)))
    total = 0
    try:
        for piece in answer.iter_raw():
            total += len(piece)
            if total > DRAINED:
                break
    except Exception:  # whatever it was, the body is not wanted and the connection is closed
        pass
    finally:
        budget.reset(token)


def unreachable(url: str, error: Exception) -> str:
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
