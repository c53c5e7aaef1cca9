"""The page on which every part of the pages is shown in every state; only while the site is being built."""

from __future__ import annotations

from litestar import get

from foundation.web.design import examples
from foundation.web.pages import Answer, Request, render


@get("/design", opt={"public": True}, include_in_schema=False)
async def design_page(request: Request) -> Answer:
    """All parts."""
    return render(request, "design.html", **examples())
