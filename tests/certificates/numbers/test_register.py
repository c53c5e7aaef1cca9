"""The evaluator register: who enters whom, what is refused, and when it ends."""

from __future__ import annotations

from datetime import date

import asyncpg
import msgspec
import pytest

from certificates.numbers.actions import end_validity, register_evaluator, take_numbers
from certificates.numbers.queries import find_register, list_registers, register_for
from certificates.numbers.rules import NewRegister
from foundation import history
from foundation.actor import Actor
from foundation.database import execute, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tests.certificates.conftest import SignIn
from tests.parameters import confirm
from tests.people import organisation, persona


@pytest.fixture
async def preparer(database: asyncpg.Connection) -> Actor:
    return await persona("preparer", "360100")


async def entry(**changes: object) -> NewRegister:
    evaluator = await organisation("evaluator", "360100")
    facts: dict[str, object] = {
        "evaluator": evaluator.public_id,
        "prefix": "S000036000001",
        "valid_from": date(2026, 1, 1),
        "scopes": ["4-10-01-03/4", "4-10-01-03/5"],
    }
    return msgspec.convert({**facts, **changes}, NewRegister)


async def test_a_registered_evaluator_gets_numbers_for_what_it_may_evaluate(preparer: Actor) -> None:
    entry_id = await register_evaluator(preparer, await entry())
    evaluator = (await organisation("evaluator", "360100")).id
    found = await register_for(evaluator, "4-10-01-03", 4, date(2026, 6, 1))
    assert (found.id, found.scopes) == (entry_id, [("4-10-01-03", 5), ("4-10-01-03", 4)])
    assert await take_numbers(found.prefix, year=2026, level=4, count=2) == [
        "S000036000001264000001",
        "S000036000001264000002",
    ]
    for occupation, level, day in (
        ("4-10-01-03", 3, date(2026, 6, 1)),
        ("4-10-01-01", 4, date(2026, 6, 1)),
        ("4-10-01-03", 4, date(2025, 12, 31)),
    ):
        with pytest.raises(Refused):
            await register_for(evaluator, occupation, level, day)


async def test_a_letter_that_nobody_confirmed_gives_no_number(preparer: Actor) -> None:
    school = await entry(prefix="J000036000001")
    with pytest.raises(Refused) as refused:
        await register_evaluator(preparer, school)
    assert refused.value.rule is not None
    assert (refused.value.rule.id, refused.value.rule.confidence) == ("number.letter.J", "U")
    with pytest.raises(Refused):
        await take_numbers("J000036000001", year=2026, level=4, count=1)
    await confirm("number.letter.J")
    await register_evaluator(preparer, school)
    assert await take_numbers("J000036000001", year=2026, level=4, count=1) == ["J000036000001264000001"]


@pytest.mark.parametrize(
    "changes, fields",
    [
        ({"prefix": "X000036000001"}, {"prefix"}),
        ({"prefix": "S00003600000"}, {"prefix"}),
        ({"valid_until": date(2025, 1, 1)}, {"valid_until"}),
        ({"scopes": []}, {"scopes"}),
        ({"scopes": ["4-10-01-03/6"]}, {"scopes"}),
        ({"scopes": ["9-99-99-99/4"]}, {"scopes"}),
        ({"evaluator": "nobody", "prefix": "?"}, {"evaluator", "prefix"}),
    ],
)
async def test_every_problem_of_an_entry_is_named(
    preparer: Actor, changes: dict[str, object], fields: set[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        await register_evaluator(preparer, await entry(**changes))
    assert {problem.field for problem in refused.value.problems} == fields


async def test_thirteen_places_belong_to_one_entry_only(preparer: Actor) -> None:
    await register_evaluator(preparer, await entry())
    with pytest.raises(Conflict):
        await register_evaluator(preparer, await entry())


async def test_evaluators_of_other_areas_and_other_kinds_are_not_there(preparer: Actor) -> None:
    for stranger in (await organisation("evaluator", "360700"), await organisation("college", "360100")):
        with pytest.raises(Invalid):
            await register_evaluator(preparer, await entry(evaluator=stranger.public_id))
    entry_id = await register_evaluator(preparer, await entry())
    with pytest.raises(NotFound):
        await find_register(await persona("preparer", "360700"), entry_id)


async def test_after_the_last_day_nothing_new_is_certified(preparer: Actor) -> None:
    entry_id = await register_evaluator(preparer, await entry())
    with pytest.raises(Invalid):
        await end_validity(preparer, entry_id, date(2025, 1, 1), "期满")
    with pytest.raises(Invalid):
        await end_validity(preparer, entry_id, date(2026, 6, 30), " ")
    await end_validity(preparer, entry_id, date(2026, 6, 30), "备案期满")
    evaluator = (await organisation("evaluator", "360100")).id
    assert (await register_for(evaluator, "4-10-01-03", 4, date(2026, 6, 30))).id == entry_id
    with pytest.raises(Refused):
        await register_for(evaluator, "4-10-01-03", 4, date(2026, 7, 1))
    told = [line.kind for line in await history.of("evaluator", evaluator)]
    assert told == ["evaluator.ended", "evaluator.registered"]


async def test_the_approver_may_look_but_not_register(preparer: Actor) -> None:
    with pytest.raises(Forbidden):
        await register_evaluator(await persona("approver", "360100"), await entry())


async def test_a_series_only_goes_up_and_ends(preparer: Actor) -> None:
    await register_evaluator(preparer, await entry())
    await take_numbers("S000036000001", year=2026, level=4, count=999_998)
    with pytest.raises(Refused):
        await take_numbers("S000036000001", year=2026, level=4, count=2)
    (last,) = await take_numbers("S000036000001", year=2026, level=4, count=1)
    assert last.endswith("999999")
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute("UPDATE number_series SET last_serial = 1")
    assert refused.value.sqlstate == "P0B08"


async def test_the_pages_register_and_end(preparer: Actor, signed_in: SignIn) -> None:
    browser = await signed_in(preparer)
    assert "No evaluator is registered yet" in (await browser.get("/evaluators")).text
    evaluator = await organisation("evaluator", "360100")
    assert evaluator.name in (await browser.get("/evaluators/new")).text
    wrong = await browser.post("/evaluators/new", {"evaluator": evaluator.public_id, "prefix": "S1"})
    assert wrong.status_code == 422
    made = await browser.post(
        "/evaluators/new",
        {
            "evaluator": evaluator.public_id,
            "prefix": "s0000 36 000001",
            "valid_from": "2026年1月1日",
            "scopes": ["4-10-01-03/4"],
        },
    )
    assert made.status_code == 303, made.text
    page = made.headers["location"]
    assert "Entered in the register" in (await browser.get(page)).text
    assert (await browser.post(page + "/end", {"valid_until": "20261231"})).status_code == 422
    ended = await browser.post(page + "/end", {"valid_until": "20261231", "reason": "备案期满"})
    assert ended.status_code == 303
    (kept,) = await list_registers("3601")
    assert kept.valid_until == date(2026, 12, 31)
