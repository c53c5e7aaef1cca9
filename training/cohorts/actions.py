"""Open a cohort; take a roster in: preview it, confirm it as a whole, or discard it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

import asyncpg
import msgspec
from msgspec import Meta

from curricula.courses.queries import published_version
from curricula.occupations.data import PROGRAMMES
from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import execute, fetchval, transaction
from foundation.errors import FieldProblem, Invalid, NotFound
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.spreadsheets.reader import read_upload
from foundation.spreadsheets.sheet import Sheet
from foundation.text import Text, text
from screening.screenings.actions import screen_many
from training.cohorts.columns import HEADINGS
from training.cohorts.matching import Preview, compare
from training.cohorts.queries import CohortView, find_cohort, find_import
from training.cohorts.sheet import read_cohort
from training.cohorts.tables import Cohort
from training.cohorts.uploads import Counts, Uploads
from training.enrolments.enrolling import enrol_people

_UPLOADS = Uploads("cohort_import")
_IMPORT = "training.cohort.import"
_RECEIVED = "UPDATE cohort_import SET enrolled = $2, rows_known = $3, rows_bad = $4, held = $5 WHERE id = $1"


class NewCohort(msgspec.Struct, frozen=True, kw_only=True):
    """A cohort to be opened."""

    code: Annotated[str, Meta(min_length=1, max_length=40)]
    name: Annotated[str, Meta(min_length=2, max_length=60)]
    course: str
    starts_on: date
    ends_on: date
    grade_year: Annotated[int, Meta(ge=1, le=6)] = 2
    programme: str = ""
    labels: ClassVar[dict[str, Text]] = {
        "code": text("Code"),
        "name": text("Name of the cohort"),
        "course": text("Course"),
        "starts_on": text("First day"),
        "ends_on": text("Last day"),
        "grade_year": text("School year"),
        "programme": text("Programme"),
    }


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
    if new.programme and new.programme not in PROGRAMMES:
        raise Invalid([FieldProblem("programme", text("Please choose from the list."))])
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
        programme_code=new.programme,
    )
    async with transaction():
        try:
            async with transaction():
                await Cohort.insert(cohort)
        except asyncpg.UniqueViolationError as error:
            taken = text("Your college already has a cohort with this code.")
            raise Invalid([FieldProblem("code", taken)]) from error
        await record(actor, "cohort.opened", ("cohort", cohort.id), {"code": (None, cohort.code)})
    return str(cohort.public_id)


async def own_cohort(actor: Actor, public_id: str) -> CohortView:
    """A cohort of the actor's own college: only those change it. Raises `NotFound`."""
    cohort = await find_cohort(actor, public_id)
    if cohort.college_id != actor.organisation_id:
        raise NotFound()
    return cohort


async def preview(actor: Actor, cohort_public_id: str, file_name: str, content: bytes) -> str:
    """Read a roster and keep it, sealed, until it is confirmed or discarded; nothing else changes.

    Raises `Invalid` when the file is no roster; problems of single rows are part of the preview.
    """
    actor.require(_IMPORT)
    cohort = await own_cohort(actor, cohort_public_id)
    sheet = await read_upload(content, HEADINGS)
    seen = await compare_roster(cohort, sheet)
    async with transaction():
        public_id = await _UPLOADS.keep(actor, cohort.id, file_name, content, counts_of(sheet, seen))
        await record(actor, "cohort.roster_read", ("cohort", cohort.id), {"rows": (None, len(sheet.rows))})
    return public_id


def counts_of(sheet: Sheet, seen: Preview) -> Counts:
    """The figures of a preview."""
    return Counts(len(sheet.rows), len(seen.good), len(seen.known), seen.bad_rows)


async def read_again(actor: Actor, import_public_id: str) -> tuple[CohortView, Sheet, Preview]:
    """The uploaded roster compared with the registry as it is now. Raises `Conflict` once it is settled."""
    upload, cohort = await find_import(actor, import_public_id)
    sheet = await read_upload(await _UPLOADS.content(upload.id), HEADINGS)
    return cohort, sheet, await compare_roster(cohort, sheet)


async def confirm(actor: Actor, import_public_id: str) -> ImportReceipt:
    """Enrol every good row of the roster, all or none, and screen everybody; a repeat enrols nobody twice."""
    actor.require(_IMPORT)
    upload, found = await find_import(actor, import_public_id)
    cohort = await own_cohort(actor, found.public_id)
    sheet = await read_upload(await _UPLOADS.content(upload.id), HEADINGS)
    async with transaction():
        await _UPLOADS.lock(upload.id)
        receipt = await take_in(actor, cohort, sheet)
        await _UPLOADS.settle(upload.id, "confirmed")
        await execute(_RECEIVED, upload.id, *msgspec.structs.astuple(receipt))
    return receipt


async def take_in(actor: Actor, cohort: CohortView, sheet: Sheet) -> ImportReceipt:
    """Enrol and screen the good rows of a roster, all or none; one roster of a cohort at a time."""
    async with transaction():
        await fetchval("SELECT 1 FROM cohort WHERE id = $1 FOR UPDATE", cohort.id)
        seen = await compare_roster(cohort, sheet)
        people = await enrol_people(actor, cohort, list(seen.good))
        screenings = await screen_many(actor, people, "enrol", "enrolment") if people else {}
        held = sum(screening.result != "clear" for screening in screenings.values())
        changes = {"enrolled": (None, len(people))}
        await record(actor, "cohort.roster_confirmed", ("cohort", cohort.id), changes)
    return ImportReceipt(len(people), len(seen.known), seen.bad_rows, held)


async def discard(actor: Actor, import_public_id: str) -> None:
    """Forget an uploaded roster. Raises `Conflict` once it is settled."""
    actor.require(_IMPORT)
    upload, found = await find_import(actor, import_public_id)
    cohort = await own_cohort(actor, found.public_id)
    async with transaction():
        await _UPLOADS.lock(upload.id)
        await _UPLOADS.settle(upload.id, "discarded")
        await record(actor, "cohort.roster_discarded", ("cohort", cohort.id))


async def compare_roster(cohort: CohortView, sheet: Sheet) -> Preview:
    """The rows of a roster against themselves, the rules and the registry."""
    return await compare(cohort, read_cohort(sheet, starts_on=cohort.starts_on, today=today()))
