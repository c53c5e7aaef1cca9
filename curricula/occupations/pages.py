"""Occupations, the editions of their standards and how each level is assessed: to look up, not to change."""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath

from curricula.occupations.data import LEVELS, OCCUPATIONS, PROGRAMMES, RANKS, occupation
from curricula.occupations.rules import current_edition, ladder
from curricula.standards.data import STANDARDS
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, render

_VIEW = "curricula.reference.view"
NAVIGATION = [
    NavigationItem(
        "/occupations",
        text("Standards"),
        permission=_VIEW,
        order=39,
        seldom=True,
        kinds=frozenset({"college", "evaluator", "hrss"}),
    )
]


@get("/occupations", opt={"permission": _VIEW})
async def occupations_page(request: Request, actor: SignedIn) -> Answer:
    return render(
        request,
        "curricula/occupations.html",
        occupations=[(one, current_edition(one.code)) for one in OCCUPATIONS.values()],
        ranks=RANKS,
        levels=LEVELS,
        programmes=PROGRAMMES.values(),
        occupation=occupation,
    )


@get("/occupations/{code:str}", opt={"permission": _VIEW})
async def occupation_page(request: Request, actor: SignedIn, code: FromPath[str]) -> Answer:
    one = occupation(code)
    return render(
        request,
        "curricula/occupation.html",
        one=one,
        current=(current := current_edition(code)),
        ladder=ladder(code, current.edition) if current else (),
        levels=LEVELS,
        related=[occupation(other) for other in one.related],
        assessments=[found for found in STANDARDS.assessments if code in found.occupations],
        standards=STANDARDS,
    )


ROUTES = [occupations_page, occupation_page]
