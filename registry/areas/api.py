"""Areas for programs."""

from __future__ import annotations

from litestar import get

from foundation.web.access import SignedIn
from registry.areas.data import Area
from registry.areas.queries import areas_within


@get("/api/v1/areas", opt={"signed_in": True})
async def list_areas(actor: SignedIn) -> list[Area]:
    """Every area of GB/T 2260 that the register knows, in the order of the codes."""
    return areas_within("")


ROUTES = [list_areas]
