"""Courses and their versions for other systems, read-only."""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath

from curricula.courses.queries import CourseVersionView, CourseView, find_version, list_courses
from foundation.web.access import SignedIn

_VIEW = "curricula.course.view"


@get("/api/v1/courses", opt={"permission": _VIEW})
async def api_courses(actor: SignedIn) -> list[CourseView]:
    return (await list_courses(actor, limit=500))[0]


@get("/api/v1/courses/{public_id:str}/versions/{number:int}", opt={"permission": _VIEW})
async def api_version(actor: SignedIn, public_id: FromPath[str], number: FromPath[int]) -> CourseVersionView:
    return await find_version(actor, public_id, number)


ROUTES = [api_courses, api_version]
