"""Takes in a sheet of hours and results: preview it, record it as a whole, or discard it."""

from __future__ import annotations

import uuid
from datetime import datetime

import msgspec

from curricula.courses.queries import version
from foundation.actor import Actor
from foundation.clock import today
from foundation.database import execute, fetch, fetchrow, fetchval, transaction
from foundation.errors import NotFound
from foundation.history import record
from foundation.spreadsheets.reader import read_upload
from foundation.spreadsheets.sheet import Sheet
from training.cohorts.actions import own_cohort
from training.cohorts.queries import CohortView, find_cohort
from training.cohorts.uploads import Counts, Uploads
from training.learning.entering import Hours, Score, enter_hours, enter_scores
from training.learning.matching import LearningPreview, compare, roll_of
from training.learning.sheet import HEADINGS, ModuleOf, read_learning

_UPLOADS = Uploads("learning_import")
_RECORD = "training.learning.record"


class LearningImportView(msgspec.Struct, frozen=True):
    """An uploaded sheet as its pages show it."""

    id: uuid.UUID
    public_id: str
    file_name: str
    state: str
    rows_read: int
    rows_good: int
    rows_known: int
    rows_bad: int
    uploaded_at: datetime
    hours_recorded: int
    results_recorded: int


class LearningReceipt(msgspec.Struct, frozen=True):
    """What a confirmed sheet did."""

    hours: int
    results: int
    known: int
    rejected: int


_SELECT = """
SELECT i.id, i.public_id, i.file_name, i.state, i.rows_read, i.rows_good, i.rows_known, i.rows_bad,
       i.uploaded_at, i.hours_recorded, i.results_recorded FROM learning_import i
"""
_COHORT_OF = "SELECT c.public_id FROM cohort c JOIN learning_import i ON i.cohort_id = c.id WHERE i.id = $1"


async def find_learning_import(actor: Actor, public_id: str) -> tuple[LearningImportView, CohortView]:
    """An uploaded sheet and its cohort, in scope. Raises `NotFound`."""
    row = await fetchrow(_SELECT + " WHERE i.public_id = $1", public_id)
    if row is None:
        raise NotFound()
    cohort = await fetchval(_COHORT_OF, row["id"])
    return LearningImportView(**dict(row)), await find_cohort(actor, str(cohort))


async def learning_imports_of(cohort_id: uuid.UUID) -> list[LearningImportView]:
    """The sheets uploaded for a cohort, newest first."""
    rows = await fetch(_SELECT + " WHERE i.cohort_id = $1 ORDER BY i.uploaded_at DESC LIMIT 20", cohort_id)
    return [LearningImportView(**dict(row)) for row in rows]


async def preview(actor: Actor, cohort_public_id: str, file_name: str, content: bytes) -> str:
    """Read a sheet and keep it, sealed, until it is settled; nothing else changes. Its public id.

    Raises `Invalid` when the file is no such sheet; problems of single rows are part of the preview.
    """
    actor.require(_RECORD)
    cohort = await own_cohort(actor, cohort_public_id)
    sheet = await read_upload(content, HEADINGS)
    seen = await _compare(cohort, sheet)
    counts = Counts(len(sheet.rows), len(seen.good), len(seen.known), seen.bad_rows)
    async with transaction():
        public_id = await _UPLOADS.keep(actor, cohort.id, file_name, content, counts)
        await record(actor, "cohort.learning_read", ("cohort", cohort.id), {"rows": (None, len(sheet.rows))})
    return public_id


async def read_again(actor: Actor, import_public_id: str) -> tuple[CohortView, Sheet, LearningPreview]:
    """The uploaded sheet compared with what is recorded now. Raises `Conflict` once it is settled."""
    upload, cohort = await find_learning_import(actor, import_public_id)
    sheet = await read_upload(await _UPLOADS.content(upload.id), HEADINGS)
    return cohort, sheet, await _compare(cohort, sheet)


async def confirm(actor: Actor, import_public_id: str) -> LearningReceipt:
    """Record every good row, all or none; what is recorded already is not doubled."""
    actor.require(_RECORD)
    upload, found = await find_learning_import(actor, import_public_id)
    cohort = await own_cohort(actor, found.public_id)
    sheet = await read_upload(await _UPLOADS.content(upload.id), HEADINGS)
    async with transaction():
        await _UPLOADS.lock(upload.id)
        await fetch("SELECT 1 FROM enrolment WHERE cohort_id = $1 ORDER BY id FOR UPDATE", cohort.id)
        seen = await _compare(cohort, sheet)
        receipt = await _enter(actor, cohort, seen, upload.public_id)
        await _UPLOADS.settle(upload.id, "confirmed")
        await execute(
            "UPDATE learning_import SET hours_recorded = $2, results_recorded = $3 WHERE id = $1",
            upload.id,
            receipt.hours,
            receipt.results,
        )
        changes = {"hours": (None, receipt.hours), "results": (None, receipt.results)}
        await record(actor, "cohort.learning_confirmed", ("cohort", cohort.id), changes)
    return receipt


async def _enter(actor: Actor, cohort: CohortView, seen: LearningPreview, ref: str) -> LearningReceipt:
    course = await version(cohort.course_version_id)
    hours = [
        Hours(row.trainee_id, row.module_code, row.held_on, row.hours)
        for row in seen.good
        if row.hours is not None
    ]
    scores = [
        Score(row.trainee_id, row.module_code, row.held_on, row.score)
        for row in seen.good
        if row.score is not None
    ]
    entered_hours = await enter_hours(actor, hours, "sheet", ref)
    entered_scores = await enter_scores(actor, course, scores)
    return LearningReceipt(len(entered_hours), len(entered_scores), len(seen.known), seen.bad_rows)


async def discard(actor: Actor, import_public_id: str) -> None:
    """Forget an uploaded sheet. Raises `Conflict` once it is settled."""
    actor.require(_RECORD)
    upload, found = await find_learning_import(actor, import_public_id)
    cohort = await own_cohort(actor, found.public_id)
    async with transaction():
        await _UPLOADS.lock(upload.id)
        await _UPLOADS.settle(upload.id, "discarded")
        await record(actor, "cohort.learning_discarded", ("cohort", cohort.id))


async def _compare(cohort: CohortView, sheet: Sheet) -> LearningPreview:
    course = await version(cohort.course_version_id)
    modules = [ModuleOf(module.code, module.title) for module in course.modules]
    reading = read_learning(sheet, roll=await roll_of(cohort.id), modules=modules, today=today())
    return await compare(reading)
