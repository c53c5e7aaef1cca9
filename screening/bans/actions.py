"""Enter a ban, confirm it, reject it, lift it: two persons each, all compared in the same transaction."""

from __future__ import annotations

import uuid
from typing import Any

import msgspec

from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import execute, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound
from foundation.events import publish
from foundation.history import record as remember
from foundation.ids import new_id, new_public_id
from foundation.text import text
from registry.areas.data import AREAS
from registry.calendars.queries import expected_calendars
from registry.people.rules import mask_number
from registry.working_days.rules import Calendars
from screening.alarms.readiness import refuses_in_time
from screening.bans.again import require_new
from screening.bans.events import BanEnded
from screening.bans.queries import BanView, find_ban
from screening.bans.rules import (
    Draft,
    RemedyStatus,
    Status,
    after,
    complete_until,
    problems,
    remedy_after,
    require_two_persons,
    screenable,
)
from screening.bans.tables import Ban
from screening.bans.unsure import require_basis
from screening.matching.rules import Identity
from screening.screenings.actions import compare_sharers
from screening.screenings.ending import end_matches
from screening.screenings.identities import banned, save_identity
from screening.screenings.keys import drop_ban_keys, write_ban_keys
from screening.screenings.patience import patient


class BanReceipt(msgspec.Struct, frozen=True):
    """What entering a ban did at once."""

    public_id: str
    status: str
    people: int


class Origin(msgspec.Struct, frozen=True):
    """The sheet and the row in it that an entry came from."""

    sheet_id: uuid.UUID
    row: int


async def record(actor: Actor, draft: Draft, origin: Origin | None = None) -> BanReceipt:
    """Enter another authority's decision. It awaits a second person, but already holds whoever it hits.

    Everybody who may be meant is compared before this transaction ends; certificates of strong hits are on
    hold by then. Too little identity: the entry is set aside on a work list, never silently taken in.
    Raises `Invalid` with everything that is missing, and `EnteredBefore` when it is there word for word.
    """
    actor.require("screening.ban.record")
    draft = checked(actor, draft)
    async with transaction():
        await require_new(actor, draft)
        status = Status.AWAITING_SECOND if screenable(draft) else Status.UNSCREENABLE
        ban = _row(actor, draft, status, await expected_calendars(today()))
        if origin is not None:
            ban.sheet_id, ban.sheet_row = origin.sheet_id, origin.row
        await ban.save()
        await save_identity(ban.id, draft.identity, draft.area_code)
        people = await take_effect(ban.id, draft.identity) if status is Status.AWAITING_SECOND else []
        await remember(actor, "ban.recorded", ("ban", ban.id), {"status": (None, str(status))})
    return BanReceipt(ban.public_id, str(status), len(people))


def checked(actor: Actor, draft: Draft) -> Draft:
    """The draft as it will be entered: in the officer's own area unless it names one within.

    Raises `Invalid` with every problem.
    """
    placed = msgspec.structs.replace(draft, area_code=draft.area_code or actor.area_code)
    if found := [*problems(placed, today()), *_area_problems(placed, actor)]:
        raise Invalid(found)
    return placed


def _area_problems(draft: Draft, actor: Actor) -> list[FieldProblem]:
    """Whoever enters a ban must be able to see it: it lies within the own area."""
    if draft.area_code in AREAS and draft.area_code.startswith(actor.area_prefix):
        return []
    return [FieldProblem("area_code", text("Choose an area of your own commission."))]


def _row(actor: Actor, draft: Draft, status: Status, calendars: Calendars) -> Ban:
    aside = status is Status.UNSCREENABLE
    return Ban(
        **columns(draft),
        id=new_id(),
        public_id=new_public_id(),
        status=str(status),
        organisation_id=actor.organisation_id,
        recorded_by=actor.account_id,
        recorded_at=now(),
        owner_id=actor.account_id if aside else None,
        due_on=complete_until(today(), calendars) if aside else None,
    )


def columns(draft: Draft) -> dict[str, Any]:
    """The draft as the columns of an entry; the identity itself is kept apart and sealed."""
    fields = msgspec.structs.asdict(draft)
    identity: Identity = fields.pop("identity")
    number = identity.documents[0].number if identity.documents else ""
    return fields | {
        "authority_uscc": draft.authority_uscc or None,
        "person_name": identity.names[0],
        "document_masked": mask_number(number) if number else "",
    }


@refuses_in_time
async def take_effect(ban_id: uuid.UUID, identity: Identity) -> list[uuid.UUID]:
    """Give the entry its keys and compare everybody who shares one; who may be meant."""
    async with patient():
        await write_ban_keys(ban_id, identity)
        return await compare_sharers(ban_id)


async def reveal(actor: Actor, public_id: str) -> Identity:
    """The identity in full, for who compares it with the decision; that it was seen is recorded."""
    actor.require("screening.ban.confirm")
    async with transaction():
        ban = await find_ban(actor, public_id)
        await remember(actor, "ban.unmasked", ("ban", ban.id))
        return (await banned([ban.id]))[ban.id].identity


async def confirm(actor: Actor, public_id: str) -> None:
    """The second person's yes: the entry is in force."""
    actor.require("screening.ban.confirm")
    async with transaction():
        ban = await locked(actor, public_id)
        status = after(Status(ban.status), "confirm")
        require_two_persons(ban.recorded_by, actor.account_id)
        require_two_persons(ban.completed_by, actor.account_id)
        await require_basis(ban.kind)
        await execute(
            "UPDATE ban SET status = $2, confirmed_by = $3, confirmed_at = $4 WHERE id = $1",
            ban.id,
            str(status),
            actor.account_id,
            now(),
        )
        await changed(actor, "ban.confirmed", ban, status)


async def reject(actor: Actor, public_id: str, reason: str) -> None:
    """The second person's no: the entry is kept, but searched no more and holds nobody."""
    actor.require("screening.ban.confirm")
    _reasoned(reason)
    async with transaction():
        ban = await locked(actor, public_id)
        status = after(Status(ban.status), "reject")
        require_two_persons(ban.recorded_by, actor.account_id)
        require_two_persons(ban.completed_by, actor.account_id)
        await execute("UPDATE ban SET status = $2 WHERE id = $1", ban.id, str(status))
        await changed(actor, "ban.rejected", ban, status, reason)
        await _end(ban.id)


async def propose_lift(
    actor: Actor, public_id: str, *, document_no: str, authority_name: str, reason: str
) -> None:
    """Put before a second person that the deciding or a superior body has lifted the ban, by document."""
    actor.require("screening.ban.record")
    missing = [
        FieldProblem(field, message)
        for field, value, message in (
            ("document_no", document_no, text("Give the number of the document that lifts the ban.")),
            ("authority_name", authority_name, text("Name the authority that lifted it.")),
            ("reason", reason, text("Say why the ban was lifted.")),
        )
        if not value.strip()
    ]
    if missing:
        raise Invalid(missing)
    async with transaction():
        ban = await locked(actor, public_id)
        after(Status(ban.status), "lift")
        if ban.lift_proposed_by is not None:
            raise Conflict(text("Another person must now decide on lifting."))
        await execute(
            "UPDATE ban SET lift_proposed_by = $2, lift_document_no = $3, lift_authority_name = $4,"
            " lift_reason = $5 WHERE id = $1",
            ban.id,
            actor.account_id,
            document_no.strip(),
            authority_name.strip(),
            reason.strip(),
        )
        await remember(actor, "ban.lift_proposed", ("ban", ban.id), reason=reason.strip())


async def lift(actor: Actor, public_id: str) -> None:
    """The second person's yes to lifting: the entry keeps its history and loses its keys."""
    actor.require("screening.ban.confirm")
    async with transaction():
        ban = await locked(actor, public_id)
        if ban.lift_proposed_by is None:
            raise Invalid([FieldProblem("document_no", text("Nobody has proposed to lift this ban."))])
        status = after(Status(ban.status), "lift")
        require_two_persons(ban.lift_proposed_by, actor.account_id)
        await execute(
            "UPDATE ban SET status = $2, lifted_by = $3, lifted_at = $4, remedy_status = $5 WHERE id = $1",
            ban.id,
            str(status),
            actor.account_id,
            now(),
            str(_annulled(RemedyStatus(ban.remedy_status))),
        )
        await changed(actor, "ban.lifted", ban, status, ban.lift_reason)
        await _end(ban.id)


def _annulled(status: RemedyStatus) -> RemedyStatus:
    """A contested decision that is lifted was annulled."""
    contested = status in (RemedyStatus.RECONSIDERATION, RemedyStatus.LITIGATION)
    return remedy_after(status, "annul") if contested else status


async def refuse_lift(actor: Actor, public_id: str, reason: str) -> None:
    """The second person's no to lifting: the ban stays as it is, and lifting can be proposed anew."""
    actor.require("screening.ban.confirm")
    if not reason.strip():
        raise Invalid([FieldProblem("reason", text("Say why the ban is not lifted."))])
    async with transaction():
        ban = await locked(actor, public_id)
        if ban.lift_proposed_by is None or ban.lifted_at is not None:
            raise Invalid([FieldProblem("reason", text("Nobody has proposed to lift this ban."))])
        require_two_persons(ban.lift_proposed_by, actor.account_id)
        await execute(
            "UPDATE ban SET lift_proposed_by = NULL, lift_document_no = NULL, lift_authority_name = NULL,"
            " lift_reason = NULL WHERE id = $1",
            ban.id,
        )
        await remember(actor, "ban.lift_refused", ("ban", ban.id), reason=reason.strip())


async def _end(ban_id: uuid.UUID) -> None:
    await drop_ban_keys(ban_id)
    await end_matches(ban_id)
    await publish(BanEnded(ban_id))


async def locked(actor: Actor, public_id: str) -> BanView:
    """The entry of the officer's area; the register's lock first: nobody waits the wrong way round."""
    await execute("SELECT pg_advisory_xact_lock(7001)")
    found = await fetchval("SELECT id FROM ban WHERE public_id = $1 FOR UPDATE", public_id)
    if found is None:
        raise NotFound()
    return await find_ban(actor, public_id)


async def changed(actor: Actor, kind: str, ban: BanView, status: Status, reason: str | None = None) -> None:
    """Write the step into the entry's history."""
    await remember(actor, kind, ("ban", ban.id), {"status": (ban.status, str(status))}, reason=reason)


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise Invalid([FieldProblem("reason", text("Say why the entry is not confirmed."))])
