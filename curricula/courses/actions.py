"""Open a course from its outline, plan its modules, publish a version, begin the next."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Annotated, Any

import asyncpg
import msgspec
from msgspec import Meta

from curricula.courses.queries import CourseView, find_course, version
from curricula.courses.rules import (
    ModuleDraft,
    NotCovered,
    coverage,
    module_problems,
    outline_in_force,
    plain,
    prefilled,
)
from curricula.courses.tables import Course, CourseModule, CourseVersion
from curricula.occupations.rules import current_edition
from curricula.outlines.data import outline
from curricula.outlines.unsure import require_confirmed
from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import copy_rows, execute, fetchrow, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.text import text

_EDIT = "curricula.course.edit"
_PUBLISH = "curricula.course.publish"
_COLUMNS = (
    "id",
    "course_version_id",
    "position",
    "code",
    "title",
    "kind",
    "hours",
    "outline_module",
    "pass_mark",
    "topics",
)


class NewCourse(msgspec.Struct, frozen=True, kw_only=True):
    """A course to be opened under an outline."""

    code: Annotated[str, Meta(min_length=1, max_length=40)]
    title: Annotated[str, Meta(min_length=2, max_length=80)]
    outline_code: str
    occupation_code: str
    level: Annotated[int, Meta(ge=1, le=5)]


async def create_course(actor: Actor, new: NewCourse) -> str:
    """Open a course with a first draft that holds the outline's modules; its public id."""
    actor.require(_EDIT)
    used = outline_in_force(new.outline_code, today())
    _guard_level(new.occupation_code, new.level)
    course = Course(
        id=new_id(),
        public_id=new_public_id(),
        college_id=actor.organisation_id,
        code=new.code.strip(),
        title=new.title.strip(),
        outline_code=used.code,
        occupation_code=new.occupation_code,
        level=new.level,
        created_at=now(),
    )
    async with transaction():
        try:
            async with transaction():
                await Course.insert(course)
        except asyncpg.UniqueViolationError as error:
            taken = text("Your college already has a course with this code.")
            raise Invalid([FieldProblem("code", taken)]) from error
        version_id = await _begin(course.id, 1, used.edition)
        await _put(version_id, prefilled(used))
        await record(actor, "course.opened", ("course", course.id), {"code": (None, course.code)})
    return str(course.public_id)


def _guard_level(occupation_code: str, level: int) -> None:
    edition = current_edition(occupation_code)
    if edition is None or level not in edition.levels:
        raise Invalid([FieldProblem("level", text("The occupation's standard has no such level."))])


async def set_modules(actor: Actor, public_id: str, number: int, modules: Sequence[ModuleDraft]) -> None:
    """Replace the plan of a draft. Raises `Invalid` with every problem, `Conflict` once it is published."""
    actor.require(_EDIT)
    course = await _own(actor, public_id)
    async with transaction():
        row = await _draft(course, number)
        before = await version(row["id"])
        problems = module_problems(outline(course.outline_code, row["outline_edition"]), modules)
        if problems:
            raise Invalid(problems)
        await execute("DELETE FROM course_module WHERE course_version_id = $1", row["id"])
        await _put(row["id"], modules)
        changes = {
            "hours": (_hours(before.modules), _hours(modules)),
            "modules": ([one.code for one in before.modules], [one.code for one in modules]),
        }
        await record(actor, "course_version.planned", ("course_version", row["id"]), changes)


def _hours(modules: Sequence[Any]) -> str:
    return plain(sum((one.hours for one in modules[1:]), modules[0].hours)) if modules else "0"


async def publish(actor: Actor, public_id: str, number: int) -> None:
    """Freeze a draft that covers its outline. Raises `NotCovered` with everything that is short."""
    actor.require(_PUBLISH)
    course = await _own(actor, public_id)
    async with transaction():
        row = await _draft(course, number)
        plan = await version(row["id"])
        used = outline(plan.outline_code, plan.outline_edition)
        covered = coverage(used, [one.draft for one in plan.modules])
        if not covered.met:
            raise NotCovered(covered)
        await require_confirmed(used)
        await execute(
            "UPDATE course_version SET status = 'published', published_at = $2 WHERE id = $1",
            row["id"],
            now(),
        )
        changes = {"status": ("draft", "published")}
        await record(actor, "course_version.published", ("course_version", row["id"]), changes)


async def new_version(actor: Actor, public_id: str) -> int:
    """Begin a draft from the newest version under the outline now in force; its number."""
    actor.require(_EDIT)
    course = await _own(actor, public_id)
    async with transaction():
        await fetchval("SELECT 1 FROM course WHERE id = $1 FOR UPDATE", course.id)
        latest = await fetchrow(
            "SELECT id, number, status FROM course_version WHERE course_id = $1 ORDER BY number DESC LIMIT 1",
            course.id,
        )
        if latest is None or latest["status"] == "draft":
            raise Conflict(
                text("The course has a draft already."), remedy=text("Change or publish that draft.")
            )
        modules = [one.draft for one in (await version(latest["id"])).modules]
        number = int(latest["number"]) + 1
        version_id = await _begin(course.id, number, outline_in_force(course.outline_code, today()).edition)
        await _put(version_id, modules)
        changes = {"number": (number - 1, number)}
        await record(actor, "course_version.begun", ("course_version", version_id), changes)
    return number


async def close(actor: Actor, public_id: str, number: int) -> None:
    """No new cohort begins under this version; those that have begun go on under it."""
    actor.require(_PUBLISH)
    course = await _own(actor, public_id)
    async with transaction():
        key = await fetchval(
            "UPDATE course_version SET status = 'closed'"
            " WHERE course_id = $1 AND number = $2 AND status = 'published' RETURNING id",
            course.id,
            number,
        )
        if key is None:
            raise Conflict(text("Only a published version can be closed."))
        changes = {"status": ("published", "closed")}
        await record(actor, "course_version.closed", ("course_version", key), changes)


async def _own(actor: Actor, public_id: str) -> CourseView:
    course = await find_course(actor, public_id)
    if course.college_id != actor.organisation_id:
        raise NotFound()
    return course


async def _draft(course: CourseView, number: int) -> asyncpg.Record:
    """The version's row, locked. Raises `NotFound`, or `Conflict` when it is no draft."""
    row = await fetchrow(
        "SELECT id, status, outline_edition FROM course_version"
        " WHERE course_id = $1 AND number = $2 FOR UPDATE",
        course.id,
        number,
    )
    if row is None:
        raise NotFound()
    if row["status"] != "draft":
        raise Conflict(
            text("This version is published and does not change any more."),
            remedy=text("Begin a new version; trainees stay on the version they began with."),
        )
    return row


async def _begin(course_id: uuid.UUID, number: int, edition: str) -> uuid.UUID:
    begun = CourseVersion(
        id=new_id(),
        course_id=course_id,
        number=number,
        outline_edition=edition,
        status="draft",
        created_at=now(),
    )
    await CourseVersion.insert(begun)
    return uuid.UUID(str(begun.id))


async def _put(version_id: uuid.UUID, modules: Sequence[ModuleDraft]) -> None:
    rows = [
        (
            new_id(),
            version_id,
            at,
            one.code,
            one.title,
            one.kind,
            one.hours,
            one.outline_module,
            one.pass_mark,
            list(one.topics),
        )
        for at, one in enumerate(modules, 1)
    ]
    await copy_rows(CourseModule._meta.tablename, _COLUMNS, rows)
