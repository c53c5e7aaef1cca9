"""A roster as a college sends it: previewed, confirmed as a whole, never doubled."""

from __future__ import annotations

from datetime import date

import asyncpg
import msgspec
import pytest

from foundation.database import fetch, fetchval, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.spreadsheets.writing import write_workbook
from tests.people import citizen_number, persona
from tests.training.taught import (
    CORRECTED,
    OLD_ROSTER,
    ROSTER,
    STARTS_ON,
    cohort,
    course,
    enrolled,
    enrolments,
    file,
)
from training.cohorts.actions import (
    NewCohort,
    confirm,
    discard,
    open_cohort,
    preview,
    read_again,
)
from training.cohorts.importing import import_file
from training.cohorts.queries import find_cohort, find_import, imports_of, list_cohorts
from training.enrolments.actions import Leaving, withdraw

pytestmark = pytest.mark.usefixtures("database")
_CHECK_DIGIT = "The check digit should be {expected}, not {found}: a digit is mistyped or two are swapped."
_TWICE = "The same person as in row {row}."
_TOO_YOUNG = "Under {years} on the first day, {day}: aged {age}. May not be placed in an internship."


async def _total(table: str) -> int:
    return int(await fetchval(f"SELECT count(*) FROM {table}"))


@pytest.mark.parametrize("name", [ROSTER, OLD_ROSTER])
async def test_four_rows_are_rejected_each_for_its_reason(name: str) -> None:
    registrar = await persona("registrar")
    public_id = await cohort(registrar)
    upload = await preview(registrar, public_id, name, file(name))
    _, sheet, seen = await read_again(registrar, upload)
    assert (len(sheet.rows), len(seen.good), len(seen.known), seen.bad_rows) == (120, 116, 0, 4)
    first = sheet.header_row + 1
    assert [(problem.row - first, problem.column, problem.message.msgid) for problem in seen.problems] == [
        (22, "证件号码（身份证）", _CHECK_DIGIT),
        (59, "证件号码（身份证）", _TWICE),
        (116, "出生 日期", _TOO_YOUNG),
        (119, "证件号码（身份证）", _TWICE),
    ]
    young = seen.problems[2].rule
    assert young is not None
    assert (young.id, young.article) == ("IN-04", "第十六条第（二）项")
    assert all(problem.remedy for problem in seen.problems)


async def test_looking_changes_nothing() -> None:
    registrar = await persona("registrar")
    public_id = await cohort(registrar)
    people = await _total("person")
    upload = await preview(registrar, public_id, ROSTER, file(ROSTER))
    await read_again(registrar, upload)
    assert (await _total("person"), await enrolled(public_id)) == (people, 0)
    kept = await fetchval("SELECT file_sealed FROM cohort_import")
    assert kept is not None
    assert "张".encode() not in bytes(kept)


async def test_confirmed_everybody_is_enrolled_and_screened() -> None:
    registrar = await persona("registrar")
    public_id = await cohort(registrar)
    upload = await preview(registrar, public_id, ROSTER, file(ROSTER))
    receipt = await confirm(registrar, upload)
    assert (receipt.enrolled, receipt.known, receipt.rejected, receipt.held) == (116, 0, 4, 0)
    assert await enrolled(public_id) == 116
    assert (await find_cohort(registrar, public_id)).enrolled == 116
    screened = await fetchval(
        "SELECT count(DISTINCT s.person_id) FROM screening s JOIN enrolment e ON e.person_id = s.person_id"
    )
    assert screened == 116
    state, _ = await find_import(registrar, upload)
    assert (state.state, state.enrolled) == ("confirmed", 116)
    assert await fetchval("SELECT file_sealed FROM cohort_import") is None
    assert await fetchval("SELECT count(*) FROM history WHERE kind = 'enrolment.created'") == 116


async def test_the_corrected_roster_adds_only_who_is_missing() -> None:
    registrar = await persona("registrar")
    public_id = await cohort(registrar)
    await confirm(registrar, await preview(registrar, public_id, ROSTER, file(ROSTER)))
    again = await confirm(registrar, await preview(registrar, public_id, ROSTER, file(ROSTER)))
    assert (again.enrolled, again.known, again.rejected) == (0, 116, 4)
    mended = await confirm(registrar, await preview(registrar, public_id, CORRECTED, file(CORRECTED)))
    assert (mended.enrolled, mended.known, mended.rejected) == (1, 116, 0)
    assert await enrolled(public_id) == 117
    cohort_id = (await find_cohort(registrar, public_id)).id
    assert [one.state for one in await imports_of(cohort_id)] == ["confirmed"] * 3


async def test_a_settled_roster_is_not_settled_again() -> None:
    registrar = await persona("registrar")
    public_id = await cohort(registrar)
    upload = await preview(registrar, public_id, ROSTER, file(ROSTER))
    await discard(registrar, upload)
    for step in (confirm, discard, read_again):
        with pytest.raises(Conflict):
            await step(registrar, upload)
    assert await enrolled(public_id) == 0


async def test_all_or_nothing(database: asyncpg.Connection) -> None:
    """The 60th enrolment fails in the database: no person, no enrolment, and the roster still waits."""
    registrar = await persona("registrar")
    public_id = await cohort(registrar)
    upload = await preview(registrar, public_id, ROSTER, file(ROSTER))
    people = await _total("person")
    await database.execute("SET ROLE NONE")
    await database.execute("""
        CREATE FUNCTION fails_at_60() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF (SELECT count(*) FROM enrolment) >= 60 THEN RAISE EXCEPTION 'the disk is full'; END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER fails_at_60 BEFORE INSERT ON enrolment FOR EACH ROW EXECUTE FUNCTION fails_at_60();
        SET ROLE yuzheng_app;
    """)
    with pytest.raises(asyncpg.RaiseError, match="disk is full"):
        await confirm(registrar, upload)
    assert (await _total("person"), await enrolled(public_id)) == (people, 0)
    assert (await find_import(registrar, upload))[0].state == "previewed"
    await database.execute("SET ROLE NONE; DROP TRIGGER fails_at_60 ON enrolment; SET ROLE yuzheng_app")
    assert (await confirm(registrar, upload)).enrolled == 116


async def test_no_roster_says_why() -> None:
    registrar = await persona("registrar")
    public_id = await cohort(registrar)
    with pytest.raises(Invalid) as found:
        await preview(registrar, public_id, "photo.xlsx", b"%PDF-1.7")
    assert found.value.problems[0].field == "file"
    assert await _total("cohort_import") == 0


async def test_scope_and_role() -> None:
    registrar, other = await persona("registrar"), await persona("registrar", area="360300")
    public_id = await cohort(registrar)
    upload = await preview(registrar, public_id, CORRECTED, file(CORRECTED))
    for step in (
        find_cohort(other, public_id),
        preview(other, public_id, CORRECTED, file(CORRECTED)),
        confirm(other, upload),
        discard(other, upload),
        read_again(other, upload),
        find_import(other, upload),
    ):
        with pytest.raises(NotFound):
            await step
    teacher = await persona("teacher")
    assert (await find_cohort(teacher, public_id)).public_id == public_id
    with pytest.raises(Forbidden):
        await confirm(teacher, upload)
    province = await persona("preparer", area="360000")
    assert (await list_cohorts(province, search="", order_by="c.code", limit=9, offset=0))[1] == 1
    assert (await list_cohorts(other, search="", order_by="c.code", limit=9, offset=0))[1] == 0


async def test_a_number_of_somebody_else_is_a_problem() -> None:
    registrar = await persona("registrar")
    first, second = await cohort(registrar, "A"), await cohort(registrar, "B")
    number = citizen_number(date(1998, 4, 3))
    sheet = write_workbook(["姓名", "证件号码"], [["王小花", number]])
    await confirm(registrar, await preview(registrar, first, "a.xlsx", sheet))
    wrong = write_workbook(["姓名", "证件号码"], [["李小草", number]])
    _, _, seen = await read_again(registrar, await preview(registrar, second, "b.xlsx", wrong))
    assert [problem.message.msgid for problem in seen.problems] == [
        "This document number is registered for a person of another name or birth date."
    ]
    assert not seen.good


async def test_student_numbers_are_kept_apart() -> None:
    registrar = await persona("registrar")
    public_id = await cohort(registrar)
    columns = ["姓名", "证件号码", "学号"]
    births = [date(1998, 4, day) for day in (3, 4, 5, 6)]
    rows = [
        [f"王小{name}", citizen_number(born), "S1"] for name, born in zip("花草树木", births, strict=True)
    ]
    rows[2][2], rows[3][2] = "", ""
    upload = await preview(registrar, public_id, "a.xlsx", write_workbook(columns, rows))
    _, _, seen = await read_again(registrar, upload)
    assert [problem.message.msgid for problem in seen.problems] == ["Row {row} has the same student number."]
    assert (await confirm(registrar, upload)).enrolled == 3
    numbers = {row["student_no"] for row in await fetch("SELECT student_no FROM enrolment")}
    assert numbers == {"S1", "2026C-001", "2026C-002"}
    more = write_workbook(columns, [["赵小木", citizen_number(births[0]), "S1"]])
    _, _, later = await read_again(registrar, await preview(registrar, public_id, "b.xlsx", more))
    assert [problem.column for problem in later.problems] == ["学号"]


async def test_who_left_is_not_enrolled_again_by_a_roster() -> None:
    registrar = await persona("registrar")
    public_id = await cohort(registrar)
    sheet = write_workbook(["姓名", "证件号码"], [["王小花", citizen_number(date(1998, 4, 3))]])
    await confirm(registrar, await preview(registrar, public_id, "a.xlsx", sheet))
    leaving = Leaving(withdrawal_trigger="trainee", withdrawal_reason="family", ended_on=STARTS_ON)
    await withdraw(registrar, (await enrolments(public_id))[0], leaving)
    upload = await preview(registrar, public_id, "a.xlsx", sheet)
    _, _, seen = await read_again(registrar, upload)
    assert (len(seen.known), len(seen.warnings)) == (1, 1)
    assert (await confirm(registrar, upload)).enrolled == 0


async def test_from_the_command_line() -> None:
    registrar = await persona("registrar")
    public_id = await cohort(registrar)
    dry = await import_file(registrar, None, file(ROSTER), dry_run=True)
    assert (dry.rows, len(dry.preview.good), dry.receipt) == (120, 116, None)
    assert (await _total("cohort_import"), await enrolled(public_id)) == (0, 0)
    done = await import_file(registrar, "2026C", file(ROSTER))
    assert done.receipt is not None
    assert done.receipt.enrolled == 116
    with pytest.raises(NotFound):
        await import_file(registrar, "none", file(ROSTER))
    await cohort(registrar, "second")
    with pytest.raises(Conflict):
        await import_file(registrar, None, file(ROSTER))


async def test_opening_a_cohort() -> None:
    registrar = await persona("registrar")
    new = NewCohort(
        code="X", name="春季班", course=await course(registrar), starts_on=STARTS_ON, ends_on=STARTS_ON
    )
    await open_cohort(registrar, new)
    replace = msgspec.structs.replace
    for wrong, field in ((new, "code"), (replace(new, ends_on=date(2026, 3, 1)), "ends_on")):
        with pytest.raises(Invalid) as found:
            await open_cohort(registrar, wrong)
        assert [problem.field for problem in found.value.problems] == [field]
    with pytest.raises(NotFound):
        await open_cohort(await persona("registrar", area="360300"), new)
    async with transaction():
        pass  # the failed inserts have not broken the transaction around them
    assert (await list_cohorts(registrar, search="春季", order_by="c.code", limit=9, offset=0))[1] == 1
