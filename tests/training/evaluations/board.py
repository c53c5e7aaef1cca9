"""What tests of evaluations share: two organisers and a cohort that has learnt it all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from foundation.actor import Actor
from foundation.clock import use
from foundation.database import execute
from tests.parameters import confirm
from tests.people import persona
from tests.training.filed import file_plan
from tests.training.shown import all_show
from tests.training.taught import enrolments, key_of, later, small_cohort
from training.evaluations.actions import NewSession, hold, open_session, plan_session
from training.evaluations.entering import enter_candidates
from training.evaluations.queries import (
    entries_of,
    find_session,
)
from training.evaluations.scoring import Marks, enter_scores
from training.learning.actions import HoursEntry, ResultEntry, record_cohort_hours, record_result

NEW = NewSession(
    code="2026-09-BYS4",
    name="2026年9月保育师四级职业技能等级认定",
    occupation_code="4-10-01-03",
    standard_edition="2021年版",
    level=4,
    held_on=date(2026, 9, 1),
    place="示例考点",
)
NAMES = ("王小花", "李小草", "张小树", "赵小叶")


@pytest.fixture
def in_september() -> Iterator[None]:
    with use(later()):
        yield


class Board:
    """An evaluator with two organisers, and a cohort that has completed its training."""

    def __init__(self, registrar: Actor, first: Actor, second: Actor, cohort: str) -> None:
        self.registrar, self.first, self.second, self.cohort = registrar, first, second, cohort

    async def open(self, new: NewSession = NEW) -> str:
        session = await plan_session(self.first, new)
        await file_plan(self.first, session)
        await open_session(self.first, session)
        return session

    async def held(self, new: NewSession = NEW) -> str:
        session = await self.open(new)
        keys = [await key_of(one) for one in await enrolments(self.cohort)]
        await enter_candidates(self.first, session, keys)  # type: ignore[arg-type]
        await hold(self.first, session)
        return session

    async def marked(self, **first: Any) -> str:
        """Held and scored: the first as given, the others well."""
        session = await self.held()
        good: dict[str, Any] = {"theory": Decimal(80), "skill": Decimal(75)}
        keys = await self.keys(session)
        marks = {key: Marks(**good) for key in keys} | {keys[0]: Marks(**(good | first))}
        await enter_scores(self.first, session, marks)
        return session

    async def keys(self, session: str) -> list[str]:
        return [entry.public_id for entry in await self.entries(session)]

    async def entries(self, session: str) -> list[Any]:
        return await entries_of((await find_session(self.first, session)).id)


async def teach(registrar: Actor, cohort: str, absent: tuple[str, ...] = ()) -> None:
    from curricula.courses.queries import version
    from training.cohorts.queries import find_cohort

    course = await version((await find_cohort(registrar, cohort)).course_version_id)
    for number, module in enumerate(course.modules, 1):
        day = date(2026, 4, number)
        entry = HoursEntry(module_code=module.code, held_on=day, hours=module.hours)
        await record_cohort_hours(registrar, cohort, entry, absent)
        for one in await enrolments(cohort):
            if module.pass_mark is not None and one not in absent:
                result = ResultEntry(module_code=module.code, held_on=day, score=Decimal(90))
                await record_result(registrar, one, result)


@pytest.fixture
async def board(database: Any, in_september: None) -> Board:
    await execute("UPDATE ban_list SET refreshed_at = $1, max_age_hours = 9999", later().now())
    await confirm("evaluation.publicity_days", "evaluation.resit_months", "calendar.2026")
    registrar = await persona("registrar")
    cohort = await small_cohort(registrar, names=NAMES)
    await teach(registrar, cohort)
    await all_show(registrar, cohort)
    return Board(registrar, await persona("organiser"), await persona("organiser"), cohort)
