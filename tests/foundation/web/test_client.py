"""Whose address counts: the peer's, or what a proxy that we know says about it."""

from __future__ import annotations

import pytest
from litestar import Request

from foundation.settings import Settings
from foundation.web.app import build_app
from foundation.web.client import client_address
from foundation.web.edge import Site
from foundation.web.serving import uvicorn_options

ALONE = build_app(Settings(), [])
BEHIND = build_app(Settings(trusted_proxies=("10.0.0.1", "10.1.0.0/16")), [])


def address(app: Site, peer: str | None, *forwarded: str) -> str:
    headers = [(b"x-forwarded-for", one.encode()) for one in forwarded]
    scope = {
        "type": "http",
        "headers": headers,
        "client": (peer, 1) if peer else None,
        "litestar_app": app,
        "state": {},
    }
    return client_address(Request(scope))  # type: ignore[arg-type]  # only what is looked at


@pytest.mark.parametrize("peer", ["203.0.113.7", "127.0.0.1", "10.0.0.1"])
def test_forged_header_is_not_believed_without_a_proxy(peer: str) -> None:
    assert address(ALONE, peer, "198.51.100.1") == peer


@pytest.mark.parametrize("peer", ["203.0.113.7", "127.0.0.1", "10.0.0.2"])
def test_forged_header_is_not_believed_from_a_stranger(peer: str) -> None:
    assert address(BEHIND, peer, "198.51.100.1") == peer


@pytest.mark.parametrize(
    "forwarded, expected",
    [
        (["198.51.100.1"], "198.51.100.1"),
        (["1.1.1.1, 198.51.100.1"], "198.51.100.1"),  # what the client sent itself stands to the left
        (["1.1.1.1", "198.51.100.1"], "198.51.100.1"),
        (["198.51.100.1, 10.1.2.3"], "198.51.100.1"),
        (["198.51.100.1, nonsense"], "10.0.0.1"),
        (["nonsense"], "10.0.0.1"),
        ([""], "10.0.0.1"),
        ([], "10.0.0.1"),
        (["10.1.2.3, 10.1.2.4"], "10.1.2.3"),
    ],
)
def test_known_proxy_is_believed_and_no_further(forwarded: list[str], expected: str) -> None:
    assert address(BEHIND, "10.0.0.1", *forwarded) == expected


def test_ipv6_counts_by_network() -> None:
    assert address(ALONE, "2001:db8:1:2:3:4:5:6") == address(ALONE, "2001:db8:1:2::1") == "2001:db8:1:2::/64"
    assert address(ALONE, "2001:db8:1:3::1") != address(ALONE, "2001:db8:1:2::1")
    assert address(ALONE, "::ffff:203.0.113.7") == "203.0.113.7"


def test_no_peer_is_one_client() -> None:
    assert address(ALONE, None) == address(ALONE, "socket") == "unknown"


def test_uvicorn_leaves_the_headers_alone() -> None:
    options = uvicorn_options(Settings())
    assert options["proxy_headers"] is False
    assert options["access_log"] is False
    assert (options["loop"], options["http"]) == ("uvloop", "httptools")
