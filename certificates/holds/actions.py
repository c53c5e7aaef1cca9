"""Suspend a certificate and make it valid again."""

from __future__ import annotations

import asyncpg

from certificates.gate.data import GATE_RULES
from certificates.register.queries import CertificateRow, find_certificate, holds_of
from certificates.watching.telling import tell_watchers
from foundation.actor import Actor
from foundation.clock import now
from foundation.database import execute, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Forbidden, Invalid, Refused, Stale
from foundation.history import record
from foundation.ids import new_id
from foundation.text import text
from screening.screenings.actions import screen

_HOLD = """
INSERT INTO certificate_hold (id, certificate_id, kind, reason, opened_by, opened_at)
VALUES ($1, $2, 'officer', $3, $4, $5)
"""
_HELD = """
SELECT EXISTS (SELECT 1 FROM certificate_hold WHERE certificate_id = $1 AND kind = 'officer' AND reason = $2
   AND opened_by = $3 AND lifted_at IS NULL)
"""
#: A new version that is being issued comes first or later, never in between; so does a second click.
_WAIT = "SELECT 1 FROM certificate WHERE public_id = $1 FOR NO KEY UPDATE"
_LIFT = """
UPDATE certificate_hold SET lifted_by = $2, lifted_at = $3, lift_reason = $4, lift_screening_id = $5
 WHERE id = ANY($1::uuid[]) AND lifted_at IS NULL
"""
#: What an officer may lift: bans and matches are lifted by their own resolution, see `follow_up`.
_BY_OFFICER = ("officer", "identity_changed")


async def suspend(actor: Actor, public_id: str, reason: str) -> None:
    """Suspend at once; one officer suffices, since a suspension protects and can be undone."""
    actor.require("certificates.certificate.suspend")
    if not reason.strip():
        raise Invalid([FieldProblem("reason", text("Say why the certificate is suspended."))])
    async with transaction():
        await execute(_WAIT, public_id)
        certificate = await _issued(actor, public_id)
        if await fetchval(_HELD, certificate.id, reason.strip(), actor.account_id):
            raise Conflict(text("You have suspended it for this reason already; nothing was done twice."))
        await execute(_HOLD, new_id(), certificate.id, reason.strip(), actor.account_id, now())
        await record(
            actor,
            "certificate.suspended",
            ("certificate", certificate.id),
            {"held": (False, True)},
            reason=reason.strip(),
        )
        await tell_watchers(certificate.id)


async def reinstate(actor: Actor, public_id: str, reason: str) -> None:
    """Lift what an officer, or a change of identity, holds. The person is screened anew first.

    Raises `Forbidden` for the officer who suspended it, `Refused` while a match is unresolved.
    """
    actor.require("certificates.certificate.reinstate")
    if not reason.strip():
        raise Invalid([FieldProblem("reason", text("Say why the suspension ends."))])
    certificate = await _issued(actor, public_id)
    held = [
        hold for hold in await holds_of(certificate.id) if hold.lifted_at is None and hold.kind in _BY_OFFICER
    ]
    if not held:
        raise Conflict(text("Nothing that an officer could lift holds this certificate."))
    if any(hold.opened_by == actor.account_id for hold in held):
        raise Forbidden(text("Whoever suspended a certificate cannot reinstate it."))
    screening = await screen(actor, certificate.person_id, "issue", "reinstatement")
    if screening.result != "clear":
        raise Refused(
            text("A possible match with the ban register is not resolved."), rule=GATE_RULES.screened.rule
        )
    async with transaction():
        try:
            await execute(
                _LIFT, [hold.id for hold in held], actor.account_id, now(), reason.strip(), screening.id
            )
        except asyncpg.PostgresError as error:
            if error.sqlstate in ("P0B02", "P0B04"):
                raise Stale(text("The ban list has changed; try again.")) from error
            raise
        await record(
            actor,
            "certificate.reinstated",
            ("certificate", certificate.id),
            {"held": (True, False)},
            reason=reason.strip(),
        )
        await tell_watchers(certificate.id)


async def _issued(actor: Actor, public_id: str) -> CertificateRow:
    certificate = await find_certificate(actor, public_id)
    if certificate.status != "issued":
        raise Conflict(text("Only an issued certificate can be suspended or reinstated."))
    return certificate
