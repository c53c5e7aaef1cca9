"""People as other floors identify them, and as pages show them: masked, and within the reader's scope."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from foundation.actor import Actor
from foundation.clock import today
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound
from foundation.sealing import unseal
from registry.documents import queries as documents
from registry.documents.queries import NUMBER_PLACE, Document, DocumentView
from registry.organisations.queries import scope, sees_area
from registry.people.rules import mask_phone
from registry.people.tables import LinkKind, Sex

#: What the sealed telephone number is bound to.
PHONE_PLACE = "person.phone_sealed"


class Identity(msgspec.Struct, frozen=True):
    """What identifies a person, in clear: for screening and for certificates, never for a page."""

    person_id: UUID
    name: str
    former_names: list[str]
    sex: str
    birth_date: date | None
    documents: list[Document]
    identity_version: int


_IDENTITIES = """
SELECT p.id, p.name, p.former_names, p.sex, p.birth_date, p.identity_version, d.kind, d.number_sealed
FROM person p LEFT JOIN person_document d ON d.person_id = p.id
WHERE p.id = ANY($1)
ORDER BY p.id, d.is_primary DESC, d.created_at, d.id
"""


async def identities(person_ids: Iterable[UUID]) -> dict[UUID, Identity]:
    """Many at once, in one query; ids that do not exist are left out."""
    found: dict[UUID, Identity] = {}
    for row in await fetch(_IDENTITIES, list(person_ids)):
        one = found.setdefault(row["id"], _identity(row))
        if row["kind"] is not None:
            one.documents.append((row["kind"], unseal(row["number_sealed"], NUMBER_PLACE)))
    return found


def _identity(row: Any) -> Identity:
    return Identity(
        person_id=row["id"],
        name=row["name"],
        former_names=row["former_names"],
        sex=row["sex"],
        birth_date=row["birth_date"],
        documents=[],
        identity_version=row["identity_version"],
    )


async def identity(person_id: UUID) -> Identity:
    """One person, the primary document first. Raises `NotFound`."""
    found = await identities([person_id])
    if person_id not in found:
        raise NotFound
    return found[person_id]


async def by_document(kind: str, number: str) -> UUID | None:
    """The person to whom the document belongs."""
    return await documents.by_document(kind, number)


async def by_documents(wanted: Iterable[Document]) -> dict[Document, UUID]:
    """The people to whom the documents belong; numbers may be written in any way that can be read."""
    return await documents.by_documents(wanted)


# A link opens the person to institution and evaluator only while it lasts; a college keeps its trainees.
_LASTING = "(l.until IS NULL OR l.until >= $2 OR (l.kind <> 'worker' AND o.kind = 'college'))"
_OWN_PEOPLE = f"""p.id IN (
    SELECT l.person_id FROM person_organisation l JOIN organisation o ON o.id = l.organisation_id
    WHERE l.organisation_id = $1 AND {_LASTING})"""  # noqa: S608 - our own words
_PEOPLE_OF_AREA = f"""(p.area_code LIKE $1 OR p.id IN (
    SELECT l.person_id FROM person_organisation l JOIN organisation o ON o.id = l.organisation_id
    WHERE o.area_code LIKE $1 AND {_LASTING}))"""  # noqa: S608 - our own words
_SELF = "(p.id = (SELECT a.person_id FROM account a WHERE a.id = $1) AND $2::date IS NOT NULL)"


def visible(actor: Actor) -> tuple[str, tuple[Any, date]]:
    """A condition on `person p` with `$1` and `$2`, and their values: whom the actor may see."""
    if actor.may("registry.person.view"):
        if sees_area(actor):
            return _PEOPLE_OF_AREA, (scope(actor)[0], today())
        return _OWN_PEOPLE, (actor.organisation_id, today())
    return _SELF, (actor.account_id, today())


async def visible_id(actor: Actor, public_id: str) -> UUID:
    """The person of an address, if the actor may see them. Raises `NotFound`."""
    condition, args = visible(actor)
    sql = f"SELECT p.id FROM person p WHERE {condition} AND p.public_id = $3"  # noqa: S608 - constants above
    found = await fetchval(sql, *args, public_id)
    if found is None:
        raise NotFound
    return UUID(str(found))


async def public_id_of(person_id: UUID) -> str:
    """The id of a person in addresses."""
    return str(await fetchval("SELECT public_id FROM person WHERE id = $1", person_id))


async def own_public_id(actor: Actor) -> str | None:
    """The person to whom the actor's account belongs, if it is a worker's own."""
    found = await fetchval(
        "SELECT p.public_id FROM account a JOIN person p ON p.id = a.person_id WHERE a.id = $1",
        actor.account_id,
    )
    return str(found) if found else None


class LinkView(msgspec.Struct, frozen=True):
    """Why an organisation sees the person, from when and until when."""

    organisation_name: str
    kind: LinkKind
    since: date
    until: date | None


class PersonView(msgspec.Struct, frozen=True, kw_only=True):
    """A person as the page shows them."""

    id: UUID
    public_id: str
    name: str
    former_names: list[str]
    sex: Sex
    birth_date: date | None
    ethnicity: str
    education: str
    phone: str
    guardian_name: str
    area_code: str | None
    identity_version: int
    created_at: datetime
    has_photo: bool
    documents: list[DocumentView]
    links: list[LinkView]


async def person(actor: Actor, public_id: str, *, in_full: bool = False) -> PersonView:
    """The person of an address, masked; `in_full` only from the action that logs it. Raises `NotFound`."""
    person_id = await visible_id(actor, public_id)
    row = await fetchrow(
        "SELECT p.*, EXISTS (SELECT 1 FROM person_photo f WHERE f.person_id = p.id) AS has_photo"
        " FROM person p WHERE p.id = $1",
        person_id,
    )
    assert row is not None
    sealed = row["phone_sealed"]
    phone = unseal(sealed, PHONE_PLACE) if sealed else ""
    values = dict(row) | {
        "phone": phone if in_full else mask_phone(phone),
        "documents": await documents.documents_of(person_id, in_full=in_full),
        "links": await _links(person_id),
    }
    return PersonView(**{name: _typed(name, values[name]) for name in PersonView.__struct_fields__})


def _typed(name: str, value: Any) -> Any:
    return Sex(value) if name == "sex" else value


async def _links(person_id: UUID) -> list[LinkView]:
    rows = await fetch(
        "SELECT o.name AS organisation_name, l.kind, l.since, l.until FROM person_organisation l"
        " JOIN organisation o ON o.id = l.organisation_id"
        " WHERE l.person_id = $1 ORDER BY l.since DESC, l.id DESC",
        person_id,
    )
    return [msgspec.convert(dict(row), LinkView) for row in rows]


async def photo(person_id: UUID) -> bytes | None:
    """The person's portrait as JPEG; whoever asks has made sure of the scope."""
    jpeg = await fetchval("SELECT jpeg FROM person_photo WHERE person_id = $1", person_id)
    return bytes(jpeg) if jpeg is not None else None


async def photos(person_ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """The portraits of many people; who has none is left out."""
    rows = await fetch("SELECT person_id, jpeg FROM person_photo WHERE person_id = ANY($1)", list(person_ids))
    return {row["person_id"]: bytes(row["jpeg"]) for row in rows}


class PersonRow(msgspec.Struct, frozen=True):
    """One line of a list of people."""

    id: UUID
    public_id: str
    name: str
    sex: Sex
    birth_year: int | None
    document: str | None
    area_code: str | None
    created_at: datetime


SORTS = {"name": "p.name", "area": "p.area_code", "registered": "p.created_at"}
_ROW = """
SELECT p.id, p.public_id, p.name, p.sex, extract(year FROM p.birth_date)::int AS birth_year,
       (SELECT d.masked FROM person_document d WHERE d.person_id = p.id AND d.is_primary) AS document,
       p.area_code, p.created_at
"""
_NARROWED = """
AND p.name LIKE $3
AND ($4::text IS NULL OR EXISTS (
    SELECT 1 FROM person_organisation k
    WHERE k.person_id = p.id AND k.kind = $4 AND (k.until IS NULL OR k.until >= $2)))
"""


async def list_people(
    actor: Actor,
    *,
    name: str = "",
    kind: LinkKind | None = None,
    order_by: str = "p.created_at DESC, p.id",
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[PersonRow], int]:
    """One page of the people in scope whose name begins so, and how many there are."""
    condition, args = visible(actor)
    begins = name.strip().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    filtered = f"FROM person p WHERE {condition} {_NARROWED}"
    total = await fetchval(f"SELECT count(*) {filtered}", *args, begins, kind)
    rows = await fetch(
        f"{_ROW} {filtered} ORDER BY {order_by} LIMIT $5 OFFSET $6", *args, begins, kind, limit, offset
    )
    return [msgspec.convert(dict(row), PersonRow) for row in rows], total
