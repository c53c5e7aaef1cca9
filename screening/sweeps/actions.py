"""Start a sweep, and accept another matcher when two persons have seen what it changes."""

from __future__ import annotations

import uuid
from typing import Literal

import asyncpg

from foundation.actor import SYSTEM, Actor
from foundation.clock import now
from foundation.database import execute, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Forbidden, Invalid, Refused, own_rule
from foundation.history import record as remember
from foundation.ids import new_id, new_public_id
from foundation.jobs.queue import enqueue
from foundation.text import Text, text
from screening.matching.rules import MATCHER_VERSION
from screening.sweeps.queries import EVERYBODY, SweepView, find_sweep, live_version
from screening.sweeps.tables import Sweep

Kind = Literal["yearly", "shadow"]
TWO_PERSONS = own_rule("SWEEP-2P", text("A matcher goes live when two persons have seen what it changes"))
TITLES: dict[Kind, Text] = {
    "yearly": text("Compare everybody with the ban register"),
    "shadow": text("Try another matcher on everybody"),
}
VIEW, START, ACCEPT = (f"screening.sweep.{verb}" for verb in ("view", "start", "accept"))


async def start(actor: Actor, kind: Kind) -> str:
    """Begin to go through everybody; its public id.

    Raises `Conflict` while one of the kind is running, or nobody may be screened by the matcher installed.
    """
    if actor is not SYSTEM:
        _require_province(actor, START)
    if kind == "yearly" and await live_version() != MATCHER_VERSION:
        said = text(
            "The installed matcher is not in use yet: try it on everybody first; another person accepts it."
        )
        raise Conflict(said)
    async with transaction():
        sweep = Sweep(
            id=new_id(),
            public_id=new_public_id(),
            kind=kind,
            matcher_version=MATCHER_VERSION,
            started_by=actor.account_id,
            started_at=now(),
            people=await fetchval(f"SELECT count(*) FROM ({EVERYBODY}) AS everybody"),  # noqa: S608
            reason="",
        )
        try:
            async with transaction():
                await sweep.save()
        except asyncpg.UniqueViolationError as error:
            raise Conflict(text("Such a sweep is running already.")) from error
        await execute(
            "UPDATE sweep SET job_id = $2 WHERE id = $1", sweep.id, await _enqueue(actor, sweep, kind)
        )
        await remember(actor, "sweep.started", ("sweep", sweep.id), {"kind": (None, kind)})
    return str(sweep.public_id)


async def go_on(actor: Actor, public_id: str) -> None:
    """Go on with a sweep that has broken off; what is done stays done. Raises `Conflict` for any other."""
    if actor is not SYSTEM:
        _require_province(actor, START)
    async with transaction():
        await execute("SELECT 1 FROM sweep WHERE public_id = $1 FOR UPDATE", public_id)
        sweep = await find_sweep(public_id)
        if not sweep.broken:
            raise Conflict(text("This sweep has not broken off."))
        job_id = await _enqueue(actor, sweep, "yearly" if sweep.kind == "yearly" else "shadow")
        await execute("UPDATE sweep SET job_id = $2 WHERE id = $1", sweep.id, job_id)
        await remember(actor, "sweep.resumed", ("sweep", sweep.id), {"done": (None, sweep.done)})


def may(actor: Actor, permission: str) -> bool:
    """A sweep goes through the people of the whole province: its commission starts and accepts it."""
    return actor.may(permission) and actor.area_prefix == actor.area_code[:2]


def _require_province(actor: Actor, permission: str) -> None:
    actor.require(permission)
    if not may(actor, permission):
        raise Forbidden(text("Only the province's health commission takes this step."))


async def _enqueue(actor: Actor, sweep: Sweep | SweepView, kind: Kind) -> uuid.UUID:
    return await enqueue(
        actor,
        f"screening.sweeps.{kind}",
        {"sweep_id": sweep.id},
        title=TITLES[kind],
        total=sweep.people,
        subject=("sweep", sweep.id),
        shared_with=VIEW,
        once=f"screening.sweeps.{sweep.id}",
    )


async def accept(actor: Actor, public_id: str, reason: str) -> None:
    """Let the tried matcher go live, as another person than the one who tried it.

    Pairs that it would lose are named by their number and need a reason. Everybody gets its keys before
    anybody is screened by it. Raises `Refused` for whoever started the trial.
    """
    _require_province(actor, ACCEPT)
    async with transaction():
        await execute("SELECT 1 FROM sweep WHERE public_id = $1 FOR UPDATE", public_id)
        sweep = await find_sweep(public_id)
        if not sweep.awaits_word or sweep.matcher_version != MATCHER_VERSION:
            raise Conflict(text("There is nothing to accept."))
        if sweep.started_by == actor.account_id:
            raise Refused(text("You started it yourself; another person must accept it."), rule=TWO_PERSONS)
        if sweep.lost and not reason.strip():
            said = text("{count} pairs would be lost: say why that is right.", count=sweep.lost)
            raise Invalid([FieldProblem("reason", said)])
        await execute(
            "UPDATE sweep SET accepted_by = $2, accepted_at = $3, reason = $4 WHERE id = $1",
            sweep.id,
            actor.account_id,
            now(),
            reason.strip(),
        )
        await enqueue(
            actor,
            "screening.sweeps.adopt",
            {"sweep_id": sweep.id},
            title=text("Take the other matcher into use"),
            subject=("sweep", sweep.id),
            shared_with=VIEW,
            once=f"screening.sweeps.adopt.{sweep.id}",
        )
        changes = {"matcher": (None, sweep.matcher_version), "lost": (None, sweep.lost)}
        await remember(actor, "sweep.accepted", ("sweep", sweep.id), changes, reason=reason.strip() or None)
