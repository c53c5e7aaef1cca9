"""Courses: opened from the outline, planned, published only when every minimum is covered, then frozen."""

from __future__ import annotations

from decimal import Decimal

import asyncpg
import msgspec
import pytest

from curricula.courses.actions import NewCourse, close, create_course, new_version, publish, set_modules
from curricula.courses.queries import (
    find_course,
    find_version,
    list_courses,
    published_courses,
    published_version,
    version,
    versions,
)
from curricula.courses.rules import ModuleDraft, NotCovered
from foundation.actor import Actor
from foundation.database import execute, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from foundation.history import of
from tests.parameters import confirm
from tests.people import persona

pytestmark = pytest.mark.usefixtures("database", "confirmed_outline")
COURSE = NewCourse(
    code="BYS-4", title="保育师四级", outline_code="TY-BYRY", occupation_code="4-10-01-03", level=4
)


async def _plan(actor: Actor, course: str, number: int = 1) -> list[ModuleDraft]:
    return [module.draft for module in (await find_version(actor, course, number)).modules]


async def _with_hours(actor: Actor, course: str, code: str, hours: str) -> None:
    plan = [
        msgspec.structs.replace(one, hours=Decimal(hours)) if one.code == code else one
        for one in await _plan(actor, course)
    ]
    await set_modules(actor, course, 1, plan)


async def test_a_course_begins_with_the_modules_of_its_outline() -> None:
    registrar = await persona("registrar")
    course = await create_course(registrar, COURSE)
    draft = await find_version(registrar, course, 1)
    assert (draft.status, draft.outline_edition, draft.level) == ("draft", "2021", 4)
    assert sum(module.hours for module in draft.modules) == 120
    assert draft.modules[0].code == "B-T1"
    assert draft.module("B-P1") is not None
    assert draft.module("nothing") is None
    assert [row.public_id for row in (await list_courses(registrar))[0]] == [course]
    assert (await list_courses(registrar, search="育婴"))[1] == 0


async def test_nothing_is_published_under_an_outline_whose_hours_nobody_confirmed() -> None:
    registrar = await persona("registrar")
    course = await create_course(registrar, msgspec.structs.replace(COURSE, outline_code="TY-FZR"))
    with pytest.raises(Refused) as refused:
        await publish(registrar, course, 1)
    assert refused.value.rule is not None
    assert (refused.value.rule.id, refused.value.rule.confidence) == ("outline.TY-FZR.2021", "U")
    await confirm("outline.TY-FZR.2021")
    await publish(registrar, course, 1)


async def test_published_is_frozen_even_for_sql() -> None:
    registrar = await persona("registrar")
    course = await create_course(registrar, COURSE)
    with pytest.raises(Conflict):
        await published_version(registrar, course)
    await publish(registrar, course, 1)
    found = await published_version(registrar, course)
    assert found.status == "published"
    assert (await version(found.id)) == found
    assert (await versions([found.id]))[found.id] == found
    assert [one.public_id for one in await published_courses(registrar)] == [course]
    with pytest.raises(Conflict):
        await set_modules(registrar, course, 1, await _plan(registrar, course))
    with pytest.raises(Conflict):
        await publish(registrar, course, 1)
    with pytest.raises(asyncpg.PostgresError, match="published course version"):
        await execute("UPDATE course_module SET hours = 1 WHERE course_version_id = $1", found.id)


async def test_nothing_is_put_into_a_published_version_nor_its_state_turned_back() -> None:
    registrar = await persona("registrar")
    course = await create_course(registrar, COURSE)
    await publish(registrar, course, 1)
    await new_version(registrar, course)
    published = (await find_version(registrar, course, 1)).id
    draft = (await find_version(registrar, course, 2)).id
    for statement in (
        "UPDATE course_module SET course_version_id = $1, code = 'X' WHERE course_version_id = $2",
        "UPDATE course_version SET status = 'draft' WHERE id = $1 AND $2::uuid IS NOT NULL",
        "UPDATE course_version SET outline_edition = '2030' WHERE id = $1 AND $2::uuid IS NOT NULL",
        "UPDATE course_version SET number = 9 WHERE id = $2 AND $1::uuid IS NOT NULL",
        "UPDATE course k SET level = 5 FROM course_version v WHERE v.course_id = k.id AND v.id IN ($1, $2)",
    ):
        with pytest.raises(asyncpg.PostgresError, match="published course"):
            async with transaction():
                await execute(statement, published, draft)


async def test_compulsory_content_must_be_taught_by_a_module() -> None:
    registrar = await persona("registrar")
    course = await create_course(registrar, COURSE)
    assert (await find_version(registrar, course, 1)).modules[1].topics == ("LAW-01", "LAW-02", "LAW-03")
    plan = await _plan(registrar, course)
    without = [msgspec.structs.replace(plan[0], topics=()), *plan[1:]]
    await set_modules(registrar, course, 1, without)
    with pytest.raises(NotCovered) as refused:
        await publish(registrar, course, 1)
    assert [(line.kind, line.module) for line in refused.value.lines] == [("topic", "ETH-01")]
    elsewhere = [without[0], msgspec.structs.replace(plan[1], topics=("ETH-01", *plan[1].topics)), *plan[2:]]
    await set_modules(registrar, course, 1, elsewhere)
    await publish(registrar, course, 1)
    wrong = msgspec.structs.replace(plan[0], topics=("ETH-99",))
    await new_version(registrar, course)
    with pytest.raises(Invalid) as unknown:
        await set_modules(registrar, course, 2, [wrong, *plan[1:]])
    assert unknown.value.problems[0].field == "modules[0].topics"


async def test_each_minimum_on_its_own() -> None:
    """15 hours more of theory do not make up for 15 of practice."""
    registrar = await persona("registrar")
    course = await create_course(registrar, COURSE)
    plan = [
        msgspec.structs.replace(
            one, hours=one.hours + {"B-T3": Decimal(15), "B-P1": Decimal(-15)}.get(one.code, Decimal(0))
        )
        for one in await _plan(registrar, course)
    ]
    await set_modules(registrar, course, 1, plan)
    with pytest.raises(NotCovered) as refused:
        await publish(registrar, course, 1)
    short = {line.kind: line.short for line in refused.value.lines}
    assert short["practice"] == 15
    assert "total" not in short
    assert "theory" not in short
    assert refused.value.rule is not None
    assert (await find_version(registrar, course, 1)).status == "draft"


async def test_half_an_hour_decides() -> None:
    registrar = await persona("registrar")
    course = await create_course(registrar, COURSE)
    await _with_hours(registrar, course, "B-T3", "11.5")
    with pytest.raises(NotCovered) as refused:
        await publish(registrar, course, 1)
    assert {line.kind for line in refused.value.lines} == {"total", "theory"}
    await _with_hours(registrar, course, "B-T3", "12")
    await publish(registrar, course, 1)


async def test_a_new_version_keeps_the_old_one() -> None:
    registrar = await persona("registrar")
    course = await create_course(registrar, COURSE)
    with pytest.raises(Conflict):
        await new_version(registrar, course)
    await publish(registrar, course, 1)
    assert await new_version(registrar, course) == 2
    assert (await published_version(registrar, course)).number == 1
    assert (await _plan(registrar, course, 2)) == (await _plan(registrar, course, 1))
    await publish(registrar, course, 2)
    assert (await published_version(registrar, course)).number == 2
    await close(registrar, course, 2)
    assert (await published_version(registrar, course)).number == 1
    with pytest.raises(Conflict):
        await close(registrar, course, 2)


async def test_every_problem_of_a_plan_at_once() -> None:
    registrar = await persona("registrar")
    course = await create_course(registrar, COURSE)
    good = (await _plan(registrar, course))[0]
    replace = msgspec.structs.replace
    wrong = [
        good,
        good,
        replace(good, code="X", outline_module="?"),
        replace(good, code="Y", kind="practice"),
    ]
    with pytest.raises(Invalid) as found:
        await set_modules(registrar, course, 1, wrong)
    assert [problem.field for problem in found.value.problems] == [
        "modules[1].code",
        "modules[2].outline_module",
        "modules[3].kind",
    ]
    with pytest.raises(Invalid):
        await set_modules(registrar, course, 1, [])


async def test_scope_and_role() -> None:
    registrar, other = await persona("registrar"), await persona("registrar", area="360300")
    course = await create_course(registrar, COURSE)
    for look in (find_course(other, course), published_version(other, course), publish(other, course, 1)):
        with pytest.raises(NotFound):
            await look
    with pytest.raises(Forbidden):
        await create_course(await persona("teacher"), COURSE)
    assert (await find_course(await persona("preparer", area="360000"), course)).public_id == course
    assert await create_course(other, COURSE)  # the code is the college's own


async def test_a_code_is_taken_and_a_level_does_not_exist() -> None:
    registrar = await persona("registrar")
    course = await create_course(registrar, COURSE)
    with pytest.raises(Invalid) as taken:
        await create_course(registrar, COURSE)
    assert taken.value.problems[0].field == "code"
    with pytest.raises(Invalid) as missing:
        await create_course(
            registrar, msgspec.structs.replace(COURSE, code="B", occupation_code="4-10-01-01", level=5)
        )
    assert missing.value.problems[0].field == "level"
    kinds = [entry.kind for entry in await of("course", (await find_course(registrar, course)).id)]
    assert kinds == ["course.opened"]
