"""Issue an approved batch: all members, each once, however often the work is cut short."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import msgspec

from certificates.batches.queries import Batch, batch_by_id, included_members
from certificates.issuing.contents import particulars_of
from certificates.issuing.crew import Crew, crew
from certificates.issuing.means import Press, Progress, Unwatched
from certificates.issuing.orders import Begun, begin, collect, fault
from certificates.issuing.reserve import CHUNK, reserve_missing
from certificates.issuing.steps import Reserved, file_and_keep, issue_prepared, issue_together
from certificates.issuing.versions import renew_struck_off
from certificates.watching.telling import put_notice
from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import affected, execute, fetch, fetchval, transaction
from foundation.errors import Conflict, DomainError, told
from foundation.history import record
from foundation.jobs.queue import CUT
from foundation.logging import describe, log
from foundation.text import Text, text

T = TypeVar("T")
_UNISSUED = """
SELECT id FROM certificate WHERE batch_id = $1 AND status IN ('reserved', 'prepared') ORDER BY number
"""
_OUT = """
SELECT count(*) FROM certificate c WHERE c.batch_id = $1 AND c.status = 'issued'
   AND NOT EXISTS (SELECT 1 FROM certificate n
                    WHERE n.number = c.number AND n.status IN ('reserved', 'prepared'))
"""
Whys = dict[uuid.UUID, Text]


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


class _Run:
    """One run over a batch: what it has done so far."""

    def __init__(self, actor: Actor, press: Press, progress: Progress) -> None:
        self.actor, self.press, self.progress = actor, press, progress
        self.issued = 0
        self.waiting: list[Waiting] = []

    async def settle(self, begun: Begun) -> None:
        """Carry a set of certificates, whose documents are being made, to their issue."""
        made, whys = await collect(begun)
        whys |= await _together_or_alone(
            made,
            lambda some: file_and_keep(self.actor, self.press, some),
            lambda one: one.certificate_id,
        )
        ready = [certificate for certificate in begun.certificates if certificate.id not in whys]
        whys |= await self._issue(ready)
        await self._count(begun.certificates, whys)

    async def _issue(self, ready: list[Reserved]) -> Whys:
        if not ready:
            return {}
        try:
            return await issue_together(self.actor, ready)
        except CUT:
            raise
        except Exception as error:  # somebody among them: each alone says who
            log.info("certificate.set_broken_up", **describe(error))
        whys: Whys = {}
        for certificate in ready:
            why = await _why(lambda: issue_prepared(self.actor, certificate))  # noqa: B023 - awaited here
            if why is not None:
                whys[certificate.id] = why
        return whys

    async def _count(self, certificates: Sequence[Reserved], whys: Whys) -> None:
        for certificate in certificates:
            why = whys.get(certificate.id)
            if why is not None:
                self.waiting.append(Waiting(certificate.public_id, certificate.number, why))
                await self.progress.fail_row(certificate.number, why)
        self.issued += len(certificates) - len(whys)
        await self.progress.advance(len(certificates) - len(whys))


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
    await renew_struck_off(actor, await _unissued(batch_id))
    await _reserve_all(actor, press, batch)
    unissued = await _unissued(batch_id)
    await _expect(batch_id, len(unissued), progress)
    report = await issue_reserved(actor, unissued, press, progress)
    if not report.waiting and not report.cancelled:
        await _close(actor, batch)
    return report


async def issue_reserved(
    actor: Actor, unissued: list[uuid.UUID], press: Press, progress: Progress
) -> IssueReport:
    """Carry certificates whose contents are on record to their issue, whatever batches they belong to."""
    run = _Run(actor, press, progress)
    async with crew(len(unissued), press.fonts) as hands:
        cancelled = await _work_through(run, hands, unissued)
    return IssueReport(run.issued, run.waiting, cancelled)


async def _work_through(run: _Run, hands: Crew, unissued: list[uuid.UUID]) -> bool:
    """While one set is written down the next one is made; whether it was called off in between."""
    ahead: Begun | None = None
    for start in range(0, len(unissued), hands.at_once):
        if run.progress.cancelled:
            return True
        begun = await begin(hands, run.press, unissued[start : start + hands.at_once])
        if ahead is not None:
            await run.settle(ahead)
        ahead = begun
    if ahead is not None and not run.progress.cancelled:
        await run.settle(ahead)
        return False
    return ahead is not None


async def _reserve_all(actor: Actor, press: Press, batch: Batch) -> None:
    members = await included_members(batch.id)
    for start in range(0, len(members), CHUNK):
        chunk = members[start : start + CHUNK]
        await reserve_missing(actor, press, batch, chunk, await particulars_of(batch, chunk), today())


async def _expect(batch_id: uuid.UUID, unissued: int, progress: Progress) -> None:
    """What an earlier run has behind it counts as done; what is being replaced does not."""
    out = await fetchval(_OUT, batch_id)
    await progress.expect(out + unissued, done=out)


async def _together_or_alone(
    things: Sequence[T], step: Callable[[Sequence[T]], Awaitable[None]], name: Callable[[T], uuid.UUID]
) -> Whys:
    """Do it for all at once; where that fails, for each alone, and say why for those it fails for."""
    if not things:
        return {}
    try:
        await step(things)
    except CUT:
        raise
    except Exception as error:
        log.info("certificate.set_broken_up", **describe(error))
    else:
        return {}
    whys = {name(thing): await _why(lambda: step([thing])) for thing in things}  # noqa: B023 - awaited here
    return {key: why for key, why in whys.items() if why is not None}


async def _why(step: Callable[[], Awaitable[Text | None]]) -> Text | None:
    """Nothing when the step is done, else why the certificate waits."""
    try:
        return await step()
    except DomainError as error:
        return told(error)
    except CUT:
        raise  # nobody can go on without the database; the work is taken up again from here
    except Exception as error:  # a fault that meets one certificate must not keep the others waiting
        log.error("certificate.not_issued", **describe(error))
        return fault()


async def _unissued(batch_id: uuid.UUID) -> list[uuid.UUID]:
    rows = await fetch(_UNISSUED, batch_id)
    return [row["id"] for row in rows]


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
