"""Pages of a sheet of hours and results: choose the file, check what it holds, confirm, and the receipt."""

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
from training.cohorts.actions import own_cohort
from training.cohorts.columns import NAME, STUDENT_NO
from training.cohorts.queries import CohortView
from training.cohorts.uploads import Settled
from training.enrolments.queries import list_enrolments
from training.learning import importing, sheet
from training.learning.importing import LearningImportView, find_learning_import, learning_imports_of

_RECORD = "training.learning.record"
_VIEW = "training.learning.view"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TEMPLATE = (NAME, STUDENT_NO, sheet.MODULE, sheet.HOURS, sheet.SCORE, sheet.HELD_ON)
_MOST = 10_000


class SheetForm(Struct):
    """The file of a sheet."""

    file: Upload


@get("/learning/{public_id:str}/template.xlsx", opt={"permission": _RECORD})
async def template(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    """Everybody in training stands in it; a row for each is to be filled in."""
    cohort = await own_cohort(actor, public_id)
    trainees, _ = await list_enrolments(actor, cohort.id, state="active", limit=_MOST)
    headings = [field.headings[0] for field in _TEMPLATE]
    rows = [[one.name, one.student_no, None, None, None, None] for one in trainees]
    content = write_workbook(headings, rows, title=cohort.name, sheet="学时登记")
    return download(content, f"{cohort.code}-学时成绩登记表.xlsx", _SHEET)


@get("/learning/{public_id:str}/sheet", opt={"permission": _RECORD})
async def sheet_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _choose(request, actor, public_id)


@post(
    "/learning/{public_id:str}/sheet",
    opt={"permission": _RECORD},
    request_max_body_size=UPLOAD_BYTES + 100_000,
)
async def upload_sheet(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        form = await read_form(request, SheetForm, max_file_bytes=UPLOAD_BYTES)
        upload = await importing.preview(actor, public_id, form.file.filename, form.file.data)
    except CORRECTABLE as error:
        return await _choose(request, actor, public_id, error)
    return see_other(request, f"/learning/sheets/{upload}")


async def _choose(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    cohort = await own_cohort(actor, public_id)
    return render(
        request,
        "training/learning_sheet.html",
        error=error,
        cohort=cohort,
        imports=await learning_imports_of(cohort.id),
    )


@get("/learning/sheets/{public_id:str}", opt={"permission": _VIEW})
async def import_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    upload, cohort = await find_learning_import(actor, public_id)
    if upload.state == "previewed":
        return await _check(request, actor, upload, cohort)
    return render(request, "training/learning_receipt.html", upload=upload, cohort=cohort)


async def _check(
    request: Request,
    actor: Actor,
    upload: LearningImportView,
    cohort: CohortView,
    error: DomainError | None = None,
) -> Answer:
    _, read, seen = await importing.read_again(actor, upload.public_id)
    return render(
        request,
        "training/learning_import.html",
        error=error,
        upload=upload,
        cohort=cohort,
        sheet=read,
        seen=seen,
        conversions=counted(seen.conversions),
    )


@get("/learning/sheets/{public_id:str}/marked.xlsx", opt={"permission": _RECORD})
async def marked(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    upload, _ = await find_learning_import(actor, public_id)
    _, read, seen = await importing.read_again(actor, public_id)
    name = say(text("{file} (marked)", file=upload.file_name.rsplit(".", 1)[0]))
    return download(marked_sheet(read, seen.problems, seen.warnings, say), f"{name}.xlsx", _SHEET)


@post("/learning/sheets/{public_id:str}/confirm", opt={"permission": _RECORD})
async def confirm(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        await importing.confirm(actor, public_id)
    except Settled as error:
        return gone_on(request, f"/learning/sheets/{public_id}", error)
    return see_other(request, f"/learning/sheets/{public_id}")


@post("/learning/sheets/{public_id:str}/discard", opt={"permission": _RECORD})
async def discard(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    _, cohort = await find_learning_import(actor, public_id)
    await importing.discard(actor, public_id)
    flash = text("The sheet is set aside; nothing was changed.")
    return see_other(request, f"/learning/{cohort.public_id}", flash=flash)


ROUTES = [template, sheet_page, upload_sheet, import_page, marked, confirm, discard]
