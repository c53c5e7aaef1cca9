"""The ban register for programs of the authorities that decide."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody

from foundation.web.access import SignedIn
from registry.people.rules import mask_name
from screening.bans import actions
from screening.bans.entry import Entry, as_draft
from screening.bans.pages import VIEW, Shown
from screening.bans.queries import BanView, find_ban, list_bans

_MOST = 200


class BanOut(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the register; the person masked."""

    public_id: str
    status: str
    kind: str
    authority_name: str
    document_no: str
    legal_basis_document: str
    legal_basis_article: str
    decision_on: date
    served_on: date
    effective_on: date
    term_until: date | None
    scope: str
    person_role: str
    person_name: str
    document_masked: str
    area_code: str
    recorded_at: datetime
    confirmed_at: datetime | None
    people: int


class BanList(msgspec.Struct, frozen=True):
    """One page of the register."""

    items: list[BanOut]
    total: int


@get("/api/v1/bans", opt={"permission": VIEW})
async def api_bans(
    actor: SignedIn, status: FromQuery[Shown | None] = None, offset: FromQuery[int] = 0
) -> BanList:
    """The entries of your area, newest first, 200 at a time."""
    rows, total = await list_bans(actor, status=status, search="", limit=_MOST, offset=max(offset, 0))
    return BanList([_out(row) for row in rows], total)


@get("/api/v1/bans/{public_id:str}", opt={"permission": VIEW})
async def api_ban(actor: SignedIn, public_id: FromPath[str]) -> BanOut:
    """One entry."""
    return _out(await find_ban(actor, public_id))


@post("/api/v1/bans", opt={"permission": "screening.ban.record"}, status_code=202)
async def api_record(actor: SignedIn, data: JSONBody[Entry]) -> actions.BanReceipt:
    """Enter a decision. It holds whoever it hits at once and awaits a second person's confirmation."""
    return await actions.record(actor, as_draft(data))


@post("/api/v1/bans/{public_id:str}/confirm", opt={"permission": "screening.ban.confirm"}, status_code=200)
async def api_confirm(actor: SignedIn, public_id: FromPath[str]) -> BanOut:
    """Confirm another person's entry."""
    await actions.confirm(actor, public_id)
    return _out(await find_ban(actor, public_id))


def _out(ban: BanView) -> BanOut:
    values = {name: getattr(ban, name) for name in BanOut.__struct_fields__ if hasattr(ban, name)}
    return BanOut(**{**values, "person_name": mask_name(ban.person_name), "people": ban.matches})


ROUTES = [api_bans, api_ban, api_record, api_confirm]
