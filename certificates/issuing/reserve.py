"""Step 1 of issuing: numbers and frozen contents, on record before anything else happens."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from datetime import date
from typing import Any, NamedTuple

import msgspec

from certificates.batches.queries import Batch, Member
from certificates.credentials.actions import reserve_credentials
from certificates.identifiers.actions import identifier_for, keep_identifiers
from certificates.issuing.contents import Particulars, content_for
from certificates.issuing.means import Press
from certificates.issuing.steps import SEALED_IN
from certificates.numbers.actions import take_numbers
from certificates.numbers.queries import register_for
from certificates.numbers.rules import check_code as check_code_of
from certificates.numbers.rules import grouped_check_code
from foundation.actor import Actor
from foundation.clock import now
from foundation.database import copy_rows, execute, fetch, transaction
from foundation.history import record_many
from foundation.ids import new_id, new_public_id, new_token
from foundation.sealing import blind_index, seal

_THERE = """
SELECT entry_id FROM certificate WHERE batch_id = $1 AND entry_id = ANY($2::uuid[]) AND status <> 'voided'
"""


class Paper(NamedTuple):
    """A certificate to be written down, and its licence identifier, if it gets one."""

    licence: str
    row: dict[str, Any]


#: So many numbers are taken in one transaction: the series is locked for a moment, not for the whole batch.
CHUNK = 200


async def reserve_missing(
    actor: Actor, means: Press, batch: Batch, members: list[Member], particulars: Particulars, day: date
) -> None:
    """Reserve a number for each of these members that has none; a second run finds nothing to do."""
    async with transaction():
        await execute("SELECT 1 FROM certificate_batch WHERE id = $1 FOR UPDATE", batch.id)
        there = await fetch(_THERE, batch.id, [member.entry_id for member in members])
        known = {row["entry_id"] for row in there}
        missing = [member for member in members if member.entry_id not in known]
        if not missing:
            return
        register = await register_for(batch.evaluator_id, batch.occupation_code, batch.level, day)
        numbers = await take_numbers(register.prefix, year=day.year, level=batch.level, count=len(missing))
        papers = [
            paper_of(batch, member, particulars, number, day, means)
            for member, number in zip(missing, numbers, strict=True)
        ]
        await write_down(papers)
        changes = {paper.row["id"]: {"number": (None, paper.row["number"])} for paper in papers}
        await record_many(actor, "certificate.reserved", "certificate", changes)


def paper_of(
    batch: Batch,
    member: Member,
    particulars: Particulars,
    number: str,
    day: date,
    means: Press,
    former: tuple[uuid.UUID, int] | None = None,
) -> Paper:
    """The row of a certificate, with its content frozen and its secrets drawn.

    `former`: the version that it replaces, and the newest there is.
    """
    token, check_code = new_token(128), check_code_of(secrets.token_bytes(5))
    version = former[1] + 1 if former else 1
    licence = identifier_for(means.licence_type, particulars.evaluator.uscc, number, version)
    content = content_for(
        particulars,
        member,
        number=number,
        issued_on=day,
        verification_url=f"{means.address}/v/{token}",
        check_code=grouped_check_code(check_code),
        identifier=licence,
    )
    frozen = msgspec.json.encode(content).decode()
    return Paper(
        licence,
        {
            "id": new_id(),
            "public_id": new_public_id(),
            "number": number,
            "version": version,
            "supersedes": former[0] if former else None,
            "person_id": member.person_id,
            "batch_id": batch.id,
            "entry_id": member.entry_id,
            "evaluator_id": batch.evaluator_id,
            "organisation_id": batch.organisation_id,
            "area_code": batch.area_code,
            "occupation_code": batch.occupation_code,
            "level": batch.level,
            "standard_edition": batch.standard_edition,
            "holder_name": content.holder_name,
            "issued_on": content.issue_date,
            "status": "reserved",
            "content_sealed": seal(frozen, SEALED_IN),
            "content_sha256": hashlib.sha256(frozen.encode()).digest(),
            "token_hash": token_hash(token),
            "check_code_hash": check_code_hash(number, check_code),
            "reserved_at": now(),
        },
    )


async def write_down(papers: list[Paper]) -> None:
    """Rows, credentials and licence identifiers, in the transaction of the caller."""
    columns = list(papers[0].row)
    await copy_rows("certificate", columns, [list(paper.row.values()) for paper in papers])
    await reserve_credentials([paper.row["id"] for paper in papers])
    await keep_identifiers({paper.row["id"]: paper.licence for paper in papers})


def token_hash(token: str) -> bytes:
    """How the QR code's 128-bit secret is stored: enough entropy for a plain hash (ASVS 6.5.2)."""
    return hashlib.sha256(token.encode()).digest()


def check_code_hash(number: str, check_code: str) -> bytes:
    """How a printed check code is stored: keyed, since it is short enough to be guessed from a hash."""
    return blind_index("certificate.check_code", f"{number}:{check_code}")


def check_code_matches(number: str, check_code: str, stored: bytes) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(check_code_hash(number, check_code), stored)
