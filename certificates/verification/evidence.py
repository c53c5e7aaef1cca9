"""What is computed while a certificate is looked up, beyond what the register says of it.

The signature is verified over the stored bytes and its words are compared with the register's: a row in the
database alone makes no valid certificate. Bytes that were verified once are known by their digest, which the
database computes from them each time: whatever changes there, key and log included, is weighed anew.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
import uuid
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

import msgspec

from certificates.credentials.multikey import multikey
from certificates.credentials.offline.checks import read_moment
from certificates.credentials.proofs import verified_by
from certificates.credentials.signing import issuer
from certificates.issuing.filing import path_of, read_document
from certificates.issuing.means import press
from certificates.verification.proving import Inclusion, prove
from certificates.verification.rules import Outcome
from foundation.clock import CHINA
from foundation.database import fetchrow, fetchval
from foundation.errors import Unavailable

#: So many are remembered, some 6 kB each; beyond, the oldest is forgotten.
_MOST: Final = 60_000
#: Seconds until a filed document is read again, and for which a slow disk is waited for.
_READ_AGAIN: Final = 600.0
_DISK: Final = 1.0
_COUNTS: Final = ("active", "retired")


class Evidence(msgspec.Struct, frozen=True, gc=False):
    """How each check ended, and the proof from the log."""

    signature: Outcome
    issuer: Outcome
    log: Outcome
    document: Outcome
    inclusion: Inclusion | None = None


class Said(msgspec.Struct, frozen=True, gc=False):
    """What a signed credential says of the things that the register says too."""

    number: str
    name: str
    occupation: str
    level: str
    issued_on: date
    last_day: date | None


class Kept(msgspec.Struct, frozen=True, gc=False):
    """What the database holds as evidence for one certificate, and what it says of it; as `_KEPT` has it.

    How it stands (status, holds, end) is no part of it: that is read with each look-up.
    """

    public_id: str
    pdf_sha256: bytes | None
    digest: bytes | None
    signed_with: bytes | None
    key_state: str | None
    entitled: bool
    index: int | None
    entry: bytes | None
    number: str
    name: str
    occupation: str
    level: str
    issued_on: date
    last_day: date | None
    issuer: str
    version: int
    standard_edition: str
    identifier: str | None

    @property
    def registered(self) -> Said:
        """What a signed credential has to say."""
        return Said(self.number, self.name, self.occupation, self.level, self.issued_on, self.last_day)


_KEPT: Final = """
c.public_id, c.pdf_sha256, sha256(k.body), k.signed_with,
(SELECT state FROM issuer_key WHERE public_key = k.signed_with AND purpose = 'credential'),
EXISTS (SELECT 1 FROM evaluator_register r JOIN evaluator_scope s ON s.register_id = r.id
         WHERE r.prefix = left(c.number, 13) AND r.organisation_id = c.evaluator_id
           AND s.occupation_code = c.occupation_code AND s.level = c.level
           AND r.valid_from <= c.issued_on AND (r.valid_until IS NULL OR r.valid_until >= c.issued_on)),
l.idx, l.data, c.number, c.holder_name, c.occupation_code, c.level::text, c.issued_on, c.expires_on,
e.name, c.version, c.standard_edition,
(SELECT identifier FROM certificate_identifier i WHERE i.certificate_id = c.id)
"""
_NEWEST: Final = "(SELECT note FROM log_checkpoint ORDER BY size DESC LIMIT 1)"
_DIGEST: Final = f"sha256(convert_to(ROW({_KEPT})::text, 'UTF8'))"
#: For `certificate c`: one digest over all of it, computed from the bytes as they lie there now, and the
#: newest checkpoint. While the digest is a known one, whatever was found out about it still holds.
EVIDENCE: Final = f"{_DIGEST}, {_NEWEST}"
EVIDENCE_FROM: Final = """
JOIN organisation e ON e.id = c.evaluator_id
LEFT JOIN credential k ON k.certificate_id = c.id
LEFT JOIN log_entry l ON l.certificate_id = c.id AND l.kind = 'issue'
"""
_DETAILS: Final = f"SELECT {_DIGEST}, {_KEPT} FROM certificate c {EVIDENCE_FROM} WHERE c.id = $1"  # noqa: S608 - constants


class Weighed(msgspec.Struct, gc=False):
    """What was found out, under which checkpoint, and until when it need not be looked at again.

    `said` is for whoever answers: what was made of it once for all who ask, by how the certificate stands.
    """

    kept: Kept
    signature: Outcome
    ours: bool
    evidence: Evidence
    note: str | None
    until: float
    said: dict[object, Any]


_weighed: dict[bytes, Weighed] = {}


async def weigh(certificate_id: uuid.UUID, digest: bytes, note: str | None) -> Weighed:
    """Every check that needs more than the register. Raises `Unavailable` without signing keys."""
    known = _weighed.get(digest)
    if known is not None and known.until > time.monotonic() and known.note == note:
        return known
    if known is not None:
        kept, signature, ours = known.kept, known.signature, known.ours
    else:
        row: Any = await fetchrow(_DETAILS, certificate_id)
        digest, *held = row  # what is found out now is known by what is there now
        kept = Kept(*held)
        signature, ours = await _signature(certificate_id, kept)
    outcome, inclusion = await prove(note, kept.index, kept.entry)
    if inclusion is not None and (kept.digest is None or inclusion.entry.get("h") != kept.digest.hex()):
        outcome, inclusion = "failed", None
    document = await _document(kept.public_id, kept.pdf_sha256)
    issuing: Outcome = "passed" if ours and kept.entitled else "failed"
    evidence = Evidence(signature, issuing, outcome, document, inclusion)
    if len(_weighed) >= _MOST:
        del _weighed[next(iter(_weighed))]
    found = Weighed(kept, signature, ours, evidence, note, time.monotonic() + _READ_AGAIN, {})
    _weighed[digest] = found
    return found


async def _signature(certificate_id: uuid.UUID, kept: Kept) -> tuple[Outcome, bool]:
    """How the signature's check ended, and whether the credential is this installation's."""
    if kept.digest is None or kept.signed_with is None:
        return "unknown", False
    if kept.key_state not in _COUNTS:
        return "failed", False
    said = await _verify(certificate_id, kept.digest, kept.signed_with)
    if said is None:
        return "failed", False
    return "passed" if said == kept.registered else "failed", True


async def _verify(certificate_id: uuid.UUID, digest: bytes, key: bytes) -> Said | None:
    body = await fetchval("SELECT body FROM credential WHERE certificate_id = $1", certificate_id)
    if body is None or hashlib.sha256(body).digest() != digest:
        return None
    try:
        document = msgspec.json.decode(body)
        if verified_by(document, {f"{issuer().did}#{multikey(key)}": key}) is None:
            return None
        return _said(document) if document["issuer"]["id"] == issuer().did else None
    except (msgspec.DecodeError, LookupError, TypeError, ValueError):
        return None


def _said(document: Any) -> Said:
    subject = document["credentialSubject"]
    achieved = str(subject["result"][0]["achievedLevel"])
    ends = document.get("validUntil")
    return Said(
        number=subject["licenseNumber"],
        name=subject["identifier"][0]["identityHash"],
        occupation=subject["achievement"]["humanCode"],
        level=achieved.rpartition("#level-")[2],
        issued_on=_day(document["awardedDate"]),
        last_day=_day(ends) - timedelta(days=1) if ends else None,
    )


@lru_cache(4096)
def _day(written: str) -> date:
    found = read_moment(written)
    if found is None:
        raise ValueError("no moment")
    return found.astimezone(CHINA).date()


async def _document(public_id: str, digest: bytes | None) -> Outcome:
    """Whether the archive still holds exactly what was issued."""
    if digest is None:
        return "unknown"
    try:
        return await asyncio.wait_for(asyncio.to_thread(_on_disk, public_id, digest), _DISK)
    except (TimeoutError, OSError, Unavailable):
        return "unknown"


def _on_disk(public_id: str, digest: bytes) -> Outcome:
    folder = press().folder
    if read_document(folder, public_id, digest) is not None:
        return "passed"
    return "failed" if path_of(folder, public_id).exists() else "unknown"
