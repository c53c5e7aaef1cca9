"""Personas: synthetic organisations, accounts in their roles, and people, made by the real actions.

    officer = await persona("approver", area="360100")     an Actor; the login is `await login_of(officer)`
    college = await organisation("college")                the one college of that area; made when needed
    child_minder = await person(registrar, "王小花")         a person with an impossible citizen number

Two personas of one role and area are two persons of the same organisation; another area, or
`organisation_id=`, makes it another one.
"""

from __future__ import annotations

import itertools
from datetime import date
from functools import cache
from typing import Any, Final
from uuid import UUID

from argon2 import PasswordHasher

from foundation.actor import SYSTEM, Actor
from foundation.clock import now
from foundation.database import fetchval
from foundation.ids import new_id, new_public_id
from registry.accounts.actions import grant_role
from registry.accounts.data import ROLES
from registry.accounts.queries import actor_for
from registry.accounts.tables import Account
from registry.areas.actions import load
from registry.organisations.data import ORGANISATION_KINDS
from registry.organisations.queries import OrganisationView, by_code
from registry.organisations.queries import organisation as find_organisation
from registry.organisations.rules import credit_code_check, organisation_code_check
from registry.organisations.tables import Organisation
from registry.people.actions import NewDocument, NewPerson, register
from registry.people.rules import check_digit

#: Every persona signs in with it.
PASSWORD: Final = "a sentence nobody would guess"
#: 南昌市东湖区
AREA: Final = "360102"

_count = itertools.count(1)
_EVERYWHERE: Final = {"administrator": "administration", "worker": "institution"}


async def persona(
    role: str, area: str = AREA, *, organisation_id: UUID | None = None, name: str = ""
) -> Actor:
    """A new account in that role, for the organisation of its kind in that area."""
    if organisation_id is None:
        organisation_id = (await organisation(_kind_of(role), area)).id
    account = Account(
        id=new_id(),
        public_id=new_public_id(),
        login=f"{role}-{new_public_id()}",
        name=name or f"{ROLES[role].zh}{next(_count)}",
        password_hash=_password_hash(),
        person_id=None,
        must_change_password=False,
        disabled_at=None,
        password_changed_at=now(),
        created_at=now(),
    )
    await Account.insert(account)
    role_id = await grant_role(SYSTEM, account.id, organisation_id, role)
    actor = await actor_for(account.id, role_id)
    assert actor is not None
    return actor


def _kind_of(role: str) -> str:
    kinds = ROLES[role].kinds
    return kinds[0] if kinds else _EVERYWHERE[role]


@cache
def _password_hash() -> str:
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1).hash(PASSWORD)


async def login_of(actor: Actor) -> str:
    """What a persona types into the sign-in form, with `PASSWORD`."""
    return str(await fetchval("SELECT login FROM account WHERE id = $1", actor.account_id))


async def role_of(actor: Actor) -> UUID:
    """The id of the role in which a persona acts."""
    role_id = await fetchval(
        "SELECT id FROM account_role WHERE account_id = $1 AND organisation_id = $2 AND role = $3",
        actor.account_id,
        actor.organisation_id,
        actor.role,
    )
    return UUID(str(role_id))


async def organisation(kind: str, area: str = AREA, *, code: str = "", **facts: Any) -> OrganisationView:
    """The organisation of that kind in the area, or the one with that code; made when there is none."""
    code = code or f"{kind}-{area}"
    known = await by_code(code)
    if known is None:
        organisation_id = await _make(kind, area, code, facts)
        known = await find_organisation(organisation_id)
    assert known is not None
    return known


async def _make(kind: str, area: str, code: str, facts: dict[str, Any]) -> UUID:
    await load()
    values: dict[str, Any] = {
        "id": new_id(),
        "public_id": new_public_id(),
        "code": code,
        "kind": kind,
        "name": f"示例{ORGANISATION_KINDS[kind].zh}{next(_count)}",
        "uscc": credit_code(ORGANISATION_KINDS[kind].prefixes[0], area),
        "area_code": area,
        "created_at": now(),
    } | facts
    row = Organisation(**values)
    await Organisation.insert(row)
    return UUID(str(row.id))


def credit_code(prefix: str = "91", area: str = AREA) -> str:
    """A credit code with both check digits right that no real body has."""
    body = f"MADE{next(_count) % 10_000:04d}"
    inner = body + organisation_code_check(body)
    first = f"{prefix}{area}{inner}"
    return first + credit_code_check(first)


def citizen_number(birth: date = date(2000, 5, 17), *, female: bool = True) -> str:
    """A new citizen number with the prefix that no real person has."""
    sequence = (next(_count) * 2 + (0 if female else 1)) % 1000
    body = f"369999{birth:%Y%m%d}{sequence:03d}"
    return body + check_digit(body)


async def person(
    actor: Actor = SYSTEM, name: str = "王小花", birth: date = date(2000, 5, 17), **facts: Any
) -> UUID:
    """A person whom the actor registers; `facts` are fields of NewPerson."""
    await load()
    numbers = facts.pop("documents", None) or [NewDocument("01", citizen_number(birth))]
    return await register(actor, NewPerson(name=name, documents=numbers, **facts))
