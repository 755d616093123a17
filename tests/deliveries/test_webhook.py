"""Webhooks as a receiver sees them: what is sent, signed how, and what each answer leads to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from pipeline.deliveries import webhook
from pipeline.errors import DeliveryError
from tests.loopback import Loopback, Request, Route

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
CHANGES: list[dict[str, Any]] = [
    {"sequence": 3, "event": "updated", "uri": "tag:n,2026:خبر", "notify": False, "url": "https://n.example/خبر.html"},
    {"sequence": 7, "event": "canceled", "uri": "tag:n,2026:b", "notify": True, "url": None},
]


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_SECRET", SECRET)


def options(url: str) -> webhook.Options:
    return webhook.Options(url=url, secret="HOOK_SECRET", allow_private=True)


def send(url: str, key: str = "msg_1") -> None:
    webhook.deliver(Path("nowhere"), "web", CHANGES, key=key, options=options(url), now=NOW)


def accepted(request: Request, secret: str = SECRET) -> bool:
    """Whether a receiver that knows the secret believes a request."""
    head = request.headers
    signed = f"{head['webhook-id']}.{head['webhook-timestamp']}.".encode() + request.body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mine = "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    return mine in head["webhook-signature"].split(" ")


def test_the_signature_is_that_of_the_published_example() -> None:
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    found = webhook._signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_changes_are_sent_in_order_signed_and_with_their_key(web: Loopback) -> None:
    send(web.page("/hook", status=204))
    (request,) = web.requests
    assert (request.method, request.headers["content-type"]) == ("POST", "application/json")
    assert request.headers["idempotency-key"] == request.headers["webhook-id"] == "msg_1"
    assert request.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert accepted(request)
    assert not accepted(request, "whsec_" + base64.b64encode(bytes(32)).decode())
    assert json.loads(request.body) == {"channel": "web", "from": 3, "to": 7, "changes": CHANGES}
    assert "خبر".encode() in request.body


def test_while_a_secret_is_replaced_both_receivers_believe(web: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    old = "whsec_" + base64.b64encode(bytes(24)).decode()
    monkeypatch.setenv("HOOK_SECRET", f"{SECRET.removeprefix('whsec_')} {old}\n")
    send(web.page("/hook"))
    assert accepted(web.requests[0])
    assert accepted(web.requests[0], old)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "the environment variable HOOK_SECRET, which should hold the secret, is not set"),
        ("  ", "the environment variable HOOK_SECRET, which should hold the secret, is not set"),
        ("whsec_c2hvcnQ=", "HOOK_SECRET holds no secret: write whsec_ and 24 bytes or more in base64"),
        ("plain words are no key", "HOOK_SECRET holds no secret"),
        ("whsec_" + "é" * 40, "HOOK_SECRET holds no secret"),
    ],
)
def test_without_a_sound_secret_nothing_is_sent(
    web: Loopback, monkeypatch: pytest.MonkeyPatch, value: str | None, told: str
) -> None:
    monkeypatch.delenv("HOOK_SECRET") if value is None else monkeypatch.setenv("HOOK_SECRET", value)
    with pytest.raises(DeliveryError) as caught:
        send(web.page("/hook"))
    assert told in str(caught.value)
    assert not value or not value.strip() or value not in str(caught.value)
    assert web.requests == []


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_answer_of_success_is_one(web: Loopback, status: int) -> None:
    send(web.page("/hook", "thank you", status=status))
    assert len(web.requests) == 1


@pytest.mark.parametrize(
    ("status", "headers", "told", "wait", "gone"),
    [
        (410, {}, "wants to hear of no more changes", None, True),
        (429, {"Retry-After": "120"}, "it is tried again later", 120, False),
        (503, {"Retry-After": "7200"}, "it is tried again later", 7200, False),
        (503, {"Retry-After": "soon"}, "it is tried again later", None, False),
        (500, {}, "it is tried again later", None, False),
        (400, {}, "check the address", None, False),
        (404, {}, "check the address", None, False),
        (401, {}, "compare the secret", None, False),
        (300, {}, "check the address", None, False),
    ],
)
def test_what_each_refusal_leads_to(
    web: Loopback, status: int, headers: dict[str, str], told: str, wait: float | None, gone: bool
) -> None:
    with pytest.raises(DeliveryError) as caught:
        send(web.page("/hook", f"you sent {SECRET}", status=status, headers=headers))
    assert told in str(caught.value)
    assert f"answered {status}" in str(caught.value)
    assert (caught.value.retry_after, caught.value.gone) == (wait, gone)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(web: Loopback, status: int) -> None:
    web.page("/elsewhere")
    with pytest.raises(DeliveryError, match="changes are sent nowhere else") as caught:
        send(web.redirect("/hook", "/elsewhere?token=abc", status))
    assert [request.path for request in web.requests] == ["/hook"]
    assert "token" not in str(caught.value)


def test_a_receiver_that_hangs_is_left_in_time(web: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "SECONDS", 0.3)
    url = web.page("/T000/S3cretPath", delay=5)
    began = datetime.now(UTC)
    with pytest.raises(DeliveryError, match=r"127\.0\.0\.1 did not answer in full within 0\.3 s"):
        send(url)
    assert (datetime.now(UTC) - began).total_seconds() < 3


def test_an_address_that_is_a_secret_itself_is_told_to_nobody(
    web: Loopback, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "SECONDS", 0.3)
    caplog.set_level(logging.DEBUG)
    said = []
    web.page("/T000/S3cretPath", status=500)
    web.raw("/T000/S3cretPath/raw", lambda socket: socket.sendall(b"no HTTP at all\r\n\r\n"))
    web.page("/T000/S3cretPath/slow", delay=2)
    addresses = [web.url(f"/T000/S3cretPath{more}?sig=S3cretQuery") for more in ("", "/raw", "/slow", "/" + "x" * 300)]
    for url in [*addresses, "http://127.0.0.1:9/T000/S3cretPath", "http://no-such-host.invalid/S3cretPath"]:
        with pytest.raises(DeliveryError) as caught:
            send(url)
        said.append(str(caught.value))
    assert "S3cret" not in "\n".join(said)
    assert all("127.0.0.1" in one or "no-such-host" in one for one in said)
    assert SECRET.removeprefix("whsec_") not in caplog.text
    assert base64.b64decode(SECRET.removeprefix("whsec_")).hex() not in caplog.text


def test_private_addresses_are_refused_unless_meant(web: Loopback) -> None:
    url = web.page("/hook").replace("http://", "https://")
    told = webhook.Options(url=url, secret="HOOK_SECRET")
    with pytest.raises(DeliveryError, match="on this machine itself"):
        webhook.deliver(Path("nowhere"), "web", CHANGES, key="k", options=told, now=NOW)
    assert web.requests == []


@pytest.mark.parametrize("told", [{"url": "http://a.example/"}, {"url": "ftp://a.example/"}, {"secret": "a b"}])
def test_options_that_would_be_unsafe_are_refused(told: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        webhook.Options(**({"url": "https://a.example/", "secret": "S"} | told))  # type: ignore[arg-type]


def test_the_same_changes_give_the_same_bytes(web: Loopback) -> None:
    answers = iter([Route(status=500), Route(status=200)])
    url = web.program("/hook", lambda request: next(answers))
    with pytest.raises(DeliveryError):
        send(url)
    send(url)
    first, second = web.requests
    assert first.body == second.body
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
