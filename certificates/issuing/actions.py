"""Issue an approved batch: all members, each once, however often the work is cut short."""

from __future__ import annotations

import uuid

import msgspec

from certificates.batches.queries import Batch, batch_by_id, included_members
from certificates.issuing.contents import particulars_of
from certificates.issuing.means import Press, Progress, Unwatched
from certificates.issuing.reserve import CHUNK, reserve_missing
from certificates.issuing.steps import Reserved, issue_prepared, prepare_document
from certificates.watching.telling import put_notice
from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import affected, execute, fetch, transaction
from foundation.errors import Conflict, DomainError
from foundation.history import record
from foundation.jobs.queue import CUT
from foundation.logging import describe, log
from foundation.text import Text, text


class Waiting(msgspec.Struct, frozen=True):
    """A certificate whose number is reserved and which could not be issued yet."""

    public_id: str
    number: str
    why: Text


class IssueReport(msgspec.Struct, frozen=True):
    """What a run of issuing did."""

    issued: int
    waiting: list[Waiting]
    cancelled: bool = False


async def issue_batch(
    actor: Actor, batch_id: uuid.UUID, press: Press, progress: Progress | None = None
) -> IssueReport:
    """Run every step that is still missing for every member of an approved batch.

    Raises `Conflict` when the batch is not approved. A member that cannot be issued (a match turned up, a
    character that no font draws) keeps its number and waits; the others go on.
    """
    progress = progress or Unwatched()
    batch = await batch_by_id(batch_id)
    if batch.status not in ("approved", "issued"):
        raise Conflict(text("Only an approved batch is issued."))
    await _reserve_all(actor, press, batch)
    issued = 0
    waiting: list[Waiting] = []
    for certificate in await _unissued(batch_id):
        if progress.cancelled:
            return IssueReport(issued, waiting, cancelled=True)
        why = await _carry_on(actor, press, certificate)
        if why is None:
            issued += 1
            await progress.advance()
        else:
            waiting.append(Waiting(certificate.public_id, certificate.number, why))
            await progress.fail_row(certificate.number, why)
    if not waiting:
        await _close(actor, batch)
    return IssueReport(issued, waiting)


async def _reserve_all(actor: Actor, press: Press, batch: Batch) -> None:
    members = await included_members(batch.id)
    for start in range(0, len(members), CHUNK):
        chunk = members[start : start + CHUNK]
        await reserve_missing(actor, press, batch, chunk, await particulars_of(batch, chunk), today())


async def _carry_on(actor: Actor, press: Press, certificate: Reserved) -> Text | None:
    try:
        if certificate.status == "reserved":
            await prepare_document(actor, press, certificate)
        return await issue_prepared(actor, certificate)
    except DomainError as error:
        return error.message
    except CUT:
        raise  # nobody can go on without the database; the work is taken up again from here
    except Exception as error:  # a fault that meets one certificate must not keep the others waiting
        log.error("certificate.not_issued", certificate=str(certificate.id), error=describe(error))
        return text("A fault of the system stopped it; it is tried again when issuing is resumed.")


async def _unissued(batch_id: uuid.UUID) -> list[Reserved]:
    rows = await fetch(
        "SELECT id, public_id, number, person_id, status, content_sealed FROM certificate"
        " WHERE batch_id = $1 AND status IN ('reserved', 'prepared') ORDER BY number",
        batch_id,
    )
    return [Reserved(**dict(row)) for row in rows]


async def _close(actor: Actor, batch: Batch) -> None:
    async with transaction():
        changed = await execute(
            "UPDATE certificate_batch SET status = 'issued', issued_at = $2"
            " WHERE id = $1 AND status = 'approved'",
            batch.id,
            now(),
        )
        if affected(changed):
            subject = ("batch", batch.id)
            await record(actor, "batch.issued", subject, {"status": ("approved", "issued")})
            issued = text("The certificates of “{title}” are issued.", title=batch.title)
            await put_notice(batch.evaluator_id, "batch.issued", subject, issued, "/certificates")
