"""Subsidies: numbers confirmed, claims by one officer, approved by another, and the sheet of the month."""

from __future__ import annotations

from certificates.subsidies.actions import approve, register
from certificates.subsidies.exporting import export_month
from certificates.subsidies.numbers import amount_id, cap_id, window_id
from foundation.clock import today
from foundation.database import fetch, fetchval
from yuzheng.demo.prelude import LEVEL, confirm_by
from yuzheng.demo.world import acting

_KIND = "training"
#: The last of them still waits for the second person.
CLAIMED = 3
_IN_FORCE = """
SELECT c.number FROM certificate c WHERE c.status = 'issued'
   AND NOT EXISTS (SELECT 1 FROM certificate_hold h WHERE h.certificate_id = c.id AND h.lifted_at IS NULL)
 ORDER BY c.number LIMIT $1
"""


async def pay() -> None:
    """Register, approve all but the last, and make the sheet for whoever pays."""
    if await fetchval("SELECT 1 FROM subsidy_claim LIMIT 1"):
        return
    numbers = cap_id(_KIND), window_id(_KIND), amount_id(_KIND, LEVEL)
    await confirm_by(("preparer", "approver"), numbers, "江西省职业培训补贴管理办法（演示）", "第九条")
    officer, approver = await acting("subsidy"), await acting("approver")
    claims = [await register(officer, row["number"], _KIND) for row in await fetch(_IN_FORCE, CLAIMED)]
    for claim in claims[:-1]:
        await approve(approver, claim)
    await export_month(officer, today())
