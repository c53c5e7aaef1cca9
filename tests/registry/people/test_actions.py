"""Registering people, amending them, and what may never be lost or shown on the way."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from asyncpg import UniqueViolationError

from foundation import events, history
from foundation.actor import SYSTEM
from foundation.clock import today
from foundation.constraints import meaning
from foundation.database import fetch, fetchval
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from foundation.text import text
from registry.documents import queries as documents
from registry.documents.actions import ReadDocument, store
from registry.people import registration
from registry.people.actions import (
    IdentityChanges,
    NewDocument,
    NewPerson,
    add_document,
    amend_identity,
    correct_document,
    register,
    register_many,
)
from registry.people.events import IdentityRecorded
from registry.people.queries import by_document, identity, list_people
from registry.people.tables import Sex
from tests.people import citizen_number, person, persona

pytestmark = pytest.mark.usefixtures("database")


async def test_a_new_person_is_registered_with_what_the_number_says() -> None:
    registrar = await persona("registrar")
    number = citizen_number(date(2001, 3, 5))
    new = NewPerson(name="欧阳 小花（曾用名：欧阳花）", documents=[NewDocument("01", number)])
    person_id = await register(registrar, new)
    known = await identity(person_id)
    assert (known.name, known.former_names) == ("欧阳小花", ["欧阳花"])
    assert (known.sex, known.birth_date) == (Sex.FEMALE, date(2001, 3, 5))
    assert known.documents == [("01", number)]
    assert await by_document("01", number) == person_id


async def test_every_problem_is_told_at_once() -> None:
    wrong = NewPerson(
        name="王?花",
        documents=[NewDocument("01", "369999200005170010"), NewDocument("06", "X1")],
        birth_date=today() + timedelta(days=1),
    )
    with pytest.raises(Invalid) as raised:
        await register(await persona("registrar"), wrong)
    assert [problem.field for problem in raised.value.problems] == ["name", "number", "number", "birth_date"]


async def test_in_a_batch_a_problem_names_the_person() -> None:
    people = [
        NewPerson(name="王小花", documents=[NewDocument("01", citizen_number())]),
        NewPerson(name="", documents=[]),
    ]
    with pytest.raises(Invalid) as raised:
        await register_many(await persona("registrar"), people)
    assert [problem.field for problem in raised.value.problems] == ["people[1].name", "people[1].number"]
    assert await fetchval("SELECT count(*) FROM person") == 0


async def test_only_roles_that_register_do() -> None:
    new = NewPerson(name="王小花", documents=[NewDocument("01", citizen_number())])
    with pytest.raises(Forbidden):
        await register(await persona("teacher"), new)


async def test_a_known_document_finds_the_person_and_links_the_second_organisation() -> None:
    number = citizen_number()
    first = await persona("registrar", area="360102")
    second = await persona("registrar", area="360103")
    new = NewPerson(name="王小花", documents=[NewDocument("01", number)])
    person_id = await register(first, new)
    assert await register(second, new) == person_id
    for registrar in (first, second):
        rows, total = await list_people(registrar)
        assert (total, rows[0].id) == (1, person_id)


async def test_a_known_number_under_another_name_is_a_conflict() -> None:
    number = citizen_number()
    registrar = await persona("registrar")
    await register(registrar, NewPerson(name="王小花", documents=[NewDocument("01", number)]))
    with pytest.raises(Conflict) as raised:
        await register(registrar, NewPerson(name="王大花", documents=[NewDocument("01", number)]))
    assert raised.value.field == "number"


async def test_a_former_name_is_the_same_person() -> None:
    number = citizen_number()
    registrar = await persona("registrar")
    new = NewPerson(name="王小花", former_names=["王花"], documents=[NewDocument("01", number)])
    person_id = await register(registrar, new)
    assert (
        await register(registrar, NewPerson(name="王花", documents=[NewDocument("01", number)])) == person_id
    )


async def test_documents_of_two_people_are_never_one_person() -> None:
    registrar = await persona("registrar")
    numbers = [citizen_number(), "H12345678"]
    for kind, number in zip(("01", "06"), numbers, strict=True):
        await person(registrar, documents=[NewDocument(kind, number)])
    both = [NewDocument("01", numbers[0]), NewDocument("06", numbers[1])]
    with pytest.raises(Conflict):
        await register(registrar, NewPerson(name="王小花", documents=both))


async def test_a_second_document_comes_into_the_file() -> None:
    registrar = await persona("registrar")
    number = citizen_number()
    person_id = await person(registrar, documents=[NewDocument("01", number)])
    both = [NewDocument("08", "E12345678"), NewDocument("01", number)]
    assert await register(registrar, NewPerson(name="王小花", documents=both)) == person_id
    assert (await identity(person_id)).documents == [("01", number), ("08", "E12345678")]


async def test_the_same_number_under_a_mistaken_kind_is_the_same_person() -> None:
    registrar = await persona("registrar")
    permit = "81000019970101001X"
    person_id = await person(registrar, birth=date(1997, 1, 1), documents=[NewDocument("02", permit)])
    assert await by_document("01", permit) == person_id


async def test_twice_in_one_batch_is_one_person() -> None:
    new = NewPerson(name="王小花", documents=[NewDocument("01", citizen_number())])
    ids = await register_many(await persona("registrar"), [new, new])
    assert ids[0] == ids[1]
    assert await fetchval("SELECT count(*) FROM person") == 1


async def test_an_old_number_of_fifteen_digits_finds_its_holder() -> None:
    registrar = await persona("registrar")
    number = citizen_number(date(1985, 2, 3))
    person_id = await person(registrar, birth=date(1985, 2, 3), documents=[NewDocument("01", number)])
    assert await by_document("01", number[:6] + number[8:17]) == person_id


async def test_two_registrations_at_the_same_moment_make_one_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second looks before the first has committed; the database's own index then tells it."""
    number = citizen_number()
    registrar = await persona("registrar")
    new = NewPerson(name="王小花", documents=[NewDocument("01", number)])
    first = await register(registrar, new)
    blind = [True]

    async def blind_once(indexes: list[bytes]) -> dict[bytes, UUID]:
        return {} if blind and blind.pop() else await documents.owners_of(indexes)

    monkeypatch.setattr(registration, "owners_of", blind_once)
    assert await register(registrar, new) == first
    assert await fetchval("SELECT count(*) FROM person") == 1


async def test_the_identity_is_amended_with_its_history_and_version() -> None:
    registrar = await persona("registrar")
    person_id = await person(registrar, "王小花")
    before = await identity(person_id)
    changes = IdentityChanges(name="王晓华", renamed=True, birth_date=date(2000, 5, 18))
    await amend_identity(registrar, person_id, changes, "户口簿")
    after = await identity(person_id)
    assert (after.name, after.former_names, after.birth_date) == ("王晓华", ["王小花"], date(2000, 5, 18))
    assert after.identity_version == before.identity_version + 1
    entry = next(
        one for one in await history.of("person", person_id) if one.kind == "person.identity_amended"
    )
    assert entry.changes == {
        "name": ["王**", "王**"],
        "former_names": [[], ["王**"]],
        "birth_date": ["2000-**-**", "2000-**-**"],
    }
    assert (entry.reason, entry.account_name) == ("户口簿", registrar.name)


async def test_an_amendment_that_changes_nothing_leaves_no_trace() -> None:
    registrar = await persona("registrar")
    person_id = await person(registrar, "王小花")
    before = await identity(person_id)
    await amend_identity(registrar, person_id, IdentityChanges(name="王 小花"), "看错")
    assert await identity(person_id) == before


async def test_an_amendment_on_what_somebody_else_changed_is_refused() -> None:
    registrar = await persona("registrar")
    person_id = await person(registrar, "王小花")
    seen = (await identity(person_id)).identity_version
    await amend_identity(registrar, person_id, IdentityChanges(name="王晓花"), "更正", seen)
    with pytest.raises(Stale):
        await amend_identity(registrar, person_id, IdentityChanges(name="王小华"), "更正", seen)


@pytest.mark.parametrize("reason", ["", "  "])
async def test_an_amendment_needs_a_reason(reason: str) -> None:
    registrar = await persona("registrar")
    with pytest.raises(Invalid):
        await amend_identity(registrar, await person(registrar), IdentityChanges(name="王小华"), reason)


async def test_who_does_not_see_the_person_cannot_amend() -> None:
    person_id = await person(await persona("registrar", area="360102"))
    stranger = await persona("registrar", area="360103")
    with pytest.raises(NotFound):
        await amend_identity(stranger, person_id, IdentityChanges(name="王小华"), "更正")
    with pytest.raises(NotFound):
        await add_document(stranger, person_id, NewDocument("08", "E12345678"))


async def test_a_document_is_added_and_made_the_primary_one() -> None:
    registrar = await persona("registrar")
    number = citizen_number()
    person_id = await person(registrar, documents=[NewDocument("01", number)])
    await add_document(registrar, person_id, NewDocument("08", "e 1234-5678"), "新护照", primary=True)
    assert (await identity(person_id)).documents == [("08", "E12345678"), ("01", number)]


async def test_a_mistyped_number_is_corrected() -> None:
    registrar = await persona("registrar")
    wrong, right = citizen_number(), citizen_number()
    person_id = await person(registrar, documents=[NewDocument("01", wrong)])
    document_id = await fetchval("SELECT id FROM person_document WHERE person_id = $1", person_id)
    version = (await identity(person_id)).identity_version
    await correct_document(registrar, person_id, document_id, NewDocument("01", right), "看错")
    after = await identity(person_id)
    assert after.documents == [("01", right)]
    assert after.identity_version == version + 1
    assert await by_document("01", wrong) is None


async def test_the_number_of_somebody_else_is_refused() -> None:
    registrar = await persona("registrar")
    number = citizen_number()
    await person(registrar, documents=[NewDocument("01", number)])
    other = await person(registrar, "李四")
    with pytest.raises(Conflict) as refused:
        await add_document(registrar, other, NewDocument("01", number))
    assert refused.value.field == "number"
    with pytest.raises(UniqueViolationError) as raised:  # where both have looked before either has saved
        await store([ReadDocument(other, "01", number)])
    assert isinstance(meaning(raised.value), Conflict)


async def test_upper_floors_hear_of_every_change_within_the_transaction() -> None:
    heard: list[IdentityRecorded] = []

    async def listen(event: IdentityRecorded) -> None:
        heard.append(event)

    events.subscribe(IdentityRecorded, listen)
    try:
        registrar = await persona("registrar")
        number = citizen_number()
        person_id = await person(registrar, documents=[NewDocument("01", number)])
        await person(registrar, documents=[NewDocument("01", number)])  # nothing new: nobody is told
        await amend_identity(registrar, person_id, IdentityChanges(name="王小华"), "更正")
        await add_document(registrar, person_id, NewDocument("08", "E12345678"))
        assert heard == [IdentityRecorded(person_id)] * 3
    finally:
        events._handlers[IdentityRecorded].remove(listen)


async def test_a_listener_that_refuses_undoes_the_registration() -> None:
    async def refuse(event: IdentityRecorded) -> None:
        raise Conflict(text("not now"))

    events.subscribe(IdentityRecorded, refuse)
    try:
        with pytest.raises(Conflict):
            await person()
        assert await fetch("SELECT 1 FROM person") == []
    finally:
        events._handlers[IdentityRecorded].remove(refuse)


async def test_the_system_registers_without_an_organisation() -> None:
    person_id = await person(SYSTEM)
    assert await fetchval("SELECT count(*) FROM person_organisation WHERE person_id = $1", person_id) == 0
