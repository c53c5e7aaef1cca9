"""Who sees whom: an organisation its own people, an authority its area, a worker the own file."""

from __future__ import annotations

from datetime import timedelta

import pytest

from foundation.actor import Actor
from foundation.clock import today
from foundation.database import execute
from foundation.errors import NotFound
from registry.people.links import link, unlink
from registry.people.queries import list_people, person, public_id_of
from registry.people.tables import LinkKind
from tests import people
from tests.people import persona

pytestmark = pytest.mark.usefixtures("database")


async def sees(actor: Actor, public_id: str) -> bool:
    try:
        await person(actor, public_id)
    except NotFound:
        assert public_id not in {row.public_id for row in (await list_people(actor))[0]}
        return False
    return True


async def test_a_college_sees_only_whom_it_registered_or_teaches() -> None:
    ours = await persona("registrar", area="360102")
    theirs = await persona("teacher", area="360103")
    person_id = await people.person(ours)
    public_id = await public_id_of(person_id)
    assert await sees(ours, public_id)
    assert not await sees(theirs, public_id)
    await link(ours, person_id, theirs.organisation_id, LinkKind.TRAINEE)
    assert await sees(theirs, public_id)
    await unlink(ours, person_id, theirs.organisation_id, LinkKind.TRAINEE, today())
    assert await sees(theirs, public_id), "a college keeps the records of those it taught"


async def test_an_institution_no_longer_sees_who_has_left() -> None:
    person_id = await people.person()
    public_id = await public_id_of(person_id)
    manager = await persona("manager")
    await link(manager, person_id, manager.organisation_id, LinkKind.WORKER, today() - timedelta(days=9))
    assert await sees(manager, public_id)
    await unlink(manager, person_id, manager.organisation_id, LinkKind.WORKER, today())
    assert await sees(manager, public_id), "the last day still counts"
    await execute("UPDATE person_organisation SET until = $1", today() - timedelta(days=1))
    assert not await sees(manager, public_id)


@pytest.mark.parametrize(
    ("area", "visible"),
    [("360102", True), ("360100", True), ("360000", True), ("360103", False), ("360200", False)],
)
async def test_an_authority_sees_its_area(area: str, visible: bool) -> None:
    person_id = await people.person(await persona("registrar", area="360102"))
    assert await sees(await persona("preparer", area=area), await public_id_of(person_id)) is visible


async def test_an_authority_sees_who_belongs_to_an_organisation_of_its_area() -> None:
    person_id = await people.person(area_code="360102")
    officer = await persona("preparer", area="360200")
    assert not await sees(officer, await public_id_of(person_id))
    host = await people.organisation("institution", "360202")
    await link(officer, person_id, host.id, LinkKind.WORKER)
    assert await sees(officer, await public_id_of(person_id))


async def test_a_worker_sees_the_own_file_and_no_other() -> None:
    own, other = await people.person(), await people.person()
    worker = await persona("worker")
    for person_id in (own, other):  # colleagues in the institution for which the account acts
        await link(worker, person_id, worker.organisation_id, LinkKind.WORKER)
    await execute("UPDATE account SET person_id = $1 WHERE id = $2", own, worker.account_id)
    assert await sees(worker, await public_id_of(own))
    assert not await sees(worker, await public_id_of(other))


@pytest.mark.parametrize("role", ["administrator", "assessor", "filing_officer", "auditor", "statistician"])
async def test_who_has_no_business_with_people_sees_nobody(role: str) -> None:
    actor = await persona(role)
    person_id = await people.person(area_code="360102")
    await link(actor, person_id, actor.organisation_id, LinkKind.WORKER)
    assert not await sees(actor, await public_id_of(person_id))


async def test_a_link_made_twice_is_one_and_may_be_made_again() -> None:
    manager = await persona("manager")
    person_id = await people.person()
    for _ in range(2):
        await link(manager, person_id, manager.organisation_id, LinkKind.TRAINEE)
    await unlink(manager, person_id, manager.organisation_id, LinkKind.TRAINEE)
    await link(manager, person_id, manager.organisation_id, LinkKind.TRAINEE)
    shown = await person(manager, await public_id_of(person_id))
    assert sorted(one.until is None for one in shown.links) == [False, True]


async def test_the_list_is_found_by_the_beginning_of_a_name_taken_literally() -> None:
    registrar = await persona("registrar")
    await people.person(registrar, "王小花")
    await people.person(registrar, "李小花")
    assert [row.name for row in (await list_people(registrar, name="王"))[0]] == ["王小花"]
    assert (await list_people(registrar, name="%"))[1] == 0
    assert (await list_people(registrar, name="_"))[1] == 0
    assert (await list_people(registrar, kind=LinkKind.TRAINEE))[1] == 0
    assert (await list_people(registrar, kind=LinkKind.REGISTERED))[1] == 2
