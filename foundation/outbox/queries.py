"""An organisation's addresses and what was sent there."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import msgspec

from foundation.actor import Actor
from foundation.database import fetch, fetchrow
from foundation.jobs.tables import unpack
from foundation.outbox.jobs import SECRET_IN
from foundation.outbox.rules import Channel
from foundation.sealing import unseal
from foundation.text import Text


class AddressView(msgspec.Struct, frozen=True, kw_only=True):
    """An address in use, or to be confirmed; the webhook's secret is shown until it is."""

    id: uuid.UUID
    channel: Channel
    address: str
    added_at: datetime
    confirmed_at: datetime | None
    secret: str

    @property
    def state(self) -> str:
        """Where it stands, in one word."""
        return "unconfirmed" if self.confirmed_at is None else "confirmed"


class DeliveryView(msgspec.Struct, frozen=True, kw_only=True):
    """A message and how it went."""

    id: uuid.UUID
    channel: Channel
    address: str
    kind: str
    state: str
    tries: int
    problem: Text | None
    created_at: datetime
    tried_at: datetime | None
    next_at: datetime | None
    settled_at: datetime | None


async def find_address(actor: Actor, channel: Channel) -> AddressView | None:
    """The organisation's present address on this way, if it has one."""
    row = await fetchrow(
        "SELECT id, channel, address, added_at, confirmed_at, secret_sealed FROM outbox_address"
        " WHERE organisation_id = $1 AND channel = $2 AND ended_at IS NULL",
        actor.organisation_id,
        str(channel),
    )
    return None if row is None else _address(row)


def _address(row: Any) -> AddressView:
    values = dict(row)
    sealed = values.pop("secret_sealed")
    shown = sealed is not None and values["confirmed_at"] is None
    secret = unseal(bytes(sealed), SECRET_IN) if shown else ""
    return AddressView(**{**values, "channel": Channel(values["channel"]), "secret": secret})


async def deliveries(actor: Actor, *, limit: int = 50) -> list[DeliveryView]:
    """What was sent to the organisation: what was given up first, then the newest."""
    rows = await fetch(
        "SELECT m.id, a.channel, a.address, m.kind, m.state, m.tries, m.problem, m.created_at, m.tried_at,"
        " m.next_at, m.settled_at FROM outbox_message m JOIN outbox_address a ON a.id = m.address_id"
        " WHERE m.organisation_id = $1 ORDER BY m.state <> 'failed', m.created_at DESC, m.id DESC LIMIT $2",
        actor.organisation_id,
        limit,
    )
    return [_delivery(row) for row in rows]


def _delivery(row: Any) -> DeliveryView:
    values = dict(row)
    return DeliveryView(
        **{**values, "channel": Channel(values["channel"]), "problem": unpack(values["problem"])}
    )
