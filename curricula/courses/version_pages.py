"""Steps of a course version: what it has changed, publishing it, closing it, beginning the next."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromPath, FromQuery

from curricula.courses import actions, queries
from curricula.courses.differences import Differences, differences
from curricula.courses.queries import CourseVersionView
from curricula.outlines.data import outline
from foundation.actor import Actor
from foundation.errors import DomainError, NotFound
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE
from foundation.web.pages import Answer, Request, render, see_other

_VIEW = "curricula.course.view"
_EDIT = "curricula.course.edit"
_PUBLISH = "curricula.course.publish"


@get("/courses/{public_id:str}/versions/{number:int}/changes", opt={"permission": _VIEW})
async def changes_page(
    request: Request,
    actor: SignedIn,
    public_id: FromPath[str],
    number: FromPath[int],
    since: FromQuery[int | None] = None,
) -> Answer:
    version = await queries.find_version(actor, public_id, number)
    others = [one.number for one in await queries.versions_of(version.course_id) if one.number != number]
    if not others:
        return see_other(request, f"/courses/{public_id}/versions/{number}")
    earlier = [one for one in others if one < number]
    wanted = since if since in others else max(earlier) if earlier else min(others)
    old = await queries.find_version(actor, public_id, wanted)
    return render(
        request,
        "curricula/version_changes.html",
        version=version,
        old=old,
        others=sorted(others),
        found=_between(old, version),
    )


def _between(old: CourseVersionView, new: CourseVersionView) -> Differences:
    return differences([one.draft for one in old.modules], [one.draft for one in new.modules])


@get("/courses/{public_id:str}/versions/{number:int}/publish", opt={"permission": _PUBLISH})
async def publish_page(
    request: Request, actor: SignedIn, public_id: FromPath[str], number: FromPath[int]
) -> Answer:
    return await _publish(request, actor, public_id, number)


@post("/courses/{public_id:str}/versions/{number:int}/publish", opt={"permission": _PUBLISH})
async def publish(
    request: Request, actor: SignedIn, public_id: FromPath[str], number: FromPath[int]
) -> Answer:
    try:
        await actions.publish(actor, public_id, number)
    except CORRECTABLE as error:
        return await _publish(request, actor, public_id, number, error)
    flash = text("The version is published and does not change any more.")
    return see_other(request, f"/courses/{public_id}/versions/{number}", flash=flash)


async def _publish(
    request: Request, actor: Actor, public_id: str, number: int, error: DomainError | None = None
) -> Answer:
    version = await queries.find_version(actor, public_id, number)
    if version.college_id != actor.organisation_id:
        raise NotFound()
    if error is None and version.status != "draft":
        return see_other(request, f"/courses/{public_id}/versions/{number}")
    old = await queries.find_version(actor, public_id, number - 1) if number > 1 else None
    return render(
        request,
        "curricula/publish.html",
        error=error,
        version=version,
        outline=outline(version.outline_code, version.outline_edition),
        old=old,
        found=_between(old, version) if old else None,
    )


@post("/courses/{public_id:str}/versions/{number:int}/close", opt={"permission": _PUBLISH})
async def close(request: Request, actor: SignedIn, public_id: FromPath[str], number: FromPath[int]) -> Answer:
    await actions.close(actor, public_id, number)
    flash = text("No new cohort begins under this version.")
    return see_other(request, f"/courses/{public_id}/versions/{number}", flash=flash)


@post("/courses/{public_id:str}/versions", opt={"permission": _EDIT})
async def new_version(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    number = await actions.new_version(actor, public_id)
    return see_other(
        request, f"/courses/{public_id}/versions/{number}", flash=text("The new version is a draft.")
    )


ROUTES = [changes_page, publish_page, publish, close, new_version]
