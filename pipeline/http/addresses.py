"""Which web addresses may be asked: pure rules for the client in `http`."""

from __future__ import annotations

import ipaddress
from urllib.parse import urljoin, urlsplit

from pipeline.errors import SourceError, clean


def refusal(address: str) -> str:
    """Why an IP address may not be asked ("on a private network"), or nothing when it is a public one.

    Covers private, loopback, link-local, shared (CGNAT), multicast and reserved ranges (IANA special-purpose
    registries), and IPv4 addresses carried inside IPv6 ones: mapped, compatible, 6to4, Teredo, NAT64.
    """
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inside: list[ipaddress.IPv4Address] = [v4 for v4 in (ip.ipv4_mapped, ip.sixtofour) if v4]
        inside += list(ip.teredo or ())
        if ip in ipaddress.ip_network("64:ff9b::/96") or (ip in ipaddress.ip_network("::/96") and int(ip) > 1):
            inside.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        for v4 in inside:
            if reason := refusal(str(v4)):
                return reason
        if inside:
            return ""
        if ip.is_site_local:
            return "on a private network"
    if ip.is_loopback:
        return "on this machine itself"
    if ip.is_multicast:
        return "a multicast address"
    if ip.is_private or not ip.is_global or ip.is_reserved or ip.is_unspecified:
        return "on a private network"
    return ""


def check(url: str) -> None:
    """Refuses what is no plain web address."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  (raises for a port that is no number)
    except ValueError as error:
        raise SourceError(f"{clean(url)!r} is not a web address ({clean(error)}); mend it") from None
    if parts.scheme.lower() not in ("http", "https"):
        raise SourceError(f"{clean(url)!r} is not a web address; only http and https are fetched")
    if not parts.hostname or any(c.isspace() or not c.isprintable() for c in url):
        raise SourceError(f"{clean(url)!r} is not a web address; mend it")
    if "@" in parts.netloc:
        raise SourceError(
            f"the address of {clean(parts.hostname)} holds a user name or password; addresses with one are not fetched"
        )


def target(url: str, location: str) -> str:
    """The absolute address a redirect leads to; many servers send it as raw UTF-8 or with blanks."""
    try:
        raw = location.encode("latin-1").decode("utf-8", "replace").strip().replace(" ", "%20")
        absolute = urljoin(url, raw)
        check(absolute)
    except ValueError:
        raise SourceError(f"{clean(url)} redirects to {clean(location)!r}, which is not a web address") from None
    except SourceError as error:
        raise SourceError(f"{clean(url)} redirects to an address that is refused: {error}") from None
    return absolute
