"""What the demo has done, read back from the database: the same whether it was just played or long ago."""

from __future__ import annotations

from typing import Any

from foundation.database import fetch, fetchrow, fetchval

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
        "lessons": await fetchval("SELECT count(*) FROM lesson WHERE status = 'closed'"),
        "attended": await _attended(),
        "tested": await _tested(),
        "exempted": await fetchval("SELECT count(*) FROM exemption WHERE status = 'approved'"),
        "completed": await fetchval("SELECT count(*) FROM enrolment WHERE status = 'completed'"),
        "placed": await fetchval("SELECT count(*) FROM placement WHERE status = 'assessed'"),
        "assessed": await fetchval("SELECT count(*) FROM evaluation_entry WHERE status = 'confirmed'"),
        "failed": await fetchval("SELECT count(*) FROM evaluation_entry WHERE status = 'failed'"),
        "issued": await fetchval("SELECT count(*) FROM certificate WHERE issued_at IS NOT NULL"),
        "verified": await _verified(),
        "banned": await _banned(),
        "suspended": await _suspended(),
        "subsidised": await _subsidised(),
        "told": await fetchval("SELECT count(*) FROM notice"),
        "sample": await fetchval(_VALID + " LIMIT 1"),
    }


async def _attended() -> dict[str, int]:
    """How many attendances came by the code, by a sheet or by hand."""
    rows = await fetch("SELECT how, count(*) FROM attendance WHERE came_at IS NOT NULL GROUP BY 1 ORDER BY 1")
    return {row["how"]: row["count"] for row in rows}


async def _tested() -> dict[str, int]:
    """Attempts at tests, and how many of them were passed."""
    row = await fetchrow(
        "SELECT count(*) AS attempts, count(*) FILTER (WHERE passed) AS passed FROM test_attempt"
        " WHERE submitted_at IS NOT NULL"
    )
    return dict(row or {})


async def _subsidised() -> dict[str, int]:
    """How many claims stand how."""
    rows = await fetch("SELECT status, count(*) FROM subsidy_claim GROUP BY 1 ORDER BY 1")
    return {row["status"]: row["count"] for row in rows}


async def _verified() -> list[dict[str, str]]:
    return [dict(row) for row in await fetch(_LOOKED_UP)]


async def _banned() -> list[dict[str, str]]:
    rows = await fetch("SELECT document_no, status FROM ban ORDER BY recorded_at")
    return [dict(row) for row in rows]


async def _suspended() -> list[str]:
    return [row["number"] for row in await fetch(_ON_HOLD)]
