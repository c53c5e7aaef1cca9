"""Acts 1 and 2: the roster with its faults, the corrected one, hours and results, completion."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from examples.people import COHORT_CODE, COHORT_NAME, ENDS_ON, STARTS_ON
from examples.portrait import portrait
from foundation.database import fetch, fetchval
from foundation.language import say
from registry.people.actions import set_photo
from training.candidacy import importing as evidence
from training.cohorts import actions as cohorts
from training.cohorts.actions import NewCohort
from training.enrolments.actions import complete_ready
from training.learning import importing as learning
from yuzheng.demo.world import acting

#: So many different faces are drawn; drawing one takes longer than enrolling its owner.
FACES = 20


def example(name: str) -> bytes:
    """One of the example files as its sender wrote it."""
    return files("examples").joinpath(name).read_bytes()


async def enrol() -> list[dict[str, str | int]]:
    """The college uploads its roster twice: as it was, then corrected. The rows refused the first time."""
    registrar = await acting("registrar")
    cohort = await _cohort()
    first = await cohorts.preview(registrar, cohort, "2026春保育师花名册.xlsx", example("cohort.xlsx"))
    _, _, seen = await cohorts.read_again(registrar, first)
    await cohorts.confirm(registrar, first)
    corrected = example("cohort-corrected.xlsx")
    await cohorts.confirm(
        registrar, await cohorts.preview(registrar, cohort, "2026春保育师花名册-改.xlsx", corrected)
    )
    await _photograph()
    return [
        {"row": problem.row, "column": problem.column, "reason": say(problem.message)}
        for problem in seen.problems
    ]


async def _cohort() -> str:
    registrar = await acting("registrar")
    known: str | None = await fetchval(
        "SELECT public_id FROM cohort WHERE college_id = $1 AND code = $2",
        registrar.organisation_id,
        COHORT_CODE,
    )
    if known is not None:
        return known
    course = await fetchval("SELECT public_id FROM course WHERE college_id = $1", registrar.organisation_id)
    new = NewCohort(code=COHORT_CODE, name=COHORT_NAME, course=course, starts_on=STARTS_ON, ends_on=ENDS_ON)
    return await cohorts.open_cohort(registrar, new)


async def _photograph() -> None:
    """A drawn portrait for everybody who has none."""
    registrar = await acting("registrar")
    rows = await fetch(
        "SELECT p.id, p.sex FROM person p JOIN enrolment e ON e.person_id = p.id"
        " LEFT JOIN person_photo f ON f.person_id = p.id WHERE f.person_id IS NULL ORDER BY p.id"
    )
    for at, row in enumerate(rows):
        await set_photo(registrar, row["id"], _portrait(at % FACES, row["sex"]))


@cache
def _portrait(seed: int, sex: str) -> bytes:
    return portrait(seed, "male" if sex == "M" else "female")


async def teach() -> None:
    """Hours, results and papers come in by sheet; whoever meets every minimum completes."""
    registrar, cohort = await acting("registrar"), await _cohort()
    sheet = await learning.preview(registrar, cohort, "2026春保育师学时与成绩.xlsx", example("hours.xlsx"))
    await learning.confirm(registrar, sheet)
    papers = await evidence.preview(registrar, cohort, "2026春保育师申报材料.xlsx", example("evidence.xlsx"))
    await evidence.confirm(registrar, papers, originals_seen=True)
    await complete_ready(registrar, cohort)
