"""An entry that cannot be searched for has an owner and a day, is completed, and then holds."""

from __future__ import annotations

from datetime import date

import asyncpg
import pytest

from foundation import history
from foundation.actor import Actor
from foundation.database import execute, fetchrow, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from screening.bans import actions
from screening.bans.completing import complete, take_over
from screening.bans.queries import find_ban
from screening.bans.turns import steps_for
from screening.matching.rules import Document, Identity
from screening.screenings.queries import unresolved
from tests.parameters import confirm_kind_of_ban
from tests.people import citizen_number, persona
from tests.screening.conftest import SignIn
from tests.screening.entries import BIRTH, NAME, draft, registered


async def _set_aside(actor: Actor) -> str:
    receipt = await actions.record(actor, draft(Identity((NAME,))))
    assert (receipt.status, receipt.people) == ("unscreenable", 0)
    return receipt.public_id


async def test_it_is_its_recorders_until_a_day_and_a_colleague_can_take_it_over(
    first: Actor, second: Actor
) -> None:
    entry = await _set_aside(first)
    shown = await find_ban(first, entry)
    assert (shown.owner_name, shown.due_on) == (first.name, date(2026, 12, 1))
    await take_over(second, entry)
    assert (await find_ban(first, entry)).owner_name == second.name


@pytest.fixture(autouse=True)
def _on_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("screening.bans.actions.today", lambda: date(2026, 11, 24))


async def test_completed_it_holds_at_once_and_neither_recorder_nor_completer_confirms(
    first: Actor, second: Actor
) -> None:
    number, third = citizen_number(BIRTH), await persona("supervision_officer", "360100")
    person = await registered(number)
    entry = await _set_aside(first)
    found = Identity((NAME,), (Document("01", number),), (BIRTH,))
    assert await complete(second, entry, found) == 1
    assert await unresolved([person]) == {person: "strong"}
    shown = await find_ban(first, entry)
    assert (shown.status, shown.owner_id, shown.due_on) == ("awaiting_second", None, None)
    for involved in (first, second):
        assert steps_for(involved, shown) == []
        with pytest.raises(Refused):
            await actions.confirm(involved, entry)
    await confirm_kind_of_ban()
    await actions.confirm(third, entry)
    kinds = [line.kind for line in await history.of("ban", shown.id)]
    assert kinds == ["ban.confirmed", "ban.completed", "ban.recorded"]


async def test_sql_does_not_let_the_completer_confirm_either(first: Actor, second: Actor) -> None:
    entry = await _set_aside(first)
    await complete(second, entry, Identity((NAME,), (Document("01", citizen_number(BIRTH)),), (BIRTH,)))
    for statement in (
        "UPDATE ban SET status = 'active', confirmed_by = completed_by",
        "UPDATE ban SET completed_by = NULL",
        "UPDATE ban SET status = 'unscreenable'",
    ):
        with pytest.raises(asyncpg.PostgresError) as refused:
            async with transaction():
                await execute(statement)
        assert refused.value.sqlstate in ("23514", "P0B05")


async def test_what_was_known_is_ended_not_overwritten(first: Actor, second: Actor) -> None:
    entry = await _set_aside(first)
    ban = await find_ban(first, entry)
    await complete(first, entry, Identity((NAME,), (Document("01", citizen_number(BIRTH)),), (BIRTH,)))
    counts = await fetchrow(
        "SELECT count(*) FILTER (WHERE valid_to_epoch IS NOT NULL) AS ended, count(*) AS every"
        " FROM ban_identity WHERE ban_id = $1",
        ban.id,
    )
    assert counts is not None
    assert (counts["ended"], counts["every"]) == (2, 6)  # name and area; then number and birth date as well


async def test_with_nothing_new_it_stays_set_aside(first: Actor) -> None:
    entry = await _set_aside(first)
    with pytest.raises(Invalid) as refused:
        await complete(first, entry, Identity((NAME,)))
    assert refused.value.problems[0].field == "document_number"
    assert (await find_ban(first, entry)).status == "unscreenable"


async def test_what_waits_for_a_second_person_is_not_completed(first: Actor, elsewhere: Actor) -> None:
    receipt = await actions.record(first, draft())
    with pytest.raises(Conflict):
        await complete(first, receipt.public_id, Identity((NAME,)))
    with pytest.raises(NotFound):
        await complete(elsewhere, receipt.public_id, Identity((NAME,)))
    with pytest.raises(Forbidden):
        await complete(await persona("auditor"), receipt.public_id, Identity((NAME,)))


async def test_the_pages_lead_from_the_work_list_to_the_completed_entry(
    first: Actor, signed_in: SignIn
) -> None:
    entry = await _set_aside(first)
    browser = await signed_in(first)
    listed = await browser.get("/bans?status=unscreenable")
    assert f"{first.name}, until" in listed.text
    form = await browser.get(f"/bans/{entry}/complete")
    assert NAME not in form.text  # masked
    refused = await browser.post(f"/bans/{entry}/complete", {"document_kind": "01"})
    assert refused.status_code == 422
    typed = {"document_kind": "01", "document_number": citizen_number(BIRTH), "birth_date": "1990-5-6"}
    done = await browser.post(f"/bans/{entry}/complete", typed)
    assert done.headers["location"] == f"/bans/{entry}/receipt"
    assert (await browser.get(f"/bans/{entry}/complete")).status_code == 404
