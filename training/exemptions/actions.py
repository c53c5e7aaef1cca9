"""Propose an exemption with its evidence; another person decides."""

from __future__ import annotations

import base64
import hashlib
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta

from curricula.courses.queries import version
from foundation.actor import Actor
from foundation.clock import now, today
from foundation.constraints import explain, in_our_words
from foundation.database import execute, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound, Refused
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.sealing import seal
from foundation.text import Text, text
from training.enrolments.queries import find_enrolment
from training.exemptions.data import EXEMPTION_RULES
from training.exemptions.queries import FILE_PLACE, ExemptionView, find_exemption
from training.exemptions.rules import Claim, Taught, claim_problems
from training.exemptions.tables import Exemption

_PROPOSE = "training.exemption.propose"
_DECIDE = "training.exemption.decide"
_FILES = {b"%PDF": ".pdf", b"\xff\xd8\xff": ".jpg", b"\x89PNG": ".png"}

explain(
    "exemption_once",
    lambda: Conflict(
        text("There is an exemption of this module already."),
        remedy=text("Look at the trainee's exemptions."),
        field="module_code",
    ),
)


class Evidence(msgspec.Struct, frozen=True):
    """A scan of the paper: PDF, JPEG or PNG."""

    file_name: str
    content: bytes


class NewExemption(msgspec.Struct, frozen=True, kw_only=True):
    """What was learnt elsewhere, and the paper that shows it."""

    kind: Literal["exemption", "transfer"]
    module_code: str
    hours: Annotated[Decimal, Meta(extra={"between": (Decimal("0.5"), Decimal(2000))})]
    score: Annotated[Decimal, Meta(extra={"between": (Decimal(0), Decimal(100))})] | None = None
    learnt_at: Annotated[str, Meta(min_length=2, max_length=80)]
    learnt_on: date
    evidence: Annotated[str, Meta(min_length=2, max_length=120)]
    note: Annotated[str, Meta(max_length=300, extra={"text": "lines"})] = ""
    labels: ClassVar[dict[str, Text]] = {
        "kind": text("Kind"),
        "module_code": text("Module"),
        "hours": text("Hours"),
        "score": text("Score"),
        "learnt_at": text("Where it was learnt"),
        "learnt_on": text("Completed on"),
        "evidence": text("Proof"),
        "note": text("Note"),
    }


async def propose_exemption(
    actor: Actor, enrolment_public_id: str, new: NewExemption, file: Evidence | None = None
) -> str:
    """Propose it for a trainee of the own college; its public id. Nothing counts until it is approved."""
    actor.require(_PROPOSE)
    async with transaction():
        await fetchval("SELECT 1 FROM enrolment WHERE public_id = $1 FOR UPDATE", enrolment_public_id)
        enrolment = await find_enrolment(actor, enrolment_public_id)
        if enrolment.college_id != actor.organisation_id:
            raise NotFound()
        if enrolment.status != "active":
            raise Conflict(text("Only trainees in training are exempted."))
        module = (await version(enrolment.course_version_id)).module(new.module_code)
        taught = Taught(module.hours, module.pass_mark) if module else None
        problems = claim_problems(Claim(new.hours, new.score, new.learnt_on), taught, today())
        if problem := scan_problem(file):
            problems.append(problem)
        if problems:
            raise Invalid(problems)
        row = _row(actor, enrolment.id, new, file)
        with in_our_words():
            await Exemption.insert(row)
        changes = {"module": (None, new.module_code), "value": (None, f"{new.hours.normalize():f}")}
        await record(actor, "exemption.proposed", ("enrolment", enrolment.id), changes, reason=new.evidence)
    return str(row.public_id)


def _row(actor: Actor, enrolment_id: object, new: NewExemption, file: Evidence | None) -> Exemption:
    return Exemption(
        id=new_id(),
        public_id=new_public_id(),
        enrolment_id=enrolment_id,
        kind=new.kind,
        module_code=new.module_code,
        hours=new.hours,
        score=new.score,
        learnt_at=new.learnt_at.strip(),
        learnt_on=new.learnt_on,
        evidence=new.evidence.strip(),
        **scan_columns(file, FILE_PLACE),
        note=new.note.strip(),
        status="proposed",
        proposed_by=actor.account_id,
        proposed_at=now(),
    )


def scan_problem(file: Evidence | None) -> FieldProblem | None:
    """A scan that is none of the kinds we keep."""
    if file is None or file.content.startswith(tuple(_FILES)):
        return None
    return FieldProblem("file", text("Send a scan as PDF, JPEG or PNG."))


def scan_columns(file: Evidence | None, place: str) -> dict[str, Any]:
    """A scan as it is kept, sealed for its place."""
    if file is None:
        return {"file_name": None, "file_sha256": None, "file_sealed": None}
    return {
        "file_name": _named(file),
        "file_sha256": hashlib.sha256(file.content).digest(),
        "file_sealed": seal(base64.b64encode(file.content).decode(), place),
    }


def _named(file: Evidence) -> str:
    """The sender's name with the ending of what the file really is."""
    ending = next(one for start, one in _FILES.items() if file.content.startswith(start))
    return file.file_name.rsplit(".", 1)[0][-80:] + ending


async def decide_exemption(actor: Actor, public_id: str, *, approve: bool, note: str = "") -> ExemptionView:
    """Another person of the college approves it, or rejects it with the reason."""
    actor.require(_DECIDE)
    async with transaction():
        await fetchval("SELECT 1 FROM exemption WHERE public_id = $1 FOR UPDATE", public_id)
        shown = await find_exemption(actor, public_id)
        _guard_decision(actor, shown, approve, note)
        status = "approved" if approve else "rejected"
        await execute(
            "UPDATE exemption SET status = $2, decided_by = $3, decided_at = $4, decision_note = $5"
            " WHERE id = $1",
            shown.id,
            status,
            actor.account_id,
            now(),
            note.strip() or None,
        )
        changes = {"module": (None, shown.module_code), "value": (None, f"{shown.hours.normalize():f}")}
        subject = ("enrolment", shown.enrolment_id)
        await record(actor, f"exemption.{status}", subject, changes, reason=note.strip() or None)
    return await find_exemption(actor, public_id)


def _guard_decision(actor: Actor, shown: ExemptionView, approve: bool, note: str) -> None:
    if shown.college_id != actor.organisation_id:
        raise NotFound()
    if shown.status != "proposed":
        raise Conflict(text("This exemption was decided before."))
    if shown.proposed_by == actor.account_id:
        raise Refused(
            text("Whoever proposed it does not decide on it."),
            remedy=text("Ask a colleague to look at the evidence and decide."),
            rule=EXEMPTION_RULES["EX-01"].rule,
        )
    if not approve and not note.strip():
        raise Invalid([FieldProblem("note", text("Say why."))])
