"""While the next version of a certificate is being made: try again, or call it off. The certificate stays."""

from __future__ import annotations

import uuid

from certificates.issuing.jobs import start_issuing
from certificates.issuing.versions import void_version
from certificates.proposals.actions import locked
from certificates.register.queries import CertificateRow, in_making
from foundation.actor import Actor
from foundation.database import transaction
from foundation.errors import Conflict, FieldProblem, Invalid
from foundation.history import record
from foundation.text import text


async def call_off(actor: Actor, public_id: str, reason: str) -> None:
    """The version that was begun is never issued; one officer suffices, since nothing is given out."""
    actor.require("certificates.certificate.propose")
    if not reason.strip():
        raise Invalid([FieldProblem("reason", text("Say why the reissue is called off."))])
    async with transaction():
        certificate, next_version = await _both(actor, public_id)
        if not await void_version(actor, next_version.id, reason.strip()):
            raise _too_late()
        subject = ("certificate", certificate.id)
        await record(actor, "certificate.reissue_called_off", subject, reason=reason.strip())


async def try_again(actor: Actor, public_id: str) -> uuid.UUID:
    """Go on with a version that could not be issued yet; the job's id. Nothing new is decided."""
    actor.require("certificates.certificate.decide")
    async with transaction():
        certificate, _ = await _both(actor, public_id)
        return await start_issuing(actor, certificate.batch_id)


async def _both(actor: Actor, public_id: str) -> tuple[CertificateRow, CertificateRow]:
    certificate = await locked(actor, public_id)
    next_version = await in_making(certificate.id)
    if next_version is None:
        raise _too_late()
    return certificate, next_version


def _too_late() -> Conflict:
    return Conflict(text("No new version of this certificate is being made."))
