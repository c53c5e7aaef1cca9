"""Hours and results: counted once, set aside and never deleted, weighed against every minimum on its own."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal

import asyncpg
import msgspec
import pytest

from curricula.courses.actions import NewCourse, create_course, publish, set_modules
from curricula.courses.queries import find_version
from foundation import clock
from foundation.actor import Actor
from foundation.clock import today
from foundation.database import execute, fetchval
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.spreadsheets.writing import write_workbook
from tests.parameters import confirm_outline
from tests.people import citizen_number, persona
from tests.training.taught import (
    HOURS,
    STARTS_ON,
    cohort,
    enrolments,
    file,
    filled_cohort,
    key_of,
    later,
    small_cohort,
)
from training.cohorts import actions as cohorts
from training.enrolments.actions import Leaving, Rest, defer, withdraw
from training.learning import importing
from training.learning.actions import (
    HoursEntry,
    ResultEntry,
    record_cohort_hours,
    record_hours,
    record_result,
    void_hours,
    void_result,
)
from training.learning.queries import completions, hours_of, modules_done, results_of

pytestmark = pytest.mark.usefixtures("database")
PLAN = {
    "B-T1": "6", "B-T2": "6", "B-T3": "12", "B-T4": "12", "B-T5": "10", "B-T6": "10", "B-T7": "4",
    "B-P1": "20", "B-P2": "12", "B-P3": "12", "B-P4": "16",
}  # fmt: skip


def _hours(module: str, hours: str, on: date = date(2026, 4, 7)) -> HoursEntry:
    return HoursEntry(module_code=module, held_on=on, hours=Decimal(hours))


async def _trainee() -> tuple[Actor, str, uuid.UUID]:
    registrar = await persona("registrar")
    public_id = (await enrolments(await small_cohort(registrar)))[0]
    return registrar, public_id, uuid.UUID(str(await key_of(public_id)))


async def _held(actor: Actor, trainee: str, plan: dict[str, str]) -> None:
    for module, hours in plan.items():
        await record_hours(actor, trainee, _hours(module, hours))


@pytest.mark.parametrize(
    "change, short",
    [
        ({}, set()),
        ({"B-T3": "11.5"}, {"total", "theory"}),
        ({"B-T3": "11.99"}, {"total", "theory"}),
        ({"B-P1": "5", "B-T3": "24", "B-T5": "13"}, {"practice"}),
        ({"B-T1": "5.5", "B-T3": "12.5"}, {"module"}),
    ],
)
async def test_every_minimum_on_its_own(change: dict[str, str], short: set[str]) -> None:
    """119.5 hours are not 120; 45 of practice are short however much theory there was."""
    with clock.use(later()):
        registrar, trainee, key = await _trainee()
        await _held(registrar, trainee, PLAN | change)
        done = (await completions([key]))[key]
        assert {line.kind for line in done.missing} == short
        assert done.met is (not short)


async def test_a_module_with_a_pass_mark_needs_the_mark() -> None:
    with clock.use(later()):
        registrar = await persona("registrar")
        new = NewCourse(
            code="P", title="保育师四级", outline_code="TY-BYRY", occupation_code="4-10-01-03", level=4
        )
        course = await create_course(registrar, new)
        plan = [
            msgspec.structs.replace(one, pass_mark=Decimal(70) if one.code == "B-P3" else None)
            for one in (module.draft for module in (await find_version(registrar, course, 1)).modules)
        ]
        await set_modules(registrar, course, 1, plan)
        await confirm_outline()
        await publish(registrar, course, 1)
        group = await cohort(registrar, "P", course)
        sheet = write_workbook(["姓名", "证件号码"], [["王小花", citizen_number(date(1998, 4, 3))]])
        await cohorts.confirm(registrar, await cohorts.preview(registrar, group, "a.xlsx", sheet))
        trainee = (await enrolments(group))[0]
        key = uuid.UUID(str(await key_of(trainee)))
        await _held(registrar, trainee, PLAN)
        for score, on, met in (("69.99", date(2026, 5, 5), False), ("70", date(2026, 5, 6), True)):
            await record_result(
                registrar, trainee, ResultEntry(module_code="B-P3", held_on=on, score=Decimal(score))
            )
            done = (await completions([key]))[key]
            assert done.met is met
        assert [one.passed for one in await results_of(key)] == [True, False]
        await void_result(registrar, (await results_of(key))[0].id, "他人成绩")
        line = (await completions([key]))[key].missing[0]
        assert (line.kind, line.done, line.required) == ("test", Decimal("69.99"), Decimal(70))


async def test_the_same_day_counts_once() -> None:
    with clock.use(later()):
        registrar, trainee, key = await _trainee()
        await record_hours(registrar, trainee, _hours("B-T1", "3"))
        with pytest.raises(Conflict):
            await record_hours(registrar, trainee, _hours("B-T1", "2"))
        await record_hours(registrar, trainee, _hours("B-T1", "3", date(2026, 4, 8)))
        assert (await modules_done(key))["B-T1"].hours == 6


async def test_what_is_set_aside_stays_and_counts_no_more() -> None:
    with clock.use(later()):
        registrar, trainee, key = await _trainee()
        await record_hours(registrar, trainee, _hours("B-T1", "3"))
        (entry,) = await hours_of(key)
        with pytest.raises(Invalid):
            await void_hours(registrar, entry.id, "  ")
        assert await void_hours(registrar, entry.id, "记错人") == trainee
        with pytest.raises(Conflict):
            await void_hours(registrar, entry.id, "再次")
        (kept,) = await hours_of(key)
        assert (kept.void_reason, kept.hours) == ("记错人", 3)
        assert await modules_done(key) == {}
        await record_hours(registrar, trainee, _hours("B-T1", "6"))
        assert (await modules_done(key))["B-T1"].hours == 6
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await execute("DELETE FROM learning_record")


async def test_only_days_on_which_somebody_is_taught() -> None:
    with clock.use(later()):
        registrar, trainee, _ = await _trainee()
        rest = Rest(from_on=date(2026, 5, 1), until_on=date(2026, 5, 9), reason="生病")
        await defer(registrar, trainee, rest)
        for day in (
            STARTS_ON - timedelta(days=1),
            date(2026, 5, 1),
            date(2026, 5, 9),
            today() + timedelta(days=1),
        ):
            with pytest.raises(Invalid) as found:
                await record_hours(registrar, trainee, _hours("B-T1", "1", day))
            assert [problem.field for problem in found.value.problems] == ["held_on"]
        for day in (STARTS_ON, date(2026, 4, 30), date(2026, 5, 10), today()):
            await record_hours(registrar, trainee, _hours("B-T1", "1", day))
        with pytest.raises(Invalid):
            await record_hours(registrar, trainee, _hours("nothing", "1"))


async def test_a_whole_cohort_but_for_the_absent() -> None:
    with clock.use(later()):
        registrar = await persona("registrar")
        names = ("王小花", "李小草", "张小树", "赵小木", "钱小水")
        group = await small_cohort(registrar, "W", names)
        ids = await enrolments(group)
        await record_hours(registrar, ids[0], _hours("B-T1", "2"))
        leaving = Leaving(withdrawal_trigger="trainee", withdrawal_reason="family", ended_on=date(2026, 4, 1))
        await withdraw(registrar, ids[1], leaving)
        teacher = await persona("teacher")
        done = await record_cohort_hours(teacher, group, _hours("B-T1", "6"), absent=[ids[2]])
        assert (done.recorded, done.known, done.left_out) == (2, 1, 1)
        hours = await fetchval("SELECT sum(hours) FROM learning_record")
        assert hours == 2 + 2 * 6
        with pytest.raises(Invalid):
            await record_cohort_hours(teacher, group, _hours("B-T1", "6", today() + timedelta(days=1)))


async def test_the_sheet_of_hours_and_results() -> None:
    with clock.use(later()):
        registrar = await persona("registrar")
        group = await filled_cohort(registrar)
        upload = await importing.preview(registrar, group, HOURS, file(HOURS))
        assert await fetchval("SELECT count(*) FROM learning_record") == 0
        _, sheet, seen = await importing.read_again(registrar, upload)
        assert (len(sheet.rows), seen.bad_rows, len(seen.known)) == (1286, 0, 0)
        receipt = await importing.confirm(registrar, upload)
        assert (receipt.hours, receipt.results) == (1286, 1286)
        keys = [uuid.UUID(str(await key_of(one))) for one in await enrolments(group)]
        done = await completions(keys)
        assert sum(one.met for one in done.values()) == 114
        again = await importing.confirm(
            registrar, await importing.preview(registrar, group, HOURS, file(HOURS))
        )
        assert (again.hours, again.results, again.known) == (0, 0, 1286)
        assert await fetchval("SELECT count(*) FROM learning_record") == 1286
        with pytest.raises(Conflict):
            await importing.confirm(registrar, upload)


async def test_a_sheet_that_contradicts_what_is_recorded() -> None:
    with clock.use(later()):
        registrar, trainee, key = await _trainee()
        await record_hours(registrar, trainee, _hours("B-T1", "3"))
        group = await fetchval("SELECT public_id FROM cohort")
        number = await fetchval("SELECT student_no FROM enrolment")
        columns = ["姓名", "学号", "模块代码", "学时", "成绩", "日期"]
        rows = [
            ["王小花", number, "B-T1", 4, None, date(2026, 4, 7)],
            ["王小花", number, "B-T2", 4, 80, date(2026, 2, 7)],
            ["王小花", number, "B-T2", 4, 80, date(2026, 4, 7)],
        ]
        upload = await importing.preview(registrar, group, "h.xlsx", write_workbook(columns, rows))
        _, _, seen = await importing.read_again(registrar, upload)
        assert [(problem.row, problem.message.msgid) for problem in seen.problems] == [
            (2, "{value} is recorded already for this module and day."),
            (3, "The enrolment begins on {date}."),
        ]
        receipt = await importing.confirm(registrar, upload)
        assert (receipt.hours, receipt.results, receipt.rejected) == (1, 1, 2)
        assert {code: done.hours for code, done in (await modules_done(key)).items()} == {
            "B-T1": 3,
            "B-T2": 4,
        }


async def test_all_of_a_sheet_or_nothing(database: asyncpg.Connection) -> None:
    with clock.use(later()):
        registrar = await persona("registrar")
        group = await filled_cohort(registrar)
        upload = await importing.preview(registrar, group, HOURS, file(HOURS))
        await database.execute("SET ROLE NONE")
        await database.execute("""
            CREATE FUNCTION fails_late() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF (SELECT count(*) FROM module_result) >= 900 THEN RAISE EXCEPTION 'the disk is full'; END IF;
              RETURN NEW;
            END $$;
            CREATE TRIGGER fails_late BEFORE INSERT ON module_result
              FOR EACH ROW EXECUTE FUNCTION fails_late();
            SET ROLE yuzheng_app;
        """)
        with pytest.raises(asyncpg.RaiseError, match="disk is full"):
            await importing.confirm(registrar, upload)
        assert await fetchval("SELECT count(*) FROM learning_record") == 0
        assert (await importing.find_learning_import(registrar, upload))[0].state == "previewed"


async def test_scope_and_role() -> None:
    with clock.use(later()):
        registrar, trainee, key = await _trainee()
        await record_hours(registrar, trainee, _hours("B-T1", "3"))
        entry = (await hours_of(key))[0].id
        group = str(await fetchval("SELECT public_id FROM cohort"))
        other = await persona("registrar", area="360300")
        for step in (
            record_hours(other, trainee, _hours("B-T2", "3")),
            record_cohort_hours(other, group, _hours("B-T2", "3")),
            void_hours(other, entry, "看看"),
            importing.preview(other, group, HOURS, file(HOURS)),
        ):
            with pytest.raises(NotFound):
                await step
        with pytest.raises(NotFound):
            await void_hours(registrar, uuid.uuid4(), "看看")
        with pytest.raises(Forbidden):
            await record_hours(await persona("placement_coordinator"), trainee, _hours("B-T2", "3"))
