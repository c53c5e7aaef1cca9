"""Organisations: the list, one of them with its history, entering, amending and closing."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from foundation import history
from foundation.actor import Actor
from foundation.clock import today
from foundation.errors import DomainError
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, render, see_other
from foundation.web.paging import read_listing
from registry.accounts.data import ROLES
from registry.areas.queries import area_options
from registry.areas.rules import full_name
from registry.calendars.queries import settled_calendars
from registry.chronicle import events
from registry.filings.queries import filings_of
from registry.organisations import actions
from registry.organisations.actions import Amendment, NewOrganisation
from registry.organisations.data import INSTITUTION_FORMS, SERVICE_MODES
from registry.organisations.queries import (
    SORTS,
    OrganisationView,
    Wanted,
    by_public_id,
    counts_by_kind,
    list_organisations,
    sees_area,
)
from registry.organisations.rules import OrganisationKind

_VIEW = "registry.organisation.view"
_REGISTER = "registry.organisation.register"
_AMEND = "registry.organisation.amend"
_CLOSE = "registry.organisation.close"

NAVIGATION = [
    NavigationItem("/organisations", text("Organisations"), permission=_VIEW, order=10, seldom=True)
]

Name = Annotated[str, Meta(min_length=2, max_length=100)]
Short = Annotated[str, Meta(max_length=200)]

_LABELS: dict[str, Text] = {
    "kind": text("Kind"),
    "name": text("Official name"),
    "name_en": text("English name"),
    "uscc": text("Credit code"),
    "code": text("Code"),
    "area_code": text("Area"),
    "registration_kind": text("Legal form"),
    "service_modes": text("Kinds of care"),
    "inclusive": text("Inclusive (subsidised)"),
    "address": text("Address"),
    "phone": text("Telephone"),
    "reason": text("Reason"),
}


class RegisterForm(NewOrganisation, kw_only=True):
    """Entering an organisation; `confirmed` after the check page, `edit` back from it."""

    name: Name
    name_en: Short = ""
    address: Short = ""
    confirmed: bool = False
    edit: bool = False
    labels: ClassVar[dict[str, Text]] = _LABELS


class AmendForm(msgspec.Struct):
    """Everything that can be amended; what the form does not show stays."""

    name: Name | None = None
    name_en: Short = ""
    uscc: str | None = None
    area_code: str | None = None
    registration_kind: str | None = None
    service_modes: list[str] = []
    inclusive: bool = False
    address: Short = ""
    phone: Short = ""
    reason: Short = ""
    labels: ClassVar[dict[str, Text]] = _LABELS


class CloseForm(msgspec.Struct):
    """Why an organisation is closed."""

    reason: Annotated[str, Meta(min_length=2, max_length=300)]
    labels: ClassVar[dict[str, Text]] = _LABELS


@get("/organisations", opt={"permission": _VIEW})
async def organisations_page(request: Request, actor: SignedIn) -> Answer:
    listing = read_listing(
        request,
        sorts=SORTS,
        default="area",
        tie="o.name, o.id",
        filters={"q": str, "kind": OrganisationKind, "area": str, "closed": bool},
    )
    asked = {name: value for name, value in listing.filters.items() if value is not None}
    wanted = Wanted(**asked)
    rows, total = await list_organisations(actor, wanted, listing.order_by, listing.limit, listing.offset)
    return render(
        request,
        "registry/organisations.html",
        page=listing.page(rows, total),
        wanted=wanted,
        counts=await counts_by_kind(actor, wanted),
        kinds=list(OrganisationKind),
        areas=area_options(actor.area_prefix) if sees_area(actor) else [],
        full_name=full_name,
        registers=_registers(actor),
    )


def _registers(actor: Actor) -> list[OrganisationKind]:
    """The kinds of organisation that the actor may enter."""
    if actor.role not in ROLES or not sees_area(actor):
        return []
    return [OrganisationKind(kind) for kind in ROLES[actor.role].registers]


@get("/organisations/new", opt={"permission": _REGISTER})
async def new_organisation_page(request: Request, actor: SignedIn) -> Answer:
    return _register(request, actor)


def _register(request: Request, actor: Actor, error: DomainError | None = None, filled: Any = None) -> Answer:
    return render(
        request,
        "registry/organisation_new.html",
        error=error,
        filled=filled,
        kinds=_registers(actor),
        **_choices(actor),
    )


def _choices(actor: Actor) -> dict[str, Any]:
    return {
        "areas": area_options(actor.area_prefix),
        "forms": [(form.code, form.label) for form in INSTITUTION_FORMS.values()],
        "modes": [(mode.code, mode.label) for mode in SERVICE_MODES.values()],
    }


@post("/organisations/new", opt={"permission": _REGISTER})
async def new_organisation(request: Request, actor: SignedIn) -> Answer:
    try:
        wanted = await read_form(request, RegisterForm)
        if wanted.edit:
            return _register(request, actor, filled=wanted)
        checked = actions.check_for(actor, wanted)
        if not wanted.confirmed:
            return render(
                request,
                "registry/organisation_check.html",
                wanted=wanted,
                checked=checked,
                full_name=full_name,
                forms=INSTITUTION_FORMS,
                modes=SERVICE_MODES,
            )
        view = await actions.registered(actor, wanted)
    except CORRECTABLE as error:
        return _register(request, actor, error)
    return see_other(
        request, f"/organisations/{view.public_id}", flash=text("The organisation is in the register.")
    )


@get("/organisations/{public_id:str}", opt={"permission": _VIEW})
async def organisation_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _organisation(request, actor, await by_public_id(actor, public_id))


async def _organisation(
    request: Request, actor: Actor, shown: OrganisationView, error: DomainError | None = None
) -> Answer:
    sees_filings = shown.kind is OrganisationKind.INSTITUTION and actor.may("registry.filing.view")
    return render(
        request,
        "registry/organisation.html",
        error=error,
        shown=shown,
        filings=await filings_of(actor, shown.id) if sees_filings else [],
        sees_filings=sees_filings,
        settled=await settled_calendars(today()) if sees_filings else {},
        events=events(await history.of("organisation", shown.id)),
        forms=INSTITUTION_FORMS,
        modes=SERVICE_MODES,
        full_name=full_name,
        warnings=actions.check(actions.as_entered(shown)).warnings,
    )


@get("/organisations/{public_id:str}/edit", opt={"permission": _AMEND})
async def amend_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return _amend(request, actor, await by_public_id(actor, public_id))


def _amend(
    request: Request, actor: Actor, shown: OrganisationView, error: DomainError | None = None
) -> Answer:
    return render(
        request,
        "registry/organisation_edit.html",
        error=error,
        filled=shown,
        shown=shown,
        whole=sees_area(actor),
        **_choices(actor),
    )


@post("/organisations/{public_id:str}/edit", opt={"permission": _AMEND})
async def amend(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    shown = await by_public_id(actor, public_id)
    try:
        wanted = await read_form(request, AmendForm)
        fields = {name: getattr(wanted, name) for name in Amendment.__struct_fields__}
        await actions.amend(actor, shown.id, Amendment(**fields), wanted.reason or None)
    except CORRECTABLE as error:
        return _amend(request, actor, shown, error)
    return see_other(request, f"/organisations/{public_id}", flash=text("The register is amended."))


@get("/organisations/{public_id:str}/close", opt={"permission": _CLOSE})
async def close_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return _close(request, await by_public_id(actor, public_id))


def _close(request: Request, shown: OrganisationView, error: DomainError | None = None) -> Answer:
    return render(request, "registry/organisation_close.html", error=error, shown=shown, full_name=full_name)


@post("/organisations/{public_id:str}/close", opt={"permission": _CLOSE})
async def close(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    shown = await by_public_id(actor, public_id)
    try:
        wanted = await read_form(request, CloseForm)
        await actions.close(actor, shown.id, wanted.reason)
    except CORRECTABLE as error:
        return _close(request, shown, error)
    return see_other(request, f"/organisations/{public_id}", flash=text("The organisation is closed."))


ROUTES = [
    organisations_page,
    new_organisation_page,
    new_organisation,
    organisation_page,
    amend_page,
    amend,
    close_page,
    close,
]
