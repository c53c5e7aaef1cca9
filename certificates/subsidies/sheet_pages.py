"""Pages for many claims at once: a batch's certificates, and the monthly sheets."""

from __future__ import annotations

import re
from datetime import date

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery

from certificates.subsidies import actions
from certificates.subsidies.actions import REGISTER
from certificates.subsidies.data import KINDS
from certificates.subsidies.exporting import EXPORT, export_month, open_sheet
from certificates.subsidies.overview import find_sheet, sheets
from certificates.subsidies.queries import batches, judged, of_batch
from certificates.subsidies.rules import first_obstacle, may_register
from foundation.actor import Actor
from foundation.clock import today
from foundation.errors import DomainError, FieldProblem, Invalid
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.pages import Answer, Request, download, render, see_other

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FIRST = next(iter(KINDS))


class BatchClaims(msgspec.Struct):
    """The kind that is claimed for everybody of a batch."""

    kind: str


class Month(msgspec.Struct):
    """The month of a sheet, as 2026-11."""

    month: str


@get("/subsidies/batches", opt={"permission": REGISTER})
async def batches_page(request: Request, actor: SignedIn) -> Answer:
    return render(request, "certificates/subsidy_batches.html", batches=await batches(actor))


@get("/subsidies/batches/{public_id:str}", opt={"permission": REGISTER})
async def batch_page(
    request: Request, actor: SignedIn, public_id: FromPath[str], kind: FromQuery[str] = _FIRST
) -> Answer:
    return await _batch(request, actor, public_id, kind)


async def _batch(
    request: Request, actor: Actor, public_id: str, kind: str, error: DomainError | None = None
) -> Answer:
    wanted = kind if kind in KINDS else _FIRST
    title, certificates = await of_batch(actor, public_id)
    lines = await judged(certificates, wanted, claimed_on=today(), day=today())
    return render(
        request,
        "certificates/subsidy_batch.html",
        error=error,
        batch=public_id,
        title=title,
        kind=wanted,
        choices=[{"value": code, "label": one.label} for code, one in KINDS.items()],
        fit=[one for one in certificates if may_register(lines[one.id])],
        left=[
            (one, first_obstacle(lines[one.id])) for one in certificates if not may_register(lines[one.id])
        ],
    )


@post("/subsidies/batches/{public_id:str}", opt={"permission": REGISTER})
async def register_batch(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    kind = _FIRST
    try:
        kind = (await read_form(request, BatchClaims)).kind
        count, left = await actions.register_batch(actor, public_id, kind)
    except CORRECTABLE as error:
        return await _batch(request, actor, public_id, kind, error)
    flash = text("{count} claims registered, {left} left out.", count=count, left=len(left))
    return see_other(request, f"/subsidies/batches/{public_id}?kind={kind}", flash=flash)


@get("/subsidies/sheets", opt={"permission": EXPORT})
async def sheets_page(request: Request, actor: SignedIn) -> Answer:
    return await _sheets(request, actor)


async def _sheets(request: Request, actor: Actor, error: DomainError | None = None) -> Answer:
    return render(
        request,
        "certificates/subsidy_sheets.html",
        error=error,
        filled={"month": f"{today():%Y-%m}"},
        sheets=await sheets(actor),
    )


@post("/subsidies/sheets", opt={"permission": EXPORT})
async def make_sheet(request: Request, actor: SignedIn) -> Answer:
    try:
        month = _month((await read_form(request, Month)).month)
        public_id = await export_month(actor, month)
    except CORRECTABLE as error:
        return await _sheets(request, actor, error)
    return see_other(request, f"/subsidies/sheets/{public_id}", flash=text("The sheet is made."))


def _month(written: str) -> date:
    found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", written.strip())
    if found is None:
        raise Invalid([FieldProblem("month", text("Write year and month, as in 2026-11."))])
    return date(int(found[1]), int(found[2]), 1)


@get("/subsidies/sheets/{public_id:str}", opt={"permission": EXPORT})
async def sheet_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return render(request, "certificates/subsidy_sheet.html", sheet=await find_sheet(actor, public_id))


@post("/subsidies/sheets/{public_id:str}/sheet.xlsx", opt={"permission": EXPORT})
async def sheet_file(actor: SignedIn, public_id: FromPath[str]) -> Answer:
    sheet, written = await open_sheet(actor, public_id)
    return download(written, f"subsidies-{sheet.month:%Y-%m}.xlsx", _SHEET)


routes = [batches_page, batch_page, register_batch, sheets_page, make_sheet, sheet_page, sheet_file]
