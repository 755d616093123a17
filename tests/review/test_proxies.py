"""Whom a request is said to come from is believed from configured proxies only."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.review import proxies

TRUSTED = proxies.networks(("10.1.0.0/16", "127.0.0.1", "2001:db8::/32"))


def heard(peer: str, **headers: str) -> dict[str, Any]:
    found: dict[str, Any] = {}

    def application(environ: dict[str, Any], start: object) -> list[bytes]:
        found.update(environ)
        return []

    environ = {"REMOTE_ADDR": peer, "wsgi.url_scheme": "http", "HTTP_HOST": "127.0.0.1:8420", **headers}
    proxies.heeding(application, TRUSTED)(environ, lambda *_: None)
    return found


FORGED = {
    "HTTP_X_FORWARDED_FOR": "127.0.0.1",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "desk.example.org",
}


def test_strangers_are_not_believed() -> None:
    found = heard("203.0.113.9", **FORGED)
    assert (found["REMOTE_ADDR"], found["wsgi.url_scheme"], found["HTTP_HOST"]) == (
        "203.0.113.9", "http", "127.0.0.1:8420"
    )  # fmt: skip
    assert not set(FORGED) & set(found)


def test_a_trusted_proxy_is_believed() -> None:
    found = heard("10.1.2.3", **FORGED | {"HTTP_X_FORWARDED_FOR": "203.0.113.9"})
    assert (found["REMOTE_ADDR"], found["wsgi.url_scheme"], found["HTTP_HOST"]) == (
        "203.0.113.9", "https", "desk.example.org"
    )  # fmt: skip
    assert found[proxies.PEER] == "10.1.2.3"


@pytest.mark.parametrize(
    ("chain", "client"),
    [
        ("127.0.0.1, 203.0.113.9", "203.0.113.9"),  # what stands before it, that client may have written
        ("203.0.113.9, 10.1.0.9, 127.0.0.1", "203.0.113.9"),
        ("10.1.0.9", "10.1.0.9"),
        ("", "10.1.2.3"),
        ("nonsense", "nonsense"),
        ("203.0.113.9,", "10.1.2.3"),
    ],
)
def test_the_nearest_address_that_is_no_proxy_is_the_clients(chain: str, client: str) -> None:
    assert heard("10.1.2.3", HTTP_X_FORWARDED_FOR=chain)["REMOTE_ADDR"] == client


def test_a_scheme_that_is_none_is_not_taken() -> None:
    assert heard("10.1.2.3", HTTP_X_FORWARDED_PROTO="javascript")["wsgi.url_scheme"] == "http"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"), ("nonsense", "unknown"), ("", "unknown"),
    ],
)  # fmt: skip
def test_one_household_counts_as_one_address(address: str, counted: str) -> None:
    assert proxies.counted(address) == counted


def test_networks_hold_mapped_addresses_too() -> None:
    assert proxies.within("::ffff:10.1.0.1", TRUSTED) and proxies.within("[2001:db8::1]", TRUSTED)
    assert not proxies.within("10.2.0.1", TRUSTED) and not proxies.within("", TRUSTED)
