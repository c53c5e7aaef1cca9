"""Hosts: which can be proposed to, and that they see a trainee as long as a placement is not over."""

from __future__ import annotations

import uuid
from typing import Final

import msgspec

from foundation.actor import Actor
from foundation.database import fetchrow, fetchval
from foundation.errors import FieldProblem, Invalid
from foundation.text import text
from registry.organisations.rules import OrganisationKind
from registry.people.links import link, unlink
from registry.people.tables import LinkKind

#: From the proposal until both sides have assessed it.
LIVING: Final = ("proposed", "accepted", "blocked", "active", "interrupted", "completed")
_ANOTHER = """
SELECT EXISTS (SELECT 1 FROM placement w JOIN enrolment e ON e.id = w.enrolment_id
                WHERE e.person_id = $1 AND w.host_id = $2 AND w.status = ANY($3))
"""


class OpenHost(msgspec.Struct, frozen=True):
    """An institution to which trainees can be proposed."""

    id: uuid.UUID
    name: str


async def open_host(host: str) -> OpenHost:
    """The institution of this code or public id. Raises `Invalid` when there is none, or it is closed."""
    row = await fetchrow(
        "SELECT id, name FROM organisation"
        " WHERE (public_id = $1 OR code = $1) AND kind = $2 AND closed_at IS NULL",
        host.strip(),
        str(OrganisationKind.INSTITUTION),
    )
    if row is None:
        raise Invalid([FieldProblem("host", text("There is no open institution with this code."))])
    return OpenHost(**dict(row))


async def show_to_host(actor: Actor, enrolment_id: uuid.UUID, host_id: uuid.UUID) -> None:
    """From today on the trainee is one of the host's people."""
    person_id = await fetchval("SELECT person_id FROM enrolment WHERE id = $1", enrolment_id)
    await link(actor, person_id, host_id, LinkKind.TRAINEE)


async def hide_from_host(actor: Actor, person_id: uuid.UUID, host_id: uuid.UUID) -> None:
    """After today no more, unless another placement there goes on; call it when this one is over."""
    if not await fetchval(_ANOTHER, person_id, host_id, list(LIVING)):
        await unlink(actor, person_id, host_id, LinkKind.TRAINEE)
