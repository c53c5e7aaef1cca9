"""What the demo has done, read back from the database: the same whether it was just played or long ago."""

from __future__ import annotations

from typing import Any

from foundation.database import fetch, fetchval

_HELD = "EXISTS (SELECT 1 FROM certificate_hold h WHERE h.certificate_id = c.id AND h.lifted_at IS NULL)"
_VALID = f"SELECT c.number FROM certificate c WHERE c.status = 'issued' AND NOT {_HELD} ORDER BY 1"  # noqa: S608 - a constant
_ON_HOLD = f"SELECT c.number FROM certificate c WHERE c.status = 'issued' AND {_HELD} ORDER BY 1"  # noqa: S608 - likewise
_LOOKED_UP = """
SELECT c.number, l.channel, l.answer
  FROM certificate_lookup l JOIN certificate c ON c.id = l.certificate_id
 ORDER BY l.at, l.id LIMIT 50
"""


async def summary(rejected: list[dict[str, str | int]]) -> dict[str, Any]:
    """One object with what happened at each step; `sample` is the number of a certificate that is valid."""
    return {
        "imported": await fetchval("SELECT count(*) FROM enrolment"),
        "rejected": rejected,
        "screened": await fetchval("SELECT count(DISTINCT person_id) FROM screening"),
        "completed": await fetchval("SELECT count(*) FROM enrolment WHERE status = 'completed'"),
        "placed": await fetchval("SELECT count(*) FROM placement WHERE status = 'assessed'"),
        "assessed": await fetchval("SELECT count(*) FROM evaluation_entry WHERE status = 'confirmed'"),
        "failed": await fetchval("SELECT count(*) FROM evaluation_entry WHERE status = 'failed'"),
        "issued": await fetchval("SELECT count(*) FROM certificate WHERE issued_at IS NOT NULL"),
        "verified": await _verified(),
        "banned": await _banned(),
        "suspended": await _suspended(),
        "told": await fetchval("SELECT count(*) FROM notice"),
        "sample": await fetchval(_VALID + " LIMIT 1"),
    }


async def _verified() -> list[dict[str, str]]:
    return [dict(row) for row in await fetch(_LOOKED_UP)]


async def _banned() -> list[dict[str, str]]:
    rows = await fetch("SELECT document_no, status FROM ban ORDER BY recorded_at")
    return [dict(row) for row in rows]


async def _suspended() -> list[str]:
    return [row["number"] for row in await fetch(_ON_HOLD)]
