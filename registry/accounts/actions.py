"""Opening, disabling and changing accounts, and granting and ending their roles."""

from __future__ import annotations

import secrets
from typing import Final
from uuid import UUID

import msgspec

from foundation import history
from foundation.actor import SYSTEM, Actor
from foundation.clock import now
from foundation.constraints import explain
from foundation.database import affected, execute, fetchrow, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound, Refused
from foundation.ids import new_id, new_public_id
from foundation.text import text
from registry.accounts.data import ROLES
from registry.accounts.passwords import COMMON, NOBODY, hash_password, is_outdated, matches
from registry.accounts.queries import account, by_login, managed_account, managed_scope
from registry.accounts.rules import (
    NOT_THE_OWN,
    OWN_PASSWORD,
    SEVERAL_OFFICES,
    login_problem,
    password_problem,
    tidy_login,
)
from registry.accounts.tables import Account, AccountRole

#: No letter or digit that is taken for another one when it is read aloud or from paper.
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


class NewAccount(msgspec.Struct, kw_only=True):
    """An account to be opened; without a password one is made that must be changed at once."""

    login: str
    name: str
    password: str = ""
    person_id: UUID | None = None
    must_change_password: bool = True


class Opened(msgspec.Struct, frozen=True):
    """A new account, and the password that is shown this once."""

    account_id: UUID
    password: str


def new_password() -> str:
    """A password for handing over."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


explain(
    "account_login",
    lambda: Invalid([FieldProblem("login", text("Somebody else has this login. Choose another."))]),
)
explain("account_role_once", lambda: Conflict(text("The account has this role already.")))
explain("account_person", lambda: Conflict(text("This person has an account already.")))


async def add_account(
    actor: Actor, new: NewAccount, organisation_id: UUID | None = None, role: str = ""
) -> Opened:
    """Open an account, with its first role where one is given. Raises `Invalid` with every problem."""
    if actor is not SYSTEM:
        actor.require("registry.account.manage")
    login, password = tidy_login(new.login), new.password or new_password()
    problems = [] if new.name.strip() else [FieldProblem("name", text("The name is missing."))]
    if wrong := login_problem(login):
        problems.append(FieldProblem("login", wrong))
    elif await by_login(login):
        problems.append(FieldProblem("login", text("Somebody else has this login. Choose another.")))
    if wrong := password_problem(password, login, new.name, COMMON):
        problems.append(FieldProblem("password", wrong))
    if problems:
        raise Invalid(problems)
    row = _row(new, login, await hash_password(password))
    async with transaction():
        await Account.insert(row)
        subject = ("account", UUID(str(row.id)))
        await history.record(actor, "account.opened", subject, {"login": (None, login)})
        if organisation_id is not None:
            await grant_role(actor, subject[1], organisation_id, role)
    return Opened(subject[1], password)


def _row(new: NewAccount, login: str, password_hash: str) -> Account:
    moment = now()
    return Account(
        id=new_id(),
        public_id=new_public_id(),
        login=login,
        name=new.name.strip(),
        password_hash=password_hash,
        person_id=new.person_id,
        must_change_password=new.must_change_password or not new.password,
        disabled_at=None,
        password_changed_at=moment,
        created_at=moment,
    )


async def grant_role(actor: Actor, account_id: UUID, organisation_id: UUID, role: str) -> UUID:
    """Let an account act for an organisation. Nobody grants a role to the own account."""
    if actor is not SYSTEM:
        actor.require("registry.account.manage")
    if actor.account_id == account_id:
        raise Refused(
            text("Nobody gives a role to the own account."),
            remedy=text("Ask another administrator."),
            rule=NOT_THE_OWN,
        )
    name, kind = await _managed_organisation(actor, organisation_id)
    if role not in ROLES or not ROLES[role].exists_in(kind):
        raise Invalid([FieldProblem("role", text("There is no such role in this kind of organisation."))])
    role_id = new_id()
    async with transaction():
        await account(account_id)
        await AccountRole.insert(
            AccountRole(
                id=role_id,
                account_id=account_id,
                organisation_id=organisation_id,
                role=role,
                granted_by=actor.account_id,
                granted_at=now(),
                ended_at=None,
            )
        )
        changes = {"role": (None, role), "organisation": (None, name)}
        await history.record(actor, "account.role_granted", ("account", account_id), changes)
    return role_id


async def _managed_organisation(actor: Actor, organisation_id: UUID) -> tuple[str, str]:
    """The organisation's name and kind, if the actor looks after its accounts. Raises `NotFound`."""
    pattern, own = ("%", organisation_id) if actor is SYSTEM else managed_scope(actor)
    row = await fetchrow(
        "SELECT name, kind FROM organisation WHERE id = $3 AND closed_at IS NULL"
        " AND (area_code LIKE $1 OR id = $2)",
        pattern,
        own,
        organisation_id,
    )
    if row is None:
        raise NotFound
    return row["name"], row["kind"]


async def end_role(actor: Actor, account_role_id: UUID, reason: str = "") -> None:
    """End a role; whoever is working in it is out at the next request."""
    actor.require("registry.account.manage")
    async with transaction():
        row = await fetchrow(
            "SELECT account_id, organisation_id, role, ended_at FROM account_role WHERE id = $1 FOR UPDATE",
            account_role_id,
        )
        if row is None:
            raise NotFound
        name, _ = await _managed_organisation(actor, row["organisation_id"])
        if row["ended_at"] is not None:
            raise Conflict(text("The role has ended already."))
        await execute("UPDATE account_role SET ended_at = $2 WHERE id = $1", account_role_id, now())
        changes = {"role": (row["role"], None), "organisation": (name, None)}
        subject = ("account", row["account_id"])
        await history.record(actor, "account.role_ended", subject, changes, reason=reason or None)


async def disable(actor: Actor, account_id: UUID, reason: str) -> None:
    """Close an account at once; its sessions end at their next request."""
    actor.require("registry.account.manage")
    if actor.account_id == account_id:
        raise Refused(
            text("Nobody disables the own account."),
            remedy=text("Ask another administrator."),
            rule=NOT_THE_OWN,
        )
    await _set_disabled(actor, account_id, True, "account.disabled", reason)


async def enable(actor: Actor, account_id: UUID, reason: str) -> None:
    """Open a disabled account again."""
    actor.require("registry.account.manage")
    await _set_disabled(actor, account_id, False, "account.enabled", reason)


async def _set_disabled(actor: Actor, account_id: UUID, disabled: bool, kind: str, reason: str) -> None:
    async with transaction():
        before = await managed_account(actor, account_id)
        await _guard_only_ours(actor, account_id)
        if (before.disabled_at is not None) == disabled:
            raise Conflict(text("The account is in this state already."))
        moment = now() if disabled else None
        await execute("UPDATE account SET disabled_at = $2 WHERE id = $1", account_id, moment)
        await history.record(actor, kind, ("account", account_id), reason=reason or None)


async def _guard_only_ours(actor: Actor, account_id: UUID) -> None:
    """Who acts for several organisations is not taken over, or shut out, by the administrator of one."""
    elsewhere = await fetchval(
        "SELECT o.name FROM account_role r JOIN organisation o ON o.id = r.organisation_id"
        " WHERE r.account_id = $3 AND r.ended_at IS NULL AND NOT (o.area_code LIKE $1 OR o.id = $2) LIMIT 1",
        *managed_scope(actor),
        account_id,
    )
    if elsewhere is not None:
        raise Refused(
            text("The account also acts for another organisation."),
            remedy=text("End its role here, or ask the system administrator."),
            rule=SEVERAL_OFFICES,
        )


async def reset_password(actor: Actor, account_id: UUID) -> str:
    """Make a password for handing over, which must be changed at once; returns it this once."""
    actor.require("registry.account.manage")
    if (await managed_account(actor, account_id)).person_id is not None:
        raise Refused(
            text("This is a person's own account; nobody else sets its password."),
            remedy=text("Disable the account, then have the person invited again on their page."),
            rule=OWN_PASSWORD,
        )
    await _guard_only_ours(actor, account_id)
    password = new_password()
    stored = await hash_password(password)
    async with transaction():
        await _store_password(account_id, stored, must_change=True)
        await history.record(actor, "account.password_reset", ("account", account_id))
    return password


async def change_password(actor: Actor, old: str, new: str) -> None:
    """Change the own password. Raises `Invalid` when the old one is wrong or the new one too weak."""
    own = await account(actor.account_id)
    if not await matches(await _stored_hash(own.id), old):
        raise Invalid([FieldProblem("old", text("This is not your present password."))])
    wrong = password_problem(new, own.login, own.name, COMMON)
    if wrong is None and new == old:
        wrong = text("Choose a password that you have not used here before.")
    if wrong:
        raise Invalid([FieldProblem("new", wrong)])
    stored = await hash_password(new)
    async with transaction():
        await _store_password(own.id, stored, must_change=False)
        await history.record(actor, "account.password_changed", ("account", own.id))


async def _store_password(account_id: UUID, stored: str, *, must_change: bool) -> None:
    await execute(
        "UPDATE account SET password_hash = $2, must_change_password = $3, password_changed_at = $4"
        " WHERE id = $1",
        account_id,
        stored,
        must_change,
        now(),
    )


async def _stored_hash(account_id: UUID) -> str:
    return str(await fetchval("SELECT password_hash FROM account WHERE id = $1", account_id))


async def authenticate(login: str, password: str) -> UUID | None:
    """The account that the two belong to; unknown, disabled and wrong take equally long."""
    row = await fetchrow(
        "SELECT id, password_hash FROM account WHERE login = $1 AND disabled_at IS NULL", tidy_login(login)
    )
    right = await matches(row["password_hash"] if row else NOBODY, password)
    if row is None or not right:
        return None
    if is_outdated(row["password_hash"]):
        await _rehash(row["id"], row["password_hash"], password)
    return UUID(str(row["id"]))


async def _rehash(account_id: UUID, outdated: str, password: str) -> bool:
    """Store the same password under today's costs, unless it was changed meanwhile."""
    stored = await hash_password(password)
    status = await execute(
        "UPDATE account SET password_hash = $3 WHERE id = $1 AND password_hash = $2",
        account_id,
        outdated,
        stored,
    )
    return affected(status) == 1
