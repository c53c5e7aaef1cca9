"""Carries out an agreed reissue of many: versions reserved in sets, issued by the usual steps."""

from __future__ import annotations

import uuid

from certificates.issuing.actions import Waiting, issue_reserved
from certificates.issuing.means import press
from certificates.issuing.reserve import CHUNK
from certificates.issuing.versions import renew_struck_off, reserve_versions
from certificates.register.queries import by_ids
from certificates.reissues.rules import WHYS
from foundation.actor import Actor
from foundation.database import execute, fetch, fetchval, transaction
from foundation.jobs.kinds import job
from foundation.jobs.progress import JobHandle
from foundation.jobs.queue import enqueue
from foundation.text import text

REISSUE = "certificates.reissue"

#: Agreed to, still in force, and nothing was begun since: one that was called off is not begun again.
_TO_BEGIN = """
SELECT c.id FROM certificate_proposal p JOIN reissue r ON r.id = p.reissue_id
  JOIN certificate c ON c.id = p.certificate_id
 WHERE r.id = $1 AND p.verdict = 'agreed' AND c.status = 'issued'
   AND NOT EXISTS (SELECT 1 FROM certificate n WHERE n.number = c.number AND n.version > c.version
                      AND (n.reserved_at >= r.decided_at OR n.status IN ('reserved', 'prepared')))
 ORDER BY c.number
"""
#: Locked in the order of numbers: a withdrawal and this come one after the other.
_FIT = """
SELECT c.id, EXISTS (SELECT 1 FROM certificate_hold h WHERE h.certificate_id = c.id AND h.lifted_at IS NULL
                        AND h.kind <> 'identity_changed') AS held
  FROM certificate c WHERE c.id = ANY($1::uuid[]) AND c.status = 'issued' ORDER BY c.number FOR NO KEY UPDATE
"""
_BEGUN = """
SELECT n.id FROM certificate_proposal p JOIN certificate c ON c.id = p.certificate_id
  JOIN certificate n ON n.number = c.number AND n.version > c.version AND n.status IN ('reserved', 'prepared')
 WHERE p.reissue_id = $1 AND p.verdict = 'agreed' ORDER BY n.number
"""
_DONE = """
SELECT count(*) FROM certificate_proposal p JOIN certificate c ON c.id = p.certificate_id
 WHERE p.reissue_id = $1 AND p.verdict = 'agreed' AND c.status = 'superseded'
"""


@job(REISSUE)
async def reissue(job: JobHandle, reissue_id: uuid.UUID) -> None:
    """Issue what is still missing of an agreed reissue."""
    held = await _begin(job, reissue_id)
    await renew_struck_off(job.actor, await _begun(reissue_id))
    unissued = await _begun(reissue_id)
    done = await fetchval(_DONE, reissue_id)
    await job.expect(done + len(unissued) + len(held), done=done)
    report = await issue_reserved(job.actor, unissued, press(), job)
    for one in held:
        await job.fail_row(one.number, one.why)
    if report.cancelled or job.cancelled:
        return
    waiting = len(report.waiting) + len(held)
    public_id = await fetchval("SELECT public_id FROM reissue WHERE id = $1", reissue_id)
    await job.finish(
        {"issued": report.issued, "waiting": waiting},
        message=text("{issued} issued, {waiting} waiting", issued=report.issued, waiting=waiting),
        link=f"/reissues/{public_id}",
    )


async def _begin(job: JobHandle, reissue_id: uuid.UUID) -> list[Waiting]:
    """Reserve the next versions, set by set; those that something holds wait."""
    wanted = [row["id"] for row in await fetch(_TO_BEGIN, reissue_id)]
    held: list[uuid.UUID] = []
    for start in range(0, len(wanted), CHUNK):
        if job.cancelled:
            break
        async with transaction():
            rows = await fetch(_FIT, wanted[start : start + CHUNK])
            held += [row["id"] for row in rows if row["held"]]
            fit = [row["id"] for row in rows if not row["held"]]
            await reserve_versions(job.actor, await by_ids(fit))
    return [Waiting(one.public_id, one.number, WHYS["held"]) for one in await by_ids(held)]


async def _begun(reissue_id: uuid.UUID) -> list[uuid.UUID]:
    return [row["id"] for row in await fetch(_BEGUN, reissue_id)]


async def start_reissue(actor: Actor, reissue_id: uuid.UUID, total: int) -> uuid.UUID:
    """Ask for the work, in the transaction of the decision; a second wish meanwhile is the same work."""
    async with transaction():
        job_id = await enqueue(
            actor,
            REISSUE,
            {"reissue_id": reissue_id},
            title=text("Issue certificates anew"),
            total=total,
            subject=("reissue", reissue_id),
            shared_with="certificates.certificate.decide",
            once=f"reissue:{reissue_id}",
        )
        await execute("UPDATE reissue SET job_id = $2 WHERE id = $1", reissue_id, job_id)
    return job_id
