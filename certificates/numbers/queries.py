"""Reads of the evaluator register."""

from __future__ import annotations

import uuid
from datetime import date

import msgspec

from certificates.numbers.rules import ON_FILE
from foundation.actor import Actor
from foundation.database import fetch, fetchrow
from foundation.errors import NotFound, Refused
from foundation.text import text


class Register(msgspec.Struct, frozen=True):
    """An evaluator's entry in the register."""

    id: uuid.UUID
    organisation_id: uuid.UUID
    organisation_name: str
    prefix: str
    valid_from: date
    valid_until: date | None
    scopes: list[tuple[str, int]] = []


class Evaluator(msgspec.Struct, frozen=True):
    """An organisation that could be entered in the register."""

    id: uuid.UUID
    public_id: str
    name: str


_REGISTER = """
SELECT r.id, r.organisation_id, o.name AS organisation_name, r.prefix, r.valid_from, r.valid_until,
       coalesce((SELECT array_agg(s.occupation_code || '/' || s.level
                                  ORDER BY s.occupation_code, s.level DESC)
                   FROM evaluator_scope s WHERE s.register_id = r.id), '{}') AS scopes
  FROM evaluator_register r JOIN organisation o ON o.id = r.organisation_id
"""


async def register_for(evaluator_id: uuid.UUID, occupation_code: str, level: int, day: date) -> Register:
    """The entry under which the evaluator may certify this occupation and level on that day.

    Raises `Refused` when there is none: a certificate outside the filed scope is worth nothing.
    """
    row = await fetchrow(
        _REGISTER + " JOIN evaluator_scope s ON s.register_id = r.id"
        " WHERE r.organisation_id = $1 AND s.occupation_code = $2 AND s.level = $3"
        " AND r.valid_from <= $4 AND (r.valid_until IS NULL OR r.valid_until >= $4)"
        " ORDER BY r.valid_from DESC LIMIT 1",
        evaluator_id,
        occupation_code,
        level,
        day,
    )
    if row is None:
        raise Refused(
            text("The evaluator is not registered for this occupation and level."),
            remedy=text("Check the evaluator register."),
            rule=ON_FILE,
        )
    return _register(dict(row))


async def evaluators(actor: Actor) -> list[Evaluator]:
    """The evaluators of the actor's area."""
    rows = await fetch(
        "SELECT id, public_id, name FROM organisation WHERE kind = 'evaluator' AND area_code LIKE $1 || '%'"
        " ORDER BY name",
        actor.area_prefix,
    )
    return [Evaluator(**dict(row)) for row in rows]


async def find_evaluator(actor: Actor, public_id: str) -> Evaluator | None:
    """The evaluator of the actor's area with this public id."""
    return next((each for each in await evaluators(actor) if each.public_id == public_id), None)


async def find_register(actor: Actor, entry_id: uuid.UUID) -> Register:
    """One entry of an evaluator in the actor's area. Raises `NotFound`."""
    row = await fetchrow(
        _REGISTER + " WHERE r.id = $1 AND o.area_code LIKE $2 || '%'", entry_id, actor.area_prefix
    )
    if row is None:
        raise NotFound()
    return _register(dict(row))


async def list_registers(area_prefix: str) -> list[Register]:
    """Every entry of evaluators in an area, newest first."""
    rows = await fetch(
        _REGISTER + " WHERE o.area_code LIKE $1 || '%' ORDER BY o.name, r.valid_from DESC", area_prefix
    )
    return [_register(dict(row)) for row in rows]


def _register(row: dict[str, object]) -> Register:
    scopes = [tuple(scope.split("/")) for scope in row.pop("scopes")]  # type: ignore[attr-defined]
    return Register(**row, scopes=[(code, int(level)) for code, level in scopes])  # type: ignore[arg-type]
