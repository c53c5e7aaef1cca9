"""What registering authorities push (25号文 art. 6), and filings for programs."""

from __future__ import annotations

from datetime import date

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody

from foundation.actor import Actor
from foundation.database import transaction
from foundation.web.access import SignedIn
from registry.filings.actions import receive
from registry.filings.queries import FilingRecord, filing, filings_of
from registry.organisations.actions import NewOrganisation, registered
from registry.organisations.queries import OrganisationView, by_code
from registry.organisations.rules import FilingState, OrganisationKind


class Registration(msgspec.Struct, kw_only=True):
    """A childcare institution as its registering authority knows it."""

    uscc: str
    name: str
    area_code: str
    registered_on: date
    registration_no: str = ""
    registration_kind: str = ""
    address: str = ""
    phone: str = ""


class Received(msgspec.Struct, frozen=True):
    """Where the registration is kept."""

    organisation: str
    filing: str
    status: FilingState


@post("/api/v1/registrations", opt={"permission": "registry.filing.receive"}, status_code=201)
async def push_registration(actor: SignedIn, data: JSONBody[Registration]) -> Received:
    """Take in a registration; sent again, it answers with the filing that is under way."""
    async with transaction():
        institution = await by_code(data.uscc) or await _enter(actor, data)
        under_way = [one for one in await filings_of(actor, institution.id) if not one.cancelled_on]
        if under_way:
            return _received(under_way[0])
        public_id = await receive(actor, institution.id, data.registered_on, data.registration_no)
        return _received(await filing(actor, public_id))


async def _enter(actor: Actor, data: Registration) -> OrganisationView:
    new = NewOrganisation(
        kind=OrganisationKind.INSTITUTION,
        name=data.name,
        area_code=data.area_code,
        uscc=data.uscc,
        registration_kind=data.registration_kind,
        address=data.address,
        phone=data.phone,
    )
    return await registered(actor, new)


def _received(record: FilingRecord) -> Received:
    return Received(record.organisation_public_id, record.public_id, record.status)


@get("/api/v1/filings/{public_id:str}", opt={"permission": "registry.filing.view"})
async def one_filing(actor: SignedIn, public_id: FromPath[str]) -> Received:
    """How a filing within the scope stands."""
    return _received(await filing(actor, public_id))


ROUTES = [push_registration, one_filing]
