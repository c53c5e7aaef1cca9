"""The second person's pages: confirm or refuse an entry, propose to lift a ban, lift it."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, cast

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from foundation.actor import Actor
from foundation.errors import Conflict, DomainError, FieldProblem, Invalid, NotFound
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, Lines, read_form
from foundation.web.pages import Answer, Request, render, see_other
from foundation.web.twice import gone_on, taken_before
from registry.lookups.limits import count_unmasking
from screening.bans import actions
from screening.bans.completing import take_over
from screening.bans.pages import WORDS
from screening.bans.queries import find_ban
from screening.bans.remedies import Sought, Upheld, contest, settle
from screening.bans.rules import Status
from screening.bans.turns import STEPS, Step, steps_for
from screening.bans.unsure import basis_problem

_STEPPING = ("screening.ban.confirm", "screening.ban.record")
_DONE: dict[str, Text] = {
    "confirm": text("The entry is in force."),
    "reject": text("The entry is not in the register; whoever it held is free."),
    "propose-lift": text("Another person must now decide on lifting."),
    "lift": text("The ban is lifted; whoever it held is free."),
    "refuse-lift": text("The ban stays as it is."),
    "take-over": text("The entry stands on your work list now."),
    "contest": text("The remedy is recorded; the ban stays in force until it is annulled or changed."),
    "settle": text("The remedy has ended; the ban stays in force."),
}
_LEADS_TO = {"confirm": Status.ACTIVE, "reject": Status.REJECTED, "lift": Status.LIFTED}
#: Steps whose page is another one.
_ELSEWHERE = frozenset({"amend", "amendment", "complete"})


class Words(msgspec.Struct):
    """What a step asks for; each takes its part, and the action says what is missing."""

    reason: Lines = ""
    document_no: Annotated[str, Meta(max_length=200)] = ""
    authority_name: Annotated[str, Meta(max_length=200)] = ""
    remedy: str = ""
    labels: ClassVar[dict[str, Text]] = {
        "reason": text("Reason"),
        "remedy": text("Remedy"),
        "document_no": text("Number of the document"),
        "authority_name": text("Lifting authority"),
    }


@get("/bans/{public_id:str}/{step:str}", opt={"permission": _STEPPING})
async def step_page(
    request: Request, actor: SignedIn, public_id: FromPath[str], step: FromPath[str]
) -> Answer:
    if step not in STEPS or step in _ELSEWHERE:
        raise NotFound
    if not await _fits(actor, public_id, step):
        return see_other(request, f"/bans/{public_id}")
    return await _page(request, actor, public_id, STEPS[step])


@post("/bans/{public_id:str}/{step:str}", opt={"permission": _STEPPING})
async def take_step(
    request: Request, actor: SignedIn, public_id: FromPath[str], step: FromPath[str]
) -> Answer:
    if step not in STEPS or step in _ELSEWHERE:
        raise NotFound
    try:
        await _take(actor, public_id, step, await read_form(request, Words))
    except CORRECTABLE as error:
        if isinstance(error, Conflict) and not await _fits(actor, public_id, step):
            return await _too_late(request, actor, public_id, step, error)
        return await _page(request, actor, public_id, STEPS[step], error)
    return see_other(request, f"/bans/{public_id}", flash=_DONE[step])


async def _take(actor: Actor, public_id: str, step: str, words: Words) -> None:
    if step == "confirm":
        await actions.confirm(actor, public_id)
    elif step == "reject":
        await actions.reject(actor, public_id, words.reason)
    elif step == "propose-lift":
        await actions.propose_lift(
            actor,
            public_id,
            document_no=words.document_no,
            authority_name=words.authority_name,
            reason=words.reason,
        )
    elif step == "lift":
        await actions.lift(actor, public_id)
    elif step == "refuse-lift":
        await actions.refuse_lift(actor, public_id, words.reason)
    elif step == "take-over":
        await take_over(actor, public_id)
    else:
        await _remedy(actor, public_id, step, words)


async def _remedy(actor: Actor, public_id: str, step: str, words: Words) -> None:
    choices: dict[str, Any] = {"contest": ("reconsider", "sue"), "settle": ("uphold", "declare_unlawful")}
    if words.remedy not in choices[step]:
        raise Invalid([FieldProblem("remedy", text("Please choose from the list."))])
    if step == "contest":
        await contest(actor, public_id, cast(Sought, words.remedy), words.document_no)
    else:
        await settle(actor, public_id, cast(Upheld, words.remedy), words.document_no)


async def _fits(actor: Actor, public_id: str, step: str) -> bool:
    """Whether this person may take the step now; after a second click nobody may."""
    return any(one.name == step for one in steps_for(actor, await find_ban(actor, public_id)))


async def _too_late(request: Request, actor: Actor, public_id: str, step: str, error: DomainError) -> Answer:
    """The entry is past this step: by the step itself, or by another one."""
    if _LEADS_TO.get(step) == (await find_ban(actor, public_id)).status:
        return taken_before(request, f"/bans/{public_id}")
    return gone_on(request, f"/bans/{public_id}", error)


async def _page(
    request: Request, actor: Actor, public_id: str, step: Step, error: DomainError | None = None
) -> Answer:
    """To confirm is to compare with the decision: the identity is shown in full, and that is written down."""
    identity = None
    if step.name in ("confirm", "reject"):
        await count_unmasking(actor, (await find_ban(actor, public_id)).id)
        identity = await actions.reveal(actor, public_id)
    ban = await find_ban(actor, public_id)
    return render(
        request,
        "screening/ban_step.html",
        error=error,
        ban=ban,
        step=step,
        choices=_remedy_choices(step.name, ban.remedy_status),
        identity=identity,
        basis=await basis_problem((await find_ban(actor, public_id)).kind)
        if step.name == "confirm"
        else None,
        **WORDS,
    )


def _remedy_choices(step: str, status: str) -> list[tuple[str, Text]]:
    if step == "settle":
        return [
            ("uphold", text("The decision was upheld")),
            ("declare_unlawful", text("It was declared unlawful, but not annulled")),
        ]
    asked = [("reconsider", text("Administrative reconsideration"))] if status == "none" else []
    return [*asked, ("sue", text("Administrative litigation"))]


ROUTES = [step_page, take_step]
