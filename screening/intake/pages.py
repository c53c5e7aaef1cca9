"""Pages of a sheet of decisions: choose the file, check what it holds, confirm, and what came of it."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromPath
from msgspec import Struct

from foundation.actor import Actor
from foundation.errors import DomainError
from foundation.language import say
from foundation.spreadsheets.findings import counted
from foundation.spreadsheets.limits import UPLOAD_BYTES
from foundation.spreadsheets.marking import marked_sheet
from foundation.spreadsheets.writing import write_workbook
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, Upload, read_form
from foundation.web.pages import Answer, Request, download, render, see_other
from foundation.web.twice import gone_on
from screening.intake import actions
from screening.intake.columns import COLUMNS
from screening.intake.queries import SheetView, find_sheet, sheets_of

_RECORD = "screening.ban.record"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetForm(Struct):
    """The file."""

    file: Upload


@get("/bans/sheets", opt={"permission": _RECORD})
async def sheets_page(request: Request, actor: SignedIn) -> Answer:
    return await _choose(request, actor)


@get("/bans/sheets/template.xlsx", opt={"permission": _RECORD})
async def template(request: Request, actor: SignedIn) -> Answer:
    headings = [field.headings[0] for field in COLUMNS.values()]
    return download(write_workbook(headings, [], sheet="禁入决定"), "禁入决定模板.xlsx", _XLSX)


@post("/bans/sheets", opt={"permission": _RECORD}, request_max_body_size=UPLOAD_BYTES + 100_000)
async def upload_sheet(request: Request, actor: SignedIn) -> Answer:
    try:
        form = await read_form(request, SheetForm, max_file_bytes=UPLOAD_BYTES)
        public_id = await actions.preview(actor, form.file.filename, form.file.data)
    except CORRECTABLE as error:
        return await _choose(request, actor, error)
    return see_other(request, f"/bans/sheets/{public_id}")


async def _choose(request: Request, actor: Actor, error: DomainError | None = None) -> Answer:
    return render(request, "screening/ban_sheets.html", error=error, sheets=await sheets_of(actor))


@get("/bans/sheets/{public_id:str}", opt={"permission": _RECORD})
async def sheet_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    upload = await find_sheet(actor, public_id)
    if upload.state == "previewed":
        return await _check(request, actor, upload)
    return render(request, "screening/ban_sheet_receipt.html", upload=upload)


async def _check(
    request: Request, actor: Actor, upload: SheetView, error: DomainError | None = None
) -> Answer:
    sheet, seen = await actions.read_again(actor, upload.public_id)
    return render(
        request,
        "screening/ban_sheet.html",
        error=error,
        upload=upload,
        sheet=sheet,
        seen=seen,
        conversions=counted(seen.conversions),
    )


@get("/bans/sheets/{public_id:str}/marked.xlsx", opt={"permission": _RECORD})
async def marked(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    upload = await find_sheet(actor, public_id)
    sheet, seen = await actions.read_again(actor, public_id)
    name = say(text("{file} (marked)", file=upload.file_name.rsplit(".", 1)[0]))
    return download(marked_sheet(sheet, seen.problems, seen.warnings, say), f"{name}.xlsx", _XLSX)


@post("/bans/sheets/{public_id:str}/confirm", opt={"permission": _RECORD})
async def confirm(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    upload = await find_sheet(actor, public_id)
    try:
        job_id = await actions.confirm(actor, public_id)
    except CORRECTABLE as error:
        if (await find_sheet(actor, public_id)).state != "previewed":
            return gone_on(request, f"/bans/sheets/{public_id}", error)
        return await _check(request, actor, upload, error)
    return see_other(request, f"/jobs/{job_id}")


@post("/bans/sheets/{public_id:str}/discard", opt={"permission": _RECORD})
async def discard(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await actions.discard(actor, public_id)
    return see_other(request, "/bans/sheets", flash=text("The sheet is set aside; nothing was entered."))


ROUTES = [sheets_page, template, upload_sheet, sheet_page, marked, confirm, discard]
