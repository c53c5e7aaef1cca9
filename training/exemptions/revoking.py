"""Take an approved exemption back: proposed with a reason and a document, decided by another person."""

from __future__ import annotations

import uuid
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from foundation.actor import Actor
from foundation.clock import now
from foundation.constraints import explain, in_our_words
from foundation.database import execute, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound, Refused, Stale
from foundation.events import publish
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.text import Text, text
from training.exemptions.actions import Evidence, scan_columns, scan_problem
from training.exemptions.data import EXEMPTION_RULES
from training.exemptions.dependents import dependents_of, fingerprint
from training.exemptions.events import ExemptionRevoked
from training.exemptions.queries import (
    REVOCATION_PLACE,
    ExemptionView,
    RevocationView,
    find_exemption,
    open_revocation,
)
from training.exemptions.tables import ExemptionRevocation
from training.learning.queries import completions

PROPOSE = "training.exemption.propose"
DECIDE = "training.exemption.decide"

explain(
    "exemption_revocation_once",
    lambda: Conflict(
        text("It is proposed already that this exemption is taken back."),
        remedy=text("Another person decides on it first."),
    ),
)


class NewRevocation(msgspec.Struct, frozen=True, kw_only=True):
    """Why the exemption no longer holds, and the paper that shows it."""

    reason: Annotated[str, Meta(min_length=2, max_length=300, extra={"text": "lines"})]
    document: Annotated[str, Meta(min_length=2, max_length=120)]
    labels: ClassVar[dict[str, Text]] = {"reason": text("Reason"), "document": text("Document")}


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What the second person says; `seen` is the fingerprint of what they were shown to rest on it."""

    agreed: bool
    note: str = ""
    seen: str = ""


async def propose_revocation(
    actor: Actor, exemption_public_id: str, new: NewRevocation, file: Evidence | None = None
) -> str:
    """Propose it for a trainee of the own college; its public id. Until it is decided the hours count."""
    actor.require(PROPOSE)
    problem = scan_problem(file)
    if problem:
        raise Invalid([problem])
    async with transaction():
        shown = await _own_approved(actor, exemption_public_id)
        row = ExemptionRevocation(
            id=new_id(),
            public_id=new_public_id(),
            exemption_id=shown.id,
            reason=new.reason.strip(),
            document=new.document.strip(),
            **scan_columns(file, REVOCATION_PLACE),
            proposed_by=actor.account_id,
            proposed_at=now(),
        )
        with in_our_words():
            async with transaction():
                await ExemptionRevocation.insert(row)
        await _record(actor, "exemption.revocation_proposed", shown, new.reason.strip())
    return str(row.public_id)


async def decide_revocation(actor: Actor, exemption_public_id: str, given: Verdict) -> ExemptionView:
    """Another person of the college agrees, and from then on the hours count no more; or refuses, saying why.

    Raises `Stale` when what rests on the exemption is not what the person was shown.
    """
    actor.require(DECIDE)
    async with transaction():
        shown = await _own_approved(actor, exemption_public_id)
        waiting = await open_revocation(shown.id)
        if waiting is None:
            raise Conflict(text("It is not proposed that this exemption is taken back."))
        _guard(actor, waiting, given)
        if given.agreed:
            await _require_seen(shown.enrolment_id, given.seen)
        await execute(
            "UPDATE exemption_revocation SET verdict = $2, decided_by = $3, decided_at = $4,"
            " decision_note = $5 WHERE id = $1",
            waiting.id,
            "agreed" if given.agreed else "refused",
            actor.account_id,
            now(),
            given.note.strip(),
        )
        if given.agreed:
            await _revoke(actor, shown, waiting)
        else:
            await _record(actor, "exemption.revocation_refused", shown, given.note.strip())
    return await find_exemption(actor, exemption_public_id)


async def _own_approved(actor: Actor, public_id: str) -> ExemptionView:
    await fetchval("SELECT 1 FROM exemption WHERE public_id = $1 FOR UPDATE", public_id)
    shown = await find_exemption(actor, public_id)
    if shown.college_id != actor.organisation_id:
        raise NotFound()
    if shown.status != "approved":
        raise Conflict(
            text("Only an exemption that counts can be taken back."),
            remedy=text("One that is not decided yet is rejected instead."),
        )
    return shown


def _guard(actor: Actor, waiting: RevocationView, given: Verdict) -> None:
    if waiting.proposed_by == actor.account_id:
        raise Refused(
            text("Whoever proposed it does not decide on it."),
            remedy=text("Ask a colleague to look at the document and decide."),
            rule=EXEMPTION_RULES["EX-01"].rule,
        )
    if not given.agreed and len(given.note.strip()) < 2:
        raise Invalid([FieldProblem("note", text("Say why."))])


async def _require_seen(enrolment_id: uuid.UUID, seen: str) -> None:
    if fingerprint(await dependents_of(enrolment_id)) != seen:
        raise Stale(
            text("What rests on the exemption is not what you were shown."),
            remedy=text("Look at what rests on it now, then decide."),
        )


async def _revoke(actor: Actor, shown: ExemptionView, waiting: RevocationView) -> None:
    """The hours no longer count; how many minimums are short before and after is written down."""
    before = await short_of(shown.enrolment_id)
    await execute("UPDATE exemption SET status = 'revoked' WHERE id = $1", shown.id)
    after = await short_of(shown.enrolment_id)
    await _record(actor, "exemption.revoked", shown, waiting.reason, short=(before, after))
    await publish(ExemptionRevoked(shown.id, shown.enrolment_id))


async def short_of(enrolment_id: uuid.UUID, *, without: uuid.UUID | None = None) -> int:
    """How many minimums of the training are short as it counts now, or would be without an exemption."""
    return len((await completions([enrolment_id], without=without))[enrolment_id].missing)


async def _record(
    actor: Actor, kind: str, shown: ExemptionView, reason: str, short: tuple[int, int] | None = None
) -> None:
    gone = kind == "exemption.revoked"
    hours = f"{shown.hours.normalize():f}"
    changes: dict[str, tuple[object, object]] = {
        "module": (shown.module_code, None) if gone else (None, shown.module_code),
        "value": (hours, None) if gone else (None, hours),
    }
    if short is not None:
        changes["short"] = short
    await record(actor, kind, ("enrolment", shown.enrolment_id), changes, reason=reason)
