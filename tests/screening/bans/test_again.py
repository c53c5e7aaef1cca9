"""The same decision entered twice is refused; another decision, or another person in it, is not."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec import structs

from foundation.actor import Actor
from foundation.database import fetchval
from screening.bans.actions import record
from screening.bans.again import EnteredBefore
from tests.people import citizen_number
from tests.screening.entries import BIRTH, draft, identity


async def test_the_same_entry_is_refused_and_the_one_that_stands_is_named(first: Actor) -> None:
    one = identity(citizen_number(BIRTH))
    before = await record(first, draft(one))
    with pytest.raises(EnteredBefore) as refused:
        await record(first, draft(one))
    assert refused.value.public_id == before.public_id
    assert await fetchval("SELECT count(*) FROM ban") == 1


async def test_order_of_names_and_spaces_in_the_number_make_no_other_entry(first: Actor) -> None:
    number = citizen_number(BIRTH)
    one = structs.replace(identity(number), names=("王小花", "王晓花", "王丽"))
    spaced = structs.replace(identity(f"{number[:6]} {number[6:]}"), names=("王小花", "王丽", "王晓花"))
    await record(first, draft(one))
    with pytest.raises(EnteredBefore):
        await record(first, draft(spaced))


@pytest.mark.parametrize(
    "change",
    [
        {"birth_dates": (date(1990, 5, 7),)},
        {"names": ("王小花", "王晓花")},
        {"sex": None},
        {"documents": ()},
    ],
)
async def test_another_person_of_the_same_name_in_the_same_decision_is_entered(
    first: Actor, change: dict[str, object]
) -> None:
    one = identity(citizen_number(BIRTH))
    await record(first, draft(one))
    await record(first, draft(structs.replace(one, **change)))
    assert await fetchval("SELECT count(*) FROM ban") == 2


async def test_another_decision_about_the_same_person_is_entered(first: Actor) -> None:
    one = identity(citizen_number(BIRTH))
    await record(first, draft(one))
    await record(first, draft(one, decision_on=date(2026, 9, 1)))
    assert await fetchval("SELECT count(*) FROM ban") == 2


async def test_among_many_namesakes_of_one_decision_the_very_entry_is_found(first: Actor) -> None:
    people = [identity(citizen_number(BIRTH)) for _ in range(12)]
    entries = [await record(first, draft(one)) for one in people]
    with pytest.raises(EnteredBefore) as refused:
        await record(first, draft(people[7]))
    assert refused.value.public_id == entries[7].public_id
