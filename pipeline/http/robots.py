"""What each site asks of robots (RFC 9309): kept for a day, asked before every request."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from protego import Protego

PRODUCT = "newsroom-pipeline"  # the token a site names us by, as in our User-Agent
MAX_BYTES = 500 * 1024
KEPT = timedelta(hours=24)  # no copy is used for longer (RFC 9309, 2.4)
REFRESHED = timedelta(hours=12)  # asked anew from then on, so that a short outage finds a copy to fall back on
MAX_DELAY = 10.0  # seconds between two requests to one host, however many a site asks for
_AGENT = re.compile(r"\s*user[ -]?agent\s*[:\s]\s*(.*)", re.IGNORECASE)
_PARSED = 256  # sites whose rules are held parsed


class Copy(NamedTuple):
    """One site's robots.txt as it was fetched: its text, the status it came with, and when (UTC)."""

    text: str
    status: int
    fetched_at: datetime


class Robots:
    """The copies at hand, by origin ("https://example.org"); `load` and `dump` are for keeping them between runs."""

    def __init__(self) -> None:
        self._copies: dict[str, Copy] = {}
        self._rules: dict[str, tuple[Copy, Protego]] = {}

    def load(self, kept: Mapping[str, tuple[str, int, datetime]]) -> None:
        """Takes copies of an earlier run: origin -> (text, status, fetched_at)."""
        for origin, (text, status, fetched_at) in kept.items():
            self._copies[origin] = Copy(text, status, fetched_at)

    def dump(self, now: datetime) -> dict[str, Copy]:
        """The copies that may still be used at `now`, to be kept."""
        return {origin: copy for origin, copy in self._copies.items() if _age(copy, now) < KEPT}

    def add(self, origin: str, copy: Copy) -> None:
        """Takes a copy that was just fetched."""
        self._copies[origin] = copy

    def fresh(self, origin: str, now: datetime) -> bool:
        """Whether there is a copy that need not be fetched anew yet."""
        copy = self._copies.get(origin)
        return copy is not None and _age(copy, now) < (REFRESHED if copy.status != 429 else timedelta(minutes=5))

    def usable(self, origin: str, now: datetime) -> bool:
        """Whether there is a copy that may be used where none can be fetched."""
        copy = self._copies.get(origin)
        return copy is not None and _age(copy, now) < KEPT

    def allows(self, url: str) -> bool:
        """Whether the site lets us fetch this address; everything, where it has no robots.txt (any 4xx)."""
        rules = self._parsed(origin_of(url))
        return rules is None or bool(rules.can_fetch(url, PRODUCT))

    def delay(self, origin: str) -> float:
        """Seconds the site wants between two requests (Crawl-delay), at most MAX_DELAY."""
        rules = self._parsed(origin)
        asked = rules.crawl_delay(PRODUCT) if rules is not None else None
        return min(max(float(asked), 0.0), MAX_DELAY) if asked is not None and math.isfinite(asked) else 0.0

    def _parsed(self, origin: str) -> Protego | None:
        copy = self._copies[origin]
        if not copy.text:
            return None
        kept = self._rules.get(origin)
        if kept is None or kept[0] is not copy:
            from protego import Protego

            if len(self._rules) >= _PARSED:
                self._rules.clear()
            kept = self._rules[origin] = (copy, Protego.parse(ours(copy.text)))
        return kept[1]


def _age(copy: Copy, now: datetime) -> timedelta:
    age = now - copy.fetched_at
    return age if age >= timedelta() else KEPT  # a copy from the future is of no age at all: the clock was wrong


def origin_of(url: str) -> str:
    """The scheme, host and port whose robots.txt speaks for an address."""
    parts = urlsplit(url)
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}"


def ours(text: str) -> str:
    """The groups of a robots.txt that speak to us or to everybody, without the others.

    A parser copies every rule to every agent of its group, so a file of half a megabyte that names ten thousand agents
    could fill memory; two groups cannot.
    """
    kept: list[str] = []
    naming, wanted = False, False
    for line in text[:MAX_BYTES].lstrip("\ufeff").splitlines():
        line = line.split("#")[0].strip()
        found = _AGENT.fullmatch(line)
        if found:
            if not naming:
                kept.append("User-agent: nobody")  # ends the group before
                wanted = False
            naming = True
            name = found[1].split("/")[0].strip().lower()
            if name in ("*", PRODUCT, f"{PRODUCT}*"):
                kept.append(f"User-agent: {name}")
                wanted = True
        elif line:
            naming = naming and line.lower().startswith(("sitemap", "host"))
            if wanted and not line.lower().startswith(("sitemap", "host")):
                kept.append(line)
    return "\n".join(kept)
