"""Issue anew what a struck-off key signed: proposed for an office, decided there by another person."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

import asyncpg

from certificates.credentials.multikey import from_multikey
from certificates.reissues.jobs import start_reissue
from certificates.reissues.queries import ReissueRow, can_be_resumed, find_reissue, judged
from certificates.reissues.rules import Why
from certificates.reissues.tables import Reissue
from certificates.watching.telling import put_notice
from foundation.actor import SYSTEM, Actor
from foundation.clock import now
from foundation.database import copy_rows, execute, fetch, fetchrow, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Forbidden, Invalid, NotFound
from foundation.history import record, record_many
from foundation.ids import new_id, new_public_id
from foundation.text import text

_OFFICES = """
SELECT DISTINCT o.id, o.name, o.area_code FROM credential k JOIN certificate c ON c.id = k.certificate_id
  JOIN organisation o ON o.id = c.organisation_id
 WHERE k.signed_with = $1 AND c.status = 'issued'
   AND NOT EXISTS (SELECT 1 FROM reissue r
                    WHERE r.organisation_id = o.id AND r.public_key = $1 AND r.status = 'proposed')
 ORDER BY o.name, o.id
"""
_STATE = "SELECT state FROM issuer_key WHERE public_key = $1 AND purpose = 'credential'"
_DECIDED = "UPDATE reissue SET status = $2, decided_by = $3, decided_at = $4 WHERE id = $1"
_VERDICTS = """
UPDATE certificate_proposal SET decided_by = $3, decided_at = $4, verdict = $5
 WHERE reissue_id = $1 AND certificate_id = ANY($2::uuid[]) AND decided_by IS NULL
"""
_PROPOSED = (
    "SELECT certificate_id AS id FROM certificate_proposal WHERE reissue_id = $1 AND decided_by IS NULL"
)


async def propose_reissue(actor: Actor, written: str, reason: str) -> str:
    """Propose to issue anew what this key signed and the actor's office issued; the public id.

    Raises `Conflict` for a key that was not struck off, and where nothing is left to be issued anew.
    """
    actor.require("certificates.certificate.propose")
    if not reason.strip():
        raise Invalid([FieldProblem("reason", text("Say what happened."))])
    async with transaction():
        key = await struck_off(written)
        office = actor.organisation_id, actor.area_code
        public_id = await _propose(actor, key, office, reason.strip())
    if public_id is None:
        raise Conflict(text("No certificate of your office has to be issued anew because of this key."))
    return public_id


async def propose_everywhere(written: str, reason: str) -> list[tuple[str, str]]:
    """The same for every office that issued something with it: office and public id of each."""
    made = []
    async with transaction():
        key = await struck_off(written)
        for row in await fetch(_OFFICES, key):
            public_id = await _propose(SYSTEM, key, (row["id"], row["area_code"]), reason)
            if public_id is not None:
                made.append((row["name"], public_id))
    return made


async def struck_off(written: str) -> bytes:
    """The key that is written so. Raises `NotFound`, and `Conflict` for one that still counts."""
    try:
        key = from_multikey(written)
    except ValueError as error:
        raise NotFound(text("There is no key {key}.", key=written)) from error
    state = await fetchval(_STATE, key)
    if state is None:
        raise NotFound(text("There is no key {key}.", key=written))
    if state != "compromised":
        raise Conflict(
            text("This key was not struck off: what it signed counts."),
            remedy=text("Strike it off first, or reissue single certificates on their pages."),
        )
    return key


async def _propose(actor: Actor, key: bytes, office: tuple[uuid.UUID, str], reason: str) -> str | None:
    seen = await judged(key, office[0])
    wanted = [certificate_id for certificate_id, why in seen.items() if why is None]
    if not wanted:
        return None
    reissue = Reissue(
        id=new_id(),
        public_id=new_public_id(),
        public_key=key,
        reason=reason,
        organisation_id=office[0],
        area_code=office[1],
        status="proposed",
        proposed_by=actor.account_id,
        proposed_at=now(),
    )
    try:
        async with transaction():
            await reissue.save()
            await _add(actor, reissue, wanted)
    except asyncpg.UniqueViolationError as error:
        raise Conflict(text("A reissue because of this key is already waiting for a decision.")) from error
    await _leave_out(reissue.id, {one: why for one, why in seen.items() if why is not None})
    subject, count = ("reissue", reissue.id), len(wanted)
    await record(actor, "reissue.proposed", subject, {"certificates": (None, count)}, reason=reason)
    waits = text("{count} certificates are to be issued anew: a proposal waits for a decision.", count=count)
    await put_notice(office[0], "reissue.proposed", subject, waits, f"/reissues/{reissue.public_id}")
    return reissue.public_id


async def _add(actor: Actor, reissue: Reissue, wanted: list[uuid.UUID]) -> None:
    columns = ("id", "public_id", "certificate_id", "kind", "reason_code", "reason", "proposed_by")
    await copy_rows(
        "certificate_proposal",
        (*columns, "proposed_at", "reissue_id"),
        [
            (
                new_id(), new_public_id(), one, "reissue", "key_struck_off", reissue.reason, actor.account_id,
                reissue.proposed_at, reissue.id,
            )
            for one in wanted
        ],
    )  # fmt: skip
    await record_many(actor, "certificate.reissue_proposed", "certificate", dict.fromkeys(wanted))


async def _leave_out(reissue_id: uuid.UUID, refused: Mapping[uuid.UUID, Why]) -> None:
    columns = ("reissue_id", "certificate_id", "why", "at")
    await copy_rows(
        "reissue_refusal", columns, [(reissue_id, one, why, now()) for one, why in refused.items()]
    )


async def decide_reissue(actor: Actor, public_id: str, *, agreed: bool) -> uuid.UUID | None:
    """Agree to all of it or refuse it, as another person; the job that issues, once agreed.

    What can no longer be issued anew is left out at this moment.
    """
    actor.require("certificates.certificate.decide")
    async with transaction():
        reissue = await _locked(actor, public_id)
        if reissue.status != "proposed":
            raise Conflict(text("This reissue has been decided already."))
        if reissue.proposed_by == actor.account_id:
            raise Forbidden(
                text("Whoever proposed it cannot decide it."),
                remedy=text("Another officer of your office has to look at it."),
            )
        verdict = "agreed" if agreed else "refused"
        await execute(_DECIDED, reissue.id, verdict, actor.account_id, now())
        open_ones = [row["id"] for row in await fetch(_PROPOSED, reissue.id)]
        seen = await judged(reissue.public_key, reissue.organisation_id, reissue.id) if agreed else {}
        going = [one for one in open_ones if agreed and seen.get(one, "withdrawn") is None]
        chosen = set(going)
        others = [one for one in open_ones if one not in chosen]
        await execute(_VERDICTS, reissue.id, going, actor.account_id, now(), "agreed")
        await execute(_VERDICTS, reissue.id, others, actor.account_id, now(), "refused")
        await record_many(actor, "certificate.reissue_agreed", "certificate", dict.fromkeys(going))
        await record_many(actor, "certificate.reissue_refused", "certificate", dict.fromkeys(others))
        await record(actor, f"reissue.{verdict}", ("reissue", reissue.id))
        if not agreed:
            return None
        await _leave_out(reissue.id, {one: seen.get(one) or "withdrawn" for one in others})
        return await start_reissue(actor, reissue.id, len(going))


async def resume_reissue(actor: Actor, public_id: str) -> uuid.UUID:
    """Go on where it was called off or some had to wait; nothing new is decided. The job's id."""
    actor.require("certificates.certificate.decide")
    async with transaction():
        reissue = await _locked(actor, public_id)
        if not await can_be_resumed(reissue):
            raise Conflict(text("There is nothing left to issue in this reissue."))
        return await start_reissue(actor, reissue.id, reissue.included)


async def _locked(actor: Actor, public_id: str) -> ReissueRow:
    await fetchrow("SELECT 1 FROM reissue WHERE public_id = $1 FOR UPDATE", public_id)
    return await find_reissue(actor, public_id)
