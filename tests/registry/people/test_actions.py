"""Registering people, amending them, and what may never be lost or shown on the way."""

from __future__ import annotations

from datetime import date

import pytest

from foundation import history
from foundation.errors import Conflict, Invalid, NotFound
from registry.people.actions import IdentityChanges, NewDocument, NewPerson, amend_identity, register
from registry.people.queries import by_document, identity, list_people
from registry.people.tables import Sex
from tests.people import citizen_number, person, persona

pytestmark = pytest.mark.usefixtures("database")


async def test_a_new_person_is_registered_with_what_the_number_says() -> None:
    registrar = await persona("registrar")
    number = citizen_number(date(2001, 3, 5))
    person_id = await register(
        registrar, NewPerson(name="欧阳 小花（曾用名：欧阳花）", documents=[NewDocument("01", number)])
    )
    known = await identity(person_id)
    assert (known.name, known.former_names) == ("欧阳小花", ["欧阳花"])
    assert (known.sex, known.birth_date) == (Sex.FEMALE, date(2001, 3, 5))
    assert known.documents == [("01", number)]
    assert await by_document("01", number) == person_id
