"""Pages of a sheet of answers: choose the file, check what was read, confirm."""

from __future__ import annotations

import msgspec
from litestar import get, post
from litestar.params import FromPath

from foundation.actor import Actor
from foundation.errors import DomainError
from foundation.language import say
from foundation.spreadsheets.findings import counted
from foundation.spreadsheets.limits import UPLOAD_BYTES
from foundation.spreadsheets.marking import marked_sheet
from foundation.spreadsheets.writing import Value, write_workbook
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, Upload, read_form
from foundation.web.pages import Answer, Request, download, render, see_other
from foundation.web.twice import gone_on
from training.cohorts.uploads import Settled
from training.evaluations.pages import own, session_context
from training.evaluations.queries import SessionView, entries_of
from training.examining.queries import SITTING
from training.papers import importing
from training.papers.importing import SCORE
from training.papers.queries import (
    PaperImportView,
    find_paper_import,
    keys_of,
    known,
    paper_imports_of,
)

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Columns of the template while no key says how many items there are.
_ITEMS = 100


class SheetForm(msgspec.Struct):
    """The file of a sheet."""

    file: Upload


@get("/evaluations/{public_id:str}/papers/sheet", opt={"permission": SCORE})
async def sheet_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _choose(request, actor, public_id)


@post(
    "/evaluations/{public_id:str}/papers/sheet",
    opt={"permission": SCORE},
    request_max_body_size=UPLOAD_BYTES + 100_000,
)
async def upload_sheet(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await own(actor, public_id)
    try:
        form = await read_form(request, SheetForm, max_file_bytes=UPLOAD_BYTES)
        upload = await importing.preview(actor, public_id, form.file.filename, form.file.data)
    except CORRECTABLE as error:
        return await _choose(request, actor, public_id, error)
    return see_other(request, f"/evaluations/papers/{upload}")


async def _choose(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    session = await own(actor, public_id)
    return render(
        request,
        "training/paper_sheet.html",
        error=error,
        imports=await paper_imports_of(session.id),
        **session_context(actor, session),
    )


@get("/evaluations/{public_id:str}/papers/template.xlsx", opt={"permission": SCORE})
async def template(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    session = await own(actor, public_id)
    keys = known(await keys_of(session.id))
    count = max((len(items) for items in keys.values()), default=_ITEMS)
    headings = ["准考证号", "姓名", "试卷", "交卷时间", *(str(number) for number in range(1, count + 1))]
    rows: list[list[Value]] = [
        [entry.ticket_no, entry.name, *[None] * (count + 2)]
        for entry in await entries_of(session.id)
        if entry.status in SITTING and "theory" not in entry.kept
    ]
    content = write_workbook(headings, rows, title=session.name, sheet="答题信息")
    return download(content, f"{session.code}-答题信息表.xlsx", _SHEET)


@get("/evaluations/papers/{public_id:str}", opt={"permission": SCORE})
async def import_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    upload, session = await _own_upload(actor, public_id)
    if upload.state != "previewed":
        return render(
            request, "training/paper_sheet_receipt.html", upload=upload, **session_context(actor, session)
        )
    _, read, seen = await importing.read_again(actor, public_id)
    return render(
        request,
        "training/paper_sheet_check.html",
        upload=upload,
        sheet=read,
        seen=seen,
        conversions=counted(seen.conversions),
        **session_context(actor, session),
    )


async def _own_upload(actor: Actor, public_id: str) -> tuple[PaperImportView, SessionView]:
    upload, session = await find_paper_import(actor, public_id)
    return upload, await own(actor, session.public_id)


@get("/evaluations/papers/{public_id:str}/marked.xlsx", opt={"permission": SCORE})
async def marked(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    upload, _ = await _own_upload(actor, public_id)
    _, read, seen = await importing.read_again(actor, public_id)
    name = say(text("{file} (marked)", file=upload.file_name.rsplit(".", 1)[0]))
    return download(marked_sheet(read, seen.problems, seen.warnings, say), f"{name}.xlsx", _SHEET)


@post("/evaluations/papers/{public_id:str}/confirm", opt={"permission": SCORE})
async def confirm_sheet(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        await importing.confirm(actor, public_id)
    except Settled as error:
        return gone_on(request, f"/evaluations/papers/{public_id}", error)
    return see_other(request, f"/evaluations/papers/{public_id}")


@post("/evaluations/papers/{public_id:str}/discard", opt={"permission": SCORE})
async def discard_sheet(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    _, session = await _own_upload(actor, public_id)
    await importing.discard(actor, public_id)
    flash = text("The sheet is set aside; nothing was changed.")
    return see_other(request, f"/evaluations/{session.public_id}/papers", flash=flash)


ROUTES = [sheet_page, upload_sheet, template, import_page, marked, confirm_sheet, discard_sheet]
