"""Signs the status lists: when a bit has changed, once a day in any case, and when the key is another one."""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any, Final

from certificates.credentials.keys import issuer_now
from certificates.credentials.multikey import base64url
from certificates.credentials.proofs import canonical, moment, with_proofs
from certificates.credentials.rules import STATUS_PURPOSES, status_list_address
from certificates.credentials.signing import Issuer
from certificates.status.rules import bits, list_credential
from foundation.clock import now
from foundation.database import execute, fetch, fetchval, transaction

#: A list tells how old it may become; whoever holds an older one must fetch it anew before believing it.
LASTS: Final = timedelta(days=7)
RENEWED_AFTER: Final = timedelta(days=1)
#: Any fixed number: two signers would only do the same work twice.
_LOCK: Final = 7_003

#: What has ended is revoked for good; what something holds is suspended. Reads only what is set.
_SET = """
SELECT k.status_list, k.status_index, 'revocation' AS purpose
  FROM certificate c JOIN credential k ON k.certificate_id = c.id
 WHERE c.status IN ('withdrawn', 'superseded')
UNION ALL
SELECT DISTINCT k.status_list, k.status_index, 'suspension'
  FROM certificate_hold h JOIN certificate c ON c.id = h.certificate_id
  JOIN credential k ON k.certificate_id = c.id WHERE h.lifted_at IS NULL AND c.status = 'issued'
"""
_KEEP = """
INSERT INTO status_list (number, purpose, bits_sha256, body, jwt, signed_with, valid_from, valid_until)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (number, purpose) DO UPDATE SET bits_sha256 = excluded.bits_sha256, body = excluded.body,
  jwt = excluded.jwt, signed_with = excluded.signed_with, valid_from = excluded.valid_from,
  valid_until = excluded.valid_until
"""


async def sign_lists() -> int:
    """Bring every list up to date; how many were signed anew."""
    signed = 0
    async with transaction():
        means = await issuer_now()
        await execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
        last = await fetchval("SELECT coalesce(max(status_list), 0) FROM credential")
        places: dict[tuple[int, str], list[int]] = defaultdict(list)
        for row in await fetch(_SET):
            places[row["status_list"], row["purpose"]].append(row["status_index"])
        kept = {(row["number"], row["purpose"]): row for row in await fetch(_KEPT)}
        for number in range(1, last + 1):
            for purpose in STATUS_PURPOSES:
                bitstring = bits(places[number, purpose])
                if _is_current(kept.get((number, purpose)), bitstring, means):
                    continue
                await _sign(means, number, purpose, bitstring)
                signed += 1
    return signed


_KEPT = "SELECT number, purpose, bits_sha256, signed_with, valid_from FROM status_list"


def _is_current(row: Any, bitstring: bytes, means: Issuer) -> bool:
    return (
        row is not None
        and bytes(row["bits_sha256"]) == hashlib.sha256(bitstring).digest()
        and bytes(row["signed_with"]) == means.credentials.public_key
        and row["valid_from"] + RENEWED_AFTER > now()
    )


async def _sign(means: Issuer, number: int, purpose: str, bitstring: bytes) -> None:
    signed_at = now().replace(microsecond=0)
    plain = list_credential(
        address=status_list_address(means.address, purpose, number),
        did=means.did,
        purpose=purpose,
        bitstring=bitstring,
        valid_from=moment(signed_at),
        valid_until=moment(signed_at + LASTS),
    )
    body = canonical(await asyncio.to_thread(with_proofs, plain, means, signed_at))
    await execute(
        _KEEP,
        number,
        purpose,
        hashlib.sha256(bitstring).digest(),
        body,
        as_jwt(plain, means, signed_at, signed_at + LASTS),
        means.credentials.public_key,
        signed_at,
        signed_at + LASTS,
    )


def as_jwt(plain: dict[str, Any], means: Issuer, begins: datetime, ends: datetime) -> str:
    """The same list as W3C's VC-JOSE writes it: some verifiers check the signature of a list only so."""
    header = {"alg": "EdDSA", "typ": "vc+jwt", "cty": "vc", "kid": means.method, "iss": means.did}
    times = {"iat": int(begins.timestamp()), "exp": int(ends.timestamp())}
    signed = ".".join(base64url(canonical(part)) for part in (header, {"iss": means.did, **times, **plain}))
    return f"{signed}.{base64url(means.credentials.sign(signed.encode()))}"
