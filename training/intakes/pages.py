"""Programmes of schools with what was planned and what came, year by year; the college's form for both."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromQuery
from markupsafe import Markup

from curricula.occupations.data import PROGRAMMES, occupation
from foundation.actor import Actor
from foundation.clock import today
from foundation.errors import DomainError
from foundation.language import say
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.charts import Part, Row, stacked_bar_chart
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, render, see_other
from training.intakes.actions import Intake, enter_intake
from training.intakes.queries import IntakeView, figures_of, intakes, years

_VIEW = "training.intake.view"
_PLAN = "training.intake.plan"

NAVIGATION = [
    NavigationItem(
        "/programmes",
        text("Programmes"),
        permission=_VIEW,
        order=38,
        seldom=True,
        kinds=frozenset({"college", "hrss", "health_commission", "education", "statistics"}),
    )
]


@get("/programmes", opt={"permission": _VIEW})
async def programmes_page(request: Request, actor: SignedIn, year: FromQuery[int | None] = None) -> Answer:
    known = await years(actor)
    shown = year or (known[0] if known else today().year)
    rows = await intakes(actor, shown)
    return render(
        request,
        "training/intakes.html",
        rows=rows,
        year=shown,
        years=sorted({*known, shown, today().year}, reverse=True),
        chart=_chart(rows, shown),
        programmes=PROGRAMMES,
        occupation=occupation,
        several=len({row.college_id for row in rows}) > 1,
    )


def _chart(rows: list[IntakeView], year: int) -> Markup | None:
    """Planned places by programme: those that were filled, and those that stayed empty."""
    if not rows:
        return None
    bars = []
    for code in sorted({row.programme_code for row in rows}):
        own = [row for row in rows if row.programme_code == code]
        planned, admitted = sum(one.planned or 0 for one in own), sum(one.admitted or 0 for one in own)
        parts = [Part(say(text("Admitted")), min(planned, admitted), "valid")]
        parts.append(Part(say(text("Planned, not filled")), max(planned - admitted, 0), "neutral"))
        parts.append(Part(say(text("Above the plan")), max(admitted - planned, 0), "attention"))
        bars.append(Row(f"{say(own[0].programme)} {code}", parts))
    title = say(text("Plan and admissions of {year}", year=year))
    told = say(text("Each bar is a programme: the filled part was admitted; the table has the figures."))
    return stacked_bar_chart(title, told, bars)


@get("/programmes/plan", opt={"permission": _PLAN})
async def plan_page(
    request: Request, actor: SignedIn, programme: FromQuery[str] = "", year: FromQuery[int | None] = None
) -> Answer:
    return await _plan(request, actor, programme, year or today().year)


@post("/programmes/plan", opt={"permission": _PLAN})
async def enter_plan(request: Request, actor: SignedIn) -> Answer:
    try:
        intake = await read_form(request, Intake)
        await enter_intake(actor, intake)
    except CORRECTABLE as error:
        return await _plan(request, actor, "", today().year, error)
    return see_other(request, f"/programmes?year={intake.year}", flash=text("The figures are recorded."))


async def _plan(
    request: Request, actor: Actor, programme: str, year: int, error: DomainError | None = None
) -> Answer:
    known = await figures_of(actor, programme, year)
    filled = {"programme": programme, "year": year}
    if known is not None:
        filled |= {"planned": known.planned, "note": known.note}
        filled |= {} if known.admitted is None else {"admitted": known.admitted}
    return render(
        request,
        "training/intake_plan.html",
        error=error,
        filled=filled,
        programmes=[
            (code, text("{name} ({code})", name=one.label, code=code)) for code, one in PROGRAMMES.items()
        ],
    )


ROUTES = [programmes_page, plan_page, enter_plan]
