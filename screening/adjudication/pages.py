"""A match: the work list, side by side with what was said of it, and saying one's own opinion."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from foundation.actor import Actor
from foundation.errors import DomainError
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, Lines, read_form
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, render, see_other
from foundation.web.paging import read_listing
from registry.lookups.limits import count_unmasking
from screening.adjudication import actions
from screening.adjudication.data import REASONS
from screening.adjudication.disputing import may_dispute
from screening.adjudication.queries import (
    MatchView,
    disputes_of,
    find_match,
    involved_in,
    involved_in_many,
    list_matches,
    match_counts,
    opinions_of,
)
from screening.adjudication.rules import MatchState, Verdict
from screening.adjudication.standpoint import standpoint
from screening.adjudication.timeline import VERDICTS, events
from screening.bans.data import BAN_KINDS
from screening.hearing.queries import papers_of, statements_of
from screening.matching.rules import Identity

VIEW = "screening.match.view"
_JUDGE = ("screening.match.propose", "screening.match.decide")
NAVIGATION = [NavigationItem("/matches", text("Possible matches"), permission=VIEW, order=20)]

_DONE: dict[MatchState, Text] = {
    MatchState.PROPOSED: text("Your opinion is noted. Another person decides now; the hold stays."),
    MatchState.CLEARED: text(
        "Ruled out by two persons. What this match held is free if nothing else holds it."
    ),
    MatchState.CONFIRMED: text(
        "Confirmed by two persons. The certificates stay on hold; withdrawing them is proposed to the issuing"
        " office."
    ),
    MatchState.OPEN: text("You two do not agree: the match is open again and the hold stays."),
}
FEATURES: dict[str, Text] = {
    "document": text("Document number"),
    "number": text("Document number"),
    "name": text("Name"),
    "birth_date": text("Date of birth"),
    "sex": text("Sex"),
    "area": text("Area"),
}


class Shown(StrEnum):
    """What the work list is narrowed to."""

    WAITING = "waiting"
    OPEN = "open"
    PROPOSED = "proposed"
    CONTESTED = "contested"
    CONFIRMED = "confirmed"
    CLEARED = "cleared"
    ENDED = "ended"


class OpinionForm(msgspec.Struct):
    """An opinion as it is given."""

    verdict: Verdict
    reason_code: str
    note: Annotated[Lines, Meta(max_length=1000)] = ""
    labels: ClassVar[dict[str, Text]] = {
        "verdict": text("Your opinion"),
        "reason_code": text("Grounds"),
        "note": text("What you compared"),
    }


@get("/matches", opt={"permission": VIEW})
async def matches_page(request: Request, actor: SignedIn) -> Answer:
    listing = read_listing(
        request, sorts={"due": "m.due_on"}, default="due", filters={"show": Shown}, size=50
    )
    shown = str(listing.filters["show"] or Shown.WAITING)
    rows, total = await list_matches(actor, shown, listing.limit, listing.offset)
    involved = await involved_in_many([row.id for row in rows])
    return render(
        request,
        "screening/matches.html",
        page=listing.page(rows, total),
        shown=shown,
        counts=await match_counts(actor),
        standpoints={row.public_id: standpoint(actor, row, involved[row.id]) for row in rows},
        ban_kinds=BAN_KINDS,
    )


@get("/matches/{public_id:str}", opt={"permission": VIEW})
async def match_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _match(request, actor, await find_match(actor, public_id))


@post("/matches/{public_id:str}", opt={"permission": _JUDGE})
async def say_opinion(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    match = await find_match(actor, public_id)
    say = actions.decide if match.state is MatchState.PROPOSED else actions.propose
    try:
        opinion = await read_form(request, OpinionForm)
        state = await say(actor, public_id, opinion.verdict, opinion.reason_code, opinion.note)
    except CORRECTABLE as error:
        return await _match(request, actor, await find_match(actor, public_id), error)
    meaning = "attention" if state in (MatchState.OPEN, MatchState.PROPOSED) else "valid"
    return see_other(request, f"/matches/{public_id}", flash=_DONE[state], meaning=meaning)


@post("/matches/{public_id:str}/identities", opt={"permission": "screening.match.propose"}, status_code=200)
async def match_in_full(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    """The same page with both sides unmasked; that somebody looked is written down."""
    await count_unmasking(actor, (await find_match(actor, public_id)).id)
    sides = await actions.reveal(actor, public_id)
    return await _match(request, actor, await find_match(actor, public_id), sides=sides)


async def _match(
    request: Request,
    actor: Actor,
    match: MatchView,
    error: DomainError | None = None,
    sides: tuple[Identity, Identity] | None = None,
) -> Answer:
    said = await opinions_of(match.id)
    return render(
        request,
        "screening/match.html",
        error=error,
        match=match,
        sides=sides,
        features=FEATURES,
        standpoint=standpoint(actor, match, await involved_in(match.id, said)),
        events=events(match, said, await disputes_of(match.id), await statements_of(match.id)),
        papers=await papers_of(match.id),
        may_dispute=may_dispute(actor, match),
        verdicts=VERDICTS,
        reasons=_reasons(),
        ban_kinds=BAN_KINDS,
    )


def _reasons() -> list[dict[str, object]]:
    """The reasons under the opinion that each can carry."""
    return [
        {
            "label": VERDICTS[verdict],
            "options": [(one.code, one.label) for one in REASONS.values() if one.verdict == verdict],
        }
        for verdict in Verdict
    ]


ROUTES = [matches_page, match_page, match_in_full, say_opinion]
