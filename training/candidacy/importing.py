"""Takes in a sheet of evidence: preview it, enter it as a whole, or discard it."""

from __future__ import annotations

import uuid
from datetime import datetime

import msgspec

from foundation.actor import Actor
from foundation.clock import today
from foundation.database import execute, fetch, fetchrow, fetchval, transaction
from foundation.errors import NotFound
from foundation.history import record
from foundation.spreadsheets.findings import Conversion, RowProblem
from foundation.spreadsheets.reader import read_upload
from foundation.spreadsheets.sheet import Sheet
from registry.people.queries import identities
from training.candidacy.actions import CHECK, ENTER, enter_many, known_fingerprints
from training.candidacy.sheet import HEADINGS, EvidenceRow, read_evidence_sheet
from training.cohorts.actions import own_cohort
from training.cohorts.queries import CohortView, find_cohort
from training.cohorts.roll import OnRoll
from training.cohorts.uploads import Counts, Uploads

_UPLOADS = Uploads("evidence_import")


class EvidencePreview(msgspec.Struct, frozen=True):
    """A sheet as it would be entered; what is entered already is left out of `good`."""

    good: tuple[EvidenceRow, ...]
    known: tuple[EvidenceRow, ...]
    problems: tuple[RowProblem, ...]
    warnings: tuple[RowProblem, ...]
    conversions: tuple[Conversion, ...]

    @property
    def bad_rows(self) -> int:
        """How many rows cannot be entered."""
        return len({problem.row for problem in self.problems})


class EvidenceImportView(msgspec.Struct, frozen=True):
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
    entered: int


class EvidenceReceipt(msgspec.Struct, frozen=True):
    """What a confirmed sheet did."""

    entered: int
    known: int
    rejected: int


_SELECT = """
SELECT i.id, i.public_id, i.file_name, i.state, i.rows_read, i.rows_good, i.rows_known, i.rows_bad,
       i.uploaded_at, i.entered FROM evidence_import i
"""
_COHORT_OF = "SELECT c.public_id FROM cohort c JOIN evidence_import i ON i.cohort_id = c.id WHERE i.id = $1"
_ROLL = """
SELECT person_id, student_no FROM enrolment
 WHERE cohort_id = $1 AND status NOT IN ('withdrawn', 'transferred') ORDER BY student_no
"""


async def find_evidence_import(actor: Actor, public_id: str) -> tuple[EvidenceImportView, CohortView]:
    """An uploaded sheet and its cohort, in scope. Raises `NotFound`."""
    row = await fetchrow(_SELECT + " WHERE i.public_id = $1", public_id)
    if row is None:
        raise NotFound()
    cohort = await fetchval(_COHORT_OF, row["id"])
    return EvidenceImportView(**dict(row)), await find_cohort(actor, str(cohort))


async def evidence_imports_of(cohort_id: uuid.UUID) -> list[EvidenceImportView]:
    """The sheets uploaded for a cohort, newest first."""
    rows = await fetch(_SELECT + " WHERE i.cohort_id = $1 ORDER BY i.uploaded_at DESC LIMIT 20", cohort_id)
    return [EvidenceImportView(**dict(row)) for row in rows]


async def preview(actor: Actor, cohort_public_id: str, file_name: str, content: bytes) -> str:
    """Read a sheet and keep it, sealed, until it is settled; nothing else changes. Its public id."""
    actor.require(ENTER)
    cohort = await own_cohort(actor, cohort_public_id)
    sheet = await read_upload(content, HEADINGS)
    seen = await _compare(cohort, sheet)
    counts = Counts(len(sheet.rows), len(seen.good), len(seen.known), seen.bad_rows)
    async with transaction():
        public_id = await _UPLOADS.keep(actor, cohort.id, file_name, content, counts)
        await record(actor, "cohort.evidence_read", ("cohort", cohort.id), {"rows": (None, len(sheet.rows))})
    return public_id


async def read_again(actor: Actor, import_public_id: str) -> tuple[CohortView, Sheet, EvidencePreview]:
    """The uploaded sheet compared with what is entered now. Raises `Conflict` once it is settled."""
    upload, cohort = await find_evidence_import(actor, import_public_id)
    sheet = await read_upload(await _UPLOADS.content(upload.id), HEADINGS)
    return cohort, sheet, await _compare(cohort, sheet)


async def confirm(actor: Actor, import_public_id: str, *, originals_seen: bool = False) -> EvidenceReceipt:
    """Enter every good row, all or none; `originals_seen` says that somebody had every paper in hand."""
    actor.require(ENTER)
    if originals_seen:
        actor.require(CHECK)
    upload, found = await find_evidence_import(actor, import_public_id)
    cohort = await own_cohort(actor, found.public_id)
    sheet = await read_upload(await _UPLOADS.content(upload.id), HEADINGS)
    async with transaction():
        await _UPLOADS.lock(upload.id)
        await fetch("SELECT 1 FROM enrolment WHERE cohort_id = $1 ORDER BY id FOR UPDATE", cohort.id)
        seen = await _compare(cohort, sheet)
        await enter_many(actor, [(row.person_id, row.said) for row in seen.good], seen=originals_seen)
        await _UPLOADS.settle(upload.id, "confirmed")
        await execute("UPDATE evidence_import SET entered = $2 WHERE id = $1", upload.id, len(seen.good))
        changes = {"entered": (None, len(seen.good)), "seen": (None, originals_seen)}
        await record(actor, "cohort.evidence_confirmed", ("cohort", cohort.id), changes)
    return EvidenceReceipt(len(seen.good), len(seen.known), seen.bad_rows)


async def discard(actor: Actor, import_public_id: str) -> None:
    """Forget an uploaded sheet. Raises `Conflict` once it is settled."""
    actor.require(ENTER)
    upload, found = await find_evidence_import(actor, import_public_id)
    cohort = await own_cohort(actor, found.public_id)
    async with transaction():
        await _UPLOADS.lock(upload.id)
        await _UPLOADS.settle(upload.id, "discarded")
        await record(actor, "cohort.evidence_discarded", ("cohort", cohort.id))


async def _compare(cohort: CohortView, sheet: Sheet) -> EvidencePreview:
    reading = read_evidence_sheet(sheet, people=await _roll(cohort.id), today=today())
    there = await known_fingerprints([row.person_id for row in reading.rows])
    known = tuple(row for row in reading.rows if (row.person_id, row.said.fingerprint) in there)
    good = tuple(row for row in reading.rows if (row.person_id, row.said.fingerprint) not in there)
    return EvidencePreview(good, known, reading.problems, reading.warnings, reading.conversions)


async def _roll(cohort_id: uuid.UUID) -> list[OnRoll]:
    rows = await fetch(_ROLL, cohort_id)
    people = await identities(row["person_id"] for row in rows)
    return [
        OnRoll(
            row["person_id"],
            people[row["person_id"]].name,
            (row["student_no"], *(number for _, number in people[row["person_id"]].documents)),
            tuple(people[row["person_id"]].former_names),
        )
        for row in rows
    ]
