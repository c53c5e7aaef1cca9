"""A college with a published course and a cohort, and the example files as they would be sent to it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from curricula.courses.actions import NewCourse, create_course, publish
from foundation.actor import Actor
from foundation.clock import FixedClock
from foundation.database import fetch, fetchval
from tests.parameters import confirm_outline
from training.cohorts.actions import NewCohort, confirm, open_cohort, preview

STARTS_ON = date(2026, 3, 2)
AFTER = datetime(2026, 9, 1, 4, tzinfo=UTC)
"""After the last lesson of the example files."""
EXAMPLES = Path(__file__).parents[2] / "examples"
ROSTER, OLD_ROSTER, CORRECTED, HOURS = (
    "cohort.xlsx",
    "cohort-gb18030.csv",
    "cohort-corrected.xlsx",
    "hours.xlsx",
)


def later(days: int = 0) -> FixedClock:
    """The clock of a day after the last lesson."""
    return FixedClock(AFTER + timedelta(days=days))


def file(name: str) -> bytes:
    """An example file."""
    return (EXAMPLES / name).read_bytes()


async def course(
    registrar: Actor, code: str = "BYS-4", level: int = 4, occupation: str = "4-10-01-03"
) -> str:
    """A published course; its public id."""
    new = NewCourse(
        code=code, title="保育师四级", outline_code="TY-BYRY", occupation_code=occupation, level=level
    )
    public_id = await create_course(registrar, new)
    await confirm_outline()
    await publish(registrar, public_id, 1)
    return public_id


async def cohort(registrar: Actor, code: str = "2026C", course_public_id: str = "") -> str:
    """An open cohort; its public id."""
    new = NewCohort(
        code=code,
        name="2026春保育师四级班",
        course=course_public_id or await course(registrar, f"K-{code}"),
        starts_on=STARTS_ON,
        ends_on=date(2026, 7, 31),
    )
    return await open_cohort(registrar, new)


async def filled_cohort(registrar: Actor, code: str = "2026C") -> str:
    """A cohort with the 117 of the corrected roster."""
    public_id = await cohort(registrar, code)
    await confirm(registrar, await preview(registrar, public_id, CORRECTED, file(CORRECTED)))
    return public_id


async def small_cohort(
    registrar: Actor,
    code: str = "2026S",
    names: tuple[str, ...] = ("王小花",),
    level: int = 4,
    course_public_id: str = "",
) -> str:
    """A cohort with a few trainees, made from a sheet of their own."""
    from foundation.spreadsheets.writing import write_workbook
    from tests.people import citizen_number

    public_id = await cohort(registrar, code, course_public_id or await course(registrar, f"K-{code}", level))
    rows = [[name, citizen_number(date(1998, 4, 3))] for name in names]
    sheet = write_workbook(["姓名", "证件号码"], rows)
    await confirm(registrar, await preview(registrar, public_id, "small.xlsx", sheet))
    return public_id


async def enrolments(cohort_public_id: str) -> list[str]:
    """The public ids of a cohort's enrolments by student number."""
    rows = await fetch(
        "SELECT e.public_id FROM enrolment e JOIN cohort c ON c.id = e.cohort_id"
        " WHERE c.public_id = $1 ORDER BY e.student_no",
        cohort_public_id,
    )
    return [row["public_id"] for row in rows]


async def enrolled(cohort_public_id: str) -> int:
    """How many are enrolled."""
    return len(await enrolments(cohort_public_id))


async def key_of(enrolment_public_id: str) -> object:
    """The id behind a public id."""
    return await fetchval("SELECT id FROM enrolment WHERE public_id = $1", enrolment_public_id)
