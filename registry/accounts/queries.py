"""Accounts, their roles, and the actor that an account becomes for one request."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from foundation.actor import Actor
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound
from foundation.text import Text
from registry.accounts.data import ROLES
from registry.accounts.rules import tidy_login
from registry.organisations.queries import scope

_NOBODY: Final = UUID(int=0)
#: An area code that no other begins with: without a role nothing is in scope.
_NOWHERE: Final = "-"


class AccountView(msgspec.Struct, frozen=True):
    """An account; its password is nobody's to read."""

    id: UUID
    public_id: str
    login: str
    name: str
    person_id: UUID | None
    must_change_password: bool
    disabled_at: datetime | None
    password_changed_at: datetime
    created_at: datetime


class RoleView(msgspec.Struct, frozen=True):
    """One role of one account."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    organisation_kind: str
    role: str
    granted_at: datetime
    ended_at: datetime | None

    @property
    def label(self) -> Text | str:
        """The role's name; a role that no longer exists shows its code."""
        known = ROLES.get(self.role)
        return known.label if known else self.role


_ACTOR = """
SELECT a.id, a.name, a.must_change_password, r.id AS role_id, r.role,
       o.id AS organisation_id, o.name AS organisation_name, o.kind, o.area_code
FROM account a
LEFT JOIN (account_role r JOIN organisation o ON o.id = r.organisation_id AND o.closed_at IS NULL)
       ON r.account_id = a.id AND r.ended_at IS NULL AND ($2::uuid IS NULL OR r.id = $2)
WHERE a.id = $1 AND a.disabled_at IS NULL
LIMIT 2
"""


async def actor_for(account_id: UUID, account_role_id: UUID | None) -> Actor | None:
    """Who the account is in that role; None when it was disabled, or the role or organisation ended.

    Without a role: the only one it has. With several to choose from, with none, or before a password
    that somebody else knows was changed, the actor may do nothing but look after the own account.
    """
    rows = await fetch(_ACTOR, account_id, account_role_id)
    if not rows:
        return None
    row = rows[0]
    if account_role_id is not None and row["role_id"] is None:
        return None
    if row["must_change_password"] or row["role_id"] is None or len(rows) > 1:
        return _without_role(row)
    return _in_role(row)


async def actor_in_role(account_id: UUID, account_role_id: UUID) -> Actor | None:
    """Who the account is in that role for a program, which knows no password; None when either has ended."""
    row = await fetchrow(_ACTOR, account_id, account_role_id)
    return _in_role(row) if row and row["role_id"] else None


def _without_role(row: Any) -> Actor:
    return Actor(
        account_id=row["id"],
        name=row["name"],
        organisation_id=_NOBODY,
        organisation_name="",
        organisation_kind="",
        area_code=_NOWHERE,
        role="",
        permissions=frozenset(),
    )


def _in_role(row: Any) -> Actor:
    role = ROLES.get(row["role"])
    return Actor(
        account_id=row["id"],
        name=row["name"],
        organisation_id=row["organisation_id"],
        organisation_name=row["organisation_name"],
        organisation_kind=row["kind"],
        area_code=row["area_code"],
        role=row["role"],
        permissions=role.allows if role else frozenset(),
        purpose=role.purpose if role else "",
    )


_ACCOUNT = "SELECT " + ", ".join(f"a.{name}" for name in AccountView.__struct_fields__)


async def account(account_id: UUID) -> AccountView:
    """One account, whoever asks. Raises `NotFound`."""
    return _account(await fetchrow(f"{_ACCOUNT} FROM account a WHERE a.id = $1", account_id))


async def by_login(login: str) -> AccountView | None:
    """The account with that login."""
    tidied = tidy_login(login)
    row = await fetchrow(f"{_ACCOUNT} FROM account a WHERE a.login = $1", tidied)
    return _account(row) if row else None


def _account(row: Any) -> AccountView:
    if row is None:
        raise NotFound
    return msgspec.convert(dict(row), AccountView)


_ROLES = """
SELECT r.id, r.organisation_id, o.name AS organisation_name, o.kind AS organisation_kind,
       r.role, r.granted_at, coalesce(r.ended_at, o.closed_at) AS ended_at
FROM account_role r JOIN organisation o ON o.id = r.organisation_id
WHERE r.account_id = $1
"""


async def open_roles(account_id: UUID) -> list[RoleView]:
    """The roles among which the account may choose, the longest held first."""
    return [role for role in await all_roles(account_id) if role.ended_at is None]


async def all_roles(account_id: UUID) -> list[RoleView]:
    """Every role the account has or had; those of closed organisations count as ended."""
    rows = await fetch(f"{_ROLES} ORDER BY r.granted_at, r.id", account_id)
    return [msgspec.convert(dict(row), RoleView) for row in rows]


async def managed_roles(actor: Actor, account_id: UUID) -> list[RoleView]:
    """The account's roles where the actor looks after accounts; what it does elsewhere is not shown."""
    sql = f"{_ROLES} AND (o.area_code LIKE $2 OR o.id = $3) ORDER BY r.granted_at, r.id"
    rows = await fetch(sql, account_id, *managed_scope(actor))
    return [msgspec.convert(dict(row), RoleView) for row in rows]


class AccountRow(msgspec.Struct, frozen=True):
    """One line of an administrator's list: an account in one role."""

    public_id: str
    login: str
    name: str
    role: str
    organisation_name: str
    granted_at: datetime
    ended_at: datetime | None
    disabled_at: datetime | None

    @property
    def label(self) -> Text | str:
        """The role's name."""
        known = ROLES.get(self.role)
        return known.label if known else self.role


SORTS = {"name": "a.name", "login": "a.login", "role": "r.role", "granted": "r.granted_at"}
_MANAGED = """
FROM account a JOIN account_role r ON r.account_id = a.id JOIN organisation o ON o.id = r.organisation_id
WHERE (o.area_code LIKE $1 OR o.id = $2)
"""
_FILTERED = f"""{_MANAGED}
  AND ($3 = '' OR strpos(a.login, lower($3)) > 0 OR strpos(a.name, $3) > 0 OR strpos(o.name, $3) > 0)
  AND ($4 = '' OR r.role = $4)
  AND ($5 OR (r.ended_at IS NULL AND a.disabled_at IS NULL))
"""


def managed_scope(actor: Actor) -> tuple[str, UUID]:
    """Whose accounts the actor looks after: the own organisation's; the system's, those of the area."""
    if actor.organisation_kind == "administration":
        return scope(actor)
    return "", actor.organisation_id


async def list_accounts(
    actor: Actor,
    *,
    q: str = "",
    role: str = "",
    ended: bool = False,
    order_by: str = "a.name, r.id",
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[AccountRow], int]:
    """One page of the accounts that the actor looks after, and how many there are."""
    args = (*managed_scope(actor), q.strip(), role, ended)
    total = await fetchval(f"SELECT count(*) {_FILTERED}", *args)
    rows = await fetch(
        "SELECT a.public_id, a.login, a.name, r.role, o.name AS organisation_name, r.granted_at, r.ended_at,"
        f" a.disabled_at {_FILTERED} ORDER BY {order_by} LIMIT $6 OFFSET $7",
        *args,
        limit,
        offset,
    )
    return [msgspec.convert(dict(row), AccountRow) for row in rows], total


async def managed_account(actor: Actor, account_id: UUID) -> AccountView:
    """An account with a role, also an ended one, where the actor looks after accounts."""
    sql = f"{_ACCOUNT} {_MANAGED} AND a.id = $3 LIMIT 1"
    return _account(await fetchrow(sql, *managed_scope(actor), account_id))


async def managed_by_public_id(actor: Actor, public_id: str) -> AccountView:
    """The same, by the id in the address."""
    sql = f"{_ACCOUNT} {_MANAGED} AND a.public_id = $3 LIMIT 1"
    return _account(await fetchrow(sql, *managed_scope(actor), public_id))
