"""Webhook: the changes of a channel, sent to a program as signed JSON.

The signature is that of Standard Webhooks (standardwebhooks.com): an HMAC-SHA256 of `id.timestamp.body`, so that the
receiver can tell who sent it and that it is no old message played again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo

from pipeline.errors import DeliveryError, SourceError, clean
from pipeline.http import Client, Response
from pipeline.http.answers import REDIRECTS, retry_after
from pipeline.options import Variable, WebAddress

BATCH = 500  # changes in one request
SECONDS = 30.0  # for one request
ANSWER = 1_000_000  # bytes; more is no answer to this
AGENT = "newsroom-pipeline"
PREFIX = "whsec_"
SHORTEST = 24  # bytes of a secret, as the specification asks


def _guarded(url: str, told: ValidationInfo) -> str:
    if urlsplit(url).scheme.lower() != "https" and not told.data.get("allow_private"):
        raise ValueError("write https://, or set allow_private: true for a receiver on your own network")
    return url


class Options(BaseModel):
    """Who hears of changes, and what they know them by."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    allow_private: bool = Field(False, description="True only for a receiver on your own network")
    url: Annotated[WebAddress, AfterValidator(_guarded)] = Field(
        max_length=2000, description="Where changes are sent, such as https://app.example.org/hook"
    )
    secret: Variable = Field(
        description="The environment variable that holds the secret: whsec_ and at least 24 bytes in base64",
    )


def deliver(
    folder: Path, channel: str, changes: Sequence[Mapping[str, Any]], *, key: str, options: Options, now: datetime
) -> None:
    """Send changes in one request, in their order and as `changes.json` has them.

    `key` tells the receiver that it has seen them before. Raises DeliveryError where the answer is no 2xx, or there is
    none.
    """
    body = _body(channel, changes)
    headers = {"webhook-id": key, "webhook-timestamp": str(int(now.timestamp())), "Idempotency-Key": key}
    headers["webhook-signature"] = " ".join(
        _signature(secret, key, headers["webhook-timestamp"], body) for secret in _secrets(options.secret)
    )
    where = clean(urlsplit(options.url).hostname or "")  # the rest of an address may be a secret itself
    try:
        with Client(AGENT, timeout=SECONDS, max_bytes=ANSWER) as client:
            answer = client.post(options.url, body, headers=headers, allow_private=options.allow_private)
    except SourceError as error:
        if error.status in REDIRECTS:
            raise DeliveryError(
                "{} answered {}: it leads elsewhere, and changes are sent nowhere else; write the address it has now",
                where,
                error.status,
            ) from None
        raise DeliveryError("{}", _without(str(error), options.url, where)) from None
    if not 200 <= answer.status < 300:
        raise _refusal(answer, where)


def _body(channel: str, changes: Sequence[Mapping[str, Any]]) -> bytes:
    """The changes as JSON in UTF-8; the same changes give the same bytes."""
    told = {"channel": channel, "from": changes[0]["sequence"], "to": changes[-1]["sequence"], "changes": changes}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _secrets(variable: str) -> list[bytes]:
    """The keys to sign with: more than one, apart by blanks, while an old one is being replaced."""
    found = []
    for written in os.environ.get(variable, "").split():
        try:
            secret = base64.b64decode(written.removeprefix(PREFIX), validate=True)
        except (binascii.Error, ValueError):
            secret = b""
        if len(secret) < SHORTEST:
            raise DeliveryError(
                "the environment variable {} holds no secret: write whsec_ and {} bytes or more in base64",
                variable,
                SHORTEST,
            )
        found.append(secret)
    if not found:
        raise DeliveryError("the environment variable {}, which should hold the secret, is not set", variable)
    return found


def _signature(secret: bytes, key: str, timestamp: str, body: bytes) -> str:
    signed = hmac.new(secret, f"{key}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode('ascii')}"


def _without(said: str, url: str, where: str) -> str:
    """An error without the address it names, but for its host."""
    parts = urlsplit(url)
    said = said.replace(clean(url), where).replace(url, where)
    for secret in (parts.query, parts.path):
        said = said.replace(secret, "…") if len(secret) > 1 else said
    return said


def _refusal(answer: Response, where: str) -> DeliveryError:
    """What the answer means. What it says is not told: it may hold what was sent."""
    wait = retry_after(answer.headers, datetime.now(UTC))
    if answer.status == 410:
        return DeliveryError(
            "{} answered 410: it wants to hear of no more changes, so it is left alone; take this delivery out, or "
            "mend its url",
            where,
            gone=True,
        )
    if answer.status in (401, 403):
        return DeliveryError(
            "{} answered {}: it does not accept the signature; compare the secret", where, answer.status
        )
    if answer.status == 429 or answer.status >= 500:
        return DeliveryError("{} answered {}; it is tried again later", where, answer.status, retry_after=wait)
    return DeliveryError("{} answered {}; check the address", where, answer.status, retry_after=wait)
