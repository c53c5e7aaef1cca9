"""Register claims and decide about them: one officer prepares, another person of the office decides."""

from __future__ import annotations

import uuid
from typing import Final, Literal

import asyncpg
import msgspec

from certificates.subsidies.data import KINDS
from certificates.subsidies.numbers import terms_on
from certificates.subsidies.queries import (
    Candidate,
    ClaimRow,
    candidate,
    certificate_of,
    find_claim,
    judged,
    of_batch,
)
from certificates.subsidies.rules import Line, first_obstacle, may_approve, may_register
from certificates.subsidies.tables import SubsidyClaim
from certificates.watching.telling import put_notice
from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import execute, transaction
from foundation.errors import Conflict, FieldProblem, Forbidden, Invalid, NotFound, Refused
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.text import Text, text
from screening.screenings.actions import screen, screen_many
from screening.screenings.queries import ScreeningView

REGISTER: Final = "certificates.subsidy.register"
APPROVE: Final = "certificates.subsidy.approve"
Payee = Literal["holder", "school"]

_APPROVE = """
UPDATE subsidy_claim SET status = 'approved', amount = $2, decided_by = $3, decided_at = $4,
       screening_id = $5, screened_epoch = $6, screened_identity_version = $7 WHERE id = $1
"""
_REFUSE = """
UPDATE subsidy_claim SET status = 'refused', decided_by = $2, decided_at = $3, refusal = $4 WHERE id = $1
"""
_TRY_AGAIN = text("Nothing was saved. Look at it again and try again.")


class Left(msgspec.Struct, frozen=True):
    """A certificate of a batch for which no claim was registered, and why."""

    certificate: Candidate
    why: Line


async def register(actor: Actor, number: str, kind: str, payee: Payee = "holder") -> str:
    """Register a claim for a certificate; its public id. The holder is screened first.

    Raises `Invalid` for an unknown certificate, `Refused` by the first condition that is not met,
    `Conflict` when somebody else was quicker, `Unavailable` while nobody can be screened.
    """
    actor.require(REGISTER)
    _known(kind)
    try:
        certificate = await candidate(actor, number)
    except NotFound as error:
        missing = text("There is no certificate with this number in your area.")
        raise Invalid([FieldProblem("number", missing)]) from error
    _refuse(await _lines(certificate, kind, None))
    screening = await screen(actor, certificate.person_id, "subsidy", "subsidy claim")
    async with transaction():
        public_id = await _save(actor, certificate, kind, payee, screening)
        await _tell(actor, 1)
    return public_id


async def register_batch(actor: Actor, batch: str, kind: str) -> tuple[int, list[Left]]:
    """Register a claim for everybody of a batch against whom nothing stands; who is left out and why."""
    actor.require(REGISTER)
    _known(kind)
    _, certificates = await of_batch(actor, batch)
    lines = await judged(certificates, kind, claimed_on=today(), day=today())
    fit = [one for one in certificates if may_register(lines[one.id])]
    left = [_left(one, lines[one.id]) for one in certificates if not may_register(lines[one.id])]
    if not fit:
        raise Conflict(
            text("Nobody of this batch can be claimed for."),
            remedy=text("The list before this step says what stands against each of them."),
        )
    screenings = await screen_many(actor, [one.person_id for one in fit], "subsidy", "subsidy claim")
    registered = 0
    async with transaction():
        for one in sorted(
            fit, key=lambda each: each.person_id
        ):  # one order: two batches never wait in a circle
            try:
                async with transaction():
                    await _save(actor, one, kind, "holder", screenings[one.person_id])
                registered += 1
            except (Refused, Conflict):
                result = screenings[one.person_id].result
                left.append(_left(one, await _lines(one, kind, result)))
        await _tell(actor, registered)
    return registered, left


def _left(certificate: Candidate, lines: list[Line]) -> Left:
    why = first_obstacle(lines)
    assert why is not None  # somebody is left out for a reason
    return Left(certificate, why)


async def _lines(certificate: Candidate, kind: str, screening: str | None) -> list[Line]:
    found = await judged([certificate], kind, claimed_on=today(), day=today(), screening=screening)
    return found[certificate.id]


def _known(kind: str) -> None:
    if kind not in KINDS:
        raise Invalid([FieldProblem("kind", text("Choose a kind from the list."))])


def _refuse(lines: list[Line]) -> None:
    obstacle = first_obstacle(lines)
    if obstacle is not None and obstacle.state == "failed":
        raise Refused(obstacle.evidence, rule=obstacle.rule)


async def _save(
    actor: Actor, certificate: Candidate, kind: str, payee: Payee, screening: ScreeningView
) -> str:
    """Judge once more while the person is locked, then save."""
    await _lock(certificate.person_id)
    _refuse(await _lines(certificate, kind, screening.result))
    claim = SubsidyClaim(
        id=new_id(),
        public_id=new_public_id(),
        kind=kind,
        certificate_id=certificate.id,
        person_id=certificate.person_id,
        occupation_code=certificate.occupation_code,
        level=certificate.level,
        organisation_id=actor.organisation_id,
        area_code=actor.area_code,
        payee=payee,
        claimed_on=today(),
        status="registered",
        registered_by=actor.account_id,
        registered_at=now(),
        screening_id=screening.id,
        screened_epoch=screening.epoch,
        screened_identity_version=screening.identity_version,
    )
    try:
        async with transaction():
            await SubsidyClaim.insert(claim)
    except asyncpg.PostgresError as error:
        raise _meaning(error) from error
    await record(actor, "subsidy.registered", ("subsidy", claim.id), {"kind": (None, kind)})
    return str(claim.public_id)


async def _lock(person_id: uuid.UUID) -> None:
    """Claims of one person wait for each other: what is counted is what is there."""
    await execute("SELECT 1 FROM person WHERE id = $1 FOR NO KEY UPDATE", person_id)


def _meaning(error: asyncpg.PostgresError) -> Exception:
    if isinstance(error, asyncpg.UniqueViolationError):
        return Conflict(text("This occupation and level was claimed meanwhile."), remedy=_TRY_AGAIN)
    if error.sqlstate in ("P0B02", "P0B04", "P0B06"):
        return Conflict(text("Certificate or ban register have changed meanwhile."), remedy=_TRY_AGAIN)
    return error


async def _tell(actor: Actor, count: int) -> None:
    said = text("{count} subsidy claims wait for the second person.", count=count)
    subject, href = ("organisation", actor.organisation_id), "/subsidies?standing=registered"
    if count:
        await put_notice(actor.organisation_id, "subsidy.registered", subject, said, href)


async def approve(actor: Actor, public_id: str) -> None:
    """Approve as another person than who registered it; the holder is screened anew.

    Raises `Forbidden` for the same person, `Refused` by the condition that is not met or not confirmed.
    """
    actor.require(APPROVE)
    claim = await _to_decide(actor, public_id)
    screening = await screen(actor, claim.person_id, "subsidy", "subsidy claim")
    async with transaction():
        await _lock(claim.person_id)
        claim = await _to_decide(actor, public_id)
        lines = await lines_of(claim, screening.result)
        if not may_approve(lines):
            raise _not_yet(lines)
        amount = await amount_of(claim)
        try:
            async with transaction():
                await execute(
                    _APPROVE,
                    claim.id,
                    amount,
                    actor.account_id,
                    now(),
                    screening.id,
                    screening.epoch,
                    screening.identity_version,
                )
        except asyncpg.PostgresError as error:
            raise _meaning(error) from error
        await record(actor, "subsidy.approved", ("subsidy", claim.id), {"amount": (None, amount)})


async def refuse(actor: Actor, public_id: str, reason: str) -> None:
    """Refuse with a reason, as another person than who registered it; the level is free again."""
    actor.require(APPROVE)
    if len(reason.strip()) < 2:
        raise Invalid([FieldProblem("reason", text("Say why."))])
    async with transaction():
        await execute("SELECT 1 FROM subsidy_claim WHERE public_id = $1 FOR UPDATE", public_id)
        claim = await _to_decide(actor, public_id)
        await execute(_REFUSE, claim.id, actor.account_id, now(), reason.strip())
        await record(actor, "subsidy.refused", ("subsidy", claim.id), reason=reason.strip())


async def lines_of(claim: ClaimRow, screening: str) -> list[Line]:
    """The conditions of a claim as they are today."""
    certificate = await certificate_of(claim)
    found = await judged(
        [certificate],
        claim.kind,
        claimed_on=claim.claimed_on,
        day=today(),
        screening=screening,
        besides=claim.id,
    )
    return found[certificate.id]


async def amount_of(claim: ClaimRow) -> int | None:
    """The confirmed amount today."""
    return (await terms_on(today(), claim.kind, {claim.level}))[claim.level].amount


def _not_yet(lines: list[Line]) -> Refused:
    obstacle = first_obstacle(lines)
    assert obstacle is not None  # one of them is not met
    said: Text = text("{condition}: {evidence}", condition=obstacle.label, evidence=obstacle.evidence)
    return Refused(said, rule=obstacle.rule)


async def _to_decide(actor: Actor, public_id: str) -> ClaimRow:
    claim = await find_claim(actor, public_id)
    if claim.organisation_id != actor.organisation_id:
        raise Forbidden(text("The office that registered the claim decides about it."))
    if claim.status != "registered":
        raise Conflict(text("This claim is decided already."))
    if claim.registered_by == actor.account_id:
        raise Forbidden(
            text("Whoever registered a claim cannot decide it."),
            remedy=text("Another officer of your office has to look at it."),
        )
    return claim
