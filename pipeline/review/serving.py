"""Serves the desk with waitress: threads, bounded requests, a clean end."""

from __future__ import annotations

import errno
import logging
import resource
import signal
from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address
from types import FrameType

from waitress.server import create_server

from pipeline.config import Config
from pipeline.errors import ActError
from pipeline.review.app import create_app
from pipeline.review.publishing import Publisher
from pipeline.run.report import utc_now

THREADS = 8
CONNECTIONS = 1_000  # at once; half-sent requests keep theirs until IDLE, and no thread
IDLE = 30  # seconds after which a silent connection is closed
CLEANUP = 10  # seconds between looks for silent connections
FILES = 256  # that the desk itself may have open, beside connections
DELIVERING = 10.0  # seconds at the end for what was published last to be delivered
HEADERS = 32_768  # bytes of all headers of a request
BODY = 64_000_000  # bytes that are read (to disk) so that the desk itself can say that they are too many


def serve(config: Config, *, listen: str = "", tell: Callable[[str], None], warn: Callable[[str], None]) -> None:
    """Answer at `review.listen`, or at `listen` in its place, until SIGTERM or SIGINT.

    `tell` hears the address once it answers, `warn` what is unsafe about it. Acts done until the end are published
    before it ends. Raises ActError when the address cannot be had.
    """
    if listen:
        config = replace(config, review=replace(config.review, listen=listen))
    address = config.review.listen
    publisher = Publisher(config, utc_now)
    app = create_app(config, publisher=publisher)
    logging.getLogger("waitress").setLevel(logging.ERROR)  # it warns of every queue of a second
    try:
        server = create_server(
            app,
            listen=address,
            threads=THREADS,
            channel_timeout=IDLE,
            ident=None,
            max_request_header_size=HEADERS,
            max_request_body_size=BODY,
            connection_limit=_connections(),
            asyncore_use_poll=True,  # select() knows no file beyond the 1,024th
            cleanup_interval=CLEANUP,
            clear_untrusted_proxy_headers=False,  # the desk heeds or drops them itself, see proxies.py
        )
    except OSError as error:
        raise ActError(_taken(address, error)) from error
    except ValueError as error:  # what waitress makes of a host that is not found
        raise ActError(f"{address} is no address of this machine; mend --listen or `review: listen:`") from error
    if not loopback(address) and not config.review.url.startswith("https://"):
        warn(
            f"{address} can be reached from other machines, and what goes over plain http can be read on the way: "
            "put a proxy with https before it, and its address as `url:` under `review:`"
        )
    port = getattr(server, "effective_port", None) or server.effective_listen[0][1]
    app.config["LISTENED"] = f"{address.rpartition(':')[0]}:{port}"
    tell(config.review.url or f"http://{app.config['LISTENED']}")

    def stop(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        server.run()  # returns on SystemExit and KeyboardInterrupt, when answers under way are out
    except (SystemExit, KeyboardInterrupt):
        pass
    finally:
        signal.signal(signal.SIGTERM, before)
        server.close()
        publisher.settled()
        publisher.end(DELIVERING)


def _connections() -> int:
    """How many connections may stand at once; asks the system for as many open files as that takes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < CONNECTIONS + FILES:
        most = CONNECTIONS + FILES if hard == resource.RLIM_INFINITY else min(hard, CONNECTIONS + FILES)
        soft = max(soft, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return CONNECTIONS if soft == resource.RLIM_INFINITY else max(FILES, min(CONNECTIONS, soft - FILES))


def loopback(address: str) -> bool:
    """Whether a host and port can be reached from this machine alone."""
    host = address.rpartition(":")[0].strip("[]")
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _taken(address: str, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"{address} is taken already, perhaps by a desk that runs; end that one, or choose another --listen"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"{address} may not be used: ports below 1024 belong to the system; choose another --listen"
    return f"{address} cannot be used: {error.strerror}; choose another --listen"
