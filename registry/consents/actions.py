"""Recording that a person agreed to something, and that they no longer do."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from foundation import history
from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import execute, fetchrow, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound
from foundation.ids import new_id
from foundation.text import text
from registry.consents.data import CURRENT_TEXTS
from registry.consents.tables import Consent
from registry.people.actions import locked

_PERMISSION = "registry.consent.record"


class NewConsent(msgspec.Struct, kw_only=True):
    """A consent: who gave it (the person, or a guardian by name) and where the paper is."""

    kind: str
    given_on: date
    given_by: str
    evidence: str = ""


async def record_consent(actor: Actor, person_id: UUID, new: NewConsent) -> UUID:
    """Record a consent to the present text of its kind."""
    _guard(new)
    consent_id = new_id()
    version = CURRENT_TEXTS[new.kind].version
    async with transaction():
        await locked(actor, person_id, _PERMISSION)
        await Consent.insert(
            Consent(
                id=consent_id,
                person_id=person_id,
                kind=new.kind,
                text_version=version,
                given_on=new.given_on,
                given_by=new.given_by.strip(),
                evidence=new.evidence.strip(),
                withdrawn_on=None,
                recorded_at=now(),
            )
        )
        changes = {"consent": (None, f"{new.kind} {version}"), "given_on": (None, new.given_on)}
        await history.record(actor, "person.consent_recorded", ("person", person_id), changes)
    return consent_id


def _guard(new: NewConsent) -> None:
    problems = []
    if new.kind not in CURRENT_TEXTS:
        problems.append(FieldProblem("kind", text("Choose a text from the list.")))
    if new.given_on > today():
        problems.append(FieldProblem("given_on", text("The date lies in the future.")))
    if not new.given_by.strip():
        problems.append(FieldProblem("given_by", text("Say who agreed: the person, or the guardian.")))
    if problems:
        raise Invalid(problems)


async def withdraw_consent(actor: Actor, person_id: UUID, consent_id: UUID) -> None:
    """Note that a consent was withdrawn today; what was done on it stays valid (PIPL art. 15)."""
    async with transaction():
        await locked(actor, person_id, _PERMISSION)
        row = await fetchrow(
            "SELECT kind, withdrawn_on FROM consent WHERE id = $1 AND person_id = $2 FOR UPDATE",
            consent_id,
            person_id,
        )
        if row is None:
            raise NotFound
        if row["withdrawn_on"] is not None:
            raise Conflict(text("This consent was withdrawn already."))
        await execute("UPDATE consent SET withdrawn_on = $2 WHERE id = $1", consent_id, today())
        changes = {"consent": (row["kind"], None)}
        await history.record(actor, "person.consent_withdrawn", ("person", person_id), changes)
