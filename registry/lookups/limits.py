"""How often people may be looked up: counted for the account, the organisation and the person looked up."""

from __future__ import annotations

from uuid import UUID

from foundation.actor import Actor
from foundation.text import text
from foundation.web.limits import limit
from registry.documents.rules import tidy_number

_HOUR, _DAY = 3600.0, 86400.0
_MANY = text(
    "There were too many look-ups in a short time. They are limited so that nobody can fish for people."
)


async def count_look_up(actor: Actor) -> None:
    """Count one look-up of the actor; raises `TooMany`. Call it outside of a transaction."""
    await limit("look_up.account", str(actor.account_id), times=120, per=_HOUR, message=_MANY)
    await limit("look_up.organisation", str(actor.organisation_id), times=2000, per=_DAY, message=_MANY)


async def count_candidate(actor: Actor, kind: str, number: str) -> None:
    """Count one question about somebody whom an institution may hire; raises `TooMany`.

    Who asks learns in the end whether the person may be employed: nobody goes through lists of people with
    it, nor comes back to the same person again and again. Call it outside of a transaction.
    """
    await count_look_up(actor)
    await limit("candidate.organisation", str(actor.organisation_id), times=100, per=_DAY, message=_MANY)
    subject = f"{kind} {tidy_number(number)}"
    await limit("candidate.here", f"{actor.organisation_id} {subject}", times=5, per=_DAY, message=_MANY)
    await limit("candidate.person", subject, times=30, per=_DAY, message=_MANY)


async def count_unmasking(actor: Actor, person_id: UUID) -> None:
    """Count one showing in full of a person; raises `TooMany`. Call it outside of a transaction."""
    await count_look_up(actor)
    await limit("look_up.person", f"{actor.organisation_id} {person_id}", times=30, per=_DAY, message=_MANY)
