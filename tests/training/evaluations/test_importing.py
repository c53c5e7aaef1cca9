"""Score sheets: what is read, what is refused and why, nothing lost and nothing doubled."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from examples import scores as example
from foundation.actor import Actor
from foundation.clock import use
from foundation.database import execute, fetchval
from foundation.errors import Conflict, Invalid, NotFound
from foundation.spreadsheets.writing import Value, write_workbook
from tests.parameters import confirm as confirm_numbers
from tests.people import persona
from tests.training.filed import file_plan
from tests.training.shown import all_show
from tests.training.taught import EXAMPLES, HOURS, enrolments, file, filled_cohort, key_of, later
from training.candidacy import importing as evidence
from training.evaluations.actions import NewSession, hold, open_session, plan_session
from training.evaluations.entering import enter_candidates
from training.evaluations.importing import (
    confirm,
    discard,
    find_score_import,
    import_file,
    preview,
    read_again,
    score_imports_of,
)
from training.evaluations.publicity import confirm as confirm_results
from training.evaluations.publicity import publicise
from training.evaluations.queries import confirmed_entries, entries_of, find_session
from training.learning import importing as learning

pytestmark = pytest.mark.usefixtures("database")
COLUMNS = ["姓名", "准考证号", "理论成绩", "技能成绩"]


@pytest.fixture(autouse=True)
def _in_september() -> Iterator[None]:
    with use(later()):
        yield


async def _session(organiser: Actor, cohort: str) -> tuple[str, int]:
    new = NewSession(
        code=example.SESSION_CODE,
        name=example.SESSION_NAME,
        occupation_code="4-10-01-03",
        standard_edition="2021年版",
        level=4,
        held_on=example.HELD_ON,
    )
    public_id = await plan_session(organiser, new)
    await file_plan(organiser, public_id)
    await open_session(organiser, public_id)
    keys = [await key_of(one) for one in await enrolments(cohort)]
    receipt = await enter_candidates(organiser, public_id, keys)  # type: ignore[arg-type]
    await hold(organiser, public_id)
    return public_id, receipt.admitted


@pytest.fixture
async def organiser(database: Any) -> Actor:
    await execute("UPDATE ban_list SET refreshed_at = $1, max_age_hours = 9999", later().now())
    await confirm_numbers("evaluation.publicity_days", "calendar.2026")
    return await persona("organiser")


@pytest.fixture
async def held(organiser: Actor) -> str:
    """A session with two candidates."""
    from tests.training.evaluations.board import teach
    from tests.training.taught import small_cohort

    registrar = await persona("registrar")
    cohort = await small_cohort(registrar, names=("王小花", "李小草"))
    await teach(registrar, cohort)
    await all_show(registrar, cohort)
    return (await _session(organiser, cohort))[0]


def sheet(*rows: list[Value], columns: list[str] = COLUMNS) -> bytes:
    return write_workbook(columns, [list(row) for row in rows])


ONE, TWO = f"{example.SESSION_CODE}-001", f"{example.SESSION_CODE}-002"


async def _entries(organiser: Actor, public_id: str) -> list[Any]:
    return await entries_of((await find_session(organiser, public_id)).id)


async def test_faults_are_named_in_the_words_of_the_file_and_the_good_rows_are_kept(
    organiser: Actor, held: str
) -> None:
    upload = await preview(
        organiser,
        held,
        "成绩.xlsx",
        sheet(
            ["王小花", ONE, "60", "缺考"],
            ["李小草", TWO, "101", "80"],
            ["张三", "2026-XX-009", "80", "80"],
        ),
    )
    _, _, seen = await read_again(organiser, upload)
    assert [(one.row, one.column) for one in seen.problems] == [(3, "理论成绩"), (4, "准考证号")]
    assert all(one.remedy for one in seen.problems)
    assert [one.theory for one in await _entries(organiser, held)] == [None, None]  # nothing yet
    receipt = await confirm(organiser, upload)
    assert (receipt.scored, receipt.known, receipt.rejected) == (1, 0, 2)
    first, second = await _entries(organiser, held)
    assert (first.theory, first.absent, first.status) == (Decimal(60), ["skill"], "scored")
    assert (second.theory, second.status) == (None, "scheduled")
    with pytest.raises(Conflict):
        await confirm(organiser, upload)
    assert await fetchval("SELECT file_sealed FROM score_import") is None


async def test_the_same_sheet_again_changes_nothing_and_another_score_is_a_problem(
    organiser: Actor, held: str
) -> None:
    rows: list[list[Value]] = [["王小花", ONE, "60", "70"], ["李小草", TWO, "缺考", "缺考"]]
    assert (await import_file(organiser, example.SESSION_CODE, sheet(*rows)))[1].scored == 2
    seen, receipt = await import_file(organiser, example.SESSION_CODE, sheet(*rows))
    assert (receipt.scored, receipt.known, seen.problems) == (0, 2, ())
    rows[0][2], rows[1][3] = "61", "75"
    seen, receipt = await import_file(organiser, example.SESSION_CODE, sheet(*rows))
    assert (receipt.scored, receipt.known, receipt.rejected) == (0, 0, 2)
    assert "60" in str(seen.problems[0].message)
    assert [one.theory for one in await _entries(organiser, held)] == [Decimal(60), None]


async def test_components_may_come_in_two_sheets(organiser: Actor, held: str) -> None:
    for column, score in (("理论成绩", "66"), ("技能成绩", "77")):
        columns = ["姓名", "准考证号", column]
        content = sheet(["王小花", ONE, score], ["李小草", TWO, score], columns=columns)
        assert (await import_file(organiser, example.SESSION_CODE, content))[1].scored == 2
    entries = await _entries(organiser, held)
    assert {(one.theory, one.skill, one.status) for one in entries} == {(66, 77, "scored")}


async def test_no_sheet_of_scores_a_discarded_one_and_a_stranger(organiser: Actor, held: str) -> None:
    with pytest.raises(Invalid):
        await preview(organiser, held, "x.xlsx", b"%PDF-1.7")
    upload = await preview(organiser, held, "x.xlsx", sheet(["王小花", ONE, "60", "70"]))
    stranger = await persona("organiser", "360200")
    with pytest.raises(NotFound):
        await find_score_import(stranger, upload)
    with pytest.raises(NotFound):
        await confirm(stranger, upload)
    await discard(organiser, upload)
    with pytest.raises(Conflict):
        await confirm(organiser, upload)
    assert [one.state for one in await score_imports_of((await find_session(organiser, held)).id)] == [
        "discarded"
    ]


async def test_no_scores_once_they_are_publicised(organiser: Actor, held: str) -> None:
    content = sheet(["王小花", ONE, "60", "70"], ["李小草", TWO, "80", "80"])
    upload = await preview(organiser, held, "x.xlsx", content)
    await import_file(organiser, example.SESSION_CODE, content)
    await publicise(organiser, held)
    with pytest.raises(Conflict):
        await confirm(organiser, upload)


async def test_the_example_from_the_roster_to_the_confirmed_results(organiser: Actor) -> None:
    registrar = await persona("registrar")
    cohort = await filled_cohort(registrar)
    await learning.confirm(registrar, await learning.preview(registrar, cohort, HOURS, file(HOURS)))
    papers = await evidence.preview(registrar, cohort, "evidence.xlsx", file("evidence.xlsx"))
    await evidence.confirm(registrar, papers, originals_seen=True)
    public_id, admitted = await _session(organiser, cohort)
    assert admitted == len(example.completing())
    seen, receipt = await import_file(organiser, example.SESSION_CODE, EXAMPLES / "scores.xlsx")
    assert seen.problems == ()
    assert receipt.scored == admitted
    await publicise(organiser, public_id)
    with use(later(30)):
        result = await confirm_results(await persona("organiser"), public_id)
    assert result.passed == example.passing()
    assert result.absent == len(example.ABSENT)
    assert result.failed == len(example.FAILED_THEORY) + len(example.FAILED_SKILL)
    session = await find_session(organiser, public_id)
    assert len(await confirmed_entries(session.id)) == example.passing()
