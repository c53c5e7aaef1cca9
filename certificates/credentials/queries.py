"""Reads of signed credentials and of the keys whose signatures count."""

from __future__ import annotations

import uuid
from typing import Any

import msgspec

from certificates.credentials.did import did_document
from certificates.credentials.signing import issuer
from foundation.database import fetch, fetchrow


class Published(msgspec.Struct, frozen=True):
    """A credential of a certificate that is, or once was, issued."""

    certificate_id: uuid.UUID
    public_id: str
    body: bytes
    sha256: bytes
    standing: str


#: Prepared but not yet issued is nobody's business; a certificate that ended stays checkable.
_PUBLISHED = """
SELECT k.certificate_id, c.public_id, k.body, k.sha256,
       CASE WHEN c.status <> 'issued' THEN c.status
            WHEN EXISTS (SELECT 1 FROM certificate_hold h
                          WHERE h.certificate_id = c.id AND h.lifted_at IS NULL)
            THEN 'suspended' ELSE 'issued' END AS standing
  FROM credential k JOIN certificate c ON c.id = k.certificate_id
 WHERE k.body IS NOT NULL AND c.status IN ('issued', 'withdrawn', 'superseded')
"""


async def by_token(token: str) -> Published | None:
    """The credential at this address, or nothing."""
    row = await fetchrow(f"{_PUBLISHED} AND k.token = $1", token)
    return Published(**dict(row)) if row is not None else None


async def of_certificate(certificate_id: uuid.UUID) -> Published | None:
    """The credential of this certificate, or nothing."""
    row = await fetchrow(f"{_PUBLISHED} AND k.certificate_id = $1", certificate_id)
    return Published(**dict(row)) if row is not None else None


async def did_now() -> dict[str, Any]:
    """The issuer's document: every key that counts."""
    return did_document(issuer().did, await credential_keys())


async def credential_keys() -> list[bytes]:
    """The key in use, then the retired ones; never a compromised one."""
    rows = await fetch(
        "SELECT public_key FROM issuer_key WHERE purpose = 'credential' AND state <> 'compromised'"
        " ORDER BY state = 'active' DESC, since DESC, public_key"
    )
    return [bytes(row["public_key"]) for row in rows]
