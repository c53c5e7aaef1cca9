"""The person who prepared a batch cannot approve it: not by action, page, API or SQL."""

from __future__ import annotations

import asyncpg
import msgspec
import pytest

from certificates.batches import actions
from certificates.batches.queries import find_batch
from foundation.actor import Actor
from foundation.database import execute, fetchval, transaction
from foundation.errors import Forbidden, Stale
from tests.certificates.builders import Ready, confirmed_session, submitted
from tests.certificates.conftest import SignIn
from tests.people import persona

_BOTH = {"certificates.batch.prepare", "certificates.batch.approve"}


@pytest.fixture
async def ready(database: asyncpg.Connection) -> Ready:
    ready = await confirmed_session(2)
    return msgspec.structs.replace(ready, preparer=await _who_may_both(ready))


async def _who_may_both(ready: Ready) -> Actor:
    """One account with both roles in one office: the law asks for two persons, not for two roles."""
    return msgspec.structs.replace(ready.preparer, permissions=ready.preparer.permissions | _BOTH)


async def test_the_action_refuses(ready: Ready) -> None:
    batch = await submitted(ready)
    with pytest.raises(Forbidden) as refused:
        await actions.approve(ready.preparer, batch)
    assert "prepared" in refused.value.message.english()
    assert (await find_batch(ready.preparer, batch)).status == "submitted"


async def test_a_colleague_in_the_other_role_approves(ready: Ready) -> None:
    batch = await submitted(ready)
    await actions.approve(ready.approver, batch)
    assert (await find_batch(ready.approver, batch)).status == "approved"


@pytest.mark.parametrize("path", ["/batches/{}/approve", "/api/v1/batches/{}/approve"])
async def test_page_and_api_refuse_the_same_account_in_another_role(
    ready: Ready, signed_in: SignIn, path: str
) -> None:
    from foundation.actor import SYSTEM
    from registry.accounts.actions import grant_role
    from registry.accounts.queries import actor_for

    batch = await submitted(ready)
    role = await grant_role(SYSTEM, ready.preparer.account_id, ready.preparer.organisation_id, "approver")
    same_person = await actor_for(ready.preparer.account_id, role)
    assert same_person is not None
    browser = await signed_in(same_person)
    answer = await browser.post(path.format(batch), x_csrf_token=browser.token)
    assert answer.status_code == 403, answer.text
    assert (await find_batch(ready.approver, batch)).status == "submitted"


async def test_the_preparer_without_the_role_is_refused_everywhere(ready: Ready, signed_in: SignIn) -> None:
    batch = await submitted(ready)
    browser = await signed_in(ready.preparer)
    for path in (f"/batches/{batch}/approve", f"/api/v1/batches/{batch}/approve"):
        assert (await browser.post(path, x_csrf_token=browser.token)).status_code == 403


_APPROVE = (
    "UPDATE certificate_batch SET status = 'approved', approved_by = {who}, approved_at = now(),"
    " approved_sha256 = {hash} WHERE public_id = $1"
)


async def test_the_database_refuses_the_application_role(ready: Ready) -> None:
    assert await fetchval("SELECT current_user") == "yuzheng_app"
    batch = await submitted(ready)
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        async with transaction():
            await execute(_APPROVE.format(who="prepared_by", hash="content_sha256"), batch)
    assert refused.value.constraint_name == "batch_two_persons"


async def test_the_preparer_cannot_be_rewritten(ready: Ready) -> None:
    batch = await submitted(ready)
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute(
                "UPDATE certificate_batch SET prepared_by = gen_random_uuid() WHERE public_id = $1", batch
            )
    assert refused.value.sqlstate == "P0B05"


@pytest.mark.parametrize("digest", ["NULL", "'\\x00'::bytea"])
async def test_nothing_is_approved_but_what_was_submitted(ready: Ready, digest: str) -> None:
    batch = await submitted(ready)
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        async with transaction():
            await execute(_APPROVE.format(who="gen_random_uuid()", hash=digest), batch)
    assert refused.value.constraint_name == "batch_approved_as_submitted"


async def test_approver_and_content_of_an_approved_batch_stay(ready: Ready) -> None:
    batch = await submitted(ready)
    await actions.approve(ready.approver, batch)
    for change in ("approved_by = gen_random_uuid()", "content_sha256 = '\\x00', approved_sha256 = '\\x00'"):
        with pytest.raises(asyncpg.PostgresError) as refused:
            async with transaction():
                await execute(f"UPDATE certificate_batch SET {change} WHERE public_id = $1", batch)
        assert refused.value.sqlstate == "P0B05"
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute("UPDATE batch_item SET included = false")
    assert refused.value.sqlstate == "P0B05"


async def test_an_edit_behind_the_approver_is_stale(ready: Ready) -> None:
    batch = await submitted(ready)
    await execute(
        "UPDATE batch_item SET included = false WHERE id = (SELECT id FROM batch_item ORDER BY id LIMIT 1)"
    )
    with pytest.raises(Stale):
        await actions.approve(ready.approver, batch)


async def test_officers_of_another_office_see_nothing(ready: Ready, signed_in: SignIn) -> None:
    batch = await submitted(ready)
    stranger = await signed_in(await persona("approver", "360700"))
    for path in (f"/batches/{batch}", f"/api/v1/batches/{batch}"):
        assert (await stranger.get(path)).status_code == 404
    answer = await stranger.post(f"/batches/{batch}/approve")
    assert answer.status_code == 404
