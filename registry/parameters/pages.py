"""Pages of what the rule tables are unsure of: the list, one of them, a proposal and its decision."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from msgspec import Meta

from foundation.actor import Actor
from foundation.clock import today
from foundation.errors import DomainError, own_rules
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, render, see_other
from registry.parameters import actions
from registry.parameters.actions import DECIDE, PROPOSE, Proposal
from registry.parameters.catalogue import advice, advise, everything, find
from registry.parameters.own import ADVISORY
from registry.parameters.queries import (
    confirmations_on,
    find_confirmation,
    history_of,
    in_charge,
    waiting,
)

VIEW = "registry.parameter.view"
NAVIGATION = [NavigationItem("/parameters", text("Rules to confirm"), permission=VIEW, order=18, seldom=True)]
advise(ADVISORY)
USES: dict[str, Text] = {
    "shown": text("is only shown"),
    "sorts": text("sorts work"),
    "reminds": text("reminds"),
}
#: Parameters are called by names with signs that a path would cut; they travel in the query.
KEEPERS: dict[str, Text] = {
    "hrss": text("Human resources and social security"),
    "health_commission": text("Health commission"),
    "education": text("Education"),
}


class Decision(msgspec.Struct):
    """What the second person says."""

    agree: str
    refusal: Annotated[str, Meta(max_length=300)] = ""
    labels: ClassVar[dict[str, Text]] = {"refusal": text("Reason")}


@get("/parameters", opt={"permission": VIEW})
async def parameters_page(request: Request, actor: SignedIn) -> Answer:
    day = today()
    return render(
        request,
        "registry/parameters.html",
        parameters=everything(),
        advisory=advice(),
        confirmed=await confirmations_on(day),
        waiting=await waiting(),
        keepers=KEEPERS,
        uses=USES,
        own=own_rules(),
    )


@get("/parameters/one", opt={"permission": VIEW})
async def parameter_page(request: Request, actor: SignedIn, id: FromQuery[str] = "") -> Answer:
    return await _parameter(request, actor, id)


@post("/parameters/one", opt={"permission": PROPOSE})
async def propose(request: Request, actor: SignedIn, id: FromQuery[str] = "") -> Answer:
    find(id)
    try:
        public_id = await actions.propose(actor, id, await read_form(request, Proposal))
    except CORRECTABLE as error:
        return await _parameter(request, actor, id, error)
    flash = text("Proposed. It has no effect until another person has agreed.")
    return see_other(request, f"/parameters/proposals/{public_id}", flash=flash)


async def _parameter(
    request: Request, actor: Actor, identity: str, error: DomainError | None = None
) -> Answer:
    unsure = find(identity)
    standing = (await confirmations_on(today())).get(identity)
    filled: dict[str, Any] = {"effective_from": today().isoformat(), "document": unsure.document}
    filled |= {"article": unsure.article, "value": standing.value if standing else unsure.proposal}
    return render(
        request,
        "registry/parameter.html",
        error=error,
        filled=filled,
        unsure=unsure,
        standing=standing,
        waiting=(await waiting()).get(identity),
        past=await history_of(identity),
        proposes=actor.may(PROPOSE) and await in_charge(actor, unsure),
        keeper=KEEPERS[unsure.keeper],
    )


@get("/parameters/proposals/{public_id:str}", opt={"permission": VIEW})
async def proposal_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _proposal(request, actor, public_id)


@post("/parameters/proposals/{public_id:str}", opt={"permission": DECIDE})
async def decide(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        wanted = await read_form(request, Decision)
        agree = wanted.agree == "yes"
        await actions.decide(actor, public_id, agree=agree, refusal=wanted.refusal)
    except CORRECTABLE as error:
        return await _proposal(request, actor, public_id, error)
    flash = text("Agreed. It takes effect on its day.") if agree else text("Refused. Nothing changes.")
    return see_other(request, f"/parameters/proposals/{public_id}", flash=flash)


async def _proposal(
    request: Request, actor: Actor, public_id: str, error: DomainError | None = None
) -> Answer:
    proposed = await find_confirmation(public_id)
    unsure = find(proposed.parameter)
    return render(
        request,
        "registry/parameter_proposal.html",
        error=error,
        proposed=proposed,
        unsure=unsure,
        own=proposed.proposed_by == actor.account_id,
        decides=actor.may(DECIDE) and await in_charge(actor, unsure),
    )


ROUTES = [parameters_page, parameter_page, propose, proposal_page, decide]
