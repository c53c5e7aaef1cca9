"""Hours that were learnt elsewhere: proposed with the paper by one person, decided by another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from examples.hours import MISSED, trainees
from foundation.database import fetchval
from training.exemptions.actions import NewExemption, decide_exemption, propose_exemption
from yuzheng.demo.world import acting

DECIDED_ON = date(2026, 4, 8)
MODULE = "B-T6"
_NEW = NewExemption(
    kind="exemption",
    module_code=MODULE,
    hours=Decimal(2),
    learnt_at="南昌市红十字会（演示）",
    learnt_on=date(2026, 1, 18),
    evidence="红十字救护员证（演示）第2026-0118号",
)


async def exempt() -> None:
    """The one who will have missed most of the module still has too few hours afterwards."""
    if await fetchval("SELECT 1 FROM exemption LIMIT 1"):
        return
    trainee = await fetchval(
        "SELECT e.public_id FROM enrolment e JOIN person p ON p.id = e.person_id WHERE p.name = $1",
        trainees()[MISSED[MODULE][0]].name,
    )
    proposed = await propose_exemption(await acting("registrar"), trainee, _NEW)
    await decide_exemption(await acting("teacher"), proposed, approve=True, note="已核对原件。")
