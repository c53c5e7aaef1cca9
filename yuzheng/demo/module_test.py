"""A test of a module from the college's own small bank: one trainee needs a second attempt."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from examples.people import COHORT_CODE
from foundation import clock
from foundation.actor import Actor
from foundation.clock import CHINA, FixedClock
from foundation.database import fetch, fetchrow, fetchval
from foundation.spreadsheets.writing import write_workbook
from training.module_tests.actions import NewTest, plan_test
from training.module_tests.sitting import Asked, answer, begin, find_attempt, hand_in, paper_of
from training.questions.actions import NewBank, open_bank, take_questions
from yuzheng.demo.data import QUESTIONS, Question
from yuzheng.demo.world import acting

HELD_ON = date(2026, 3, 25)
MODULE, BANK = "B-T2", "FLFG"
CANDIDATES = 8
_OPENS, _CLOSES = time(14, 0), time(16, 0)
_KINDS = {"judgement": "判断题", "single": "单选题", "multiple": "多选题"}
_COLUMNS = ("题号", "题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "知识点")
_TRAINEES = """
SELECT e.student_no, p.name FROM enrolment e JOIN cohort c ON c.id = e.cohort_id
  JOIN person p ON p.id = e.person_id
 WHERE c.code = $1 AND e.status = 'active' ORDER BY e.student_no LIMIT $2
"""


async def sit() -> None:
    """The bank is filled from a sheet, the test planned, and sat on the same afternoon."""
    teacher = await acting("teacher")
    if await fetchval("SELECT 1 FROM module_test LIMIT 1"):
        return
    test = await _plan(teacher, await _bank(teacher))
    row = await fetchrow("SELECT access_code FROM module_test WHERE public_id = $1", test)
    assert row is not None
    for at, trainee in enumerate(await fetch(_TRAINEES, COHORT_CODE, CANDIDATES)):
        who = trainee["student_no"], trainee["name"], row["access_code"]
        if at == 0:
            await _attempt(test, who, minute=5, known=len(QUESTIONS) // 2)
        await _attempt(test, who, minute=40 + at, known=len(QUESTIONS) - at % 2)


async def _bank(teacher: Actor) -> str:
    known: str | None = await fetchval("SELECT public_id FROM question_bank WHERE code = $1", BANK)
    if known is not None:
        return known
    bank = await open_bank(teacher, NewBank(code=BANK, title="法律法规与政策"))
    await take_questions(teacher, bank, write_workbook(_COLUMNS, [_row(one) for one in QUESTIONS]))
    return bank


def _row(one: Question) -> list[str]:
    options = [*one.options, "", "", "", ""][:4]
    return [one.code, _KINDS[one.kind], one.stem, *options, one.answer, one.topic]


async def _plan(teacher: Actor, bank: str) -> str:
    counts = {kind: sum(one.kind == kind for one in QUESTIONS) for kind in _KINDS}
    new = NewTest(
        module_code=MODULE,
        bank=bank,
        title="法律法规单元测验",
        judgements=counts["judgement"],
        singles=counts["single"],
        multiples=counts["multiple"],
        minutes=30,
        attempts=2,
        opens_at=datetime.combine(HELD_ON, _OPENS, CHINA),
        closes_at=datetime.combine(HELD_ON, _CLOSES, CHINA),
    )
    cohort = await fetchval("SELECT public_id FROM cohort WHERE code = $1", COHORT_CODE)
    return await plan_test(teacher, cohort, new)


async def _attempt(test: str, who: tuple[str, str, str], *, minute: int, known: int) -> None:
    """Begin, answer the first so many questions rightly and no others, hand in ten minutes later."""
    moment = FixedClock(datetime.combine(HELD_ON, _OPENS, CHINA) + timedelta(minutes=minute))
    with clock.use(moment):
        token = await begin(test, *who)
        for asked in (await paper_of(await find_attempt(token)))[:known]:
            await answer(token, asked.position, _right(asked))
        moment.advance(timedelta(minutes=10))
        await hand_in(token)


def _right(asked: Asked) -> list[str]:
    """The letters of the right answer as this paper shows them."""
    question = next(one for one in QUESTIONS if one.stem == asked.stem)
    if question.kind == "judgement":
        return ["T" if question.answer == "对" else "F"]
    words = {question.options["ABCD".index(letter)] for letter in question.answer}
    return [letter for letter, option in asked.options if option in words]
