"""Step 1 of issuing: numbers and frozen contents, on record before anything else happens."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from datetime import date

import msgspec

from certificates.batches.queries import Batch, Member, batch_by_id, included_members
from certificates.credentials.actions import reserve_credential
from certificates.documents.content import CertificateContent
from certificates.issuing.contents import Particulars, content_for, particulars_of
from certificates.issuing.means import Press, press
from certificates.issuing.steps import SEALED_IN
from certificates.numbers.actions import take_numbers
from certificates.numbers.queries import register_for
from certificates.numbers.rules import check_code as check_code_of
from certificates.numbers.rules import grouped_check_code
from certificates.register.queries import CertificateRow
from certificates.register.tables import Certificate
from foundation.actor import Actor
from foundation.clock import now
from foundation.database import execute, fetch, transaction
from foundation.history import record
from foundation.ids import new_id, new_public_id, new_token
from foundation.sealing import blind_index, seal

#: So many numbers are taken in one transaction: the series is locked for a moment, not for the whole batch.
CHUNK = 200


async def reserve_missing(
    actor: Actor, means: Press, batch: Batch, members: list[Member], particulars: Particulars, day: date
) -> None:
    """Reserve a number for each of these members that has none; a second run finds nothing to do."""
    async with transaction():
        await execute("SELECT 1 FROM certificate_batch WHERE id = $1 FOR UPDATE", batch.id)
        rows = await fetch(
            "SELECT entry_id FROM certificate WHERE batch_id = $1 AND status <> 'voided'", batch.id
        )
        there = {row["entry_id"] for row in rows}
        missing = [member for member in members if member.entry_id not in there]
        if not missing:
            return
        register = await register_for(batch.evaluator_id, batch.occupation_code, batch.level, day)
        numbers = await take_numbers(register.prefix, year=day.year, level=batch.level, count=len(missing))
        for member, number in zip(missing, numbers, strict=True):
            await _reserve(actor, means, batch, member, particulars, number, day)


async def _reserve(
    actor: Actor,
    means: Press,
    batch: Batch,
    member: Member,
    particulars: Particulars,
    number: str,
    day: date,
) -> None:
    token, check_code = new_token(128), check_code_of(secrets.token_bytes(5))
    content = content_for(
        particulars,
        member,
        number=number,
        issued_on=day,
        verification_url=f"{means.address}/v/{token}",
        check_code=grouped_check_code(check_code),
    )
    key = await _insert(batch, member, content, token, check_code)
    await record(actor, "certificate.reserved", ("certificate", key), {"number": (None, number)})


async def _insert(
    batch: Batch,
    member: Member,
    content: CertificateContent,
    token: str,
    check_code: str,
    former: CertificateRow | None = None,
) -> uuid.UUID:
    frozen = msgspec.json.encode(content).decode()
    certificate = Certificate(
        id=new_id(),
        public_id=new_public_id(),
        number=content.certificate_number,
        version=former.version + 1 if former else 1,
        supersedes=former.id if former else None,
        person_id=member.person_id,
        batch_id=batch.id,
        entry_id=member.entry_id,
        evaluator_id=batch.evaluator_id,
        organisation_id=batch.organisation_id,
        area_code=batch.area_code,
        occupation_code=batch.occupation_code,
        level=batch.level,
        standard_edition=batch.standard_edition,
        holder_name=content.holder_name,
        issued_on=content.issue_date,
        status="reserved",
        content_sealed=seal(frozen, SEALED_IN),
        content_sha256=hashlib.sha256(frozen.encode()).digest(),
        token_hash=token_hash(token),
        check_code_hash=check_code_hash(content.certificate_number, check_code),
        reserved_at=now(),
    )
    await certificate.save()
    await reserve_credential(certificate.id)
    return certificate.id


def token_hash(token: str) -> bytes:
    """How the QR code's 128-bit secret is stored: enough entropy for a plain hash (ASVS 6.5.2)."""
    return hashlib.sha256(token.encode()).digest()


def check_code_hash(number: str, check_code: str) -> bytes:
    """How a printed check code is stored: keyed, since it is short enough to be guessed from a hash."""
    return blind_index("certificate.check_code", f"{number}:{check_code}")


def check_code_matches(number: str, check_code: str, stored: bytes) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(check_code_hash(number, check_code), stored)


async def reserve_version(actor: Actor, former: CertificateRow) -> None:
    """Reserve the next version under the same number; issuing its batch again carries it on (补发, 换发)."""
    batch = await batch_by_id(former.batch_id)
    member = next(m for m in await included_members(batch.id) if m.entry_id == former.entry_id)
    token, check_code = new_token(128), check_code_of(secrets.token_bytes(5))
    content = content_for(
        await particulars_of(batch, [member]),
        member,
        number=former.number,
        issued_on=former.issued_on,
        verification_url=f"{press().address}/v/{token}",
        check_code=grouped_check_code(check_code),
    )
    key = await _insert(batch, member, content, token, check_code, former)
    await record(
        actor, "certificate.reserved", ("certificate", key), {"version": (former.version, former.version + 1)}
    )
