"""The steps of a filing, each by the side whose turn it is (25号文)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from foundation import history
from foundation.actor import Actor
from foundation.clock import now, today
from foundation.constraints import explain
from foundation.database import fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Forbidden, Invalid
from foundation.ids import new_id, new_public_id
from foundation.text import text
from registry.filings.queries import FilingRecord, filing
from registry.filings.rules import paper_problems
from registry.filings.tables import Filing
from registry.organisations.queries import OrganisationView, organisation, sees
from registry.organisations.rules import (
    FilingState,
    NonconformityState,
    OrganisationKind,
    filed,
    filing_after,
    nonconformity_after,
)

explain("filing_one", lambda: Conflict(text("The institution has a filing already.")))
explain(
    "filing_receipt_no",
    lambda: Invalid([FieldProblem("receipt_no", text("Another filing has this receipt number."))]),
)


class Submission(msgspec.Struct, kw_only=True):
    """What an institution hands in."""

    papers: list[str]
    staff_on_duty: int
    carers: int
    promise: bool


async def receive(actor: Actor, organisation_id: UUID, registered_on: date, registration_no: str = "") -> str:
    """Take what the registering authority pushed (art. 6); returns the filing's public id."""
    actor.require("registry.filing.receive")
    institution = await organisation(organisation_id)
    if institution is None or not sees(actor, institution):
        raise Invalid([FieldProblem("organisation", text("There is no such institution in your area."))])
    _guard_registered(institution, registered_on)
    row = Filing(
        id=new_id(),
        public_id=new_public_id(),
        organisation_id=organisation_id,
        status=str(FilingState.REGISTERED),
        registered_on=registered_on,
        registration_no=registration_no.strip(),
        created_at=now(),
    )
    async with transaction():
        open_filing = "SELECT 1 FROM filing WHERE organisation_id = $1 AND status <> 'cancelled'"
        if await fetchval(open_filing, organisation_id):
            raise Conflict(text("The institution has a filing already."))
        await Filing.insert(row)
        changes = {"status": (None, row.status), "registered_on": (None, registered_on)}
        await history.record(actor, "filing.received", ("filing", UUID(str(row.id))), changes)
    return row.public_id


def _guard_registered(institution: OrganisationView, registered_on: date) -> None:
    if institution.kind is not OrganisationKind.INSTITUTION or institution.closed_at:
        raise Conflict(text("Only open childcare institutions are filed."))
    if registered_on > today():
        raise Invalid([FieldProblem("registered_on", text("The date lies in the future."))])


async def submit(actor: Actor, public_id: str, submission: Submission) -> None:
    """Hand in a filing (art. 8). Raises `Invalid` with everything that is missing."""
    async with transaction():
        before = await _own(actor, public_id)
        after = filing_after(before.status, "submit")
        _guard_submission(submission)
        values = {
            "submitted_on": today(),
            "papers": submission.papers,
            "staff_on_duty": submission.staff_on_duty,
            "carers": submission.carers,
            "returned_on": None,
            "returned_reason": None,
        }
        await _save(actor, before, after, "filing.submitted", values)


def _guard_submission(submission: Submission) -> None:
    problems = paper_problems(submission.papers)
    if submission.carers < 1:
        problems.append(FieldProblem("carers", text("At least one carer is needed.")))
    if submission.staff_on_duty < submission.carers:
        problems.append(FieldProblem("staff_on_duty", text("The staff includes the carers.")))
    if not submission.promise:
        problems.append(FieldProblem("promise", text("The filing needs the promise 备案承诺书.")))
    if problems:
        raise Invalid(problems)


async def submit_change(
    actor: Actor, public_id: str, summary: str, staff_on_duty: int | None = None, carers: int | None = None
) -> None:
    """Tell a change of what was filed (art. 10); the filing holds meanwhile."""
    async with transaction():
        before = await _own(actor, public_id)
        after = filing_after(before.status, "submit_change")
        _guard_given("summary", summary)
        values = {
            "change_submitted_on": today(),
            "change_summary": summary.strip(),
            "staff_on_duty": before.staff_on_duty if staff_on_duty is None else staff_on_duty,
            "carers": before.carers if carers is None else carers,
        }
        await _save(actor, before, after, "filing.change_submitted", values)


async def give_receipt(actor: Actor, public_id: str, receipt_no: str) -> None:
    """Answer a filing or a change with the receipt 备案回执 (art. 9)."""
    async with transaction():
        before = await _decided(actor, public_id)
        changing = before.status is FilingState.CHANGE_SUBMITTED
        after = filing_after(before.status, "file_change" if changing else "file")
        _guard_no_finding(before)
        _guard_given("receipt_no", receipt_no)
        await _guard_receipt_free(before, receipt_no.strip())
        values: dict[str, Any] = {"receipt_no": receipt_no.strip()}
        if not changing:
            values["filed_on"] = today()
        await _save(actor, before, after, "filing.receipt_given", values)


async def _guard_receipt_free(before: FilingRecord, receipt_no: str) -> None:
    """The database has the last word; this is for the form, which keeps what was typed."""
    taken = "SELECT 1 FROM filing WHERE receipt_no = $1 AND id <> $2"
    if await fetchval(taken, receipt_no, before.id):
        raise Invalid([FieldProblem("receipt_no", text("Another filing has this receipt number."))])


def _guard_no_finding(before: FilingRecord) -> None:
    if before.finding in (NonconformityState.FOUND, NonconformityState.PUBLISHED):
        raise Conflict(
            text("The institution does not meet the conditions at present."),
            remedy=text("Note first that the shortcomings were put right."),
        )


async def send_back(actor: Actor, public_id: str, reason: str) -> None:
    """Ask for what is missing; the institution hands in again."""
    async with transaction():
        before = await _decided(actor, public_id)
        changing = before.status is FilingState.CHANGE_SUBMITTED
        after = filing_after(before.status, "return_change" if changing else "return")
        _guard_given("reason", reason)
        values = {"returned_on": today(), "returned_reason": reason.strip()}
        await _save(actor, before, after, "filing.sent_back", values, reason)


async def cancel(actor: Actor, public_id: str, reason: str) -> None:
    """End a filing, after the institution closed or its registration ended (art. 10)."""
    async with transaction():
        before = await _decided(actor, public_id)
        after = filing_after(before.status, "cancel")
        _guard_given("reason", reason)
        values = {"cancelled_on": today(), "cancelled_reason": reason.strip()}
        await _save(actor, before, after, "filing.cancelled", values, reason)


async def find_nonconforming(actor: Actor, public_id: str, reason: str) -> None:
    """Note that the institution does not meet the conditions; it may host nobody from today (art. 9)."""
    async with transaction():
        before = await _published(actor, public_id)
        nonconformity_after(before.finding, "find")
        _guard_given("reason", reason)
        if not filed(before.status) and before.status is not FilingState.SUBMITTED:
            raise Conflict(text("Nothing has been handed in that could be judged."))
        values = {
            "nonconforming_since": today(),
            "nonconforming_reason": reason.strip(),
            "nonconforming_published_on": None,
            "nonconforming_until": None,
        }
        await _save(actor, before, before.status, "filing.found_nonconforming", values, reason)


async def publish_finding(actor: Actor, public_id: str) -> None:
    """Tell the institution with reasons, and the public (art. 9)."""
    async with transaction():
        before = await _published(actor, public_id)
        nonconformity_after(before.finding, "publish")
        values = {"nonconforming_published_on": today()}
        await _save(actor, before, before.status, "filing.finding_published", values)


async def rectify(actor: Actor, public_id: str, reason: str) -> None:
    """Note that the shortcomings were put right."""
    async with transaction():
        before = await _published(actor, public_id)
        nonconformity_after(before.finding, "rectify")
        _guard_given("reason", reason)
        await _save(
            actor, before, before.status, "filing.rectified", {"nonconforming_until": today()}, reason
        )


def _guard_given(field: str, value: str) -> None:
    if not value.strip():
        raise Invalid([FieldProblem(field, text("Please fill this in."))])


async def _own(actor: Actor, public_id: str) -> FilingRecord:
    actor.require("registry.filing.submit")
    record = await _locked(actor, public_id)
    if record.organisation_id != actor.organisation_id:
        raise Forbidden(text("An institution hands in its own filing."))
    return record


async def _decided(actor: Actor, public_id: str) -> FilingRecord:
    actor.require("registry.filing.decide")
    return await _locked(actor, public_id)


async def _published(actor: Actor, public_id: str) -> FilingRecord:
    actor.require("registry.filing.publish")
    return await _locked(actor, public_id)


async def _locked(actor: Actor, public_id: str) -> FilingRecord:
    seen = await filing(actor, public_id)
    await fetchval("SELECT id FROM filing WHERE id = $1 FOR UPDATE", seen.id)
    return await filing(actor, public_id)


async def _save(
    actor: Actor,
    before: FilingRecord,
    after: FilingState,
    kind: str,
    values: dict[str, Any],
    reason: str | None = None,
) -> None:
    wanted: dict[Any, Any] = {"status": str(after)} | values
    await Filing.update(wanted).where(Filing.id == before.id)
    changes = {
        name: (getattr(before, name), value)
        for name, value in wanted.items()
        if getattr(before, name) != value and not name.endswith("reason")
    }
    await history.record(actor, kind, ("filing", before.id), changes, reason=reason)
