"""The areas of the province, and the codes that came before them."""

from __future__ import annotations

from litestar import get

from foundation.web.access import SignedIn
from foundation.web.pages import Answer, Request, render
from registry.areas.data import AREAS, HISTORICAL_CODES
from registry.areas.rules import children, full_name


@get("/areas", opt={"signed_in": True})
async def areas_page(request: Request, actor: SignedIn) -> Answer:
    top = [area for area in AREAS.values() if not area.parent_code]
    return render(
        request,
        "registry/areas.html",
        top=top,
        children=children,
        former=sorted(HISTORICAL_CODES.values(), key=lambda old: old.code),
        full_name=full_name,
    )


ROUTES = [areas_page]
