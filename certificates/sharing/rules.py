"""What may be shared, for how long, and what is kept of whoever looks: no address, no name."""

from __future__ import annotations

import re
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final, Literal

from foundation.text import Text, text

Field = Literal["name", "number", "evaluator", "issued_on", "results", "photo"]
Device = Literal["phone", "computer", "program"]
LinkState = Literal["open", "over", "switched_off"]

#: What the holder chooses from; occupation, level and status are always shown.
FIELDS: Final[dict[Field, Text]] = {
    "name": text("Full name"),
    "number": text("Certificate number"),
    "evaluator": text("Evaluator"),
    "issued_on": text("Day of issue"),
    "results": text("Results"),
    "photo": text("Photograph"),
}
#: Days that a link may last.
DAYS: Final[dict[int, Text]] = {
    1: text("1 day"),
    7: text("7 days"),
    30: text("30 days"),
    90: text("90 days"),
    365: text("1 year"),
}
#: Open links of one certificate; nobody keeps an eye on more.
MOST: Final = 20

_BROWSER: Final = re.compile(r"Mozilla/")
_PHONE: Final = re.compile(r"Mobile|Android|iPhone|MicroMessenger")


def link_state(ended_at: datetime | None, expires_at: datetime, at: datetime) -> LinkState:
    """Switched off, over, or open."""
    if ended_at is not None:
        return "switched_off"
    return "over" if expires_at <= at else "open"


def device_of(user_agent: str) -> Device:
    """The kind of device, and nothing more of what it says of itself."""
    if not _BROWSER.search(user_agent):
        return "program"
    return "phone" if _PHONE.search(user_agent) else "computer"


def network_of(address: str) -> str:
    """The network at large: half of an IPv4 address, a quarter of an IPv6 one; 65,000 connections or more."""
    try:
        found = ip_network(address, strict=False)
    except ValueError:
        return ""
    wide = found.supernet(new_prefix=16 if isinstance(found, IPv4Network) else 32)
    assert isinstance(wide, IPv4Network | IPv6Network)
    return str(wide.network_address)
