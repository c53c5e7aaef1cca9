"""Propose that something unsure takes effect, and decide about it: two persons of the office in charge."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from foundation.actor import Actor
from foundation.clock import now, today
from foundation.constraints import explain, in_our_words
from foundation.database import execute, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, Refused
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.text import Text, text
from registry.parameters.catalogue import find
from registry.parameters.queries import Confirmation, confirmed_on, find_confirmation, in_charge
from registry.parameters.rules import IN_CHARGE, TWO_PERSONS, Unsure, proposal_problems
from registry.parameters.tables import ParameterConfirmation

PROPOSE = "registry.parameter.propose"
DECIDE = "registry.parameter.decide"
#: History speaks of subjects by id; a parameter has a name only.
_SPACE = uuid.UUID("8d1bb6a2-6f0e-5c0c-9a39-3d2f6f1f6a55")

explain(
    "parameter_confirmation_open",
    lambda: Conflict(text("A proposal for this waits for the second person already.")),
)


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """From which day on something takes effect, with which value, on which document."""

    document: Annotated[str, Meta(min_length=2, max_length=200)]
    effective_from: date
    value: Annotated[int, Meta(ge=0, le=100_000)] | None = None
    article: Annotated[str, Meta(max_length=100)] = ""
    reason: Annotated[str, Meta(max_length=300)] = ""
    withdraws: bool = False
    labels: ClassVar[dict[str, Text]] = {
        "document": text("Document"),
        "effective_from": text("Takes effect on"),
        "value": text("Value"),
        "article": text("Article"),
        "reason": text("Reason"),
    }


def subject(parameter: str) -> tuple[str, uuid.UUID]:
    """How the history speaks of a parameter."""
    return "parameter", uuid.uuid5(_SPACE, parameter)


async def propose(actor: Actor, parameter: str, wanted: Proposal) -> str:
    """Propose to confirm or to withdraw; the public id of the proposal, which another person decides."""
    actor.require(PROPOSE)
    unsure = find(parameter)
    await _require_in_charge(actor, unsure)
    found = proposal_problems(
        unsure,
        value=wanted.value,
        document=wanted.document,
        effective_from=wanted.effective_from,
        withdraws=wanted.withdraws,
        today=today(),
    )
    if wanted.withdraws and parameter not in await confirmed_on(wanted.effective_from):
        found.append(FieldProblem("effective_from", text("On this day nothing is confirmed that could end.")))
    if found:
        raise Invalid(found)
    row = ParameterConfirmation(
        id=new_id(),
        public_id=new_public_id(),
        parameter=parameter,
        withdraws=wanted.withdraws,
        value=None if wanted.withdraws or unsure.proposal is None else wanted.value,
        document=wanted.document.strip(),
        article=wanted.article.strip(),
        effective_from=wanted.effective_from,
        reason=wanted.reason.strip(),
        proposed_by=actor.account_id,
        proposed_for=actor.organisation_id,
        proposed_at=now(),
    )
    async with transaction():
        with in_our_words():
            async with transaction():
                await ParameterConfirmation.insert(row)
        changes = {
            "value": (None, row.value),
            "document": (None, row.document),
            "effective_from": (None, wanted.effective_from.isoformat()),
        }
        kind = "parameter.withdrawal_proposed" if wanted.withdraws else "parameter.proposed"
        await record(actor, kind, subject(parameter), changes, reason=row.reason or None)
    return str(row.public_id)


async def decide(actor: Actor, public_id: str, *, agree: bool, refusal: str = "") -> Confirmation:
    """Another person agrees, and it takes effect from its day on; or refuses with a reason."""
    actor.require(DECIDE)
    async with transaction():
        await fetchval("SELECT 1 FROM parameter_confirmation WHERE public_id = $1 FOR UPDATE", public_id)
        proposed = await find_confirmation(public_id)
        await _require_in_charge(actor, find(proposed.parameter))
        _guard(actor, proposed, agree=agree, refusal=refusal)
        await execute(
            "UPDATE parameter_confirmation SET decided_by = $2, decided_at = $3, verdict = $4, refusal = $5"
            " WHERE id = $1",
            proposed.id,
            actor.account_id,
            now(),
            "agreed" if agree else "refused",
            "" if agree else refusal.strip(),
        )
        changes = {
            "value": (None, proposed.value),
            "document": (None, proposed.document),
            "effective_from": (None, proposed.effective_from.isoformat()),
        }
        kind = "parameter.refused"
        if agree:
            kind = "parameter.withdrawn" if proposed.withdraws else "parameter.confirmed"
        await record(actor, kind, subject(proposed.parameter), changes, reason=refusal.strip() or None)
    return proposed


def _guard(actor: Actor, proposed: Confirmation, *, agree: bool, refusal: str) -> None:
    if proposed.verdict is not None:
        raise Conflict(text("This was settled meanwhile. Look at it again."))
    if proposed.proposed_by == actor.account_id:
        raise Refused(
            text("You have proposed this; another person decides."),
            remedy=text("Ask a colleague of your office."),
            rule=TWO_PERSONS,
        )
    if agree and proposed.effective_from < today():
        raise Conflict(
            text("The day from which it was to hold is over."),
            remedy=text("Refuse it, and propose it again with a later day."),
        )
    if not agree and len(refusal.strip()) < 2:
        raise Invalid([FieldProblem("refusal", text("Say why."))])


async def _require_in_charge(actor: Actor, unsure: Unsure) -> None:
    if not await in_charge(actor, unsure):
        raise Refused(
            text("Another office is in charge of this rule."),
            remedy=text("The highest office of its trade in the register confirms it."),
            rule=IN_CHARGE,
        )
