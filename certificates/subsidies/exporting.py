"""The monthly sheet for whoever pays: claims leave once, in full, and every look at it is on record."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Final

import msgspec

from certificates.subsidies.data import KINDS
from certificates.subsidies.overview import Sheet, find_sheet
from certificates.subsidies.tables import SubsidyExport
from curricula.occupations.data import occupation
from curricula.occupations.rules import level_label
from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import execute, fetch, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid
from foundation.history import record, record_many
from foundation.ids import new_id, new_public_id
from foundation.language import say
from foundation.sealing import seal, unseal
from foundation.spreadsheets.writing import Value, write_workbook
from foundation.text import text
from registry.people.queries import identities

EXPORT: Final = "certificates.subsidy.export"
#: What the rows of a sheet are bound to.
PLACE: Final = "subsidy_export.rows_sealed"
#: Approved until the end of the month, the certificate in force in its newest version, nothing holds it.
_DUE = """
SELECT s.id, s.kind, s.person_id, s.occupation_code, s.level, s.claimed_on, s.amount, s.payee, c.number,
       c.holder_name, c.issued_on, v.name AS evaluator, k.name AS cohort, e.theory, e.skill,
       (SELECT sum(r.hours) FROM learning_record r
         WHERE r.enrolment_id = e.enrolment_id AND r.voided_at IS NULL) AS hours
  FROM subsidy_claim s JOIN certificate c ON c.id = s.certificate_id
  JOIN organisation v ON v.id = c.evaluator_id
  JOIN evaluation_entry e ON e.id = c.entry_id
  LEFT JOIN enrolment t ON t.id = e.enrolment_id LEFT JOIN cohort k ON k.id = t.cohort_id
  JOIN certificate n ON n.number = c.number AND n.status = 'issued'
 WHERE s.status = 'approved' AND s.organisation_id = $1
   AND (s.decided_at AT TIME ZONE 'Asia/Shanghai')::date < ($2::date + interval '1 month')
   AND NOT EXISTS (SELECT 1 FROM certificate_hold h WHERE h.certificate_id = n.id AND h.lifted_at IS NULL)
 ORDER BY c.number FOR UPDATE OF s FOR SHARE OF n
"""
_LEAVE = "UPDATE subsidy_claim SET status = 'exported', export_id = $2 WHERE id = ANY($1::uuid[])"
_COLUMNS: Final = (
    text("No."),
    text("Name"),
    text("Document number"),
    text("Occupation"),
    text("Level"),
    text("Certificate number"),
    text("Issued on"),
    text("Evaluator"),
    text("Cohort"),
    text("Hours"),
    text("Theory"),
    text("Practical"),
    text("Kind of subsidy"),
    text("Claimed on"),
    text("Amount (yuan)"),
    text("Paid to"),
)
PAYEES: Final = {"holder": text("The holder"), "school": text("The school")}


class SheetRow(msgspec.Struct, frozen=True, kw_only=True):
    """What the sheet says of one claim, as it was when the sheet was made."""

    name: str
    document: str
    occupation_code: str
    level: int
    number: str
    issued_on: date
    evaluator: str
    cohort: str
    hours: str
    theory: str
    skill: str
    kind: str
    claimed_on: date
    amount: int
    payee: str


async def export_month(actor: Actor, month: date) -> str:
    """Make the sheet of what was approved until the end of the month; its public id.

    Raises `Conflict` when nothing waits. What it holds is not exported again.
    """
    actor.require(EXPORT)
    first = month.replace(day=1)
    if first > today():
        raise Invalid([FieldProblem("month", text("The month has not begun."))])
    async with transaction():
        due = await fetch(_DUE, actor.organisation_id, first)
        if not due:
            raise Conflict(text("Nothing that was approved until then waits for a sheet."))
        sheet = await _keep(actor, first, due)
        await execute(_LEAVE, [row["id"] for row in due], sheet.id)
        left = {row["id"]: {"status": ("approved", "exported")} for row in due}
        await record_many(actor, "subsidy.exported", "subsidy", left)
        changes = {"claims": (None, sheet.claims), "total": (None, sheet.total)}
        await record(actor, "subsidy.sheet_made", ("subsidy_export", sheet.id), changes)
    return str(sheet.public_id)


async def _keep(actor: Actor, month: date, due: list[Any]) -> SubsidyExport:
    people = await identities({row["person_id"] for row in due})
    rows = [_row(row, people[row["person_id"]].documents) for row in due]
    sheet = SubsidyExport(
        id=new_id(),
        public_id=new_public_id(),
        organisation_id=actor.organisation_id,
        area_code=actor.area_code,
        month=month,
        claims=len(rows),
        total=sum(row.amount for row in rows),
        rows_sealed=seal(msgspec.json.encode(rows).decode(), PLACE),
        exported_by=actor.account_id,
        exported_at=now(),
    )
    await SubsidyExport.insert(sheet)
    return sheet


def _row(row: Any, documents: list[tuple[str, str]]) -> SheetRow:
    return SheetRow(
        name=row["holder_name"],
        document=documents[0][1] if documents else "",
        occupation_code=row["occupation_code"],
        level=row["level"],
        number=row["number"],
        issued_on=row["issued_on"],
        evaluator=row["evaluator"],
        cohort=row["cohort"] or "",
        hours=_plain(row["hours"]),
        theory=_plain(row["theory"]),
        skill=_plain(row["skill"]),
        kind=row["kind"],
        claimed_on=row["claimed_on"],
        amount=row["amount"],
        payee=row["payee"],
    )


def _plain(number: Any) -> str:
    return "" if number is None else f"{number.normalize():f}"


async def open_sheet(actor: Actor, public_id: str) -> tuple[Sheet, bytes]:
    """The sheet in full as .xlsx; that it was opened is on record for everybody in it."""
    actor.require(EXPORT)
    sheet = await find_sheet(actor, public_id)
    sealed = await fetchval("SELECT rows_sealed FROM subsidy_export WHERE id = $1", sheet.id)
    rows = msgspec.json.decode(unseal(sealed, PLACE), type=list[SheetRow])
    async with transaction():
        await record(actor, "subsidy.sheet_opened", ("subsidy_export", sheet.id))
        await record_many(actor, "person.unmasked", "person", dict.fromkeys(await _people(sheet.id)))
    title = say(text("Subsidy claims, {month}", month=f"{sheet.month:%Y-%m}"))
    written = [_cells(number, row) for number, row in enumerate(rows, 1)]
    return sheet, write_workbook([say(column) for column in _COLUMNS], written, title=title)


async def _people(sheet_id: uuid.UUID) -> list[uuid.UUID]:
    rows = await fetch("SELECT DISTINCT person_id FROM subsidy_claim WHERE export_id = $1", sheet_id)
    return [row["person_id"] for row in rows]


def _cells(number: int, row: SheetRow) -> list[Value]:
    return [
        number,
        row.name,
        row.document,
        say(occupation(row.occupation_code).label),
        say(level_label(row.level)),
        row.number,
        row.issued_on,
        row.evaluator,
        row.cohort,
        row.hours,
        row.theory,
        row.skill,
        say(KINDS[row.kind].label),
        row.claimed_on,
        row.amount,
        say(PAYEES[row.payee]),
    ]
