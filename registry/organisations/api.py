"""Organisations for programs: the same actions and the same scope as the pages."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from foundation.web.access import SignedIn
from registry.organisations import actions
from registry.organisations.actions import NewOrganisation
from registry.organisations.queries import (
    OrganisationRow,
    OrganisationView,
    Wanted,
    by_public_id,
    list_organisations,
)
from registry.organisations.rules import OrganisationKind

_VIEW = "registry.organisation.view"
_SIZE = 100


class Found(msgspec.Struct, frozen=True):
    """One page of a list, and how many there are in all."""

    total: int
    items: list[dict[str, Any]]


def public(view: OrganisationView | OrganisationRow) -> dict[str, Any]:
    """What leaves the house: the public id, never the internal key."""
    shown = msgspec.structs.asdict(view)
    return {name: value for name, value in shown.items() if name != "id"}


@get("/api/v1/organisations", opt={"permission": _VIEW})
async def find_organisations(
    actor: SignedIn,
    q: FromQuery[str] = "",
    kind: FromQuery[OrganisationKind | None] = None,
    area: FromQuery[str] = "",
    page: FromQuery[Annotated[int, Meta(ge=1, le=10_000)]] = 1,
) -> Found:
    """The organisations within the scope, 100 a page."""
    wanted = Wanted(q=q, kind=kind, area=area)
    rows, total = await list_organisations(actor, wanted, limit=_SIZE, offset=(page - 1) * _SIZE)
    return Found(total, [public(row) for row in rows])


@get("/api/v1/organisations/{public_id:str}", opt={"permission": _VIEW})
async def one_organisation(actor: SignedIn, public_id: FromPath[str]) -> dict[str, Any]:
    """One organisation within the scope."""
    return public(await by_public_id(actor, public_id))


@post("/api/v1/organisations", opt={"permission": "registry.organisation.register"}, status_code=201)
async def enter_organisation(actor: SignedIn, data: JSONBody[NewOrganisation]) -> dict[str, Any]:
    """Enter an organisation; what is odd but possible comes back as warnings."""
    warnings = actions.check_for(actor, data).warnings
    view = await actions.registered(actor, data)
    return public(view) | {"warnings": [warning.english() for warning in warnings]}


ROUTES = [find_organisations, one_organisation, enter_organisation]
