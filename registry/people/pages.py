"""People: the list, one of them, registering, and amending what identifies them."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, ClassVar

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from foundation import history
from foundation.actor import Actor
from foundation.clock import today
from foundation.errors import DomainError, Invalid, NotFound
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, render, see_other
from foundation.web.paging import read_listing
from registry.areas.queries import area_options
from registry.areas.rules import full_name
from registry.chronicle import events
from registry.consents.queries import consents_of
from registry.documents.data import DOCUMENT_KINDS
from registry.lookups.queries import KINDS as LOOK_UPS
from registry.lookups.queries import look_ups_of
from registry.organisations.queries import sees_area
from registry.particulars.data import ETHNIC_GROUPS, SCHOOLING
from registry.people import actions
from registry.people.actions import NewDocument, NewPerson
from registry.people.queries import SORTS, PersonView, list_people, own_public_id, person, public_id_of
from registry.people.rules import PersonReading, read_person
from registry.people.tables import LinkKind, Sex

_VIEW = "registry.person.view"
_OWN = "registry.person.own"
_REGISTER = "registry.person.register"
_AMEND = "registry.person.amend"
SEES = (_VIEW, _OWN)

NAVIGATION = [
    NavigationItem("/people", text("People"), permission=_VIEW, order=14),
    NavigationItem("/my-file", text("My file"), permission=_OWN, order=14),
]

Name = Annotated[str, Meta(min_length=1, max_length=60)]
Short = Annotated[str, Meta(max_length=100)]

LABELS: dict[str, Text] = {
    "name": text("Name"),
    "former_names": text("Former names"),
    "kind": text("Identity document"),
    "number": text("Document number"),
    "valid_until": text("Valid until"),
    "sex": text("Sex"),
    "birth_date": text("Date of birth"),
    "phone": text("Telephone"),
    "ethnicity": text("Ethnic group"),
    "education": text("Education"),
    "guardian_name": text("Guardian"),
    "area_code": text("Area"),
    "photo": text("Photo"),
    "reason": text("Reason"),
}


class RegisterForm(msgspec.Struct):
    """A person with one document; more documents are added afterwards."""

    name: Name
    kind: str
    number: Annotated[str, Meta(max_length=60)]
    valid_until: date | None = None
    former_names: Short = ""
    sex: Sex | None = None
    birth_date: date | None = None
    phone: Short = ""
    ethnicity: Short = ""
    education: Short = ""
    guardian_name: Short = ""
    area_code: str | None = None
    confirmed: bool = False
    edit: bool = False
    labels: ClassVar[dict[str, Text]] = LABELS

    def new_person(self) -> NewPerson:
        """What is to be registered."""
        return NewPerson(
            name=self.name,
            documents=[NewDocument(self.kind, self.number, self.valid_until)],
            former_names=_names(self.former_names),
            sex=str(self.sex or Sex.UNKNOWN),
            birth_date=self.birth_date,
            phone=self.phone,
            ethnicity=self.ethnicity,
            education=self.education,
            guardian_name=self.guardian_name,
            area_code=self.area_code,
        )


class IdentityForm(msgspec.Struct):
    """What identifies a person, and the version that the officer saw."""

    name: Name
    reason: Annotated[str, Meta(min_length=2, max_length=300)]
    seen_version: int
    former_names: Short = ""
    sex: Sex | None = None
    birth_date: date | None = None
    renamed: bool = False
    labels: ClassVar[dict[str, Text]] = LABELS


def _names(written: str) -> list[str]:
    return [name.strip() for name in re.split("[、,，;；]", written) if name.strip()]


def choices() -> dict[str, Any]:
    """What the forms about people offer."""
    return {
        "document_kinds": [(kind.code, kind.label) for kind in DOCUMENT_KINDS.values()],
        "sexes": [(str(sex), sex.label) for sex in Sex],
        "ethnic_groups": ETHNIC_GROUPS,
        "schooling": SCHOOLING,
        "areas": area_options(),
        "full_name": full_name,
    }


@get("/people", opt={"permission": _VIEW})
async def people_page(request: Request, actor: SignedIn) -> Answer:
    listing = read_listing(
        request, sorts=SORTS, default="-registered", tie="p.id", filters={"q": str, "kind": LinkKind}
    )
    rows, total = await list_people(
        actor,
        name=listing.filters["q"] or "",
        kind=listing.filters["kind"],
        order_by=listing.order_by,
        limit=listing.limit,
        offset=listing.offset,
    )
    page = listing.page(rows, total)
    return render(request, "registry/people.html", page=page, kinds=list(LinkKind), full_name=full_name)


@get("/people/new", opt={"permission": _REGISTER})
async def new_person_page(request: Request, actor: SignedIn) -> Answer:
    return _register(request)


def _register(request: Request, error: DomainError | None = None, filled: Any = None) -> Answer:
    return render(request, "registry/person_new.html", error=error, filled=filled, **choices())


@post("/people/new", opt={"permission": _REGISTER})
async def new_person(request: Request, actor: SignedIn) -> Answer:
    try:
        wanted = await read_form(request, RegisterForm)
        if wanted.edit:
            return _register(request, filled=wanted)
        reading = read_person(wanted.new_person(), today())
        if reading.problems:
            raise Invalid(reading.problems)
        if not wanted.confirmed:
            return _check(request, wanted, reading)
        person_id = await actions.register(actor, wanted.new_person())
    except CORRECTABLE as error:
        return _register(request, error)
    public_id = await public_id_of(person_id)
    return see_other(request, f"/people/{public_id}", flash=text("The person is registered."))


def _check(request: Request, wanted: RegisterForm, reading: PersonReading) -> Answer:
    return render(
        request,
        "registry/person_check.html",
        wanted=wanted,
        reading=reading,
        sex=Sex(reading.sex),
        kind=DOCUMENT_KINDS[wanted.kind],
        full_name=full_name,
    )


@get("/my-file", opt={"permission": _OWN})
async def my_file(request: Request, actor: SignedIn) -> Answer:
    public_id = await own_public_id(actor)
    if public_id is None:
        raise NotFound(text("No file belongs to this account yet."))
    return see_other(request, f"/people/{public_id}")


@get("/people/{public_id:str}", opt={"permission": SEES})
async def person_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await show_person(request, actor, await person(actor, public_id))


async def show_person(
    request: Request, actor: Actor, shown: PersonView, *, in_full: bool = False, status: int | None = None
) -> Answer:
    """The page of a person, masked or in full."""
    entries = await history.of("person", shown.id)
    sees_look_ups = actor.may(_OWN) or sees_area(actor)
    return render(
        request,
        "registry/person.html",
        status=status,
        shown=shown,
        in_full=in_full,
        consents=await consents_of(shown.id),
        look_ups=await look_ups_of(shown.id) if sees_look_ups else None,
        events=events(entry for entry in entries if entry.kind not in LOOK_UPS),
        full_name=full_name,
    )


@get("/people/{public_id:str}/identity", opt={"permission": _AMEND})
async def identity_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return _identity(request, await person(actor, public_id))


def _identity(request: Request, shown: PersonView, error: DomainError | None = None) -> Answer:
    filled = {
        "name": shown.name,
        "former_names": "、".join(shown.former_names),
        "sex": shown.sex,
        "seen_version": shown.identity_version,
    }
    return render(
        request, "registry/person_identity.html", error=error, filled=filled, shown=shown, **choices()
    )


@post("/people/{public_id:str}/identity", opt={"permission": _AMEND})
async def amend_identity(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    shown = await person(actor, public_id)
    try:
        wanted = await read_form(request, IdentityForm)
        changes = actions.IdentityChanges(
            name=wanted.name,
            former_names=_names(wanted.former_names),
            sex=wanted.sex,
            birth_date=wanted.birth_date,
            renamed=wanted.renamed,
        )
        await actions.amend_identity(actor, shown.id, changes, wanted.reason, wanted.seen_version)
    except CORRECTABLE as error:
        return _identity(request, shown, error)
    return see_other(request, f"/people/{public_id}", flash=text("The identity is amended."))


ROUTES = [
    people_page,
    new_person_page,
    new_person,
    my_file,
    person_page,
    identity_page,
    amend_identity,
]
