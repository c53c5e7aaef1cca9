"""What candidates of the tests have shown: enough work for level 4, unless a test says otherwise."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from foundation.actor import Actor
from foundation.database import fetch, transaction
from training.candidacy.actions import enter_many
from training.candidacy.rules import Evidence, Kind

WORK = Evidence(
    kind=Kind.EMPLOYMENT,
    occupation="4-10-01-03",
    employer="示例托育园",
    from_on=date(2019, 1, 1),
    insured_months=60,
    paper="工作年限证明",
)
#: With this and the work since, somebody may be assessed for level 2.
HIGHER = Evidence(
    kind=Kind.CERTIFICATE,
    occupation="4-10-01-03",
    level=3,
    from_on=date(2021, 1, 4),
    number="Y000036000099213000001",
    paper="职业技能等级证书",
)


async def people_of(cohort_public_id: str) -> list[UUID]:
    """Whoever is enrolled in a cohort, by student number."""
    rows = await fetch(
        "SELECT e.person_id FROM enrolment e JOIN cohort c ON c.id = e.cohort_id"
        " WHERE c.public_id = $1 ORDER BY e.student_no",
        cohort_public_id,
    )
    return [row["person_id"] for row in rows]


async def all_show(
    registrar: Actor, cohort_public_id: str, said: Evidence = WORK, *, seen: bool = True
) -> None:
    """Everybody of a cohort shows the same."""
    async with transaction():
        papers = [(person_id, said) for person_id in await people_of(cohort_public_id)]
        await enter_many(registrar, papers, seen=seen)
