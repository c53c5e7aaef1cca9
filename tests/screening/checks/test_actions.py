"""The employer asks, public security answers, and nobody is hired after a hit or beside a ban."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import asyncpg
import pytest

from foundation.actor import SYSTEM, Actor
from foundation.clock import today
from foundation.database import execute, fetchval, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.people.links import link
from registry.people.tables import LinkKind
from screening.checks import actions
from screening.checks.queries import barred_at, due_at, find_check, list_checks
from screening.checks.rules import Decision, Outcome
from tests.people import citizen_number, persona
from tests.screening.conftest import SignIn
from tests.screening.entries import BIRTH, NAME, banned, registered


@pytest.fixture
async def manager(database: asyncpg.Connection) -> Actor:
    """The manager of a care institution in 东湖区."""
    return await persona("manager", "360102")


@pytest.fixture
async def officer(database: asyncpg.Connection) -> Actor:
    """Public security of the same district."""
    return await persona("record_check_officer", "360102")


def _candidate(number: str = "", name: str = NAME) -> actions.Candidate:
    return actions.Candidate(
        name=name, document_kind="01", document_number=number or citizen_number(BIRTH), post="保育"
    )


async def _answered(manager: Actor, officer: Actor, outcome: Outcome, number: str = "") -> str:
    check = await actions.ask_about_candidate(manager, _candidate(number))
    await actions.answer(
        officer, check, outcome, letter_no="东公查〔2026〕7号", station="百花洲派出所", answered_on=today()
    )
    return check


async def _works(manager: Actor, check: str) -> bool:
    person = (await find_check(manager, check)).person_id
    return bool(
        await fetchval(
            "SELECT EXISTS (SELECT 1 FROM person_organisation WHERE person_id = $1 AND organisation_id = $2"
            " AND kind = 'worker' AND until IS NULL)",
            person,
            manager.organisation_id,
        )
    )


async def test_asked_answered_hired(manager: Actor, officer: Actor) -> None:
    check = await _answered(manager, officer, Outcome.CLEAR)
    assert not await _works(manager, check)
    await actions.decide(manager, check, Decision.HIRED, today())
    assert await _works(manager, check)
    shown = await find_check(manager, check)
    assert (shown.state, shown.letter_no) == ("hired", "东公查〔2026〕7号")
    with pytest.raises(Conflict):
        await actions.decide(manager, check, Decision.NOT_HIRED, today())


async def test_after_a_hit_nobody_is_hired_and_it_is_no_ban(manager: Actor, officer: Actor) -> None:
    check = await _answered(manager, officer, Outcome.HIT)
    with pytest.raises(Refused) as refused:
        await actions.decide(manager, check, Decision.HIRED, today())
    assert refused.value.rule is not None
    await actions.decide(manager, check, Decision.NOT_HIRED, today())
    person = (await find_check(manager, check)).person_id
    assert await barred_at(manager.organisation_id, [person]) == {person}
    assert await fetchval("SELECT count(*) FROM ban") == 0
    elsewhere = await persona("manager", "360103")
    assert await barred_at(elsewhere.organisation_id, [person]) == set()


async def test_a_possible_ban_stops_the_hiring_whatever_public_security_says(
    first: Actor, manager: Actor, officer: Actor
) -> None:
    number = citizen_number(BIRTH)
    await banned(first, number)
    check = await _answered(manager, officer, Outcome.CLEAR, number)
    with pytest.raises(Refused) as refused:
        await actions.decide(manager, check, Decision.HIRED, today())
    assert "ban" not in refused.value.message.english()  # never a word about it
    await actions.decide(manager, check, Decision.NOT_HIRED, today())


async def test_nothing_is_decided_before_the_answer_but_not_to_hire(manager: Actor, officer: Actor) -> None:
    check = await actions.ask_about_candidate(manager, _candidate())
    with pytest.raises(Refused):
        await actions.decide(manager, check, Decision.HIRED, today())
    await actions.answer(officer, check, Outcome.PENDING, letter_no="", station="", answered_on=None)
    with pytest.raises(Refused):
        await actions.decide(manager, check, Decision.HIRED, today())
    await actions.answer(officer, check, Outcome.CLEAR, letter_no="7", station="所", answered_on=today())
    with pytest.raises(Conflict):
        await actions.answer(officer, check, Outcome.HIT, letter_no="8", station="所", answered_on=today())
    with pytest.raises(Invalid):
        await actions.decide(manager, check, Decision.HIRED, today() + timedelta(days=1))


async def test_asking_twice_is_refused_until_it_is_answered(manager: Actor, officer: Actor) -> None:
    number = citizen_number(BIRTH)
    await _answered(manager, officer, Outcome.HIT, number)
    await actions.ask_about_candidate(manager, _candidate(number))
    with pytest.raises(Conflict):
        await actions.ask_about_candidate(manager, _candidate(number))


async def test_a_number_of_somebody_else_and_a_wrong_number_are_refused(manager: Actor) -> None:
    number = citizen_number(BIRTH)
    await registered(number)
    with pytest.raises(Conflict):
        await actions.ask_about_candidate(manager, _candidate(number, "李四"))
    with pytest.raises(Invalid):
        await actions.ask_about_candidate(manager, _candidate("36999919900506001"))
    with pytest.raises(Invalid):
        await actions.ask_about_candidate(
            manager, actions.Candidate(name=NAME, document_kind="01", document_number=number, post=" ")
        )


async def test_each_institution_and_each_office_finds_its_own(manager: Actor, officer: Actor) -> None:
    check = await actions.ask_about_candidate(manager, _candidate())
    other_manager = await persona("manager", "360103")
    other_officer = await persona("record_check_officer", "360103")
    for other in (other_manager, other_officer):
        with pytest.raises(NotFound):
            await find_check(other, check)
        assert (await list_checks(other, "waiting", 10, 0))[1] == 0
    with pytest.raises(NotFound):
        await actions.answer(
            other_officer, check, Outcome.CLEAR, letter_no="7", station="所", answered_on=today()
        )
    with pytest.raises(Forbidden):  # the employer does not answer itself
        await actions.answer(manager, check, Outcome.CLEAR, letter_no="7", station="所", answered_on=today())
    with pytest.raises(Forbidden):
        await actions.decide(officer, check, Decision.HIRED, today())
    supervisor = await persona("supervision_officer", "360100")
    assert (await find_check(supervisor, check)).state == "asked"


@pytest.mark.parametrize(
    ("statement", "state"),
    [
        (
            "UPDATE record_check SET decision = 'hired', decided_on = now(), decided_by = asked_by, decided_at = now()",  # noqa: E501
            "23514",
        ),
        ("UPDATE record_check SET outcome = 'CLEAR'", "P0B07"),
        ("UPDATE record_check SET letter_no = 'x'", "P0B07"),
        ("UPDATE record_check SET answering_id = institution_id", "23514"),
        ("UPDATE record_check SET institution_id = answering_id", "P0B07"),
        ("DELETE FROM record_check", "42501"),
    ],
)
async def test_sql_does_not_hire_after_a_hit(
    manager: Actor, officer: Actor, statement: str, state: str
) -> None:
    await _answered(manager, officer, Outcome.HIT)
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute(statement)
    assert refused.value.sqlstate == state


async def _employed(manager: Actor, since: date) -> UUID:
    person = await registered(citizen_number(BIRTH))
    await link(SYSTEM, person, manager.organisation_id, LinkKind.WORKER, since)
    return person


async def test_staff_are_due_every_calendar_year_and_at_once_when_never_asked_about(
    manager: Actor, officer: Actor
) -> None:
    person = await _employed(manager, date(2024, 3, 1))
    (due,) = await due_at(manager.organisation_id)
    assert (due.person_id, due.due_on, due.overdue) == (person, date(2024, 3, 1), True)
    check = await actions.ask_about_staff(manager, due.person_public_id, "保育")
    assert await due_at(manager.organisation_id) == []  # asked about
    await actions.answer(officer, check, Outcome.CLEAR, letter_no="7", station="所", answered_on=today())
    assert await due_at(manager.organisation_id) == []  # answered this year
    await actions.decide(manager, check, Decision.KEPT, today())


async def test_whoever_was_asked_about_last_year_is_due_by_the_end_of_this(
    manager: Actor, officer: Actor
) -> None:
    await _employed(manager, date(2024, 3, 1))
    (due,) = await due_at(manager.organisation_id)
    check = await actions.ask_about_staff(manager, due.person_public_id, "保育")
    last_year = date(today().year - 1, 6, 1)
    await actions.answer(officer, check, Outcome.CLEAR, letter_no="7", station="所", answered_on=last_year)
    (again,) = await due_at(manager.organisation_id)
    assert (again.due_on, again.overdue) == (date(today().year, 12, 31), False)


async def test_a_hit_about_somebody_employed_ends_it(manager: Actor, officer: Actor) -> None:
    await _employed(manager, date(2024, 3, 1))
    (due,) = await due_at(manager.organisation_id)
    check = await actions.ask_about_staff(manager, due.person_public_id, "保育")
    await actions.answer(officer, check, Outcome.HIT, letter_no="7", station="所", answered_on=today())
    with pytest.raises(Refused):
        await actions.decide(manager, check, Decision.KEPT, today())
    await actions.decide(manager, check, Decision.ENDED, today())
    assert not await _works(manager, check)


async def test_nobody_asks_about_the_staff_of_others(manager: Actor) -> None:
    await _employed(manager, date(2024, 3, 1))
    (due,) = await due_at(manager.organisation_id)
    with pytest.raises(NotFound):
        await actions.ask_about_staff(await persona("manager", "360103"), due.person_public_id, "保育")


async def test_the_officer_sees_the_person_in_full_and_it_is_written_down(
    manager: Actor, officer: Actor
) -> None:
    number = citizen_number(BIRTH)
    check = await actions.ask_about_candidate(manager, _candidate(number))
    asked = await actions.reveal(officer, check)
    assert (asked.name, asked.documents[0][1]) == (NAME, number)
    assert await fetchval("SELECT count(*) FROM history WHERE kind = 'person.unmasked'") == 1
    with pytest.raises(Forbidden):
        await actions.reveal(manager, check)


async def test_the_pages_of_both_sides(manager: Actor, officer: Actor, signed_in: SignIn) -> None:
    await _employed(manager, date(2024, 3, 1))
    mine, theirs = await signed_in(manager), await signed_in(officer)
    listed = await mine.get("/checks")
    assert "To be asked about this year" in listed.text
    await mine.get("/checks/new")
    assert (await mine.post("/checks/new", {"name": NAME})).status_code == 422
    number = citizen_number(date(1988, 2, 3))
    wanted = {"name": NAME, "document_kind": "01", "document_number": number, "post": "保育"}
    here = (await mine.post("/checks/new", wanted)).headers["location"]
    assert number not in (await mine.get(here)).text
    await theirs.get("/checks")
    page = await theirs.get(here)
    assert number[:6] not in page.text
    assert number[:6] in (await theirs.post(f"{here}/identity")).text
    assert (await theirs.post(f"{here}/answer", {"outcome": "CLEAR"})).status_code == 422
    answer = {"outcome": "HIT", "letter_no": "7", "station": "所", "answered_on": today().isoformat()}
    assert (await theirs.post(f"{here}/answer", answer)).status_code == 303
    stopped = await mine.get(here)
    assert "must not be employed" in stopped.text
    hired = await mine.post(f"{here}/decision", {"decision": "hired", "on": today().isoformat()})
    assert hired.status_code == 422
    done = await mine.post(f"{here}/decision", {"decision": "not_hired", "on": today().isoformat()})
    assert done.status_code == 303
    assert "Not hired" in (await mine.get("/checks?show=done")).text


async def test_the_api_asks_answers_and_decides(manager: Actor, officer: Actor, signed_in: SignIn) -> None:
    mine, theirs = await signed_in(manager), await signed_in(officer)
    await mine.get("/checks")
    await theirs.get("/checks")
    candidate = {
        "name": NAME,
        "document_kind": "01",
        "document_number": citizen_number(BIRTH),
        "post": "保育",
    }
    asked = await mine.client.post(
        "/api/v1/checks",
        json=candidate,
        headers={"x-csrf-token": mine.token, "origin": mine.address},
    )
    assert asked.status_code == 201
    here = f"/api/v1/checks/{asked.json()['public_id']}"
    answered = await theirs.client.post(
        f"{here}/answer",
        json={"outcome": "CLEAR", "letter_no": "7", "station": "所", "answered_on": today().isoformat()},
        headers={"x-csrf-token": theirs.token, "origin": theirs.address},
    )
    assert answered.json()["outcome"] == "CLEAR"
    decided = await mine.client.post(
        f"{here}/decision",
        json={"decision": "hired", "on": today().isoformat()},
        headers={"x-csrf-token": mine.token, "origin": mine.address},
    )
    assert decided.json()["decision"] == "hired"
    assert (await mine.client.get("/api/v1/checks?show=done")).json()["total"] == 1
