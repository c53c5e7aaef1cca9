"""The host sees the trainee in its list of people as long as there is a placement that is not over."""

from __future__ import annotations

import uuid
from typing import Final

from foundation.actor import Actor
from foundation.database import fetchval
from registry.people.links import link, unlink
from registry.people.tables import LinkKind

#: From the proposal until both sides have assessed it.
LIVING: Final = ("proposed", "accepted", "blocked", "active", "interrupted", "completed")
_ANOTHER = """
SELECT EXISTS (SELECT 1 FROM placement w JOIN enrolment e ON e.id = w.enrolment_id
                WHERE e.person_id = $1 AND w.host_id = $2 AND w.status = ANY($3))
"""


async def show_to_host(actor: Actor, enrolment_id: uuid.UUID, host_id: uuid.UUID) -> None:
    """From today on the trainee is one of the host's people."""
    person_id = await fetchval("SELECT person_id FROM enrolment WHERE id = $1", enrolment_id)
    await link(actor, person_id, host_id, LinkKind.TRAINEE)


async def hide_from_host(actor: Actor, person_id: uuid.UUID, host_id: uuid.UUID) -> None:
    """After today no more, unless another placement there goes on; call it when this one is over."""
    if not await fetchval(_ANOTHER, person_id, host_id, list(LIVING)):
        await unlink(actor, person_id, host_id, LinkKind.TRAINEE)
