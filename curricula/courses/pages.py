"""Pages of courses: what a college teaches, each version against its outline, and the steps of a version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Annotated, ClassVar

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from curricula.courses import actions, queries
from curricula.courses.queries import CourseVersionView
from curricula.courses.rules import ModuleDraft, advice, coverage, outline_in_force, plain
from curricula.occupations.data import LEVELS, OCCUPATIONS, occupation
from curricula.occupations.rules import current_edition
from curricula.outlines.data import COMPANIONS, KIND_LABELS, OUTLINES, ModuleKind, outline
from foundation.clock import today
from foundation.errors import DomainError, FieldProblem, Invalid
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, between, read_form, read_rows
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, render, see_other
from foundation.web.paging import read_listing

_VIEW = "curricula.course.view"
_EDIT = "curricula.course.edit"
_SPARE_ROWS = 3

NAVIGATION = [
    NavigationItem("/courses", text("Courses"), permission=_VIEW, order=30, kinds=frozenset({"college"}))
]


class CourseForm(msgspec.Struct):
    """A course to be opened; occupation and level are one choice: only pairs that exist are offered."""

    title: Annotated[str, Meta(min_length=2, max_length=80)]
    code: Annotated[str, Meta(min_length=1, max_length=40)]
    outline: str
    goal: Annotated[str, Meta(pattern=r"^[\d-]+/[1-5]$")]
    labels: ClassVar[dict[str, Text]] = {
        "title": text("Title"),
        "code": text("Code"),
        "outline": text("Training outline"),
        "goal": text("Prepares for"),
    }


class ModuleRow(msgspec.Struct):
    """A line of the plan; a line without code and title is left out."""

    code: Annotated[str, Meta(max_length=20)] = ""
    title: Annotated[str, Meta(max_length=80)] = ""
    kind: ModuleKind = "theory"
    hours: Annotated[Decimal, between(0, 2000)] | None = None
    outline_module: str = ""
    pass_mark: Annotated[Decimal, between(0, 100)] | None = None
    topics: tuple[str, ...] = ()


@get("/courses", opt={"permission": _VIEW})
async def courses_page(request: Request, actor: SignedIn) -> Answer:
    listing = read_listing(request, sorts=queries.SORTS, default="code", filters={"q": str}, tie="k.id")
    rows, total = await queries.list_courses(
        actor,
        search=listing.filters["q"] or "",
        order_by=listing.order_by,
        limit=listing.limit,
        offset=listing.offset,
    )
    return render(
        request,
        "curricula/courses.html",
        page=listing.page(rows, total),
        occupation=occupation,
        levels=LEVELS,
    )


@get("/courses/new", opt={"permission": _EDIT})
async def new_course_page(request: Request, actor: SignedIn) -> Answer:
    return _new_course(request)


@post("/courses/new", opt={"permission": _EDIT})
async def new_course(request: Request, actor: SignedIn) -> Answer:
    try:
        form = await read_form(request, CourseForm)
        code, _, level = form.goal.partition("/")
        new = actions.NewCourse(
            code=form.code,
            title=form.title,
            outline_code=form.outline,
            occupation_code=code,
            level=int(level),
        )
        public_id = await actions.create_course(actor, new)
    except CORRECTABLE as error:
        return _new_course(request, error)
    return see_other(
        request, f"/courses/{public_id}/versions/1", flash=text("The course is opened as a draft.")
    )


def _new_course(request: Request, error: DomainError | None = None) -> Answer:
    return render(
        request, "curricula/new_course.html", error=error, outlines=_outline_options(), goals=_goal_options()
    )


def _outline_options() -> list[tuple[str, Text]]:
    codes = sorted({found.code for found in OUTLINES.values() if found.in_force(today())})
    return [(code, outline_in_force(code, today()).label) for code in codes]


def _goal_options() -> list[dict[str, object]]:
    groups = []
    for one in OCCUPATIONS.values():
        edition = current_edition(one.code)
        if edition is not None:
            options = [(f"{one.code}/{level}", LEVELS[level].label) for level in edition.levels]
            groups.append({"label": one.label, "options": options})
    return groups


@get("/courses/{public_id:str}", opt={"permission": _VIEW})
async def course_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    course = await queries.find_course(actor, public_id)
    return render(
        request,
        "curricula/course.html",
        course=course,
        versions=await queries.versions_of(course.id),
        outline=outline_in_force(course.outline_code, today()),
        occupation=occupation(course.occupation_code),
        level=LEVELS[course.level],
        own=course.college_id == actor.organisation_id,
    )


@get("/courses/{public_id:str}/versions/{number:int}", opt={"permission": _VIEW})
async def version_page(
    request: Request, actor: SignedIn, public_id: FromPath[str], number: FromPath[int]
) -> Answer:
    version = await queries.find_version(actor, public_id, number)
    used = outline(version.outline_code, version.outline_edition)
    return render(
        request,
        "curricula/version.html",
        version=version,
        outline=used,
        titles={module.code: module for module in used.modules},
        kinds=KIND_LABELS,
        covered=coverage(used, [module.draft for module in version.modules]),
        advice=advice(used, [module.draft for module in version.modules]),
        own=version.college_id == actor.organisation_id,
    )


@get("/courses/{public_id:str}/versions/{number:int}/modules", opt={"permission": _EDIT})
async def modules_page(
    request: Request, actor: SignedIn, public_id: FromPath[str], number: FromPath[int]
) -> Answer:
    version = await queries.find_version(actor, public_id, number)
    if version.status != "draft" or version.college_id != actor.organisation_id:
        return see_other(request, f"/courses/{public_id}/versions/{number}")
    return _modules(request, version)


@post("/courses/{public_id:str}/versions/{number:int}/modules", opt={"permission": _EDIT})
async def set_modules(
    request: Request, actor: SignedIn, public_id: FromPath[str], number: FromPath[int]
) -> Answer:
    version = await queries.find_version(actor, public_id, number)
    try:
        rows = await read_rows(request, "modules", ModuleRow)
        used = {key: _draft(row) for key, row in rows.items() if row.code or row.title}
        with _at_their_rows(list(used)):
            await actions.set_modules(actor, public_id, number, list(used.values()))
    except CORRECTABLE as error:
        return _modules(request, version, error)
    return see_other(
        request, f"/courses/{public_id}/versions/{number}", flash=text("The plan of the course is saved.")
    )


@contextmanager
def _at_their_rows(keys: list[str]) -> Iterator[None]:
    """The action counts the modules; the form has empty rows between them."""
    try:
        yield
    except Invalid as error:
        raise Invalid([_at_its_row(problem, keys) for problem in error.problems]) from error


def _at_its_row(problem: FieldProblem, keys: list[str]) -> FieldProblem:
    found = re.fullmatch(r"modules\[(\d+)\](\.\w+)", problem.field)
    if found is None:
        return problem
    return msgspec.structs.replace(problem, field=f"modules[{keys[int(found[1])]}]{found[2]}")


def _draft(row: ModuleRow) -> ModuleDraft:
    return ModuleDraft(
        code=row.code,
        title=row.title,
        kind=row.kind,
        hours=row.hours or Decimal(0),
        outline_module=row.outline_module,
        pass_mark=row.pass_mark,
        topics=row.topics,
    )


def _modules(request: Request, version: CourseVersionView, error: DomainError | None = None) -> Answer:
    used = outline(version.outline_code, version.outline_edition)
    return render(
        request,
        "curricula/modules.html",
        error=error,
        filled=_typed_rows(version),
        version=version,
        rows=range(len(version.modules) + _SPARE_ROWS),
        kinds=list(KIND_LABELS.items()),
        outline_modules=[(module.code, module.label) for module in used.modules],
        topics=[
            {"value": one.code, "label": one.code, "hint": one.label}
            for one in COMPANIONS.values()
            if one.topic in KIND_LABELS
        ],
    )


def _typed_rows(version: CourseVersionView) -> dict[str, object]:
    return {
        f"modules[{at}].{name}": plain(value) if isinstance(value, Decimal) else value
        for at, module in enumerate(version.modules)
        for name, value in msgspec.structs.asdict(module).items()
    }


ROUTES = [
    courses_page,
    new_course_page,
    new_course,
    course_page,
    version_page,
    modules_page,
    set_modules,
]
