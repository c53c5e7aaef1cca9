"""Changing contact and schooling."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from foundation import history
from foundation.actor import Actor
from foundation.database import execute, transaction
from foundation.errors import FieldProblem, Invalid
from foundation.sealing import unseal
from foundation.text import text
from registry.areas.data import AREAS
from registry.people.actions import locked, sealed_phone
from registry.people.queries import PHONE_PLACE
from registry.people.rules import mask_name, mask_phone


class Particulars(msgspec.Struct, frozen=True, kw_only=True):
    """What does not identify a person; None leaves a field as it is."""

    phone: str | None = None
    ethnicity: str | None = None
    education: str | None = None
    guardian_name: str | None = None
    area_code: str | None = None


async def amend_particulars(actor: Actor, person_id: UUID, wanted: Particulars) -> None:
    """Change contact and schooling; the telephone number is sealed, and masked in the history."""
    if wanted.area_code and wanted.area_code not in AREAS:
        raise Invalid([FieldProblem("area_code", text("Choose an area from the list."))])
    async with transaction():
        row = await locked(actor, person_id)
        before = dict(row) | {
            "phone": unseal(row["phone_sealed"], PHONE_PLACE) if row["phone_sealed"] else ""
        }
        given = {name: value for name, value in msgspec.structs.asdict(wanted).items() if value is not None}
        after = {
            name: value.strip() for name, value in given.items() if value.strip() != (before[name] or "")
        }
        if not after:
            return
        merged = {name: before[name] for name in Particulars.__struct_fields__} | after
        await execute(
            "UPDATE person SET phone_sealed = $2, ethnicity = $3, education = $4, guardian_name = $5,"
            " area_code = nullif($6, '') WHERE id = $1",
            person_id,
            sealed_phone(merged.pop("phone")),
            *merged.values(),
        )
        changes = {
            name: (_mask_contact(name, before[name]), _mask_contact(name, new)) for name, new in after.items()
        }
        await history.record(actor, "person.particulars_amended", ("person", person_id), changes)


def _mask_contact(field: str, value: Any) -> Any:
    if field == "phone":
        return mask_phone(value)
    return mask_name(value) if field == "guardian_name" and value else value
