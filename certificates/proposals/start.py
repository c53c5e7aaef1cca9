"""An agreed reissue starts issuing the new version: both in one transaction, so that none is forgotten."""

from __future__ import annotations

from certificates.issuing.jobs import start_issuing
from certificates.proposals.actions import decide
from foundation.actor import Actor
from foundation.database import transaction


async def decide_and_start(actor: Actor, public_id: str, proposal_id: str, *, agreed: bool) -> None:
    """Decide the proposal; ask for the new version's document where that follows."""
    async with transaction():
        batch_id = await decide(actor, public_id, proposal_id, agreed=agreed)
        if batch_id is not None:
            await start_issuing(actor, batch_id)
