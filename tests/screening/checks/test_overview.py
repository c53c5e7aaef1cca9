"""Asked, answered, overdue: each institution's line is what its own page says."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from foundation.actor import Actor
from foundation.clock import FixedClock, now, today, use
from foundation.database import execute, fetchval
from foundation.errors import Conflict, NotFound
from foundation.ids import new_id
from registry.people.links import link
from registry.people.queries import public_id_of
from registry.people.tables import LinkKind
from screening.checks.actions import ask_about_trainee
from screening.checks.overview import kept_in
from screening.checks.queries import due_at, find_check, standing_at, trainees_due
from tests.people import person, persona
from tests.screening.conftest import SignIn

pytestmark = pytest.mark.usefixtures("database")


async def _worker(manager: Actor, since: date, answered: date | None = None, *, open_: bool = False) -> UUID:
    person_id = await person()
    await link(manager, person_id, manager.organisation_id, LinkKind.WORKER, since)
    if answered:
        await _check(manager, person_id, answered)
    if open_:
        await _check(manager, person_id, None)
    return person_id


async def _check(manager: Actor, person_id: UUID, answered: date | None) -> None:
    police = await persona("record_check_officer", "360100")
    by = (police.account_id, now(), police.organisation_id) if answered else (None, None, None)
    await execute(
        "INSERT INTO record_check (id, public_id, institution_id, person_id, kind, post, asked_by, asked_at,"
        " due_on, outcome, letter_no, station, answered_on, answered_by, answered_at, answering_id)"
        " VALUES ($1, $1::uuid::text, $2, $3, 'yearly', '保育', $4, $5, $6, $7, $8, $8, $9, $10, $11, $12)",
        new_id(), manager.organisation_id, person_id, manager.account_id, now(), today(),
        "CLEAR" if answered else None, "1号" if answered else "", answered, *by,
    )  # fmt: skip


async def test_every_person_is_counted_once_and_late_as_the_institutions_page_says(signed_in: SignIn) -> None:
    with use(FixedClock(now().replace(year=2026, month=6, day=15))):
        manager, officer = await persona("manager"), await persona("supervision_officer", "360100")
        began = today() - timedelta(days=100)
        await _worker(manager, began, date(2026, 2, 1))  # answered this year
        await _worker(manager, began, open_=True)  # asked
        await _worker(manager, began, date(2025, 11, 1))  # due until the end of the year
        await _worker(manager, began, date(2024, 11, 1))  # late since last year
        await _worker(manager, began)  # never asked about
        await _worker(manager, today())  # begins today
        (line,) = await kept_in(officer)
        assert (line.staff, line.yearly_answered, line.yearly_asked) == (6, 1, 1)
        assert (line.yearly_due, line.yearly_overdue) == (2, 2)
        due = await due_at(manager.organisation_id)
        assert (len(due), sum(one.overdue for one in due)) == (line.yearly_due + line.yearly_overdue, 2)
        assert await kept_in(manager) == [line]
        assert await kept_in(await persona("supervision_officer", "360700")) == []
        page = await (await signed_in(officer)).get("/checks/overview")
        assert "1 institution is late" in page.text
        assert "<svg" in page.text


async def test_the_host_asks_about_a_trainee_and_nobody_is_hired_by_it(signed_in: SignIn) -> None:
    manager = await persona("manager")
    who = await person()
    trainee = await public_id_of(who)
    with pytest.raises(NotFound):
        await ask_about_trainee(manager, trainee, "保育")
    await link(manager, who, manager.organisation_id, LinkKind.TRAINEE)
    assert [one.person_public_id for one in await trainees_due(manager.organisation_id)] == [trainee]
    browser = await signed_in(manager)
    assert "Trainees to be asked about" in (await browser.get("/checks")).text
    assert (await browser.post("/checks/placement", {"person": trainee})).status_code == 303
    assert await trainees_due(manager.organisation_id) == []
    assert (await standing_at(manager.organisation_id, who)).state == "asked"
    with pytest.raises(Conflict):
        await ask_about_trainee(manager, trainee, "保育")
    check = await find_check(manager, await fetchval("SELECT public_id FROM record_check"))
    assert not check.to_decide
