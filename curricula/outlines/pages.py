"""The training outlines: their minimums and modules with where each number comes from; to be looked up."""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath

from curricula.outlines.data import (
    AGE_BANDS,
    ASSESSMENT_LABELS,
    COMPANIONS,
    DOMAINS,
    KIND_LABELS,
    OUTLINES,
    REFRESH,
    Module,
    Outline,
    outline,
)
from foundation.web.access import SignedIn
from foundation.web.pages import Answer, Request, render

_VIEW = "curricula.reference.view"


@get("/outlines", opt={"permission": _VIEW})
async def outlines_page(request: Request, actor: SignedIn) -> Answer:
    return render(request, "curricula/outlines.html", outlines=list(OUTLINES.values()))


@get("/outlines/documents", opt={"permission": _VIEW})
async def documents_page(request: Request, actor: SignedIn) -> Answer:
    required: dict[str, list[tuple[Outline, Module]]] = {}
    for one in OUTLINES.values():
        for module in one.modules:
            for topic in module.topics if module.compulsory else ():
                required.setdefault(topic, []).append((one, module))
    return render(
        request,
        "curricula/documents.html",
        documents=list(COMPANIONS.values()),
        required=required,
        refresh=list(REFRESH.values()),
        kinds=KIND_LABELS,
        domains=DOMAINS,
        age_bands=AGE_BANDS,
    )


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
        assessments=ASSESSMENT_LABELS,
        companions=[
            COMPANIONS[topic] for module in one.modules for topic in module.topics if topic in COMPANIONS
        ],
    )


ROUTES = [outlines_page, documents_page, outline_page]
