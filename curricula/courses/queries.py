"""Reads of courses and their versions, within the reader's scope."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from curricula.courses.rules import ModuleDraft
from curricula.outlines.data import ModuleKind
from foundation.actor import Actor
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import Conflict, NotFound
from foundation.text import text
from registry.organisations.queries import scope


class ModuleView(msgspec.Struct, frozen=True):
    """A module of a version."""

    code: str
    title: str
    kind: ModuleKind
    hours: Decimal
    outline_module: str
    pass_mark: Decimal | None
    topics: tuple[str, ...] = ()

    @property
    def draft(self) -> ModuleDraft:
        """The same as a plan that can be changed."""
        return ModuleDraft(**msgspec.structs.asdict(self))


class CourseVersionView(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a course with its modules in order."""

    id: uuid.UUID
    number: int
    status: str
    course_id: uuid.UUID
    course_public_id: str
    code: str
    title: str
    college_id: uuid.UUID
    college_name: str
    outline_code: str
    outline_edition: str
    occupation_code: str
    level: int
    published_at: datetime | None
    modules: tuple[ModuleView, ...]

    def module(self, code: str) -> ModuleView | None:
        """The module with that code, if the version has it."""
        return next((module for module in self.modules if module.code == code), None)


class CourseView(msgspec.Struct, frozen=True, kw_only=True):
    """A course in a list."""

    id: uuid.UUID
    public_id: str
    code: str
    title: str
    college_id: uuid.UUID
    college_name: str
    outline_code: str
    occupation_code: str
    level: int
    latest: int
    status: str
    created_at: datetime


class VersionRow(msgspec.Struct, frozen=True):
    """A version in the list of its course."""

    number: int
    status: str
    outline_edition: str
    hours: Decimal
    modules: int
    published_at: datetime | None


_SEEN = " (k.college_id = $2 OR ($1 <> '' AND o.area_code LIKE $1))"
_COURSE = """
SELECT k.id, k.public_id, k.code, k.title, k.college_id, o.name AS college_name, k.outline_code,
       k.occupation_code, k.level, k.created_at, v.number AS latest, v.status
  FROM course k
  JOIN organisation o ON o.id = k.college_id
  JOIN LATERAL (
    SELECT number, status FROM course_version WHERE course_id = k.id ORDER BY number DESC LIMIT 1) v ON true
"""
_VERSION = """
SELECT v.id, v.number, v.status, v.course_id, k.public_id AS course_public_id, k.code, k.title, k.college_id,
       o.name AS college_name, k.outline_code, v.outline_edition, k.occupation_code, k.level, v.published_at
  FROM course_version v JOIN course k ON k.id = v.course_id JOIN organisation o ON o.id = k.college_id
"""
_MODULES = """
SELECT course_version_id, code, title, kind, hours, outline_module, pass_mark, topics
  FROM course_module WHERE course_version_id = ANY($1::uuid[]) ORDER BY course_version_id, position
"""
_VERSION_ROWS = """
SELECT v.number, v.status, v.outline_edition, v.published_at,
       coalesce(sum(m.hours), 0) AS hours, count(m.id)::int AS modules
  FROM course_version v LEFT JOIN course_module m ON m.course_version_id = v.id
 WHERE v.course_id = $1 GROUP BY v.id ORDER BY v.number DESC
"""
_PUBLISHED = """
 WHERE k.college_id = $1
   AND EXISTS (SELECT 1 FROM course_version p WHERE p.course_id = k.id AND p.status = 'published')
 ORDER BY k.code
"""
SORTS = {"code": "k.code", "title": "k.title", "created": "k.created_at"}


async def list_courses(
    actor: Actor, *, search: str = "", order_by: str = "k.code", limit: int = 50, offset: int = 0
) -> tuple[list[CourseView], int]:
    """The courses in scope; `order_by` comes from `SORTS`."""
    where = f" WHERE{_SEEN} AND ($3 = '' OR k.title LIKE '%' || $3 || '%' OR k.code LIKE $3 || '%')"
    args = (*scope(actor), search.strip())
    counted = f"SELECT count(*) FROM course k JOIN organisation o ON o.id = k.college_id{where}"  # noqa: S608
    total = await fetchval(counted, *args)
    rows = await fetch(f"{_COURSE}{where} ORDER BY {order_by} LIMIT $4 OFFSET $5", *args, limit, offset)
    return [CourseView(**dict(row)) for row in rows], total


async def find_course(actor: Actor, public_id: str) -> CourseView:
    """One course in scope. Raises `NotFound`."""
    row = await fetchrow(f"{_COURSE} WHERE{_SEEN} AND k.public_id = $3", *scope(actor), public_id)
    if row is None:
        raise NotFound()
    return CourseView(**dict(row))


async def versions_of(course_id: uuid.UUID) -> list[VersionRow]:
    """The versions of a course, newest first."""
    return [VersionRow(**dict(row)) for row in await fetch(_VERSION_ROWS, course_id)]


async def find_version(actor: Actor, public_id: str, number: int) -> CourseVersionView:
    """One version of a course in scope. Raises `NotFound`."""
    course = await find_course(actor, public_id)
    return await _one("v.course_id = $1 AND v.number = $2", course.id, number)


async def version(course_version_id: uuid.UUID) -> CourseVersionView:
    """One version, whoever asks. Raises `NotFound`."""
    return await _one("v.id = $1", course_version_id)


async def versions(course_version_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, CourseVersionView]:
    """Many at once, in two queries."""
    rows = await fetch(_VERSION + " WHERE v.id = ANY($1::uuid[])", list(set(course_version_ids)))
    return {view.id: view for view in await _with_modules(rows)}


async def published_version(actor: Actor, course_public_id: str) -> CourseVersionView:
    """The newest published version of a course of the actor's own college.

    Raises `NotFound` for a course of somebody else, `Conflict` when nothing of it is published.
    """
    course = await find_course(actor, course_public_id)
    if course.college_id != actor.organisation_id:
        raise NotFound()
    rows = await fetch(
        _VERSION + " WHERE v.course_id = $1 AND v.status = 'published' ORDER BY v.number DESC LIMIT 1",
        course.id,
    )
    if not rows:
        raise Conflict(
            text("No version of this course is published."),
            remedy=text("Publish a version of the course first."),
            field="course",
        )
    return (await _with_modules(rows))[0]


async def published_courses(actor: Actor) -> list[CourseView]:
    """The college's own courses under which a cohort can be opened."""
    rows = await fetch(_COURSE + _PUBLISHED, actor.organisation_id)
    return [CourseView(**dict(row)) for row in rows]


async def _one(condition: str, *args: Any) -> CourseVersionView:
    rows = await fetch(f"{_VERSION} WHERE {condition}", *args)
    if not rows:
        raise NotFound()
    return (await _with_modules(rows))[0]


async def _with_modules(rows: list[Any]) -> list[CourseVersionView]:
    modules: dict[uuid.UUID, list[ModuleView]] = {row["id"]: [] for row in rows}
    for row in await fetch(_MODULES, list(modules)):
        values = dict(row)
        values["topics"] = tuple(values["topics"])
        modules[values.pop("course_version_id")].append(ModuleView(**values))
    return [CourseVersionView(**dict(row), modules=tuple(modules[row["id"]])) for row in rows]
