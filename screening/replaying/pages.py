"""The screenings of a person with their answers, one of them as it is on record, and its replay."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from msgspec import Meta

from foundation.actor import Actor
from foundation.errors import DomainError, NotFound
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.limits import limit
from foundation.web.pages import Answer, Request, render, see_other
from foundation.web.paging import read_listing
from screening.adjudication.pages import FEATURES
from screening.adjudication.queries import find_match
from screening.replaying.actions import may_replay, replay_or_enqueue, require_replay
from screening.replaying.queries import (
    PERMISSION,
    find_person,
    find_screening,
    person_of_match,
    replay_of_job,
    screenings_of,
)
from screening.replaying.rules import Replay, conclusion
from screening.screenings.queries import Trigger

OCCASIONS: Final[dict[Trigger, Text]] = {
    "issue": text("Issuing a certificate"),
    "enrol": text("Being enrolled"),
    "placement": text("Placement"),
    "evaluation": text("Evaluation"),
    "hire": text("Hiring"),
    "yearly": text("Yearly comparison of everybody"),
    "new_ban": text("A new ban"),
    "ban_amended": text("An amended ban"),
    "person_amended": text("The person's identity has changed"),
    "matcher_upgrade": text("Another matcher"),
    "subsidy": text("A claim for a subsidy"),
}


class ReplayForm(msgspec.Struct):
    """What the replay is for."""

    purpose: Annotated[str, Meta(min_length=2, max_length=200)]
    labels: ClassVar[dict[str, Text]] = {"purpose": text("What it is for")}


@get("/people/{public_id:str}/screenings", opt={"permission": PERMISSION})
async def screenings_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    person = await find_person(actor, public_id)
    listing = read_listing(request, sorts={"at": "s.at"}, default="-at", filters={}, size=50)
    rows, total = await screenings_of(actor, person.id, listing.limit, listing.offset)
    return render(
        request,
        "screening/screenings.html",
        person=person,
        page=listing.page(rows, total),
        occasions=OCCASIONS,
    )


@get("/matches/{public_id:str}/screenings", opt={"permission": PERMISSION})
async def screenings_of_match(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    """The way from a match to the screenings of its person."""
    match = await find_match(actor, public_id)
    try:
        person = await person_of_match(actor, match.id)
    except NotFound as error:
        raise NotFound(
            text("The person belongs to another area; only its officers see her screenings.")
        ) from error
    return see_other(request, f"/people/{person.public_id}/screenings")


@get("/screenings/{screening_id:uuid}", opt={"permission": PERMISSION})
async def screening_page(
    request: Request, actor: SignedIn, screening_id: FromPath[UUID], job: FromQuery[UUID | None] = None
) -> Answer:
    await find_screening(actor, screening_id)
    found = await replay_of_job(actor, screening_id, job) if job else None
    return await _screening(request, actor, screening_id, found)


@post("/screenings/{screening_id:uuid}", opt={"permission": PERMISSION}, status_code=200)
async def replay_screening(request: Request, actor: SignedIn, screening_id: FromPath[UUID]) -> Answer:
    """The same page with the replay; against a long register a job makes it, whose progress is seen."""
    await require_replay(actor, screening_id)
    try:
        form = await read_form(request, ReplayForm)
        await limit_replays(actor)
        found = await replay_or_enqueue(actor, screening_id, form.purpose)
    except CORRECTABLE as error:
        return await _screening(request, actor, screening_id, error=error)
    if isinstance(found, UUID):
        return see_other(request, f"/jobs/{found}")
    return await _screening(request, actor, screening_id, found)


async def limit_replays(actor: Actor) -> None:
    """Each goes through the whole register: fifty an hour are more than anybody reads."""
    await limit("screening.replay", str(actor.account_id), times=50, per=3600)


async def _screening(
    request: Request,
    actor: Actor,
    screening_id: UUID,
    found: Replay | None = None,
    error: DomainError | None = None,
) -> Answer:
    return render(
        request,
        "screening/screening.html",
        error=error,
        screening=await find_screening(actor, screening_id),
        occasions=OCCASIONS,
        features=FEATURES,
        replay=found,
        conclusion=conclusion(found) if found else None,
        may_replay=may_replay(actor),
    )


ROUTES = [screenings_page, screenings_of_match, screening_page, replay_screening]
