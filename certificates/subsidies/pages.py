"""Pages of the ledger of subsidies: the list, a claim with its conditions, a new one, the figures."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from markupsafe import Markup
from msgspec import Meta

from certificates.subsidies import actions
from certificates.subsidies.actions import APPROVE, REGISTER, Payee
from certificates.subsidies.data import KINDS
from certificates.subsidies.exporting import PAYEES
from certificates.subsidies.overview import Figure, figures
from certificates.subsidies.queries import candidate, find_claim, judged, list_claims
from certificates.subsidies.rules import may_approve, may_register
from curricula.occupations.data import occupation
from curricula.occupations.rules import level_label
from foundation import history
from foundation.actor import Actor
from foundation.clock import today
from foundation.errors import DomainError, FieldProblem, Invalid, NotFound
from foundation.language import say
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.charts import Part, Row, stacked_bar_chart
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, render, see_other
from foundation.web.paging import read_listing

VIEW = "certificates.subsidy.view"
_FIGURES = "certificates.subsidy.figures"
_SORTS = {"claimed": "s.claimed_on", "number": "c.number", "amount": "s.amount"}
_CHOICES = [(code, kind.label) for code, kind in KINDS.items()]
_COLOURS = dict(zip(KINDS, ("valid", "information", "attention"), strict=False))
_HISTORY = {
    "subsidy.registered": text("Claim registered"),
    "subsidy.approved": text("Approved"),
    "subsidy.refused": text("Refused"),
    "subsidy.exported": text("On the sheet"),
}
NAVIGATION = [
    NavigationItem("/subsidies", text("Subsidies"), permission=VIEW, order=66),
    NavigationItem(
        "/subsidies/figures",
        text("Subsidy figures"),
        permission=_FIGURES,
        order=67,
    ),
]


class NewClaim(msgspec.Struct):
    """The certificate, the kind, and who receives the money."""

    number: Annotated[str, Meta(min_length=1, max_length=40)]
    kind: str
    payee: Payee = "holder"


class Reason(msgspec.Struct):
    """Why a claim is refused."""

    reason: Annotated[str, Meta(min_length=2, max_length=300)]


@get("/subsidies", opt={"permission": VIEW})
async def subsidies_page(request: Request, actor: SignedIn) -> Answer:
    listing = read_listing(
        request,
        sorts=_SORTS,
        default="-claimed",
        filters={"q": str, "kind": str, "standing": str},
        tie="s.id",
        size=50,
    )
    rows, total = await list_claims(
        actor,
        search=listing.filters.get("q") or "",
        kind=listing.filters.get("kind"),
        wanted=listing.filters.get("standing"),
        order_by=listing.order_by,
        limit=listing.limit,
        offset=listing.offset,
    )
    by_month = await _last_year(actor)
    return render(
        request,
        "certificates/subsidies.html",
        page=listing.page(rows, total),
        kinds=KINDS,
        choices=_CHOICES,
        occupation=occupation,
        level_label=level_label,
        figures=by_month,
        chart=_chart(by_month),
        colours=_COLOURS,
    )


async def _last_year(actor: Actor) -> list[Figure]:
    """The last twelve months by month and kind."""
    day = today()
    return await figures(actor, date(day.year - 1, day.month, 1))


def _chart(rows: list[Figure]) -> Markup | None:
    if not rows:
        return None
    bars = [
        Row(
            f"{month:%Y-%m}",
            [Part(say(KINDS[r.kind].label), r.claims, _COLOURS[r.kind]) for r in rows if r.month == month],
        )
        for month in sorted({row.month for row in rows})
    ]
    title = say(text("Claims by month and kind"))
    return stacked_bar_chart(
        title, say(text("Refused claims are left out; the table has the figures.")), bars
    )


@get("/subsidies/figures", opt={"permission": _FIGURES})
async def figures_page(request: Request, actor: SignedIn) -> Answer:
    rows = await _last_year(actor)
    return render(
        request,
        "certificates/subsidy_figures.html",
        kinds=KINDS,
        figures=rows,
        chart=_chart(rows),
        colours=_COLOURS,
    )


@get("/subsidies/new", opt={"permission": REGISTER})
async def new_claim_page(
    request: Request, actor: SignedIn, number: FromQuery[str] = "", kind: FromQuery[str] = ""
) -> Answer:
    return await _new(request, actor, number, kind)


async def _new(
    request: Request, actor: Actor, number: str, kind: str, error: DomainError | None = None
) -> Answer:
    found, lines = None, []
    if error is None and number.strip() and kind in KINDS:
        try:
            found = await candidate(actor, number)
            lines = (await judged([found], kind, claimed_on=today(), day=today()))[found.id]
        except NotFound:
            missing = text("There is no certificate with this number in your area.")
            error = Invalid([FieldProblem("number", missing)])
    return render(
        request,
        "certificates/subsidy_new.html",
        error=error,
        filled={"number": number, "kind": kind, "payee": "holder"},
        found=found,
        lines=lines,
        fit=may_register(lines),
        kind=kind,
        choices=_CHOICES,
        payees=list(PAYEES.items()),
        occupation=occupation,
        level_label=level_label,
    )


@post("/subsidies/new", opt={"permission": REGISTER})
async def new_claim(request: Request, actor: SignedIn) -> Answer:
    try:
        wanted = await read_form(request, NewClaim)
        public_id = await actions.register(actor, wanted.number, wanted.kind, wanted.payee)
    except CORRECTABLE as error:
        return await _new(request, actor, "", "", error)
    return see_other(
        request, f"/subsidies/{public_id}", flash=text("Registered. Another person of your office decides.")
    )


@get("/subsidies/{public_id:str}", opt={"permission": VIEW})
async def claim_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _claim(request, actor, public_id)


async def _claim(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    claim = await find_claim(actor, public_id)
    lines = await actions.lines_of(claim, claim.screening_result)
    own = claim.organisation_id == actor.organisation_id
    return render(
        request,
        "certificates/subsidy.html",
        error=error,
        claim=claim,
        lines=lines,
        fit=may_approve(lines),
        proposed=await actions.amount_of(claim),
        mine=claim.registered_by == actor.account_id,
        decides=own and claim.status == "registered" and actor.may(APPROVE),
        kind=KINDS[claim.kind],
        payee=PAYEES[claim.payee],
        occupation=occupation(claim.occupation_code),
        level_label=level_label,
        entries=await history.of("subsidy", claim.id),
        history_word=lambda kind: _HISTORY.get(kind, text("Changed")),
    )


@post("/subsidies/{public_id:str}/approve", opt={"permission": APPROVE})
async def approve_claim(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        await actions.approve(actor, public_id)
    except CORRECTABLE as error:
        return await _claim(request, actor, public_id, error)
    flash = text("Approved. It leaves with the next sheet.")
    return see_other(request, f"/subsidies/{public_id}", flash=flash)


@post("/subsidies/{public_id:str}/refuse", opt={"permission": APPROVE})
async def refuse_claim(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        await actions.refuse(actor, public_id, (await read_form(request, Reason)).reason)
    except CORRECTABLE as error:
        return await _claim(request, actor, public_id, error)
    flash = text("Refused. The level can be claimed again.")
    return see_other(request, f"/subsidies/{public_id}", flash=flash)


routes = [
    subsidies_page,
    figures_page,
    new_claim_page,
    new_claim,
    claim_page,
    approve_claim,
    refuse_claim,
]
