"""The ban register: the list, one entry with its history, and what its entering did."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from litestar import get, post
from litestar.params import FromPath

from foundation import history
from foundation.actor import Actor
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, render
from foundation.web.paging import read_listing
from registry.areas.rules import full_name
from registry.lookups.limits import count_unmasking
from screening.adjudication.queries import matches_of_ban
from screening.bans.actions import reveal
from screening.bans.data import BAN_KINDS, CHANNELS, REMEDIES, ROLES, SCOPES
from screening.bans.queries import BanView, find_ban, list_bans, status_counts
from screening.bans.rules import REMEDY_LABELS, Status, remedy_deadlines
from screening.bans.timeline import events
from screening.bans.turns import steps_for, turn_of
from screening.bans.unsure import basis_problem
from screening.matching.rules import Identity

VIEW = "screening.ban.view"
NAVIGATION = [NavigationItem("/bans", text("Ban register"), permission=VIEW, order=22)]

#: The code lists behind the words of an entry.
WORDS: dict[str, Any] = {
    "ban_kinds": BAN_KINDS,
    "scopes": SCOPES,
    "roles": ROLES,
    "channels": CHANNELS,
    "words": REMEDIES,
    "full_name": full_name,
    "remedy_labels": {str(key): label for key, label in REMEDY_LABELS.items()},
}


class Shown(StrEnum):
    """By what the list is filtered, in the order of what there is to do: statuses, and what is proposed."""

    AWAITING_SECOND = "awaiting_second"
    UNSCREENABLE = "unscreenable"
    AMENDING = "amending"
    LIFTING = "lifting"
    ACTIVE = "active"
    UNDER_REMEDY = "under_remedy"
    AMENDED = "amended"
    LIFTED = "lifted"
    REJECTED = "rejected"


@get("/bans", opt={"permission": VIEW})
async def bans_page(request: Request, actor: SignedIn) -> Answer:
    listing = read_listing(
        request,
        sorts={"recorded": "b.recorded_at"},
        default="-recorded",
        filters={"status": Shown, "q": str},
    )
    wanted, search = listing.filters["status"], listing.filters["q"] or ""
    rows, total = await list_bans(
        actor, status=wanted, search=search, limit=listing.limit, offset=listing.offset
    )
    return render(
        request,
        "screening/bans.html",
        page=listing.page(rows, total),
        counts=await status_counts(actor),
        statuses=list(Shown),
        turns={ban.public_id: turn_of(ban) for ban in rows},
        **WORDS,
    )


@get("/bans/{public_id:str}", opt={"permission": VIEW})
async def ban_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _ban(request, actor, await find_ban(actor, public_id))


@post("/bans/{public_id:str}/identity", opt={"permission": "screening.ban.confirm"}, status_code=200)
async def ban_in_full(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    """The same page with the identity unmasked; that somebody looked is written down."""
    await count_unmasking(actor, (await find_ban(actor, public_id)).id)
    identity = await reveal(actor, public_id)
    return await _ban(request, actor, await find_ban(actor, public_id), identity)


async def _ban(request: Request, actor: Actor, ban: BanView, identity: Identity | None = None) -> Answer:
    before = ban.status in (Status.AWAITING_SECOND, Status.UNSCREENABLE)
    return render(
        request,
        "screening/ban.html",
        ban=ban,
        basis=await basis_problem(ban.kind) if before else None,
        identity=identity,
        turn=turn_of(ban),
        ban_steps=steps_for(actor, ban),
        matches=await matches_of_ban(actor, ban.id) if actor.may("screening.match.view") else [],
        deadlines=remedy_deadlines(ban.kind, ban.served_on),
        events=events(await history.of("ban", ban.id)),
        **WORDS,
    )


@get("/bans/{public_id:str}/receipt", opt={"permission": VIEW})
async def ban_receipt(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    ban = await find_ban(actor, public_id)
    return render(
        request, "screening/ban_receipt.html", ban=ban, searched=ban.status != Status.UNSCREENABLE, **WORDS
    )


ROUTES = [bans_page, ban_page, ban_in_full, ban_receipt]
