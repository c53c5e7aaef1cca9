"""People for programs: masked, within the scope, every look-up written down."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody

from foundation.clock import today
from foundation.errors import NotFound
from foundation.web.access import SignedIn
from registry.lookups.actions import seek
from registry.lookups.limits import count_look_up
from registry.people.actions import NewPerson, register
from registry.people.queries import PersonView, person, public_id_of
from registry.people.rules import read_person


class DocumentNumber(msgspec.Struct):
    """The exact number of a document."""

    kind: str
    number: str


class Person(msgspec.Struct, frozen=True):
    """A person as programs see one: no internal key, numbers and telephone masked."""

    public_id: str
    name: str
    former_names: list[str]
    sex: str
    birth_year: int | None
    documents: list[dict[str, Any]]


class Registered(msgspec.Struct, frozen=True):
    """The person's id, and what is odd about the document but possible."""

    public_id: str
    warnings: list[str]


def _public(view: PersonView) -> Person:
    documents = [
        {"kind": one.kind, "number": one.number, "valid_until": one.valid_until} for one in view.documents
    ]
    year = view.birth_date.year if isinstance(view.birth_date, date) else None
    return Person(view.public_id, view.name, view.former_names, str(view.sex), year, documents)


@post("/api/v1/people", opt={"permission": "registry.person.register"}, status_code=201)
async def register_person(actor: SignedIn, data: JSONBody[NewPerson]) -> Registered:
    """Register a person, or find the one who has this document already."""
    person_id = await register(actor, data)
    warnings = read_person(data, today()).warnings
    return Registered(await public_id_of(person_id), [warning.english() for warning in warnings])


@get("/api/v1/people/{public_id:str}", opt={"permission": "registry.person.view"})
async def one_person(actor: SignedIn, public_id: FromPath[str]) -> Person:
    """A person within the scope."""
    return _public(await person(actor, public_id))


@post("/api/v1/people/find", opt={"permission": "registry.person.find"}, status_code=200)
async def find_person(actor: SignedIn, data: JSONBody[DocumentNumber]) -> Person:
    """The person with exactly this document, within the scope; counted and written down."""
    await count_look_up(actor)
    public_id = await seek(actor, data.kind, data.number)
    if public_id is None:
        raise NotFound
    return _public(await person(actor, public_id))


ROUTES = [register_person, one_person, find_person]
