"""Pages of a roster: choose the file, check what it holds, confirm, and the receipt."""

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
from training.cohorts import actions, columns
from training.cohorts.queries import CohortView, ImportView, find_import, imports_of
from training.cohorts.uploads import Settled

_IMPORT = "training.cohort.import"
_VIEW = "training.cohort.view"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TEMPLATE = (
    columns.NAME,
    columns.KIND,
    columns.NUMBER,
    columns.BIRTH_DATE,
    columns.SEX,
    columns.ETHNICITY,
    columns.PHONE,
    columns.GUARDIAN,
    columns.EDUCATION,
    columns.STUDENT_NO,
)


class RosterForm(Struct):
    """The file of a roster."""

    file: Upload


@get("/cohorts/template.xlsx", opt={"permission": _VIEW})
async def template(request: Request, actor: SignedIn) -> Answer:
    headings = [field.headings[0] for field in _TEMPLATE]
    return download(write_workbook(headings, [], sheet="花名册"), "花名册模板.xlsx", _SHEET)


@get("/cohorts/{public_id:str}/roster", opt={"permission": _IMPORT})
async def roster_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _choose(request, actor, public_id)


@post(
    "/cohorts/{public_id:str}/roster",
    opt={"permission": _IMPORT},
    request_max_body_size=UPLOAD_BYTES + 100_000,
)
async def upload_roster(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        form = await read_form(request, RosterForm, max_file_bytes=UPLOAD_BYTES)
        upload = await actions.preview(actor, public_id, form.file.filename, form.file.data)
    except CORRECTABLE as error:
        return await _choose(request, actor, public_id, error)
    return see_other(request, f"/imports/{upload}")


async def _choose(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    cohort = await actions.own_cohort(actor, public_id)
    return render(
        request, "training/roster.html", error=error, cohort=cohort, imports=await imports_of(cohort.id)
    )


@get("/imports/{public_id:str}", opt={"permission": _VIEW})
async def import_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    upload, cohort = await find_import(actor, public_id)
    if upload.state == "previewed":
        return await _check(request, actor, upload, cohort)
    return render(request, "training/import_receipt.html", upload=upload, cohort=cohort)


async def _check(
    request: Request,
    actor: Actor,
    upload: ImportView,
    cohort: CohortView,
    error: DomainError | None = None,
) -> Answer:
    _, sheet, seen = await actions.read_again(actor, upload.public_id)
    return render(
        request,
        "training/import.html",
        error=error,
        upload=upload,
        cohort=cohort,
        sheet=sheet,
        seen=seen,
        conversions=counted(seen.conversions),
    )


@get("/imports/{public_id:str}/marked.xlsx", opt={"permission": _IMPORT})
async def marked(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    upload, _ = await find_import(actor, public_id)
    _, sheet, seen = await actions.read_again(actor, public_id)
    stem = upload.file_name.rsplit(".", 1)[0]
    name = say(text("{file} (marked)", file=stem))
    return download(marked_sheet(sheet, seen.problems, seen.warnings, say), f"{name}.xlsx", _SHEET)


@post("/imports/{public_id:str}/confirm", opt={"permission": _IMPORT})
async def confirm(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    upload, cohort = await find_import(actor, public_id)
    try:
        await actions.confirm(actor, public_id)
    except Settled as error:
        return gone_on(request, f"/imports/{public_id}", error)
    except CORRECTABLE as error:
        return await _check(request, actor, upload, cohort, error)
    return see_other(request, f"/imports/{public_id}")


@post("/imports/{public_id:str}/discard", opt={"permission": _IMPORT})
async def discard(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    _, cohort = await find_import(actor, public_id)
    await actions.discard(actor, public_id)
    flash = text("The roster is set aside; nothing was changed.")
    return see_other(request, f"/cohorts/{cohort.public_id}", flash=flash)


ROUTES = [template, roster_page, upload_roster, import_page, marked, confirm, discard]
