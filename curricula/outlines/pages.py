"""The training outlines: their minimums and modules with where each number comes from; to be looked up."""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath

from curricula.outlines.data import COMPANIONS, KIND_LABELS, OUTLINES, outline
from foundation.web.access import SignedIn
from foundation.web.pages import Answer, Request, render

_VIEW = "curricula.reference.view"


@get("/outlines", opt={"permission": _VIEW})
async def outlines_page(request: Request, actor: SignedIn) -> Answer:
    return render(request, "curricula/outlines.html", outlines=list(OUTLINES.values()))


@get("/outlines/{code:str}/{edition:str}", opt={"permission": _VIEW})
async def outline_page(
    request: Request, actor: SignedIn, code: FromPath[str], edition: FromPath[str]
) -> Answer:
    one = outline(code, edition)
    return render(
        request,
        "curricula/outline.html",
        outline=one,
        kinds=KIND_LABELS,
        companions=[
            COMPANIONS[topic] for module in one.modules for topic in module.topics if topic in COMPANIONS
        ],
    )


ROUTES = [outlines_page, outline_page]
