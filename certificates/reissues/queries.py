"""Reads of reissues of many: struck-off keys, what rests on them, how far a reissue has come."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import msgspec

from certificates.reissues.rules import Why, why_not
from foundation.actor import Actor
from foundation.clock import today
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound


class ReissueRow(msgspec.Struct, frozen=True):
    """One reissue of many, as lists and its page show it."""

    id: uuid.UUID
    public_id: str
    public_key: bytes
    reason: str
    organisation_id: uuid.UUID
    organisation_name: str
    status: str
    proposed_by: uuid.UUID
    proposer_name: str
    proposed_at: datetime
    decider_name: str
    decided_at: datetime | None
    job_id: uuid.UUID | None
    #: Certificates that are part of it, those whose new version is out, those being made, those left out.
    included: int
    issued: int
    in_making: int
    left_out: int

    @property
    def waiting(self) -> int:
        """How many of its certificates have not been replaced yet."""
        return self.included - self.issued


class StruckOff(msgspec.Struct, frozen=True):
    """A key that was struck off, and how many certificates of an office still rest on it."""

    public_key: bytes
    until: datetime
    certificates: int


class LeftOut(msgspec.Struct, frozen=True):
    """A certificate that is not issued anew with the others."""

    public_id: str
    number: str
    holder_name: str
    why: Why


_COUNTED = """
SELECT count(*) FILTER (WHERE p.verdict IS DISTINCT FROM 'refused') AS included,
       count(*) FILTER (WHERE p.verdict = 'agreed' AND c.status = 'superseded') AS issued,
       count(n.id) FILTER (WHERE p.verdict = 'agreed') AS in_making
  FROM certificate_proposal p JOIN certificate c ON c.id = p.certificate_id
  LEFT JOIN certificate n ON n.number = c.number AND n.status IN ('reserved', 'prepared')
 WHERE p.reissue_id = r.id
"""
_ROW = f"""
SELECT r.id, r.public_id, r.public_key, r.reason, r.organisation_id, o.name AS organisation_name, r.status,
       r.proposed_by, coalesce(a.name, '') AS proposer_name, r.proposed_at,
       coalesce(b.name, '') AS decider_name, r.decided_at, r.job_id, x.included, x.issued, x.in_making,
       (SELECT count(*) FROM reissue_refusal f WHERE f.reissue_id = r.id) AS left_out
  FROM reissue r JOIN organisation o ON o.id = r.organisation_id
  LEFT JOIN account a ON a.id = r.proposed_by LEFT JOIN account b ON b.id = r.decided_by
  CROSS JOIN LATERAL ({_COUNTED}) x WHERE r.organisation_id = $1
"""  # noqa: S608 - constants only
_STRUCK_OFF = """
SELECT i.public_key, i.until, count(c.id) AS certificates
  FROM issuer_key i JOIN credential k ON k.signed_with = i.public_key
  JOIN certificate c ON c.id = k.certificate_id AND c.status = 'issued' AND c.organisation_id = $1
 WHERE i.purpose = 'credential' AND i.state = 'compromised'
 GROUP BY i.public_key, i.until ORDER BY i.until DESC
"""
#: What a key signed of one office; replaced ones need nothing more.
_JUDGED = """
SELECT c.id, c.status, c.expires_on,
       EXISTS (SELECT 1 FROM certificate_hold h WHERE h.certificate_id = c.id AND h.lifted_at IS NULL
                  AND h.kind <> 'identity_changed') AS held,
       EXISTS (SELECT 1 FROM certificate_proposal p WHERE p.certificate_id = c.id AND p.decided_by IS NULL
                  AND p.reissue_id IS DISTINCT FROM $3) AS proposed,
       EXISTS (SELECT 1 FROM certificate n WHERE n.number = c.number AND n.status IN ('reserved', 'prepared'))
         AS in_making
  FROM credential k JOIN certificate c ON c.id = k.certificate_id
 WHERE k.signed_with = $1 AND c.organisation_id = $2 AND c.status IN ('issued', 'withdrawn')
 ORDER BY c.number
"""
_LEFT_OUT = """
SELECT c.public_id, c.number, c.holder_name, f.why FROM reissue_refusal f
  JOIN certificate c ON c.id = f.certificate_id WHERE f.reissue_id = $1
 ORDER BY c.number LIMIT $2 OFFSET $3
"""
_RESTING = """
SELECT r.status = 'agreed' AND NOT EXISTS (SELECT 1 FROM job j WHERE j.id = r.job_id AND j.finished IS NULL)
  FROM reissue r WHERE r.id = $1
"""


async def list_reissues(actor: Actor) -> list[ReissueRow]:
    """The office's own, newest first."""
    rows = await fetch(_ROW + " ORDER BY r.proposed_at DESC", actor.organisation_id)
    return [_row(row) for row in rows]


async def find_reissue(actor: Actor, public_id: str) -> ReissueRow:
    """One of the office's own. Raises `NotFound`."""
    row = await fetchrow(_ROW + " AND r.public_id = $2", actor.organisation_id, public_id)
    if row is None:
        raise NotFound()
    return _row(row)


async def struck_off_keys(organisation_id: uuid.UUID) -> list[StruckOff]:
    """Keys that count no more and on which valid certificates of this office still rest."""
    return [StruckOff(**dict(row)) for row in await fetch(_STRUCK_OFF, organisation_id)]


async def judged(
    public_key: bytes, organisation_id: uuid.UUID, reissue_id: uuid.UUID | None = None
) -> dict[uuid.UUID, Why | None]:
    """Everything the key signed of this office, by number, and why some of it is not issued anew."""
    day = today()
    return {
        row["id"]: why_not(
            status=row["status"],
            held=row["held"],
            expires_on=row["expires_on"],
            proposed=row["proposed"],
            in_making=row["in_making"],
            today=day,
        )
        for row in await fetch(_JUDGED, public_key, organisation_id, reissue_id)
    }


async def left_out(reissue_id: uuid.UUID, *, limit: int, offset: int) -> list[LeftOut]:
    """Those that are not issued anew with the others, by number."""
    return [LeftOut(**dict(row)) for row in await fetch(_LEFT_OUT, reissue_id, limit, offset)]


async def can_be_resumed(reissue: ReissueRow) -> bool:
    """Whether it is agreed to, not all issued, and nobody is at it."""
    return reissue.waiting > 0 and bool(await fetchval(_RESTING, reissue.id))


def _row(row: Any) -> ReissueRow:
    return ReissueRow(**dict(row))
