"""Who is at the other end: the address of the client, believed only from proxies that we know."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from litestar.connection import ASGIConnection

from foundation.settings import Settings

Connection = ASGIConnection[Any, Any, Any, Any]


def settings_of(connection: Connection) -> Settings:
    """The settings with which the application was built."""
    settings: Settings = connection.app.state.settings
    return settings


def method_of(connection: Connection) -> str:
    """The HTTP method."""
    return str(connection.scope.get("method", ""))


def is_api(connection: Connection) -> bool:
    """Whether the address belongs to the API for programs."""
    return connection.scope["path"].startswith("/api/")


def client_address(connection: Connection) -> str:
    """The client's address, an IPv6 one cut to its /64 (one household or office has a whole /64).

    X-Forwarded-For is read from the right, past the proxies named in the settings, and not at all when
    the peer itself is none of them: anybody can send the header.
    """
    peer = connection.client.host if connection.client else ""
    proxies = settings_of(connection).trusted_proxies
    if not _is_trusted(peer, proxies):
        return _grouped(peer)
    hops = [hop.strip() for hop in ",".join(connection.headers.getall("x-forwarded-for", [])).split(",")]
    for hop in reversed([hop for hop in hops if hop]):
        if _address(hop) is None:
            break
        peer = hop
        if not _is_trusted(hop, proxies):
            break
    return _grouped(peer)


@lru_cache(1024)
def _is_trusted(host: str, proxies: tuple[str, ...]) -> bool:
    address = _address(host)
    if address is None:
        return False
    return any(address in ip_network(proxy, strict=False) for proxy in proxies)


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(host)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


@lru_cache(1024)
def _grouped(host: str) -> str:
    address = _address(host)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, 64), strict=False))
    return str(address) if address else "unknown"
