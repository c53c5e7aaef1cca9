"""Sessions: who is admitted, what passes, and that two persons and a publicity stand before a result."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import asyncpg
import msgspec
import pytest

from curricula.standards.data import ComponentKind
from foundation.actor import Actor
from foundation.clock import use
from foundation.database import execute, fetch, fetchval, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from foundation.history import of
from tests.people import persona
from tests.training.taught import enrolments, key_of, later, small_cohort
from training.evaluations.actions import NewSession, hold, open_session, plan_session
from training.evaluations.entering import enter_candidates, enter_cohort, enter_people
from training.evaluations.publicity import confirm, publicise
from training.evaluations.queries import (
    confirmed_entries,
    entries_of,
    find_session,
    list_sessions,
    statistics,
)
from training.evaluations.rules import EntryState, SessionState
from training.evaluations.scoring import Correction, Marks, correct, enter_scores
from training.learning.actions import HoursEntry, ResultEntry, record_cohort_hours, record_result

pytestmark = pytest.mark.usefixtures("database")
NEW = NewSession(
    code="2026-09-BYS4",
    name="2026年9月保育师四级职业技能等级认定",
    occupation_code="4-10-01-03",
    standard_edition="2021年版",
    level=4,
    held_on=date(2026, 9, 1),
    place="示例考点",
)
NAMES = ("王小花", "李小草", "张小树", "赵小叶")


@pytest.fixture(autouse=True)
def _in_september() -> Iterator[None]:
    with use(later()):
        yield


class Board:
    """An evaluator with two organisers, and a cohort that has completed its training."""

    def __init__(self, registrar: Actor, first: Actor, second: Actor, cohort: str) -> None:
        self.registrar, self.first, self.second, self.cohort = registrar, first, second, cohort

    async def open(self, new: NewSession = NEW) -> str:
        session = await plan_session(self.first, new)
        await open_session(self.first, session)
        return session

    async def held(self, new: NewSession = NEW) -> str:
        session = await self.open(new)
        keys = [await key_of(one) for one in await enrolments(self.cohort)]
        await enter_candidates(self.first, session, keys)  # type: ignore[arg-type]
        await hold(self.first, session)
        return session

    async def marked(self, **first: Any) -> str:
        """Held and scored: the first as given, the others well."""
        session = await self.held()
        good: dict[str, Any] = {"theory": Decimal(80), "skill": Decimal(75)}
        keys = await self.keys(session)
        marks = {key: Marks(**good) for key in keys} | {keys[0]: Marks(**(good | first))}
        await enter_scores(self.first, session, marks)
        return session

    async def keys(self, session: str) -> list[str]:
        return [entry.public_id for entry in await self.entries(session)]

    async def entries(self, session: str) -> list[Any]:
        return await entries_of((await find_session(self.first, session)).id)


async def _teach(registrar: Actor, cohort: str, absent: tuple[str, ...] = ()) -> None:
    from curricula.courses.queries import version
    from training.cohorts.queries import find_cohort

    course = await version((await find_cohort(registrar, cohort)).course_version_id)
    for number, module in enumerate(course.modules, 1):
        day = date(2026, 4, number)
        entry = HoursEntry(module_code=module.code, held_on=day, hours=module.hours)
        await record_cohort_hours(registrar, cohort, entry, absent)
        for one in await enrolments(cohort):
            if module.pass_mark is not None and one not in absent:
                result = ResultEntry(module_code=module.code, held_on=day, score=Decimal(90))
                await record_result(registrar, one, result)


@pytest.fixture
async def board(database: Any) -> Board:
    await execute("UPDATE ban_list SET refreshed_at = $1, max_age_hours = 9999", later().now())
    registrar = await persona("registrar")
    cohort = await small_cohort(registrar, names=NAMES)
    await _teach(registrar, cohort)
    return Board(registrar, await persona("organiser"), await persona("organiser"), cohort)


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
    assert entries[0].eligibility_rule == "EV-TRAINED"
    screened = await fetchval("SELECT count(*) FROM screening WHERE trigger = 'evaluation'")
    assert screened == 4
    with pytest.raises(Invalid):
        await enter_cohort(board.first, session, college, "nothing")


async def test_who_is_short_of_hours_is_listed_with_what_is_missing_and_admitted_later(board: Board) -> None:
    late = await small_cohort(board.registrar, "2026L", names=("孙小果",))
    session = await board.open()
    keys = [await key_of(one) for one in await enrolments(late)]
    receipt = await enter_candidates(board.first, session, keys)  # type: ignore[arg-type]
    assert receipt.admitted == 0
    assert receipt.ineligible[0].name == "孙小果"
    assert "Hours in all: 0 of 120" in [str(one) for one in receipt.ineligible[0].missing]
    assert (await board.entries(session))[0].evidence == receipt.ineligible[0].missing
    with pytest.raises(Refused):
        await hold(board.first, session)  # nobody is admitted
    await _teach(board.registrar, late)
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


@pytest.mark.parametrize(
    "theory, skill, state",
    [
        ("60", "60", "confirmed"),
        ("59.5", "100", "failed"),
        ("100", "59.99", "failed"),
        ("60", "60.5", "confirmed"),
    ],
)
async def test_each_component_is_passed_on_its_own(board: Board, theory: str, skill: str, state: str) -> None:
    session = await board.marked(theory=Decimal(theory), skill=Decimal(skill))
    await publicise(board.first, session)
    with use(later(30)):
        result = await confirm(board.second, session)
    assert (await board.entries(session))[0].status == state
    assert result.passed == (4 if state == "confirmed" else 3)
    passed = await confirmed_entries((await find_session(board.first, session)).id)
    assert len(passed) == result.passed
    assert passed[-1].theory == Decimal(80)


async def test_an_absence_is_no_score_and_does_not_pass(board: Board) -> None:
    kinds: list[ComponentKind] = ["theory", "skill"]
    session = await board.marked(theory=None, skill=None, absent=kinds)
    first = (await board.entries(session))[0]
    assert (first.status, first.theory) == (EntryState.ABSENT, None)
    figures = await statistics(await find_session(board.first, session))
    assert [(one.passed, one.failed, one.absent, one.pass_rate) for one in figures] == [(3, 0, 1, 1.0)] * 2
    await publicise(board.first, session)
    with use(later(30)):
        assert (await confirm(board.second, session)).absent == 1
    assert (await board.entries(session))[0].status is EntryState.FAILED


async def test_a_mistaken_absence_is_replaced_by_the_score(board: Board) -> None:
    session = await board.marked(theory=None, skill=None, absent=["theory", "skill"])
    key = (await board.keys(session))[0]
    await enter_scores(board.first, session, {key: Marks(theory=Decimal(70), skill=Decimal(71))})
    assert (await board.entries(session))[0].status is EntryState.SCORED
    with pytest.raises(Conflict):
        await enter_scores(board.first, session, {key: Marks(theory=Decimal(70))})


async def test_levels_2_and_1_need_the_review(board: Board) -> None:
    await execute("UPDATE course SET level = 2")
    session = await board.held(msgspec.structs.replace(NEW, level=2))
    keys = await board.keys(session)
    both = Marks(theory=Decimal(90), skill=Decimal(90))
    await enter_scores(board.first, session, dict.fromkeys(keys, both))
    assert {one.status for one in await board.entries(session)} == {EntryState.SAT}
    with pytest.raises(Refused):
        await publicise(board.first, session)  # the review is missing
    marks = {
        key: msgspec.structs.replace(both, review=Decimal("59.5" if key == keys[0] else "60")) for key in keys
    }
    await enter_scores(board.first, session, marks)
    await publicise(board.first, session)
    with use(later(30)):
        assert (await confirm(board.second, session)).passed == 3


async def test_at_level_4_there_is_no_review(board: Board) -> None:
    session = await board.held()
    key = (await board.keys(session))[0]
    with pytest.raises(Invalid):
        await enter_scores(board.first, session, {key: Marks(review=Decimal(80))})
    with pytest.raises(Invalid):
        await enter_scores(board.first, session, {key: Marks(theory=Decimal(80), absent=["theory"])})
    with pytest.raises(NotFound):
        await enter_scores(board.first, session, {"of-another-session": Marks(theory=Decimal(80))})


async def test_not_before_the_publicity_is_over_and_not_by_the_same_person(board: Board) -> None:
    session = await board.marked()
    with pytest.raises(Conflict):
        await confirm(board.second, session)  # not publicised
    with pytest.raises(Invalid):
        await publicise(board.first, session, until=date(2026, 9, 3))  # too short
    ends = await publicise(board.first, session)
    assert ends == date(2026, 9, 8)  # five working days after Tuesday, 1 September
    with use(later(7)), pytest.raises(Refused):
        await confirm(board.second, session)  # the last day still counts
    with use(later(8)):
        with pytest.raises(Refused):
            await confirm(board.first, session)
        assert (await confirm(board.second, session)).passed == 4
        with pytest.raises(Conflict):
            await confirm(board.second, session)


async def test_the_database_too_wants_two_persons_and_the_time(board: Board) -> None:
    session = await board.marked()
    key = (await find_session(board.first, session)).id
    forged = (
        "UPDATE evaluation_session SET status = 'confirmed', confirmed_by = $2, confirmed_at = $3"
        " WHERE id = $1"
    )
    with pytest.raises(asyncpg.PostgresError, match="publicised"):
        async with transaction():
            await execute(forged, key, board.second.account_id, later(30).now())
    await publicise(board.first, session)
    for who, days in ((board.first, 30), (board.second, 3)):
        with pytest.raises(asyncpg.CheckViolationError):
            async with transaction():
                await execute(forged, key, who.account_id, later(days).now())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evaluation_entry SET theory = 100",
        "UPDATE evaluation_entry SET status = 'scored'",
        "UPDATE evaluation_entry SET absent = '{theory}'",
        "UPDATE evaluation_entry SET confirmed_at = now()",
        "UPDATE evaluation_session SET status = 'held'",
        "UPDATE evaluation_session SET level = 1",
        "DELETE FROM evaluation_entry",
    ],
)
async def test_what_is_confirmed_is_frozen_even_for_sql(board: Board, statement: str) -> None:
    session = await board.marked(theory=Decimal("59.5"))
    await publicise(board.first, session)
    with use(later(30)):
        await confirm(board.second, session)
    with pytest.raises(asyncpg.PostgresError):
        async with transaction():
            await execute(statement)
    await execute("UPDATE evaluation_entry SET status = 'annulled'")
    with pytest.raises(asyncpg.PostgresError):
        async with transaction():
            await execute("UPDATE evaluation_entry SET status = 'confirmed'")


async def test_a_correction_needs_a_reason_and_a_new_publicity(board: Board) -> None:
    session = await board.marked(theory=Decimal("59.5"))
    await publicise(board.first, session)
    entry = (await board.entries(session))[0]
    same = Correction(theory=Decimal("59.5"), skill=Decimal(75), reason="复核")
    with pytest.raises(Invalid):
        await correct(board.first, entry.public_id, same)
    await correct(board.first, entry.public_id, msgspec.structs.replace(same, theory=Decimal(61)))
    found = await find_session(board.first, session)
    assert found.status is SessionState.HELD
    with use(later(30)):
        with pytest.raises(Conflict):
            await confirm(board.second, session)
        assert await publicise(board.first, session) > date(2026, 9, 30)
    with use(later(60)):
        assert (await confirm(board.second, session)).passed == 4
    assert [one.reason for one in await of("entry", entry.id) if one.reason] == ["复核"]


async def test_another_evaluator_sees_nothing_and_another_area_neither(board: Board) -> None:
    session = await board.open()
    stranger = await persona("organiser", "360200")
    for outsider in (stranger, await persona("preparer", "360200"), board.registrar):
        with pytest.raises(NotFound):
            await find_session(outsider, session)
        assert (await list_sessions(outsider))[1] == 0
    officer = await persona("preparer", "360100")
    assert (await find_session(officer, session)).code == NEW.code
    with pytest.raises(NotFound):
        await hold(stranger, session)
    with pytest.raises(Forbidden):
        await hold(officer, session)
    with pytest.raises(Forbidden):
        await publicise(await persona("assessor"), session)
