"""Contact, schooling and guardian of a person."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from litestar import get, post
from litestar.params import FromPath

from foundation.errors import DomainError
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.pages import Answer, Request, render, see_other
from registry.particulars.actions import Particulars, amend_particulars
from registry.people.pages import LABELS, Short, choices
from registry.people.queries import PersonView, person

_AMEND = "registry.person.amend"


class ParticularsForm(msgspec.Struct):
    """What does not identify a person. An empty telephone field leaves the number that is on file."""

    phone: Short = ""
    ethnicity: Short = ""
    education: Short = ""
    guardian_name: Short = ""
    area_code: str | None = None
    labels: ClassVar[dict[str, Text]] = LABELS


@get("/people/{public_id:str}/particulars", opt={"permission": _AMEND})
async def particulars_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return _particulars(request, await person(actor, public_id))


def _particulars(request: Request, shown: PersonView, error: DomainError | None = None) -> Answer:
    filled = {
        "ethnicity": shown.ethnicity,
        "education": shown.education,
        "guardian_name": shown.guardian_name,
        "area_code": shown.area_code,
    }
    return render(
        request,
        "registry/person_particulars.html",
        error=error,
        filled=filled,
        shown=shown,
        **choices(),
    )


@post("/people/{public_id:str}/particulars", opt={"permission": _AMEND})
async def save_particulars(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    shown = await person(actor, public_id)
    try:
        wanted = await read_form(request, ParticularsForm)
        given = Particulars(
            phone=wanted.phone or None,
            ethnicity=wanted.ethnicity,
            education=wanted.education,
            guardian_name=wanted.guardian_name,
            area_code=wanted.area_code,
        )
        await amend_particulars(actor, shown.id, given)
    except CORRECTABLE as error:
        return _particulars(request, shown, error)
    return see_other(request, f"/people/{public_id}", flash=text("Saved."))


ROUTES = [particulars_page, save_particulars]
