"""Act 4: candidates are entered, sit, are scored by sheet, publicised, and confirmed by another person."""

from __future__ import annotations

from examples.people import COHORT_CODE
from examples.scores import HELD_ON, SESSION_CODE, SESSION_NAME
from foundation.database import fetchval
from training.evaluations import actions, entering, importing, publicity
from training.evaluations.actions import NewSession
from training.evaluations.queries import find_session
from training.papers import actions as papers
from training.papers import importing as answers
from training.papers.actions import KeyAnswer
from training.papers.queries import keys_of
from training.plans import actions as plans
from training.plans.actions import NewPlan, PlanAnswer
from yuzheng.demo.prelude import EDITION, LEVEL, OCCUPATION
from yuzheng.demo.training import example
from yuzheng.demo.world import acting


async def plan() -> None:
    """The session is planned and opened; the college's cohort is entered."""
    organiser = await acting("organiser")
    if await _session() is not None:
        return
    new = NewSession(
        code=SESSION_CODE,
        name=SESSION_NAME,
        occupation_code=OCCUPATION,
        standard_edition=EDITION,
        level=LEVEL,
        held_on=HELD_ON,
        place="江西示范托育职业技能评价中心",
    )
    session = await actions.plan_session(organiser, new)
    await plans.submit_plan(organiser, session, NewPlan(candidates=120))
    answer = PlanAnswer(verdict="filed", filing_no="洪人社鉴备〔2026〕31号")
    await plans.answer_plan(await acting("preparer"), session, answer)
    await actions.open_session(organiser, session)
    await entering.enter_cohort(organiser, session, "demo-college", COHORT_CODE)


async def score() -> None:
    """The examination is held; the score sheet comes in; the results are publicised."""
    organiser = await acting("organiser")
    session = await _session("open")
    if session is None:
        return
    await actions.hold(organiser, session)
    sheet = await importing.preview(organiser, session, "2026年7月成绩汇总.xlsx", example("scores.xlsx"))
    await importing.confirm(organiser, sheet)
    await _papers(session)
    await publicity.publicise(organiser, session)


async def _papers(session: str) -> None:
    """The keys of both papers, agreed to by another person; then the sheet of the optical reader."""
    organiser, second = await acting("organiser"), await acting("organiser2")
    await papers.enter_keys(organiser, session, example("paper-keys.xlsx"))
    for key in await keys_of((await find_session(organiser, session)).id):
        await papers.decide_key(second, session, key.public_id, KeyAnswer(verdict="agreed"))
    sheet = await answers.preview(organiser, session, "2026年7月答题信息.xlsx", example("papers.xlsx"))
    await answers.confirm(organiser, sheet)


async def confirm() -> None:
    """After the publicity another person confirms."""
    session = await _session("publicised")
    if session is not None:
        await publicity.confirm(await acting("organiser2"), session)


async def _session(status: str | None = None) -> str | None:
    found: str | None = await fetchval(
        "SELECT public_id FROM evaluation_session WHERE code = $1 AND ($2::text IS NULL OR status = $2)",
        SESSION_CODE,
        status,
    )
    return found
