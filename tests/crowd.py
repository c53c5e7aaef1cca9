"""Puts a taught cohort and enough assessors into an installation: `python -m tests.crowd 20`."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import date, datetime

from examples.hours import MODULES
from foundation.actor import SYSTEM
from foundation.clock import CHINA, FixedClock, use
from foundation.database import fetch, transaction
from foundation.settings import from_environment
from foundation.spreadsheets.writing import Value, write_workbook
from registry.accounts.actions import NewAccount, add_account
from registry.documents.rules import EXAMPLE_AREA, check_digit
from registry.parameters import actions as parameters
from registry.parameters.actions import Proposal
from registry.parameters.catalogue import find
from tests.training.shown import WORK
from training.alarms.numbers import BEFORE_END, SAME_MINUTE, SAME_PAPER
from training.candidacy.actions import enter_many
from training.cohorts.actions import NewCohort, confirm, open_cohort, preview
from training.evaluations.numbers import TOLERANCE
from training.learning import importing as learning
from yuzheng.demo.world import PASSWORD, acting
from yuzheng.floors import routes
from yuzheng.start import running

COHORT = "2026-CROWD"
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周", "梅兰竹菊芳婷雪晴玲悦琳怡欣佳静慧敏丽娟艳"


def trainees(count: int) -> list[tuple[str, str]]:
    """So many made-up people: name and number."""
    found = []
    for at in range(count):
        name = SURNAMES[at % 10] + GIVEN[at // 10 % 20] + GIVEN[at // 200 % 20]
        born = date(1990 + at % 8, 1 + at % 12, 1 + at % 28)
        body = f"{EXAMPLE_AREA}{born:%Y%m%d}{(at * 2) % 1000:03d}"
        found.append((name, body + check_digit(body)))
    return found


def at(day: date) -> FixedClock:
    """Noon of that day in China."""
    return FixedClock(datetime(day.year, day.month, day.day, 12, tzinfo=CHINA))


async def fill(count: int) -> None:
    """Enrolled, taught, their work shown; assessors for a session of that size."""
    registrar = await acting("registrar")
    people = trainees(count)
    with use(at(date(2026, 2, 24))):
        cohort = await _enrol(registrar, people)
    with use(at(date(2026, 7, 8))):
        await _teach(registrar, cohort, people)
    organiser = await acting("organiser")
    for number in range(-(-count // 15) + 3):
        account = NewAccount(
            login=f"kp{number:02}", name=f"考评{number:02}", password=PASSWORD, must_change_password=False
        )
        await add_account(SYSTEM, account, organiser.organisation_id, "assessor")
    from foundation.clock import today

    for parameter in (TOLERANCE, SAME_PAPER, SAME_MINUTE, BEFORE_END):
        value = find(parameter).proposal
        wanted = Proposal(document="评价机构评分细则（演示）", effective_from=today(), value=value)
        proposed = await parameters.propose(await acting("preparer"), parameter, wanted)
        await parameters.decide(await acting("approver"), proposed, agree=True)


async def _enrol(registrar: object, people: list[tuple[str, str]]) -> str:
    course = (await fetch("SELECT public_id FROM course LIMIT 1"))[0]["public_id"]
    new = NewCohort(
        code=COHORT, name="大班", course=course, starts_on=date(2026, 3, 2), ends_on=date(2026, 7, 10)
    )
    cohort = await open_cohort(registrar, new)
    sheet = write_workbook(["姓名", "证件号码"], [list(one) for one in people])
    await confirm(registrar, await preview(registrar, cohort, "大班.xlsx", sheet))
    return cohort


async def _teach(registrar: object, cohort: str, people: list[tuple[str, str]]) -> None:
    rows: list[list[Value]] = [
        [name, number, code, hours, 85, date(2026, 3, 2 + week)]
        for code, _, hours, week in MODULES
        for name, number in people
    ]
    sheet = write_workbook(["姓名", "证件号码", "模块代码", "学时", "成绩", "日期"], rows)
    await learning.confirm(registrar, await learning.preview(registrar, cohort, "学时.xlsx", sheet))
    async with transaction():
        found = await fetch(
            "SELECT e.person_id FROM enrolment e JOIN cohort c ON c.id = e.cohort_id WHERE c.code = $1",
            COHORT,
        )
        await enter_many(registrar, [(row["person_id"], WORK) for row in found], seen=True)


async def main(count: int) -> None:
    """In a process of its own, beside nothing."""
    settings = from_environment(os.environ)
    routes()
    async with running(settings):
        await fill(count)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
