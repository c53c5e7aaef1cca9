"""A test from the sheet of questions to the module's result."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest

from foundation import clock
from foundation.actor import Actor
from foundation.clock import FixedClock
from foundation.database import execute, fetch, fetchval, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from foundation.settings import Settings
from foundation.spreadsheets.writing import write_workbook
from foundation.web.access import set_actor_loader
from foundation.web.app import build_app
from registry.accounts.queries import actor_for
from tests.foundation.web.browser import Browser
from tests.people import persona
from tests.training.taught import enrolments, key_of, small_cohort
from tests.training.walking import leads_to, signed_in
from training.learning.queries import modules_done
from training.module_tests import pages, sitting, sitting_pages
from training.module_tests.actions import NewTest, end_test, plan_test
from training.module_tests.queries import any_test, attempts_at, items_of
from training.questions import pages as bank_pages
from training.questions.actions import NewBank, QuestionsRefused, open_bank, retire_question, take_questions
from training.questions.queries import find_bank

pytestmark = pytest.mark.usefixtures("database")
NOON = datetime(2026, 4, 7, 4, tzinfo=UTC)
HEAD = ["题号", "题型", "题干", "选项A", "选项B", "选项C", "答案", "知识点"]
ROWS = [
    ["1", "判断题", "可以让婴幼儿独自留在浴盆中。", None, None, None, "错", "溺水"],
    ["2", "判断", "发现虐待应当报告。", None, None, None, "√", "法律"],
    ["3", "单选", "气道异物梗阻首先", "海姆立克急救", "喂水", "拍照", "A", "急救"],
    ["4", "单选题", "热水温度应先", "用手肘试", "直接给", "不管", "ａ", "烫伤"],
    ["5", "多选", "属于常见伤害的有", "窒息", "跌倒", "学习", "A、B", "伤害"],
]
RIGHT = {"可以": ["F"], "发现": ["T"], "气道": ["A"], "热水": ["A"], "属于": ["A", "B"]}


@pytest.fixture
def hands() -> Iterator[FixedClock]:
    """The clock on the wall of the room, at noon."""
    with clock.use(FixedClock(NOON)) as hands:
        yield hands


def _sheet(rows: list[list[Any]]) -> bytes:
    return write_workbook(HEAD, rows)


async def _bank(teacher: Actor) -> str:
    bank = await open_bank(teacher, NewBank(code="AQ", title="安全题库"))
    assert await take_questions(teacher, bank, _sheet(ROWS)) == 5
    return bank


async def _test(**changes: Any) -> tuple[Actor, str, str]:
    """The teacher, the test, and the enrolment of 王小花."""
    teacher = await persona("registrar")
    cohort = await small_cohort(teacher)
    usual = NewTest(
        module_code="B-T6", bank=await _bank(teacher), title="安全测验", judgements=2, singles=2, multiples=1,
        minutes=10, attempts=2, opens_at=NOON, closes_at=NOON + timedelta(hours=2),
    )  # fmt: skip
    test = await plan_test(teacher, cohort, msgspec.structs.replace(usual, **changes))
    return teacher, test, (await enrolments(cohort))[0]


async def _begin(test: str, **changes: str) -> str:
    number = await fetchval("SELECT student_no FROM enrolment LIMIT 1")
    code = (await any_test("public_id", test)).access_code
    return await sitting.begin(
        test, **({"student_no": number, "name": "王小花", "access_code": code} | changes)
    )


async def _answer(token: str, wrong: int = 0) -> None:
    """All of them right but for so many left out."""
    for asked in (await sitting.paper_of(await sitting.find_attempt(token)))[wrong:]:
        await sitting.answer(token, asked.position, RIGHT[asked.stem[:2]])


async def test_faults_of_a_sheet_row_by_row(hands: FixedClock) -> None:
    teacher = await persona("teacher")
    bank = await _bank(teacher)
    wrong = [
        ["1", "判断", "又一题", None, None, None, "对", None],
        ["6", "问答", "写一篇", None, None, None, "A", None],
        ["7", "单选", "几个", "一", "二", None, "C", None],
        ["8", "多选", "几个", "一", "二", None, "A", None],
        ["9", "判断", "几个", "一", "二", None, "对", None],
        ["10", "单选", "几个", "一", None, "三", "A", None],
        ["10", "单选", "几个", "一", "二", "三", "也许", None],
        ["11", "单选", None, "一", "二", "三", "A", None],
    ]  # fmt: skip
    with pytest.raises(QuestionsRefused) as refused:
        await take_questions(teacher, bank, _sheet(wrong))
    assert [(one.row, one.column) for one in refused.value.problems] == [
        (2, "题号"), (3, "题型"), (4, "答案"), (5, "答案"), (6, "选项A"), (7, "选项A"),
        (8, "答案"), (8, "题号"), (9, "题干"),
    ]  # fmt: skip
    assert (await find_bank(teacher, bank)).askable == 5
    await retire_question(teacher, bank, "5")
    assert ((await find_bank(teacher, bank)).multiples, (await find_bank(teacher, bank)).retired) == (0, 1)
    with pytest.raises(NotFound):
        await retire_question(teacher, bank, "5")
    with pytest.raises(NotFound):
        await find_bank(await persona("teacher", area="360300"), bank)
    with pytest.raises(asyncpg.PostgresError, match="never changed"):
        await execute("UPDATE question SET stem = 'x'")


async def test_answered_resumed_handed_in_and_counted(hands: FixedClock) -> None:
    _, test, enrolment = await _test()
    first = await _begin(test)
    await _answer(first, wrong=3)
    again = await _begin(test, name=" 王 小花 ")
    with pytest.raises(NotFound):
        await sitting.find_attempt(first)
    attempt = await sitting.find_attempt(again)
    assert sum(one.answered for one in await sitting.paper_of(attempt)) == 2
    done = await sitting.hand_in(again)
    assert (done.score, done.passed) == (40, False)
    assert (await sitting.hand_in(again)).score == 40
    with pytest.raises(Conflict):
        await sitting.answer(again, 1, ["T"])
    with pytest.raises(asyncpg.PostgresError, match="handed in"):
        async with transaction():
            await execute("UPDATE test_answer SET chosen = '{A}'")
    second = await _begin(test)
    await _answer(second)
    assert (await sitting.hand_in(second)).passed
    assert (await modules_done(UUID(str(await key_of(enrolment)))))["B-T6"].best == 100
    with pytest.raises(Refused):
        await _begin(test)
    test_id = (await any_test("public_id", test)).id
    assert [one.number for one in await attempts_at(test_id)] == [1, 2]
    assert {one.figures.asked for one in await items_of(test_id)} == {2}


async def test_the_time_runs_out(hands: FixedClock) -> None:
    _, test, enrolment = await _test()
    token = await _begin(test)
    await _answer(token, wrong=1)
    hands.advance(timedelta(minutes=10, seconds=21))
    with pytest.raises(Conflict):
        await sitting.answer(token, 1, ["T"])
    late = await sitting.find_attempt(token)
    assert (late.score, late.submitted_at) == (80, NOON + timedelta(minutes=10))
    assert (await modules_done(UUID(str(await key_of(enrolment)))))["B-T6"].best == 80


async def test_ended_by_the_teacher(hands: FixedClock) -> None:
    teacher, test, _ = await _test()
    token = await _begin(test)
    hands.advance(timedelta(minutes=3))
    assert await end_test(teacher, test) == 1
    assert (await sitting.find_attempt(token)).score == 0
    with pytest.raises(Conflict):
        await end_test(teacher, test)
    with pytest.raises(Refused):
        await _begin(test)


async def test_who_may_begin_and_what_can_be_chosen(hands: FixedClock) -> None:
    teacher, test, _ = await _test()
    for wrong in ({"name": "李小花"}, {"student_no": "X"}, {"access_code": "12345"}):
        with pytest.raises(Invalid):
            await _begin(test, **wrong)
    token = await _begin(test)
    paper = await sitting.paper_of(await sitting.find_attempt(token))
    kinds = [one.kind for one in paper]
    assert kinds == ["judgement", "judgement", "single", "single", "multiple"]
    for position, chosen in ((1, ["A"]), (3, ["A", "B"]), (5, ["Z"]), (9, ["A"])):
        with pytest.raises(Invalid):
            await sitting.answer(token, position, chosen)
    assert not [row for row in await fetch("SELECT token_hash FROM test_attempt") if token.encode() in row[0]]
    shown = await any_test("public_id", test)
    unfit = NewTest(
        module_code="?", bank=shown.bank_public_id, title="测验", singles=3, minutes=1, opens_at=NOON,
        closes_at=NOON,
    )  # fmt: skip
    with pytest.raises(Forbidden):
        await plan_test(await persona("preparer"), shown.cohort_public_id, unfit)
    with pytest.raises(Invalid) as found:
        await plan_test(teacher, shown.cohort_public_id, unfit)
    assert [one.field for one in found.value.problems] == ["module_code", "closes_at", "singles"]


async def test_on_the_pages(hands: FixedClock, tmp_path: Path) -> None:
    teacher, test, _ = await _test()
    set_actor_loader(actor_for)
    routes = [*pages.ROUTES, *sitting_pages.ROUTES, *bank_pages.ROUTES]
    app = build_app(Settings(data_dir=tmp_path), routes, navigation=[])
    desk, phone = await signed_in(app, teacher), Browser(app)
    shown = await any_test("public_id", test)
    assert shown.access_code in (await desk.get(f"/tests/{test}")).text
    assert "安全测验" in (await phone.get(f"/t/{test}")).text
    who = {"student_no": await fetchval("SELECT student_no FROM enrolment"), "name": "王小花"}
    assert (await phone.post(f"/t/{test}", who | {"access_code": "1"})).status_code == 422
    here = leads_to(await phone.post(f"/t/{test}", who | {"access_code": shown.access_code}))
    page = (await phone.get(here)).text
    for at in range(1, 6):
        stem = next(start for start in RIGHT if re.search(rf"legend[^>]*>\s*{start}", page))
        then = str(at + 1 if at < 5 else 0)
        lead = leads_to(await phone.post(here, {"position": str(at), "chosen": RIGHT[stem], "then": then}))
        page = (await phone.get(lead)).text
    assert "全部题目都已作答" in page
    assert leads_to(await phone.post(f"{here}/hand-in")) == here
    assert "100" in (await phone.get(here)).text
    assert (await phone.get("/sit/nothing")).status_code == 404
    seen = (await desk.get(f"/tests/{test}")).text
    for words in ("<svg", "气道异物", "100%"):
        assert words in seen
    assert leads_to(await desk.post(f"/tests/{test}/settle")) == f"/tests/{test}"
    hands.advance(timedelta(minutes=1))
    assert leads_to(await desk.post(f"/tests/{test}/end")) == f"/tests/{test}"
    cohort = shown.cohort_public_id
    assert "安全测验" in (await desk.get(f"/cohorts/{cohort}/tests")).text
    form = {
        "title": "再测",
        "module_code": "B-T6",
        "bank": shown.bank_public_id,
        "singles": "2",
        "minutes": "5",
    }
    form |= {"attempts": "1", "opens_at": "2026-4-8 14:00", "closes_at": "2026年4月8日 15:00"}
    await desk.get(f"/cohorts/{cohort}/tests/new")
    assert (await desk.post(f"/cohorts/{cohort}/tests/new", form | {"singles": "9"})).status_code == 422
    assert leads_to(await desk.post(f"/cohorts/{cohort}/tests/new", form)).startswith("/tests/")
    bank = f"/question-banks/{shown.bank_public_id}"
    wrong = {
        "file": ("a.xlsx", _sheet([["1", "判断", "又", None, None, None, "对", None]]), "application/zip")
    }
    assert "题号" in (await desk.post(f"{bank}/sheet", files=wrong)).text
    assert leads_to(await desk.post(f"{bank}/retire", {"code": "1"})) == bank
    assert "已停用" in (await desk.get(bank)).text
    assert leads_to(await desk.post("/question-banks", {"code": "B2", "title": "新题库"}))
    assert (await desk.post("/question-banks", {"code": "B2", "title": "新题库"})).status_code == 422
    assert Decimal(len((await desk.get(f"{bank}/template.xlsx")).content)) > 1000
