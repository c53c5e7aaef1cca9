"""Reserves a credential's address and places with the number, and signs it before the document is set."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import uuid
from datetime import date, datetime
from typing import Final

import msgspec

from certificates.credentials.proofs import canonical, with_proofs
from certificates.credentials.rules import Level, Mark, Statement, credential
from certificates.credentials.signing import Issuer, issuer
from certificates.documents.content import LEVELS, TITLE, CertificateContent
from foundation.clock import now
from foundation.database import affected, execute, fetchrow, fetchval
from foundation.errors import Unavailable
from foundation.ids import new_token
from foundation.text import text

#: What the issuer calls itself in credentials; the evaluator stands beside it as the creator.
PLATFORM: Final = "育证 职业技能等级证书登记平台"
LIST_SIZE: Final = 131_072
#: A list takes no more: a random free place is then found within a few tries, and free ones hide how many.
LIST_FILLED: Final = 98_304
_MARKS: Final = {"理论": "theory", "技能": "skill", "综合评审": "review"}

_RESERVE = """
INSERT INTO credential (certificate_id, token, subject, status_list, status_index, reserved_at)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
"""
_PLACES = """
SELECT k.token, k.subject, k.status_list, k.status_index, k.reserved_at, k.body, c.occupation_code,
       c.evaluator_id, c.expires_on
  FROM credential k JOIN certificate c ON c.id = k.certificate_id WHERE k.certificate_id = $1
"""
_KEEP = """
UPDATE credential SET body = $2, sha256 = $3, signed_with = $4
 WHERE certificate_id = $1 AND body IS NULL
   AND EXISTS (SELECT 1 FROM issuer_key WHERE public_key = $4 AND state = 'active')
"""


class _Places(msgspec.Struct, frozen=True):
    token: str
    subject: uuid.UUID
    status_list: int
    status_index: int
    reserved_at: datetime
    body: bytes | None
    occupation_code: str
    evaluator_id: uuid.UUID
    expires_on: date | None


class Signed(msgspec.Struct, frozen=True):
    """A credential's bytes and the key that signed them."""

    body: bytes
    signed_with: bytes


async def reserve_credential(certificate_id: uuid.UUID) -> None:
    """An unguessable address and a random free place in the status lists; done once for a certificate."""
    place: int = await fetchval("SELECT nextval('status_place')")
    number = 1 + place // LIST_FILLED
    while True:
        args = (new_token(), uuid.uuid4(), number, secrets.randbelow(LIST_SIZE), now())
        if affected(await execute(_RESERVE, certificate_id, *args)):
            return
        if await fetchval("SELECT 1 FROM credential WHERE certificate_id = $1", certificate_id):
            return


async def sign_credential(certificate_id: uuid.UUID, content: CertificateContent) -> Signed:
    """The signed bytes of what this certificate says; the same ones however often it is asked."""
    means = issuer()
    places = await _places(certificate_id)
    said = _statement(means, places, content)
    document = await asyncio.to_thread(with_proofs, credential(said), means, places.reserved_at)
    return Signed(canonical(document), means.credentials.public_key)


async def keep_credential(certificate_id: uuid.UUID, signed: Signed) -> None:
    """Write the bytes down, in the transaction that writes down the document around them.

    Raises `Unavailable` when the key was replaced in the meantime; the next run signs with the new one.
    """
    digest = hashlib.sha256(signed.body).digest()
    if not affected(await execute(_KEEP, certificate_id, signed.body, digest, signed.signed_with)):
        raise Unavailable(
            text("The signing key was replaced while this certificate was being made."),
            remedy=text("Restart the service, then issue again."),
        )


async def _places(certificate_id: uuid.UUID) -> _Places:
    row = await fetchrow(_PLACES, certificate_id)
    if row is None:
        await reserve_credential(certificate_id)
        row = await fetchrow(_PLACES, certificate_id)
    assert row is not None
    return _Places(**dict(row))


def _statement(means: Issuer, places: _Places, content: CertificateContent) -> Statement:
    return Statement(
        address=means.address,
        did=means.did,
        platform=PLATFORM,
        token=places.token,
        subject=places.subject,
        holder=content.holder_name,
        number=content.certificate_number,
        title=TITLE,
        occupation=content.occupation,
        occupation_en=content.occupation_en,
        occupation_code=places.occupation_code,
        levels=[Level(number, name.zh) for number, name in sorted(LEVELS.items(), reverse=True)],
        level=content.level,
        standard_edition=content.standard_edition,
        marks=[Mark(_MARKS[zh], f"{zh}成绩", mark) for zh, _, mark in content.scores()],
        evaluator=content.evaluator_name,
        evaluator_id=places.evaluator_id,
        issued_on=content.issue_date,
        expires_on=places.expires_on,
        status_list=places.status_list,
        status_index=places.status_index,
    )
