"""The holder makes share links and switches them off."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import msgspec

from certificates.issuing.reserve import token_hash
from certificates.sharing.queries import links_of, own_certificate
from certificates.sharing.rules import DAYS, FIELDS, MOST
from certificates.sharing.tables import CertificateShare
from foundation.actor import Actor
from foundation.clock import now
from foundation.database import execute, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound, Refused, own_rule
from foundation.history import record
from foundation.ids import new_id, new_public_id, new_token
from foundation.text import text

PERMISSION: Final = "certificates.share.own"


FEW_LINKS = own_rule(
    "SHARE-FEW",
    text("A certificate is shared by a few links at a time, so that its holder keeps them in sight"),
)


class NewShare(msgspec.Struct, frozen=True):
    """A link as its holder wants it."""

    fields: list[str]
    days: int
    label: str = ""


async def share(actor: Actor, public_id: str, wanted: NewShare) -> str:
    """Make a link; its secret, which is told once and never again."""
    actor.require(PERMISSION)
    token, at = new_token(128), now()
    async with transaction():
        certificate = await own_certificate(actor, public_id)
        _guard(wanted)
        if certificate.standing in ("withdrawn", "superseded"):
            raise Conflict(text("This certificate has ended. There is nothing to share any more."))
        await execute("SELECT 1 FROM certificate WHERE id = $1 FOR UPDATE", certificate.id)
        if sum(link.state == "open" for link in await links_of(certificate.id)) >= MOST:
            raise Refused(
                text("There are {count} open links already.", count=MOST),
                remedy=text("Switch off one that is no longer needed."),
                rule=FEW_LINKS,
            )
        link = CertificateShare(
            id=new_id(),
            public_id=new_public_id(),
            certificate_id=certificate.id,
            token_hash=token_hash(token),
            label=wanted.label.strip(),
            fields=sorted(set(wanted.fields)),
            created_by=actor.account_id,
            created_at=at,
            expires_at=at + timedelta(days=wanted.days),
        )
        await link.save()
        shown = "、".join(sorted(set(wanted.fields)))
        await record(actor, "certificate.shared", ("certificate", certificate.id), {"fields": (None, shown)})
    return token


def _guard(wanted: NewShare) -> None:
    problems = []
    if not set(wanted.fields) <= set(FIELDS):
        problems.append(FieldProblem("fields", text("Choose from the list.")))
    if wanted.days not in DAYS:
        problems.append(FieldProblem("days", text("Choose from the list.")))
    if problems:
        raise Invalid(problems)


async def switch_off(actor: Actor, public_id: str, link_id: str) -> None:
    """From now on the link shows nothing; doing it again changes nothing."""
    actor.require(PERMISSION)
    async with transaction():
        certificate = await own_certificate(actor, public_id)
        link = next((each for each in await links_of(certificate.id) if each.public_id == link_id), None)
        if link is None:
            raise NotFound()
        if link.ended_at is None:
            await execute("UPDATE certificate_share SET ended_at = $2 WHERE id = $1", link.id, now())
            await record(actor, "certificate.share_ended", ("certificate", certificate.id))
