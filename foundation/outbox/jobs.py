"""Delivering one message: tried now, then again and again for two days, then given up and shown."""

from __future__ import annotations

import http.client
import smtplib
import uuid
from datetime import datetime, timedelta

from foundation.actor import SYSTEM
from foundation.clock import now
from foundation.database import execute, fetchrow, transaction
from foundation.ids import new_id
from foundation.jobs.kinds import job
from foundation.jobs.progress import JobHandle
from foundation.jobs.queue import enqueue
from foundation.jobs.tables import pack
from foundation.logging import describe, log
from foundation.outbox import rules
from foundation.outbox.carriers import NotDelivered, carriers
from foundation.outbox.hooks import MayNotCall, call
from foundation.outbox.mail import Mail, send_mail
from foundation.outbox.words import Outgoing, event_of, letter_of, subject_of
from foundation.sealing import blind_index, unseal
from foundation.text import Text, text

KIND = "foundation.outbox.deliver"
SECRET_IN = "outbox_address.secret"  # noqa: S105 - the name of a place
_MESSAGE = """
SELECT m.id, m.organisation_id, m.address_id, m.kind, m.urgent, m.notice_id, m.created_at, m.tries, a.channel,
       a.address, a.secret_sealed, a.ended_at
  FROM outbox_message m JOIN outbox_address a ON a.id = m.address_id
 WHERE m.id = $1 AND m.tries = $2 AND m.state = 'queued'
"""
_SETTLE = """
UPDATE outbox_message SET state = $3, tried_at = $4, settled_at = $4, next_at = NULL, problem = NULL
 WHERE id = $1 AND tries = $2 AND state = 'queued'
"""
_MISSED = """
UPDATE outbox_message SET tries = $3, problem = $4, tried_at = $5, next_at = $6,
       state = CASE WHEN $6::timestamptz IS NULL THEN 'failed' ELSE 'queued' END
 WHERE id = $1 AND tries = $2 AND state = 'queued' RETURNING id
"""
_INSERT = """
INSERT INTO outbox_message (id, organisation_id, address_id, kind, notice_id, urgent, created_at, next_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
ON CONFLICT (address_id, notice_id) DO NOTHING RETURNING id
"""


async def put(
    organisation_id: uuid.UUID,
    address_id: uuid.UUID,
    kind: str,
    *,
    notice_id: uuid.UUID | None = None,
    urgent: bool = False,
) -> None:
    """Have a message sent to an address, once this transaction has ended well."""
    row = await fetchrow(_INSERT, new_id(), organisation_id, address_id, kind, notice_id, urgent, now())
    if row is not None:
        await ask(row["id"], 0)


async def ask(message_id: uuid.UUID, tries: int, after: timedelta = timedelta(0)) -> None:
    """Ask for the next try; each has a job of its own."""
    args = {"message_id": message_id, "tries": tries}
    title = text("Send a message to an organisation")
    await enqueue(SYSTEM, KIND, args, title=title, once=f"outbox:{message_id}:{tries}", after=after)


def code_for(address_id: uuid.UUID) -> str:
    """What confirms an address: sent there, typed in by hand."""
    return rules.code_of(blind_index("outbox.code", str(address_id)))


@job(KIND, cancellable=False)
async def deliver(handle: JobHandle, message_id: uuid.UUID, tries: int) -> None:
    """Send it and write down that it went, or when it is tried again.

    After a crash in between it is sent once more, with the same id: receivers know it by that.
    """
    row = await fetchrow(_MESSAGE, message_id, tries)
    if row is None:  # it went already, or was called off
        return
    if row["ended_at"] is not None:
        await execute(_SETTLE, message_id, tries, "dropped", now())
        return
    try:
        await _send(row)
    except NotDelivered as missed:
        await _try_later(message_id, tries, missed)
        return
    await execute(_SETTLE, message_id, tries, "sent", now())
    await handle.finish({"sent": str(message_id)})


async def _try_later(message_id: uuid.UUID, tries: int, missed: NotDelivered) -> None:
    delay = None if missed.for_good else rules.delay_after(tries + 1)
    next_at: datetime | None = now() + delay if delay is not None else None
    log.warning("outbox.not_delivered", message=str(message_id), tries=tries + 1, given_up=delay is None)
    async with transaction():
        row = await fetchrow(_MISSED, message_id, tries, tries + 1, pack(missed.why), now(), next_at)
        if row is not None and delay is not None:
            await ask(message_id, tries + 1, delay)


async def _send(row: object) -> None:
    values = dict(row)  # type: ignore[call-overload]  # a row of the driver
    outgoing = Outgoing(
        id=values["id"],
        kind=values["kind"],
        urgent=values["urgent"],
        notice_id=values["notice_id"],
        created_at=values["created_at"],
        code=code_for(values["address_id"]) if values["kind"] == "test" else "",
    )
    if values["channel"] == rules.Channel.EMAIL:
        await _mail(outgoing, values["address"])
    else:
        secret = unseal(bytes(values["secret_sealed"]), SECRET_IN)
        await _call(outgoing, values["address"], secret)


async def _mail(outgoing: Outgoing, address: str) -> None:
    way = carriers()
    if way.mail is None:
        raise NotDelivered(text("This installation has no mail server at present."))
    mail = Mail(
        to=address,
        subject=subject_of(outgoing),
        body=letter_of(outgoing, way.site),
        message_id=str(outgoing.id),
    )
    try:
        await send_mail(way.mail, mail, way.trust)
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        said = text("The mail server does not take mail for this address ({code}).", code=code)
        raise NotDelivered(said, for_good=500 <= code < 600) from error
    except smtplib.SMTPResponseException as error:
        said = text("The mail server refused ({code}).", code=error.smtp_code)
        raise NotDelivered(said) from error
    except (smtplib.SMTPException, OSError) as error:
        log.info("outbox.mail_server_silent", **describe(error))
        raise NotDelivered(text("The mail server could not be reached.")) from error


async def _call(outgoing: Outgoing, address: str, secret: str) -> None:
    way = carriers()
    body = event_of(outgoing, way.site)
    moment = int(now().timestamp())
    headers = {
        "content-type": "application/json",
        "user-agent": "Yuzheng",
        "webhook-id": str(outgoing.id),
        "webhook-timestamp": str(moment),
        "webhook-signature": rules.signature(secret, str(outgoing.id), moment, body),
    }
    hook = rules.Hook(address)
    try:
        status = await call(hook, headers, body, allowed=way.networks, trust=way.trust)
    except MayNotCall as error:
        said = text("The host has a private address; webhooks reach public ones only.")
        raise NotDelivered(said, for_good=True) from error
    except (OSError, http.client.HTTPException) as error:
        log.info("outbox.webhook_silent", **describe(error))
        raise NotDelivered(text("The webhook's host could not be reached safely.")) from error
    _judge(status)


def _judge(status: int) -> None:
    """2xx is taken; 410 says never again (Standard Webhooks); everything else may pass."""
    if 200 <= status < 300:
        return
    said: Text = text("The webhook answered {status}.", status=status)
    raise NotDelivered(said, for_good=status == http.client.GONE)
