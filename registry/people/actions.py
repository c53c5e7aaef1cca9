"""Registering people, amending what identifies them, their documents and their photo."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec

from foundation import history
from foundation.actor import SYSTEM, Actor
from foundation.clock import now, today
from foundation.database import copy_rows, execute, fetchrow, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound, Stale
from foundation.events import publish
from foundation.ids import new_public_id
from foundation.sealing import seal
from foundation.text import text
from registry.areas.data import AREAS
from registry.documents import actions as documents
from registry.documents.actions import ReadDocument
from registry.documents.queries import number_index
from registry.people.events import IdentityRecorded
from registry.people.links import link_many
from registry.people.photo import portrait
from registry.people.queries import PHONE_PLACE, visible
from registry.people.registration import Draft, Registration
from registry.people.rules import (
    DocumentReading,
    NewDocument,
    NewPerson,
    PersonReading,
    mask_date,
    mask_name,
    mask_number,
    read_document,
    read_name,
    read_person,
)
from registry.people.tables import LinkKind, Person, Sex

__all__ = ["NewDocument", "NewPerson"]

# Two at a time: a large picture takes some hundred megabytes while it is open.
_THREADS: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="portrait")
_COLUMNS: Final = [column._meta.name for column in Person._meta.columns]


async def register(actor: Actor, new: NewPerson) -> UUID:
    """Register a person, or find the one who is registered under one of these documents.

    Raises `Invalid` with every problem, `Conflict` when the number belongs to somebody of another name.
    """
    return (await register_many(actor, [new]))[0]


async def register_many(actor: Actor, people: Sequence[NewPerson]) -> list[UUID]:
    """Register many, all or none; the ids come in the order of the people."""
    if actor is not SYSTEM:
        actor.require("registry.person.register")
    drafts = [(new, read_person(new, today())) for new in people]
    _guard(drafts)
    try:
        async with transaction():
            return await _register(actor, drafts)
    except asyncpg.UniqueViolationError:  # somebody else registered one of them just now: find, do not make
        async with transaction():
            return await _register(actor, drafts)


def _guard(drafts: list[Draft]) -> None:
    many = len(drafts) > 1
    problems = [
        FieldProblem(f"people[{at}].{problem.field}" if many else problem.field, problem.message)
        for at, (_, reading) in enumerate(drafts)
        for problem in reading.problems
    ]
    if problems:
        raise Invalid(problems)


async def _register(actor: Actor, drafts: list[Draft]) -> list[UUID]:
    registration = await Registration.among(reading for _, reading in drafts)
    ids = [registration.take(new, reading) for new, reading in drafts]
    rows = [_row(actor, person_id, *draft) for person_id, draft in registration.fresh.items()]
    await copy_rows("person", _COLUMNS, [[row[name] for name in _COLUMNS] for row in rows])
    await documents.store(registration.documents)
    await link_many(actor, ids, actor.organisation_id, LinkKind.REGISTERED)
    for person_id, (_, reading) in registration.fresh.items():
        await history.record(actor, "person.registered", ("person", person_id), _masked(reading))
    for person_id in dict.fromkeys(document.person_id for document in registration.documents):
        await publish(IdentityRecorded(person_id))
    return ids


def _row(actor: Actor, person_id: UUID, new: NewPerson, reading: PersonReading) -> dict[str, Any]:
    return {
        "id": person_id,
        "public_id": new_public_id(),
        "name": reading.name,
        "former_names": reading.former_names,
        "sex": reading.sex,
        "birth_date": reading.birth_date,
        "ethnicity": new.ethnicity.strip(),
        "education": new.education.strip(),
        "phone_sealed": sealed_phone(new.phone),
        "guardian_name": new.guardian_name.strip(),
        "area_code": new.area_code or (actor.area_code if actor.area_code in AREAS else None),
        "identity_version": 1,
        "created_at": now(),
    }


def sealed_phone(phone: str) -> bytes | None:
    """The telephone number as it is stored; nothing for none."""
    return seal(phone.strip(), PHONE_PLACE) if phone.strip() else None


def _masked(reading: PersonReading) -> dict[str, tuple[Any, Any]]:
    numbers = [mask_number(document.number) for document in reading.documents]
    return {"name": (None, mask_name(reading.name)), "documents": (None, numbers)}


class IdentityChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What changes of that which identifies a person; None leaves a field as it is.

    `renamed`: the name itself was changed by the authorities, so the old one becomes a former name;
    else the old one was a slip of the pen.
    """

    name: str | None = None
    former_names: list[str] | None = None
    sex: Sex | None = None
    birth_date: date | None = None
    renamed: bool = False


async def amend_identity(
    actor: Actor,
    person_id: UUID,
    changes: IdentityChanges,
    reason: str,
    seen_version: int | None = None,
) -> None:
    """Change what identifies a person: counted, written down masked, and told to the screening.

    Raises `Stale` when the identity was changed by somebody else since `seen_version`.
    """
    _guard_reason(reason)
    async with transaction():
        before = await locked(actor, person_id)
        if seen_version is not None and seen_version != before["identity_version"]:
            raise Stale(
                text("Somebody else has changed this identity meanwhile."),
                remedy=text("Look at it again before you change it."),
            )
        after = _amended(before, changes)
        changed = {name: (before[name], value) for name, value in after.items() if before[name] != value}
        if not changed:
            return
        await execute(
            "UPDATE person SET name = $2, former_names = $3, sex = $4, birth_date = $5 WHERE id = $1",
            person_id,
            *after.values(),
        )
        masked = {name: (_mask(name, old), _mask(name, new)) for name, (old, new) in changed.items()}
        subject = ("person", person_id)
        await history.record(actor, "person.identity_amended", subject, masked, reason=reason)
        await publish(IdentityRecorded(person_id))


def _guard_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid([FieldProblem("reason", text("Say why."))])


def _amended(before: Any, changes: IdentityChanges) -> dict[str, Any]:
    reading = read_name(before["name"] if changes.name is None else changes.name)
    problems = [FieldProblem("name", problem) for problem in reading.problems]
    if changes.birth_date is not None and changes.birth_date > today():
        problems.append(FieldProblem("birth_date", text("The birth date lies in the future.")))
    if problems:
        raise Invalid(problems)
    former = before["former_names"] if changes.former_names is None else changes.former_names
    former = [*former, *reading.aliases, *([before["name"]] if changes.renamed else [])]
    tidied = dict.fromkeys(read_name(name).name for name in former)
    return {
        "name": reading.name,
        "former_names": [name for name in tidied if name and name != reading.name],
        "sex": before["sex"] if changes.sex is None else str(changes.sex),
        "birth_date": changes.birth_date or before["birth_date"],
    }


def _mask(field: str, value: Any) -> Any:
    if field == "name":
        return mask_name(value)
    if field == "former_names":
        return [mask_name(name) for name in value]
    return mask_date(value) if field == "birth_date" else value


async def locked(actor: Actor, person_id: UUID, permission: str = "registry.person.amend") -> Any:
    """The person's row, locked, if the actor may change it. Raises `Forbidden` or `NotFound`."""
    if actor is SYSTEM:
        row = await fetchrow("SELECT * FROM person WHERE id = $1 FOR UPDATE", person_id)
    else:
        actor.require(permission)
        condition, args = visible(actor)
        sql = f"SELECT p.* FROM person p WHERE {condition} AND p.id = $3 FOR UPDATE OF p"  # noqa: S608
        row = await fetchrow(sql, *args, person_id)
    if row is None:
        raise NotFound
    return row


async def add_document(
    actor: Actor, person_id: UUID, new: NewDocument, reason: str = "", *, primary: bool = False
) -> None:
    """Add an identity document. Raises `Conflict` when the number is in the register already."""
    reading = _read(new)
    async with transaction():
        await locked(actor, person_id)
        await _guard_free(reading)
        await documents.store([ReadDocument(person_id, reading.kind, reading.number, False, new.valid_until)])
        if primary:
            await documents.make_primary(person_id, reading.kind, reading.number)
        await _document_changed(actor, person_id, "person.document_added", None, reading, reason)


async def correct_document(
    actor: Actor, person_id: UUID, document_id: UUID, new: NewDocument, reason: str
) -> None:
    """Put the right number in the place of a mistyped one."""
    _guard_reason(reason)
    reading = _read(new)
    async with transaction():
        await locked(actor, person_id)
        before = await fetchval(
            "SELECT masked FROM person_document WHERE id = $1 AND person_id = $2", document_id, person_id
        )
        if before is None:
            raise NotFound
        await _guard_free(reading, document_id)
        await documents.correct(document_id, reading.kind, reading.number, new.valid_until)
        await _document_changed(actor, person_id, "person.document_corrected", before, reading, reason)


async def _guard_free(reading: DocumentReading, but: UUID | None = None) -> None:
    """The database has the last word; this is for the form, which keeps what was typed."""
    index = number_index(reading.kind, reading.number)
    taken = "SELECT 1 FROM person_document WHERE number_index = $1 AND id IS DISTINCT FROM $2"
    if await fetchval(taken, index, but):
        raise Conflict(text("This number is in the register already."), field="number")


def _read(new: NewDocument) -> DocumentReading:
    reading = read_document(new.kind, new.number, today())
    if reading.problems:
        raise Invalid([FieldProblem("number", problem) for problem in reading.problems])
    return reading


async def _document_changed(
    actor: Actor, person_id: UUID, kind: str, before: str | None, reading: DocumentReading, reason: str
) -> None:
    changes = {"document": (before, mask_number(reading.number))}
    await history.record(actor, kind, ("person", person_id), changes, reason=reason or None)
    await publish(IdentityRecorded(person_id))


async def set_photo(actor: Actor, person_id: UUID, upload: bytes) -> None:
    """Keep a portrait, brought into its one form. Raises `Invalid` when it is no usable picture."""
    jpeg = await asyncio.get_running_loop().run_in_executor(_THREADS, portrait, upload)
    async with transaction():
        await locked(actor, person_id)
        await execute(
            "INSERT INTO person_photo (person_id, jpeg, added_at) VALUES ($1, $2, $3)"
            " ON CONFLICT (person_id) DO UPDATE SET jpeg = excluded.jpeg, added_at = excluded.added_at",
            person_id,
            jpeg,
            now(),
        )
        await history.record(actor, "person.photo_set", ("person", person_id))
