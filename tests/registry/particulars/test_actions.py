"""Contact and schooling: changed without touching the identity, and masked in the history."""

from __future__ import annotations

import pytest

from foundation import history
from foundation.database import fetchval
from foundation.errors import Forbidden, Invalid, NotFound
from registry.particulars.actions import Particulars, amend_particulars
from registry.particulars.data import ETHNIC_GROUPS
from registry.people.queries import identity
from tests.people import person, persona

pytestmark = pytest.mark.usefixtures("database")


async def test_contact_changes_without_a_new_version_of_the_identity() -> None:
    registrar = await persona("registrar")
    person_id = await person(registrar, phone="13812345678", guardian_name="王大山")
    version = (await identity(person_id)).identity_version
    wanted = Particulars(
        phone="13987654321", education="大学专科", guardian_name="李大海", area_code="360103"
    )
    await amend_particulars(registrar, person_id, wanted)
    assert (await identity(person_id)).identity_version == version
    entry = next(one for one in await history.of("person", person_id) if "particulars" in one.kind)
    assert entry.changes == {
        "phone": ["138****5678", "139****4321"],
        "education": ["", "大学专科"],
        "guardian_name": ["王**", "李**"],
        "area_code": ["360102", "360103"],
    }


async def test_nothing_changed_leaves_no_trace_and_empty_takes_away() -> None:
    registrar = await persona("registrar")
    person_id = await person(registrar, phone="13812345678")
    before = len(await history.of("person", person_id))
    await amend_particulars(registrar, person_id, Particulars(phone=" 13812345678 ", ethnicity=""))
    assert len(await history.of("person", person_id)) == before
    await amend_particulars(registrar, person_id, Particulars(phone="", area_code=""))
    assert await fetchval("SELECT phone_sealed FROM person WHERE id = $1", person_id) is None
    assert await fetchval("SELECT area_code FROM person WHERE id = $1", person_id) is None


async def test_only_known_areas_and_only_by_those_who_may() -> None:
    registrar = await persona("registrar", "360102")
    person_id = await person(registrar)
    with pytest.raises(Invalid):
        await amend_particulars(registrar, person_id, Particulars(area_code="999999"))
    with pytest.raises(Forbidden):
        await amend_particulars(await persona("teacher", "360102"), person_id, Particulars(phone="1"))
    with pytest.raises(NotFound):
        await amend_particulars(await persona("registrar", "360103"), person_id, Particulars(phone="1"))


def test_every_one_of_the_56_ethnic_groups_is_suggested() -> None:
    assert len(set(ETHNIC_GROUPS)) == 56
