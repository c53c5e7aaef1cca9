"""Prepare, submit, return, approve a batch: two persons, and what is approved is what was submitted."""

from __future__ import annotations

import hashlib
import uuid

import asyncpg
import msgspec

from certificates.batches.queries import Batch, find_batch, members
from certificates.batches.tables import BatchItem, CertificateBatch
from certificates.gate.queries import gates
from certificates.gate.rules import GateLine, passed
from certificates.watching.telling import put_notice
from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import affected, execute, fetch, fetchrow, transaction
from foundation.errors import Conflict, FieldProblem, Forbidden, Invalid, NotFound, Stale
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.text import Text, text
from screening.screenings.actions import screen_many

_SESSION = """
SELECT s.id, s.name, s.evaluator_id, s.status, o.area_code FROM evaluation_session s
  JOIN organisation o ON o.id = s.evaluator_id
 WHERE s.public_id = $1 AND o.area_code LIKE $2 || '%'
"""
#: Results of the session that are in no living batch and carry no living certificate.
_FREE = """
SELECT n.id, n.person_id FROM evaluation_entry n
 WHERE n.session_id = $1 AND n.status = 'confirmed'
   AND NOT EXISTS (SELECT 1 FROM certificate c
                    WHERE c.entry_id = n.id AND c.status IN ('reserved', 'prepared', 'issued'))
   AND NOT EXISTS (SELECT 1 FROM batch_item i JOIN certificate_batch b ON b.id = i.batch_id
                    WHERE i.entry_id = n.id AND b.status NOT IN ('cancelled', 'issued'))
 ORDER BY n.id FOR UPDATE OF n
"""


async def prepare(actor: Actor, session_public_id: str, title: str = "") -> str:
    """Gather a confirmed session's results into a batch; its public id.

    Whoever passes every line of the gate is included; the others stay in the list with what is missing.
    Raises `NotFound`, `Conflict` when the session is not confirmed or nothing is left in it.
    """
    actor.require("certificates.batch.prepare")
    async with transaction():
        session = await fetchrow(_SESSION, session_public_id, actor.area_prefix)
        if session is None:
            raise NotFound()
        if session["status"] != "confirmed":
            raise Conflict(text("The results of this session are not confirmed yet."))
        entries = await fetch(_FREE, session["id"])
        if not entries:
            raise Conflict(text("Every result of this session is already in a batch."))
        batch = CertificateBatch(
            id=new_id(),
            public_id=new_public_id(),
            title=title.strip() or session["name"],
            session_id=session["id"],
            evaluator_id=session["evaluator_id"],
            organisation_id=actor.organisation_id,
            area_code=actor.area_code,
            status="drafted",
            prepared_by=actor.account_id,
            prepared_at=now(),
        )
        await batch.save()
        await _add_members(actor, batch.id, {row["id"]: row["person_id"] for row in entries})
        await record(actor, "batch.prepared", ("batch", batch.id), {"members": (None, len(entries))})
    return batch.public_id


async def _add_members(actor: Actor, batch_id: uuid.UUID, entries: dict[uuid.UUID, uuid.UUID]) -> None:
    await _screen(actor, list(entries.values()))
    seen = await gates(list(entries), today())
    for entry_id, person_id in entries.items():
        gate = seen[entry_id]
        item = BatchItem(
            id=new_id(),
            batch_id=batch_id,
            entry_id=entry_id,
            person_id=person_id,
            included=passed(gate),
            gate=msgspec.json.encode(gate).decode(),
        )
        await item.save()


async def refresh(actor: Actor, public_id: str) -> None:
    """Look at every member's gate again; members that pass now come in, others go out."""
    actor.require("certificates.batch.prepare")
    async with transaction():
        batch = await _open_batch(actor, public_id, ("drafted", "returned"))
        await _refresh_members(actor, batch)


async def exclude(actor: Actor, public_id: str, item_id: uuid.UUID, reason: str) -> None:
    """Take one applicant out of a batch that is still being prepared, with a reason."""
    actor.require("certificates.batch.prepare")
    if not reason.strip():
        raise Invalid([FieldProblem("reason", text("Say why this applicant is left out."))])
    async with transaction():
        batch = await _open_batch(actor, public_id, ("drafted", "returned"))
        changed = await execute(
            "UPDATE batch_item SET included = false, excluded_reason = $3 WHERE id = $1 AND batch_id = $2",
            item_id,
            batch.id,
            reason.strip(),
        )
        if not affected(changed):
            raise NotFound()
        await record(actor, "batch.member_excluded", ("batch", batch.id), reason=reason.strip())


async def submit(actor: Actor, public_id: str) -> None:
    """Hand the batch to another person; from now on it is bound to what it contains at this moment."""
    actor.require("certificates.batch.prepare")
    async with transaction():
        batch = await _open_batch(actor, public_id, ("drafted", "returned"))
        if batch.prepared_by != actor.account_id:
            raise Forbidden(
                text("Only {name}, who prepared this batch, can submit it.", name=batch.preparer_name)
            )
        await _refresh_members(actor, batch)
        digest, included = await _content_digest(batch.id)
        if not included:
            raise Conflict(
                text("Nobody in this batch meets every requirement."),
                remedy=text("The page of the batch says what each of them lacks, and whose turn it is."),
            )
        await execute(
            "UPDATE certificate_batch SET status = 'submitted', submitted_at = $2, content_sha256 = $3,"
            " returned_reason = NULL WHERE id = $1",
            batch.id,
            now(),
            digest,
        )
        await record(
            actor,
            "batch.submitted",
            ("batch", batch.id),
            {"status": (batch.status, "submitted"), "included": (None, included)},
        )
        waits = text("The batch “{title}” waits for approval.", title=batch.title)
        await _tell_office(batch, "batch.submitted", waits)


async def return_(actor: Actor, public_id: str, reason: str) -> None:
    """Give a submitted batch back to its preparer with a reason."""
    actor.require("certificates.batch.approve")
    if not reason.strip():
        raise Invalid([FieldProblem("reason", text("Say what has to be mended."))])
    async with transaction():
        batch = await _open_batch(actor, public_id, ("submitted",))
        await execute(
            "UPDATE certificate_batch SET status = 'returned', returned_reason = $2, content_sha256 = NULL"
            " WHERE id = $1",
            batch.id,
            reason.strip(),
        )
        await record(
            actor,
            "batch.returned",
            ("batch", batch.id),
            {"status": ("submitted", "returned")},
            reason=reason.strip(),
        )
        await _tell_office(
            batch, "batch.returned", text("The batch “{title}” was returned.", title=batch.title)
        )


async def approve(actor: Actor, public_id: str) -> uuid.UUID:
    """Approve a submitted batch: another person than the preparer, and nothing has changed since.

    Raises `Forbidden` for the preparer, `Stale` when a member's gate is not what was submitted.
    """
    actor.require("certificates.batch.approve")
    async with transaction():
        batch = await _open_batch(actor, public_id, ("submitted",))
        if batch.prepared_by == actor.account_id:
            raise two_persons()
        await _same_gates(actor, batch)
        digest, included = await _content_digest(batch.id)
        if digest != batch.content_sha256:
            raise _changed()
        try:
            await execute(
                "UPDATE certificate_batch SET status = 'approved', approved_by = $2, approved_at = $3,"
                " approved_sha256 = $4 WHERE id = $1",
                batch.id,
                actor.account_id,
                now(),
                digest,
            )
        except asyncpg.CheckViolationError as error:
            raise two_persons() from error
        await record(
            actor,
            "batch.approved",
            ("batch", batch.id),
            {"status": ("submitted", "approved"), "included": (None, included)},
        )
    return batch.id


async def cancel(actor: Actor, public_id: str, reason: str) -> None:
    """Give up a batch that was not approved; its results can go into another one."""
    actor.require("certificates.batch.prepare")
    async with transaction():
        batch = await _open_batch(actor, public_id, ("drafted", "returned", "submitted"))
        await execute("UPDATE certificate_batch SET status = 'cancelled' WHERE id = $1", batch.id)
        await record(
            actor,
            "batch.cancelled",
            ("batch", batch.id),
            {"status": (batch.status, "cancelled")},
            reason=reason,
        )


async def _tell_office(batch: Batch, kind: str, message: Text) -> None:
    await put_notice(batch.organisation_id, kind, ("batch", batch.id), message, f"/batches/{batch.public_id}")


def two_persons() -> Forbidden:
    """The refusal that the preparer meets at every door."""
    return Forbidden(
        text("Whoever prepared a batch cannot approve it."),
        remedy=text("Another officer of your office has to look at it."),
    )


def _changed() -> Stale:
    return Stale(
        text("Something in this batch has changed since it was submitted."),
        remedy=text("Return it to the preparer, who will submit it anew."),
    )


async def _open_batch(actor: Actor, public_id: str, allowed: tuple[str, ...]) -> Batch:
    """The batch, locked, of the actor's own office, in one of the allowed states."""
    await execute("SELECT 1 FROM certificate_batch WHERE public_id = $1 FOR UPDATE", public_id)
    batch = await find_batch(actor, public_id)
    if batch.organisation_id != actor.organisation_id:
        raise NotFound()
    if batch.status not in allowed:
        raise Conflict(text("This batch is no longer in the state in which this can be done."))
    return batch


async def _screen(actor: Actor, people: list[uuid.UUID]) -> None:
    """The gate asks for a screening of this moment: any ban since the last one has made it out of date."""
    await screen_many(actor, people, "issue", "certificate batch")


async def _refresh_members(actor: Actor, batch: Batch) -> None:
    applicants = await members(batch.id)
    await _screen(actor, [member.person_id for member in applicants])
    seen = await gates([member.entry_id for member in applicants], today())
    for member in applicants:
        gate = seen[member.entry_id]
        await execute(
            "UPDATE batch_item SET gate = $2, included = $3 AND excluded_reason = '' WHERE id = $1",
            member.id,
            msgspec.json.encode(gate).decode(),
            passed(gate),
        )


async def _same_gates(actor: Actor, batch: Batch) -> None:
    """Every included member still passes now; the approver signs what is true today."""
    included = [member for member in await members(batch.id) if member.included]
    await _screen(actor, [member.person_id for member in included])
    seen = await gates([member.entry_id for member in included], today())
    if not all(passed(seen[member.entry_id]) for member in included):
        raise _changed()


async def _content_digest(batch_id: uuid.UUID) -> tuple[bytes, int]:
    """SHA-256 over the members and the evidence shown for each, and how many are included."""
    applicants = sorted(await members(batch_id), key=lambda member: member.entry_id)
    content = [(member.entry_id, member.included, _evidence(member.gate)) for member in applicants]
    digest = hashlib.sha256(msgspec.json.encode(content)).digest()
    return digest, sum(member.included for member in applicants)


def _evidence(gate: list[GateLine]) -> list[tuple[str, bool, str]]:
    return [(line.kind, line.passed, line.evidence.english()) for line in gate]
