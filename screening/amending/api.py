"""Amendments of the ban register for programs of the authorities: propose, look, decide."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody

from foundation.actor import Actor
from foundation.errors import NotFound
from foundation.web.access import SignedIn
from screening.amending import actions
from screening.amending.queries import open_amendment
from screening.amending.rules import Basis, differences
from screening.bans.actions import reveal
from screening.bans.entry import Entry, as_draft
from screening.bans.queries import draft_of, find_ban

_RECORD, _CONFIRM = "screening.ban.record", "screening.ban.confirm"


class AmendmentOut(msgspec.Struct, frozen=True, kw_only=True):
    """An amendment that waits for a second person; the fields it changes, by name."""

    public_id: str
    ban: str
    document_no: str
    authority_name: str
    reason: str
    fields: list[str]
    proposed_at: datetime
    proposed_by: str
    own: bool


class AmendmentIn(msgspec.Struct, frozen=True):
    """The whole entry as it will be, and the document that says so."""

    entry: Entry
    document_no: str
    authority_name: str
    reason: str


class DecisionIn(msgspec.Struct, frozen=True):
    """The second person's word; a no says why."""

    agreed: bool
    reason: str = ""


class DecidedOut(msgspec.Struct, frozen=True):
    """What came of it: `people` may be meant by the entry as it is now."""

    ban: str
    agreed: bool
    people: int


@get("/api/v1/bans/{public_id:str}/amendment", opt={"permission": _CONFIRM})
async def api_amendment(actor: SignedIn, public_id: FromPath[str]) -> AmendmentOut:
    """The amendment that waits; that the identity was compared is written down."""
    return await _waiting(actor, public_id)


@post("/api/v1/bans/{public_id:str}/amendment", opt={"permission": _RECORD}, status_code=202)
async def api_propose(
    actor: SignedIn, public_id: FromPath[str], data: JSONBody[AmendmentIn]
) -> dict[str, str]:
    """Propose an amendment; nothing changes before another person agrees. Its id."""
    basis = Basis(data.document_no, data.authority_name, data.reason)
    return {"public_id": await actions.propose(actor, public_id, as_draft(data.entry), basis)}


@post("/api/v1/bans/{public_id:str}/amendment/decision", opt={"permission": _CONFIRM}, status_code=200)
async def api_decide(actor: SignedIn, public_id: FromPath[str], data: JSONBody[DecisionIn]) -> DecidedOut:
    """Agree: the entry changes and everybody is compared anew at once. Or refuse, saying why."""
    if data.agreed:
        return DecidedOut(public_id, True, await actions.agree(actor, public_id))
    await actions.refuse(actor, public_id, data.reason)
    return DecidedOut(public_id, False, (await find_ban(actor, public_id)).matches)


async def _waiting(actor: Actor, public_id: str) -> AmendmentOut:
    ban = await find_ban(actor, public_id)
    waiting = await open_amendment(ban.id)
    if waiting is None:
        raise NotFound
    before = draft_of(ban, await reveal(actor, public_id))
    return AmendmentOut(
        public_id=waiting.public_id,
        ban=ban.public_id,
        document_no=waiting.document_no,
        authority_name=waiting.authority_name,
        reason=waiting.reason,
        fields=differences(before, waiting.draft),
        proposed_at=waiting.proposed_at,
        proposed_by=waiting.proposer_name,
        own=waiting.proposed_by == actor.account_id,
    )


ROUTES = [api_amendment, api_propose, api_decide]
