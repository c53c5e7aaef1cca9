"""One link, one account, one person: in the actions and in the database itself."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from foundation import clock
from foundation.actor import SYSTEM, Actor
from foundation.clock import FixedClock, now
from foundation.database import execute, fetch, fetchrow, fetchval, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.accounts.actions import NewAccount, add_account, authenticate, disable, reset_password
from registry.accounts.queries import actor_for
from registry.invitations.actions import Acceptance, accept, invite, revoke
from registry.invitations.queries import invited, standing
from registry.people.actions import NewDocument
from registry.people.links import link
from registry.people.queries import own_public_id, public_id_of
from registry.people.tables import LinkKind
from tests.people import PASSWORD, citizen_number, person, persona

pytestmark = pytest.mark.usefixtures("database")


async def _hired(manager: Actor, number: str) -> UUID:
    one = await person(documents=[NewDocument("01", number)])
    await link(SYSTEM, one, manager.organisation_id, LinkKind.WORKER)
    return one


def _wanted(number: str, login: str = "xiaohua", password: str = PASSWORD) -> Acceptance:
    return Acceptance(ending=number[-6:], login=login, password=password)


async def test_the_link_opens_an_account_in_which_the_person_sees_the_own_file() -> None:
    manager, number = await persona("manager"), citizen_number()
    one = await _hired(manager, number)
    token = await invite(manager, one)
    assert token.encode() not in bytes(await fetchval("SELECT token_hash FROM account_invitation"))
    account_id = await accept(token, _wanted(number))
    assert await authenticate("xiaohua", PASSWORD) == account_id
    own = await actor_for(account_id, None)
    assert own is not None
    assert (own.role, own.organisation_id) == ("worker", manager.organisation_id)
    assert await own_public_id(own) == await public_id_of(one)
    kinds = [
        (row["kind"], row["account_id"])
        for row in await fetch(
            "SELECT kind, account_id FROM history WHERE kind LIKE 'person.account%' ORDER BY id"
        )
    ]
    assert kinds == [("person.account_invited", manager.account_id), ("person.account_opened", account_id)]
    with pytest.raises(NotFound):
        await accept(token, _wanted(number, "again"))
    with pytest.raises(Conflict, match="has an account already") as refused:
        await invite(manager, one)
    assert refused.value.remedy is not None


async def test_wrong_digits_weak_passwords_and_taken_logins_leave_the_link_as_it_was() -> None:
    manager, number = await persona("manager"), citizen_number()
    one = await _hired(manager, number)
    token = await invite(manager, one)
    await add_account(SYSTEM, NewAccount(login="taken", name="别人", password=PASSWORD))
    other = Acceptance(ending="000000", login="taken", password="short")
    with pytest.raises(Invalid) as wrong:
        await accept(token, other)
    assert [problem.field for problem in wrong.value.problems] == ["ending"], "nothing else is told before"
    with pytest.raises(Invalid) as wrong:
        await accept(token, _wanted(number, "taken", "short"))
    assert {problem.field for problem in wrong.value.problems} == {"login", "password"}
    assert (await standing(one)).is_open
    assert await accept(token, _wanted(number))


async def test_superseded_revoked_and_expired_links_are_one_answer() -> None:
    manager, number = await persona("manager"), citizen_number()
    one = await _hired(manager, number)
    first = await invite(manager, one)
    second = await invite(manager, one)
    await revoke(manager, one)
    with pytest.raises(Conflict):
        await revoke(manager, one)
    third = await invite(manager, one)
    with clock.use(FixedClock(now() + timedelta(days=7, seconds=1))):
        assert not (await standing(one)).is_open
        for token in (first, second, third, "A" * 22, ""):
            with pytest.raises(NotFound, match="does not work"):
                await accept(token, _wanted(number))
    assert (await invited(third)).person_id == one
    ends = await fetch("SELECT outcome FROM account_invitation ORDER BY created_at, id")
    assert [row["outcome"] for row in ends] == ["superseded", "revoked", None]


async def test_only_the_own_people_by_roles_that_may() -> None:
    manager, elsewhere = await persona("manager"), await persona("manager", "360202")
    one = await _hired(manager, citizen_number())
    with pytest.raises(NotFound):
        await invite(elsewhere, one)
    await invite(manager, one)
    with pytest.raises(NotFound):
        await revoke(elsewhere, one)
    with pytest.raises(Forbidden):
        await invite(await persona("mentor"), one)


async def test_nobody_sets_the_password_of_a_person_who_is_invited_anew_when_it_is_lost() -> None:
    manager, number = await persona("manager"), citizen_number()
    one = await _hired(manager, number)
    account_id = await accept(await invite(manager, one), _wanted(number))
    with pytest.raises(Refused):
        await reset_password(manager, account_id)
    await disable(manager, account_id, "忘记密码")
    again = await accept(await invite(manager, one), _wanted(number, "xiaohua2"))
    assert again != account_id


async def test_the_database_keeps_one_account_one_open_link_and_what_has_ended() -> None:
    manager, number = await persona("manager"), citizen_number()
    one = await _hired(manager, number)
    token = await invite(manager, one)
    copied = "person_id, organisation_id, invited_by, created_at, expires_at"
    with pytest.raises(asyncpg.UniqueViolationError):
        async with transaction():
            await execute(
                f"INSERT INTO account_invitation (id, token_hash, {copied})"
                f" SELECT gen_random_uuid(), sha256('x'), {copied} FROM account_invitation"
            )
    foreign = await fetchval("SELECT id FROM account WHERE id = $1", manager.account_id)
    for change in (
        "expires_at = expires_at + interval '1 day'",
        f"ended_at = now(), outcome = 'used', account_id = '{foreign}'",
    ):
        with pytest.raises(asyncpg.PostgresError) as refused:
            async with transaction():
                await execute(f"UPDATE account_invitation SET {change}")
        assert refused.value.sqlstate == "P0B07"
    await accept(token, _wanted(number))
    with pytest.raises(asyncpg.PostgresError):
        async with transaction():
            await execute("UPDATE account_invitation SET outcome = NULL, ended_at = NULL, account_id = NULL")
    with pytest.raises(asyncpg.UniqueViolationError):
        async with transaction():
            await add_account(SYSTEM, NewAccount(login="second", name="王小花", person_id=one))
    row = await fetchrow("SELECT outcome FROM account_invitation")
    assert row is not None
    assert row["outcome"] == "used"
