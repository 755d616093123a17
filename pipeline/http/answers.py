"""What a server's answer says, as plain values: what came, how long to leave it alone, and what went wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from pipeline.errors import SourceError, clean
from pipeline.model import Validators

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
MAX_WAIT = timedelta(days=7)
MAX_RETRY_AFTER = timedelta(hours=24)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:+-]{1,40})", re.IGNORECASE)
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d+)", re.IGNORECASE)
_NOT_KEPT = re.compile(r"(?:^|[,\s])no-(?:cache|store)(?![\w=-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered: `url` is where the redirects ended, `content` the body, unpacked.

    `content_type` is the bare media type in lower case, `charset` what the header says of it ("" where it says
    nothing), `headers` have lower-case names. With `not_modified` the content is empty and `validators` still hold.
    `moved_to` is `url` where every redirect on the way was permanent (301, 308), else "". `wait` is how long the server
    asks not to be asked again (Cache-Control: max-age, Expires), from 0 to 7 days; None where it says nothing.
    """

    url: str
    status: int
    content_type: str = ""
    charset: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""
    validators: Validators = field(default_factory=Validators)
    not_modified: bool = False
    moved_to: str = ""
    wait: timedelta | None = None


def response(
    url: str, status: int, headers: dict[str, str], content: bytes, asked: Validators, now: datetime
) -> Response:
    """The answer as a value; a 304 keeps the validators it was asked with where it names none."""
    declared = headers.get("content-type", "")
    charset = _CHARSET.search(declared)
    known = asked if status == HTTPStatus.NOT_MODIFIED else Validators()
    return Response(
        url=url,
        status=status,
        content_type=declared.split(";")[0].split(",")[0].strip().lower(),
        charset=charset[1].lower() if charset else "",
        headers=headers,
        content=content,
        validators=Validators(
            _validator(headers, "etag") or known.etag, _validator(headers, "last-modified") or known.last_modified
        ),
        not_modified=status == HTTPStatus.NOT_MODIFIED,
        wait=wait(headers, now),
    )


def lowered(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Header fields under lower-case names; those sent twice are joined with commas (RFC 9110, 5.3)."""
    found: dict[str, list[str]] = {}
    for name, value in raw:
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1").strip())
    return {name: ", ".join(values) for name, values in found.items()}


def _validator(headers: dict[str, str], name: str) -> str:
    """An ETag or Last-Modified verbatim; one that is absurdly long or not printable is not kept."""
    value = headers.get(name, "")
    return value if len(value) <= 1024 and value.isprintable() else ""


def wait(headers: dict[str, str], now: datetime) -> timedelta | None:
    """How long an answer stays fresh (RFC 9111, 4.2), less the Age it already has; at least 0, at most 7 days.

    s-maxage is for shared caches and does not count. An Expires that is no date means "already stale".
    """
    control = headers.get("cache-control", "")
    if _NOT_KEPT.search(control):
        return timedelta()
    if found := _MAX_AGE.search(control):
        fresh = _seconds(found[1], MAX_WAIT) - _seconds(headers.get("age", ""), MAX_WAIT)
    elif "expires" in headers:
        expires, sent = _date(headers["expires"]), _date(headers.get("date", "")) or now
        fresh = expires - sent if expires else timedelta()
    else:
        return None
    return min(max(fresh, timedelta()), MAX_WAIT)


def retry_after(headers: dict[str, str], now: datetime) -> float | None:
    """Seconds for which the server asks to be left alone (RFC 9110, 10.2.3), in either form; 0 to 24 hours.

    A date is compared with the server's own clock where it tells it, for the two clocks may differ.
    """
    value = headers.get("retry-after", "")
    if found := re.match(r"\d+(?=\s*(?:,|$))", value, re.ASCII):  # sent twice, the first counts
        return _seconds(found[0], MAX_RETRY_AFTER).total_seconds()
    until = _date(value)
    if until is None:
        return None
    left = until - (_date(headers.get("date", "")) or now)
    return min(max(left, timedelta()), MAX_RETRY_AFTER).total_seconds()


def _seconds(digits: str, most: timedelta) -> timedelta:
    digits = digits.strip()
    if not (digits.isascii() and digits.isdecimal()):
        return timedelta()
    return most if len(digits) > 9 else min(timedelta(seconds=int(digits)), most)


def _date(value: str) -> datetime | None:
    """An HTTP-date in any of its three forms (RFC 9110, 5.6.7); None for anything else."""
    if not value or len(value) > 64:
        return None
    try:
        found = parsedate_to_datetime(value)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def unwelcome(url: str, status: int, headers: dict[str, str], now: datetime) -> SourceError:
    """What an answer other than 2xx and 304 means, and what to do, with its status and Retry-After."""
    try:
        words = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        words = str(status)
    seconds = retry_after(headers, now)
    if status == HTTPStatus.GONE:
        advice = "its owner says that it is withdrawn for good; look for its new address, or remove it"
    elif status == HTTPStatus.NOT_FOUND:
        advice = "check whether the address has moved or was withdrawn"
    elif status in (401, 403, 407, 451):
        advice = "it does not let this client in; ask its owner, or open the address in a browser"
    elif status in REDIRECTS or status < 400:
        advice = "that is no answer to this request; check the address"
    elif status == 429 or status >= 500:
        asked = f" (it asks to wait {seconds:.0f} s)" if seconds else ""
        advice = f"it is tried again later{asked}"
    else:
        advice = "check the address"
    return SourceError(f"{clean(url)} answered {words}; {advice}", status=status, retry_after=seconds)
