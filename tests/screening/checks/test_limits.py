"""Hire checks: the person sees who had them compared, and nobody goes through people with them."""

from __future__ import annotations

import asyncpg
import pytest

from foundation.actor import Actor
from foundation.clock import today
from foundation.database import fetch
from registry.lookups.queries import look_ups_of
from screening.checks import actions
from screening.checks.queries import find_check
from screening.checks.rules import Decision, Outcome
from tests.people import citizen_number, persona
from tests.screening.conftest import SignIn
from tests.screening.entries import BIRTH, NAME


@pytest.fixture
async def manager(database: asyncpg.Connection) -> Actor:
    """The manager of a care institution in 东湖区."""
    return await persona("manager", "360102")


async def test_a_person_sees_who_had_them_compared_for_which_purpose(manager: Actor, first: Actor) -> None:
    officer = await persona("record_check_officer", "360102")
    candidate = actions.Candidate(
        name=NAME, document_kind="01", document_number=citizen_number(BIRTH), post="保育"
    )
    check = await actions.ask_about_candidate(manager, candidate)
    await actions.answer(
        officer,
        check,
        Outcome.CLEAR,
        letter_no="东公查〔2026〕7号",
        station="百花洲派出所",
        answered_on=today(),
    )
    person = (await find_check(manager, check)).person_id
    await actions.decide(manager, check, Decision.HIRED, today())
    seen = [one for one in await look_ups_of(person) if one.kind == "person.screened"]
    assert [one.purpose for one in seen] == ["employment", "employment"]
    rows = await fetch("SELECT trigger, purpose, organisation_id FROM screening WHERE person_id = $1", person)
    assert {tuple(row) for row in rows} == {("hire", "hiring", manager.organisation_id)}


@pytest.mark.parametrize("road", ["page", "program"])
async def test_nobody_asks_about_the_same_person_again_and_again(
    manager: Actor, signed_in: SignIn, road: str
) -> None:
    """Whoever asks learns whether somebody may be employed; that is no way to search the register."""
    browser, number = await signed_in(manager), citizen_number(BIRTH)
    wanted = {"name": NAME, "document_kind": "01", "document_number": number, "post": "保育"}

    async def ask(**other: str) -> int:
        if road == "page":
            return int((await browser.post("/checks/new", wanted | other)).status_code)
        headers = {"x-csrf-token": browser.token}
        answer = await browser.client.post("/api/v1/checks", json=wanted | other, headers=headers)
        return int(answer.status_code)

    await browser.get("/checks/new")
    answers = [await ask() for _ in range(6)]
    assert answers[0] in (201, 303)
    assert set(answers[1:5]) == {409}  # asked already
    assert answers[5] == 429
    assert (
        await ask(document_number=f" {number[:6]} {number[6:]} ") == 429
    )  # the same number, written otherwise
    assert await ask(document_number=citizen_number(BIRTH), name="李四") in (201, 303)
