"""Ask about a person, answer, decide: the employer asks, public security answers, the employer decides."""

from __future__ import annotations

import uuid
from datetime import date

import asyncpg
import msgspec

from foundation.actor import SYSTEM, Actor
from foundation.clock import now, today
from foundation.database import execute, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, Refused
from foundation.history import record as remember
from foundation.ids import new_id, new_public_id
from foundation.text import text
from registry.calendars.queries import expected_calendars
from registry.people.actions import register
from registry.people.links import link, unlink
from registry.people.queries import visible_id
from registry.people.rules import NewDocument, NewPerson
from registry.people.tables import LinkKind
from screening.checks import rules
from screening.checks.numbers import terms
from screening.checks.queries import Asked, CheckView, asked_about, barred_at, find_check
from screening.checks.rules import Decision, Kind, Outcome
from screening.checks.tables import RecordCheck
from screening.screenings.actions import screen
from screening.screenings.queries import unresolved

_ANSWER = """
UPDATE record_check SET outcome = $2, letter_no = $3, station = $4, answered_on = $5, answered_by = $6,
       answered_at = $7, answering_id = $8 WHERE id = $1
"""
_DECIDE = """
UPDATE record_check SET decision = $2, decided_on = $3, decided_by = $4, decided_at = $5 WHERE id = $1
"""


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody the institution may hire, as the document says, and for which post."""

    name: str
    document_kind: str
    document_number: str
    post: str


async def ask_about_candidate(actor: Actor, candidate: Candidate) -> str:
    """Ask before hiring; whoever is not on record yet is recorded. The check's public id.

    The person is compared with the ban register at the same time. Raises `Invalid` for a wrong number,
    `Conflict` when the number belongs to somebody of another name.
    """
    actor.require("screening.check.ask")
    async with transaction():
        document = NewDocument(candidate.document_kind, candidate.document_number)
        person_id = await register(SYSTEM, NewPerson(name=candidate.name, documents=[document]))
        await _compared(actor, person_id)
        return await _ask(actor, person_id, Kind.PRE_HIRE, candidate.post)


async def _compared(actor: Actor, person_id: uuid.UUID) -> None:
    """Compare the person with the register; the person sees in the own file who had it done, and why."""
    await screen(actor, person_id, "hire", "hiring")
    await remember(actor, "person.screened", ("person", person_id))


async def ask_about_staff(actor: Actor, person_public_id: str, post: str) -> str:
    """Ask about somebody employed, once in a calendar year."""
    actor.require("screening.check.ask")
    person_id = await visible_id(actor, person_public_id)
    async with transaction():
        return await _ask(actor, person_id, Kind.YEARLY, post)


async def ask_about_trainee(actor: Actor, person_public_id: str, post: str) -> str:
    """Ask about somebody who is to be on placement here, before the first day. The check's public id."""
    actor.require("screening.check.ask")
    person_id = await visible_id(actor, person_public_id)
    async with transaction():
        return await _ask(actor, person_id, Kind.PLACEMENT, post)


async def _ask(actor: Actor, person_id: uuid.UUID, kind: Kind, post: str) -> str:
    if not post.strip():
        raise Invalid([FieldProblem("post", text("Name the position."))])
    row = RecordCheck(
        id=new_id(),
        public_id=new_public_id(),
        institution_id=actor.organisation_id,
        person_id=person_id,
        kind=str(kind),
        post=post.strip(),
        asked_by=actor.account_id,
        asked_at=now(),
        due_on=rules.due_on(today(), await expected_calendars(today())),
    )
    try:
        async with transaction():
            await row.save()
    except asyncpg.UniqueViolationError as error:
        raise Conflict(
            text("You have asked about this person already; the answer is still to come.")
        ) from error
    await remember(actor, "check.asked", ("record_check", row.id), {"kind": (None, str(kind))})
    return str(row.public_id)


async def reveal(actor: Actor, public_id: str) -> Asked:
    """Who is asked about, in full, for the officer who looks it up; that it was seen is recorded."""
    actor.require("screening.check.answer")
    async with transaction():
        check = await find_check(actor, public_id)
        await remember(actor, "check.unmasked", ("record_check", check.id))
        await remember(actor, "person.unmasked", ("person", check.person_id))
        return await asked_about(check.person_id)


async def answer(
    actor: Actor, public_id: str, outcome: Outcome, *, letter_no: str, station: str, answered_on: date | None
) -> None:
    """Answer for public security: the outcome, the letter's number, the station and the day; nothing else."""
    actor.require("screening.check.answer")
    rules.require_answer(outcome, letter_no, station, answered_on, today())
    async with transaction():
        check = await _locked(actor, public_id)
        rules.require_open(check.outcome)
        await execute(
            _ANSWER,
            check.id,
            str(outcome),
            letter_no.strip(),
            station.strip(),
            answered_on,
            actor.account_id,
            now(),
            actor.organisation_id,
        )
        changes = {"outcome": (check.outcome and str(check.outcome), str(outcome))}
        await remember(actor, "check.answered", ("record_check", check.id), changes)


async def decide(actor: Actor, public_id: str, decision: Decision, on: date | None) -> None:
    """Record what the institution does.

    Raises `Refused` after a hit, without an answer, or while a ban may hold.
    Hiring makes the person one of the institution's people; ending the employment ends that.
    """
    actor.require("screening.check.decide")
    if on is None or on > today():
        raise Invalid(
            [FieldProblem("on", text("Give the day of the decision; it does not lie in the future."))]
        )
    async with transaction():
        check = await _locked(actor, public_id)
        if check.decision is not None:
            raise Conflict(text("It was decided already."))
        rules.require_decision(
            check.kind, check.outcome, check.answered_on, decision, on, await terms(today())
        )
        if decision in (Decision.HIRED, Decision.KEPT):
            await _require_unheld(actor, check)
        await execute(_DECIDE, check.id, str(decision), on, actor.account_id, now())
        await _employ(actor, check, decision, on)
        await remember(
            actor, "check.decided", ("record_check", check.id), {"decision": (None, str(decision))}
        )


async def _require_unheld(actor: Actor, check: CheckView) -> None:
    """Neither a possible ban nor a hit in a later check of this institution stands against it."""
    await _compared(actor, check.person_id)
    held = check.person_id in await unresolved([check.person_id])
    if held or check.person_id in await barred_at(check.institution_id, [check.person_id]):
        raise Refused(
            text("This person cannot be employed at present."),
            remedy=text("Please contact the county health commission."),
            rule=rules.PRE_HIRE,
        )


async def _employ(actor: Actor, check: CheckView, decision: Decision, on: date) -> None:
    if decision is Decision.HIRED:
        await link(actor, check.person_id, check.institution_id, LinkKind.WORKER, on)
    elif decision is Decision.ENDED:
        await unlink(actor, check.person_id, check.institution_id, LinkKind.WORKER, on)


async def _locked(actor: Actor, public_id: str) -> CheckView:
    await execute("SELECT 1 FROM record_check WHERE public_id = $1 FOR UPDATE", public_id)
    return await find_check(actor, public_id)
