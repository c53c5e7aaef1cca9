"""Opening accounts and granting roles: within the own organisation, never to oneself."""

from __future__ import annotations

import pytest
from asyncpg import UniqueViolationError

from foundation import history
from foundation.actor import SYSTEM
from foundation.constraints import meaning
from foundation.database import execute, fetchval
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.accounts.actions import (
    NewAccount,
    add_account,
    authenticate,
    disable,
    enable,
    end_role,
    grant_role,
    reset_password,
)
from registry.accounts.queries import actor_for, by_login, list_accounts, managed_account, managed_roles
from tests.people import PASSWORD, login_of, organisation, persona, role_of

pytestmark = pytest.mark.usefixtures("database")


async def test_a_manager_opens_an_account_for_a_mentor() -> None:
    manager = await persona("manager")
    new = NewAccount(login="Mentor.Li", name="李老师")
    opened = await add_account(manager, new, manager.organisation_id, "mentor")
    account = await by_login("ｍｅｎｔｏｒ.li")
    assert account is not None
    assert (account.id, account.must_change_password) == (opened.account_id, True)
    assert await authenticate("mentor.li", opened.password) == opened.account_id
    actor = await actor_for(opened.account_id, None)
    assert actor is not None
    assert actor.permissions == frozenset(), "before the password is changed nothing is allowed"
    kinds = [entry.kind for entry in await history.of("account", opened.account_id)]
    assert sorted(kinds) == ["account.opened", "account.role_granted"]


async def test_every_problem_of_a_new_account_is_told() -> None:
    login = await login_of(await persona("manager"))
    with pytest.raises(Invalid) as raised:
        await add_account(SYSTEM, NewAccount(login=login, name=" ", password="short"))
    assert [problem.field for problem in raised.value.problems] == ["name", "login", "password"]


async def test_two_people_cannot_have_one_login() -> None:
    manager, other = await persona("manager"), await persona("mentor")
    with pytest.raises(UniqueViolationError) as raised:
        await execute(
            "UPDATE account SET login = $1 WHERE id = $2", await login_of(manager), other.account_id
        )
    assert isinstance(meaning(raised.value), Invalid)


async def test_nobody_gives_the_own_account_a_role_or_disables_it() -> None:
    manager = await persona("manager")
    with pytest.raises(Refused):
        await grant_role(manager, manager.account_id, manager.organisation_id, "mentor")
    with pytest.raises(Refused):
        await disable(manager, manager.account_id, "理由")


async def test_roles_exist_only_in_their_kind_of_organisation() -> None:
    manager, mentor = await persona("manager"), await persona("mentor")
    for role in ("approver", "nonsense", ""):
        with pytest.raises(Invalid):
            await grant_role(manager, mentor.account_id, manager.organisation_id, role)


async def test_a_role_granted_twice_is_a_conflict() -> None:
    manager, mentor = await persona("manager"), await persona("mentor")
    with pytest.raises(UniqueViolationError) as raised:
        await grant_role(manager, mentor.account_id, manager.organisation_id, "mentor")
    assert isinstance(meaning(raised.value), Conflict)


async def test_accounts_of_other_organisations_are_not_found() -> None:
    theirs = await persona("mentor", "360103")
    for actor in (await persona("manager", "360102"), await persona("administrator", "360102")):
        with pytest.raises(NotFound):
            await managed_account(actor, theirs.account_id)
        for step in (
            grant_role(actor, theirs.account_id, theirs.organisation_id, "manager"),
            end_role(actor, await role_of(theirs)),
            disable(actor, theirs.account_id, "理由"),
            reset_password(actor, theirs.account_id),
        ):
            with pytest.raises(NotFound):
                await step
        assert theirs.name not in {row.name for row in (await list_accounts(actor))[0]}


async def test_the_system_administrator_looks_after_the_area() -> None:
    mentor = await persona("mentor", "360102")
    administrator = await persona("administrator", "360100")
    rows, total = await list_accounts(administrator)
    assert mentor.name in {row.name for row in rows}
    assert total == len(rows)
    await disable(administrator, mentor.account_id, "离职")
    assert mentor.name not in {row.name for row in (await list_accounts(administrator))[0]}
    assert mentor.name in {row.name for row in (await list_accounts(administrator, ended=True))[0]}
    await enable(administrator, mentor.account_id, "误操作")
    with pytest.raises(Conflict):
        await enable(administrator, mentor.account_id, "误操作")


async def test_who_acts_for_two_organisations_is_not_taken_over_by_one_of_them() -> None:
    manager, shared = await persona("manager", "360102"), await persona("mentor", "360102")
    other = await organisation("institution", "360103")
    await grant_role(SYSTEM, shared.account_id, other.id, "mentor")
    for step in (reset_password(manager, shared.account_id), disable(manager, shared.account_id, "理由")):
        with pytest.raises(Refused):
            await step
    assert await authenticate(await login_of(shared), PASSWORD) == shared.account_id
    assert [role.organisation_id for role in await managed_roles(manager, shared.account_id)] == [
        manager.organisation_id
    ]
    await end_role(manager, await role_of(shared), "调离")
    assert await actor_for(shared.account_id, await role_of(shared)) is None
    left = await actor_for(shared.account_id, None)
    assert left is not None
    assert left.organisation_id == other.id
    with pytest.raises(Refused):
        await reset_password(manager, shared.account_id)


async def test_an_ended_role_cannot_end_again() -> None:
    manager, mentor = await persona("manager"), await persona("mentor")
    await end_role(manager, await role_of(mentor))
    with pytest.raises(Conflict):
        await end_role(manager, await role_of(mentor))


async def test_a_reset_password_opens_the_account_once() -> None:
    manager, mentor = await persona("manager"), await persona("mentor")
    password = await reset_password(manager, mentor.account_id)
    login = await login_of(mentor)
    assert await authenticate(login, PASSWORD) is None
    assert await authenticate(login, password) == mentor.account_id
    actor = await actor_for(mentor.account_id, await role_of(mentor))
    assert actor is not None
    assert (actor.permissions, actor.organisation_kind) == (frozenset(), "")
    assert password not in str(await history.of("account", mentor.account_id))


@pytest.mark.parametrize("role", ["teacher", "approver", "mentor", "auditor"])
async def test_only_those_who_look_after_accounts_do(role: str) -> None:
    actor = await persona(role)
    with pytest.raises(Forbidden):
        await add_account(actor, NewAccount(login="somebody", name="某人"), actor.organisation_id, role)
    assert await fetchval("SELECT count(*) FROM account WHERE login = 'somebody'") == 0


async def test_without_a_role_nothing_is_in_scope() -> None:
    opened = await add_account(
        SYSTEM,
        NewAccount(login="nobody", name="某人", password="a sentence of its own", must_change_password=False),
    )
    actor = await actor_for(opened.account_id, None)
    assert actor is not None
    assert (actor.permissions, actor.role) == (frozenset(), "")
    assert not "360102".startswith(actor.area_prefix)
