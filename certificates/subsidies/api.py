"""The ledger of subsidies for programs: the same actions as on the pages."""

from __future__ import annotations

from datetime import date

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody

from certificates.subsidies import actions
from certificates.subsidies.actions import APPROVE, REGISTER, Payee
from certificates.subsidies.pages import VIEW
from certificates.subsidies.queries import ClaimRow, find_claim, list_claims
from foundation.actor import Actor
from foundation.web.access import SignedIn

_MOST = 200


class NewClaim(msgspec.Struct):
    """The certificate, the kind, and who receives the money."""

    number: str
    kind: str
    payee: Payee = "holder"


class Decision(msgspec.Struct):
    """What the second person says."""

    agreed: bool
    reason: str = ""


class Condition(msgspec.Struct, frozen=True):
    """One condition of a claim: `passed`, `waiting` or `failed`."""

    rule: str
    document: str
    state: str


class ClaimOut(msgspec.Struct, frozen=True):
    """A claim as programs see it."""

    public_id: str
    kind: str
    certificate_number: str
    occupation_code: str
    level: int
    claimed_on: date
    standing: str
    amount: int | None


class ClaimDetail(ClaimOut, frozen=True, kw_only=True):
    """A claim with its conditions as they are today."""

    conditions: list[Condition]


class ClaimList(msgspec.Struct, frozen=True):
    """A page of claims."""

    total: int
    items: list[ClaimOut]


def _out(row: ClaimRow) -> ClaimOut:
    return ClaimOut(
        row.public_id,
        row.kind,
        row.certificate_number,
        row.occupation_code,
        row.level,
        row.claimed_on,
        row.standing,
        row.amount,
    )


async def _found(actor: Actor, public_id: str) -> ClaimDetail:
    row = await find_claim(actor, public_id)
    lines = await actions.lines_of(row, row.screening_result)
    told = [Condition(line.rule.id, line.rule.document, line.state) for line in lines]
    return ClaimDetail(**msgspec.structs.asdict(_out(row)), conditions=told)


@get("/api/v1/subsidies", opt={"permission": VIEW})
async def api_claims(
    actor: SignedIn,
    q: FromQuery[str] = "",
    kind: FromQuery[str | None] = None,
    standing: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
    offset: FromQuery[int] = 0,
) -> ClaimList:
    """The claims in scope, newest first."""
    rows, total = await list_claims(
        actor,
        search=q,
        kind=kind,
        wanted=standing,
        order_by="s.claimed_on DESC, s.id",
        limit=min(max(limit, 1), _MOST),
        offset=min(max(offset, 0), 1_000_000),
    )
    return ClaimList(total, [_out(row) for row in rows])


@get("/api/v1/subsidies/{public_id:str}", opt={"permission": VIEW})
async def api_claim(actor: SignedIn, public_id: FromPath[str]) -> ClaimDetail:
    """One claim with its conditions."""
    return await _found(actor, public_id)


@post("/api/v1/subsidies", opt={"permission": REGISTER}, status_code=201)
async def api_register(actor: SignedIn, data: JSONBody[NewClaim]) -> ClaimDetail:
    """Register a claim for a certificate."""
    return await _found(actor, await actions.register(actor, data.number, data.kind, data.payee))


@post("/api/v1/subsidies/{public_id:str}/decision", opt={"permission": APPROVE}, status_code=200)
async def api_decide(actor: SignedIn, public_id: FromPath[str], data: JSONBody[Decision]) -> ClaimDetail:
    """Approve or refuse, as another person than who registered it."""
    if data.agreed:
        await actions.approve(actor, public_id)
    else:
        await actions.refuse(actor, public_id, data.reason)
    return await _found(actor, public_id)


routes = [api_claims, api_claim, api_register, api_decide]
