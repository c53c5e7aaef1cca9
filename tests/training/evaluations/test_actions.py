"""Sessions: who may sit, and what stands in the way."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from foundation.database import fetch, fetchval
from foundation.errors import Conflict, Invalid
from tests.people import persona
from tests.training.evaluations.board import NEW, Board, teach
from tests.training.shown import all_show
from tests.training.taught import enrolments, key_of, small_cohort
from training.evaluations.actions import hold, plan_session
from training.evaluations.entering import enter_candidates, enter_cohort, enter_people
from training.evaluations.rules import EntryState

pytestmark = pytest.mark.usefixtures("database", "in_september")


async def test_a_level_that_the_edition_has_not_is_not_planned(board: Board) -> None:
    for change in (
        {"level": 2, "standard_edition": "1999年版"},
        {"occupation_code": "4-10-01-01", "level": 5},
    ):
        with pytest.raises(Invalid):
            await plan_session(board.first, msgspec.structs.replace(NEW, **change))
    await plan_session(board.first, NEW)
    with pytest.raises(Invalid):
        await plan_session(board.first, NEW)  # the same code again


async def test_a_cohort_is_entered_by_its_codes_and_only_once(board: Board) -> None:
    session = await board.open()
    college = str(
        await fetchval("SELECT code FROM organisation WHERE id = $1", board.registrar.organisation_id)
    )
    receipt = await enter_cohort(board.first, session, college, "2026S")
    assert (receipt.admitted, receipt.known, receipt.ineligible) == (4, 0, [])
    again = await enter_cohort(board.first, session, college, "2026S")
    assert (again.admitted, again.known) == (0, 4)
    entries = await board.entries(session)
    assert [entry.ticket_no for entry in entries] == [f"2026-09-BYS4-00{at}" for at in (1, 2, 3, 4)]
    assert {entry.status for entry in entries} == {EntryState.SCHEDULED}
    assert entries[0].eligibility_rule == "G18-4b"
    screened = await fetchval("SELECT count(*) FROM screening WHERE trigger = 'evaluation'")
    assert screened == 4
    with pytest.raises(Invalid):
        await enter_cohort(board.first, session, college, "nothing")


async def test_who_is_short_of_hours_is_listed_with_what_is_missing_and_admitted_later(board: Board) -> None:
    late = await small_cohort(board.registrar, "2026L", names=("孙小果",))
    await all_show(board.registrar, late)
    session = await board.open()
    keys = [await key_of(one) for one in await enrolments(late)]
    receipt = await enter_candidates(board.first, session, keys)  # type: ignore[arg-type]
    assert receipt.admitted == 0
    assert receipt.ineligible[0].name == "孙小果"
    assert "Hours in all: 0 of 120" in [str(one) for one in receipt.ineligible[0].missing]
    assert (await board.entries(session))[0].evidence == receipt.ineligible[0].missing
    with pytest.raises(Conflict):
        await hold(board.first, session)  # nobody is admitted
    await teach(board.registrar, late)
    assert (await enter_candidates(board.first, session, keys)).admitted == 1  # type: ignore[arg-type]
    assert [one.status for one in await board.entries(session)] == [EntryState.SCHEDULED]


async def test_training_for_another_level_does_not_count(board: Board) -> None:
    session = await board.open(msgspec.structs.replace(NEW, level=3, code="L3"))
    keys = [await key_of(one) for one in await enrolments(board.cohort)]
    receipt = await enter_candidates(board.first, session, keys)  # type: ignore[arg-type]
    assert (receipt.admitted, len(receipt.ineligible)) == (0, 4)
    people = [row["person_id"] for row in await fetch("SELECT person_id FROM enrolment")]
    assert (await enter_people(board.first, session, people)).admitted == 0


async def test_people_are_entered_with_their_enrolment(board: Board) -> None:
    session = await board.open()
    people = [row["person_id"] for row in await fetch("SELECT person_id FROM enrolment")]
    assert (await enter_people(board.first, session, people)).admitted == 4


async def test_somebody_with_an_open_match_is_not_admitted(board: Board) -> None:
    from registry.people.queries import identity
    from screening.bans.actions import record
    from screening.matching.rules import Document, Identity
    from tests.screening.entries import draft

    session = await board.open()
    person_id = await fetchval("SELECT person_id FROM enrolment ORDER BY student_no LIMIT 1")
    known = await identity(person_id)
    documents = tuple(Document(kind, number) for kind, number in known.documents)
    banned = Identity((known.name,), documents, (known.birth_date,), "female")  # type: ignore[arg-type]
    day = date(2026, 8, 3)
    ban = msgspec.structs.replace(draft(), identity=banned, decision_on=day, served_on=day, effective_on=day)
    await record(await persona("supervision_officer"), ban)
    receipt = await enter_people(board.first, session, [person_id])
    assert (receipt.admitted, receipt.ineligible[0].rule_id) == (0, "EV-SCREENED")
    assert "ban" not in str(receipt.ineligible[0].missing[0]).lower()
