"""Follows the registry: whoever is recorded gets search keys, whoever changes is screened again."""

from __future__ import annotations

from foundation.actor import SYSTEM
from foundation.database import fetchval
from registry.people.events import IdentityRecorded
from screening.screenings.actions import screen
from screening.screenings.keys import rekey


async def on_identity_recorded(event: IdentityRecorded) -> None:
    """New keys at once; whoever was screened before is screened again under the new identity."""
    await rekey(event.person_id)
    if await fetchval("SELECT EXISTS (SELECT 1 FROM screening WHERE person_id = $1)", event.person_id):
        await screen(SYSTEM, event.person_id, "person_amended", "identity changed")
