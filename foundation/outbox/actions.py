"""An organisation's addresses outside of the pages: entered, confirmed, ended; and messages sent there."""

from __future__ import annotations

import hmac
import secrets
import uuid

from foundation.actor import Actor
from foundation.clock import now
from foundation.database import execute, fetch, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound
from foundation.history import record
from foundation.ids import new_id
from foundation.outbox import rules
from foundation.outbox.carriers import sends_mail
from foundation.outbox.jobs import SECRET_IN, ask, code_for, put
from foundation.outbox.queries import AddressView, find_address
from foundation.outbox.rules import Channel
from foundation.outbox.tables import OutboxAddress
from foundation.sealing import seal
from foundation.text import text

MANAGE = "foundation.outbox.manage"
_SECRET_BYTES = 32
_AGAIN = """
UPDATE outbox_message SET state = 'queued', tries = tries + 1, next_at = $3
 WHERE id = $1 AND organisation_id = $2 AND state = 'failed' RETURNING tries, address_id
"""
_ASIDE = """
UPDATE outbox_message SET state = 'dropped', settled_at = $3
 WHERE id = $1 AND organisation_id = $2 AND state = 'failed' RETURNING id
"""


async def tell(organisation_id: uuid.UUID, notice_id: uuid.UUID, *, urgent: bool = False) -> None:
    """Send word of a notice to the organisation's confirmed addresses, in the transaction of the notice."""
    rows = await fetch(
        "SELECT id FROM outbox_address"
        " WHERE organisation_id = $1 AND confirmed_at IS NOT NULL AND ended_at IS NULL",
        organisation_id,
    )
    for row in rows:
        await put(organisation_id, row["id"], "notice", notice_id=notice_id, urgent=urgent)


async def enter(actor: Actor, channel: Channel, written: str) -> None:
    """Put an address in the place of the one before and send it a code; nothing else goes there yet."""
    actor.require(MANAGE)
    address = _read(channel, written)
    async with transaction():
        await _end_present(actor, channel)
        row = OutboxAddress(
            id=new_id(),
            organisation_id=actor.organisation_id,
            channel=str(channel),
            address=address,
            secret_sealed=_new_secret() if channel is Channel.WEBHOOK else None,
            added_by=actor.account_id,
            added_at=now(),
        )
        await row.save()
        await record(actor, "outbox.entered", ("outbox_address", row.id), {"channel": (None, str(channel))})
        await put(actor.organisation_id, row.id, "test")


def _read(channel: Channel, written: str) -> str:
    if channel is Channel.WEBHOOK:
        return rules.read_hook(written)
    if not sends_mail():
        said = text("This installation sends no e-mail.")
        remedy = text("Its operator sets a mail server; a webhook works without one.")
        raise Invalid([FieldProblem("address", said, remedy)])
    return rules.read_mailbox(written)


def _new_secret() -> bytes:
    return seal(rules.secret_of(secrets.token_bytes(_SECRET_BYTES)), SECRET_IN)


async def test(actor: Actor, channel: Channel) -> None:
    """Send the code, or a message without meaning, once more."""
    actor.require(MANAGE)
    async with transaction():
        await put(actor.organisation_id, (await _present(actor, channel)).id, "test")


async def confirm(actor: Actor, channel: Channel, code: str) -> None:
    """Whoever knows the code reads what arrives there: from now on notices go to this address."""
    actor.require(MANAGE)
    async with transaction():
        address = await _present(actor, channel)
        if address.confirmed_at is not None:
            raise Conflict(text("This address is confirmed already."))
        if not hmac.compare_digest(code.strip().encode(), code_for(address.id).encode()):
            raise Invalid([FieldProblem("code", text("This is not the code that was sent."))])
        await execute(
            "UPDATE outbox_address SET confirmed_by = $2, confirmed_at = $3 WHERE id = $1",
            address.id,
            actor.account_id,
            now(),
        )
        await record(actor, "outbox.confirmed", ("outbox_address", address.id))


async def end(actor: Actor, channel: Channel) -> None:
    """Send nothing there any more; what still waits for this address is called off."""
    actor.require(MANAGE)
    async with transaction():
        await _present(actor, channel)
        await _end_present(actor, channel)


async def send_again(actor: Actor, message_id: uuid.UUID) -> None:
    """Try a message once more that was given up."""
    actor.require(MANAGE)
    async with transaction():
        rows = await fetch(_AGAIN, message_id, actor.organisation_id, now())
        if not rows:
            raise NotFound
        await ask(message_id, rows[0]["tries"])


async def set_aside(actor: Actor, message_id: uuid.UUID) -> None:
    """Leave a message that was given up: it has been read in the pages."""
    actor.require(MANAGE)
    if await fetchval(_ASIDE, message_id, actor.organisation_id, now()) is None:
        raise NotFound


async def _present(actor: Actor, channel: Channel) -> AddressView:
    found = await find_address(actor, channel)
    if found is None:
        raise NotFound
    return found


async def _end_present(actor: Actor, channel: Channel) -> None:
    ended = await fetchval(
        "UPDATE outbox_address SET ended_by = $3, ended_at = $4"
        " WHERE organisation_id = $1 AND channel = $2 AND ended_at IS NULL RETURNING id",
        actor.organisation_id,
        str(channel),
        actor.account_id,
        now(),
    )
    if ended is None:
        return
    await execute(
        "UPDATE outbox_message SET state = 'dropped', settled_at = $2"
        " WHERE address_id = $1 AND state IN ('queued', 'failed')",
        ended,
        now(),
    )
    await record(actor, "outbox.ended", ("outbox_address", ended))
