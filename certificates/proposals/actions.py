"""Withdraw or reissue a certificate: one officer proposes, another decides."""

from __future__ import annotations

import uuid
from typing import Literal

import asyncpg

from certificates.issuing.versions import reserve_versions, void_version
from certificates.proposals.confirmed import still_confirmed
from certificates.register.queries import (
    CertificateRow,
    Proposal,
    find_certificate,
    holds_of,
    in_making,
    proposals_of,
)
from certificates.register.rules import State, after
from certificates.register.tables import CertificateProposal
from certificates.watching.telling import put_notice, tell_watchers
from foundation.actor import SYSTEM, Actor
from foundation.clock import now
from foundation.database import execute, transaction
from foundation.errors import Conflict, FieldProblem, Forbidden, Invalid, NotFound
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.text import Text, text

Kind = Literal["withdraw", "reissue"]

REASONS: dict[Kind, dict[str, Text]] = {
    "withdraw": {
        "banned": text("The holder is banned from the work"),
        "fraud": text("The result was obtained by fraud"),
        "error": text("The certificate was issued in error"),
        "evaluator": text("The evaluator was not entitled"),
    },
    "reissue": {
        "lost": text("Lost or damaged"),
        "name_changed": text("The holder's name or document has changed"),
        "correction": text("A mistake on the certificate"),
    },
}


_LOCK = """
SELECT 1 FROM certificate WHERE number = (SELECT number FROM certificate WHERE public_id = $1)
 ORDER BY version DESC FOR UPDATE
"""


async def propose(
    actor: Actor, public_id: str, kind: Kind, *, reason_code: str, reason: str, document_no: str = ""
) -> str:
    """Put a withdrawal or a reissue before another officer; the proposal's public id.

    Raises `Invalid` for a reason that is not on the list, `Conflict` when one is open already.
    """
    actor.require("certificates.certificate.propose")
    problems = _problems(kind, reason_code, reason, document_no)
    if problems:
        raise Invalid(problems)
    async with transaction():
        certificate = await _in_force(actor, public_id)
        await _may_follow(certificate, kind)
        await _none_open(certificate, kind)
        proposal = CertificateProposal(
            id=new_id(),
            public_id=new_public_id(),
            certificate_id=certificate.id,
            kind=kind,
            reason_code=reason_code,
            reason=reason.strip(),
            document_no=document_no.strip(),
            proposed_by=actor.account_id,
            proposed_at=now(),
        )
        try:
            async with transaction():
                await proposal.save()
        except asyncpg.UniqueViolationError as error:
            raise _waiting() from error
        await record(
            actor, f"certificate.{kind}_proposed", ("certificate", certificate.id), reason=reason.strip()
        )
        waits = text("Certificate {number}: a proposal waits for a decision.", number=certificate.number)
        subject, href = ("certificate", certificate.id), f"/certificates/{public_id}"
        await put_notice(certificate.organisation_id, "certificate.proposed", subject, waits, href)
    return proposal.public_id


async def _none_open(certificate: CertificateRow, kind: Kind) -> None:
    """One proposal at a time; but a withdrawal can be proposed beside an open reissue."""
    for proposal in await proposals_of(certificate.id):
        if proposal.verdict is None and (kind, proposal.kind) != ("withdraw", "reissue"):
            raise _waiting()


def _waiting() -> Conflict:
    return Conflict(text("A proposal about this certificate is already waiting for a decision."))


def _problems(kind: Kind, reason_code: str, reason: str, document_no: str) -> list[FieldProblem]:
    problems = []
    if reason_code not in REASONS[kind]:
        problems.append(FieldProblem("reason_code", text("Choose a reason from the list.")))
    if not reason.strip():
        problems.append(FieldProblem("reason", text("Say what happened.")))
    if kind == "withdraw" and not document_no.strip():
        problems.append(FieldProblem("document_no", text("Give the number of the decision.")))
    return problems


async def decide(actor: Actor, public_id: str, proposal_id: str, *, agreed: bool) -> uuid.UUID | None:
    """Agree or refuse, as another person than the proposer. After an agreed reissue: the batch to issue."""
    actor.require("certificates.certificate.decide")
    async with transaction():
        certificate = await (_in_force if agreed else locked)(actor, public_id)
        proposal = await _open_proposal(certificate, proposal_id)
        if proposal.proposed_by == actor.account_id:
            raise _same_person()
        if agreed and proposal.proposed_by == SYSTEM.account_id and not await still_confirmed(certificate.id):
            raise Conflict(
                text("The match behind this proposal is not confirmed any more."),
                remedy=text("Refuse the proposal."),
            )
        await execute(
            "UPDATE certificate_proposal SET decided_by = $2, decided_at = $3, verdict = $4 WHERE id = $1",
            proposal.id,
            actor.account_id,
            now(),
            "agreed" if agreed else "refused",
        )
        if not agreed:
            await record(actor, f"certificate.{proposal.kind}_refused", ("certificate", certificate.id))
            return None
        await _may_follow(certificate, proposal.kind)
        if proposal.kind == "reissue":
            subject = ("certificate", certificate.id)
            await record(actor, "certificate.reissue_agreed", subject, reason=proposal.reason)
            await reserve_versions(actor, [certificate])
            return certificate.batch_id
        await _withdraw(actor, certificate, proposal)
    return None


async def _withdraw(actor: Actor, certificate: CertificateRow, proposal: Proposal) -> None:
    """The certificate ends, and so does a next version that is being made."""
    new = str(after(State(certificate.status), "withdraw"))
    await execute(
        "UPDATE certificate SET status = $2, ended_at = $3 WHERE id = $1 AND status = 'issued'",
        certificate.id,
        new,
        now(),
    )
    await record(
        actor,
        f"certificate.{new}",
        ("certificate", certificate.id),
        {"status": ("issued", new)},
        reason=proposal.reason,
    )
    next_version = await in_making(certificate.id)
    if next_version is not None:
        await void_version(actor, next_version.id, proposal.reason)
    await tell_watchers(certificate.id)


async def _may_follow(certificate: CertificateRow, kind: str) -> None:
    """A new version carries no hold of the old one: a reissue must not end a suspension by the back door.

    A changed identity does not stop it: the new version is screened under the new identity.
    """
    if kind != "reissue":
        return
    if await in_making(certificate.id) is not None:
        raise Conflict(
            text("The next version of this certificate is already being made."),
            remedy=text("Wait for it, or call it off first."),
        )
    if any(h.lifted_at is None and h.kind != "identity_changed" for h in await holds_of(certificate.id)):
        raise Conflict(
            text("A suspended certificate is not reissued."), remedy=text("End the suspension first.")
        )


async def locked(actor: Actor, public_id: str) -> CertificateRow:
    """The certificate, with every version under its number: the newest first, as issuing locks them."""
    await execute(_LOCK, public_id)
    return await find_certificate(actor, public_id)


async def _in_force(actor: Actor, public_id: str) -> CertificateRow:
    certificate = await locked(actor, public_id)
    if certificate.status != "issued":
        raise Conflict(text("This certificate is no longer in force."))
    return certificate


async def _open_proposal(certificate: CertificateRow, proposal_id: str) -> Proposal:
    for proposal in await proposals_of(certificate.id):
        if proposal.public_id == proposal_id and proposal.verdict is None:
            if proposal.reissue is not None:
                raise Conflict(text("This proposal is decided together with many others."))
            return proposal
    raise NotFound()


def _same_person() -> Forbidden:
    return Forbidden(
        text("Whoever proposed it cannot decide it."),
        remedy=text("Another officer of your office has to look at it."),
    )
