"""A notice reaches mailbox and webhook: after the commit, signed, at least once, without a word too many."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Awaitable

import asyncpg
import pytest

from foundation.actor import Actor
from foundation.database import execute, fetch, fetchval, transaction
from foundation.jobs.worker import drain
from foundation.outbox import actions
from foundation.outbox.carriers import Carriers, use_carriers
from foundation.outbox.queries import DeliveryView, deliveries, find_address
from foundation.outbox.rules import Channel
from foundation.sealing import unseal
from tests.foundation.outbox.receiving import Desk, Mailbox

pytestmark = pytest.mark.usefixtures("sent_from_here")
BOX = "office@school.example.org"
_TRAIL = "SELECT kind FROM history WHERE account_id = $1 ORDER BY at, id"


async def _set_up(officer: Actor, channel: Channel, address: str) -> None:
    await actions.enter(officer, channel, address)
    await drain()
    present = await find_address(officer, channel)
    await actions.confirm(officer, channel, actions.code_for(present.id))


def _hook(hooks: Desk) -> str:
    return f"https://127.0.0.1:{hooks.port}/in?from=yuzheng"


async def _noticed(officer: Actor, *, urgent: bool = False) -> uuid.UUID:
    notice_id = uuid.uuid4()
    async with transaction():
        await actions.tell(officer.organisation_id, notice_id, urgent=urgent)
    return notice_id


async def _newest(officer: Actor) -> DeliveryView:
    return max(await deliveries(officer), key=lambda one: one.created_at)


async def _due_now() -> None:
    await execute("UPDATE job SET run_after = clock_timestamp() WHERE state = 'queued'")


class Undone(Exception):
    """The end of a transaction that was not to be."""


async def _and_undone(step: Awaitable[object]) -> None:
    async with transaction():
        await step
        raise Undone


async def test_mail_confirms_its_address_and_then_tells_only_that_something_waits(
    officer: Actor, mails: Mailbox
) -> None:
    await actions.enter(officer, Channel.EMAIL, f" {BOX} ")
    await _noticed(officer)
    assert mails.letters == []  # nothing before the worker has its turn
    await drain()
    (letter,) = mails.letters  # an address that is not confirmed gets its code and nothing else
    code = actions.code_for((await find_address(officer, Channel.EMAIL)).id)
    assert code in letter.get_content()
    await actions.confirm(officer, Channel.EMAIL, f" {code} ")
    await _noticed(officer, urgent=True)
    await drain()
    told = mails.letters[1]
    assert (told["To"], told["From"]) == (BOX, "yuzheng@example.org")
    assert "育证" in told["Subject"]
    body = told.get_content()
    assert "https://yuzheng.example.org/notifications" in body
    assert "禁" not in body
    sent = await _newest(officer)
    assert told["Message-ID"] == f"<{sent.id}@example.org>"
    assert (sent.state, sent.tries, sent.settled_at is not None) == ("sent", 0, True)


async def test_a_webhook_is_signed_as_standard_webhooks_says(officer: Actor, hooks: Desk) -> None:
    await _set_up(officer, Channel.WEBHOOK, _hook(hooks))
    notice_id = await _noticed(officer)
    await drain()
    test, call = hooks.calls
    assert json.loads(test.body)["data"]["code"].isdigit()
    assert call.target == "POST /in?from=yuzheng HTTP/1.1"
    data = json.loads(call.body)
    assert data["type"] == "notice.created"
    assert data["data"] == {
        "notice": str(notice_id), "urgent": False, "url": "https://yuzheng.example.org/notifications",
    }  # fmt: skip
    sealed = await fetchval("SELECT secret_sealed FROM outbox_address")
    key = base64.b64decode(unseal(bytes(sealed), "outbox_address.secret").removeprefix("whsec_"))
    signed = f"{call.headers['webhook-id']}.{call.headers['webhook-timestamp']}.".encode() + call.body
    mac = hmac.new(key, signed, hashlib.sha256).digest()
    assert call.headers["webhook-signature"] == "v1," + base64.b64encode(mac).decode()


async def test_what_is_rolled_back_is_never_told(officer: Actor, hooks: Desk) -> None:
    await _set_up(officer, Channel.WEBHOOK, _hook(hooks))
    with pytest.raises(Undone):
        await _and_undone(actions.tell(officer.organisation_id, uuid.uuid4()))
    await drain()
    assert len(hooks.calls) == 1  # the code


async def test_an_outage_is_waited_out_with_the_same_id(officer: Actor, hooks: Desk) -> None:
    await _set_up(officer, Channel.WEBHOOK, _hook(hooks))
    hooks.answers = ["503 Busy", "302 Found", "204 No Content"]
    await _noticed(officer)
    for state, tries in (("queued", 1), ("queued", 2), ("sent", 2)):
        await drain()
        told = await _newest(officer)
        assert (told.state, told.tries) == (state, tries)
        await _due_now()
    assert len({call.headers["webhook-id"] for call in hooks.calls[1:]}) == 1
    assert await drain() == 0


async def test_after_a_crash_it_is_sent_once_more_and_known_by_its_id(officer: Actor, hooks: Desk) -> None:
    await _set_up(officer, Channel.WEBHOOK, _hook(hooks))
    await _noticed(officer)
    with pytest.raises(Undone):  # it went out; that it did was not written
        await _and_undone(drain())
    await drain()
    assert len(hooks.calls) == 3
    assert hooks.calls[1].headers["webhook-id"] == hooks.calls[2].headers["webhook-id"]
    await _noticed(officer)
    await drain()
    assert hooks.calls[3].headers["webhook-id"] != hooks.calls[2].headers["webhook-id"]


async def test_what_is_given_up_is_shown_and_can_be_tried_again_or_left(officer: Actor, hooks: Desk) -> None:
    await _set_up(officer, Channel.WEBHOOK, _hook(hooks))
    hooks.answers = ["410 Gone", "200 OK"]
    await _noticed(officer)
    await drain()
    (lost,) = [one for one in await deliveries(officer) if one.state == "failed"]
    assert "410" in lost.problem.english()
    assert (await deliveries(officer))[0] == lost  # first of all
    await actions.send_again(officer, lost.id)
    await drain()
    assert {one.state for one in await deliveries(officer)} == {"sent"}
    hooks.answers = ["410 Gone"]
    await _noticed(officer)
    await drain()
    await actions.set_aside(officer, (await deliveries(officer))[0].id)
    assert {one.state for one in await deliveries(officer)} == {"sent", "dropped"}


async def test_tries_end_after_two_days(officer: Actor, hooks: Desk) -> None:
    await _set_up(officer, Channel.WEBHOOK, _hook(hooks))
    hooks.answers = ["500 Broken"]
    await _noticed(officer)
    while await drain():
        await _due_now()
    told = await _newest(officer)
    assert (told.state, told.tries, len(hooks.calls)) == ("failed", 9, 10)


async def test_a_mailbox_that_does_not_exist_is_not_tried_again(officer: Actor, mails: Mailbox) -> None:
    mails.answer = "550 unknown"
    await actions.enter(officer, Channel.EMAIL, BOX)
    await drain()
    told = await _newest(officer)
    assert (told.state, told.tries) == ("failed", 1)
    mails.answer = "450 later"
    await actions.test(officer, Channel.EMAIL)
    await drain()
    assert (await _newest(officer)).state == "queued"


async def test_private_machines_and_strangers_certificates_are_not_called(
    officer: Actor, hooks: Desk, here: Carriers
) -> None:
    use_carriers(Carriers(site=here.site, trust=here.trust))
    await actions.enter(officer, Channel.WEBHOOK, _hook(hooks))
    await drain()
    assert (await _newest(officer)).state == "failed"
    use_carriers(Carriers(site=here.site, networks=here.networks))  # this machine's certificate is nobody's
    await actions.test(officer, Channel.WEBHOOK)
    await drain()
    assert (await _newest(officer)).state == "queued"
    assert hooks.calls == []


async def test_another_address_takes_the_place_of_the_first_and_what_waited_is_called_off(
    officer: Actor, hooks: Desk
) -> None:
    await _set_up(officer, Channel.WEBHOOK, _hook(hooks))
    await _noticed(officer)
    await actions.enter(officer, Channel.WEBHOOK, "https://hooks.example.org/")
    assert await fetchval("SELECT state FROM outbox_message WHERE kind = 'notice'") == "dropped"
    await actions.end(officer, Channel.WEBHOOK)
    assert await find_address(officer, Channel.WEBHOOK) is None
    await drain()
    assert len(hooks.calls) == 1
    kinds = [row["kind"] for row in await fetch(_TRAIL, officer.account_id)]
    assert kinds == [
        "outbox.entered", "outbox.confirmed", "outbox.ended", "outbox.entered", "outbox.ended",
    ]  # fmt: skip


async def test_the_database_sends_nothing_to_addresses_that_are_not_confirmed(
    officer: Actor, hooks: Desk
) -> None:
    await actions.enter(officer, Channel.WEBHOOK, _hook(hooks))
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute(
                "INSERT INTO outbox_message (id, organisation_id, address_id, kind, notice_id, urgent,"
                " created_at) SELECT gen_random_uuid(), organisation_id, id, 'notice', gen_random_uuid(),"
                " false, now() FROM outbox_address"
            )
    assert refused.value.sqlstate == "P0B01"
