"""Take numbers from a series; register evaluators and what they may evaluate."""

from __future__ import annotations

import uuid
from datetime import date

import asyncpg

from certificates.numbers.queries import Evaluator, Register, find_evaluator, find_register
from certificates.numbers.rules import SIX_PLACES, NewRegister, build_number, register_problems
from certificates.numbers.tables import EvaluatorRegister
from certificates.numbers.unsure import require_letter
from curricula.occupations.data import OCCUPATIONS
from foundation.actor import Actor
from foundation.clock import now
from foundation.database import copy_rows, execute, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, Refused
from foundation.history import record
from foundation.ids import new_id
from foundation.text import text

_LAST = 999_999
_TAKE = """
INSERT INTO number_series (prefix, year, level, last_serial) VALUES ($1, $2, $3, $4)
ON CONFLICT (prefix, year, level) DO UPDATE SET last_serial = number_series.last_serial + EXCLUDED.last_serial
 WHERE number_series.last_serial + EXCLUDED.last_serial <= 999999
RETURNING last_serial
"""


async def take_numbers(prefix: str, *, year: int, level: int, count: int) -> list[str]:
    """The next `count` numbers of the series, on record as taken when the caller's transaction commits.

    The row's lock is held until then, so that two batches never share a number and a rolled-back batch
    leaves no gap. Raises `Refused` when the series has too few left.
    """
    await require_letter(prefix)
    last = await fetchval(_TAKE, prefix, year, level, count) if count <= _LAST else None
    if last is None:
        raise Refused(
            text("The number series {prefix} of {year} has run out.", prefix=prefix, year=year),
            remedy=text("Register another prefix of the evaluator, then prepare the batch anew."),
            rule=SIX_PLACES,
        )
    return [build_number(prefix, year=year, level=level, serial=s) for s in range(last - count + 1, last + 1)]


async def register_evaluator(actor: Actor, new: NewRegister) -> uuid.UUID:
    """Enter an evaluator of the office's area with its thirteen places and what it may evaluate.

    Raises `Invalid` with every problem, `Conflict` when the thirteen places belong to somebody already.
    """
    actor.require("certificates.evaluator.register")
    evaluator = await find_evaluator(actor, new.evaluator)
    problems = register_problems(new, frozenset(OCCUPATIONS))
    if evaluator is None:
        problems.insert(0, FieldProblem("evaluator", text("Choose an evaluator from the list.")))
    if evaluator is None or problems:
        raise Invalid(problems)
    await require_letter(new.prefix)
    async with transaction():
        entry_id = await _enter(evaluator, new)
        await record(
            actor,
            "evaluator.registered",
            ("evaluator", evaluator.id),
            {"prefix": (None, new.prefix), "scopes": (None, sorted(new.scopes))},
        )
    return entry_id


async def _enter(evaluator: Evaluator, new: NewRegister) -> uuid.UUID:
    entry = EvaluatorRegister(
        id=new_id(),
        organisation_id=evaluator.id,
        prefix=new.prefix,
        valid_from=new.valid_from,
        valid_until=new.valid_until,
        created_at=now(),
    )
    try:
        async with transaction():
            await EvaluatorRegister.insert(entry)
    except asyncpg.UniqueViolationError as error:
        taken = text("These thirteen places are registered already.")
        raise Conflict(taken, field="prefix") from error
    scopes = [scope.split("/") for scope in dict.fromkeys(new.scopes)]
    await copy_rows(
        "evaluator_scope",
        ("register_id", "occupation_code", "level"),
        [(entry.id, code, int(level)) for code, level in scopes],
    )
    return uuid.UUID(str(entry.id))


async def end_validity(actor: Actor, entry_id: uuid.UUID, last_day: date, reason: str) -> None:
    """Say until when an entry is good; what was issued under it stays valid."""
    actor.require("certificates.evaluator.register")
    if not reason.strip():
        raise Invalid([FieldProblem("reason", text("Say why the registration ends."))])
    async with transaction():
        entry: Register = await find_register(actor, entry_id)
        if last_day < entry.valid_from:
            too_early = text("The last day is before the first.")
            raise Invalid([FieldProblem("valid_until", too_early)])
        await execute("UPDATE evaluator_register SET valid_until = $2 WHERE id = $1", entry.id, last_day)
        before = entry.valid_until.isoformat() if entry.valid_until else None
        await record(
            actor,
            "evaluator.ended",
            ("evaluator", entry.organisation_id),
            {"valid_until": (before, last_day.isoformat())},
            reason=reason.strip(),
        )
