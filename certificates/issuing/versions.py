"""The next version of a certificate under the same number (补发, 换发): begun here, carried on by issuing.

While it is made the former version stays what it is; the database ends that one in the statement that issues
the new one (certificates_0012).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from itertools import groupby

from certificates.batches.queries import batch_by_id, members
from certificates.issuing.contents import particulars_of
from certificates.issuing.means import press
from certificates.issuing.reserve import CHUNK, Paper, paper_of, write_down
from certificates.register.queries import CertificateRow, by_ids
from foundation.actor import Actor
from foundation.clock import now
from foundation.database import affected, execute, fetch, transaction
from foundation.history import record, record_many

_STRUCK_OFF = """
SELECT c.id FROM certificate c JOIN credential k ON k.certificate_id = c.id
  JOIN issuer_key i ON i.public_key = k.signed_with
 WHERE c.id = ANY($1::uuid[]) AND c.status = 'prepared' AND i.state = 'compromised'
"""
_VOID = """
UPDATE certificate SET status = 'voided', ended_at = $2 WHERE id = $1 AND status IN ('reserved', 'prepared')
"""


async def reserve_versions(actor: Actor, formers: Sequence[CertificateRow]) -> None:
    """Reserve the next version of each of these, in the transaction of the caller."""
    papers: dict[uuid.UUID, Paper] = {}
    for batch_id, some in groupby(sorted(formers, key=lambda one: one.batch_id), lambda one: one.batch_id):
        papers |= await _papers(batch_id, list(some))
    if papers:
        await write_down(list(papers.values()))
        changes = {paper.row["id"]: {"version": (None, paper.row["version"])} for paper in papers.values()}
        await record_many(actor, "certificate.reserved", "certificate", changes)


async def _papers(batch_id: uuid.UUID, formers: list[CertificateRow]) -> dict[uuid.UUID, Paper]:
    batch = await batch_by_id(batch_id)
    found = await members(batch_id, [former.entry_id for former in formers])
    by_entry = {member.entry_id: member for member in found}
    wanted = [by_entry[former.entry_id] for former in formers]
    particulars = await particulars_of(batch, wanted)
    newest = await _newest([former.number for former in formers])
    return {
        former.id: paper_of(
            batch, member, particulars, former.number, former.issued_on, press(),
            (former.id, newest[former.number]),
        )
        for former, member in zip(formers, wanted, strict=True)
    }  # fmt: skip


async def _newest(numbers: list[str]) -> dict[str, int]:
    rows = await fetch(
        "SELECT number, max(version) AS version FROM certificate WHERE number = ANY($1::text[])"
        " GROUP BY number",
        numbers,
    )
    return {row["number"]: row["version"] for row in rows}


async def void_version(actor: Actor, certificate_id: uuid.UUID, reason: str) -> bool:
    """A version that was begun and never issued is never issued; whether there was something to void."""
    changed = await execute(_VOID, certificate_id, now())
    if affected(changed):
        subject = ("certificate", certificate_id)
        await record(actor, "certificate.voided", subject, {"status": (None, "voided")}, reason=reason)
    return bool(affected(changed))


async def renew_struck_off(actor: Actor, unissued: Sequence[uuid.UUID]) -> bool:
    """What a key signed that was struck off before the certificate was out is never issued: it is voided, and
    the next version is made under the same number. Whether there was any."""
    found = [row["id"] for row in await fetch(_STRUCK_OFF, list(unissued))]
    for start in range(0, len(found), CHUNK):
        async with transaction():
            voided = [
                key
                for key in found[start : start + CHUNK]
                if await void_version(actor, key, "signing key struck off")
            ]
            await reserve_versions(actor, await by_ids(voided))
    return bool(found)
