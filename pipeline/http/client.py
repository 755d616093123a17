"""One polite client: the only module that knows the network. The flow of one `get`:

    address checked -> robots.txt asked -> the host's turn awaited -> request -> redirect? from the top, at most 5 times
                                                                              -> answer unpacked under its cap

It asks with ETag and Last-Modified, over HTTP/2 where a server speaks it, one request at a time per host and port;
different ones are asked in parallel by as many threads as the caller has. No cookies, passwords, proxies or .netrc are
ever used.

The deadline of a request counts the time on the wire, all its redirects together. What waits for others does not count:
the turn at a host, the pause a site asks for between requests, and its robots.txt, which has a deadline of its own.
"""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urldefrag, urlsplit

from pipeline.errors import SourceError, clean
from pipeline.http import answers
from pipeline.http.addresses import check, target
from pipeline.http.answers import Response
from pipeline.http.asking import Ask, Begin, Host, Redirect, request
from pipeline.http.connection import (
    Backend,
    Budget,
    ForbiddenError,
    budget,
    drain,
    end_of,
    open_connections,
    unreachable,
)
from pipeline.http.robots import MAX_BYTES as MAX_ROBOTS_BYTES
from pipeline.http.robots import PRODUCT, Copy, Robots, origin_of
from pipeline.http.unpack import CHUNK, MAX_BYTES, streamed, too_large, unpacked
from pipeline.model import Validators

if TYPE_CHECKING:
    import httpx

MAX_REDIRECTS = 5
_ROBOTS_AGAIN = 300.0  # seconds before a robots.txt that could not be fetched is asked for again


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _tls() -> ssl.SSLContext:
    """Which certificates are trusted; one context per transport, because each sets its own protocols on it."""
    import httpx

    return httpx.create_ssl_context(trust_env=False)


class Client:
    """Asks web servers for feeds and pages; use it as a context manager, from any thread.

    `timeout` (seconds) bounds a whole request with its redirects, `connect_timeout` each connection, `max_bytes` the
    unpacked answer. `robots` are copies of robots.txt kept from an earlier run; the client adds what it fetches.
    """

    def __init__(
        self,
        user_agent_contact: str,
        site_url: str = "",
        timeout: float = 30,
        connect_timeout: float = 10,
        max_bytes: int = MAX_BYTES,
        *,
        robots: Robots | None = None,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        about = "; ".join(part for part in (f"+{site_url}" if site_url else "", user_agent_contact) if part)
        about = "".join(c for c in about if c.isascii() and c.isprintable() and c not in "()\\")
        self._user_agent = f"{PRODUCT}/0.1" + (f" ({about})" if about else "")
        self._timeout = timeout
        self._connect_timeout = connect_timeout
        self._max_bytes = max_bytes
        self._clock = clock
        self.robots = robots if robots is not None else Robots()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._hosts: dict[tuple[str, int], Host] = {}
        # By (private addresses allowed, HTTP/2): a connection opened to a private address never serves a source that
        # may not use one.
        self._transports: dict[tuple[bool, bool], httpx.HTTPTransport] = {}
        self._backend = Backend()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes all connections, and ends the pauses of requests that still wait for their turn."""
        self._closing.set()
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
        program: bool = False,
        max_bytes: int = 0,
        seconds: float = 0,
    ) -> Response:
        """Fetches one address, or learns that it has not changed since `validators` were given.

        A body that is gzip though not declared so is unpacked too. Raises SourceError, with what to do, for every
        other answer than 2xx and 304, and where the site's robots.txt does not let us in. What is offered to programs
        (`program`: an interface, a package index) is asked without robots.txt. `max_bytes` and `seconds` bound this
        request more tightly than the client's own bounds.
        """
        ask = Ask(validators or Validators(), allow_private, accept, program=program)
        return self._follow(url, replace(ask, max_bytes=max_bytes, seconds=seconds))

    def post_json(self, url: str, payload: object, *, allow_private: bool = False) -> Response:
        """Sends JSON to an interface made for programs, where robots.txt has no say, and gives its answer.

        An answer of any status is given back with its body, for the reason stands there. Redirects are not followed:
        what is sent, such as a key, goes nowhere else. Raises SourceError where no answer comes.
        """
        return self.post(url, json.dumps(payload, ensure_ascii=True).encode("ascii"), allow_private=allow_private)

    def post(
        self, url: str, sent: bytes, *, headers: Mapping[str, str] | None = None, allow_private: bool = False
    ) -> Response:
        """Sends JSON that is written already, because it is signed, with headers of its own; else as `post_json`."""
        ask = Ask(Validators(), allow_private, "application/json", program=True, sent=sent, headers=headers or {})
        return self._follow(url, ask)

    def stream(
        self,
        url: str,
        begin: Begin,
        *,
        start: int = 0,
        if_range: str = "",
        allow_private: bool = False,
        seconds: float = 3600,
        stall: float = 60,
    ) -> Response:
        """Fetches a large file from byte `start` on, piece by piece, without robots.txt; see `downloads`.

        `begin` is called with the head of the answer, 200 for the whole file or 206 for the part asked for, and gives
        the function that takes the pieces as they come. `seconds` bounds the whole, `stall` the time without a byte.
        Raises SourceError as `get` does; what `begin` and the function raise goes through, if it is a PipelineError.
        """
        ask = Ask(Validators(), allow_private, "*/*", program=True, begin=begin, start=start, if_range=if_range)
        return self._follow(url, replace(ask, seconds=seconds, stall=stall))

    def _follow(self, url: str, ask: Ask) -> Response:
        """The answer at the end of the redirects, each of them checked like the first address."""
        import httpx

        seconds = ask.seconds or self._timeout
        mine = Budget(time.monotonic() + seconds, self._connect_timeout, ask.allow_private)
        token = budget.set(mine)
        here, permanent, seen = url, True, {url}
        try:
            for hop in range(MAX_REDIRECTS + 1):
                check(here)
                if not (ask.robots or ask.program):
                    began = time.monotonic()
                    self._ask_robots(here, ask.allow_private)
                    mine.until += time.monotonic() - began
                answer = self._hop(here, ask)
                if isinstance(answer, Response):
                    return replace(answer, moved_to=urldefrag(here).url if hop and permanent else "")
                if ask.sent is not None:
                    raise SourceError(
                        f"{clean(url)} redirects to {clean(answer.to)}; if that is right, write that address instead",
                        status=answer.status,
                    )
                downgraded = here.lower().startswith("https:") and not answer.to.lower().startswith("https:")
                permanent = permanent and answer.status in answers.PERMANENT and not downgraded
                here = answer.to
                if here in seen:
                    raise SourceError(
                        f"{clean(url)} redirects in a circle; look for the address it should have",
                        status=answer.status,
                    )
                seen.add(here)
            raise SourceError(
                f"{clean(url)} redirects more than {MAX_REDIRECTS} times; look for the address it should have",
                status=HTTPStatus.FOUND,
            )
        except httpx.InvalidURL as error:
            raise SourceError(f"{clean(here)!r} is not a web address ({clean(error)}); mend it") from None
        except httpx.TimeoutException:
            stalled = ask.stall and time.monotonic() < mine.until
            said = f"sent nothing for {ask.stall:g} s" if stalled else f"did not answer in full within {seconds:g} s"
            raise SourceError(f"{clean(here)} {said}; it is tried again later") from None
        except httpx.ConnectError as error:
            raise SourceError(unreachable(here, error)) from None
        except (httpx.HTTPError, OSError, ValueError) as error:
            raise SourceError(
                f"{clean(here)} broke off or gave an answer that is not HTTP ({clean(error, 80)}); "
                f"it is tried again later"
            ) from None
        finally:
            budget.reset(token)

    def _ask_robots(self, url: str, allow_private: bool) -> None:
        """Raises SourceError unless the site's robots.txt lets us fetch the address; fetches it where need be."""
        host, origin = self._host(url), origin_of(url)
        with host.reading_robots:
            if not self.robots.fresh(origin, self._clock()):
                self._fetch_robots(host, origin, allow_private)
            host.delay = self.robots.delay(origin)
            allowed = self.robots.allows(url)
        if not allowed:
            name = clean(urlsplit(url).netloc)
            raise SourceError(
                f"robots.txt of {name} does not allow {clean(url)}; ask its owner, or use another address"
            )

    def _fetch_robots(self, host: Host, origin: str, allow_private: bool) -> None:
        """Any 4xx, or redirects without end, mean that there is none (RFC 9309, 2.3.1); what fails forbids all."""
        if host.robots_error and time.monotonic() < host.robots_again:
            if self.robots.usable(origin, self._clock()):
                return
            known = host.robots_error
            raise SourceError(str(known), status=known.status, retry_after=known.retry_after)
        ask = Ask(Validators(), allow_private, "text/plain, */*;q=0.1", robots=True)
        try:
            answer = self._follow(f"{origin}/robots.txt", ask)
            text = answer.content.decode("utf-8", "replace")
            self.robots.add(origin, Copy(text, answer.status, self._clock()))
        except ForbiddenError:
            raise  # says nothing of what another source may do there
        except SourceError as error:
            if 0 < error.status < 500:
                self.robots.add(origin, Copy("", error.status, self._clock()))
                return
            if error.status:
                error = SourceError(
                    f"nothing is fetched from {clean(urlsplit(origin).netloc)} while its robots.txt cannot be read: "
                    f"{error}",
                    status=error.status,
                    retry_after=error.retry_after,
                )
            host.robots_error, host.robots_again = error, time.monotonic() + _ROBOTS_AGAIN
            if not self.robots.usable(origin, self._clock()):
                raise error from None

    def _host(self, url: str) -> Host:
        with self._lock:
            return self._hosts.setdefault(end_of(url), Host())

    @contextmanager
    def _turn(self, host: Host, *, robots: bool) -> Iterator[None]:
        """One request at a time per host, and no sooner than the site asks; the waiting is not the server's fault."""
        began = time.monotonic()
        with host.turn:
            pause = 0.0 if robots else host.free_at + host.delay - time.monotonic()
            if pause > 0 and self._closing.wait(pause):
                raise SourceError("the run was ended before this address had its turn; it is tried again later")
            budget.get().until += time.monotonic() - began
            try:
                yield
            finally:
                if not robots:
                    host.free_at = time.monotonic()

    def _transport(self, allow_private: bool, http2: bool) -> httpx.HTTPTransport:
        import httpx

        with self._lock:
            key = (allow_private, http2)
            if key not in self._transports:
                limits = httpx.Limits(max_connections=None, max_keepalive_connections=40, keepalive_expiry=30)
                transport = httpx.HTTPTransport(verify=_tls(), trust_env=False, http2=http2, limits=limits)
                # httpx has no public place for a backend; the pool is its own documented httpcore one.
                pool: Any = transport._pool
                pool._network_backend = self._backend
                self._transports[key] = transport
            return self._transports[key]

    def _hop(self, url: str, ask: Ask) -> Response | Redirect:
        """One request: the answer, or where it redirects to.

        Asked again at once where the server had closed an idle connection, and over HTTP/1.1 where it breaks off
        HTTP/2, as some do to clients they do not know; that is remembered.
        """
        import h2.exceptions
        import httpx

        host = self._host(url)
        secure = urlsplit(url).scheme.lower() == "https"
        with self._turn(host, robots=ask.robots):
            for last in (False, False, True):
                http2 = secure and not host.http1_only
                transport = self._transport(ask.allow_private, http2)
                idle, answer = bool(open_connections(transport, url)), None
                try:
                    answer = transport.handle_request(
                        request(url, ask, self._user_agent, self._timeout, self._connect_timeout)
                    )
                    return self._read(url, answer, ask)
                except (httpx.ProtocolError, httpx.NetworkError, h2.exceptions.H2Error) as error:
                    broken_http2 = http2 and end_of(url) in self._backend.speaks_http2
                    stale = idle and answer is None  # most likely closed while it lay idle
                    if last or isinstance(error, httpx.ConnectError) or not (stale or broken_http2):
                        if isinstance(error, h2.exceptions.H2Error):
                            raise httpx.RemoteProtocolError(str(error)) from None
                        raise
                    if broken_http2 and not stale:
                        host.http1_only = True
                finally:
                    whole = answer is not None and answer.is_closed
                    if answer is not None:
                        answer.close()
                    if not whole:
                        # What is left of the answer would stand in the way of the next one.
                        for connection in open_connections(transport, url):
                            with suppress(Exception):
                                connection.close()
        raise AssertionError("the last attempt returns or raises")

    def _read(self, url: str, answer: httpx.Response, ask: Ask) -> Response | Redirect:
        status, headers, now = answer.status_code, answers.lowered(answer.headers.raw), self._clock()
        if ask.begin and status in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
            head = answers.response(url, status, headers, b"", ask.validators, now)
            receive = ask.begin(head)
            for piece in answer.iter_raw():  # as they come: with a size it would keep back what a cut leaves over
                receive(piece)
            return head
        if (200 <= status < 300 and not ask.begin) or (ask.sent is not None and status not in answers.REDIRECTS):
            return answers.response(url, status, headers, self._body(url, answer, headers, ask), ask.validators, now)
        drain(answer)
        if status in answers.REDIRECTS and headers.get("location"):
            return Redirect(target(url, headers["location"]), status)
        if status == HTTPStatus.NOT_MODIFIED and (ask.validators.etag or ask.validators.last_modified):
            return answers.response(url, status, headers, b"", ask.validators, now)
        raise answers.unwelcome(url, status, headers, now)

    def _body(self, url: str, answer: httpx.Response, headers: dict[str, str], ask: Ask) -> bytes:
        """The body, unpacked, refused once it passes the cap; a robots.txt is cut where RFC 9309 lets us stop."""
        where, tick = clean(url), budget.get().left
        cut = MAX_ROBOTS_BYTES if ask.robots else 0
        bound = min(ask.max_bytes or self._max_bytes, self._max_bytes)
        length = headers.get("content-length", "")
        if not cut and length.isdecimal() and len(length) < 20 and int(length) > bound:
            raise too_large(where, bound)
        coding = headers.get("content-encoding", "")
        most = max(bound, cut + CHUNK)
        content = b"".join(streamed(answer.iter_raw(CHUNK), coding, where, most, tick, cut=cut))
        return content if cut else unpacked(content, where, bound, tick)
