"""A lesson from its plan to its hours: by code, by hand, by sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest

from foundation import clock
from foundation.actor import Actor
from foundation.clock import CHINA, FixedClock
from foundation.database import execute, fetchval, transaction
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
from training.learning.actions import HoursEntry, record_hours
from training.learning.queries import modules_done
from training.lessons import checking_in_pages, pages
from training.lessons.actions import (
    NewLesson,
    Seen,
    cancel_lesson,
    close_lesson,
    enter_attendance,
    plan_lesson,
)
from training.lessons.checking_in import arrive, check, identify
from training.lessons.codes import code_now, read_code
from training.lessons.queries import attendance_of, find_lesson
from training.lessons.taking_in import SheetRefused, take_sheet

pytestmark = pytest.mark.usefixtures("database")
DAY = date(2026, 4, 7)
NEW = NewLesson(
    module_code="B-T3", mode="onsite", place="3号楼 203", teacher_name="刘文静", held_on=DAY, starts=time(9),
    ends=time(12), hours=Decimal(4),
)  # fmt: skip


def moment(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 4, 7, hour, minute, tzinfo=CHINA)


@pytest.fixture
def hands() -> Iterator[FixedClock]:
    """The clock on the wall of the room, at nine."""
    with clock.use(FixedClock(moment(9))) as hands:
        yield hands


async def _class(**changes: Any) -> tuple[Actor, str, list[str]]:
    teacher = await persona("registrar")
    cohort = await small_cohort(teacher, names=("王小花", "李小云", "赵小雨"))
    lesson = await plan_lesson(teacher, cohort, msgspec.structs.replace(NEW, **changes))
    return teacher, lesson, await enrolments(cohort)


async def _scan(lesson: str, number: str, name: str, device: bytes, phase: Any = "in") -> str:
    arrival = await arrive(code_now(lesson, phase, clock.now()))
    return (await check(arrival, await identify(arrival.lesson, number, name), device)).outcome


async def _numbers(teacher: Actor, lesson: str) -> list[str]:
    return [one.student_no for one in await attendance_of(await find_lesson(teacher, lesson))]


async def test_from_the_code_to_the_hours(hands: FixedClock) -> None:
    teacher, lesson, trainees = await _class()
    first, second, _ = await _numbers(teacher, lesson)
    assert await _scan(lesson, first, "王小花", b"a") == "recorded"
    assert await _scan(lesson, f" {first.lower()} ", "王小花", b"b") == "known", "again changes nothing"
    hands.moment = moment(10, 30)
    with pytest.raises(Refused):
        await _scan(lesson, second, "李小云", b"a")
    assert await _scan(lesson, second, "李小云", b"c") == "recorded"
    with pytest.raises(Conflict):
        await close_lesson(teacher, lesson)
    hands.moment = moment(12)
    closed = await close_lesson(teacher, lesson)
    assert (closed.recorded, closed.known, closed.absent) == (2, 0, 1)
    done = [await modules_done(UUID(str(await key_of(one)))) for one in trainees]
    assert [one["B-T3"].hours if one else 0 for one in done] == [4, 2, 0]
    with pytest.raises(Conflict):
        await close_lesson(teacher, lesson)
    for statement in ("UPDATE lesson SET hours = 1", "UPDATE attendance SET came_at = now()"):
        with pytest.raises(asyncpg.PostgresError, match="settled"):
            async with transaction():
                await execute(statement)


async def test_a_code_runs_out_and_cannot_be_made(hands: FixedClock) -> None:
    teacher, lesson, _ = await _class()
    (first, *_) = await _numbers(teacher, lesson)
    code = code_now(lesson, "in", clock.now())
    assert read_code(code[:-1] + ("A" if code[-1] != "A" else "B"), clock.now()) is None
    assert read_code(code.replace(".i", ".o"), clock.now()) is None
    with pytest.raises(NotFound):
        await arrive("nonsense")
    hands.advance(timedelta(minutes=2, seconds=59))
    arrival = await arrive(code)
    hands.advance(timedelta(minutes=1))
    with pytest.raises(Refused):
        await arrive(code)
    assert await arrive(code, typed=True), "whoever has scanned it may still be typing"
    hands.advance(timedelta(minutes=3))
    with pytest.raises(Refused):
        await arrive(code, typed=True)
    for number, name in ((first, "李小云"), ("X", "王小花")):
        with pytest.raises(Invalid):
            await identify(arrival.lesson, number, name)


async def test_checking_out(hands: FixedClock) -> None:
    teacher, lesson, trainees = await _class(check_out=True)
    first, second, third = await _numbers(teacher, lesson)
    for number, name, device in ((first, "王小花", b"a"), (second, "李小云", b"b")):
        await _scan(lesson, number, name, device)
    hands.moment = moment(10, 30)
    assert await _scan(lesson, first, "王小花", b"a", "out") == "recorded"
    assert await _scan(lesson, first, "王小花", b"a", "out") == "known"
    with pytest.raises(Conflict):
        await _scan(lesson, third, "赵小雨", b"c", "out")
    hands.moment = moment(12, 5)
    rows = await attendance_of(await find_lesson(teacher, lesson))
    assert [(one.standing, one.hours) for one in rows] == [
        ("left_early", 2),
        ("unfinished", 0),
        ("absent", 0),
    ]
    await enter_attendance(teacher, lesson, {trainees[1]: Seen(moment(9), moment(12))}, note="扫码失败")
    assert (await close_lesson(teacher, lesson)).recorded == 2


async def test_two_lessons_of_a_day_and_hours_entered_by_form(hands: FixedClock) -> None:
    teacher, lesson, trainees = await _class()
    cohort = (await find_lesson(teacher, lesson)).cohort_public_id
    with pytest.raises(Invalid) as overlapping:
        await plan_lesson(teacher, cohort, msgspec.structs.replace(NEW, starts=time(11), ends=time(14)))
    assert overlapping.value.problems[0].field == "starts"
    later = await plan_lesson(teacher, cohort, msgspec.structs.replace(NEW, starts=time(14), ends=time(17)))
    hands.moment = moment(18)
    form = HoursEntry(module_code="B-T3", held_on=DAY, hours=Decimal(3))
    await record_hours(teacher, trainees[1], form)
    for one, came in ((lesson, moment(9)), (later, moment(14))):
        await enter_attendance(teacher, one, dict.fromkeys(trainees[:2], Seen(came)))
    assert (await close_lesson(teacher, lesson)).known == 1, "the form had it already"
    assert (await close_lesson(teacher, later)).recorded == 1
    done = [await modules_done(UUID(str(await key_of(one)))) for one in trainees]
    assert [one["B-T3"].hours if one else 0 for one in done] == [8, 3, 0]
    with pytest.raises(Conflict):
        await record_hours(teacher, trainees[0], form)


async def test_by_sheet_all_of_it_or_nothing(hands: FixedClock) -> None:
    teacher, lesson, _ = await _class()
    numbers = await _numbers(teacher, lesson)
    head = ["学号", "姓名", "出勤", "到课时间", "离开时间"]
    wrong = [
        [numbers[0], "王小花", "也许", None, None], [numbers[1], "李小花", "到", None, None],
        ["X9", "孙不在", "到", None, None], [numbers[2], "赵小雨", "到", "25:00", None],
    ]  # fmt: skip
    with pytest.raises(SheetRefused) as refused:
        await take_sheet(teacher, lesson, write_workbook(head, wrong))
    assert [(one.row, one.column) for one in refused.value.problems] == [
        (2, "出勤"), (3, "姓名"), (4, "学号"), (5, "到课时间"),
    ]  # fmt: skip
    assert await fetchval("SELECT count(*) FROM attendance") == 0
    right = [
        [numbers[0], "王小花", "√", None, None], [numbers[1], "李小云", "迟到", "10：30", None],
        [numbers[2], "赵小雨", "请假", None, None],
    ]  # fmt: skip
    assert await take_sheet(teacher, lesson, write_workbook(head, right)) == 3
    rows = await attendance_of(await find_lesson(teacher, lesson))
    assert [(one.standing, one.how) for one in rows] == [
        ("present", "sheet"),
        ("late", "sheet"),
        ("absent", "sheet"),
    ]


async def test_planning_scope_and_calling_off(hands: FixedClock) -> None:
    teacher, lesson, _ = await _class()
    cohort = (await find_lesson(teacher, lesson)).cohort_public_id
    wrong = msgspec.structs.replace(NEW, module_code="?", held_on=date(2027, 1, 1), hours=Decimal(5))
    with pytest.raises(Invalid) as found:
        await plan_lesson(teacher, cohort, wrong)
    assert [one.field for one in found.value.problems] == ["module_code", "held_on", "hours"]
    with pytest.raises(Forbidden):
        await plan_lesson(await persona("placement_coordinator"), cohort, NEW)
    with pytest.raises(NotFound):
        await find_lesson(await persona("teacher", area="360300"), lesson)
    await cancel_lesson(teacher, lesson, "停电")
    with pytest.raises(NotFound):
        await arrive(code_now(lesson, "in", clock.now()))
    assert await plan_lesson(teacher, cohort, NEW), "the time is free again"


async def test_on_the_pages(hands: FixedClock, tmp_path: Path) -> None:
    teacher, lesson, trainees = await _class()
    number = (await _numbers(teacher, lesson))[0]
    set_actor_loader(actor_for)
    app = build_app(Settings(data_dir=tmp_path), [*pages.ROUTES, *checking_in_pages.ROUTES], navigation=[])
    desk, phone = await signed_in(app, teacher), Browser(app)
    screen = (await desk.get(f"/lessons/{lesson}/screen")).text
    assert 'class="qr"' in screen
    code = "/in/" + screen.split("/in/")[1].split("<")[0].strip()
    assert "学号" in (await phone.get(code)).text
    wrong = await phone.post(code, {"student_no": number, "name": "王大花"})
    assert wrong.status_code == 422
    assert 'value="王大花"' in wrong.text
    assert "王小花" in (await phone.post(code, {"student_no": number, "name": "王小花"})).text
    assert "签过到" in (await phone.post(code, {"student_no": number, "name": "王小花"})).text
    other = await phone.post(code, {"student_no": (await _numbers(teacher, lesson))[1], "name": "李小云"})
    assert other.status_code == 409
    assert (await phone.get("/in/nonsense")).status_code == 409
    hands.moment = moment(12)
    desk = await signed_in(app, teacher)
    assert "正常" in (await desk.get(f"/lessons/{lesson}")).text
    typed = {f"seen[{trainees[1]}].there": "yes", f"seen[{trainees[1]}].came": "10:30"}
    assert leads_to(
        await desk.post(f"/lessons/{lesson}/attendance", typed | {f"seen[{trainees[0]}].there": "yes"})
    )
    assert leads_to(await desk.post(f"/lessons/{lesson}/close")) == f"/lessons/{lesson}"
    cohort = (await find_lesson(teacher, lesson)).cohort_public_id
    assert f"/lessons/{lesson}" in (await desk.get(f"/cohorts/{cohort}/lessons")).text
    form = {"module_code": "B-T4", "mode": "online", "place": "腾讯会议 123", "teacher_name": "刘文静"}
    form |= {"held_on": "2026-4-8", "starts": "14：00", "ends": "15:30", "hours": "2"}
    assert (await desk.post(f"/cohorts/{cohort}/lessons/new", form | {"hours": "3"})).status_code == 422
    planned = leads_to(await desk.post(f"/cohorts/{cohort}/lessons/new", form))
    assert leads_to(await desk.post(f"{planned}/cancel", {"reason": "停电"})) == planned


async def test_a_trainee_with_an_account_need_not_say_who_they_are(hands: FixedClock, tmp_path: Path) -> None:
    teacher, lesson, trainees = await _class()
    account = await persona("worker")
    await execute(
        "UPDATE account SET person_id = (SELECT person_id FROM enrolment WHERE public_id = $2) WHERE id = $1",
        account.account_id,
        trainees[1],
    )
    set_actor_loader(actor_for)
    app = build_app(Settings(data_dir=tmp_path), [*pages.ROUTES, *checking_in_pages.ROUTES], navigation=[])
    phone = await signed_in(app, account)
    code = f"/in/{code_now(lesson, 'in', clock.now())}"
    page = (await phone.get(code)).text
    assert "李小云" in page
    assert 'name="student_no"' not in page
    assert "李小云" in (await phone.post(code)).text
    rows = await attendance_of(await find_lesson(teacher, lesson))
    assert [one.standing for one in rows] == ["absent", "present", "absent"]
