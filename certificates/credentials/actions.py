"""Reserves addresses and places with the numbers; signs credentials and keeps them with the documents."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from certificates.credentials.keys import issuer_now
from certificates.credentials.proofs import canonical, with_proofs
from certificates.credentials.rules import Level, Mark, Statement, credential
from certificates.credentials.signing import Issuer
from certificates.documents.content import LEVELS, TITLE, CertificateContent
from foundation.clock import now
from foundation.database import affected, execute, fetch
from foundation.errors import Stale
from foundation.ids import new_token
from foundation.text import text

#: What the issuer calls itself in credentials; the evaluator stands beside it as the creator.
PLATFORM: Final = "育证 职业技能等级证书登记平台"
LIST_SIZE: Final = 131_072
#: A list takes no more: a random free place is then found within a few tries, and free ones hide how many.
LIST_FILLED: Final = 98_304
_MARKS: Final = {"理论": "theory", "技能": "skill", "综合评审": "review"}

_COUNT = "SELECT nextval('status_place') AS place FROM generate_series(1, $1::integer)"
_RESERVE = """
INSERT INTO credential (certificate_id, token, subject, status_list, status_index, reserved_at)
SELECT x.*, $6::timestamptz FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::integer[], $5::integer[]) AS x
ON CONFLICT DO NOTHING
"""
_WITHOUT = """
SELECT id FROM unnest($1::uuid[]) AS w (id)
 WHERE NOT EXISTS (SELECT 1 FROM credential k WHERE k.certificate_id = w.id)
"""
_PLACES = """
SELECT k.certificate_id, k.token, k.subject, k.status_list, k.status_index, k.reserved_at, c.occupation_code,
       c.evaluator_id, c.expires_on
  FROM credential k JOIN certificate c ON c.id = k.certificate_id WHERE k.certificate_id = ANY($1::uuid[])
"""
#: The lock makes whoever strikes the key off wait for us, or us see that it was.
_IN_USE = """
SELECT public_key FROM issuer_key WHERE public_key = ANY($1::bytea[]) AND state = 'active' FOR SHARE
"""
_KEEP = """
UPDATE credential k SET body = x.body, sha256 = x.sha256, signed_with = x.signed_with
  FROM unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[]) AS x (id, body, sha256, signed_with)
 WHERE k.certificate_id = x.id AND k.body IS NULL
"""


class Places(msgspec.Struct, frozen=True):
    """What was reserved for a credential, and what it says beside the document."""

    certificate_id: uuid.UUID
    token: str
    subject: uuid.UUID
    status_list: int
    status_index: int
    reserved_at: datetime
    occupation_code: str
    evaluator_id: uuid.UUID
    expires_on: date | None


class Signed(msgspec.Struct, frozen=True):
    """A credential's bytes and the key that signed them."""

    body: bytes
    signed_with: bytes


async def reserve_credentials(certificate_ids: Sequence[uuid.UUID]) -> None:
    """For each an unguessable address and a random free place in the status lists; done once for each."""
    numbers = [1 + row["place"] // LIST_FILLED for row in await fetch(_COUNT, len(certificate_ids))]
    lists = dict(zip(certificate_ids, numbers, strict=True))
    while lists:
        ids = list(lists)
        await execute(
            _RESERVE,
            ids,
            [new_token() for _ in ids],
            [uuid.uuid4() for _ in ids],
            list(lists.values()),
            [secrets.randbelow(LIST_SIZE) for _ in ids],
            now(),
        )
        lists = {row["id"]: lists[row["id"]] for row in await fetch(_WITHOUT, ids)}


async def places_of(certificate_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Places]:
    """What was reserved for these; for one from before there were credentials, now."""
    missing = [row["id"] for row in await fetch(_WITHOUT, list(certificate_ids))]
    if missing:
        await reserve_credentials(missing)
    rows = await fetch(_PLACES, list(certificate_ids))
    return {row["certificate_id"]: Places(**dict(row)) for row in rows}


async def sign_credential(certificate_id: uuid.UUID, content: CertificateContent) -> Signed:
    """The signed bytes of what this certificate says; the same ones however often it is asked."""
    means, places = await issuer_now(), (await places_of([certificate_id]))[certificate_id]
    return signed(statement(means, places, content), means, places.reserved_at)


def signed(said: Statement, means: Issuer, created: datetime) -> Signed:
    """The credential with its proofs. Bound by the processor for some milliseconds."""
    body = canonical(with_proofs(credential(said), means, created))
    return Signed(body, means.credentials.public_key)


async def keep_credentials(kept: Mapping[uuid.UUID, Signed]) -> None:
    """Write the bytes down, in the transaction that writes down the documents around them.

    Raises `Stale` when a key was replaced in the meantime; the next try signs with the new one.
    """
    wanted = {one.signed_with for one in kept.values()}
    in_use = await fetch(_IN_USE, list(wanted))
    bodies = [one.body for one in kept.values()]
    done = await execute(
        _KEEP,
        list(kept),
        bodies,
        [hashlib.sha256(body).digest() for body in bodies],
        [one.signed_with for one in kept.values()],
    )
    if len(in_use) != len(wanted) or affected(done) != len(kept):
        raise Stale(text("The signing key was replaced while this certificate was being made."))


def statement(means: Issuer, places: Places, content: CertificateContent) -> Statement:
    """Everything that the credential of this certificate says."""
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
