"""Pages of a sheet of evidence: choose the file, check what it holds, confirm, and the receipt."""

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
from foundation.spreadsheets.writing import write_workbook
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, Upload, read_form
from foundation.web.pages import Answer, Request, download, render, see_other
from foundation.web.twice import gone_on
from training.candidacy import importing
from training.candidacy.actions import CHECK, ENTER
from training.candidacy.importing import evidence_imports_of, find_evidence_import
from training.candidacy.sheet import FIELDS, PERSON
from training.cohorts.actions import own_cohort
from training.cohorts.uploads import Settled
from training.enrolments.queries import list_enrolments

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST = 10_000


class SheetForm(msgspec.Struct):
    """The file of a sheet."""

    file: Upload


class ConfirmForm(msgspec.Struct):
    """Whether the originals lie before whoever confirms."""

    originals_seen: bool = False


@get("/cohorts/{public_id:str}/evidence", opt={"permission": ENTER})
async def sheet_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _choose(request, actor, public_id)


@get("/cohorts/{public_id:str}/evidence/template.xlsx", opt={"permission": ENTER})
async def template(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    """Everybody of the cohort stands in it; a row for each paper is to be filled in."""
    cohort = await own_cohort(actor, public_id)
    trainees, _ = await list_enrolments(actor, cohort.id, state="active", limit=_MOST)
    fields = [field for field in FIELDS if field is not PERSON]
    empty = [None] * (len(fields) - 2)
    rows = [[one.name, one.student_no, *empty] for one in trainees]
    content = write_workbook(
        [field.headings[0] for field in fields], rows, title=cohort.name, sheet="申报材料"
    )
    return download(content, f"{cohort.code}-申报材料登记表.xlsx", _SHEET)


@post(
    "/cohorts/{public_id:str}/evidence",
    opt={"permission": ENTER},
    request_max_body_size=UPLOAD_BYTES + 100_000,
)
async def upload_sheet(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        form = await read_form(request, SheetForm, max_file_bytes=UPLOAD_BYTES)
        upload = await importing.preview(actor, public_id, form.file.filename, form.file.data)
    except CORRECTABLE as error:
        return await _choose(request, actor, public_id, error)
    return see_other(request, f"/evidence/sheets/{upload}")


async def _choose(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    cohort = await own_cohort(actor, public_id)
    return render(
        request,
        "training/evidence_sheet.html",
        error=error,
        cohort=cohort,
        imports=await evidence_imports_of(cohort.id),
    )


@get("/evidence/sheets/{public_id:str}", opt={"permission": ENTER})
async def import_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    upload, cohort = await find_evidence_import(actor, public_id)
    if upload.state != "previewed":
        return render(request, "training/evidence_receipt.html", upload=upload, cohort=cohort)
    _, read, seen = await importing.read_again(actor, public_id)
    return render(
        request,
        "training/evidence_import.html",
        upload=upload,
        cohort=cohort,
        sheet=read,
        seen=seen,
        conversions=counted(seen.conversions),
        may_check=actor.may(CHECK),
    )


@get("/evidence/sheets/{public_id:str}/marked.xlsx", opt={"permission": ENTER})
async def marked(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    upload, _ = await find_evidence_import(actor, public_id)
    _, read, seen = await importing.read_again(actor, public_id)
    name = say(text("{file} (marked)", file=upload.file_name.rsplit(".", 1)[0]))
    return download(marked_sheet(read, seen.problems, seen.warnings, say), f"{name}.xlsx", _SHEET)


@post("/evidence/sheets/{public_id:str}/confirm", opt={"permission": ENTER})
async def confirm(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    wanted = await read_form(request, ConfirmForm)
    try:
        await importing.confirm(actor, public_id, originals_seen=wanted.originals_seen)
    except Settled as error:
        return gone_on(request, f"/evidence/sheets/{public_id}", error)
    return see_other(request, f"/evidence/sheets/{public_id}")


@post("/evidence/sheets/{public_id:str}/discard", opt={"permission": ENTER})
async def discard(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    _, cohort = await find_evidence_import(actor, public_id)
    await importing.discard(actor, public_id)
    flash = text("The sheet is set aside; nothing was changed.")
    return see_other(request, f"/cohorts/{cohort.public_id}/evidence", flash=flash)


ROUTES = [sheet_page, template, upload_sheet, import_page, marked, confirm, discard]
