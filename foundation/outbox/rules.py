"""What an address looks like, what is signed and how, how long one tries, and where nothing is sent."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Final

from foundation.errors import FieldProblem, Invalid
from foundation.text import Text, text

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class Channel(StrEnum):
    """By which way an organisation is told."""

    EMAIL = "email"
    WEBHOOK = "webhook"

    @property
    def label(self) -> Text:
        """The word in the reader's language."""
        return _CHANNELS[self]


_CHANNELS: Final = {Channel.EMAIL: text("E-mail"), Channel.WEBHOOK: text("Webhook")}

#: The wait after the first failure, the second, …; after the last one the message is given up (two days).
DELAYS: Final = tuple(
    timedelta(seconds=seconds) for seconds in (5, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400)
)
#: A mailbox as we write to it: RFC 5321 without quoting and comments, which no office uses.
_MAILBOX: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
#: https, a host, perhaps a port, a path, a query: no name or password, no fragment.
_HOOK: Final = re.compile(
    r"https://(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?(?P<query>\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?"
)
_LONGEST: Final = 300
#: Addresses that carry an IPv4 address in them: whoever asks for one of these asks for that one.
_NAT64: Final = ip_network("64:ff9b::/96")
_SECRET: Final = "whsec_"  # noqa: S105 - how secrets begin


def read_mailbox(written: str) -> str:
    """An e-mail address. Raises `Invalid`."""
    found = written.strip()
    local = found.rpartition("@")[0]
    if len(found) > _LONGEST or not _MAILBOX.fullmatch(found) or ".." in found or local.strip(".") != local:
        raise Invalid([FieldProblem("address", text("This is not an e-mail address."))])
    return found


class Hook(str):
    """An address that may be called, with its parts."""

    __slots__ = ()

    @property
    def host(self) -> str:
        """The name or number of the machine."""
        return _parts(self)["host"].strip("[]").lower()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(_parts(self)["port"] or 443)

    @property
    def target(self) -> str:
        """What is asked for there."""
        found = _parts(self)
        return (found["path"] or "/") + (found["query"] or "")


def _parts(address: str) -> dict[str, str]:
    found = _HOOK.fullmatch(address)
    assert found is not None  # `read_hook` let it in
    return found.groupdict()


def read_hook(written: str) -> Hook:
    """A webhook's address. Raises `Invalid`."""
    found = written.strip()
    if not found.lower().startswith("https://"):
        said = text("A webhook's address begins with https://.")
        raise Invalid([FieldProblem("address", said)])
    match = _HOOK.fullmatch(found)
    if len(found) > _LONGEST or match is None or not 0 < int(match["port"] or 443) < 65_536:
        said = text("This address cannot be called.")
        remedy = text("It has a host, perhaps a port and a path; no user name, no password, no #.")
        raise Invalid([FieldProblem("address", said, remedy)])
    return Hook(found)


def may_call(address: Address, allowed: Sequence[Network] = ()) -> bool:
    """Whether a webhook may reach this machine: the public ones, and the networks named by the operator."""
    inner = _inner(address)
    if inner is not None:
        return may_call(inner, allowed)
    if any(address in network for network in allowed if network.version == address.version):
        return True
    return address.is_global and not address.is_multicast and not address.is_reserved


def _inner(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address only wraps."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo is not None:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The header `webhook-signature` of Standard Webhooks: HMAC-SHA256 over id, time and body."""
    key = base64.b64decode(secret.removeprefix(_SECRET))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def secret_of(random: bytes) -> str:
    """A secret as Standard Webhooks writes it."""
    return _SECRET + base64.b64encode(random).decode()


def code_of(index: bytes) -> str:
    """Six digits from a keyed hash: nobody can work them out, and nothing has to be kept."""
    return f"{int.from_bytes(index[:8], 'big') % 1_000_000:06d}"


def delay_after(tries: int) -> timedelta | None:
    """How long to wait after so many failures; None: it is given up."""
    return DELAYS[tries - 1] if tries <= len(DELAYS) else None
