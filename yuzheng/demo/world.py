"""The offices, colleges and institutions of the demo, and an account for every role in them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from foundation.actor import SYSTEM, Actor
from foundation.clock import now
from foundation.database import fetchval
from foundation.errors import NotFound
from foundation.ids import new_id, new_public_id
from registry.accounts.actions import NewAccount, add_account
from registry.accounts.queries import actor_for
from registry.organisations.data import ORGANISATION_KINDS
from registry.organisations.queries import by_code
from registry.organisations.rules import credit_code_check, organisation_code_check
from registry.organisations.tables import Organisation
from yuzheng.demo.data import HOST_PLACES, PLACES, Place

#: Every demo account signs in with it; it opens synthetic data only.
PASSWORD = "yuzheng demo 2026"  # noqa: S105 - printed for everybody to use
#: The login of a holder who has opened the own account.
WORKER = "worker"
BEGINNING = date(2026, 2, 9)


async def build() -> None:
    """Make whatever of it is not there yet."""
    for number, place in enumerate((*PLACES, *HOST_PLACES), 1):
        organisation_id = await _organisation(place, number)
        for login, (role, name) in place.people.items():
            if await fetchval("SELECT id FROM account WHERE login = $1", login) is None:
                account = NewAccount(login=login, name=name, password=PASSWORD, must_change_password=False)
                await add_account(SYSTEM, account, organisation_id, role)


async def _organisation(place: Place, number: int) -> UUID:
    """Entered by the system itself: the demo's offices are there before anybody could enter them."""
    known = await by_code(place.code)
    if known is not None:
        return known.id
    row = Organisation(
        id=new_id(),
        public_id=new_public_id(),
        code=place.code,
        kind=place.kind,
        name=place.name,
        name_en=place.name_en,
        uscc=_credit_code(ORGANISATION_KINDS[place.kind].prefixes[0], place.area, number),
        area_code=place.area,
        created_at=now(),
    )
    await Organisation.insert(row)
    return UUID(str(row.id))


def _credit_code(prefix: str, area: str, number: int) -> str:
    """A code with both check digits right that no real body has."""
    body = f"MADEM{number:03d}"
    head = f"{prefix}{area}{body}{organisation_code_check(body)}"
    return head + credit_code_check(head)


async def acting(login: str) -> Actor:
    """The demo account with this login, in its role."""
    account_id = await fetchval("SELECT id FROM account WHERE login = $1", login)
    role_id = await fetchval(
        "SELECT id FROM account_role WHERE account_id = $1 AND ended_at IS NULL ORDER BY granted_at",
        account_id,
    )
    actor = await actor_for(account_id, role_id) if role_id else None
    if actor is None:
        raise NotFound()
    return actor


def accounts() -> list[tuple[str, str, str]]:
    """Login, role and organisation of every account, for the list that is printed at the end."""
    places = (*PLACES, *HOST_PLACES[:1])
    staff = [(login, role, place.name) for place in places for login, (role, _) in place.people.items()]
    college = next(place for place in PLACES if place.kind == "college")
    return [*staff, (WORKER, "worker", college.name)]
