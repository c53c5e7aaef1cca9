"""Evidence is added, seen and set aside, never changed; only what was seen admits; the decision is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import asyncpg
import msgspec
import pytest

from examples import evidence as example
from foundation.database import execute, fetchval
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from registry.people.queries import public_id_of
from tests.people import persona
from tests.training.evaluations.board import Board, board, in_september, teach
from tests.training.shown import WORK, all_show, people_of
from tests.training.taught import enrolments, filled_cohort, key_of, small_cohort
from training.candidacy import importing
from training.candidacy.actions import Paper, enter, mark_seen, set_aside
from training.candidacy.deciding import decision_on
from training.candidacy.own_certificates import use_certificates
from training.candidacy.queries import evidence_of, find_evidence, subject
from training.candidacy.rules import OwnCertificate
from training.evaluations.entering import EntryReceipt, enter_candidates

__all__ = ["board", "in_september"]
pytestmark = pytest.mark.usefixtures("database", "in_september")


async def _entered(board: Board, session: str, cohort: str) -> EntryReceipt:
    keys: list[Any] = [await key_of(one) for one in await enrolments(cohort)]
    return await enter_candidates(board.first, session, keys)


@pytest.fixture
async def late(board: Board) -> str:
    """A cohort that is taught and has shown nothing."""
    cohort = await small_cohort(board.registrar, "2026L", names=("孙小果",))
    await teach(board.registrar, cohort)
    return cohort


async def test_a_refusal_names_every_condition_what_is_missing_and_the_earliest_day(
    board: Board, late: str
) -> None:
    short = msgspec.structs.replace(WORK, from_on=date(2020, 10, 1))
    await all_show(board.registrar, late, short)
    session = await board.open()
    receipt = await _entered(board, session, late)
    (refused,) = receipt.ineligible
    assert refused.rule_id == "EV-ELIGIBLE"
    assert [one.rule.id for one in refused.tried] == ["G18-4a", "G18-4b", "G18-4c"]
    assert all(one.missing and one.rule.document and not one.met for one in refused.tried)
    assert refused.earliest == date(2026, 10, 1)
    assert "days missing: 30" in " ".join(str(said) for said in refused.tried[1].missing)
    (entry,) = await board.entries(session)
    kept = await decision_on(entry.id)
    assert kept is not None
    assert (kept.eligible, kept.met, kept.earliest) == (False, [], date(2026, 10, 1))
    assert [one.rule for one in kept.tried] == [one.rule for one in refused.tried]
    with pytest.raises(asyncpg.PostgresError) as wrong:
        async with _savepoint():
            await execute("UPDATE evaluation_entry SET status = 'scheduled' WHERE id = $1", entry.id)
    assert wrong.value.sqlstate == "P0B07"
    await all_show(board.registrar, late)
    assert (await _entered(board, session, late)).admitted == 1
    again = await decision_on(entry.id)
    assert again is not None
    assert (again.eligible, again.met) == (True, ["G18-4b"])
    assert len(again.evidence) == 2
    assert again.rules_version


def _savepoint() -> Any:
    from foundation.database import transaction

    return transaction()


async def test_what_is_only_declared_admits_nobody_before_somebody_has_seen_it(
    board: Board, late: str
) -> None:
    await all_show(board.registrar, late, seen=False)
    session = await board.open()
    (refused,) = (await _entered(board, session, late)).ineligible
    assert "only declared" in " ".join(str(said) for said in refused.missing)
    (person_id,) = await people_of(late)
    (shown,) = await evidence_of(person_id)
    await mark_seen(board.first, shown.id)  # the evaluator's organiser, who has the candidate in a session
    with pytest.raises(Conflict):
        await mark_seen(board.first, shown.id)
    assert (await _entered(board, session, late)).admitted == 1


async def test_certificates_of_our_own_register_are_found_without_any_paper(board: Board, late: str) -> None:
    await all_show(board.registrar, late, msgspec.structs.replace(WORK, from_on=date(2022, 1, 1)))
    (person_id,) = await people_of(late)
    session = await board.open()
    assert (await _entered(board, session, late)).admitted == 0

    async def held(person_ids: Any, day: date) -> dict[Any, list[OwnCertificate]]:
        return {person_id: [OwnCertificate("S000036000017265000001", "4-10-01-03", 5, date(2022, 1, 1))]}

    from training.candidacy import own_certificates

    before = own_certificates._source
    use_certificates(held)
    try:
        assert (await _entered(board, session, late)).admitted == 1
    finally:
        use_certificates(before)
    entry = next(one for one in await board.entries(session) if one.person_id == person_id)
    kept = await decision_on(entry.id)
    assert kept is not None
    assert (kept.met, kept.certificates) == (["G18-4a"], ["S000036000017265000001"])


async def test_evidence_never_changes_even_for_sql(board: Board) -> None:
    person_id = (await people_of(board.cohort))[0]
    (shown,) = await evidence_of(person_id)
    for change in ("employer = 'x'", "seen_at = now()", "from_on = '2001-01-01'"):
        with pytest.raises(asyncpg.PostgresError) as wrong:
            async with _savepoint():
                await execute(f"UPDATE candidate_evidence SET {change} WHERE id = $1", shown.id)
        assert wrong.value.sqlstate == "P0B07"
    for statement in ("DELETE FROM candidate_evidence", "UPDATE eligibility_decision SET met = '{}'"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with _savepoint():
                await execute(statement)
    public_id = await public_id_of(person_id)
    with pytest.raises(Conflict):
        await enter(board.registrar, public_id, WORK)  # the same again
    with pytest.raises(Invalid):
        await set_aside(board.registrar, shown.id, " ")
    await set_aside(board.registrar, shown.id, "单位写错")
    with pytest.raises(Conflict):
        await set_aside(board.registrar, shown.id, "再来一次")
    await enter(board.registrar, public_id, WORK, seen=True, paper=Paper("a/b.pdf", b"%PDF-1.7"))
    states = [(one.state, one.file_name) for one in await evidence_of(person_id)]
    assert states == [("seen", "b.pdf"), ("voided", "")]


async def test_a_worker_declares_the_own_papers_and_nobody_elses(board: Board) -> None:
    first, second, *_ = await people_of(board.cohort)
    worker = await persona("worker")
    await execute("UPDATE account SET person_id = $2 WHERE id = $1", worker.account_id, first)
    title = msgspec.structs.replace(WORK, from_on=date(2018, 1, 1))
    evidence_id = await enter(worker, await public_id_of(first), title)
    with pytest.raises(Forbidden):
        await enter(worker, await public_id_of(first), title, seen=True)
    with pytest.raises(NotFound):
        await enter(worker, await public_id_of(second), title)
    with pytest.raises(NotFound):  # entered by the registrar
        await set_aside(worker, (await evidence_of(first))[1].id, "不对")
    await mark_seen(board.registrar, evidence_id)
    with pytest.raises(Conflict):
        await set_aside(worker, evidence_id, "不对")


async def test_strangers_do_not_see_it(board: Board) -> None:
    person_id = (await people_of(board.cohort))[0]
    (shown,) = await evidence_of(person_id)
    for stranger in (await persona("registrar", "360702"), board.first):  # not a candidate of hers yet
        with pytest.raises(NotFound):
            await find_evidence(stranger, shown.id)
        with pytest.raises(NotFound):
            await subject(stranger, await public_id_of(person_id))


async def test_a_sheet_is_entered_whole_and_only_once(board: Board) -> None:
    cohort = await filled_cohort(board.registrar, "2026X")
    upload = await importing.preview(board.registrar, cohort, "申报材料.xlsx", example.workbook())
    _, _, seen = await importing.read_again(board.registrar, upload)
    assert (len(seen.good), seen.known, seen.problems) == (117, (), ())
    receipt = await importing.confirm(board.registrar, upload, originals_seen=True)
    assert (receipt.entered, receipt.known, receipt.rejected) == (117, 0, 0)
    again = await importing.preview(board.registrar, cohort, "申报材料.xlsx", example.workbook())
    _, _, seen = await importing.read_again(board.registrar, again)
    assert (len(seen.good), len(seen.known)) == (0, 117)
    await importing.discard(board.registrar, again)
    with pytest.raises(Conflict):
        await importing.confirm(board.registrar, again)
    assert await fetchval("SELECT count(*) FROM candidate_evidence WHERE seen_at IS NOT NULL") == 117 + 4
