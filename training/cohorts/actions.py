"""Open a cohort; take a roster in: preview it, confirm it as a whole, or discard it."""

from __future__ import annotations

import base64
import hashlib
import uuid
from datetime import date

import asyncpg
import msgspec

from curricula.courses.queries import published_version
from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import execute, fetchrow, transaction
from foundation.errors import Conflict, FieldProblem, Invalid
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.sealing import seal, unseal
from foundation.spreadsheets.reader import read_upload
from foundation.spreadsheets.sheet import Sheet
from foundation.text import text
from screening.screenings.actions import screen_many
from training.cohorts.columns import HEADINGS
from training.cohorts.matching import Preview, compare
from training.cohorts.queries import CohortView, find_cohort, find_import
from training.cohorts.sheet import read_cohort
from training.cohorts.tables import Cohort, CohortImport
from training.enrolments.actions import enrol_people

_FILE = "cohort_import.file"


class NewCohort(msgspec.Struct, frozen=True, kw_only=True):
    """A cohort to be opened."""

    code: str
    name: str
    course: str
    starts_on: date
    ends_on: date
    grade_year: int = 2


class ImportReceipt(msgspec.Struct, frozen=True):
    """What a confirmed roster did."""

    enrolled: int
    known: int
    rejected: int
    held: int


async def open_cohort(actor: Actor, new: NewCohort) -> str:
    """Open a cohort under the published version of one of the college's courses; its public id."""
    actor.require("training.cohort.open")
    if new.ends_on < new.starts_on:
        raise Invalid([FieldProblem("ends_on", text("The last day lies before the first."))])
    version = await published_version(actor, new.course)
    cohort = Cohort(
        id=new_id(),
        public_id=new_public_id(),
        college_id=actor.organisation_id,
        code=new.code.strip(),
        name=new.name.strip(),
        course_version_id=version.id,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        grade_year=new.grade_year,
        created_at=now(),
    )
    async with transaction():
        try:
            async with transaction():
                await cohort.save()
        except asyncpg.UniqueViolationError as error:
            raise Invalid(
                [FieldProblem("code", text("Your college already has a cohort with this code."))]
            ) from error
        await record(actor, "cohort.opened", ("cohort", cohort.id), {"code": (None, cohort.code)})
    return cohort.public_id


async def preview(actor: Actor, cohort_public_id: str, file_name: str, content: bytes) -> str:
    """Read a roster and keep it, sealed, until it is confirmed or discarded; nothing else changes.

    Raises `Invalid` when the file is no roster; problems of single rows are part of the preview.
    """
    actor.require("training.cohort.import")
    cohort = await find_cohort(actor, cohort_public_id)
    sheet = await read_upload(content, HEADINGS)
    seen = await _compare(cohort, sheet)
    upload = CohortImport(
        id=new_id(),
        public_id=new_public_id(),
        cohort_id=cohort.id,
        file_name=file_name[-120:] or "?",
        file_sha256=hashlib.sha256(content).digest(),
        file_sealed=seal(base64.b64encode(content).decode(), _FILE),
        state="previewed",
        rows_read=len(sheet.rows),
        rows_good=len(seen.good),
        rows_known=len(seen.known),
        rows_bad=seen.bad_rows,
        uploaded_by=actor.account_id,
        uploaded_at=now(),
    )
    async with transaction():
        await upload.save()
        await record(actor, "cohort.roster_read", ("cohort", cohort.id), {"rows": (None, len(sheet.rows))})
    return upload.public_id


async def read_again(actor: Actor, import_public_id: str) -> tuple[CohortView, Sheet, Preview]:
    """The uploaded roster compared with the registry as it is now. Raises `Conflict` once it is settled."""
    upload, cohort = await find_import(actor, import_public_id)
    content = await _content(upload.id)
    sheet = await read_upload(content, HEADINGS)
    return cohort, sheet, await _compare(cohort, sheet)


async def confirm(actor: Actor, import_public_id: str) -> ImportReceipt:
    """Enrol every good row of the roster, all or none, and screen everybody; a repeat enrols nobody twice."""
    actor.require("training.cohort.import")
    upload, cohort = await find_import(actor, import_public_id)
    async with transaction():
        row = await fetchrow("SELECT state FROM cohort_import WHERE id = $1 FOR UPDATE", upload.id)
        if row is None or row["state"] != "previewed":
            raise _settled()
        _, _, seen = await read_again(actor, import_public_id)
        receipt = await _enrol(actor, cohort, seen)
        await execute(
            "UPDATE cohort_import SET state = 'confirmed', settled_at = $2, file_sealed = NULL, enrolled = $3"
            " WHERE id = $1",
            upload.id,
            now(),
            receipt.enrolled,
        )
        await record(
            actor, "cohort.roster_confirmed", ("cohort", cohort.id), {"enrolled": (None, receipt.enrolled)}
        )
    return receipt


async def _enrol(actor: Actor, cohort: CohortView, seen: Preview) -> ImportReceipt:
    people = await enrol_people(actor, cohort, list(seen.good))
    held = 0
    if people:
        screenings = await screen_many(actor, people, "enrol", "enrolment")
        held = sum(screening.result != "clear" for screening in screenings.values())
    return ImportReceipt(len(people), len(seen.known), seen.bad_rows, held)


async def discard(actor: Actor, import_public_id: str) -> None:
    """Forget an uploaded roster."""
    actor.require("training.cohort.import")
    upload, cohort = await find_import(actor, import_public_id)
    async with transaction():
        await execute(
            "UPDATE cohort_import SET state = 'discarded', settled_at = $2, file_sealed = NULL"
            " WHERE id = $1 AND state = 'previewed'",
            upload.id,
            now(),
        )
        await record(actor, "cohort.roster_discarded", ("cohort", cohort.id))


async def _content(import_id: uuid.UUID) -> bytes:
    row = await fetchrow("SELECT file_sealed FROM cohort_import WHERE id = $1", import_id)
    if row is None or row["file_sealed"] is None:
        raise _settled()
    return base64.b64decode(unseal(bytes(row["file_sealed"]), _FILE))


async def _compare(cohort: CohortView, sheet: Sheet) -> Preview:
    return await compare(cohort.id, read_cohort(sheet, starts_on=cohort.starts_on, today=today()))


def _settled() -> Conflict:
    return Conflict(
        text("This roster has already been settled."), remedy=text("Upload it again if something is missing.")
    )
