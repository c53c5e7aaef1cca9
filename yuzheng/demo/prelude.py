"""What was there before the story begins: filed institutions, a published course, a registered evaluator."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from certificates.numbers.actions import register_evaluator
from certificates.numbers.rules import NewRegister
from curricula.courses.actions import NewCourse, create_course, publish
from curricula.outlines.unsure import UNSURE as OUTLINES
from foundation.clock import today
from foundation.database import fetchval, transaction
from registry.filings import actions as filings
from registry.filings.actions import Submission
from registry.filings.data import PAPERS
from registry.organisations.queries import by_code
from registry.parameters import actions as parameters
from registry.parameters.actions import Proposal
from registry.parameters.catalogue import find
from registry.parameters.queries import confirmed_on
from registry.working_days.unsure import UNSURE as CALENDAR
from screening.checks.numbers import UNSURE as CHECKS
from training.alarms.numbers import UNSURE as ALARMS
from training.evaluations.numbers import PUBLICITY_DAYS, RESIT_MONTHS
from training.placements.unsure import UNSURE as PLACEMENTS
from training.pledges.unsure import UNSURE as PLEDGES
from yuzheng.demo.data import HOST_PLACES
from yuzheng.demo.world import acting

COURSE = "BYS4"
OCCUPATION, EDITION, LEVEL = "4-10-01-03", "2021年版", 4
OUTLINE = "TY-BYRY"
PREFIX = "S000036000017"


async def build() -> None:
    """Make whatever of it is not there yet."""
    await _file_hosts()
    await _confirm()
    await _publish_course()
    await _register_evaluator()


async def _file_hosts() -> None:
    authority, officer = await acting("registration"), await acting("filing")
    for place in HOST_PLACES:
        host = await by_code(place.code)
        assert host is not None
        if await fetchval("SELECT 1 FROM filing WHERE organisation_id = $1", host.id):
            continue
        manager = await acting(next(login for login in place.people if login.startswith("manager")))
        papers = Submission(papers=list(PAPERS), staff_on_duty=120, carers=60, promise=True)
        async with transaction():
            public_id = await filings.receive(authority, host.id, today())
            await filings.submit(manager, public_id, papers)
            await filings.give_receipt(officer, public_id, f"赣托备〔2026〕{place.code[-2:]}号")


async def _publish_course() -> None:
    registrar = await acting("registrar")
    if await fetchval("SELECT 1 FROM course WHERE college_id = $1", registrar.organisation_id):
        return
    course = NewCourse(
        code=COURSE,
        title="保育师（四级）岗位培训",
        outline_code=OUTLINE,
        occupation_code=OCCUPATION,
        level=LEVEL,
    )
    async with transaction():
        await publish(registrar, await create_course(registrar, course), 1)


async def _register_evaluator() -> None:
    evaluator = await by_code("demo-evaluator")
    assert evaluator is not None
    if await fetchval("SELECT 1 FROM evaluator_register WHERE organisation_id = $1", evaluator.id):
        return
    scopes = [f"{OCCUPATION}/{level}" for level in (5, 4, 3, 2, 1)]
    new = NewRegister(evaluator.public_id, PREFIX, date(2026, 1, 1), None, scopes)
    await register_evaluator(await acting("preparer"), new)


async def _confirm() -> None:
    """What the tables are unsure of and the story needs: proposed by one officer, agreed to by another."""
    marks = "江西省职业技能等级认定工作实施细则（演示）", "第二十条"
    await confirm_by(("preparer", "approver"), (PUBLICITY_DAYS, RESIT_MONTHS), *marks)
    await confirm_by(("preparer", "approver"), [one.id for one in ALARMS], *marks)
    holidays = "国务院办公厅关于2026年部分节假日安排的通知（演示）", ""
    await confirm_by(("preparer", "approver"), [one.id for one in CALENDAR], *holidays)
    hours = "江西省托育机构人员培训实施细则（演示）", "第六条"
    await confirm_by(("supervision3", "supervision4"), [one.id for one in OUTLINES], *hours)
    hiring = "江西省托育从业人员入职查询实施细则（演示）", "第三条"
    asked = [*CHECKS, *PLACEMENTS]
    await confirm_by(("supervision3", "supervision4"), [one.id for one in asked], *hiring)
    pledge = "托育从业人员职业行为准则（试行）（演示）", ""
    await confirm_by(("supervision3", "supervision4"), [one.id for one in PLEDGES], *pledge)
    barred = "江西省托育从业禁入管理办法（演示）", "第五条"
    await confirm_by(("supervision3", "supervision4"), ("ban.PFPL_41_2",), *barred)


async def confirm_by(logins: tuple[str, str], wanted: Iterable[str], document: str, article: str) -> None:
    """Each of these as the tables suggest it, from today; what is confirmed already stays."""
    proposer, decider = await acting(logins[0]), await acting(logins[1])
    for parameter in wanted:
        if parameter in await confirmed_on(today()):
            continue
        proposal = Proposal(
            document=document,
            article=article,
            effective_from=today(),
            value=find(parameter).proposal,
        )
        public_id = await parameters.propose(proposer, parameter, proposal)
        await parameters.decide(decider, public_id, agree=True)
