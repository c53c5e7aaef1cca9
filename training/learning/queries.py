"""Reads of what was learnt: how far each trainee is, and every entry behind it."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from curricula.courses.queries import CourseVersionView, versions
from curricula.outlines.data import outline
from curricula.outlines.rules import Completion, ModuleTest, Record, completion
from foundation.database import fetch, fetchval
from training.learning.rules import counted


class HoursView(msgspec.Struct, frozen=True, kw_only=True):
    """Hours as they were entered, set aside or not."""

    id: uuid.UUID
    module_code: str
    hours: Decimal
    held_on: date
    source: str
    entered_by: str | None
    entered_at: datetime
    voided_at: datetime | None
    void_reason: str | None


class ResultView(msgspec.Struct, frozen=True, kw_only=True):
    """A module's result as it was entered, set aside or not."""

    id: uuid.UUID
    module_code: str
    score: Decimal
    passed: bool
    held_on: date
    entered_by: str | None
    entered_at: datetime
    voided_at: datetime | None
    void_reason: str | None


class ModuleDone(msgspec.Struct, frozen=True):
    """What was done of one module: hours held, the best result, and hours exempted by decision."""

    hours: Decimal
    best: Decimal | None
    exempted: Decimal = Decimal(0)


#: So many people in one statement: their sums fit into the memory that a statement has, whatever was learnt.
_AT_ONCE = 1_000
# Each table is summed by itself before the three meet.
_DONE = """
SELECT e.id, c.course_version_id, x.module_code, x.hours, x.best, x.exempted
  FROM enrolment e JOIN cohort c ON c.id = e.cohort_id
  LEFT JOIN (
    SELECT enrolment_id, module_code, sum(hours) AS hours, max(best) AS best, sum(exempted) AS exempted FROM (
      SELECT enrolment_id, module_code, sum(hours) AS hours, NULL::numeric AS best, 0::numeric AS exempted
        FROM learning_record WHERE voided_at IS NULL AND enrolment_id = ANY($1::uuid[]) GROUP BY 1, 2
      UNION ALL
      SELECT enrolment_id, module_code, 0, max(score), 0
        FROM module_result WHERE voided_at IS NULL AND enrolment_id = ANY($1::uuid[]) GROUP BY 1, 2
      UNION ALL
      SELECT enrolment_id, module_code, 0, score, hours
        FROM exemption WHERE status = 'approved' AND enrolment_id = ANY($1::uuid[])
         AND id IS DISTINCT FROM $2::uuid) u
     GROUP BY 1, 2) x ON x.enrolment_id = e.id
 WHERE e.id = ANY($1::uuid[])
"""
_HOURS = """
SELECT r.id, r.module_code, r.hours, r.held_on, r.source, a.name AS entered_by, r.entered_at, r.voided_at,
       r.void_reason FROM learning_record r LEFT JOIN account a ON a.id = r.entered_by
 WHERE r.enrolment_id = $1 ORDER BY r.held_on DESC, r.entered_at DESC, r.id
"""
_RESULTS = """
SELECT r.id, r.module_code, r.score, r.passed, r.held_on, a.name AS entered_by, r.entered_at, r.voided_at,
       r.void_reason FROM module_result r LEFT JOIN account a ON a.id = r.entered_by
 WHERE r.enrolment_id = $1 ORDER BY r.held_on DESC, r.entered_at DESC, r.id
"""


async def completions(
    enrolment_ids: Iterable[uuid.UUID], *, without: uuid.UUID | None = None
) -> dict[uuid.UUID, Completion]:
    """How far each enrolment is, by the version and the outline's edition it began under; set-wise.

    A module with a pass mark also needs a result that reaches it. Exempted hours fill a module up, no more.
    `without` one exemption: how far they would be if it did not count.
    """
    done, version_of = await _done(enrolment_ids, without)
    known = await versions(version_of.values())
    return {key: _completion(known[version_of[key]], modules) for key, modules in done.items()}


async def modules_done(enrolment_id: uuid.UUID) -> dict[str, ModuleDone]:
    """What one trainee has done of each module."""
    done, _ = await _done([enrolment_id])
    return done.get(enrolment_id, {})


async def hours_of(enrolment_id: uuid.UUID) -> list[HoursView]:
    """Every entry of hours, newest first."""
    return [HoursView(**dict(row)) for row in await fetch(_HOURS, enrolment_id)]


async def results_of(enrolment_id: uuid.UUID) -> list[ResultView]:
    """Every result, newest first."""
    return [ResultView(**dict(row)) for row in await fetch(_RESULTS, enrolment_id)]


async def already(
    enrolment_ids: Iterable[uuid.UUID],
) -> tuple[dict[tuple[uuid.UUID, str, date], Decimal], dict[tuple[uuid.UUID, str, date], Decimal]]:
    """Hours and scores that stand, by enrolment, module and day."""
    ids = list(enrolment_ids)
    hours = await fetch(
        "SELECT enrolment_id, module_code, held_on, hours AS value FROM learning_record"
        " WHERE voided_at IS NULL AND enrolment_id = ANY($1::uuid[])",
        ids,
    )
    scores = await fetch(
        "SELECT enrolment_id, module_code, held_on, score AS value FROM module_result"
        " WHERE voided_at IS NULL AND enrolment_id = ANY($1::uuid[])",
        ids,
    )
    return _keyed(hours), _keyed(scores)


async def enrolment_of_entry(table: str, entry_id: uuid.UUID) -> str | None:
    """The public id of the enrolment to which an entry belongs."""
    return await fetchval(  # type: ignore[no-any-return]
        f"SELECT e.public_id FROM {table} r JOIN enrolment e ON e.id = r.enrolment_id WHERE r.id = $1",  # noqa: S608 - a name of ours
        entry_id,
    )


def _keyed(rows: list[Any]) -> dict[tuple[uuid.UUID, str, date], Decimal]:
    return {(row["enrolment_id"], row["module_code"], row["held_on"]): row["value"] for row in rows}


async def _done(
    enrolment_ids: Iterable[uuid.UUID], without: uuid.UUID | None = None
) -> tuple[dict[uuid.UUID, dict[str, ModuleDone]], dict[uuid.UUID, uuid.UUID]]:
    done: dict[uuid.UUID, dict[str, ModuleDone]] = defaultdict(dict)
    version_of: dict[uuid.UUID, uuid.UUID] = {}
    ids = list(enrolment_ids)
    for at in range(0, len(ids), _AT_ONCE):
        for row in await fetch(_DONE, ids[at : at + _AT_ONCE], without):
            version_of[row["id"]] = row["course_version_id"]
            modules = done[row["id"]]
            if row["module_code"] is not None:
                modules[row["module_code"]] = ModuleDone(row["hours"], row["best"], row["exempted"])
    return done, version_of


def _completion(version: CourseVersionView, done: dict[str, ModuleDone]) -> Completion:
    records, tests = [], []
    for module in version.modules:
        found = done.get(module.code)
        if found:
            hours = counted(found.hours, found.exempted, module.hours)
            records.append(Record(module.kind, hours, module.outline_module))
        if module.pass_mark is not None:
            best = found.best if found else None
            tests.append(ModuleTest(module.code, module.title, module.pass_mark, best))
    return completion(outline(version.outline_code, version.outline_edition), records, tests)
