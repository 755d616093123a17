"""Who is really asking when a proxy stands between: believed from configured addresses, ignored from all others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

PEER = "desk.peer"  # the key of the WSGI environment that holds the address at the other end of the connection
Networks = tuple[IPv4Network | IPv6Network, ...]
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")


def networks(named: Iterable[str]) -> Networks:
    """Networks in CIDR notation as values."""
    return tuple(ip_network(one, strict=False) for one in named)


def within(address: str, trusted: Networks) -> bool:
    """Whether an address lies in one of the networks; IPv4 written as IPv6 counts as IPv4."""
    try:
        found = ip_address(address.strip().strip("[]").partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return any(found in network for network in trusted)


def counted(address: str) -> str:
    """An address as tries to sign in are counted by: of IPv6 the /64, which one household has to itself."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((found, 64), strict=False))


def heeding(application: Application, trusted: Networks) -> Application:
    """The application as proxies see it: X-Forwarded-For, -Proto and -Host say whence a request came.

    Only where the peer is trusted; from any other peer they are taken out, so that nothing later believes them.
    """

    def told(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        peer = environ.get("REMOTE_ADDR", "")
        environ[PEER] = peer
        chain, scheme, host = (environ.pop(name, "") for name in FORWARDED)
        if within(peer, trusted):
            environ["REMOTE_ADDR"] = _client(peer, chain, trusted)
            if (last := scheme.rpartition(",")[2].strip()) in ("http", "https"):
                environ["wsgi.url_scheme"] = last
            if last := host.rpartition(",")[2].strip():
                environ["HTTP_HOST"] = last
        return application(environ, start)

    return told


def _client(peer: str, chain: str, trusted: Networks) -> str:
    """The nearest address that is not a proxy's: what stands further left in the chain, anybody may have written."""
    nearest = peer
    for hop in reversed(chain.split(",")):
        if not hop.strip():
            break
        nearest = hop.strip().strip("[]")
        if not within(nearest, trusted):
            break
    return nearest
