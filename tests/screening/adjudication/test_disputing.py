"""Whoever contests a settled match gets other judges; a ruling-out grows old."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import asyncpg
import pytest

from foundation import clock
from foundation.actor import Actor
from foundation.database import execute, fetchval, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from foundation.events import subscribe
from screening.adjudication.actions import decide, propose
from screening.adjudication.disputing import dispute
from screening.adjudication.queries import find_match
from screening.adjudication.rules import Verdict
from screening.adjudication.unsure import CLEARING, HEAVIER
from screening.screenings.actions import screen
from screening.screenings.events import MatchOpened
from screening.screenings.queries import unresolved
from tests.parameters import confirm
from tests.people import citizen_number, persona
from tests.screening.conftest import SignIn
from tests.screening.entries import BIRTH, banned, registered

SAME = (Verdict.SAME, "same_document_seen", "seen")
DIFFERENT = (Verdict.DIFFERENT, "different_document_seen", "seen")


async def _settled(first: Actor, second: Actor, verdict: tuple[Verdict, str, str] = SAME) -> tuple[UUID, str]:
    number = citizen_number(BIRTH)
    person = await registered(number)
    await banned(first, number)
    match = await fetchval("SELECT public_id FROM match WHERE person_id = $1", person)
    await propose(first, match, *verdict)
    await decide(second, match, *verdict)
    return person, match


async def test_a_contested_match_is_judged_by_two_who_did_not_judge_it_before(
    first: Actor, second: Actor, above: Actor
) -> None:
    person, match = await _settled(first, second)
    await dispute(first, match, "person", "证件号码录入错误")
    assert (await find_match(first, match)).state == "open"
    assert await unresolved([person]) == {person: "strong"}
    for involved in (first, second):
        with pytest.raises(Refused):
            await propose(involved, match, *DIFFERENT)
    third = await persona("supervision_officer", "360100")
    await propose(third, match, *DIFFERENT)
    with pytest.raises(Refused):
        await decide(second, match, *DIFFERENT)
    await decide(above, match, *DIFFERENT)
    assert await unresolved([person]) == {}


async def test_a_contested_clearing_holds_again_and_the_floors_above_hear_of_it(
    first: Actor, second: Actor, above: Actor
) -> None:
    heard: list[UUID] = []

    async def hear(event: MatchOpened) -> None:
        heard.append(event.person_id)

    person, match = await _settled(first, above, DIFFERENT)
    subscribe(MatchOpened, hear)
    await dispute(second, match, "authority", "决定机关来函：系同一人")
    assert heard == [person]
    assert await unresolved([person]) == {person: "strong"}


@pytest.mark.parametrize("step", ["propose", "decide"])
async def test_sql_does_not_let_them_judge_it_again(first: Actor, second: Actor, step: str) -> None:
    _, match = await _settled(first, second)
    await dispute(first, match, "person", "不是本人")
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute(
                "INSERT INTO adjudication (id, match_id, step, account_id, organisation_id, verdict,"
                " reason_code, at)"
                " SELECT gen_random_uuid(), id, $2, $3, $4, 'same', 'same_document_seen', now() FROM match"
                " WHERE public_id = $1",
                match,
                step,
                second.account_id,
                second.organisation_id,
            )
    assert refused.value.sqlstate == "P0B06"


@pytest.mark.parametrize(
    "statement, state",
    [
        ("UPDATE match SET state = 'confirmed'", "P0B06"),  # by what was said before the dispute
        ("UPDATE match SET reopened_at = NULL", "P0B07"),
        ("UPDATE match SET reopened_at = reopened_at - interval '1 day'", "P0B07"),
        ("UPDATE match SET state = 'ended'", "P0B06"),
        ("UPDATE match_dispute SET grounds = 'x'", "P0B01"),
        ("DELETE FROM match_dispute", "42501"),
    ],
)
async def test_sql_does_not_undo_a_dispute(first: Actor, second: Actor, statement: str, state: str) -> None:
    _, match = await _settled(first, second)
    await dispute(first, match, "person", "不是本人")
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute(statement)
    assert refused.value.sqlstate == state


async def test_only_what_is_settled_is_contested_with_grounds_and_within_the_area(
    first: Actor, second: Actor, elsewhere: Actor
) -> None:
    _, match = await _settled(first, second)
    with pytest.raises(Invalid) as refused:
        await dispute(first, match, "somebody", " ")
    assert [problem.field for problem in refused.value.problems] == ["raised_by", "grounds"]
    with pytest.raises(NotFound):
        await dispute(elsewhere, match, "person", "不是本人")
    with pytest.raises(Forbidden):
        await dispute(await persona("auditor", "360100"), match, "person", "不是本人")
    await dispute(first, match, "person", "不是本人")
    with pytest.raises(Conflict):
        await dispute(first, match, "person", "不是本人")


@pytest.mark.parametrize(
    ("confirmed", "years", "result"),
    [(False, 0.9, "clear"), (False, 1.1, "strong"), (True, 2.9, "clear"), (True, 3.1, "strong")],
)
async def test_a_ruling_out_holds_for_a_year_until_longer_is_confirmed(
    first: Actor, above: Actor, confirmed: bool, years: float, result: str
) -> None:
    if confirmed:
        await confirm(CLEARING)
    person, _ = await _settled(first, above, DIFFERENT)
    later = datetime.now(UTC) + timedelta(days=365.25 * years)
    with clock.use(clock.FixedClock(later)):
        await execute("UPDATE ban_list SET refreshed_at = $1", later)
        assert (await screen(first, person, "yearly", "sweep")).result == result


@pytest.mark.parametrize(
    ("confirmed", "lighter", "result"),
    [
        (False, Decimal(0), "clear"),
        (False, Decimal("0.01"), "strong"),
        (True, Decimal("2.99"), "clear"),
        (True, Decimal(3), "strong"),
    ],
)
async def test_a_matcher_that_weighs_a_cleared_pair_heavier_opens_it_again_once(
    first: Actor, above: Actor, confirmed: bool, lighter: Decimal, result: str
) -> None:
    if confirmed:
        await confirm(HEAVIER)
    person, match = await _settled(first, above, DIFFERENT)
    await execute("UPDATE match SET bits = bits - $1", lighter)
    assert (await screen(first, person, "matcher_upgrade", "sweep")).result == result
    if result == "clear":
        return
    await propose(await persona("supervision_officer", "360100"), match, *DIFFERENT)
    await decide(await persona("supervision_officer", "360000"), match, *DIFFERENT)
    assert (await screen(first, person, "matcher_upgrade", "sweep")).result == "clear"


async def test_the_page_takes_a_dispute_down(first: Actor, second: Actor, signed_in: SignIn) -> None:
    _, match = await _settled(first, second)
    browser = await signed_in(first)
    settled = await browser.get(f"/matches/{match}")
    assert "Contest the result" in settled.text
    await browser.get(f"/matches/{match}/dispute")
    assert (await browser.post(f"/matches/{match}/dispute", {})).status_code == 422
    typed = {"raised_by": "person", "grounds": "本人提供户口簿"}
    assert (await browser.post(f"/matches/{match}/dispute", typed)).status_code == 303
    page = await browser.get(f"/matches/{match}")
    assert "Contested by the person" in page.text
    assert "本人提供户口簿" in page.text
    assert "You took part in the earlier decision" in page.text
    assert (await browser.get(f"/matches/{match}/dispute")).status_code == 404
